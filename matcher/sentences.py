"""Cut a text into sentences in six languages."""

from __future__ import annotations

import re
from functools import lru_cache

from matcher.profiles import normalise

_END = re.compile(r"(?:(?<=[.!?。！？…])|(?<=[.!?…][\"'”’)\]]))\s+(?=\S)")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:[A-Z]|No|Nos|Mr|Ms|Dr|St|Inc|Ltd|Co|vs|etc|e\.g|i\.e|approx|örn|vb|Sn|Jl|TP|Tp)\.$"
)
_THAI = re.compile(r"[\u0e00-\u0e7f]")
_THAI_SPACE = re.compile(r"(?<=[\u0e00-\u0e7f])\s+(?=[\u0e00-\u0e7f])")
_BULLET = re.compile(r"^(?:[-*•·▪◦○●]|\(?\d{1,2}[.)]|[①-⑳])\s+")
SHORTEST = 8
THAI_SHORTEST = 30


@lru_cache(maxsize=65536)
def sentences(text: str) -> tuple[str, ...]:
    """Return the sentences of a text in reading order; never empty for a text with letters.

    Sentences end at ``. ! ? 。`` before a space and at line breaks. Thai is written without full stops: there a
    space between Thai letters ends a clause once it is 30 characters long. Pieces under 8 characters
    join the sentence before them.

    Examples
    --------
    >>> sentences("신호를 최적화합니다. 평균 지체가 3.5% 줄었습니다.")
    ('신호를 최적화합니다.', '평균 지체가 3.5% 줄었습니다.')
    """
    found: list[str] = []
    for line in normalise(text).split("\n"):
        pieces = _clauses(_BULLET.sub("", line))
        for piece in pieces:
            if found and len(piece) < SHORTEST:
                found[-1] = f"{found[-1]} {piece}"
            else:
                found.append(piece)
    return tuple(found)


def _clauses(line: str) -> list[str]:
    pieces: list[str] = []
    for piece in _END.split(line):
        if pieces and _ABBREVIATION.search(pieces[-1]):
            pieces[-1] = f"{pieces[-1]} {piece}"
        elif piece.strip():
            pieces.append(piece.strip())
    return [clause for piece in pieces for clause in (_thai_clauses(piece) if _THAI.search(piece) else [piece])]


def _thai_clauses(piece: str) -> list[str]:
    clauses: list[str] = []
    for part in _THAI_SPACE.split(piece):
        if clauses and len(clauses[-1]) < THAI_SHORTEST:
            clauses[-1] = f"{clauses[-1]} {part}"
        else:
            clauses.append(part)
    if len(clauses) > 1 and len(clauses[-1]) < THAI_SHORTEST:
        last = clauses.pop()
        clauses[-1] = f"{clauses[-1]} {last}"
    return clauses
