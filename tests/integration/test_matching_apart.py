"""Matching through its job: scored in a process of its own, stored by COPY, with every pair that was asked for."""

from pathlib import Path

from api.access.nouns import TERMINAL
from api.events.importing import import_workbook
from api.ground.db import Connection
from api.ground.settings import Settings
from api.jobs import store as jobs
from api.jobs.kinds import Unwatched
from api.matches import store
from api.matches.job import matching, score


async def test_matches_are_scored_and_stored(settings: Settings, db: Connection, fixtures: Path) -> None:
    content = (fixtures / "istanbul-2022.xlsx").read_bytes()
    event = (await import_workbook(db, content, filename="i.xlsx", by=TERMINAL)).event
    job = await jobs.add_job(db, event.id, "match", {}, "test")
    kind = matching(settings)
    async with db.transaction():
        given = await kind.load(db, job)
        assert given.asked and set(given.asked) == set(await store.asked_pairs(db, event.id))
        done = await kind.save(db, job, given, kind.compute(given, Unwatched()))
    kept = await store.matches(db, event.id)
    assert len(kept) == done.progress["pairs"] > 100
    assert all(0 <= one.score <= 1 for one in kept)
    best = kept[0]
    assert best.evidence and best.components and best.need_title


async def test_matching_an_unchanged_event_again_encodes_nothing(
    settings: Settings, db: Connection, fixtures: Path
) -> None:
    content = (fixtures / "istanbul-2022.xlsx").read_bytes()
    event = (await import_workbook(db, content, filename="i.xlsx", by=TERMINAL)).event
    kind = matching(settings)
    encoded: list[int] = []
    job = await jobs.add_job(db, event.id, "match", {}, "test")
    for _ in range(2):
        async with db.transaction():
            given = await kind.load(db, job)
            scored = score(given)
            encoded.append((await kind.save(db, job, given, scored)).progress["texts_encoded"])
        assert scored.used <= {*given.vectors, *scored.vectors}
    assert encoded[0] > 0 == encoded[1]
