"""Invite participants by letter: all of them in one step, each in its own language."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from api.access.may import require
from api.access.nouns import Caller
from api.events import finding
from api.events import store as events
from api.events.nouns import Event, Language, Leg
from api.ground import labels
from api.ground.db import Connection
from api.ground.errors import Invalid
from api.notices import store, writing
from api.notices.nouns import LANGUAGES, LINK, UNTIL, Addressee, Invited, NewNotice, NoticeKind, Whom


@dataclass(frozen=True, slots=True)
class Called:
    """What an act of inviting did: how many letters wait now, and who has no address (codes)."""

    letters: int
    without_address: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter as its reader will get it; the link stands as a mark."""

    to: Addressee
    language: Language
    subject: str
    body: str


class Letters:
    """Writes the letters of an event: its texts, and the values that all of them share."""

    def __init__(self, event: Event, legs: Sequence[Leg], texts: writing.Changed) -> None:
        self._event, self._legs, self._texts = event, legs, texts

    def draft(self, kind: NoticeKind, to: Addressee, **values: str) -> Draft:
        """A letter to somebody in its language; ``values`` are those of the kind."""
        language = language_of(to.languages)
        text = writing.used(self._texts, kind, language)
        return Draft(to, language, *writing.filled(text, {**self._values(to, language), **values}))

    def _values(self, to: Addressee, language: Language) -> Mapping[str, str]:
        event, legs = self._event, [leg for leg in self._legs if not to.legs or leg.code in to.legs]
        company = either(language, to.name_ko, to.name_en) or to.name_local
        return {
            "event": either(language, event.name_ko, event.name_en),
            "dates": " / ".join(dict.fromkeys(_days(leg, language) for leg in legs)),
            "place": " / ".join(
                f"{either(language, leg.venue_ko, leg.venue_en)}, {either(language, leg.city_ko, leg.city_en)}"
                for leg in legs
            ),
            "organizers": ", ".join(either(language, one.name_ko, one.name_en) for one in event.organizers),
            "notice": either(language, event.notice_ko, event.notice_en),
            "name": to.recipient or company,
            "company": company,
            "link": LINK,
            "until": UNTIL,
        }


async def letters(db: Connection, event: Event) -> Letters:
    """What writes the letters of an event."""
    return Letters(event, await events.legs(db, event.id), await writing.changed_texts(db, event.id))


async def invitations(db: Connection, event_id: int, *, by: Caller) -> list[Invited]:
    """Every participant, suppliers first, and how its invitation stands."""
    require(by, "read", "notice")
    return await store.invited(db, event_id)


async def preview(db: Connection, event: Event, code: str, *, by: Caller) -> Draft:
    """The invitation as a participant would get it; NotFound if the event has none of this code."""
    require(by, "read", "notice")
    await finding.participant(db, event.id, code)
    (one,) = [one for one in await store.invited(db, event.id) if one.to.code == code]
    return (await letters(db, event)).draft("invitation", one.to)


async def invite_all(
    db: Connection, event: Event, whom: Whom = "all", codes: Collection[str] = (), *, by: Caller
) -> Called:
    """Put invitations into the outbox.

    ``all``: those who were not invited yet, or whose invitation could not be sent. ``not opened``: those who were and have
    not come. ``again``: everybody. ``some``: those of the codes, invited before or not. Whose letter waits gets no other.

    Raises
    ------
    Invalid
        Nobody was chosen.
    NotFound
        A code is none of the event.
    """
    require(by, "send", "notice")
    if whom == "some" and not codes:
        raise Invalid("Choose at least one participant.", code="nobody-chosen")
    everyone = await store.invited(db, event.id)
    for code in set(codes) - {one.to.code for one in everyone}:
        await finding.participant(db, event.id, code)
    meant = [one for one in everyone if _is_meant(one, whom, codes)]
    reachable = [one for one in meant if one.to.address]
    writer = await letters(db, event)
    notices = [notice(writer.draft("invitation", one.to), "invitation", f"{one.rounds + 1}") for one in reachable]
    added = await store.add(db, event.id, notices, by=by.signature)
    return Called(added, tuple(one.to.code for one in meant if not one.to.address))


def _is_meant(one: Invited, whom: Whom, codes: Collection[str]) -> bool:
    if one.state == "waiting":
        return False
    if whom == "some":
        return one.to.code in codes
    if whom == "not opened":
        return one.is_away
    return whom == "again" or one.is_new


def notice(draft: Draft, kind: NoticeKind, about: str, *, worthless_at: datetime | None = None) -> NewNotice:
    """A letter for the outbox."""
    to = draft.to
    return NewNotice(
        to.participant_id,
        kind,
        about,
        to.recipient,
        to.address,
        draft.language,
        draft.subject,
        draft.body,
        worthless_at,
    )


def language_of(spoken: Sequence[str]) -> Language:
    """The first language of somebody in which we write letters; English if there is none.

    >>> language_of(("tr", "en")), language_of(("vi", "en")), language_of(("th-TH",)), language_of(("vi",))
    ('tr', 'en', 'th', 'en')
    """
    ours: dict[str, Language] = {language: language for language in LANGUAGES}
    for language in spoken:
        if (known := ours.get(language.split("-")[0])) is not None:
            return known
    return "en"


def either(language: str, korean: str, english: str) -> str:
    """A name in Korean for Korean readers and in English for all others; the other one where it is missing."""
    return (korean or english) if language == "ko" else (english or korean)


def _days(leg: Leg, language: Language) -> str:
    days = dict.fromkeys(labels.day(language, day) for day in (leg.starts_on, leg.ends_on))
    return " – ".join(days)
