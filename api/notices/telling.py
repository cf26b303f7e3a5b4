"""Tell exactly those whose agenda a publication changed, once each, with what changed in their own language."""

from collections.abc import Sequence
from dataclasses import dataclass

from api.access.may import require
from api.access.nouns import Caller
from api.events.nouns import Event, Language
from api.ground import labels
from api.ground.db import Connection
from api.ground.errors import Conflict
from api.ground.words import named, say
from api.notices import store
from api.notices.inviting import Called, either, language_of, letters, notice
from api.notices.nouns import Act, Told
from api.schedules import store as schedules
from api.schedules.building import compare
from api.schedules.nouns import Change, Meeting


@dataclass(frozen=True, slots=True)
class Affected:
    """Whose agenda the newest act of publishing changed since the last one that was told of, and what.

    ``now`` is that act, ``before`` the one that was told of last, None if none was.
    """

    now: Act
    before: Act | None
    people: tuple[Told, ...]

    @property
    def waiting(self) -> tuple[Told, ...]:
        """Those who can be told and were not."""
        return tuple(one for one in self.people if one.can_be_told)


async def affected(db: Connection, event: Event, *, by: Caller) -> Affected | None:
    """Whose agenda changed, by code, suppliers first; None where nothing was ever published.

    Two versions are compared: the one in force, and the one of which people were told last. So what was changed and changed
    back before anybody was told is no change, and what two publications changed is told as one. For whom that letter did not
    reach it is the one of which it was told before that.
    """
    require(by, "read", "notice")
    acts = await store.acts(db, event.id)
    if not acts:
        return None
    now, told = acts[0], [act for act in acts[1:] if act.told_at is not None]
    missed = await store.missed(db, event.id)
    after, since = await _meetings(db, now), dict[int | None, dict[str, list[Change]]]()
    people: list[Told] = []
    for one in await store.told(db, event.id, now.id):
        known = next((act for act in told if (one.to.code, act.id) not in missed), None)
        key = known and known.id
        if key not in since:
            since[key] = _by_participant(compare(await _meetings(db, known), after))
        if own := since[key].get(one.to.code):
            people.append(one.with_lines(_lines(one, own)))
    return Affected(now, next(iter(told), None), tuple(people))


def _by_participant(changes: Sequence[Change]) -> dict[str, list[Change]]:
    """The changes of each participant, by time."""
    own: dict[str, list[Change]] = {}
    for change in sorted(changes, key=_when):
        for code in (change.supplier.code, change.buyer.code):
            own.setdefault(code, []).append(change)
    return own


async def tell(db: Connection, event: Event, *, by: Caller) -> Called:
    """Put a letter into the outbox for everybody whose agenda changed and who was not told of this publication.

    Raises
    ------
    Conflict
        Nothing was ever published.
    """
    require(by, "send", "notice")
    await schedules.lock_publication(db, event.id)
    found = await affected(db, event, by=by)
    if found is None:
        raise Conflict("No schedule is published.", code="nothing-published")
    writer = await letters(db, event)
    notices = [
        notice(
            writer.draft("changed agenda", one.to, changes="\n".join(one.lines)),
            "changed agenda",
            _about(found.now, one),
        )
        for one in found.waiting
    ]
    added = await store.add(db, event.id, notices, by=by.signature)
    await store.tell_of(db, found.now.id, by=by.signature)
    return Called(added, tuple(one.to.code for one in found.people if not one.to.address))


def _about(act: Act, one: Told) -> str:
    """What a letter is about: a publication, and which letter about it this is, if not the first."""
    return f"publication {act.id}" + (f", {one.rounds + 1}" if one.rounds else "")


async def _meetings(db: Connection, act: Act | None) -> Sequence[Meeting]:
    return [] if act is None or act.schedule_id is None else await schedules.meetings(db, act.schedule_id)


def _when(change: Change) -> tuple[object, ...]:
    meeting = change.after or change.before
    assert meeting is not None
    return meeting.starts_at, change.supplier.code, change.buyer.code


def _lines(one: Told, changes: Sequence[Change]) -> tuple[str, ...]:
    language = language_of(one.to.languages)
    return tuple(_line(change, one.to.code, language) for change in changes)


def _line(change: Change, code: str, language: Language) -> str:
    """A change as one of the two reads it: ``Moved: B01 Istanbul – 2030-10-10 (Thu) 10:00 · A1 → 10:30 · A2``."""
    meetings = [one for one in (change.before, change.after) if one is not None]
    places = " → ".join(place(one, language) for one in meetings)
    return f"{named(language, 'letter', change.kind)}: {counterpart(meetings[0], code, language)} – {places}"


def counterpart(meeting: Meeting, code: str, language: Language) -> str:
    """Whom a participant meets."""
    other = meeting.buyer if meeting.supplier.code == code else meeting.supplier
    return f"{other.code} {either(language, other.ko, other.en) or other.local}"


def place(meeting: Meeting, language: Language) -> str:
    """When and where somebody meets, and who interprets."""
    day = labels.plain_day(language, meeting.starts_at, meeting.zone)
    hours = f"{labels.hour(meeting.starts_at, meeting.zone)}–{labels.hour(meeting.ends_at, meeting.zone)}"
    interpreter = either(language, meeting.interpreter_ko or "", meeting.interpreter_en or "")
    said = [f"{day} {hours}", meeting.table_code, interpreter and f"{say(language, 'Interpreter')}: {interpreter}"]
    return " · ".join(part for part in said if part)
