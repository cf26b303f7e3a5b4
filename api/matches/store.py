"""Matches of an event and the vectors they rest on."""

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

from api.events.store import PARTIES
from api.ground.db import Connection
from api.ground.portions import ALL, Portion, Span, fetch_portion
from api.matches.nouns import Match

LONGEST_SAVE_SECONDS = 600.0
"""How long the rows of a very large event may take to be stored."""


async def matches(
    db: Connection,
    event_id: int,
    *,
    supplier_id: int | None = None,
    buyer_id: int | None = None,
    span: Span = ALL,
) -> Portion[Match]:
    """Matches of an event by score, best first; of one supplier or one buyer if given."""
    return await fetch_portion(
        db,
        Match,
        f"""
        select {PARTIES}, b.country buyer_country, m.score, m.band, m.components, m.evidence,
            so.title_ko solution_ko, so.title_en solution_en, so.sector solution_sector,
            n.title need_title, n.title_en need_title_en, n.sector need_sector
        from matches m
        join participants s on s.id = m.supplier_id
        join participants b on b.id = m.buyer_id
        left join solutions so on so.id = m.solution_id
        left join needs n on n.id = m.need_id
        where m.event_id = $1 and ($2::bigint is null or m.supplier_id = $2) and ($3::bigint is null or m.buyer_id = $3)
        """,
        "score float8 desc, supplier_code text asc, buyer_code text asc",
        span,
        event_id,
        supplier_id,
        buyer_id,
    )


async def asked_scores(db: Connection, event_id: int) -> dict[tuple[str, str], float]:
    """Score of every matched pair for which a meeting was ever asked, by codes of supplier and buyer."""
    rows = await db.fetch(
        """
        select s.code supplier, b.code buyer, m.score from matches m
        join participants s on s.id = m.supplier_id join participants b on b.id = m.buyer_id
        where m.event_id = $1 and exists (select from requests r
            where (r.event_id, r.supplier_id, r.buyer_id) = (m.event_id, m.supplier_id, m.buyer_id))
        """,
        event_id,
    )
    return {(row["supplier"], row["buyer"]): row["score"] for row in rows}


async def count_matches(db: Connection, event_id: int) -> dict[str, int]:
    """Number of matches by band."""
    rows = await db.fetch("select band, count(*) n from matches where event_id = $1 group by band", event_id)
    return {row["band"]: row["n"] for row in rows}


async def replace_matches(db: Connection, event_id: int, model: str, rows: bytes) -> None:
    """Replace all matches of an event by new ones.

    Parameters
    ----------
    rows
        CSV: codes of supplier, buyer, solution and need, score, band, components and evidence as JSON. They come in by
        COPY, however many they are, and never stand in this process as values.
    """
    await db.execute(
        """
        create temporary table scored (
            supplier text, buyer text, solution text, need text, score float8, band text, components jsonb, evidence jsonb
        ) on commit drop
        """
    )
    await db.copy_to_table("scored", source=BytesIO(rows), format="csv")
    await db.execute("analyze scored")
    await db.execute("delete from matches where event_id = $1", event_id)
    await db.execute(
        """
        insert into matches (event_id, supplier_id, buyer_id, solution_id, need_id, score, band, components, evidence,
                             model)
        select $1, s.id, b.id, so.id, n.id, r.score, r.band, r.components, r.evidence, $2
        from scored r
        join participants s on s.event_id = $1 and s.code = r.supplier
        join participants b on b.event_id = $1 and b.code = r.buyer
        left join solutions so on so.participant_id = s.id and so.code = r.solution
        left join needs n on n.participant_id = b.id and n.code = r.need
        """,
        event_id,
        model,
        timeout=LONGEST_SAVE_SECONDS,
    )


async def asked_pairs(db: Connection, event_id: int) -> list[tuple[str, str]]:
    """Codes of supplier and buyer of every pair for which a meeting was ever asked."""
    rows = await db.fetch(
        """
        select distinct s.code supplier, b.code buyer from requests r
        join participants s on s.id = r.supplier_id join participants b on b.id = r.buyer_id where r.event_id = $1
        """,
        event_id,
    )
    return [(row["supplier"], row["buyer"]) for row in rows]


async def known_vectors(
    db: Connection, event_id: int, model: str, keys: Sequence[str]
) -> dict[str, NDArray[np.float32]]:
    """Vectors that were kept, by key, and those that the event's last matching used; unknown keys are missing."""
    rows = await db.fetch(
        """
        select encode(text_sha256, 'hex') as key, vector from vectors
        where model = $1 and text_sha256 = any($2::bytea[] || coalesce(
            (select u.keys from vectors_used u where u.event_id = $3 and u.model = $1), '{}'))
        """,
        model,
        [bytes.fromhex(key) for key in keys],
        event_id,
    )
    return {row["key"]: np.frombuffer(row["vector"], dtype=np.float32) for row in rows}


async def keep_vectors(
    db: Connection, event_id: int, model: str, vectors: Mapping[str, NDArray[np.float32]], used: Iterable[str]
) -> None:
    """Keep vectors under their keys, known keys as they are, and which of all vectors the event's matching used."""
    await db.execute(
        """
        insert into vectors (model, text_sha256, vector)
        select $1, k, v from unnest($2::bytea[], $3::bytea[]) as r(k, v) on conflict do nothing
        """,
        model,
        [bytes.fromhex(key) for key in vectors],
        [np.asarray(vector, dtype=np.float32).tobytes() for vector in vectors.values()],
    )
    await db.execute(
        """
        insert into vectors_used (event_id, model, keys) values ($1, $2, $3::bytea[])
        on conflict (event_id) do update set model = excluded.model, keys = excluded.keys
        """,
        event_id,
        model,
        [bytes.fromhex(key) for key in used],
    )
