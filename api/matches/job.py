"""The job that scores all pairs of an event."""

import asyncio
import csv
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

from api.events import readback
from api.events.nouns import EventWorkbook
from api.ground.apart import Lane, Stopped, done_apart_unless
from api.ground.db import Connection
from api.ground.settings import Settings
from api.jobs.kinds import Done, Interrupted, Kind, Message, Watch
from api.jobs.nouns import Job
from api.matches import store
from api.matches.model import encoder_of, loaded
from api.matches.scoring import PairMatch, match, unread, vector_keys
from matcher.unread import Unread

SAYS = {
    "ready": "loading the model",
    "load": "reading the event",
    "compute": "scoring all pairs",
    "scored": "{pairs:pair|pairs} scored, {texts:text|texts} encoded",
    "scored but": "{pairs:pair|pairs} scored, {texts:text|texts} encoded; not read: {unread}",
}
SCORING = Lane(hands=1, waiting=8, mebibytes=4096, seconds=1800)
"""Scoring of one event at a time."""
MOST_NAMED = 10
"""Texts that cannot be read and are named in the message; the progress holds all of them."""


@dataclass(frozen=True, slots=True)
class Given:
    """The event, the vectors of its texts that are known already, the pairs asked for, the model and its cache."""

    workbook: EventWorkbook
    vectors: dict[str, Any]
    asked: list[tuple[str, str]]
    model: str | None
    cache: Path


@dataclass(frozen=True, slots=True)
class Scored:
    """The kept pairs as rows of `store.replace_matches`, new vectors, the keys of those that were
    used, the encoder, and the texts that cannot be read."""

    pairs: int
    rows: bytes
    vectors: dict[str, Any]
    used: frozenset[str]
    encoder: str
    unread: list[Unread]


def matching(settings: Settings) -> Kind[Given, Scored]:
    """The kind ``match``, with the model of the settings."""

    def ready() -> None:
        encoder_of(settings)

    async def load(db: Connection, job: Job) -> Given:
        workbook = await readback.workbook(db, job.event_id)
        encoder = encoder_of(settings)
        keys = await asyncio.to_thread(vector_keys, workbook, encoder)
        known = await store.known_vectors(db, job.event_id, encoder.name, keys)
        return Given(workbook, dict(known), await store.asked_pairs(db, job.event_id), settings.model, settings.cache)

    return Kind("match", load, compute, save, SAYS, ready=ready)


def compute(given: Given, watch: Watch) -> Scored:
    """Score the suppliers with the buyers in a process of its own, which may take minutes and gigabytes.

    Half of the pairs are of no use: a stop keeps the matches that were there before.
    """
    try:
        return done_apart_unless(watch.stopped, SCORING, score, given)
    except Stopped as stopped:
        raise Interrupted from stopped


class _Noting(dict[str, Any]):
    """Vectors by key that note which of them are looked at."""

    def __init__(self, vectors: Mapping[str, Any]) -> None:
        super().__init__(vectors)
        self.used = set[str]()

    def __getitem__(self, key: str) -> Any:
        self.used.add(key)
        return super().__getitem__(key)


def score(given: Given) -> Scored:
    """Score the suppliers with the buyers; each keeps its best, and what was asked for."""
    encoder, vectors = loaded(given.model, given.cache), _Noting(given.vectors)
    pairs = match(given.workbook, encoder, vectors, given.asked)
    new = {key: vector for key, vector in vectors.items() if key not in given.vectors}
    return Scored(len(pairs), _rows(pairs), new, frozenset(vectors.used), encoder.name, unread(given.workbook, encoder))


async def save(db: Connection, job: Job, _given: Given, scored: Scored) -> Done:
    """Replace the matches of the event and keep the vectors that were new."""
    await store.keep_vectors(db, job.event_id, scored.encoder, scored.vectors, scored.used)
    await store.replace_matches(db, job.event_id, scored.encoder, scored.rows)
    told: dict[str, Any] = {"pairs": scored.pairs, "texts": len(scored.vectors)}
    progress = {
        "pairs": told["pairs"],
        "texts_encoded": told["texts"],
        "unread": [asdict(one) for one in scored.unread],
    }
    if not scored.unread:
        return Done(Message("scored", told), progress)
    named = [one.profile for one in scored.unread[:MOST_NAMED]] + ["..."] * (len(scored.unread) > MOST_NAMED)
    return Done(Message("scored but", told | {"unread": ", ".join(named)}), progress)


def _rows(pairs: Iterable[PairMatch]) -> bytes:
    held = BytesIO()
    text = TextIOWrapper(held, encoding="utf-8", newline="")
    write = csv.writer(text, lineterminator="\n").writerow
    for pair in pairs:
        evidence = pair.evidence()
        write(
            (
                *(pair.supplier, pair.buyer, pair.match.solution.id, pair.match.need.id),
                *(min(1.0, max(0.0, pair.match.score)), pair.match.band),
                json.dumps(pair.components()),
                None if evidence is None else json.dumps(evidence, ensure_ascii=False),
            )
        )
    text.flush()
    return held.getvalue()
