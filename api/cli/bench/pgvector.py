"""pgvector as a peer of our exact search, where the database server brings it."""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from api.ground.settings import read_settings

if TYPE_CHECKING:
    from matcher.bench.scale import Array, Index, Peer, Search

ASKED = 200
"""Queries timed a side; each is a scan of its own, so the time of all is proportional."""


@contextmanager
def pgvector() -> Generator[list[Peer]]:
    """The peer, in a list that is empty where the settings' server does not bring pgvector."""
    from api.cli.bench.store import has_vectors, load_vectors, nearest_vectors
    from api.ground.db import connect
    from api.ground.postgres import database
    from matcher.bench.scale import Peer

    with asyncio.Runner() as runner, database(read_settings()) as url:
        db = runner.run(connect(url))
        try:
            if not runner.run(has_vectors(db)):
                yield []
                return

            def prepare(offered: Array, top: int) -> Search:
                runner.run(load_vectors(db, offered.tolist()))
                return lambda asked: _searched(asked, top)

            def _searched(asked: Array, top: int) -> Index:
                import numpy as np

                async def search() -> list[list[int]]:
                    return [await nearest_vectors(db, row, top) for row in asked.tolist()]

                return np.array(runner.run(search()), dtype=np.int64)

            yield [Peer("pgvector, a scan for each query", prepare, ASKED, elsewhere=True)]
        finally:
            runner.run(db.close())
