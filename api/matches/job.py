"""The job that scores all pairs of an event."""

from dataclasses import asdict, dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from api.events import readback
from api.events.nouns import EventWorkbook
from api.ground.db import Connection
from api.ground.settings import Settings
from api.jobs.kinds import Done, Kind, Message, Watch
from api.jobs.nouns import Job
from api.matches import store
from api.matches.scoring import PairMatch, match, unread, vector_keys
from matcher.unread import Unread

if TYPE_CHECKING:
    from matcher.encoder import Encoder

SAYS = {
    "ready": "loading the model",
    "load": "reading the event",
    "compute": "scoring all pairs",
    "scored": "{pairs:pair|pairs} scored, {texts:text|texts} encoded",
    "scored but": "{pairs:pair|pairs} scored, {texts:text|texts} encoded; not read: {unread}",
}
MOST_NAMED = 10
"""Texts that cannot be read and are named in the message; the progress holds all of them."""


@dataclass(frozen=True, slots=True)
class Given:
    """The event, the vectors of its texts that are known already, and the model that makes the others."""

    workbook: EventWorkbook
    vectors: dict[str, Any]
    model: str | None


@dataclass(frozen=True, slots=True)
class Scored:
    """The pairs that are kept, the vectors that were new, the name of the encoder, and the texts that cannot be read."""

    pairs: list[PairMatch]
    vectors: dict[str, Any]
    encoder: str
    unread: list[Unread]


def matching(settings: Settings) -> Kind[Given, Scored]:
    """The kind ``match``, with the model of the settings."""

    def ready() -> None:
        _encoder(settings.model)

    async def load(db: Connection, job: Job) -> Given:
        workbook = await readback.workbook(db, job.event_id)
        encoder = _encoder(settings.model)
        known = await store.known_vectors(db, encoder.name, vector_keys(workbook, encoder))
        return Given(workbook, dict(known), settings.model)

    return Kind("match", load, compute, save, SAYS, ready=ready)


def compute(given: Given, _watch: Watch) -> Scored:
    """Score every supplier with every buyer."""
    encoder, vectors = _encoder(given.model), dict(given.vectors)
    pairs = match(given.workbook, encoder, vectors)
    new = {key: vector for key, vector in vectors.items() if key not in given.vectors}
    return Scored(pairs, new, encoder.name, unread(given.workbook, encoder))


async def save(db: Connection, job: Job, _given: Given, scored: Scored) -> Done:
    """Replace the matches of the event and keep the vectors that were new."""
    await store.keep_vectors(db, scored.encoder, scored.vectors)
    await store.replace_matches(db, job.event_id, scored.encoder, [_row(pair) for pair in scored.pairs])
    told: dict[str, Any] = {"pairs": len(scored.pairs), "texts": len(scored.vectors)}
    progress = {
        "pairs": told["pairs"],
        "texts_encoded": told["texts"],
        "unread": [asdict(one) for one in scored.unread],
    }
    if not scored.unread:
        return Done(Message("scored", told), progress)
    named = [one.profile for one in scored.unread[:MOST_NAMED]] + ["..."] * (len(scored.unread) > MOST_NAMED)
    return Done(Message("scored but", told | {"unread": ", ".join(named)}), progress)


def _row(pair: PairMatch) -> dict[str, Any]:
    return {
        "supplier": pair.supplier,
        "buyer": pair.buyer,
        "solution": pair.match.solution.id,
        "need": pair.match.need.id,
        "score": min(1.0, max(0.0, pair.match.score)),
        "band": pair.match.band,
        "components": pair.components(),
        "evidence": pair.evidence(),
    }


@cache
def _encoder(model: str | None) -> "Encoder":
    from matcher.encoder import load_encoder

    return load_encoder(model)
