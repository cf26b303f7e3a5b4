"""The rulebook: every hard rule by name, each one function whose docstring is its sentence.

Rules of facts narrow where a request can be held (`scheduler.facts`); rules of choice bind what is chosen together
(`scheduler.choices`). `scheduler.check` states every one of them again, without a solver, under the same name.
"""

from __future__ import annotations

from collections.abc import Callable
from inspect import getdoc

from scheduler import choices, facts
from scheduler.draft import Draft
from scheduler.facts import Facts

FACTS: dict[str, Callable[[Facts], None]] = {
    rule.__name__: rule
    for rule in (
        facts.legs,
        facts.availability,
        facts.table_availability,
        facts.interpreter_availability,
        facts.own_slots,
        facts.forbidden,
        facts.pins,
        facts.equipment,
        facts.seats,
        facts.language,
    )
}

CHOICES: dict[str, Callable[[Draft], None]] = {
    rule.__name__: rule
    for rule in (
        choices.one_meeting_at_a_time,
        choices.table_capacity,
        choices.interpreter_one_at_a_time,
        choices.max_run,
        choices.max_meetings,
        choices.max_per_day,
        choices.max_per_half_day,
        choices.pair_once,
        choices.precedence,
        choices.walking,
    )
}

HARD: tuple[str, ...] = (*FACTS, *CHOICES)
"""Names of all hard rules, in the order in which the documentation lists them."""


def sentence(rule: str) -> str:
    """What a hard rule says.

    >>> sentence("precedence")
    'Where both meetings of a precedence are held, the first has ended when the second begins.'
    """
    return (getdoc({**FACTS, **CHOICES}[rule]) or "").splitlines()[0]
