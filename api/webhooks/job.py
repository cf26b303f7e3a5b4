"""The job that calls the programs of others with what waits for them."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from api.ground.db import Connection
from api.ground.settings import Settings
from api.jobs.kinds import Done, Kind, Message, Watch
from api.jobs.nouns import Job
from api.webhooks import store
from api.webhooks.calling import call_all
from api.webhooks.nouns import Answered, Call

AT_ONCE = 10
QUICK_MILLISECONDS = 1_000
"""When no call took longer the job goes on; after a slower one letters that wait have their turn first."""
WAITS = tuple(timedelta(seconds=n) for n in (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400))
"""How long to wait after each attempt; after the last there is no other."""
SAYS = {
    "ready": "getting ready",
    "load": "reading what waits to be sent",
    "compute": "sending",
    "called": "{n:message|messages} sent",
}


def calling(settings: Settings) -> Kind[Sequence[Call], Sequence[Answered]]:
    """The kind ``call``."""

    async def load(db: Connection, job: Job) -> Sequence[Call]:
        return await store.take(db, job.event_id, AT_ONCE)

    made = partial(compute, anywhere=settings.webhooks_anywhere)
    return Kind("call", load, made, save, SAYS, due=store.events_with_due, aside=True)


def compute(calls: Sequence[Call], _watch: Watch, *, anywhere: bool) -> Sequence[Answered]:
    """Call all of them."""
    return call_all(calls, anywhere=anywhere)


async def save(db: Connection, job: Job, given: Sequence[Call], made: Sequence[Answered]) -> Done:
    """Write down how it went; an address that is gone is told nothing more."""
    for one in made:
        before = await store.attempts(db, one.id)
        await store.answered(db, one, WAITS[before] if before < len(WAITS) else None)
        if one.status == 410:
            await store.disable(db, one.webhook_id, "gone")
    sent = int(job.progress.get("sent", 0)) + sum(one.delivered for one in made)
    quick = all(one.milliseconds < QUICK_MILLISECONDS for one in made)
    return Done(Message("called", {"n": sent}), {"sent": sent}, more=quick and len(given) == AT_ONCE)
