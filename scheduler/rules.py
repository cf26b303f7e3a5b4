"""The rulebook: every hard rule by name, each one function whose docstring is its sentence.

Rules of facts narrow where a request can be held (`scheduler.facts`); rules of choice bind what is chosen together
(`scheduler.choices`). `scheduler.check` states every one of them again, without a solver, under the same name.
"""

from __future__ import annotations

from inspect import getdoc

from scheduler.choices import CHOICES
from scheduler.facts import FACTS

HARD: tuple[str, ...] = (*FACTS, *CHOICES)
"""Names of all hard rules, in the order in which the documentation lists them."""


def sentence(rule: str) -> str:
    """What a hard rule says.

    >>> sentence("precedence")
    'Where both meetings of a precedence are held, the first has ended when the second begins.'
    """
    return (getdoc({**FACTS, **CHOICES}[rule]) or "").splitlines()[0]
