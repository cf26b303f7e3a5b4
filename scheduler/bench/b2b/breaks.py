"""Breaks of one participant in a constraint model, and the fairness between participants."""

from collections.abc import Mapping, Sequence

from ortools.sat.python import cp_model

from scheduler.bench.b2b.windows import Window


def add_breaks(
    model: cp_model.CpModel, used: Mapping[int, cp_model.IntVar], count: int, limit: int
) -> list[cp_model.IntVar]:
    """Add the counting of a participant's breaks.

    Parameters
    ----------
    model
        Changed in place.
    used
        For each slot in which a meeting is possible, whether there is one.
    count
        How many meetings the participant has.
    limit
        The most breaks allowed.

    Returns
    -------
    list of IntVar
        Literals of which the k-th (from 0) says that there are more than k breaks.
    """
    at_least = [model.new_bool_var("") for _ in range(limit)]
    for more, less in zip(at_least[1:], at_least, strict=False):
        model.add_implication(more, less)
    if count > 1:
        _count(model, _ends(model, used), at_least)
    return at_least


def add_windows(
    model: cp_model.CpModel,
    used: Mapping[int, cp_model.IntVar],
    placed: Sequence[Mapping[int, cp_model.IntVar]],
    windows: Sequence[Window],
    counted: Sequence[cp_model.IntVar],
) -> None:
    """Add that a participant without a break fills one of the windows; this follows, but is hard to find out.

    Parameters
    ----------
    model
        Changed in place.
    used
        For each slot in which a meeting is possible, whether there is one.
    placed
        For every meeting and each of its legal slots, whether it is there.
    windows
        From `fitting_windows`.
    counted
        The literals from `add_breaks`.
    """
    choices = list(counted[:1])
    for window in windows:
        choice = model.new_bool_var("")
        for slot, literal in used.items():
            model.add_implication(choice, literal if slot in window.slots else ~literal)
        for meeting in {meeting for meeting, _ in window.pairs}:
            for slot, literal in placed[meeting].items():
                if slot in window.slots and (meeting, slot) not in window.pairs:
                    model.add_implication(choice, ~literal)
        choices.append(choice)
    model.add_exactly_one(choices)


def add_fairness(model: cp_model.CpModel, counted: Sequence[Sequence[cp_model.IntVar]], fairness: int) -> None:
    """Add that nobody has more than `fairness` breaks more than anybody else.

    Parameters
    ----------
    model
        Changed in place.
    counted
        For each participant the literals from `add_breaks`; breaks beyond them are impossible.
    fairness
        The limit, from 0.
    """
    most = max((len(literals) for literals in counted), default=0)
    for breaks in range(most - fairness):
        everyone = model.new_bool_var("")
        for literals in counted:
            if breaks < len(literals):
                model.add_implication(everyone, literals[breaks])
            else:
                model.add(everyone == 0)
            if breaks + fairness < len(literals):
                model.add_implication(literals[breaks + fairness], everyone)


def _ends(model: cp_model.CpModel, used: Mapping[int, cp_model.IntVar]) -> list[cp_model.IntVar]:
    """Return, in time order, whether a break ends where a slot that can be used follows one that is not used."""
    ends: list[cp_model.IntVar] = []
    met: cp_model.IntVar | None = None
    for slot in range(min(used), max(used)):
        here, following = used.get(slot), used.get(slot + 1)
        before, met = met, _met(model, met, here)
        if before is None or following is None:
            continue
        end = model.new_bool_var("")
        absent = [] if here is None else [~here]
        model.add_bool_or(~before, ~following, end, *([] if here is None else [here]))
        for condition in (before, following, *absent):
            model.add_implication(end, condition)
        ends.append(end)
    return ends


def _met(model: cp_model.CpModel, met: cp_model.IntVar | None, here: cp_model.IntVar | None) -> cp_model.IntVar | None:
    """Return whether there has been a meeting up to a slot."""
    if met is None or here is None:
        return here if met is None else met
    now = model.new_bool_var("")
    model.add_implication(met, now)
    model.add_implication(here, now)
    model.add_bool_or(met, here, ~now)
    return now


def _count(model: cp_model.CpModel, ends: Sequence[cp_model.IntVar], at_least: Sequence[cp_model.IntVar]) -> None:
    """Tie the thresholds to the number of breaks by unary prefix counts; forbid more than there are thresholds."""
    before: list[cp_model.IntVar] = []
    for end in ends:
        now = [model.new_bool_var("") for _ in range(min(len(before) + 1, len(at_least)))]
        for k, literal in enumerate(now):
            if k < len(before):
                model.add_implication(before[k], literal)
            model.add_bool_or(~end, literal, *([~before[k - 1]] if k else []))
            model.add_bool_or(~literal, end, *([before[k]] if k < len(before) else []))
            if k:
                model.add_bool_or(~literal, before[k - 1])
        if len(before) == len(at_least):
            model.add_bool_or(~end, *([~before[-1]] if before else []))
        before = now
    for k, literal in enumerate(at_least):
        if k < len(before):
            model.add(literal == before[k])
        else:
            model.add(literal == 0)
