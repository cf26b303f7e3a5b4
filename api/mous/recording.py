"""Memoranda of understanding: add, correct with a reason, list, history. The log is append-only."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import get_args

from api.access.may import confined, own_id, require, require_one_of
from api.access.nouns import Caller
from api.events import finding
from api.events import store as event_store
from api.events.nouns import Participant
from api.ground.constraints import refusals_in_words
from api.ground.dates import read_date
from api.ground.db import Connection
from api.ground.errors import Conflict, Fault, Invalid, NotFound, ask_about, fault_of, no_choice
from api.ground.portions import ALL, Portion, Span
from api.ground.texts import clean
from api.ground.typed import Unreadable
from api.mous import store
from api.mous.nouns import Mou, MouFields, MouLevel, MouState
from api.requests.asking import other_side

STATES = get_args(MouState)
LEVELS = get_args(MouLevel)
REACHED: dict[MouState, int] = {"planned": 0, "ended": 1, "dormant": 1, "signed": 1, "active": 2, "fulfilled": 3}
"""How much a state claims: an MOU that was signed and came to nothing was signed all the same."""
LONG_AGO_YEARS = 10
"""How many years before its event an MOU is signed without being asked about."""
EARLIEST_ZONE = timedelta(hours=14)
"""How far ahead of UTC a day begins anywhere."""


async def mous(db: Connection, event_id: int, *, span: Span = ALL, by: Caller) -> Portion[Mou]:
    """The MOUs that a caller may see, each as it stands now, the newest first."""
    found = await store.mous(db, event_id, participant_id=own_id(by, "read", "mou"), span=span)
    return found.each(lambda one: _seen(one, by=by))


async def count(db: Connection, event_id: int, *, by: Caller) -> tuple[int, int]:
    """How many MOUs of an event count, and how many wait for the organizer's yes."""
    require(by, "oversee", "event")
    return await store.count_mous(db, event_id)


async def history(db: Connection, event_id: int, number: int, *, span: Span = ALL, by: Caller) -> Portion[Mou]:
    """Every entry of an MOU, the newest first.

    Raises
    ------
    NotFound
        There is no such MOU, or the caller is no party to it.
    """
    entries = await store.entries(db, event_id, number, span)
    if not entries or (confined(by, "read", "mou") and by.participant_code not in entries[0].codes):
        raise NotFound("There is no MOU {number} here.", code="no-such-mou", number=number)
    return entries.each(lambda one: _seen(one, by=by))


def _seen(entry: Mou, *, by: Caller) -> Mou:
    """An entry as a caller may see it: the notes of the other side are its own."""
    if not confined(by, "read", "mou") or entry.recorded_side == by.side:
        return entry
    return replace(entry, note="")


async def confirm(db: Connection, event_id: int, number: int, *, by: Caller) -> Mou:
    """Say the organizer's yes to the newest entry of an MOU whose parties had no published meeting: it counts from now on.

    Raises
    ------
    NotFound
        There is no such MOU.
    Conflict
        It does not wait for a yes.
    """
    require(by, "confirm", "mou")
    return await _answer(db, event_id, number, by=by)


async def refuse(db: Connection, event_id: int, number: int, why: str, *, by: Caller) -> Mou:
    """Say the organizer's no to such an entry: it is not counted, and whoever recorded it reads why and may correct it.

    Raises
    ------
    NotFound, Conflict
        As for `confirm`.
    Invalid
        No reason.
    """
    require(by, "confirm", "mou")
    if not clean(why):
        unreasoned = Fault("/why", "A no needs its reason.", "Say in a sentence why it does not count.")
        raise Invalid("The MOU cannot be refused yet.", [unreasoned])
    return await _answer(db, event_id, number, why_not=clean(why), by=by)


async def _answer(db: Connection, event_id: int, number: int, *, why_not: str = "", by: Caller) -> Mou:
    newest = (await history(db, event_id, number, by=by))[0]
    given = newest.waits and await store.answer(db, event_id, newest.id, newest.entry, why_not=why_not, by=by.signature)
    if not given:
        raise Conflict("MOU {number} does not wait for an answer.", code="not-waiting", number=number)
    return (await history(db, event_id, number, by=by))[0]


async def add(
    db: Connection,
    event_id: int,
    draft: MouFields,
    *,
    supplier_code: str = "",
    buyer_code: str = "",
    by: Caller,
    confirmed: bool = False,
    now: datetime | None = None,
) -> Mou:
    """Add an MOU between participants of the event, or between bodies that ``parties`` names.

    One of a participant waits for the organizer's yes where its parties have no published meeting.

    Raises
    ------
    Forbidden
        A participant adds an MOU to which it is no party.
    Invalid
        Fields that cannot be used, each with its place.
    Conflict
        ``doubtful``: it was signed very long ago; look at what was read and confirm it.
    """
    require_one_of(by, "record", "mou", (supplier_code, buyer_code))
    signed_on = checked(draft, named=bool(supplier_code and buyer_code), now=now)
    await _ask_about(db, event_id, signed_on, confirmed=confirmed)
    supplier = await _party(db, event_id, supplier_code, "supplier")
    buyer = await _party(db, event_id, buyer_code, "buyer")
    await store.lock_numbers(db, event_id)
    mou_id, number = await store.add_mou(db, event_id, supplier and supplier.id, buyer and buyer.id)
    await add_entry(db, mou_id, 1, draft, signed_on, why="", by=by)
    return (await history(db, event_id, number, by=by))[0]


async def correct(
    db: Connection,
    event_id: int,
    number: int,
    draft: MouFields,
    *,
    why: str,
    entry: int | None = None,
    by: Caller,
    confirmed: bool = False,
    now: datetime | None = None,
) -> Mou:
    """Add an entry that replaces the newest one and says why.

    ``entry`` is the newest entry that the caller has seen; if another came since, the correction is refused. The organizer's
    yes to the newest one holds for it too, as long as it claims no more.

    Raises
    ------
    NotFound
        There is no such MOU, or the caller is no party to it.
    Invalid
        No reason, or fields that cannot be used.
    Conflict
        Somebody else corrected it meanwhile. Or ``doubtful``, as for `add`.
    """
    require(by, "record", "mou")
    newest = (await history(db, event_id, number, by=by))[0]
    unreasoned = Fault("/why", "A correction needs its reason.", "Say in a sentence what was wrong.")
    faults = [] if why.strip() else [unreasoned]
    signed_on = checked(draft, named=bool(newest.supplier and newest.buyer), faults=faults, now=now)
    if entry is not None and entry != newest.entry:
        raise Conflict(
            "{who} corrected MOU {number} meanwhile: look at it and try again.",
            code="mou-entries-number-unique",
            who=newest.recorded_by,
            number=number,
        )
    await _ask_about(db, event_id, signed_on, confirmed=confirmed)
    await add_entry(db, newest.id, newest.entry + 1, draft, signed_on, why=clean(why), by=by)
    added = (await history(db, event_id, number, by=by))[0]
    if not (added.waits and newest.counts and claims_no_more(newest, added)):
        return added
    await store.carry_yes(db, event_id, newest.id, newest.entry)
    return (await history(db, event_id, number, by=by))[0]


def claims_no_more(before: Mou, after: Mou) -> bool:
    """Whether an entry says nothing that would need another look: who agreed to what and when, at no further state."""
    same = [(one.parties, one.subject, one.level, one.evidence) for one in (before, after)]
    dated = after.signed_on == before.signed_on or after.state == "planned"
    return same[0] == same[1] and dated and REACHED[after.state] <= REACHED[before.state]


async def _ask_about(db: Connection, event_id: int, signed_on: date | None, *, confirmed: bool) -> None:
    """Refuse a date of signature that lies long before the event, until it is confirmed."""
    first = min((leg.starts_on for leg in await event_store.legs(db, event_id)), default=None)
    if confirmed or signed_on is None or first is None or first.year - signed_on.year <= LONG_AGO_YEARS:
        return
    doubt = Fault(
        "/signed_on",
        "The date was read as {date}, long before the event",
        "Confirm it, or mend the date.",
        date=str(signed_on),
    )
    ask_about([doubt])


def checked(draft: MouFields, *, named: bool, faults: Sequence[Fault] = (), now: datetime | None = None) -> date | None:
    """The date of a draft whose fields can all be used; ``named`` says that both parties are participants.

    Raises
    ------
    Invalid
        With a fault for every field that cannot, after those given.
    """
    signed_on, undated = _date(draft, now or datetime.now(UTC))
    if found := [*faults, *_unsaid(draft, named), *undated]:
        raise Invalid("The MOU cannot be recorded yet.", found)
    return signed_on


def _unsaid(draft: MouFields, named: bool) -> Iterator[Fault]:
    if not clean(draft.subject):
        yield Fault("/subject", "The subject is empty.", "Say what the parties agreed to do.")
    if not named and not clean(draft.parties):
        yield Fault(
            "/parties",
            "The parties are not named.",
            "Choose both participants, or name the signatories.",
        )
    for field, kind, typed, known in (("state", "mou", draft.state, STATES), ("level", "level", draft.level, LEVELS)):
        if typed not in known:
            yield no_choice(f"/{field}", kind, typed, known)


def _date(draft: MouFields, now: datetime) -> tuple[date | None, list[Fault]]:
    typed = draft.signed_on.strip()
    if not typed and draft.state != "planned":
        undated = Fault("/signed_on", "The date of signature is missing.", "Give it, or choose ‘planned’.")
        return None, [undated]
    try:
        signed_on = read_date(typed) if typed else None
        if signed_on is not None and draft.state != "planned" and signed_on > (now + EARLIEST_ZONE).date():
            return None, [
                Fault(
                    "/signed_on",
                    "The date was read as {date}, which lies ahead",
                    "Choose planned, or mend the date.",
                    date=str(signed_on),
                )
            ]
        return signed_on, []
    except Unreadable as error:
        return None, [fault_of("/signed_on", error.message)]


async def add_entry(
    db: Connection,
    mou_id: int,
    entry: int,
    draft: MouFields,
    signed_on: date | None,
    *,
    why: str,
    by: Caller,
    moved: bool = False,
) -> None:
    """Add an entry to an MOU, for verbs that have asked whether the caller may."""
    async with refusals_in_words(db):
        await store.add_entry(
            db,
            mou_id,
            entry,
            state=draft.state,
            level=draft.level,
            subject=clean(draft.subject),
            parties=clean(draft.parties),
            signed_on=signed_on,
            evidence=clean(draft.evidence),
            message=clean(draft.message),
            note=clean(draft.note),
            why=why,
            recorded_side=by.acts_as,
            recorded_by=by.signature,
            by_one=confined(by, "record", "mou"),
            moved=moved,
        )


async def _party(db: Connection, event_id: int, code: str, side: str) -> Participant | None:
    if not code:
        return None
    found = await finding.participant(db, event_id, code)
    if found.side != side:
        raise Invalid(
            "The parties are a supplier and a buyer.",
            [other_side(f"/{side}_code", found)],
        )
    return found
