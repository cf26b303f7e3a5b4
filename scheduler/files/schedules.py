"""A schedule as JSON and back."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from scheduler.files.schema import parse
from scheduler.result import Meeting

if TYPE_CHECKING:
    from scheduler.result import Result

FORMAT = "mannam-schedule-1"


def schedule_json(result: Result, *, problem: str = "") -> dict[str, Any]:
    """A result as plain data that fits ``schedule.schema.json``; ``problem`` is the problem's name.

    Examples
    --------
    >>> from scheduler import solve
    >>> from scheduler.examples import roadshow
    >>> list(schedule_json(solve(roadshow(seed=1), limit_seconds=60)))[2:8]
    ['status', 'value', 'bound', 'gap', 'seconds', 'method']
    """
    return {
        "format": FORMAT,
        "problem": problem,
        "status": result.status.value,
        "value": result.value,
        "bound": result.bound,
        "gap": result.gap,
        "seconds": round(result.seconds, 3),
        "method": result.method,
        "meetings": [asdict(meeting) | {"parties": list(meeting.parties)} for meeting in result.meetings],
        "unscheduled": [
            {
                "request": one.request,
                "reason": {
                    "code": one.reason.code,
                    "rule": one.reason.rule,
                    "resources": list(one.reason.resources),
                    "en": one.reason.words("en"),
                    "ko": one.reason.words("ko"),
                },
            }
            for one in result.unscheduled
        ],
        "layers": [asdict(layer) for layer in result.certificate.layers],
        "certificate": {
            "violations": result.certificate.violations,
            "rejected": result.certificate.rejected,
            "greedy_value": result.certificate.greedy_value,
            "fairness_cost": result.certificate.fairness_cost,
            "value_bound": result.certificate.value_bound,
        },
        "notes": list(result.notes),
    }


def write_schedule(result: Result, *, problem: str = "") -> str:
    """The JSON text of a result."""
    return json.dumps(schedule_json(result, problem=problem), ensure_ascii=False, indent=1) + "\n"


def read_schedule(text: str) -> tuple[Meeting, ...]:
    """The meetings of a schedule from the text of its JSON file.

    Raises
    ------
    ValueError
        One line per fault with its JSON path.
    """
    content = parse(text, "schedule")
    return tuple(
        Meeting(
            request=one["request"],
            supplier=one["supplier"],
            buyer=one["buyer"],
            slot=one["slot"],
            table=one["table"],
            interpreter=one.get("interpreter"),
            parties=tuple(one.get("parties", ())),
        )
        for one in content["meetings"]
    )
