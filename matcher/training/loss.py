"""The loss of one batch with its gradient, written out: two thirds of a step's time go here."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from matcher.training.precision import fastest


@dataclass(frozen=True, slots=True)
class Slope:
    """A loss and its gradient for the two sides, each of shape ``(batch, dimensions)``."""

    loss: float
    left: torch.Tensor
    right: torch.Tensor


def contrast(
    left: torch.Tensor, right: torch.Tensor, scale: float, same: tuple[NDArray[np.int64], NDArray[np.int64]]
) -> Slope:
    """Symmetric InfoNCE: row ``i`` of one side should be nearest to row ``i`` of the other.

    Products are taken in bfloat16 where the processor multiplies it faster; sums and exponentials are not.

    Parameters
    ----------
    left, right
        Shape ``(batch, dimensions)``, unit rows.
    scale
        Inverse temperature.
    same
        Rows and columns of pairs that mean the same elsewhere in the batch; they are not counted as wrong.

    References
    ----------
    van den Oord et al. (2018), "Representation learning with contrastive predictive coding".
    """
    narrow_left, narrow_right = left.to(fastest()), right.to(fastest())
    powers = (narrow_left @ narrow_right.T).float().sub_(1).mul_(scale).exp_()
    if len(same[0]):
        powers[torch.from_numpy(same[0]), torch.from_numpy(same[1])] = 0
    rows = powers.sum(dim=1)
    columns = powers.sum(dim=0)
    own = (left * right).sum(dim=1).sub_(1).mul_(scale)
    loss = float((0.5 * (rows.log() + columns.log()) - own).mean())
    powers.mul_((0.5 / rows)[:, None] + (0.5 / columns)[None, :])
    powers.diagonal().sub_(1)
    slope = powers.mul_(scale / len(left)).to(fastest())
    return Slope(loss, (slope @ narrow_right).float(), (slope.T @ narrow_left).float())


def equal_elsewhere(rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Positions ``(i, j)``, ``i != j``, that hold the same number.

    Examples
    --------
    >>> equal_elsewhere(np.array([4, 7, 4]))
    (array([0, 2]), array([2, 0]))
    """
    order = np.argsort(rows, kind="stable")
    arranged = rows[order]
    first: list[NDArray[np.int64]] = []
    second: list[NDArray[np.int64]] = []
    for apart in range(1, len(rows)):
        where = np.flatnonzero(arranged[apart:] == arranged[:-apart])
        if not len(where):
            break
        first += [order[where], order[where + apart]]
        second += [order[where + apart], order[where]]
    nothing = np.zeros(0, dtype=np.int64)
    return np.concatenate([nothing, *first]), np.concatenate([nothing, *second])


def through_length(unit: torch.Tensor, length: torch.Tensor, slope: torch.Tensor) -> torch.Tensor:
    """Gradient before scaling to unit length, from the gradient after it."""
    along = (slope * unit).sum(dim=1, keepdim=True)
    return (slope - along * unit) / length
