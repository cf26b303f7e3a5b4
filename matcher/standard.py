"""Put similarities on one scale: how far above unrelated texts of the same languages."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]

PRIOR = 300
"""Pairs of the event at which its own scores count as much as the background's."""
LOWEST, HIGHEST = -1.0, 7.0
"""Standard scores shown as 0 and as 1; unrelated texts stand at 1/8."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Where unrelated texts stand.

    Parameters
    ----------
    middle, spread
        Median similarity of unrelated texts, and its standard deviation.
    """

    middle: float
    spread: float

    def standard(self, values: Array) -> Array:
        """Return values in standard deviations above unrelated texts."""
        return ((values - self.middle) / max(self.spread, 1e-6)).astype(np.float32)


def scale_of(values: Array) -> Scale:
    """Return the scale of values of which most are of unrelated texts: median, and 1.4826 median absolute deviation.

    Examples
    --------
    >>> import numpy as np
    >>> scale_of(np.array([0.0, 1.0, 2.0, 3.0, 100.0], dtype=np.float32)).middle
    2.0
    """
    middle = float(np.median(values))
    return Scale(middle, 1.4826 * float(np.median(np.abs(values - middle))))


def mixed(own: Array, background: Scale, prior: int = PRIOR) -> Scale:
    """Return the scale of a block of an event, leaning on the background's where the block is small."""
    if not own.size:
        return background
    found = scale_of(own)
    share = own.size / (own.size + prior)
    return Scale(
        share * found.middle + (1 - share) * background.middle,
        share * found.spread + (1 - share) * background.spread,
    )


def in_unit(standard: Array) -> Array:
    """Return standard scores in [0, 1], linear between ``LOWEST`` and ``HIGHEST``.

    Examples
    --------
    >>> import numpy as np
    >>> in_unit(np.array([-1.0, 3.0, 9.0])).tolist()
    [0.0, 0.5, 1.0]
    """
    return np.clip((standard - LOWEST) / (HIGHEST - LOWEST), 0, 1).astype(np.float32)
