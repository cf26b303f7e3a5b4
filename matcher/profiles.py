"""What is matched: the profile of a solution or of a need."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from matcher.languages import detect_language


@dataclass(frozen=True, slots=True)
class Profile:
    """A solution that a supplier offers, or a need that a buyer has.

    Only ``id`` and ``text`` are needed; everything else sharpens the match where it is known and is
    neutral where it is not.

    Parameters
    ----------
    id
        Unique among the profiles of its side.
    text
        What the solution does or what the need is, in its own language; a few sentences.
    language
        BCP 47 primary subtag of ``text`` (``"ko"``); detected from the letters where absent.
    title
        A short name; read together with the text.
    country
        ISO 3166-1 alpha-2 code of the organization's country.
    sector
        Key of one of the twelve sectors where the organizer has set it; judged from the text otherwise.
    organization
        Whose solution or need it is; participants are scored by it.
    texts
        The same text in other languages, by language.
    languages
        What people of this side speak at the table.
    maturity
        How far it has come: for a solution one of ``"idea"``, ``"prototype"``, ``"demonstrated"``, ``"deployed"``,
        ``"widely deployed"``; for a need one of ``"basic concept"``, ``"master plan"``, ``"pre-feasibility"``,
        ``"feasibility"``, ``"procurement"``.
    presence
        Countries in which a supplier has an office or a partner.
    references
        Countries in which the solution is in use.
    markets
        Countries in which the supplier already works.
    certificates
        Certificates a solution holds, or a need demands.
    known_as
        Registration numbers and names of the organization, in any spelling; two profiles that share one belong to the
        same organization, which is never matched with itself. Its ``organization`` counts among them.

    Raises
    ------
    ValueError
        When ``id`` is empty, or there is no text in any language.

    Examples
    --------
    >>> Profile("S1", "교차로 신호를 실시간으로 최적화합니다.").spoken
    'ko'
    """

    id: str
    text: str
    language: str | None = None
    title: str = ""
    country: str | None = None
    sector: str | None = None
    organization: str | None = None
    texts: Mapping[str, str] = field(default_factory=dict[str, str])
    languages: tuple[str, ...] = ()
    maturity: str | None = None
    presence: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    markets: tuple[str, ...] = ()
    certificates: tuple[str, ...] = ()
    known_as: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.id.strip():
            raise ValueError("a profile has an empty id; give every solution and need an id of its own")
        if not (self.text.strip() or self.title.strip() or any(text.strip() for text in self.texts.values())):
            raise ValueError(f"profile {self.id} has no text; describe it in a few sentences")

    @property
    def spoken(self) -> str:
        """Language of the original text: as given, else detected."""
        return (self.language or detect_language(self.text or self.title)).split("-")[0].lower()

    def versions(self) -> dict[str, str]:
        """Return the text by language, the original first; blank versions are left out.

        The title stands before the original text as a sentence of its own, unless the text begins with it.

        Examples
        --------
        >>> Profile("S1", "신호 제어.", title="스마트 신호", texts={"en": "Signal control."}).versions()
        {'ko': '스마트 신호\\n신호 제어.', 'en': 'Signal control.'}
        """
        original = self.text.strip()
        title = self.title.strip()
        if title and not original.startswith(title):
            original = f"{title}\n{original}" if original else title
        found = {self.spoken: original} if original else {}
        for language, text in self.texts.items():
            if text.strip():
                found.setdefault(language.split("-")[0].lower(), text.strip())
        return found


def normalise(text: str) -> str:
    """Return the text in NFC with runs of spaces collapsed; line breaks stay.

    Examples
    --------
    >>> normalise("  smart   city \\n\\n Seoul ")
    'smart city\\nSeoul'
    """
    lines = (" ".join(line.split()) for line in unicodedata.normalize("NFC", text).splitlines())
    return "\n".join(line for line in lines if line)


def check_unique(profiles: Sequence[Profile], side: str) -> None:
    """Raise ``ValueError`` naming the first id that two profiles of a side share."""
    seen: set[str] = set()
    for profile in profiles:
        if profile.id in seen:
            raise ValueError(f"two {side} have the id {profile.id}; ids must differ within a side")
        seen.add(profile.id)
