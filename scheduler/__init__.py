"""Which wanted meetings are held, when, where and with whom: a `Problem` in, a `Result` with its certificate out."""

from scheduler.check import Violation, check
from scheduler.problem import (
    MEASURES,
    OBJECTIVES,
    Delegate,
    Interpreter,
    Leg,
    Participant,
    Pin,
    Precedence,
    Problem,
    Request,
    Slot,
    Table,
)
from scheduler.reason import Block, Reason
from scheduler.result import Certificate, Layer, Meeting, Progress, Result, Status, Unscheduled
from scheduler.solve import solve

__all__ = [
    "MEASURES",
    "OBJECTIVES",
    "Block",
    "Certificate",
    "Delegate",
    "Interpreter",
    "Layer",
    "Leg",
    "Meeting",
    "Participant",
    "Pin",
    "Precedence",
    "Problem",
    "Progress",
    "Reason",
    "Request",
    "Result",
    "Slot",
    "Status",
    "Table",
    "Unscheduled",
    "Violation",
    "check",
    "solve",
]
