"""What building a schedule reads beside the workbook: pairs that are wanted, and pins."""

from api.ground.db import Connection, fetch
from api.requests.nouns import Wanted
from api.schedules.nouns import Pinned


async def wanted(db: Connection, event_id: int) -> list[Wanted]:
    """Pairs with a live request and no refusal, by codes; an organizer's request counts as accepted."""
    return await fetch(
        db,
        Wanted,
        """
        select s.code supplier, b.code buyer,
            min(r.preference) filter (where r.asked_by = 'supplier') supplier_preference,
            min(r.preference) filter (where r.asked_by = 'buyer') buyer_preference,
            bool_or(r.state = 'accepted' or r.asked_by = 'organizer') accepted
        from requests r join participants s on s.id = r.supplier_id join participants b on b.id = r.buyer_id
        where r.event_id = $1
            and (r.state = 'accepted' or r.state = 'sent' and (r.expires_at is null or r.expires_at > now()))
            and not exists (select from requests no where no.event_id = r.event_id and no.state = 'declined'
                            and no.supplier_id = r.supplier_id and no.buyer_id = r.buyer_id)
        group by s.code, b.code order by length(s.code), s.code, length(b.code), b.code
        """,
        event_id,
    )


async def pins(db: Connection, event_id: int) -> list[Pinned]:
    """Pins of an event, by codes."""
    return await fetch(
        db,
        Pinned,
        """
        select s.code supplier, b.code buyer, sl.code slot, t.code "table", i.code interpreter
        from pins x join participants s on s.id = x.supplier_id join participants b on b.id = x.buyer_id
        left join slots sl on sl.id = x.slot_id left join tables t on t.id = x.table_id
        left join interpreters i on i.id = x.interpreter_id
        where x.event_id = $1 order by s.code, b.code
        """,
        event_id,
    )
