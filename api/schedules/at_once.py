"""One participant's agenda as the JSON that the API says, made by the database: everybody's phone reads it."""

from typing import LiteralString

from api.requests.store import CONTACTS
from api.schedules.store import MEETING

_OWN: LiteralString = MEETING + "where m.schedule_id = v.id and (m.supplier_id = p.id or m.buyer_id = p.id)"
_REACHED: LiteralString = CONTACTS.replace("$2::bigint is null or ", "").replace("$1", "e.id").replace("$2", "p.id")

AGENDA: LiteralString = f"""(
    select row_to_json((select agenda from (select
        (select row_to_json(x) from (select p.code, p.side, p.name_ko, p.name_en, p.name_local, p.country, p.kind,
            p.about_ko, p.about_en, p.languages, p.markets, p.presence, p."references", p.legs, p.min_meetings,
            p.max_meetings, p.at_once, p.fictional) x) participant,
        v.version,
        coalesce(own.meetings, '[]'::json) meetings,
        case when own.meetings is null then '[]'::json else coalesce((
            select json_agg(row_to_json((select y from (
                select c.counterpart, c.name, c.title_ko, c.title_en, c.email, c.phone) y)))
            from ({_REACHED}) c where c.counterpart = any (own.met)), '[]'::json) end contacts
    ) agenda))::text
    from participants p
    left join lateral (
        select s.id, s.version from schedules s
        where s.id = (select x.schedule_id from publications x where x.event_id = e.id order by x.id desc limit 1)
    ) v on true
    left join lateral (
        select json_agg(row_to_json((select y from (select
                m.supplier_code, m.supplier_ko, m.supplier_en, m.buyer_code, m.buyer_ko, m.buyer_en, m.buyer_local,
                m.leg_code, m.zone, m.slot_code,
                (to_json(m.starts_at at time zone 'UTC') #>> '{{}}') || 'Z' starts_at,
                (to_json(m.ends_at at time zone 'UTC') #>> '{{}}') || 'Z' ends_at,
                m.table_code, m.table_ko, m.table_en, m.interpreter_code, m.interpreter_ko, m.interpreter_en,
                m.interpreter_languages) y)) order by m.starts_at, m.table_id) meetings,
            array_agg(case m.supplier_code when p.code then m.buyer_code else m.supplier_code end) met
        from ({_OWN}) m
    ) own on true
    where p.event_id = e.id and p.code = $3
)"""
"""What `api.schedules.agendas.agenda` reads of the participant of code ``$3`` at the event ``e``, in one expression."""
