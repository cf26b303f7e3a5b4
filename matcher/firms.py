"""Whether two profiles belong to the same organization, however its name is written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from matcher.profiles import Profile

_LEGAL_FORM = re.compile(
    r"\(주\)|㈜|주식회사|\(유\)|유한회사|유한책임회사|재단법인|사단법인|\(재\)|\(사\)"
    r"|\b(?:co\.?,? ?ltd|company limited|ltd\.? ?şti|limited şirketi|anonim şirketi|a\.? ?ş|ltd|limited|inc|incorporated"
    r"|corp|corporation|llc|l\.l\.c|plc|gmbh|ag|s\.?a|pte|pty|sdn\.? ?bhd|bhd|tbk|jsc|pcl|public company limited)\b\.?"
    r"|^(?:pt|cv)\b\.?|บริษัท|จำกัด|\(มหาชน\)|công ty (?:tnhh|cổ phần|cp)",
    re.IGNORECASE,
)


@lru_cache(1 << 15)
def firm_key(name: str) -> str:
    """Return a name or a registration number for comparison: no legal form, capitals, accents, spaces or punctuation.

    Examples
    --------
    >>> firm_key("㈜물길"), firm_key("주식회사 물길"), firm_key("MULGIL Co., Ltd."), firm_key("123-45-67890")
    ('물길', '물길', 'mulgil', '1234567890')
    """
    text = unicodedata.normalize("NFC", name)
    bare = _LEGAL_FORM.sub(" ", text)
    folded = unicodedata.normalize("NFKD", (bare if _letters(bare) else text).replace("İ", "i").replace("ı", "i"))
    return unicodedata.normalize("NFC", _letters(folded.casefold()))


def _letters(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum())


def same_firm(solutions: Sequence[Profile], needs: Sequence[Profile]) -> NDArray[np.bool_]:
    """Return which pairs belong to one organization, shape ``(solutions, needs)``: they share a name or a number."""
    owners: dict[str, list[int]] = {}
    for column, need in enumerate(needs):
        for key in _keys(need):
            owners.setdefault(key, []).append(column)
    found = np.zeros((len(solutions), len(needs)), dtype=np.bool_)
    for row, solution in enumerate(solutions):
        for key in _keys(solution):
            found[row, owners.get(key, [])] = True
    return found


def _keys(profile: Profile) -> set[str]:
    names = (profile.organization or "", *profile.known_as)
    return {key for name in names if (key := firm_key(name))}
