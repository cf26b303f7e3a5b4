"""pgvector beside our search: what the database finds is the exact order."""

import numpy as np
import pytest

from api.cli.bench.store import has_vectors, load_vectors, nearest_vectors
from api.ground.db import Connection


async def test_the_nearest_vectors_are_those_of_the_highest_inner_products(db: Connection) -> None:
    if not await has_vectors(db):
        pytest.skip("this server brings no pgvector")
    chance = np.random.default_rng(0)
    offered, asked = chance.standard_normal((40, 6)), chance.standard_normal(6)
    await load_vectors(db, offered.tolist())
    assert await nearest_vectors(db, asked.tolist(), 5) == np.argsort(-(offered @ asked))[:5].tolist()
    await load_vectors(db, offered[:3].tolist())
    assert len(await nearest_vectors(db, asked.tolist(), 5)) == 3
