"""Decide by hand: pin and unpin a pair, exclude and allow one, move a meeting in a draft.

Each makes a new version from an earlier one, without a solver, and only if the independent checker finds no violation of
the facts of now. The decision stays with the event, and every later build keeps it.
"""

import json
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

from api.access.may import require
from api.access.nouns import Caller
from api.ground.db import Connection
from api.ground.errors import Conflict, Fault, Invalid, NotFound
from api.ground.words import Sentence
from api.requests import asking
from api.schedules import building, inputs, reading, store
from api.schedules.checking import as_rows, broken, refusal, rewritten
from api.schedules.facts import Facts, facts
from api.schedules.nouns import Schedule
from api.schedules.placing import placed
from scheduler.files import write_problem
from scheduler.instance import instance_of
from scheduler.problem import Problem
from scheduler.reasons import reasons
from scheduler.result import Meeting

Step = Literal["pin", "unpin", "forbid", "allow", "move", "let in"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a meeting is to be, by codes; what is None is left as it is, or to whatever is free."""

    slot: str | None = None
    table: str | None = None
    interpreter: str | None = None


@dataclass(frozen=True, slots=True)
class Hand:
    """One decision on a pair in a version."""

    version: int
    supplier_code: str
    buyer_code: str

    @property
    def pair(self) -> str:
        """The pair as people write it: ``S01 × B17``."""
        return f"{self.supplier_code} × {self.buyer_code}"

    @property
    def request(self) -> str:
        """The scheduler's id of the pair."""
        return building.request_id(self.supplier_code, self.buyer_code)


async def pin(
    db: Connection, event_id: int, hand: Hand, place: Place, *, by: Caller, now: datetime | None = None
) -> Schedule:
    """Hold a pair at a place from now on; without a place, where it is in this version.

    Raises
    ------
    Invalid
        The pair is not a supplier and a buyer, or a code of the place is unknown.
    Conflict
        Nobody's request for the pair counts, it is held nowhere and no slot was named, or a rule would be broken.
    """

    async def decide(known: Facts, meetings: Sequence[Meeting]) -> list[Meeting]:
        was = _of(meetings, hand)
        wanted = _filled(place, was)
        await inputs.pin_pair(
            db, event_id, hand.supplier_code, hand.buyer_code, wanted.slot, wanted.table, wanted.interpreter
        )
        return _put(known.problem, meetings, hand, wanted, was)

    return await _decide(db, event_id, hand, "pin", decide, place=place, by=by, now=now)


async def unpin(db: Connection, event_id: int, hand: Hand, *, by: Caller, now: datetime | None = None) -> Schedule:
    """Leave a pair to the scheduler again; its meeting stays where it is in the new version."""

    async def decide(_known: Facts, meetings: Sequence[Meeting]) -> list[Meeting]:
        if not await inputs.unpin_pair(db, event_id, hand.supplier_code, hand.buyer_code):
            raise NotFound("{pair} is not pinned.", code="no-such-pin", pair=hand.pair)
        return list(meetings)

    return await _decide(db, event_id, hand, "unpin", decide, by=by, now=now)


async def forbid(
    db: Connection, event_id: int, hand: Hand, *, why: str = "", by: Caller, now: datetime | None = None
) -> Schedule:
    """Exclude a pair from meeting; its meeting is not in the new version, and its pin goes."""

    async def decide(_known: Facts, meetings: Sequence[Meeting]) -> list[Meeting]:
        await inputs.forbid_pair(db, event_id, hand.supplier_code, hand.buyer_code, why.strip())
        await inputs.unpin_pair(db, event_id, hand.supplier_code, hand.buyer_code)
        return [meeting for meeting in meetings if meeting.request != hand.request]

    return await _decide(db, event_id, hand, "forbid", decide, by=by, now=now)


async def allow(db: Connection, event_id: int, hand: Hand, *, by: Caller, now: datetime | None = None) -> Schedule:
    """Lift the exclusion of a pair; the next build may let it meet."""

    async def decide(_known: Facts, meetings: Sequence[Meeting]) -> list[Meeting]:
        if not await inputs.allow_pair(db, event_id, hand.supplier_code, hand.buyer_code):
            raise NotFound("{pair} is not excluded.", code="no-such-exclusion", pair=hand.pair)
        return list(meetings)

    return await _decide(db, event_id, hand, "allow", decide, by=by, now=now)


async def move(
    db: Connection, event_id: int, hand: Hand, place: Place, *, by: Caller, now: datetime | None = None
) -> Schedule:
    """Put a meeting of a version somewhere else; later builds are free to move it again.

    Raises
    ------
    NotFound
        The version does not hold the pair's meeting.
    Conflict
        A rule would be broken; every violation is named.
    """

    async def decide(known: Facts, meetings: Sequence[Meeting]) -> list[Meeting]:
        was = _of(meetings, hand)
        if was is None:
            raise NotFound(
                "Version {version} holds no meeting of {pair}.",
                code="no-such-meeting",
                version=hand.version,
                pair=hand.pair,
            )
        wanted = Place(place.slot or was.slot, place.table, place.interpreter)
        return _put(known.problem, meetings, hand, wanted, was)

    return await _decide(db, event_id, hand, "move", decide, place=place, by=by, now=now)


async def _decide(
    db: Connection,
    event_id: int,
    hand: Hand,
    step: Step,
    decide: Callable[[Facts, Sequence[Meeting]], Awaitable[list[Meeting]]],
    *,
    by: Caller,
    place: Place | None = None,
    now: datetime | None,
) -> Schedule:
    require(by, "decide", "schedule")
    async with db.transaction():
        await store.lock_publication(db, event_id)
        await asking.pair(db, event_id, hand.supplier_code, hand.buyer_code, verb="decide", noun="schedule", by=by)
        base = await reading.numbered(db, event_id, hand.version)
        before = await facts(db, event_id)
        _refuse_unknown(before.problem, place or Place())
        if step in ("pin", "move"):
            refuse_unwanted(before.problem, hand)
        kept = building.scheduled(await store.meetings(db, base.id))
        meetings = await decide(before, kept)
        after = await facts(db, event_id)
        _refuse_contradicted(after, hand)
        moment = now or datetime.now(UTC)
        return await save_by_hand(db, event_id, base, after, meetings, step, hand, kept=kept, by=by, now=moment)


async def save_by_hand(
    db: Connection,
    event_id: int,
    base: Schedule,
    known: Facts,
    meetings: Sequence[Meeting],
    step: Step,
    hand: Hand,
    *,
    kept: Sequence[Meeting],
    by: Caller,
    now: datetime,
) -> Schedule:
    """Save a version that a decision made out of ``base``, which holds ``kept``; the decision is in its certificate.

    Raises
    ------
    Conflict
        A rule of the facts would be broken; every violation is named.
    """
    violations = [*broken(known, meetings, now), *rewritten(known, kept, meetings, now)]
    if violations:
        said = Sentence("This would break {n:rule|rules}; nothing was changed.", n=len(violations))
        raise refusal(violations, said)
    problem = known.with_pairs(meetings)
    values = {request.id: request.value for request in problem.requests}
    value = sum(values[meeting.request] for meeting in meetings)
    freer = step in ("unpin", "allow") or (base.fingerprint != known.fingerprint and step == "move")
    bound = max(sum(values.values()) if freer else base.bound, value)
    held = {meeting.request for meeting in meetings}
    left = [row for row in await store.unscheduled_rows(db, base.id) if _id(row) in values and _id(row) not in held]
    left += _newly_left(problem, meetings, {*held, *map(_id, left)}, known.names)
    return await store.add_schedule(
        db,
        event_id,
        {
            "status": "feasible",
            "value": value,
            "bound": bound,
            "gap": (bound - value) / max(bound, 1),
            "seconds": 0.0,
            "method": "by hand",
            "certificate": {"layers": [], "by_hand": {"step": step, "request": hand.request, "from": base.version}},
            "problem": json.loads(write_problem(problem)),
            "fingerprint": known.fingerprint,
            "violations": as_rows(()),
            "checked_at": datetime.now(UTC).isoformat(),
        },
        building.meeting_rows(meetings, values),
        left,
        by=by.signature,
    )


def _newly_left(
    problem: Problem, meetings: Sequence[Meeting], told: Collection[str], names: Mapping[str, tuple[str, str]]
) -> list[dict[str, object]]:
    """Requests that the base held, or that count only now, and that this version leaves out, with their reasons."""
    if all(one.id in told for one in problem.requests):
        return []
    found = reasons(instance_of(problem), meetings)
    return building.unscheduled_rows(problem, [one for one in found if one.request not in told], names)


def _id(row: dict[str, object]) -> str:
    return building.request_id(str(row["supplier"]), str(row["buyer"]))


def _of(meetings: Sequence[Meeting], hand: Hand) -> Meeting | None:
    return next((meeting for meeting in meetings if meeting.request == hand.request), None)


def _filled(place: Place, was: Meeting | None) -> Place:
    """Where to pin: the place given, or the one it has where none was."""
    if was is not None and place == Place():
        return Place(was.slot, was.table, was.interpreter)
    if was is None and place.slot is None:
        raise Conflict(
            "This pair has no meeting in this version: name the slot in which it is to be held.", code="no-slot-named"
        )
    return replace(place, slot=place.slot or (was.slot if was else None))


def _put(problem: Problem, meetings: Sequence[Meeting], hand: Hand, place: Place, was: Meeting | None) -> list[Meeting]:
    request = next(one for one in problem.requests if one.id == hand.request)
    others = [meeting for meeting in meetings if meeting.request != hand.request]
    assert place.slot is not None
    meeting = placed(
        problem, others, request, slot=place.slot, table=place.table, interpreter=place.interpreter, was=was
    )
    return [*others, meeting]


SENTENCES = {
    "slot": "There is no slot '{typed}'.",
    "table": "There is no table '{typed}'.",
    "interpreter": "There is no interpreter '{typed}'.",
}
"""What is said of a place that the event does not have."""


def _refuse_unknown(problem: Problem, place: Place) -> None:
    known = {
        "slot": [one.id for one in problem.slots],
        "table": [one.id for one in problem.tables],
        "interpreter": [one.id for one in problem.interpreters],
    }
    faults = [
        Fault(
            f"/{kind}",
            SENTENCES[kind],
            "Choose one of: {choices}.",
            typed=code,
            choices=[*codes[:8], "…"] if len(codes) > 8 else codes,
        )
        for kind, codes in known.items()
        if (code := getattr(place, kind)) is not None and code not in codes
    ]
    if faults:
        raise Invalid("The place cannot be used.", faults)


def refuse_unwanted(problem: Problem, hand: Hand) -> None:
    if all(one.id != hand.request for one in problem.requests):
        raise Conflict(
            "No request of {pair} counts now: ask for the meeting first, or allow the pair if it is excluded.",
            code="not-wanted",
            pair=hand.pair,
        )


def _refuse_contradicted(known: Facts, hand: Hand) -> None:
    for pinned, words in known.against:
        if (pinned.supplier, pinned.buyer) == (hand.supplier_code, hand.buyer_code):
            raise Conflict("The pin cannot stand: {words}.", code="pin-contradicts", words=words)
