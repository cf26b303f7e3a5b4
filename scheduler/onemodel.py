"""The one model: a draft with every rule of choice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.choices import CHOICES
from scheduler.draft import Draft, draft_of

if TYPE_CHECKING:
    from scheduler.instance import Instance


def one_model(instance: Instance, *, without: frozenset[str] = frozenset()) -> Draft:
    """The CP-SAT model of an instance; ``without`` names rules of choice to leave out, to see what they cost."""
    draft = draft_of(instance)
    for name, rule in CHOICES.items():
        if name not in without:
            rule(draft)
    return draft
