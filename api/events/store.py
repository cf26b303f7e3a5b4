"""An event and everyone in it: one statement a noun, keyed by codes, in the order of the workbook's sheets."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString
from zoneinfo import ZoneInfo

from api.access.store import IN_FORCE
from api.events.comparing import Hanging
from api.events.nouns import (
    Availability,
    Consent,
    Delegate,
    Event,
    Exclusion,
    Interpreter,
    Leg,
    Need,
    Participant,
    Shift,
    Side,
    Slot,
    Solution,
    Table,
    Wish,
)
from api.events.wishing import Standing
from api.ground.db import Connection, fetch, fetch_one
from api.ground.portions import ALL, Portion, Span, fetch_portion

PARTIES: LiteralString = """
    s.code supplier_code, s.name_ko supplier_ko, s.name_en supplier_en, s.name_local supplier_local,
    b.code buyer_code, b.name_ko buyer_ko, b.name_en buyer_en, b.name_local buyer_local
"""
"""The columns of a pair's two parties, where the participants ``s`` and ``b`` are its supplier and its buyer."""

EVENT: LiteralString = """
    select id, slug, name_ko, name_en, notice_ko, notice_en, organizers, figures, workbook_name, imported_at, consent
    from events
"""
_PARTICIPANT: LiteralString = """
    select p.*, nullif(p.min_meetings, 0) min_meetings, coalesce(t.code, '') "table"
    from participants p left join tables t on t.id = p.seat_table_id
"""


async def events(db: Connection, *, only: int | None = None, span: Span = ALL) -> Portion[Event]:
    """All events, the newest first; the one of an id if given."""
    sql: LiteralString = EVENT + "where $1::bigint is null or id = $1"
    return await fetch_portion(db, Event, sql, "id bigint desc", span, only)


async def event_by_slug(db: Connection, slug: str) -> Event | None:
    """The event of a slug."""
    return await fetch_one(db, Event, EVENT + "where slug = $1", slug)


async def lock_for_import(db: Connection, slug: str) -> None:
    """Let nobody else import this event, decide in it or answer a request of it until this transaction ends."""
    await db.execute("select pg_advisory_xact_lock(hashtextextended('import ' || $1::text, 0))", slug)
    await db.execute("select from events where slug = $1 for update", slug)
    await db.execute(
        "select from requests r join events e on e.id = r.event_id where e.slug = $1 order by r.id for update of r",
        slug,
    )


async def event(db: Connection, event_id: int) -> Event | None:
    """The event of an id."""
    return await fetch_one(db, Event, EVENT + "where id = $1", event_id)


async def legs(db: Connection, event_id: int) -> list[Leg]:
    """Legs of an event in the order of travel."""
    return await fetch(db, Leg, "select * from legs where event_id = $1 order by starts_on, id", event_id)


async def slots(db: Connection, event_id: int) -> list[Slot]:
    """Slots of all legs of an event, by time; their times in the zone of their leg."""
    found = await fetch(
        db,
        _Slot,
        """
        select s.id, s.code, l.code leg, l.zone, s.starts_at, s.ends_at from slots s join legs l on l.id = s.leg_id
        where l.event_id = $1 order by s.starts_at, s.id
        """,
        event_id,
    )
    return [slot.there() for slot in found]


async def tables(db: Connection, event_id: int) -> list[Table]:
    """Tables of all legs of an event, as listed."""
    return await fetch(
        db,
        Table,
        """
        select t.id, t.code, l.code leg, t.label_ko, t.label_en, t.area from tables t join legs l on l.id = t.leg_id
        where l.event_id = $1 order by t.id
        """,
        event_id,
    )


async def interpreters(db: Connection, event_id: int) -> list[Interpreter]:
    """Interpreters of an event, as listed; their shifts in the zone of their leg."""
    found = await fetch(
        db,
        _Interpreter,
        """
        select i.code, i.label_ko, i.label_en, l.code leg, l.zone, i.languages, i.shifts
        from interpreters i join legs l on l.id = i.leg_id where i.event_id = $1 order by i.id
        """,
        event_id,
    )
    return [interpreter.there() for interpreter in found]


async def participants(
    db: Connection,
    event_id: int,
    side: Side | None = None,
    *,
    codes: Collection[str] | None = None,
    span: Span = ALL,
) -> Portion[Participant]:
    """Participants of an event, suppliers before buyers, by code; of one side, or of these codes, if given."""
    return await fetch_portion(
        db,
        Participant,
        _PARTICIPANT
        + """
        where p.event_id = $1 and ($2::text is null or p.side = $2) and ($3::text[] is null or p.code = any ($3))
        """,
        "side text desc, length(code) int asc, code text asc",
        span,
        event_id,
        side,
        None if codes is None else list(codes),
    )


async def count_participants(db: Connection, event_id: int) -> dict[str, int]:
    """Number of an event's participants by side."""
    rows = await db.fetch("select side, count(*) n from participants where event_id = $1 group by side", event_id)
    return {row["side"]: row["n"] for row in rows}


async def participant(db: Connection, event_id: int, code: str) -> Participant | None:
    """The participant of a code."""
    return await fetch_one(db, Participant, _PARTICIPANT + "where p.event_id = $1 and p.code = $2", event_id, code)


async def solutions(db: Connection, event_id: int, *, supplier: str | None = None) -> list[Solution]:
    """Solutions of an event by code, of one supplier if given."""
    return await fetch(
        db,
        Solution,
        """
        select s.*, p.code supplier from solutions s join participants p on p.id = s.participant_id
        where p.event_id = $1 and ($2::text is null or p.code = $2) order by length(s.code), s.code
        """,
        event_id,
        supplier,
    )


async def needs(db: Connection, event_id: int, *, buyer: str | None = None) -> list[Need]:
    """Needs of an event by code, of one buyer if given."""
    return await fetch(
        db,
        Need,
        """
        select n.*, p.code buyer, nullif(n.maturity, '') maturity
        from needs n join participants p on p.id = n.participant_id
        where p.event_id = $1 and ($2::text is null or p.code = $2) order by length(n.code), n.code
        """,
        event_id,
        buyer,
    )


async def delegates(db: Connection, event_id: int) -> list[Delegate]:
    """People of all participants of an event, as listed."""
    return await fetch(
        db,
        Delegate,
        """
        select d.*, p.code participant from delegates d join participants p on p.id = d.participant_id
        where p.event_id = $1 order by d.id
        """,
        event_id,
    )


async def availability(db: Connection, event_id: int) -> list[Availability]:
    """Who cannot meet in which slots, suppliers before buyers; whoever always can is left out."""
    return await fetch(
        db,
        Availability,
        """
        select p.code participant, array_agg(s.code order by s.starts_at) unavailable
        from unavailability u join slots s on s.id = u.slot_id join participants p on p.id = u.participant_id
        where p.event_id = $1 group by p.id, p.code, p.side order by p.side desc, length(p.code), p.code
        """,
        event_id,
    )


async def wishes(db: Connection, event_id: int) -> list[Wish]:
    """Live requests of an event as a workbook's wishes, in the order in which they were asked.

    A pair that is excluded may have been asked for all the same, and a workbook holds one or the other: the exclusion.
    """
    return await fetch(
        db,
        Wish,
        """
        select case r.asked_by when 'buyer' then b.code else s.code end participant,
            case r.asked_by when 'buyer' then s.code else b.code end counterpart,
            r.preference, r.note, r.message, r.asked_by = 'organizer' by_organizer
        from requests r join participants s on s.id = r.supplier_id join participants b on b.id = r.buyer_id
        where r.event_id = $1 and r.state in ('sent', 'accepted') and not exists (
            select from forbidden_pairs f
            where (f.event_id, f.supplier_id, f.buyer_id) = (r.event_id, r.supplier_id, r.buyer_id))
        order by r.id
        """,
        event_id,
    )


async def standings(db: Connection, event_id: int) -> list[Standing]:
    """Every request of an event with its latest step; what ran out of time reads as expired."""
    return await fetch(
        db,
        Standing,
        """
        select r.id, s.code supplier, b.code buyer, r.asked_by, r.preference, r.note, r.message,
            exists (select from forbidden_pairs f where (f.event_id, f.supplier_id, f.buyer_id)
                = (r.event_id, r.supplier_id, r.buyer_id)) excluded,
            a.acted_by, a.acted_at,
            case when r.state = 'sent' and r.expires_at <= now() then 'expired' else r.state end state
        from requests r join participants s on s.id = r.supplier_id join participants b on b.id = r.buyer_id
        left join lateral (
            select x.acted_by, x.acted_at from request_steps x where x.request_id = r.id order by x.id desc limit 1
        ) a on true
        where r.event_id = $1 order by r.id
        """,
        event_id,
    )


async def exclusions(db: Connection, event_id: int) -> list[Exclusion]:
    """Pairs of an event that never meet, the one who said so first."""
    return await fetch(
        db,
        Exclusion,
        """
        select case f.said_by when 'buyer' then b.code else s.code end participant,
            case f.said_by when 'buyer' then s.code else b.code end counterpart, f.why
        from forbidden_pairs f join participants s on s.id = f.supplier_id join participants b on b.id = f.buyer_id
        where f.event_id = $1 order by length(s.code), s.code, length(b.code), b.code
        """,
        event_id,
    )


async def hanging(db: Connection, event_id: int) -> dict[str, Hanging]:
    """How much hangs on each participant of an event, by its code."""
    rows = await db.fetch(
        f"""
        select p.code,
            (select count(*) from requests r where p.id in (r.supplier_id, r.buyer_id)) requests,
            (select count(*) from requests r where p.id in (r.supplier_id, r.buyer_id) and r.state = 'accepted') accepted,
            (select count(*) from access_keys k where k.participant_id = p.id and {IN_FORCE}) keys,
            (select count(*) from outcomes o where p.id in (o.supplier_id, o.buyer_id))
                + (select count(*) from mous m where p.id in (m.supplier_id, m.buyer_id)) records
        from participants p where p.event_id = $1
        """,
        event_id,
    )
    return {row["code"]: Hanging(row["requests"], row["accepted"], row["keys"], row["records"]) for row in rows}


@dataclass(frozen=True, slots=True)
class _Slot(Slot):
    """A slot with the zone in which it is."""

    zone: str = ""

    def there(self) -> Slot:
        """The slot with its times in its zone."""
        zone = ZoneInfo(self.zone)
        return Slot(self.code, self.leg, self.starts_at.astimezone(zone), self.ends_at.astimezone(zone), id=self.id)


@dataclass(frozen=True, slots=True)
class _Interpreter:
    """An interpreter as it is kept: shifts are pairs of ISO texts."""

    code: str
    label_ko: str
    label_en: str
    leg: str
    zone: str
    languages: tuple[str, ...]
    shifts: tuple[dict[str, str], ...]

    def there(self) -> Interpreter:
        """The interpreter with shifts in the zone of its leg."""
        shifts = tuple(Shift(self._moment(row["starts_at"]), self._moment(row["ends_at"])) for row in self.shifts)
        return Interpreter(self.code, self.label_ko, self.label_en, self.leg, self.languages, shifts)

    def _moment(self, text: str) -> datetime:
        return datetime.fromisoformat(text).astimezone(ZoneInfo(self.zone))


async def set_consent(db: Connection, event_id: int, consent: Consent) -> None:
    """Say whose yes a meeting needs that one side asked for."""
    await db.execute("update events set consent = $2 where id = $1", event_id, consent)
