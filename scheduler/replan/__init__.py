"""Re-planning: after a change, a new schedule that people hardly notice."""

from scheduler.replan.changes import Change, affected, changes_between, summary
from scheduler.replan.disruption import (
    at_moment,
    late,
    with_pin,
    with_request,
    without_interpreter,
    without_participant,
    without_request,
    without_table,
)
from scheduler.replan.entry import replan
from scheduler.replan.offers import Offer, offers
from scheduler.replan.outcome import Replan

__all__ = [
    "Change",
    "Offer",
    "Replan",
    "affected",
    "at_moment",
    "changes_between",
    "late",
    "offers",
    "replan",
    "summary",
    "with_pin",
    "with_request",
    "without_interpreter",
    "without_participant",
    "without_request",
    "without_table",
]
