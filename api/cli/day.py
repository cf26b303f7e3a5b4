"""``lose``, ``regain`` and ``losses``: what happens on the day, and which published meetings it costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from api.cli.deciding import EVENT
from api.cli.plain import tell

if TYPE_CHECKING:
    from api.access.nouns import Caller
    from api.ground.db import Connection
    from api.schedules.checking import Checked
    from api.schedules.nouns import Loss

LANGUAGE = typer.Option("en", help="Language of the sentences: ko or en.")


def lose(
    event: str = EVENT,
    kind: str = typer.Argument(help="participant, table or interpreter."),
    code: str = typer.Argument(help="Its code."),
    from_slot: str = typer.Option("", "--from", help="The first slot that is lost; left out, from the beginning."),
    until_slot: str = typer.Option("", "--until", help="The slot from which it is there again; left out, to the end."),
    slot: list[str] = typer.Option([], help="A single slot that is lost; may be given several times."),
    why: str = typer.Option("", help="Why."),
    language: str = LANGUAGE,
) -> None:
    """Say that a participant is gone or late, or a table or interpreter lost, and see which meetings that costs."""
    from api.cli.database import in_event
    from api.schedules.nouns import LOSS_KINDS

    if kind not in LOSS_KINDS:
        raise ValueError(f"{kind!r} cannot be lost: name a participant, a table or an interpreter")

    async def do(db: Connection, event_id: int, by: Caller) -> tuple[list[Loss], Checked | None]:
        from api.cli.named import named
        from api.schedules import losing, reading
        from api.schedules.checking import check_published
        from api.schedules.nouns import NewLoss

        problem = await reading.problem(db, event_id, by=by)
        slots = [named(problem, "slot", one) if one else "" for one in (from_slot, until_slot, *slot)]
        said = NewLoss(kind, named(problem, kind, code), slots[0], slots[1], tuple(slots[2:]), why=why)  # type: ignore[arg-type]
        return await losing.lose(db, event_id, said, by=by), await check_published(db, event_id, by=by)

    added, checked = in_event(event, do)
    _show(added, language)
    _cost(event, checked, language)


def regain(
    event: str = EVENT, number: int = typer.Argument(help="The number of the loss."), language: str = LANGUAGE
) -> None:
    """Take a loss back: it was none, or is over."""
    from api.cli.database import in_event
    from api.ground.words import say

    async def do(db: Connection, event_id: int, by: Caller) -> Checked | None:
        from api.schedules import losing
        from api.schedules.checking import check_published

        await losing.take_back(db, event_id, number, by=by)
        return await check_published(db, event_id, by=by)

    checked = in_event(event, do)
    tell(say(language, "Taken back."))
    _cost(event, checked, language)


def losses(event: str = EVENT, language: str = LANGUAGE) -> None:
    """List what is lost, with the number by which it is taken back."""
    from api.cli.database import in_event
    from api.ground.words import say

    async def do(db: Connection, event_id: int, by: Caller) -> Any:
        from api.schedules import losing

        return await losing.losses(db, event_id, by=by)

    found = in_event(event, do)
    _show(found, language)
    if not found:
        tell(say(language, "Nothing is lost."))


def _show(found: list[Loss], language: str) -> None:
    from api.ground.labels import moment
    from api.ground.words import named

    for one in found:
        span = " – ".join(moment(at, one.zone) if at else "…" for at in (one.begins_at, one.ends_at))
        name = (one.name_ko if language == "ko" else one.name_en) or one.name_en or one.name_ko
        tell(f"{one.id}. {named(language, 'loss', one.kind)} {one.code} {name}: {span}")


def _cost(event: str, checked: Checked | None, language: str) -> None:
    """Say which published meetings no longer fit, and what to do."""
    from api.ground.words import say

    if checked is None:
        tell(say(language, "No schedule is published."))
        return
    for one in checked.violations:
        tell(one.sentence.said(language))
    if checked.violations:
        tell(f"{say(language, 'Re-plan with few changes')}: mannam replan {event}")
    else:
        tell(say(language, "The published schedule fits everything that is known."))
