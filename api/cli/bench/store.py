"""Exact nearest vectors with pgvector, in a temporary table: what a search inside the database costs."""

from collections.abc import Sequence

from api.ground.db import Connection


async def has_vectors(db: Connection) -> bool:
    """Whether this server brings pgvector and this user may switch it on; it then is, in this database."""
    offered = await db.fetchval("select exists (select from pg_available_extensions where name = 'vector')")
    if not offered:
        return False
    await db.execute("create extension if not exists vector")
    return True


async def load_vectors(db: Connection, vectors: Sequence[Sequence[float]]) -> None:
    """Put vectors, numbered from 0, into an empty temporary table of this connection."""
    await db.execute("drop table if exists pg_temp.offered")
    await db.execute("create temporary table offered (id integer not null, place vector not null)")
    await db.execute(
        "insert into offered (id, place) select number - 1, row::vector"
        " from unnest($1::text[]) with ordinality as given (row, number)",
        [_text(row) for row in vectors],
    )
    await db.execute("analyze pg_temp.offered")


async def nearest_vectors(db: Connection, asked: Sequence[float], top: int) -> list[int]:
    """Numbers of the ``top`` loaded vectors with the highest inner product with one vector, best first."""
    rows = await db.fetch("select id from offered order by place <#> $1::text::vector limit $2", _text(asked), top)
    return [row["id"] for row in rows]


def _text(vector: Sequence[float]) -> str:
    return f"[{','.join(map(repr, vector))}]"
