"""What the jobs do: score all pairs of an event, or build its next schedule."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from api.events import readback as workbooks
from api.events.nouns import EventWorkbook
from api.ground.db import Connection
from api.matches import scoring as matching
from api.matches import store as matches
from api.schedules import building as scheduling
from api.schedules import inputs as planning
from api.schedules import store as schedules
from api.schedules.nouns import Schedule
from scheduler.problem import Problem
from scheduler.result import Meeting, Progress, Result

if TYPE_CHECKING:
    from matcher.encoder import Encoder


@dataclass(frozen=True, slots=True)
class MatchInput:
    """What scoring needs, read in one go: the event and the vectors that are known already."""

    workbook: EventWorkbook
    vectors: dict[str, Any]


@dataclass(frozen=True, slots=True)
class BuildInput:
    """What building needs, read in one go.

    ``names`` gives the Korean and English name of a code; ``published`` are the meetings in force, in the scheduler's form.
    """

    problem: Problem
    names: dict[str, tuple[str, str]]
    published: tuple[Meeting, ...] = ()


async def read_match_input(db: Connection, event_id: int, encoder: "Encoder") -> MatchInput:
    """Read what scoring an event needs."""
    workbook = await workbooks.workbook(db, event_id)
    keys = matching.vector_keys(workbook, encoder)
    return MatchInput(workbook, dict(await matches.known_vectors(db, encoder.name, keys)))


async def save_matches(
    db: Connection, event_id: int, encoder: "Encoder", pairs: list[matching.PairMatch], new: dict[str, Any]
) -> None:
    """Replace the matches of an event and keep the vectors that were new."""
    await matches.keep_vectors(db, encoder.name, new)
    await matches.replace_matches(
        db,
        event_id,
        encoder.name,
        [
            {
                "supplier": pair.supplier,
                "buyer": pair.buyer,
                "solution": pair.match.solution.id,
                "need": pair.match.need.id,
                "score": min(1.0, max(0.0, pair.match.score)),
                "band": pair.match.band,
                "components": pair.components(),
                "evidence": pair.evidence(),
            }
            for pair in pairs
        ],
    )


async def read_build_input(db: Connection, event_id: int) -> BuildInput:
    """Read what building a schedule needs; ValueError when pins contradict each other."""
    workbook = await workbooks.workbook(db, event_id)
    scores = await matches.scores(db, event_id)
    wanted = await planning.wanted(db, event_id)
    problem = scheduling.problem_of(workbook, scores, wanted, await planning.pins(db, event_id))
    names = {
        participant.code: (participant.name_ko or participant.name_en, participant.name_en or participant.name_ko)
        for participant in workbook.participants
    }
    in_force = await schedules.published(db, event_id)
    meetings = [] if in_force is None else await schedules.meetings(db, in_force.id)
    return BuildInput(problem, names, tuple(scheduling.scheduled(meetings)))


def build(
    given: BuildInput,
    *,
    keep: bool,
    limit_seconds: float,
    workers: int,
    progress: Callable[[Progress], None],
    stop: Callable[[], bool],
) -> Result:
    """Build a schedule, with few changes from the published one if ``keep``; can be stopped from another thread."""
    return scheduling.build(
        given.problem,
        before=given.published if keep else (),
        limit_seconds=limit_seconds,
        workers=workers,
        progress=progress,
        stop=stop,
    )


async def save_schedule(db: Connection, event_id: int, given: BuildInput, result: Result, *, by: str) -> Schedule:
    """Add a result as the event's next version."""
    return await schedules.add_schedule(
        db,
        event_id,
        scheduling.schedule_row(result),
        scheduling.meeting_rows(result.meetings, {request.id: request.value for request in given.problem.requests}),
        scheduling.unscheduled_rows(given.problem, result, given.names),
        by=by,
    )
