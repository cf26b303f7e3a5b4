"""What a need refuses: a product that it names only to say that it does not want it is not asked for."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import cast

_CLAUSE = re.compile(r"((?<=[.!?。\n])\s+|\s*[;·•]\s*|,\s+|\s+[-–—]\s+)")


@dataclass(frozen=True, slots=True)
class Said:
    """What a text asks for and what it refuses.

    Parameters
    ----------
    asked
        The text without what it refuses; empty where it says nothing else.
    refused
        The phrases that it refuses, as written.
    """

    asked: str
    refused: tuple[str, ...]


@lru_cache(maxsize=65536)
def said(text: str, language: str) -> Said:
    """Return what a text asks for and what it refuses.

    Words such as "we do not want", "말고" or "istemiyoruz" refuse whatever they stand with. A bare "no"
    refuses products alone ("no cameras"): "no water" is a need. "Without" refuses a product where something is wished
    ("count visitors without cameras, please") or nothing else is said; else it tells what is lacking ("the tunnel runs
    without sensors"). Where nothing else is said and no product named, it is a trouble.

    Examples
    --------
    >>> said("CCTV 말고 조명으로 골목을 밝히고 싶습니다.", "ko")
    Said(asked='조명으로 골목을 밝히고 싶습니다.', refused=('CCTV',))
    >>> said("No cameras! Half of our lamps are dark.", "en")
    Said(asked='Half of our lamps are dark.', refused=('cameras',))
    >>> said("No water in twelve villages.", "en").refused
    ()
    """
    patterns, lacking = _patterns().get(language, ()), _lacks().get(language)
    refused: list[str] = []
    asked: list[str] = []
    pieces = _CLAUSE.split(text)
    for clause, mark in zip(pieces[::2], [*pieces[1::2], ""], strict=True):
        rest = clause
        wished = lacking is not None and (lacking.wish.search(clause) or not _says(lacking.without.sub("", clause)))
        for pattern in (*patterns, lacking.without) if lacking and wished else patterns:
            while found := pattern.search(rest):
                refused.append(found["what"].strip(" .,!?:;\"'“”"))
                rest = f"{rest[: found.start()]} {rest[found.end() :]}"
        if rest == clause:
            asked.append(clause + mark)
        elif _says(rest):
            asked.append(rest.strip(" ,;:-–—") + mark)
    left = "".join(asked).strip()
    if not left and not any(names_product(phrase, language) for phrase in refused):
        return Said(text, ())  # "we do not want more floods" tells a trouble
    return Said(left if refused else text, tuple(phrase for phrase in refused if phrase))


FEWEST_LETTERS = 5
"""Letters that must be left of a clause for it to ask for anything."""


def _says(clause: str) -> bool:
    return len(re.sub(r"[\W\d_]", "", clause)) >= FEWEST_LETTERS


def names_product(phrase: str, language: str) -> bool:
    """Return whether a refused phrase names a kind of product, not a way of doing something ("a one-day course")."""
    told = _data()["refusals"].get(language)
    return told is not None and any(re.search(one, phrase, re.IGNORECASE) for one in cast(list[str], told["products"]))


def offers(text: str, language: str) -> bool:
    """Return whether what stands as a need is an offer: a maker who looks for customers.

    Examples
    --------
    >>> offers("우리는 CCTV를 제조하는 회사로 해외 바이어를 찾고 있습니다.", "ko"), offers("CCTV를 찾고 있습니다.", "ko")
    (True, False)
    """
    pattern = _offers().get(language)
    return bool(pattern and pattern.search(text))


@lru_cache(maxsize=1)
def _patterns() -> dict[str, tuple[re.Pattern[str], ...]]:
    """Return by language what finds a refusal and, as ``what``, the thing refused."""
    found: dict[str, tuple[re.Pattern[str], ...]] = {}
    for language, told in _data()["refusals"].items():
        product = rf"(?:{'|'.join(cast(list[str], told['products']))})"
        lines = cast(list[str], told["patterns"])
        found[language] = tuple(re.compile(line.replace("PRODUCT", product), re.IGNORECASE) for line in lines)
    return found


@dataclass(frozen=True, slots=True)
class _Lack:
    """What names a product that something is without, and the words of a wish, which make a refusal of it."""

    without: re.Pattern[str]
    wish: re.Pattern[str]


@lru_cache(maxsize=1)
def _lacks() -> dict[str, _Lack]:
    refusals = _data()["refusals"]
    found: dict[str, _Lack] = {}
    for language, told in _data()["lacks"].items():
        product = rf"(?:{'|'.join(cast(list[str], refusals[language]['products']))})"
        without = cast(str, told["without"]).replace("PRODUCT", product)
        found[language] = _Lack(re.compile(without, re.IGNORECASE), re.compile(cast(str, told["wish"]), re.IGNORECASE))
    return found


@lru_cache(maxsize=1)
def _offers() -> dict[str, re.Pattern[str]]:
    lines = cast(dict[str, str], _data()["offers"])
    return {language: re.compile(line, re.IGNORECASE | re.DOTALL) for language, line in lines.items()}


@lru_cache(maxsize=1)
def _data() -> dict[str, dict[str, dict[str, object]]]:
    path = Path(__file__).parent / "data" / "refusals.json"
    return cast(dict[str, dict[str, dict[str, object]]], json.loads(path.read_text(encoding="utf-8")))
