"""Let pieces that are spelled alike share what they learn, at no cost when the model is used."""

import unicodedata
from collections import Counter
from collections.abc import Sequence

import numpy as np
from scipy import sparse

LENGTHS = (3, 4, 5)


def composition(names: Sequence[str], *, fewest: int = 5) -> sparse.csr_array:
    """How every piece's vector is put together from learned rows: its own and those of its runs of characters.

    A rare inflected word learns from the common ones of its stem; Hangul is taken apart into its letters, so that
    the forms of a verb share runs too. After training the product is written out once, one vector a piece.

    Parameters
    ----------
    names
        The pieces, in the order of their numbers; ``▁`` stands for a space.
    fewest
        Runs found in fewer pieces are left out.

    Returns
    -------
    sparse.csr_array
        Shape ``(pieces, pieces + runs)``: one on the diagonal, and in each row its runs' shares, whose squares
        sum to one.

    References
    ----------
    Bojanowski et al. (2017), "Enriching word vectors with subword information", TACL 5.

    Examples
    --------
    >>> composition(["▁abc", "▁abd", "▁abe"], fewest=3).toarray().tolist()
    [[1.0, 0.0, 0.0, 1.0], [0.0, 1.0, 0.0, 1.0], [0.0, 0.0, 1.0, 1.0]]
    """
    runs = [_runs(name) for name in names]
    counts = Counter(run for found in runs for run in found)
    number = {run: len(names) + place for place, run in enumerate(sorted(r for r, n in counts.items() if n >= fewest))}
    rows: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    for piece, found in enumerate(runs):
        kept = [number[run] for run in found if run in number]
        rows += [piece] * (len(kept) + 1)
        columns += [piece, *kept]
        values += [1.0] + [float(max(1, len(kept)) ** -0.5)] * len(kept)
    shape = (len(names), len(names) + len(number))
    return sparse.csr_array((np.array(values, dtype=np.float32), (np.array(rows), np.array(columns))), shape)


def _runs(name: str) -> set[str]:
    letters = unicodedata.normalize("NFD", name)
    return {letters[start : start + length] for length in LENGTHS for start in range(len(letters) - length + 1)}
