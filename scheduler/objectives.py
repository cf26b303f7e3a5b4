"""The soft rules: what each layer of the goal counts, as expressions over the one model."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from ortools.sat.python import cp_model

from scheduler.measures import HARMONIC

if TYPE_CHECKING:
    from scheduler.draft import Draft
    from scheduler.problem import Objective

SOFT: dict[str, str] = {
    "pins": "As few pinned requests as possible are not held.",
    "promises": "As few must-meets and promised minimum meetings as possible are missed.",
    "priority": "Meetings count the priorities of everyone in them.",
    "value": "The meetings held are worth as much as possible.",
    "fairness": "The participants with the fewest meetings have as many as possible, then the next.",
    "gaps": "Participants have as few idle gaps as possible.",
    "gap_fairness": "Nobody has many idle gaps: the largest number of one participant is as small as possible.",
    "earliness": "Meetings are as early as possible: each counts the starts of slots that come before its own.",
    "moves": "Participants change table and interpreter as seldom as possible.",
}
"""Names of the soft rules and their sentences."""


@dataclass(frozen=True, slots=True)
class Goal:
    """One step of the goal over the one model.

    ``trivial`` is a bound that needs no proof: no schedule can pass it.
    """

    name: str
    sense: Literal["max", "min"]
    expression: cp_model.LinearExprT
    trivial: int
    level: int = 0


@dataclass(slots=True)
class Goals:
    """Builds goals over a draft; helper variables are made once, when first asked for.

    ``fixed`` holds variables, by index, whose value is settled; the search adds to it.
    """

    draft: Draft
    fixed: dict[int, int] = field(default_factory=dict[int, int])
    _counts: dict[int, list[cp_model.IntVar]] = field(default_factory=dict[int, list[cp_model.IntVar]])
    _holes: dict[int, list[cp_model.IntVar]] | None = None

    def steps(self, objective: Objective) -> Iterator[Goal]:
        """The steps of one layer, in order; fairness has one for each number of meetings."""
        if not isinstance(objective, str):
            yield self._blend(objective)
        elif objective == "fairness":
            yield from self._fairness()
        elif objective != "moves":
            yield self._single(objective)

    def _single(self, name: str) -> Goal:
        build = {
            "pins": self._pins,
            "promises": self._promises,
            "priority": self._priority,
            "value": self._value,
            "gaps": self._gaps,
            "gap_fairness": self._gap_fairness,
            "earliness": self._earliness,
            "fairness": self._harmonic,
        }
        return build[name]()

    def _blend(self, parts: tuple[tuple[str, int], ...]) -> Goal:
        goals = [(self._single(name), weight) for name, weight in parts]
        signs = [weight if goal.sense == "max" else -weight for goal, weight in goals]
        return Goal(
            name="+".join(f"{goal.name}*{weight}" for goal, weight in goals),
            sense="max",
            expression=cp_model.LinearExpr.weighted_sum([goal.expression for goal, _ in goals], signs),
            trivial=sum(goal.trivial * sign for (goal, _), sign in zip(goals, signs, strict=True)),
        )

    def _held(self, numbers: list[int]) -> cp_model.LinearExprT:
        return cp_model.LinearExpr.sum([self.draft.held[r] for r in numbers])

    def _openable(self) -> list[int]:
        return [r for r, cells in enumerate(self.draft.x) if cells]

    def _pins(self) -> Goal:
        pinned = [r for r in range(len(self.draft.x)) if self.draft.instance.pinned[r]]
        return Goal("pins", "min", len(pinned) - self._held(pinned), sum(not self.draft.x[r] for r in pinned))

    def _promises(self) -> Goal:
        instance, model = self.draft.instance, self.draft.model
        musts = [r for r in range(len(self.draft.x)) if instance.must[r]]
        missed = [len(musts) - self._held(musts)]
        trivial = sum(not self.draft.x[r] for r in musts)
        for who, least in enumerate(map(int, instance.least)):
            if least:
                possible = sum(bool(self.draft.x[r]) for r in instance.held_by[who])
                short = model.new_int_var(max(least - possible, 0), least, f"short {who}")
                model.add(short >= least - self._held(list(instance.held_by[who])))
                missed.append(short)
                trivial += max(least - possible, 0)
        return Goal("promises", "min", cp_model.LinearExpr.sum(missed), trivial)

    def _priority(self) -> Goal:
        instance = self.draft.instance
        weights = [sum(int(instance.priority[who]) for who in members) for members in instance.members]
        return self._weighted("priority", weights)

    def _value(self) -> Goal:
        return self._weighted("value", [int(v) for v in self.draft.instance.value])

    def _weighted(self, name: str, weights: list[int]) -> Goal:
        expression = cp_model.LinearExpr.weighted_sum(self.draft.held, weights)
        return Goal(name, "max", expression, sum(weights[r] for r in self._openable()))

    def _fairness(self) -> Iterator[Goal]:
        counts = self._unary_counts()
        for level in range(1, max(map(len, counts.values()), default=0) + 1):
            reach: list[cp_model.IntVar] = []
            for who, steps in counts.items():
                held = [self.draft.held[r] for r in self.draft.instance.held_by[who] if self.draft.x[r]]
                if len(steps) >= level:
                    if sum(self.fixed.get(var.index, 1) for var in held) >= level:
                        reach.append(steps[level - 1])
                    else:
                        self.draft.model.add(steps[level - 1] == 0)
            if not reach:
                return
            yield Goal("fairness", "max", cp_model.LinearExpr.sum(reach), len(reach), level)

    def _harmonic(self) -> Goal:
        weighted = [(var, HARMONIC // k) for steps in self._unary_counts().values() for k, var in enumerate(steps, 1)]
        expression = cp_model.LinearExpr.weighted_sum([var for var, _ in weighted], [weight for _, weight in weighted])
        return Goal("fairness", "max", expression, sum(weight for _, weight in weighted))

    def _unary_counts(self) -> dict[int, list[cp_model.IntVar]]:
        """For every participant, Booleans "has at least k meetings" for k = 1, 2, ..."""
        if not self._counts:
            instance, model = self.draft.instance, self.draft.model
            for who, requests in enumerate(instance.held_by):
                slots = len({slot for r in requests for slot, _ in self.draft.x[r]}) * int(instance.delegates[who])
                possible = min(sum(bool(self.draft.x[r]) for r in requests), int(instance.most[who]), slots)
                steps = [model.new_bool_var(f"{who} has {k}") for k in range(1, possible + 1)]
                for more, fewer in zip(steps[1:], steps, strict=False):
                    model.add_implication(more, fewer)
                if steps:
                    model.add(cp_model.LinearExpr.sum(steps) == self._held(list(requests)))
                    self._counts[who] = steps
        return self._counts

    def _gaps(self) -> Goal:
        holes = [hole for one in self._hole_ends().values() for hole in one]
        return Goal("gaps", "min", cp_model.LinearExpr.sum(holes), 0)

    def _gap_fairness(self) -> Goal:
        holes = self._hole_ends()
        most = self.draft.model.new_int_var(0, max(map(len, holes.values()), default=0), "most gaps")
        self.draft.model.add_max_equality(most, [cp_model.LinearExpr.sum(one) for one in holes.values()] or [0])
        return Goal("gap_fairness", "min", most, 0)

    def _earliness(self) -> Goal:
        turn = self.draft.instance.grid.turn
        late = [(var, turn[slot]) for cells in self.draft.x for (slot, _), var in cells.items()]
        expression = cp_model.LinearExpr.weighted_sum([var for var, _ in late], [weight for _, weight in late])
        return Goal("earliness", "min", expression, 0)

    def _hole_ends(self) -> dict[int, list[cp_model.IntVar]]:
        """For every participant, Booleans "a gap ends here"."""
        if self._holes is None:
            self._holes = {}
            present: dict[tuple[int, ...], list[cp_model.IntVar]] = defaultdict(list)
            for who, requests in enumerate(self.draft.instance.held_by):
                if any(self.draft.x[r] for r in requests):
                    days = list(self._used(who))
                    self._holes[who] = [hole for day in days for hole in self._ends(day)]
                    for moments, day in zip(self.draft.instance.grid.moments, days, strict=True):
                        for moment, used in zip(moments, day, strict=True):
                            present[moment] += [] if used is None else [used]
                    self._as_many_as_held(who, days)
            self._as_many_as_seats(present)
        return self._holes

    def _as_many_as_held(self, who: int, days: list[list[cp_model.IntVar | None]]) -> None:
        """Implied: who has one delegate meets in as many moments as it has meetings; not where slots overlap."""
        instance = self.draft.instance
        if instance.delegates[who] == 1 and all(len(clash) == 1 for clash in instance.grid.clashes):
            used = [var for day in days for var in day if var is not None]
            self.draft.model.add(cp_model.LinearExpr.sum(used) == self._held(list(instance.held_by[who])))

    def _as_many_as_seats(self, present: dict[tuple[int, ...], list[cp_model.IntVar]]) -> None:
        """Implied: no more participants meet at a moment than its tables seat."""
        instance = self.draft.instance
        parties = max(map(len, instance.members), default=0)
        for moment, used in present.items():
            most = parties * int(instance.seats[:, list(moment)].max(axis=1).sum())
            if len(used) > most:
                self.draft.model.add(cp_model.LinearExpr.sum(used) <= most)

    def _used(self, who: int) -> Iterator[list[cp_model.IntVar | None]]:
        """For every leg-day, whether a participant meets in each of its moments; ``None`` where it never can."""
        draft = self.draft
        by_slot: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        for request in draft.instance.held_by[who]:
            for (slot, _), var in draft.x[request].items():
                by_slot[slot].append(var)
        for moments in draft.instance.grid.moments:
            day: list[cp_model.IntVar | None] = []
            for moment in moments:
                here = [var for slot in moment for var in by_slot[slot]]
                if here:
                    used = draft.model.new_bool_var("")
                    if draft.instance.delegates[who] == 1:
                        draft.model.add_exactly_one(*here, ~used)
                    else:
                        draft.model.add_max_equality(used, here)
                    day.append(used)
                else:
                    day.append(None)
            yield day

    def _ends(self, day: list[cp_model.IntVar | None]) -> list[cp_model.IntVar]:
        """Holes of one day: met before, idle now, meeting next."""
        model = self.draft.model
        met: cp_model.IntVar | None = None
        holes: list[cp_model.IntVar] = []
        for now, following in itertools.pairwise(day):
            if now is not None and met is not None:
                both = model.new_bool_var("")
                model.add_max_equality(both, [met, now])
                met = both
            elif now is not None:
                met = now
            if met is not None and following is not None and met is not now:
                hole = model.new_bool_var("")
                idle = [] if now is None else [~now]
                model.add_bool_or([hole, ~met, ~following, *[~literal for literal in idle]])
                for literal in (met, following, *idle):
                    model.add_implication(hole, literal)
                holes.append(hole)
        return holes
