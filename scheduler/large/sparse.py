"""Inequality rows of a linear program, gathered piece by piece."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array

from scheduler.facts import Ints

Floats = NDArray[np.float64]


class RowsBuilder:
    """Rows ``coefficients @ x <= ceiling`` over a fixed number of columns, of which those of ones lie in [0, 1]."""

    def __init__(self, columns: int) -> None:
        self._columns = columns
        self._row: list[Ints] = []
        self._column: list[Ints] = []
        self._coefficient: list[Floats] = []
        self._ceiling: list[Floats] = []
        self.count = 0
        """Rows so far."""

    def at_most(self, row: Ints, column: Ints, ceiling: Ints) -> None:
        """Add rows of ones; a row with no more columns than its ceiling says nothing and is left out.

        Parameters
        ----------
        row, column
            Shape ``(entries,)``; row counts from 0 within this call.
        ceiling
            Shape ``(rows,)``.
        """
        tight = np.bincount(row, minlength=len(ceiling)) > ceiling
        number = np.cumsum(tight) - 1
        keep = tight[row]
        self._row.append(number[row[keep]] + self.count)
        self._column.append(column[keep])
        self._coefficient.append(np.ones(int(keep.sum())))
        self._ceiling.append(ceiling[tight].astype(np.float64))
        self.count += int(tight.sum())

    def weighted(self, column: Ints, coefficient: Floats, ceiling: float) -> None:
        """Add one row with any coefficients."""
        self._row.append(np.full(len(column), self.count, dtype=np.int64))
        self._column.append(column)
        self._coefficient.append(coefficient)
        self._ceiling.append(np.array([ceiling]))
        self.count += 1

    def matrix(self) -> tuple[csr_array, Floats]:
        """All rows so far, shape ``(rows, columns)``, and their ceilings, shape ``(rows,)``."""
        if not self.count:
            return csr_array((0, self._columns)), np.zeros(0)
        entries = (np.concatenate(self._coefficient), (np.concatenate(self._row), np.concatenate(self._column)))
        matrix = coo_array(entries, shape=(self.count, self._columns))
        return csr_array(matrix.tocsr()), np.concatenate(self._ceiling)
