"""An event as a workbook holds it, read back from the database."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from api.events.workbook import model
from api.ground.db import Connection, fetch, fetch_one


async def workbook(db: Connection, event_id: int) -> model.EventWorkbook:
    """Everything that an event's workbook would say now, requests as wishes included."""
    event = await fetch_one(db, model.Event, "select * from events where id = $1", event_id)
    if event is None:
        raise ValueError(f"no event has the id {event_id}")
    legs = await fetch(db, model.Leg, "select * from legs where event_id = $1 order by starts_on, id", event_id)
    zones = {leg.code: ZoneInfo(leg.zone) for leg in legs}
    participants = await _participants(db, event_id)
    organizers, figures = await _about(db, event_id)
    return model.EventWorkbook(
        event=event,
        organizers=organizers,
        figures=figures,
        legs=tuple(legs),
        slots=await _slots(db, event_id, zones),
        tables=await _tables(db, event_id),
        interpreters=await _interpreters(db, event_id, zones),
        suppliers=tuple(participant for participant in participants if participant.side == "supplier"),
        buyers=tuple(participant for participant in participants if participant.side == "buyer"),
        solutions=await _solutions(db, event_id),
        needs=await _needs(db, event_id),
        delegates=await _delegates(db, event_id),
        availability=await _availability(db, event_id),
        wishes=await _wishes(db, event_id),
        exclusions=await _exclusions(db, event_id),
    )


async def _about(db: Connection, event_id: int) -> tuple[tuple[model.Organizer, ...], tuple[model.Figure, ...]]:
    row: Any = await db.fetchrow("select organizers, figures from events where id = $1", event_id)
    return (
        tuple(model.Organizer(**organizer) for organizer in row["organizers"]),
        tuple(model.Figure(**figure) for figure in row["figures"]),
    )


async def _slots(db: Connection, event_id: int, zones: Mapping[str, ZoneInfo]) -> tuple[model.Slot, ...]:
    rows = await fetch(
        db,
        model.Slot,
        """
        select s.code, l.code leg, s.starts_at, s.ends_at from slots s join legs l on l.id = s.leg_id
        where l.event_id = $1 order by s.starts_at, s.id
        """,
        event_id,
    )
    return tuple(
        replace(
            slot,
            starts_at=slot.starts_at.astimezone(zones[slot.leg]),
            ends_at=slot.ends_at.astimezone(zones[slot.leg]),
        )
        for slot in rows
    )


async def _participants(db: Connection, event_id: int) -> list[model.Participant]:
    rows = await fetch(
        db,
        model.Participant,
        """
        select p.*, coalesce(t.code, '') as "table" from participants p left join tables t on t.id = p.seat_table_id
        where p.event_id = $1 order by p.side desc, length(p.code), p.code
        """,
        event_id,
    )
    return [replace(participant, min_meetings=participant.min_meetings or None) for participant in rows]


async def _tables(db: Connection, event_id: int) -> tuple[model.Table, ...]:
    rows = await fetch(
        db,
        model.Table,
        """
        select t.code, l.code leg, t.label_ko, t.label_en, t.area from tables t join legs l on l.id = t.leg_id
        where l.event_id = $1 order by t.id
        """,
        event_id,
    )
    return tuple(rows)


async def _interpreters(db: Connection, event_id: int, zones: Mapping[str, ZoneInfo]) -> tuple[model.Interpreter, ...]:
    rows: Any = await db.fetch(
        """
        select i.code, i.label_ko, i.label_en, l.code leg, i.languages, i.shifts
        from interpreters i join legs l on l.id = i.leg_id where i.event_id = $1 order by i.id
        """,
        event_id,
    )
    return tuple(
        model.Interpreter(
            code=row["code"],
            label_ko=row["label_ko"],
            label_en=row["label_en"],
            leg=row["leg"],
            languages=tuple(row["languages"]),
            shifts=_shifts(row["shifts"], zones[row["leg"]]),
        )
        for row in rows
    )


def _shifts(rows: Sequence[Mapping[str, str]], zone: ZoneInfo) -> tuple[model.Shift, ...]:
    def moment(text: str) -> datetime:
        return datetime.fromisoformat(text).astimezone(zone)

    return tuple(model.Shift(moment(row["starts_at"]), moment(row["ends_at"])) for row in rows)


async def _solutions(db: Connection, event_id: int) -> tuple[model.Solution, ...]:
    rows = await fetch(
        db,
        model.Solution,
        """
        select s.code, p.code supplier, s.sector, s.title_ko, s.title_en, s.text_ko, s.text_en
        from solutions s join participants p on p.id = s.participant_id
        where p.event_id = $1 order by length(s.code), s.code
        """,
        event_id,
    )
    return tuple(rows)


async def _needs(db: Connection, event_id: int) -> tuple[model.Need, ...]:
    rows = await fetch(
        db,
        model.Need,
        """
        select n.code, p.code buyer, n.sector, n.language, n.title, n.text, n.title_en, n.text_en,
            nullif(n.maturity, '') maturity
        from needs n join participants p on p.id = n.participant_id
        where p.event_id = $1 order by length(n.code), n.code
        """,
        event_id,
    )
    return tuple(rows)


async def _delegates(db: Connection, event_id: int) -> tuple[model.Delegate, ...]:
    rows = await fetch(
        db,
        model.Delegate,
        """
        select p.code participant, d.name, d.title_ko, d.title_en, d.email, d.phone, d.languages, d.consent
        from delegates d join participants p on p.id = d.participant_id where p.event_id = $1 order by d.id
        """,
        event_id,
    )
    return tuple(rows)


async def _availability(db: Connection, event_id: int) -> tuple[model.Availability, ...]:
    rows = await fetch(
        db,
        model.Availability,
        """
        select p.code participant, array_agg(s.code order by s.starts_at) unavailable
        from unavailability u join slots s on s.id = u.slot_id join participants p on p.id = u.participant_id
        where p.event_id = $1 group by p.id, p.code, p.side order by p.side desc, length(p.code), p.code
        """,
        event_id,
    )
    return tuple(rows)


async def _wishes(db: Connection, event_id: int) -> tuple[model.Wish, ...]:
    rows = await fetch(
        db,
        model.Wish,
        """
        select participant, counterpart, preference, note from (
            select distinct on (participant, counterpart) *
            from (
                select case r.asked_by when 'buyer' then b.code else s.code end participant,
                    case r.asked_by when 'buyer' then s.code else b.code end counterpart,
                    r.preference, r.message note, r.asked_by, r.id
                from requests r join participants s on s.id = r.supplier_id join participants b on b.id = r.buyer_id
                where r.event_id = $1 and r.state in ('sent', 'accepted')
            ) asked
            order by participant, counterpart, asked_by = 'organizer'
        ) wishes
        order by id
        """,
        event_id,
    )
    return tuple(rows)


async def _exclusions(db: Connection, event_id: int) -> tuple[model.Exclusion, ...]:
    rows = await fetch(
        db,
        model.Exclusion,
        """
        select s.code participant, b.code counterpart, f.why
        from forbidden_pairs f join participants s on s.id = f.supplier_id join participants b on b.id = f.buyer_id
        where f.event_id = $1 order by length(s.code), s.code, length(b.code), b.code
        """,
        event_id,
    )
    return tuple(rows)
