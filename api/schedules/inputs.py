"""What building a schedule knows beside the workbook: pairs that are wanted, pins, exclusions, and what is lost."""

from datetime import datetime

from api.ground.db import Connection, fetch, fetch_one
from api.ground.portions import ALL, Portion, Span, fetch_portion
from api.requests.nouns import Wanted
from api.requests.store import OPEN
from api.schedules.nouns import Away, FactsState, Loss, LossKind, Pinned, Standing


async def wanted(db: Connection, event_id: int) -> list[Wanted]:
    """Pairs with a request that counts and no refusal, by codes; an organizer's request counts as accepted.

    What one side asked for counts once the other accepted it, or at once where the event's ``consent`` is ``one``; a wish
    that a workbook brought, on which nobody took a step, counts at once.
    """
    return await fetch(
        db,
        Wanted,
        f"""
        select s.code supplier, b.code buyer,
            min(r.preference) filter (where r.asked_by = 'supplier') supplier_preference,
            min(r.preference) filter (where r.asked_by = 'buyer') buyer_preference,
            bool_or(r.state = 'accepted' or r.asked_by = 'organizer') accepted
        from requests r join participants s on s.id = r.supplier_id join participants b on b.id = r.buyer_id
        join events e on e.id = r.event_id
        where r.event_id = $1
            and (r.state = 'accepted' or {OPEN}
                and (e.consent = 'one' or r.asked_by = 'organizer'
                     or not exists (select from request_steps x where x.request_id = r.id)))
            and not exists (select from requests no where no.event_id = r.event_id and no.state = 'declined'
                            and no.supplier_id = r.supplier_id and no.buyer_id = r.buyer_id)
        group by s.code, b.code order by length(s.code), s.code, length(b.code), b.code
        """,
        event_id,
    )


async def pins(db: Connection, event_id: int, span: Span = ALL) -> Portion[Pinned]:
    """Pins of an event, by codes."""
    return await fetch_portion(
        db,
        Pinned,
        """
        select s.code supplier, b.code buyer, sl.code slot, t.code "table", i.code interpreter
        from pins x join participants s on s.id = x.supplier_id join participants b on b.id = x.buyer_id
        left join slots sl on sl.id = x.slot_id left join tables t on t.id = x.table_id
        left join interpreters i on i.id = x.interpreter_id
        where x.event_id = $1
        """,
        "supplier text asc, buyer text asc",
        span,
        event_id,
    )


async def away(db: Connection, event_id: int) -> Away:
    """In which slots participants, tables and interpreters are lost beside what the workbook says of their hours."""
    rows = await db.fetch(
        """
        with slot as (
            select s.id, s.code, s.leg_id, s.starts_at, s.ends_at from slots s join legs l on l.id = s.leg_id
            where l.event_id = $1),
        lost as (
            select x.participant_id, x.table_id, x.interpreter_id, s.code
            from losses x left join tables t on t.id = x.table_id left join interpreters i on i.id = x.interpreter_id
            join slot s on coalesce(t.leg_id, i.leg_id, s.leg_id) = s.leg_id
                and coalesce(s.ends_at > x.begins_at, true) and coalesce(s.starts_at < x.ends_at, true)
            where x.event_id = $1
            union
            select null, u.table_id, null, s.code from unavailability u join slot s on s.id = u.slot_id
            where u.table_id is not null)
        select case when x.participant_id is not null then 'participants' when x.table_id is not null then 'tables'
            else 'interpreters' end kind, coalesce(p.code, t.code, i.code) code, array_agg(x.code) slots
        from lost x left join participants p on p.id = x.participant_id left join tables t on t.id = x.table_id
        left join interpreters i on i.id = x.interpreter_id
        group by x.participant_id, x.table_id, x.interpreter_id, p.code, t.code, i.code
        """,
        event_id,
    )
    found: dict[str, dict[str, frozenset[str]]] = {"participants": {}, "tables": {}, "interpreters": {}}
    for row in rows:
        found[row["kind"]][row["code"]] = frozenset(row["slots"])
    return Away(**found)


async def losses(db: Connection, event_id: int, span: Span = ALL) -> Portion[Loss]:
    """What is lost at an event, the latest said first."""
    return await fetch_portion(
        db,
        Loss,
        """
        select x.id, x.begins_at, x.ends_at, x.why, x.said_by, x.said_at,
            case when x.participant_id is not null then 'participant' when x.table_id is not null then 'table'
                else 'interpreter' end kind,
            coalesce(p.code, t.code, i.code) code, coalesce(p.name_ko, t.label_ko, i.label_ko) name_ko,
            coalesce(p.name_en, t.label_en, i.label_en) name_en,
            coalesce((select l.zone from legs l where l.id = coalesce(t.leg_id, i.leg_id)), (
                select l.zone from legs l where l.event_id = $1
                order by not coalesce(x.begins_at, x.ends_at) between l.starts_on and l.ends_on + 1, l.starts_on, l.id
                limit 1), 'UTC') zone
        from losses x left join participants p on p.id = x.participant_id left join tables t on t.id = x.table_id
        left join interpreters i on i.id = x.interpreter_id
        where x.event_id = $1
        """,
        "id bigint desc",
        span,
        event_id,
    )


async def add_loss(
    db: Connection,
    event_id: int,
    kind: LossKind,
    code: str,
    begins_at: datetime | None,
    ends_at: datetime | None,
    *,
    why: str,
    by: str,
) -> int | None:
    """Add a loss and return its id; None where the event has nothing of this code."""
    return await db.fetchval(
        """
        insert into losses (event_id, participant_id, table_id, interpreter_id, begins_at, ends_at, why, said_by)
        select $1, p.id, t.id, i.id, $4, $5, $6, $7
        from (values (1)) one
        left join participants p on $2 = 'participant' and p.event_id = $1 and p.code = $3
        left join (tables t join legs l on l.id = t.leg_id) on $2 = 'table' and l.event_id = $1 and t.code = $3
        left join interpreters i on $2 = 'interpreter' and i.event_id = $1 and i.code = $3
        where num_nonnulls(p.id, t.id, i.id) = 1 limit 1
        returning id
        """,
        event_id,
        kind,
        code,
        begins_at,
        ends_at,
        why,
        by,
    )


async def remove_loss(db: Connection, event_id: int, loss_id: int) -> bool:
    """Take a loss back; whether there was one."""
    return await db.execute("delete from losses where event_id = $1 and id = $2", event_id, loss_id) != "DELETE 0"


async def standings(db: Connection, event_id: int) -> list[Standing]:
    """How every request of an event stands, with its latest step; what ran out of time reads as expired."""
    return await fetch(
        db,
        Standing,
        """
        select s.code supplier, b.code buyer, r.asked_by, a.acted_by, a.acted_at,
            case when r.state = 'sent' and r.expires_at <= now() then 'expired' else r.state end as state
        from requests r join participants s on s.id = r.supplier_id join participants b on b.id = r.buyer_id
        left join lateral (
            select x.acted_by, x.acted_at from request_steps x where x.request_id = r.id order by x.id desc limit 1
        ) a on true
        where r.event_id = $1 order by r.id
        """,
        event_id,
    )


async def state_of_facts(db: Connection, event_id: int) -> FactsState:
    """The state of an event's facts at the beginning of what is read next: later statements see the same or a newer one."""
    found = await fetch_one(
        db,
        FactsState,
        """
        select (select link from trail_ends where event_id = $1) link,
            (select max(id) from jobs where event_id = $1 and kind = 'match' and state = 'succeeded') scored,
            exists (select from trail where event_id = $1 and number is null) as open,
            array(
                select s.starts_at from slots s join legs l on l.id = s.leg_id where l.event_id = $1
                union select s.ends_at from slots s join legs l on l.id = s.leg_id where l.event_id = $1
                union select expires_at from requests where event_id = $1 and state = 'sent' and expires_at is not null
                order by 1
            ) moments
        """,
        event_id,
    )
    assert found is not None
    return found


async def pin_pair(
    db: Connection,
    event_id: int,
    supplier: str,
    buyer: str,
    slot: str | None,
    table: str | None,
    interpreter: str | None,
) -> None:
    """Pin a pair by codes, or pin it elsewhere."""
    await db.execute(
        """
        insert into pins (event_id, supplier_id, buyer_id, slot_id, table_id, interpreter_id)
        select $1, s.id, b.id,
            (select sl.id from slots sl join legs l on l.id = sl.leg_id where l.event_id = $1 and sl.code = $4),
            (select t.id from tables t join legs l on l.id = t.leg_id where l.event_id = $1 and t.code = $5),
            (select i.id from interpreters i where i.event_id = $1 and i.code = $6)
        from participants s, participants b
        where s.event_id = $1 and s.code = $2 and b.event_id = $1 and b.code = $3
        on conflict on constraint pins_one_per_pair do update set
            slot_id = excluded.slot_id, table_id = excluded.table_id, interpreter_id = excluded.interpreter_id
        """,
        event_id,
        supplier,
        buyer,
        slot,
        table,
        interpreter,
    )


async def unpin_pair(db: Connection, event_id: int, supplier: str, buyer: str) -> bool:
    """Remove the pin of a pair; whether there was one."""
    done = await db.execute(
        """
        delete from pins x using participants s, participants b
        where x.event_id = $1 and s.id = x.supplier_id and s.code = $2 and b.id = x.buyer_id and b.code = $3
        """,
        event_id,
        supplier,
        buyer,
    )
    return done != "DELETE 0"


async def forbid_pair(db: Connection, event_id: int, supplier: str, buyer: str, why: str) -> None:
    """Exclude a pair from meeting; why is kept from the latest time."""
    await db.execute(
        """
        insert into forbidden_pairs (event_id, supplier_id, buyer_id, why)
        select $1, s.id, b.id, $4 from participants s, participants b
        where s.event_id = $1 and s.code = $2 and b.event_id = $1 and b.code = $3
        on conflict on constraint forbidden_pairs_unique do update set why = excluded.why
        """,
        event_id,
        supplier,
        buyer,
        why,
    )


async def allow_pair(db: Connection, event_id: int, supplier: str, buyer: str) -> bool:
    """Lift the exclusion of a pair; whether there was one."""
    done = await db.execute(
        """
        delete from forbidden_pairs x using participants s, participants b
        where x.event_id = $1 and s.id = x.supplier_id and s.code = $2 and b.id = x.buyer_id and b.code = $3
        """,
        event_id,
        supplier,
        buyer,
    )
    return done != "DELETE 0"


async def raise_limit(db: Connection, event_id: int, code: str) -> None:
    """Allow a participant one meeting more."""
    await db.execute(
        "update participants set max_meetings = max_meetings + 1 where event_id = $1 and code = $2", event_id, code
    )


async def free_seat(db: Connection, event_id: int, code: str) -> None:
    """Let a participant leave its own table."""
    await db.execute("update participants set seat_table_id = null where event_id = $1 and code = $2", event_id, code)


async def make_available(db: Connection, event_id: int, code: str, slot: str) -> None:
    """Let a participant be there in a slot."""
    await db.execute(
        """
        delete from unavailability u using participants p, slots s
        where p.event_id = $1 and p.code = $2 and u.participant_id = p.id and u.slot_id = s.id and s.code = $3
        """,
        event_id,
        code,
        slot,
    )
