"""What the scheduler hands back: meetings, what stayed unscheduled and why, and the certificate."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from scheduler.reason import Reason

Method = Literal["one model", "decomposition"]


class Status(StrEnum):
    """How far the search came; a result always holds a valid schedule."""

    OPTIMAL = "optimal"
    """Every layer of the goal is proven."""
    FEASIBLE = "feasible"
    """Better than greedy or at least as good, and not proven in every layer."""
    GREEDY = "greedy"
    """The greedy schedule: no time was left to improve it."""
    STOPPED = "stopped"
    """The caller stopped the search; the best so far is kept."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """One scheduled consultation."""

    request: str
    supplier: str
    buyer: str
    slot: str
    table: str
    interpreter: str | None = None
    parties: tuple[str, ...] = ()

    @property
    def participants(self) -> tuple[str, ...]:
        """Everyone who sits in the meeting: supplier, buyer, then the further parties."""
        return (self.supplier, self.buyer, *self.parties)


@dataclass(frozen=True, slots=True)
class Unscheduled:
    """A request that is not held, and why."""

    request: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Layer:
    """One objective with what was reached and what is proven.

    Parameters
    ----------
    name
        A measure of `scheduler.problem.OBJECTIVES`, ``"pins"``, or a blend such as ``"value*3+gaps*10"``.
    value, bound
        What the schedule reaches, and what no schedule can pass while the layers before keep their value.
    sense
        Whether more (``"max"``) or less (``"min"``) is better.
    proven
        Whether value and bound meet.
    level
        1, 2, ... where a layer has steps of its own, as fairness has; 0 otherwise.
    scope
        ``"schedule"``: the bound holds for any schedule; ``"meetings"``: for the chosen meetings at any times;
        ``"times"``: for the chosen meetings and their slots.
    """

    name: str
    value: int
    bound: int
    sense: Literal["max", "min"]
    proven: bool
    level: int = 0
    scope: Literal["schedule", "meetings", "times"] = "schedule"


@dataclass(frozen=True, slots=True)
class Certificate:
    """What is proven about a schedule.

    Parameters
    ----------
    layers
        In the order of the goal.
    violations
        What the independent checker found in this schedule: always 0 in a result of `solve`.
    rejected
        Violations of a schedule that the search made and the checker threw away for this one: a fault of the scheduler
        that should be reported, and 0 otherwise.
    greedy_value
        Value of the greedy schedule, the floor.
    fairness_cost
        Value given up for layers that come before it; `None` where that is not known.
    value_bound
        No schedule that keeps the hard rules has more value than this, whatever the other layers.
    """

    layers: tuple[Layer, ...] = ()
    violations: int = 0
    rejected: int = 0
    greedy_value: int = 0
    fairness_cost: int | None = None
    value_bound: int | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a running search is; `bound` and `gap` are of the value of meetings held.

    ``gap`` is ``(bound - value) / max(bound, 1)``.
    """

    phase: str
    value: int
    bound: int
    gap: float
    seconds: float
    message: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """A valid schedule with its certificate.

    Parameters
    ----------
    meetings
        By start, then table.
    value, bound
        Total value of the meetings held, and what no schedule can pass while earlier layers keep theirs.
    method
        Which way was taken: ``"one model"`` or ``"decomposition"``.
    notes
        Sentences for people about how the result came about.
    """

    status: Status
    meetings: tuple[Meeting, ...]
    unscheduled: tuple[Unscheduled, ...]
    value: int
    bound: int
    seconds: float
    method: Method
    certificate: Certificate
    notes: tuple[str, ...] = ()

    @property
    def gap(self) -> float:
        """``(bound - value) / max(bound, 1)``: 0 when no schedule has more value."""
        return (self.bound - self.value) / max(self.bound, 1)
