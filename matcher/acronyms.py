"""Acronyms of the field, spelled out beside a text before it is compared: three letters hold no meaning of their own.

Marks that were left out in typing are put back there too (`matcher.marks`)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import cast

from matcher.marks import marked
from matcher.profiles import Profile

MOST = 6
"""Acronyms of a text that are spelled out, the first ones."""
_WORD = re.compile(r"[^\W_]+")


def spelled_out(profile: Profile) -> Profile:
    """Return the profile with its acronyms spelled out behind each of its texts; the same where it has none.

    Quotes are taken from the profile as it was written, not from this.
    """
    versions = profile.versions()
    told = {language: _told(text, language) for language, text in versions.items()}
    if told == versions:
        return profile
    language, text = next(iter(told.items()))
    return replace(
        profile, text=text, title="", language=language, texts={k: v for k, v in told.items() if k != language}
    )


def expansions(text: str, language: str) -> list[str]:
    """Return what the acronyms of a text stand for, in its order: in its own language, else in English.

    What the text spells out itself is left out.

    Examples
    --------
    >>> expansions("노후 건물에 BMS를 도입하려고 합니다.", "ko")
    ['건물 관리 시스템 에너지 냉난방 제어']
    >>> expansions("Bus terminals and its gates", "en")
    []
    """
    known = _known(language)
    words = {word.casefold() for word in _WORD.findall(text)}
    found: dict[str, None] = {}
    for match in _pattern(language).finditer(text):
        told = known[match[0]]
        own = {word.casefold() for word in _WORD.findall(told)}
        if len(own & words) * 2 < len(own):
            found.setdefault(told)
    return list(found)[:MOST]


def _told(text: str, language: str) -> str:
    found = expansions(text, language)
    plain = marked(text, language)
    return f"{plain}\n{'. '.join(found)}." if found else plain


@lru_cache(maxsize=16)
def _known(language: str) -> Mapping[str, str]:
    """Return what each acronym stands for in texts of a language."""
    everywhere = cast(dict[str, dict[str, str]], _data()["any"])
    local = cast(dict[str, str], _data().get(language, {}))
    return {name: told.get(language, told["en"]) for name, told in everywhere.items()} | local


@lru_cache(maxsize=16)
def _pattern(language: str) -> re.Pattern[str]:
    """Return what finds an acronym as it is written, between letters of other scripts or none."""
    names = sorted(_known(language), key=len, reverse=True)
    return re.compile(rf"(?<![A-Za-z0-9])(?:{'|'.join(map(re.escape, names))})(?![A-Za-z0-9])")


@lru_cache(maxsize=1)
def _data() -> dict[str, dict[str, object]]:
    path = Path(__file__).parent / "data" / "acronyms.json"
    return cast(dict[str, dict[str, object]], json.loads(path.read_text(encoding="utf-8")))
