"""The database finds what refers to a row without reading whole tables."""

from api.ground.db import Connection


async def test_every_reference_has_an_index_that_begins_with_it(db: Connection) -> None:
    bare = await db.fetch(
        """
        select c.conrelid::regclass::text || ' (' || string_agg(a.attname, ', ') || ')' as reference
        from pg_constraint c
        join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any(c.conkey)
        where c.contype = 'f' and not exists (
            select from pg_index i where i.indrelid = c.conrelid and i.indpred is null
                and (i.indkey::int2[])[0:array_length(c.conkey, 1) - 1] @> c.conkey)
        group by c.oid, c.conrelid order by 1
        """
    )
    assert [row["reference"] for row in bare] == []
