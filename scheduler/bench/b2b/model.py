"""The constraint model of the meeting scheduling problem: meetings, used slots and tables."""

from collections.abc import Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from scheduler.bench.b2b.breaks import add_breaks, add_fairness, add_windows
from scheduler.bench.b2b.cardinality import add_at_most
from scheduler.bench.b2b.legal import break_limits, legal_slots
from scheduler.bench.b2b.problem import B2BProblem, meetings_of
from scheduler.bench.b2b.windows import fitting_windows

Row = dict[int, cp_model.IntVar]


@dataclass(frozen=True, slots=True)
class Encoding:
    """How to say the same thing.

    Attributes
    ----------
    totalizer
        Count tables by a tree of clauses instead of a linear constraint.
    windows
        Say by one variable per window that a participant without a break fills one, and by sums how many meetings
        are bound to the same slots.
    """

    totalizer: bool
    windows: bool


@dataclass(frozen=True, slots=True)
class Model:
    """A constraint model with its placing variables (by meeting and slot) and the literals that count breaks."""

    model: cp_model.CpModel
    placed: tuple[Row, ...]
    breaks: tuple[cp_model.IntVar, ...]


def build(problem: B2BProblem, encoding: Encoding) -> Model | None:
    """Return the model of a problem, or ``None`` if some meeting has no legal slot.

    Parameters
    ----------
    problem
        The instance.
    encoding
        Which of the equivalent formulations to use.
    """
    legal = legal_slots(problem)
    if not all(legal):
        return None
    model = cp_model.CpModel()
    placed = tuple({slot: model.new_bool_var("") for slot in sorted(slots)} for slots in legal)
    for row in placed:
        model.add_exactly_one(row.values())
    held = meetings_of(problem)
    used = [_used(model, [placed[meeting] for meeting in meetings], problem.slots) for meetings in held]
    for row, meetings in zip(used, held, strict=True):
        model.add(sum(row.values()) == len(meetings))
    _add_tables(model, problem, placed, used, totalizer=encoding.totalizer)
    _add_precedences(model, problem, placed)
    _add_reversal(model, problem, placed)
    counted = [
        add_breaks(model, row, len(meetings), limit)
        for row, meetings, limit in zip(used, held, break_limits(problem), strict=True)
    ]
    if encoding.windows:
        for row, meetings, literals in zip(used, held, counted, strict=True):
            if len(meetings) > 1:
                add_windows(model, row, placed, fitting_windows(meetings, legal, problem.slots), literals)
                _add_bound_meetings(model, row, [legal[meeting] for meeting in meetings])
    add_fairness(model, counted, problem.fairness)
    breaks = tuple(literal for literals in counted for literal in literals)
    model.minimize(sum(breaks))
    return Model(model, placed, breaks)


def _used(model: cp_model.CpModel, rows: Sequence[Row], slots: int) -> Row:
    """Return for each slot with a possible meeting whether the participant has one there."""
    used: Row = {}
    for slot in range(slots):
        here = [row[slot] for row in rows if slot in row]
        if here:
            used[slot] = model.new_bool_var("")
            model.add_exactly_one(*here, ~used[slot])
    return used


def _add_bound_meetings(model: cp_model.CpModel, used: Row, legal: Sequence[frozenset[int]]) -> None:
    """Where several meetings are bound to the same slots, at least so many of these are used."""
    for slots in sorted(set(legal), key=sorted):
        bound = sum(other <= slots for other in legal)
        if bound > 1 and len(slots) < len(used):
            model.add(sum(used[slot] for slot in sorted(slots)) >= bound)


def _add_tables(
    model: cp_model.CpModel, problem: B2BProblem, placed: Sequence[Row], used: Sequence[Row], *, totalizer: bool
) -> None:
    """Limit meetings and participants per slot; meetings are counted through the participants who share them."""
    stars = _stars(problem)
    for slot in range(problem.slots):
        counted: list[cp_model.IntVar] = []
        for centre, meetings, whole in stars:
            here = [placed[meeting][slot] for meeting in meetings if slot in placed[meeting]]
            if whole and here:
                counted.append(used[centre][slot])
            elif len(here) > 1:
                counted.append(model.new_bool_var(""))
                model.add_exactly_one(*here, ~counted[-1])
            else:
                counted += here
        add_at_most(model, counted, problem.tables, totalizer=totalizer)
        present = [row[slot] for row in used if slot in row]
        if len(present) > 2 * problem.tables:
            model.add(sum(present) <= 2 * problem.tables)


def _stars(problem: B2BProblem) -> list[tuple[int, list[int], bool]]:
    """Share the meetings out greedily: (participant, meetings counted there, are these all of the participant's)."""
    held = [frozenset(meetings) for meetings in meetings_of(problem)]
    left = frozenset(range(problem.meetings))
    stars: list[tuple[int, list[int], bool]] = []
    while left:
        centre = max(range(problem.participants), key=lambda participant: len(held[participant] & left))
        stars.append((centre, sorted(held[centre] & left), held[centre] <= left))
        left -= held[centre]
    return stars


def _add_precedences(model: cp_model.CpModel, problem: B2BProblem, placed: Sequence[Row]) -> None:
    for earlier, later in problem.precedences:
        for slot, literal in placed[later].items():
            model.add_bool_or(~literal, *(other for before, other in placed[earlier].items() if before < slot))
        for slot, literal in placed[earlier].items():
            model.add_bool_or(~literal, *(other for after, other in placed[later].items() if after > slot))


def _add_reversal(model: cp_model.CpModel, problem: B2BProblem, placed: Sequence[Row]) -> None:
    """If the mirrored timetable is always as good, keep one meeting of a busy pair in the first half."""
    last = problem.slots - 1
    if problem.precedences or any({last - slot for slot in row} != set(row) for row in placed):
        return
    counts = [len(meetings) for meetings in meetings_of(problem)]
    busiest = max(problem.pairs, key=lambda pair: counts[pair[0]] + counts[pair[1]], default=None)
    if busiest is not None:
        for slot, literal in placed[problem.pairs.index(busiest)].items():
            if slot > last - slot:
                model.add(literal == 0)
