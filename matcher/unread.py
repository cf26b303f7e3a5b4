"""Texts of which nothing can be suggested: what is wrong with each, and what to do."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Literal, cast

from matcher.languages import LATIN_LANGUAGES, NEAR, UNKNOWN, Detected, detect
from matcher.profiles import Profile
from matcher.refusals import offers, said

Why = Literal["language", "refusal", "offer", "short", "placeholder", "symbols"]
Side = Literal["solution", "need"]
LANGUAGES = ("ko", "en")
SURE, WORDS = 0.75, 4
"""From which certainty and how many words on a text in Latin letters is believed to be in a language that is not read;
below, it is taken for the likeliest that is."""
SURER, MORE_WORDS = 0.9, 6
"""The same where the language was given."""
LONGEST_QUOTE = 40
MOST_FILLERS = 6
"""Words of a placeholder, at most."""

_ADDRESS = re.compile(
    r"https?://\S+|www\.\S+|\S+@\S+\.\S+|\b[\w-]+\.(?:com|net|org|kr|tr|th|vn|id|io)\b", re.IGNORECASE
)
_JAMO = re.compile("[\u3130-\u318f\u1100-\u11ff]")
_SEGMENT = re.compile(r"[\W_]+")
_WORD = re.compile(r"[^\W\d_]+")
_WIDE = re.compile("[\u0e00-\u0e7f\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7a3]")


@dataclass(frozen=True, slots=True)
class Unread:
    """A text of which nothing is suggested.

    Parameters
    ----------
    side, profile
        ``"solution"`` or ``"need"``, and the profile's id.
    why
        ``"language"``: none of the languages that are read; ``"refusal"``: a need that says only what is not wanted;
        ``"offer"``: a need that seeks customers; ``"short"``: too little to match; ``"placeholder"``: stands where a text
        will be; ``"symbols"``: no words at all.
    text
        Its beginning, as written.
    language
        Primary subtag of the text where ``why`` is ``"language"``, else empty.
    """

    side: Side
    profile: str
    why: Why
    text: str
    language: str = ""

    def words(self, language: str = "en") -> str:
        """Return what is wrong and what to do, in Korean or English (English where there is no other).

        Examples
        --------
        >>> Unread("need", "N1", "language", "نبحث عن حلول", "ar").words()
        'The need N1 is written in Arabic, which is not read: add a line in English or Korean.'
        """
        spoken = language if language in LANGUAGES else "en"
        words = _words()
        return words[self.why][spoken].format(
            side=words[self.side][spoken], id=self.profile, text=self.text, language=_named(self.language, spoken)
        )


def understood(profile: Profile, side: Side, reads: Collection[str] | None) -> Profile | Unread:
    """Return a profile with those of its texts that can be matched, or why there is none.

    Parameters
    ----------
    reads
        Languages that the encoders read, by primary subtag; None where every language is read.

    Examples
    --------
    >>> found = understood(Profile("N1", "TBD", texts={"ko": "누수를 찾고 싶습니다."}), "need", ("en", "ko"))
    >>> isinstance(found, Profile) and found.versions()
    {'ko': '누수를 찾고 싶습니다.'}
    >>> understood(Profile("N1", "აქ წყალი იკარგება"), "need", ("en", "ko"))
    Unread(side='need', profile='N1', why='language', text='აქ წყალი იკარგება', language='ka')
    """
    versions = profile.versions()
    original = bool((profile.text or profile.title).strip())
    found: dict[str, str] = {}
    refused: list[Unread] = []
    for place, (given, text) in enumerate(versions.items()):
        detected = original and place == 0 and not profile.language
        read = _read(text, "" if detected else given, reads)
        if isinstance(read, str) and side == "need":
            read, text = _asked(text, read)
        if isinstance(read, str):
            found.setdefault(read, text)
        else:
            why, language = read
            refused.append(Unread(side, profile.id, why, _quoted(text), language))
    if not found:
        order = ("refusal", "offer", "language", "short", "placeholder", "symbols")
        return min(refused, key=lambda one: order.index(one.why))
    if found == versions:
        return profile
    language, text = next(iter(found.items()))
    return replace(
        profile, text=text, title="", language=language, texts={k: v for k, v in found.items() if k != language}
    )


@lru_cache(maxsize=65536)
def why_empty(text: str) -> Why | None:
    """Return what is wrong with a text in any language; None where it says something.

    Examples
    --------
    >>> [why_empty(text) for text in ("-", "N/A (추후 작성)", "물", "🙂 100%", "CCTV", "주차")]
    ['symbols', 'placeholder', 'short', 'symbols', None, None]
    """
    plain = _JAMO.sub(" ", _ADDRESS.sub(" ", unicodedata.normalize("NFKC", text)))
    letters = [letter for letter in plain if letter.isalpha()]
    if not letters:
        return "symbols"
    if _stands_for_nothing(plain) or (len({letter.casefold() for letter in letters}) == 1 and len(letters) > 1):
        return "placeholder"
    size = sum(2 if _WIDE.match(letter) else 1 for letter in letters)
    abbreviation = len(letters) >= 3 and sum(letter.isupper() for letter in letters) >= 2
    return "short" if size < 4 and not abbreviation else None


def _stands_for_nothing(text: str) -> bool:
    known = _placeholders()
    folded = text.replace("İ", "i").casefold()
    if _SEGMENT.sub("", folded) in known:
        return True
    said = [piece for piece in _SEGMENT.split(folded) if piece and not piece.isdigit()]
    return len(said) <= MOST_FILLERS and all(piece in known or piece in _fillers() for piece in said)


def _read(text: str, stated: str, reads: Collection[str] | None) -> str | tuple[Why, str]:
    """Return the language in which a text is read, or why it is not."""
    why = why_empty(text)
    if why is not None:
        return why, ""
    found = detect(text)
    language = _settled(text, stated, found, reads)
    near = NEAR.get(language, language)
    if reads is None or near in reads:
        return near
    return "language", language


def _asked(text: str, language: str) -> tuple[str | tuple[Why, str], str]:
    """Return a need without what it refuses, or why nothing is left."""
    if offers(text, language):
        return ("offer", ""), text
    told = said(text, language)
    if told.refused and why_empty(told.asked) is not None:
        return ("refusal", ""), text
    return language, told.asked


def _settled(text: str, stated: str, found: Detected, reads: Collection[str] | None) -> str:
    """Return the language of a text from what was stated and what was found.

    A script is believed more than a statement. Between languages in Latin letters the statement counts, unless a long text
    is clearly in one that is not read; where nothing is stated, a short or doubtful text is in the likeliest that is read.
    """
    if found.language not in LATIN_LANGUAGES:
        return stated if stated and found.language == UNKNOWN else _of_script(stated, found.language)
    words = len(_WORD.findall(text))
    unread = reads is not None and NEAR.get(found.language, found.language) not in reads
    if stated in LATIN_LANGUAGES:
        return found.language if unread and found.sure >= SURER and words >= MORE_WORDS else stated
    if unread and (found.sure < SURE or words < WORDS):
        return next((one for one in found.likely if NEAR.get(one, one) in (reads or ())), "en")
    return found.language


def _of_script(stated: str, found: str) -> str:
    """Return a stated language that shares the script of the found one, else the found one."""
    kin = ({"ru", "mn", "ky", "kk", "uk", "bg", "sr", "tg"}, {"ar", "fa", "ur", "ug"}, {"zh", "ja"}, {"hi", "mr", "ne"})
    return stated if any({stated, found} <= family for family in kin) else found


def _quoted(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_QUOTE else line[: LONGEST_QUOTE - 1] + "…"


def _named(language: str, spoken: str) -> str:
    from babel import Locale

    return (
        (Locale(spoken).languages.get(language) or language)
        if language and language != UNKNOWN
        else ({"ko": "알 수 없는 언어", "en": "an unknown language"}[spoken])
    )


@lru_cache(maxsize=1)
def _words() -> dict[str, dict[str, str]]:
    return cast(dict[str, dict[str, str]], _data()["words"])


@lru_cache(maxsize=1)
def _placeholders() -> frozenset[str]:
    lines = cast(dict[str, list[str]], _data()["placeholders"])
    return frozenset(_SEGMENT.sub("", one.replace("İ", "i").casefold()) for spoken in lines.values() for one in spoken)


@lru_cache(maxsize=1)
def _fillers() -> frozenset[str]:
    """Return the words of which placeholders are made: a short text of nothing else is one."""
    lines = cast(dict[str, list[str]], _data()["placeholders"])
    return frozenset(
        piece
        for spoken in lines.values()
        for one in spoken
        for piece in _SEGMENT.split(one.replace("İ", "i").casefold())
        if piece
    )


@lru_cache(maxsize=1)
def _data() -> dict[str, object]:
    path = Path(__file__).parent / "data" / "unread.json"
    return cast(dict[str, object], json.loads(path.read_text(encoding="utf-8")))
