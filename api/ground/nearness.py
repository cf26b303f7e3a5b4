"""Whether a mistyped word is near a known one, so that a suggestion never sends people the wrong way."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from api.ground.texts import folded, narrow

_CYRILLIC = dict(zip("АВЕІЈКМНОРСЅТХУ", "ABEIJKMHOPCSTXY", strict=True))
_GREEK = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX", strict=True))
_LOOK_ALIKE = str.maketrans(_CYRILLIC | _GREEK)
_DIGIT_ALIKE = str.maketrans("OIL", "011")


def latinised(text: str) -> str:
    """Cyrillic and Greek capitals that look like Latin ones, as Latin: ``В01`` typed in Cyrillic is ``B01``."""
    return text.translate(_LOOK_ALIKE)


def near(text: str, letters: Sequence[str]) -> list[int]:
    """Positions of the words that a typed one may have meant: one slip in a short word, two in a long one.

    ``letters`` are known words as `letters_of` gives them: slips are counted in letters of the alphabet, those inside a
    Hangul syllable too. Of several words those with the fewest slips; a text that is too short to judge has none.
    """
    wanted = letters_of(text)
    allowed = 0 if len(wanted) < 4 else 1 if len(wanted) < 8 else 2
    if not allowed:
        return []
    found = process.extract(wanted, letters, scorer=OSA.distance, score_cutoff=allowed, limit=None)
    fewest = min((distance for _, distance, _ in found), default=0)
    return [position for _, distance, position in found if distance == fewest]


def letters_of(text: str) -> str:
    """A word as its slips are counted: folded, Hangul syllables taken apart."""
    return unicodedata.normalize("NFD", folded(text))


def nearest(text: str, words: Iterable[str]) -> str | None:
    """The one word that a typed one can only have meant, or None.

    >>> nearest("교퉁", ["교통", "고용"]), nearest("Poland", ["Thailand", "Finland"])
    ('교통', None)
    """
    known = list(words)
    found = near(text, [letters_of(word) for word in known])
    return known[found[0]] if len(found) == 1 else None


def nearest_code(code: str, codes: Iterable[str]) -> str | None:
    """The code that a typed one can only have meant: other zeros, look-alike letters, one letter off.

    Codes that differ by a number are different: ``S03`` never suggests ``S04``.

    >>> nearest_code("S2", ["S02", "S12"]), nearest_code("S03", ["S04", "S05"])
    ('S02', None)
    """
    shapes = _shapes(tuple(codes))
    for found in (shapes.by_parts.get(_parts(code), ()), shapes.by_alike.get(_alike(code), ())):
        if len(found) == 1:
            return found[0]
    letters, numbers = _parts(code)
    meant = [
        other
        for other, word in shapes.by_numbers.get(numbers, ())
        if min(len(word), len(letters)) > 1 and OSA.distance(word, letters) == 1
    ]
    return meant[0] if len(meant) == 1 else None


class _Shapes:
    """Codes by what makes them alike, made once for all the faults of a sheet: a file may have thousands of both."""

    def __init__(self, codes: Iterable[str]) -> None:
        self.by_parts: dict[object, list[str]] = {}
        self.by_alike: dict[object, list[str]] = {}
        self.by_numbers: dict[tuple[int, ...], list[tuple[str, str]]] = {}
        for code in codes:
            letters, numbers = _parts(code)
            self.by_parts.setdefault((letters, numbers), []).append(code)
            self.by_alike.setdefault(_alike(code), []).append(code)
            self.by_numbers.setdefault(numbers, []).append((code, letters))


_shapes = lru_cache(maxsize=8)(_Shapes)


def _parts(code: str) -> tuple[str, tuple[int, ...]]:
    plain = latinised(narrow(code).upper())
    return re.sub(r"[\W\d_]+", "", plain), tuple(int(digits) for digits in re.findall(r"[0-9]{1,18}", plain))


def _alike(code: str) -> str:
    plain = re.sub(r"[\W_]+", "", latinised(narrow(code).upper())).translate(_DIGIT_ALIKE)
    return re.sub(r"(?<![0-9])0+(?=[0-9])", "", plain)
