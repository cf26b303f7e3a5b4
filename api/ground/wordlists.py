"""Closed lists: codes with their labels, and how a typed word finds its code."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from api.ground.nearness import letters_of, near
from api.ground.texts import folded, unmarked
from api.ground.typed import Message, Unreadable, shown
from api.ground.words import Name, Sentence


@dataclass(frozen=True, slots=True)
class CodeList:
    """A closed list: code to labels, the Korean one first, then the English one, then other spellings."""

    name_ko: str
    name_en: str
    labels: Mapping[str, tuple[str, ...]]
    _spellings: Mapping[str, str] = field(init=False, repr=False)
    _letters: tuple[str, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        spellings: dict[str, str] = {}
        for code, words in self.labels.items():
            for word in (code, *words):
                spellings.setdefault(folded(word), code)
        object.__setattr__(self, "_spellings", spellings)
        object.__setattr__(self, "_letters", tuple(letters_of(word) for word in spellings))

    def known(self, text: str) -> str | None:
        """The code that a typed code or label stands for, or None."""
        return self._spellings.get(folded(text))

    def find(self, text: str) -> str:
        """The code that a typed code or label stands for; else an `Unreadable` that suggests what is near."""
        found = self.known(text)
        if found is None:
            raise Unreadable(self.unknown(text))
        return found

    def nearest(self, text: str) -> str | None:
        """The one code whose spelling a mistyped text can have meant, or None."""
        spellings = list(self._spellings.values())
        meant = {spellings[position] for position in near(text, self._letters)}
        return meant.pop() if len(meant) == 1 else None

    def unknown(self, text: str, meant: str | None = None) -> Message:
        """The message for a text that is on no line of the list; it suggests ``meant``, or what is near."""
        meant = meant or self.nearest(text)
        if meant is not None:
            ko, en, *_ = self.labels[meant]
            mend = Sentence(
                "If you meant '{code}' ({label}), type that. The sheet 코드표 lists the others.",
                code=meant,
                label=Name(ko, en),
            )
        elif len(self.labels) <= 12:
            mend = Sentence("Choose one of: {choices}.", choices=[self.choice(code) for code in self.labels])
        else:
            mend = Sentence("Choose one from the sheet 코드표.")
        return Message(
            f"unknown-{self.name_en.replace(' ', '-')}",
            "'{typed}' is not a known {kind}.",
            mend,
            typed=shown(text),
            kind=Name(self.name_ko, self.name_en),
        )

    def choice(self, code: str) -> Sentence:
        """A code with its label, to choose from."""
        ko, en, *_ = self.labels[code]
        return Sentence("{code} ({label})", code=code, label=Name(ko, en))


def bare(names: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Names without the marks on their Latin letters, to their codes; what two codes share is left out."""
    found: dict[str, set[str]] = {}
    for name, code in names:
        found.setdefault(unmarked(name), set()).add(code)
    return {name: min(codes) for name, codes in found.items() if name and len(codes) == 1}
