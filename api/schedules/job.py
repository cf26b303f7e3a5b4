"""The job that builds an event's next schedule."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.audit.acting import acting
from api.ground.db import Connection
from api.ground.errors import Fault, Invalid
from api.ground.settings import Settings
from api.jobs.kinds import Done, Kind, Message, Watch
from api.jobs.nouns import Job
from api.schedules.planning import Plan, plan, save_plan, solve_plan
from scheduler.result import Progress, Result, Status

DEFAULT_LIMIT_SECONDS = 30
LONGEST_LIMIT_SECONDS = 3600
DEFAULT_FREEZE_MINUTES = 15
LONGEST_FREEZE_MINUTES = 1440
SAYS = {
    "ready": "getting ready",
    "load": "reading the event",
    "compute": "building the schedule",
    "built": "version {version}: {n:meeting|meetings}",
}


@dataclass(frozen=True, slots=True)
class Given:
    """What a build is made from, how long it may take in seconds, and in how many threads."""

    plan: Plan
    limit_seconds: float
    workers: int


def building(settings: Settings) -> Kind[Given, Result]:
    """The kind ``build``, with as many threads as the settings say."""

    async def load(db: Connection, job: Job) -> Given:
        asked = options(job.options)
        read = await plan(
            db, job.event_id, keep=asked["keep"], base=asked["base"], freeze_minutes=asked["freeze_minutes"]
        )
        return Given(read, asked["limit_seconds"], settings.workers)

    return Kind("build", load, compute, save, SAYS, options=options)


def options(given: Mapping[str, Any]) -> dict[str, Any]:
    """Options of a build.

    ``limit_seconds``, 1 to 3600, default 30; ``keep``, default true: where a schedule is published, as few of its meetings
    as possible move. ``base``: another version whose meetings are kept instead. ``freeze_minutes``, 0 to 1440, default
    15: how long from now nothing moves while the event is under way.

    Raises
    ------
    Invalid
        A number is out of range.
    """
    base = given.get("base")
    return {
        "limit_seconds": _limit(given.get("limit_seconds")),
        "keep": bool(given.get("keep", True)),
        "base": None if base is None else int(base),
        "freeze_minutes": _freeze(given.get("freeze_minutes")),
    }


def compute(given: Given, watch: Watch) -> Result:
    """Solve the plan, telling how far it is."""
    heard: dict[str, Any] = {}

    def hear(progress: Progress) -> None:
        heard.update(_told(progress, first=not heard))
        watch.tell(heard)

    return solve_plan(
        given.plan, limit_seconds=given.limit_seconds, workers=given.workers, progress=hear, stop=watch.stopped
    )


async def save(db: Connection, job: Job, given: Given, result: Result) -> Done:
    """Add the result as the event's next version; Outdated where the facts changed meanwhile."""
    await acting(db, name=job.created_by, role="job", event_id=job.event_id)
    schedule = await save_plan(db, job.event_id, given.plan, result, by=job.created_by)
    progress = {
        "value": schedule.value,
        "bound": schedule.bound,
        "gap": schedule.gap,
        "seconds": schedule.seconds,
        "meetings": schedule.meetings,
        "version": schedule.version,
    }
    values = {"version": schedule.version, "n": schedule.meetings}
    return Done(Message("built", values), progress, stopped=result.status is Status.STOPPED)


def _told(progress: Progress, *, first: bool) -> dict[str, Any]:
    """The scheduler's progress as plain values.

    Value, bound and gap stay those of the meetings' value while later phases measure other things.
    """
    of_value = first or progress.phase in ("greedy", "value")
    worth = {"value": progress.value, "bound": progress.bound, "gap": progress.gap} if of_value else {}
    return {**worth, "phase": progress.phase, "seconds": progress.seconds}


def _freeze(given: object) -> int:
    if given is None:
        return DEFAULT_FREEZE_MINUTES
    text = str(given)
    if not text.isdecimal() or int(text) > LONGEST_FREEZE_MINUTES:
        fault = Fault(
            "/freeze_minutes",
            "'{typed}' is no number of minutes.",
            "Give {least} to {most} minutes.",
            typed=text,
            least=0,
            most=LONGEST_FREEZE_MINUTES,
        )
        raise Invalid("The freeze is out of range.", [fault])
    return int(text)


def _limit(given: object) -> float:
    if given is None:
        return DEFAULT_LIMIT_SECONDS
    try:
        seconds = float(str(given))
    except ValueError:
        seconds = 0.0
    if not 1 <= seconds <= LONGEST_LIMIT_SECONDS:
        fault = Fault(
            "/limit_seconds",
            "'{typed}' is not a time limit.",
            "Give {least} to {most} seconds.",
            typed=str(given),
            least=1,
            most=LONGEST_LIMIT_SECONDS,
        )
        raise Invalid("The time limit is out of range.", [fault])
    return seconds
