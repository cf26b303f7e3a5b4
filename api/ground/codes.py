"""Every code of a refusal: its status, and what it means where the refusal itself says no more.

Programs rely on codes: one that was published keeps its meaning and its status. Each has a page,
``/problems/CODE``, which is the ``type`` of its problem. Constraints of the database have theirs from
`api.ground.constraints`.
"""

from dataclasses import dataclass

from api.ground.constraints import CHECKS, SENTENCES
from api.ground.words import Spoken, say, translated


@dataclass(frozen=True, slots=True)
class Code:
    """A status of HTTP, and a sentence in English that says what is wrong and what to do; catalogues translate it."""

    status: int
    english: str


def _constraint(name: str) -> Code:
    return Code(422 if name in CHECKS else 409, SENTENCES[name])


CODES: dict[str, Code] = {
    "bad-request": Code(400, "The request cannot be understood: look at its address and its body."),
    "not-signed-in": Code(401, "This needs a key: follow your sign-in link, or send your key with the request."),
    "unknown-key": Code(401, "This key is not known or no longer in force: ask the organizer for a new sign-in link."),
    "wrong-password": Code(401, "No account has this e-mail address and this password."),
    "link-spent": Code(401, "This sign-in link was used, has expired or was revoked: ask the organizer for a new one."),
    "foreign-write": Code(403, "This write came from another site: open the page here and try again."),
    "operators-only": Code(403, "Only an operator of this installation can do this."),
    "organizers-only": Code(403, "Only an organizer of the event can do this."),
    "out-of-scope": Code(403, "This key was not made for this: use another, or ask the organizer for one."),
    "no-account": Code(403, "You have no account here: a password belongs to one."),
    "other-participant": Code(403, "Your key acts for your own organization alone."),
    "other-side": Code(403, "Only the other side can do this."),
    "not-found": Code(404, "There is nothing at this address."),
    "no-such-event": Code(404, "Your key opens no event of this name."),
    "no-such-account": Code(404, "There is no such account here."),
    "no-such-key": Code(404, "There is no such key, link or session here."),
    "no-such-job": Code(404, "There is no such job."),
    "no-such-loss": Code(404, "This event has no such loss."),
    "no-such-leg": Code(404, "The event has no such leg."),
    "no-such-figure": Code(404, "There is no such figure here."),
    "no-such-record": Code(404, "The ledger has no such record that stands."),
    "no-such-snapshot": Code(404, "There are no such figures here."),
    "no-such-move": Code(409, "An MOU does not go from its state to that one."),
    "no-such-mou": Code(404, "There is no such MOU here."),
    "no-such-outcome": Code(404, "There is no such record here."),
    "no-such-message": Code(404, "This webhook has no such message."),
    "no-such-webhook": Code(404, "This event has no such webhook."),
    "no-such-person": Code(404, "This participant has nobody of this name."),
    "no-such-participant": Code(404, "This event has no such participant."),
    "no-such-pin": Code(404, "This pair is not pinned."),
    "no-such-exclusion": Code(404, "This pair is not excluded."),
    "no-such-meeting": Code(404, "This version holds no meeting of this pair."),
    "no-such-letter": Code(404, "No letter has this address to stop it."),
    "no-such-request": Code(404, "There is no such request here."),
    "no-such-schedule": Code(404, "This event has no such version of the schedule."),
    "method-not-allowed": Code(405, "This address does not know that method."),
    "already-asked": Code(409, "A request of this side for this meeting already stands: look at its answer first."),
    "already-published": Code(409, "This version is published already."),
    "already-recorded": Code(409, "This side recorded this meeting already: correct that record."),
    "another-event": Code(
        409, "The file is of another event: open that event, or mend the code in the sheet of the event."
    ),
    "doubtful": Code(409, "Something is unlike what is usual: look at what was read, and confirm it to go on."),
    "in-flight": Code(409, "This very request is being worked on: ask again in a moment."),
    "too-many-webhooks": Code(409, "The event has as many webhooks as it may have: switch one off."),
    "webhook-off": Code(409, "This webhook is switched off: switch it on first."),
    "forbidden-pair": Code(409, "The two are excluded from meeting each other: only the organizer can lift that."),
    "interpreters-in-use": Code(
        409,
        "The file no longer has interpreters who work in meetings of saved schedules: keep them in the sheet, and mend "
        "their hours if they will not come.",
    ),
    "job-open": Code(409, "Such a job is queued or running already: wait for it or stop it."),
    "is-held": Code(409, "This pair has its meeting in this version."),
    "way-closed": Code(409, "This way is not open any more: look at the ways that are."),
    "way-needs-people": Code(
        409, "This way needs somebody or something to be found first: bring it into the event, then re-plan."
    ),
    "not-empty": Code(
        409,
        "This installation holds data already: restore into an empty one, in another MANNAM_DATA or MANNAM_DATABASE_URL.",
    ),
    "facts-changed": Code(409, "The event changed while this was computed: start it again."),
    "meeting-published": Code(409, "A published meeting would be lost: confirm it to go on."),
    "no-slot-named": Code(409, "This pair has no meeting in this version: name the slot in which it is to be held."),
    "not-waiting": Code(409, "This record does not wait for a yes."),
    "not-wanted": Code(409, "No request of this pair counts now: ask for the meeting first, or allow the pair."),
    "pin-contradicts": Code(409, "The pin cannot stand: a fact or another pin speaks against it."),
    "nothing-published": Code(409, "No schedule is published."),
    "nothing-to-schedule": Code(
        409, "There are no requests to schedule: import wishes, or let companies and buyers ask."
    ),
    "removal-unsaid": Code(
        409,
        "The file no longer has what the event has: look at what would go, and say that it may, or put it back.",
    ),
    "participants-in-use": Code(
        409,
        "The file no longer has participants whom schedules or records name: keep them in the sheet, with no availability "
        "if they will not come.",
    ),
    "request-state": Code(409, "The state of the request does not allow this."),
    "rules-broken": Code(409, "The schedule that was built breaks rules and was thrown away."),
    "slots-in-use": Code(
        409,
        "The file drops or moves slots that hold meetings of saved schedules: keep them, and add new slots under new codes.",
    ),
    "tables-in-use": Code(409, "The file no longer has tables that saved schedules use: keep them in the sheet."),
    "violations": Code(409, "The schedule breaks rules as the facts are now: re-plan it with few changes."),
    "changed-meanwhile": Code(
        412, "It changed since you read it: look at what is different, and send the write again."
    ),
    "nothing-chosen": Code(422, "Choose at least one kind."),
    "letter-text": Code(422, "The text of this letter has a fault: errors name the place."),
    "nobody-chosen": Code(422, "Choose at least one participant."),
    "which-event": Code(422, "You work at several events: say which one."),
    "password-unusable": Code(422, "The password was not changed."),
    "key-reused": Code(422, "This Idempotency-Key was used for another request: take a new one for each."),
    "key-unusable": Code(422, "An Idempotency-Key has at most 255 characters."),
    "too-slow": Code(408, "The request came too slowly and was given up: try again with a better connection."),
    "body-too-large": Code(413, "What was sent is larger than anything that belongs here: send less."),
    "address-too-long": Code(414, "This address is too long: follow a link of the site."),
    "invalid": Code(422, "What was given cannot be used: look at the faults."),
    "too-deep": Code(422, "The body is nested too deeply: send a flat object."),
    "too-much-memory": Code(422, "This takes more memory than one request may have: give it in smaller parts."),
    "too-much-time": Code(422, "This takes more time than one request may have: give it in smaller parts."),
    "unstorable": Code(
        422, "A value cannot be stored: a number is too large, or a text holds a character that is none."
    ),
    "workbook-faults": Code(422, "The file has faults, and nothing was imported."),
    "too-many-requests": Code(
        429, "More requests came within a minute than one caller has: wait, and go on more slowly."
    ),
    "too-many-sign-ins": Code(
        429,
        "Too many links and keys that open nothing came from this address: wait a minute, or ask the organizer for a new "
        "link.",
    ),
    "too-many-headers": Code(431, "The request has too many headers, or headers that are too long."),
    "broken": Code(500, "Something broke here, and it is written down: try again, or tell the organizer."),
    "busy": Code(503, "Too much is being worked on at this moment: try again in a minute."),
    "not-known-whether-done": Code(
        503,
        "The connection to the database was lost at the last step: it is not known whether this was done. "
        "Look before you try again.",
    ),
    "disk-full": Code(
        507, "The disk is full: nothing was changed. Tell whoever runs this installation to free some space."
    ),
    "no-database": Code(503, "The database does not answer now: nothing was changed, try again in a moment."),
    **{name.replace("_", "-"): _constraint(name) for name in SENTENCES},
}


def address(code: str) -> str:
    """Where the page of a code is: the ``type`` of its problems."""
    return f"/problems/{code}"


def refusal_words(language: str, code: str, said: Spoken) -> str:
    """A refusal: its own words where the catalogue has them in this language, else the sentence of its code."""
    own = translated(language, said) or code not in CODES
    return said.said(language) if own else say(language, CODES[code].english)
