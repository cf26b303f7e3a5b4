"""What re-planning hands back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler.replan.changes import Change, summary

if TYPE_CHECKING:
    from scheduler.problem import Problem
    from scheduler.result import Layer, Result


@dataclass(frozen=True, slots=True)
class Replan:
    """A new schedule, and how it differs from the published one.

    Parameters
    ----------
    result
        As from `scheduler.solve`; its certificate has the layers ``"changes"`` and ``"places"`` in the end.
    changes
        Every meeting that is not as it was, lost ones first.
    survivors
        Meetings of the published schedule that no fact of the changed problem speaks against.
    kept
        Of those, how many are in the same slot, at the same table, with the same interpreter.
    ring
        How far it had to go: a name of `scheduler.replan.rings.RINGS`.
    """

    result: Result
    changes: tuple[Change, ...]
    survivors: int
    kept: int
    ring: str

    @property
    def moved(self) -> int:
        """Surviving meetings that are not in their slot any more: the layer ``"changes"``."""
        return self.layer("changes").value

    def layer(self, name: str) -> Layer:
        """The layer of the certificate with that name; a `ValueError` if there is none."""
        found = next((one for one in self.result.certificate.layers if one.name == name), None)
        if found is None:
            raise ValueError(f"the certificate has no layer {name!r}")
        return found

    def words(self, problem: Problem, language: str = "en") -> tuple[str, ...]:
        """A summary, then a sentence for every change."""
        return (
            summary(self.changes, self.kept, language),
            *(change.words(problem, language) for change in self.changes),
        )
