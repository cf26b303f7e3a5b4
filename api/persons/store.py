"""Everything that says something about a person, and the taking out of it."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from api.ground.db import Connection
from api.ground.words import Sentence, plain
from api.persons.nouns import TEXT_VERSION, Answer, Person, Purpose

FROM_THE_WORKBOOK: tuple[Purpose, ...] = ("contact", "transfer")
"""What the workbook's yes stands for where a person has not answered: counterparts abroad are reached by it too."""


async def persons(db: Connection, participant_id: int) -> list[Person]:
    """The people of a participant as listed, each with its newest answers; the workbook's yes where no other is."""
    rows = await db.fetch(
        """
        select d.name, d.title_ko, d.title_en, d.email, d.phone, d.consent, coalesce((
            select jsonb_agg(to_jsonb(a) - 'id' order by a.id) from (
                select distinct on (c.purpose) c.id, c.purpose, c.given, c.text_version, c.said_by, c.said_at from consents c
                where c.participant_id = d.participant_id and c.person = d.name order by c.purpose, c.id desc) a), '[]') said
        from delegates d where d.participant_id = $1 order by d.id
        """,
        participant_id,
    )
    return [_person(dict(row)) for row in rows]


def _person(row: dict[str, Any]) -> Person:
    given: list[dict[str, Any]] = row.pop("said")
    said = [replace(Answer(**one), said_at=datetime.fromisoformat(one["said_at"])) for one in given]
    if row.pop("consent"):
        answered = {one.purpose for one in said}
        said.extend(Answer(purpose, True) for purpose in FROM_THE_WORKBOOK if purpose not in answered)
    return Person(**row, answers=tuple(said))


async def answer(
    db: Connection, event_id: int, participant_id: int, person: str, given: dict[Purpose, bool], *, by: str
) -> None:
    """Write down what a person says; the workbook's column follows."""
    await db.execute(
        """
        insert into consents (event_id, participant_id, person, purpose, given, text_version, said_by)
        select $1, $2, $3, key, value::boolean, $5, $6 from jsonb_each_text($4::jsonb)
        """,
        event_id,
        participant_id,
        person,
        given,
        TEXT_VERSION,
        by,
    )
    if "contact" in given:
        await db.execute(
            "update delegates set consent = $3 where participant_id = $1 and name = $2",
            participant_id,
            person,
            given["contact"],
        )


async def everything(db: Connection, participant_id: int, person: str | None) -> dict[str, Any]:
    """All that is kept about a participant and its people, or what is about one of them, as it stands in the tables."""
    found: dict[str, Any] = await db.fetchval(
        """
        select jsonb_build_object(
            'participant', (select to_jsonb(p) from participants p where p.id = $1),
            'people', (select jsonb_agg(to_jsonb(d) order by d.id) from delegates d
                where d.participant_id = $1 and ($2::text is null or d.name = $2)),
            'consents', (select jsonb_agg(to_jsonb(c) order by c.id) from consents c
                where c.participant_id = $1 and ($2::text is null or c.person = $2)),
            'letters', (select jsonb_agg(to_jsonb(n) - 'stop' order by n.id) from notices n
                where n.participant_id = $1 and ($2::text is null or n.recipient = $2)),
            'access', (select jsonb_agg(to_jsonb(k) - 'sha256' order by k.id) from access_keys k
                where k.participant_id = $1),
            'needs', (select jsonb_agg(to_jsonb(n) order by n.id) from needs n where n.participant_id = $1),
            'solutions', (select jsonb_agg(to_jsonb(s) order by s.id) from solutions s where s.participant_id = $1),
            'requests', (select
                jsonb_agg(to_jsonb(r) - (case when r.asked_by = p.side then '' else 'note' end) order by r.id)
                from requests r, participants p where p.id = $1 and $1 in (r.supplier_id, r.buyer_id)),
            'meetings', (select jsonb_agg(jsonb_build_object('version', v.version, 'supplier', s.code, 'buyer', b.code,
                    'starts_at', t.starts_at, 'ends_at', t.ends_at) order by v.version, t.starts_at)
                from meetings m join schedules v on v.id = m.schedule_id join slots t on t.id = m.slot_id
                join participants s on s.id = m.supplier_id join participants b on b.id = m.buyer_id
                where $1 in (m.supplier_id, m.buyer_id)
                and exists (select from publications x where x.schedule_id = v.id)),
            'outcomes', (select jsonb_agg(to_jsonb(o) order by o.id) from outcomes o, participants p
                where p.id = $1 and $1 in (o.supplier_id, o.buyer_id) and o.recorded_side = p.side),
            'mous', (select jsonb_agg(to_jsonb(e) - 'note' order by e.id) from mou_entries e join mous m on m.id = e.mou_id
                where $1 in (m.supplier_id, m.buyer_id)))
        """,
        participant_id,
        person,
    )
    return {name: value if value is not None else [] for name, value in found.items()}


async def words_of(db: Connection, event_id: int, participant_id: int, person: str | None) -> list[str]:
    """What names or reaches a person, or everybody of a participant, now or before, the longest first.

    What somebody else of the participant has too, as an address of the office, stays with that one.
    """
    rows = await db.fetch(
        """
        with people as (
            select name, email, phone from delegates where participant_id = $2 and ($3::text is null or name = $3)
            union select was ->> 'name', was ->> 'email', was ->> 'phone'
            from trail, unnest(array[before, after]) was
            where event_id = $1 and noun = 'delegates' and (was ->> 'participant_id')::bigint = $2
                and ($3::text is null or was ->> 'name' = $3))
        select word from (
            select unnest(array[name, email, phone]) word from people
            union select unnest(array[recipient, address]) from notices
                where participant_id = $2 and ($3::text is null or recipient = $3)
            union select person from consents where participant_id = $2 and ($3::text is null or person = $3)) x
        where length(word) > 1 and word not in (
            select unnest(array[name, email, phone]) from delegates where participant_id = $2 and name <> $3)
        order by length(word) desc, word
        """,
        event_id,
        participant_id,
        person,
    )
    return [row["word"] for row in rows]


async def erase(
    db: Connection,
    event_id: int,
    participant_id: int,
    person: str | None,
    words: Sequence[str],
    *,
    by: str,
    why: str,
    gone: Sentence,
) -> int:
    """Take a person of a participant, or all, and whatever says one of these words out of an event; how many people."""
    people: int = await db.fetchval(
        "with gone as (delete from delegates where participant_id = $1 and ($2::text is null or name = $2) returning id) "
        "select count(*) from gone",
        participant_id,
        person,
    )
    await db.execute(
        "delete from consents where participant_id = $1 and ($2::text is null or person = $2)", participant_id, person
    )
    await db.execute(
        """
        update notices set recipient = '', address = '', subject = '', body = '',
            state = case state when 'waiting' then 'failed' else state end,
            error = case state when 'waiting' then $4 else error end
        where participant_id = $1 and ($2::text is null or recipient = $2 or address = any($3))
        """,
        participant_id,
        person,
        list(words),
        plain(gone),
    )
    await db.execute(
        "delete from unsubscribed where participant_id = $1 and address = any($2)", participant_id, list(words)
    )
    await _out_of_texts(db, participant_id, words)
    await db.execute(
        "insert into erasures (event_id, participant_id, people, why, erased_by) values ($1, $2, $3, $4, $5)",
        event_id,
        participant_id,
        people,
        why,
        by,
    )
    return people


async def _out_of_texts(db: Connection, participant_id: int, words: Sequence[str]) -> None:
    """Take words out of what was written with or about a participant; figures stay."""
    await db.execute("select set_config('mannam.erasing', 'yes', true)")
    await db.execute(
        """
        update outcomes set product = without_words(product, $2), next_step = without_words(next_step, $2),
            next_owner = without_words(next_owner, $2), evidence = without_words(evidence, $2),
            message = without_words(message, $2), note = without_words(note, $2)
        where $1 in (supplier_id, buyer_id)
            and has_words(concat_ws(' ', product, next_step, next_owner, evidence, message, note), $2)
        """,
        participant_id,
        list(words),
    )
    await db.execute(
        """
        update mou_entries e set subject = without_words(subject, $2), parties = without_words(parties, $2),
            evidence = without_words(evidence, $2), why = without_words(why, $2), message = without_words(message, $2),
            note = without_words(note, $2)
        from mous m where m.id = e.mou_id and $1 in (m.supplier_id, m.buyer_id)
            and has_words(concat_ws(' ', subject, parties, evidence, why, message, note), $2)
        """,
        participant_id,
        list(words),
    )
    await db.execute("select set_config('mannam.erasing', '', true)")
    await db.execute(
        """
        update requests set message = without_words(message, $2), note = without_words(note, $2)
        where $1 in (supplier_id, buyer_id) and has_words(message || ' ' || note, $2)
        """,
        participant_id,
        list(words),
    )


async def erase_from_trail(db: Connection, event_id: int, participant_id: int, words: Sequence[str]) -> None:
    """Take these words out of what the trail tells of a participant, its people and its records; kept answers go."""
    await db.execute(
        """
        update trail t set before = entry_without_words(before, $3), after = entry_without_words(after, $3),
            erased_at = now()
        where event_id = $1 and has_words(concat_ws(' ', before::text, after::text), $3) and (
            $2 in ((coalesce(after, before) ->> 'participant_id')::bigint,
                   (coalesce(after, before) ->> 'supplier_id')::bigint, (coalesce(after, before) ->> 'buyer_id')::bigint)
            or noun = 'mou_entries' or (noun = 'participants' and row_id = $2))
        """,
        event_id,
        participant_id,
        list(words),
    )
    await db.execute(
        """
        delete from kept_answers k where exists (
            select from unnest($1::text[]) word where position(convert_to(word, 'utf8') in k.body) > 0)
        """,
        list(words),
    )


async def stored_workbook(db: Connection, event_id: int) -> bool:
    """Whether an event keeps the workbook that it came from."""
    return bool(await db.fetchval("select workbook is not null from events where id = $1", event_id))


async def replace_workbook(db: Connection, event_id: int, content: bytes) -> None:
    """Keep another file in place of the workbook that an event came from."""
    await db.execute("update events set workbook = $2 where id = $1", event_id, content)


async def retention(db: Connection, event_id: int) -> date | None:
    """After which day nothing of a person is kept."""
    found: date | None = await db.fetchval("select until from retentions where event_id = $1", event_id)
    return found


async def retain(db: Connection, event_id: int, until: date | None) -> None:
    """Keep people until a day, or without end."""
    if until is None:
        await db.execute("delete from retentions where event_id = $1", event_id)
        return
    await db.execute(
        "insert into retentions values ($1, $2) on conflict (event_id) do update set until = excluded.until",
        event_id,
        until,
    )


async def over(db: Connection) -> list[int]:
    """Events whose day is over and that have people still."""
    rows = await db.fetch(
        """
        select event_id from retentions r where until < current_date and exists (
            select from delegates d join participants p on p.id = d.participant_id where p.event_id = r.event_id)
        """
    )
    return [row["event_id"] for row in rows]


async def with_people(db: Connection, event_id: int) -> Collection[tuple[int, str]]:
    """The participants of an event that have people: id and code."""
    rows = await db.fetch(
        "select id, code from participants p where event_id = $1 and exists (select from delegates d "
        "where d.participant_id = p.id) order by id",
        event_id,
    )
    return [(row["id"], row["code"]) for row in rows]
