"""The published business-to-business meeting scheduling problem as one immutable value."""

from dataclasses import dataclass
from typing import Literal

Session = Literal["morning", "afternoon", "any"]
Status = Literal["optimal", "infeasible", "feasible", "unknown"]


@dataclass(frozen=True, slots=True)
class B2BProblem:
    """Place every meeting in one slot so that participants have few idle periods.

    Participants, slots and meetings count from 0. Slots ``0 .. morning_slots - 1`` are the morning, the rest
    the afternoon. The definition is that of Bofill, Coll, Garcia, Giráldez-Cru, Pesant, Suy and Villaret,
    *Constraint Solving Approaches to the Business-to-Business Meeting Scheduling Problem*, Journal of
    Artificial Intelligence Research 74 (2022), 263-301.

    Attributes
    ----------
    participants, slots, morning_slots, tables
        How many there are of each; all tables are alike and every table is free in every slot.
    pairs
        The two different participants of each meeting.
    sessions
        For each meeting the session it is bound to, or ``"any"``.
    fixed
        For each meeting its given slot, or ``None``.
    forbidden
        For each participant the slots without a meeting.
    precedences
        ``(earlier, later)``: the first meeting is in a slot strictly before the second.
    fairness
        How far the numbers of breaks of two participants may be apart.

    Raises
    ------
    ValueError
        If counts, lengths or ranges contradict each other.

    Examples
    --------
    >>> problem = B2BProblem(2, 3, 2, 1, ((0, 1),), ("any",), (None,), (frozenset({0}), frozenset()), ())
    >>> problem.meetings
    1
    """

    participants: int
    slots: int
    morning_slots: int
    tables: int
    pairs: tuple[tuple[int, int], ...]
    sessions: tuple[Session, ...]
    fixed: tuple[int | None, ...]
    forbidden: tuple[frozenset[int], ...]
    precedences: tuple[tuple[int, int], ...]
    fairness: int = 2

    def __post_init__(self) -> None:
        """Refuse values that contradict each other."""
        if min(self.participants, self.slots, self.morning_slots, self.tables, self.fairness) < 0:
            raise ValueError("Participants, slots, morning slots, tables and fairness must not be negative.")
        if self.morning_slots > self.slots:
            raise ValueError(f"{self.morning_slots} morning slots do not fit into {self.slots} slots.")
        if len(self.forbidden) != self.participants:
            raise ValueError(
                f"Forbidden slots are given for {len(self.forbidden)} of {self.participants} participants."
            )
        for name, values in (("sessions", self.sessions), ("fixed slots", self.fixed)):
            if len(values) != self.meetings:
                raise ValueError(f"There are {len(values)} {name} for {self.meetings} meetings.")
        self._check_ranges()

    @property
    def meetings(self) -> int:
        """Return the number of meetings."""
        return len(self.pairs)

    def _check_ranges(self) -> None:
        for meeting, pair in enumerate(self.pairs):
            if pair[0] == pair[1] or min(pair) < 0 or max(pair) >= self.participants:
                raise ValueError(f"Meeting {meeting} is between {pair}, which are not two of the participants.")
        for meeting, slot in enumerate(self.fixed):
            if slot is not None and not 0 <= slot < self.slots:
                raise ValueError(f"Meeting {meeting} is fixed to slot {slot}, which does not exist.")
        for participant, slots in enumerate(self.forbidden):
            if any(not 0 <= slot < self.slots for slot in slots):
                raise ValueError(f"Participant {participant} has a forbidden slot that does not exist.")
        for pair in self.precedences:
            if pair[0] == pair[1] or min(pair) < 0 or max(pair) >= self.meetings:
                raise ValueError(f"The precedence {pair} does not name two different meetings.")


def meetings_of(problem: B2BProblem) -> list[list[int]]:
    """Return for each participant the meetings, ascending.

    Examples
    --------
    >>> problem = B2BProblem(3, 1, 1, 1, ((0, 2),), ("any",), (None,), (frozenset(),) * 3, ())
    >>> meetings_of(problem)
    [[0], [], [0]]
    """
    held: list[list[int]] = [[] for _ in range(problem.participants)]
    for meeting, pair in enumerate(problem.pairs):
        for participant in pair:
            held[participant].append(meeting)
    return held


@dataclass(frozen=True, slots=True)
class B2BResult:
    """What a solver found out about a problem.

    Attributes
    ----------
    status
        ``optimal``: `value` is proven; ``infeasible``: no schedule exists; ``feasible``: a schedule without
        proof; ``unknown``: neither a schedule nor a proof.
    slots
        The slot of each meeting, or ``None`` without a schedule.
    value
        Its number of breaks, or ``None`` without a schedule.
    bound
        No schedule has fewer breaks; ``None`` when infeasible.
    seconds
        Wall-clock time spent.
    method
        What brought the answer.
    """

    status: Status
    slots: tuple[int, ...] | None
    value: int | None
    bound: int | None
    seconds: float
    method: str
