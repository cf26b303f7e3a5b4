"""Why a request has no meeting in a version, and every way to let it in: each was made and checked before it is offered.

A way is a change of facts (a limit, a free slot, an exclusion) with all other meetings where they are, or a new place for
others who give way. Whoever takes one gets a new version, like any decision by hand.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from api.access.may import require
from api.access.nouns import Caller
from api.ground.apart import QUESTIONS, apart
from api.ground.db import Connection
from api.ground.errors import Conflict
from api.ground.labels import spoken
from api.ground.particles import particles
from api.ground.words import Sentence
from api.requests import asking
from api.schedules import building, inputs, reading, store
from api.schedules.checking import broken, refusal
from api.schedules.facts import facts
from api.schedules.nouns import Explanation, Schedule, Way
from api.schedules.pinning import Hand, refuse_unwanted, save_by_hand
from api.schedules.planning import Plan, plan
from scheduler.answers.steps import Step
from scheduler.answers.why import Remedy, Why, why
from scheduler.problem import Problem
from scheduler.replan import Change
from scheduler.result import Meeting

GIVE_WAY = "give-way"
"""The key of the way in which other meetings change."""
AS_IT_IS = "as-it-is"
"""The key of a way that needs nothing: there is room."""
GIVE_WAY_SECONDS = 3.0
"""How long the search for it may take."""
TAKEABLE = frozenset({"max_meetings", "available", "seat", "forbidden", "pin"})
"""Kinds of steps that one press carries out; for the others somebody has to be found, asked or bought first."""

Names = Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Open:
    """A way with what it does: steps on facts, or meetings that change; and the meetings ahead that it leads to."""

    way: Way
    steps: tuple[Step, ...]
    meetings: tuple[Meeting, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything about one unscheduled request, as the scheduler sees it."""

    explanation: Explanation
    open: tuple[Open, ...]


async def explain(db: Connection, event_id: int, hand: Hand, *, by: Caller, now: datetime | None = None) -> Explanation:
    """Why a pair does not meet in a version, by the facts of now, and the ways to let it in, the cheapest first.

    Raises
    ------
    Invalid, NotFound
        There is no such version, or the codes are not a supplier and a buyer.
    Conflict
        No request of the pair counts (``not-wanted``), it is held (``is-held``), or the version breaks rules of now
        (``violations``).
    """
    require(by, "read", "schedule")
    _, answer = await _asked(db, event_id, hand, by=by, now=now)
    return answer.explanation


async def let_in(
    db: Connection, event_id: int, hand: Hand, key: str, *, by: Caller, now: datetime | None = None
) -> Schedule:
    """Take one of the ways that `explain` named by its ``key``: change its facts, and save the version it leads to.

    Raises
    ------
    Conflict
        The way is not open any more (``way-closed``), or nobody can take it by a press (``way-needs-people``); nothing was
        changed.
    """
    require(by, "decide", "schedule")
    async with db.transaction():
        await store.lock_publication(db, event_id)
        given, answer = await _asked(db, event_id, hand, by=by, now=now)
        taken = next((one for one in answer.open if one.way.key == key), None)
        if taken is None:
            raise Conflict("This way is not open any more: look at the ways that are.", code="way-closed")
        if not taken.way.takeable:
            raise Conflict(
                "This way needs somebody or something to be found first: bring it into the event, then re-plan.",
                code="way-needs-people",
            )
        for step in taken.steps:
            await _take(db, event_id, hand, step)
        known = await facts(db, event_id)
        base = await reading.numbered(db, event_id, hand.version)
        meetings = [*given.held, *taken.meetings]
        kept = building.scheduled(await store.meetings(db, base.id))
        return await save_by_hand(db, event_id, base, known, meetings, "let in", hand, kept=kept, by=by, now=given.now)


async def _take(db: Connection, event_id: int, hand: Hand, step: Step) -> None:
    """Change the fact that a step of `TAKEABLE` names; a pin or an exclusion is that of the pair itself."""
    match step.kind:
        case "pin":
            await inputs.unpin_pair(db, event_id, hand.supplier_code, hand.buyer_code)
        case "forbidden":
            await inputs.allow_pair(db, event_id, hand.supplier_code, hand.buyer_code)
        case "available":
            await inputs.make_available(db, event_id, step.ids[0], step.slot)
        case "seat":
            await inputs.free_seat(db, event_id, step.ids[0])
        case _:
            await inputs.raise_limit(db, event_id, step.ids[0])


async def _asked(db: Connection, event_id: int, hand: Hand, *, by: Caller, now: datetime | None) -> tuple[Plan, Answer]:
    await asking.pair(db, event_id, hand.supplier_code, hand.buyer_code, verb="read", noun="schedule", by=by)
    given = await plan(db, event_id, keep=True, base=hand.version, now=now or datetime.now(UTC))
    refuse_unwanted(given.problem, hand)
    if any(one.request == hand.request for one in (*given.held, *given.before)):
        raise Conflict("This pair has its meeting in this version.", code="is-held")
    violations = broken(given.facts, [*given.held, *given.before], given.now)
    if violations:
        said = Sentence("Re-plan first: this version breaks {n:rule|rules}.", n=len(violations))
        raise refusal(violations, said)
    names = dict(given.facts.names)
    return given, await apart(QUESTIONS, ask, given.problem, given.before, hand.request, names)


def ask(problem: Problem, meetings: Sequence[Meeting], request: str, names: Names) -> Answer:
    """The reason and the ways, in words with the names of participants; pure, so that it can run anywhere."""
    found = why(problem, meetings, request, give_way_seconds=GIVE_WAY_SECONDS)
    ways = [*(_by_steps(remedy, names) for remedy in found.remedies), *_by_giving_way(problem, found, names)]
    english, korean = (
        building.named_reason(found.reason, names, language).words(language) for language in ("en", "ko")
    )
    return Answer(
        Explanation(found.reason.code, english, particles(korean), tuple(one.way for one in ways)), tuple(ways)
    )


def _by_steps(remedy: Remedy, names: Names) -> Open:
    said = {
        language: replace(remedy, steps=tuple(_called(step, names, language) for step in remedy.steps)).words(language)
        for language in ("en", "ko")
    }
    key = "+".join("/".join((step.kind, *step.ids, step.slot)) for step in remedy.steps) or AS_IT_IS
    takeable = all(step.kind in TAKEABLE for step in remedy.steps)
    way = Way(key, said["en"], particles(said["ko"]), remedy.slot, 0, takeable)
    return Open(way, remedy.steps, remedy.meetings)


def _by_giving_way(problem: Problem, found: Why, names: Names) -> Iterator[Open]:
    given = found.displacement
    own = [change for change in given.changes if change.request != found.request] if given else []
    if given is None or not own:
        return
    said = {
        language: " ".join(
            [
                given.words(problem, language)[0],
                *(_renamed(change, names, language).words(problem, language) for change in own),
            ]
        )
        for language in ("en", "ko")
    }
    slot = next(one.slot for one in given.meetings if one.request == found.request)
    way = Way(GIVE_WAY, said["en"], particles(said["ko"]), slot, len(own), takeable=True)
    yield Open(way, (), given.meetings)


def _called(step: Step, names: Names, language: str) -> Step:
    """A step that speaks of participants and languages by name."""
    if step.kind == "interpreter":
        return replace(step, ids=(spoken(language, step.ids[0].split("-")), *step.ids[1:]))
    return replace(step, ids=tuple(building.called(code, names, language) for code in step.ids))


def _renamed(change: Change, names: Names, language: str) -> Change:
    """A change that speaks of participants by name."""

    def renamed(meeting: Meeting | None) -> Meeting | None:
        if meeting is None:
            return None
        supplier, buyer = (building.called(code, names, language) for code in (meeting.supplier, meeting.buyer))
        return replace(meeting, supplier=supplier, buyer=buyer)

    return replace(
        change,
        before=renamed(change.before),
        after=renamed(change.after),
        resources=tuple(building.called(code, names, language) for code in change.resources),
        reason=None if change.reason is None else building.named_reason(change.reason, names, language),
    )
