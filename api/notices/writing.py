"""The texts of letters: one for each kind and language, which an organizer can change for an event.

The first line is the subject. Values stand in braces; a line whose values are all empty is left out.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from string import Formatter

from api.access.may import require
from api.access.nouns import Caller
from api.events.nouns import Language
from api.ground.db import Connection
from api.ground.errors import Fault, Invalid
from api.ground.particles import particles
from api.notices import store
from api.notices.nouns import LANGUAGES, NoticeKind, Text

FOLDER = Path(__file__).with_name("texts")
COMMON = ("event", "dates", "place", "organizers", "notice", "name", "company")
VALUES: dict[NoticeKind, tuple[str, ...]] = {
    "invitation": (*COMMON, "link", "until"),
    "changed agenda": (*COMMON, "changes", "link", "until"),
    "reminder": (*COMMON, "meetings"),
}
"""What may stand in braces in a letter of each kind."""
NEEDED: dict[NoticeKind, str] = {"invitation": "link", "changed agenda": "changes", "reminder": "meetings"}
"""What must stand in it: without it the letter is for nothing."""


async def texts(db: Connection, event_id: int, *, by: Caller) -> list[Text]:
    """The text of every kind in every language, as it is used at an event."""
    require(by, "read", "notice")
    changed = await changed_texts(db, event_id)
    return [used(changed, kind, language) for kind in VALUES for language in LANGUAGES]


async def text(db: Connection, event_id: int, kind: NoticeKind, language: Language, *, by: Caller) -> Text:
    """One of them."""
    require(by, "read", "notice")
    return used(await changed_texts(db, event_id), kind, language)


async def change(
    db: Connection, event_id: int, kind: NoticeKind, language: Language, subject: str, body: str, *, by: Caller
) -> Text:
    """Use another text at an event from now on; what waits already keeps its own.

    Raises
    ------
    Invalid
        A placeholder is unknown or missing, or a brace stands alone.
    """
    require(by, "write", "notice")
    made = Text(kind, language, " ".join(subject.split()), body.replace("\r\n", "\n").strip(), by.signature)
    if faults := [*faults_of("/subject", made.subject, kind), *faults_of("/body", made.body, kind)]:
        raise Invalid("This letter cannot be sent like that.", faults, code="letter-text")
    needed = NEEDED[kind]
    if f"{{{needed}}}" not in made.body:
        fault = Fault(
            "/body", "{name} is missing.", "Without it nobody has a use for the letter.", name=_braced(needed)
        )
        raise Invalid("This letter cannot be sent like that.", [fault], code="letter-text")
    await store.save_text(db, event_id, made)
    return made


async def reset(db: Connection, event_id: int, kind: NoticeKind, language: Language, *, by: Caller) -> Text:
    """Use the text that we ship again."""
    require(by, "write", "notice")
    await store.remove_text(db, event_id, kind, language)
    return shipped(kind, language)


Changed = Mapping[tuple[NoticeKind, str], Text]


async def changed_texts(db: Connection, event_id: int) -> Changed:
    """What an organizer changed at an event, by kind and language."""
    return {(one.kind, one.language): one for one in await store.texts(db, event_id)}


def used(changed: Changed, kind: NoticeKind, language: Language) -> Text:
    """The text of a letter at an event."""
    return changed.get((kind, language)) or shipped(kind, language)


@cache
def shipped(kind: NoticeKind, language: Language) -> Text:
    """The text that we ship."""
    whole = (FOLDER / f"{kind.replace(' ', '_')}.{language}.txt").read_text("utf-8")
    subject, _, body = whole.partition("\n")
    return Text(kind, language, subject, body.strip())


def filled(text: Text, values: Mapping[str, str]) -> tuple[str, str]:
    """Subject and body with their values."""
    lines = [line for line in text.body.split("\n") if not (named := _named(line)) or any(values[one] for one in named)]
    subject, body = (part.format_map(values) for part in (text.subject, "\n".join(lines).strip()))
    return (particles(subject), particles(body)) if text.language == "ko" else (subject, body)


def _named(line: str) -> list[str]:
    return [name for _, name, _, _ in Formatter().parse(line) if name is not None]


def faults_of(where: str, typed: str, kind: NoticeKind) -> list[Fault]:
    """What is wrong with the placeholders of a text."""
    known = [_braced(name) for name in VALUES[kind]]
    try:
        parts = list(Formatter().parse(typed))
    except ValueError:
        return [Fault(where, "A brace stands alone.", "Write {choices}, or two braces for one.", choices=known)]
    wrong = [
        f"{{{name}{f'!{how}' if how else ''}{f':{form}' if form else ''}}}"
        for _, name, form, how in parts
        if name is not None and (name not in VALUES[kind] or form or how)
    ]
    return [
        Fault(where, "{name} is no placeholder of this letter.", "Write one of {choices}.", name=one, choices=known)
        for one in dict.fromkeys(wrong)
    ]


def _braced(name: str) -> str:
    return f"{{{name}}}"
