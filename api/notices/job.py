"""The job that delivers what waits in an event's outbox.

A link is made at the moment of sending: neither the database nor a copy of it ever holds a token, and its days count from
the letter. Only the hash of a token is stored, before the letter goes; the link of a letter that certainly did not go is
revoked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from api.access import keys
from api.access.nouns import Caller
from api.audit.acting import acting
from api.ground import labels
from api.ground.db import Connection
from api.ground.mailboxes import is_address
from api.ground.settings import Settings
from api.ground.words import Sentence, say
from api.jobs.kinds import Done, Kind, Message, Watch
from api.jobs.nouns import Job
from api.notices import mail, reminding, store
from api.notices.nouns import LINK, UNTIL, Due, Handed, Letter

AT_ONCE = 10
"""Letters handed over between two looks at the database: no more go twice when a process dies."""
ATTEMPTS = 20
"""How often a server may say "later" to one letter; a server that is away is waited for without end."""
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=1)
SAYS = {
    "ready": "getting ready",
    "load": "reading what waits to be sent",
    "compute": "sending",
    "delivered": "{n:letter|letters} sent",
}


@dataclass(frozen=True, slots=True)
class Given:
    """Letters, and where they go: to a server, or into a folder where there is none."""

    letters: tuple[Letter, ...]
    server: mail.Server | None
    folder: Path


def delivering(settings: Settings) -> Kind[Given, Sequence[Handed]]:
    """The kind ``deliver``, to the mail server of the settings or into their folder."""
    server = None if settings.smtp is None else mail.server_of(settings.smtp)

    async def load(db: Connection, job: Job) -> Given:
        await acting(db, name=job.created_by, role="job", event_id=job.event_id)
        await store.give_up_worthless(db, job.event_id, Sentence("It was too late to send it."))
        await reminding.remind(db, job.event_id)
        due = await store.take(db, job.event_id, AT_ONCE)
        return Given(tuple([await _letter(db, settings, one) for one in due]), server, settings.data / "outbox")

    return Kind("deliver", load, compute, save, SAYS, due=reminding.events_with_due, aside=True)


def compute(given: Given, watch: Watch) -> Sequence[Handed]:
    """Hand the letters over; what a stop leaves goes another time."""
    wrong = [letter for letter in given.letters if not is_address(letter.address)]
    good = [letter for letter in given.letters if letter not in wrong]
    no_address = Sentence("This is no e-mail address.")
    refused = [Handed(letter.number, "no such address", no_address) for letter in wrong]
    if given.server is None:
        return [*refused, *mail.into_folder(given.folder, good)]
    return [*refused, *mail.by_smtp(given.server, good, watch.stopped)]


async def save(db: Connection, job: Job, given: Given, made: Sequence[Handed]) -> Done:
    """Write down how it went; where the server is away, whatever waits at the event waits on."""
    await acting(db, name=job.created_by, role="job", event_id=job.event_id)
    attempts = [await _settle(db, one) for one in made]
    if any(one.answer == "away" for one in made):
        await store.put_off(db, job.event_id, wait(max(attempts)))
    sent = int(job.progress.get("sent", 0)) + sum(one.answer == "sent" for one in made)
    more = len(made) == len(given.letters) == AT_ONCE
    return Done(Message("delivered", {"n": sent}), {"sent": sent}, more=more)


async def _settle(db: Connection, one: Handed) -> int:
    """Write down how one letter went; how often it was tried now."""
    if one.answer == "sent":
        await store.sent(db, one.number)
        return 0
    attempts = await store.not_sent(db, one.number, one.why, wait)
    if one.answer != "doubtful":
        await keys.revoke_unused_links(db, await store.links_of(db, one.number))
    if one.answer in ("refused", "no such address") or (one.answer == "later" and attempts >= ATTEMPTS):
        await store.give_up(db, one.number, "bounced" if one.answer == "no such address" else "failed")
    return attempts


def wait(attempts: int) -> timedelta:
    """How long a letter waits after so many attempts.

    >>> wait(1), wait(3), wait(50)
    (datetime.timedelta(seconds=30), datetime.timedelta(seconds=120), datetime.timedelta(seconds=3600))
    """
    return min(FIRST_WAIT * 2 ** min(attempts - 1, 10), LONGEST_WAIT)


async def _letter(db: Connection, settings: Settings, due: Due) -> Letter:
    """A notice as it goes out, with its link."""
    body = due.body
    if LINK in body:
        body = body.replace(LINK, await _link(db, settings, due))
        body = body.replace(UNTIL, labels.day(due.language, datetime.now(UTC) + keys.LINK_LASTS, due.zone))
    stop = "" if due.kind == "invitation" else f"{settings.base_url.rstrip('/')}/unsubscribe/{due.stop}"
    host = urlsplit(settings.base_url).hostname or "localhost"
    return Letter(
        number=due.id,
        message_id=f"<{due.id}.{int(due.made_at.timestamp())}@{host}>",
        sender=settings.mail_from or f"mannam@{host}",
        recipient=due.recipient,
        address=due.address,
        language=due.language,
        subject=due.subject,
        body=f"{body}\n\n-- \n{say(due.language, 'If you no longer want letters like this one:')} {stop}"
        if stop
        else body,
        stop=stop,
    )


async def _link(db: Connection, settings: Settings, due: Due) -> str:
    """The address of a new link; those that went to another address end, and those of earlier attempts stay."""
    await keys.revoke_unused_links(db, await store.links_elsewhere(db, due.id))
    whose = Caller("participant", due.participant_code, event_id=due.event_id, participant_id=due.participant_id)
    link_id, token = await keys.make_numbered_link(db, whose, made_by=due.made_by)
    await store.set_link(db, due.id, link_id)
    return keys.sign_in_link(settings, token)
