"""``invite`` and ``tell``: put letters into the outbox of an event."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from api.cli.database import in_event
from api.cli.deciding import EVENT
from api.cli.plain import counted, tell

if TYPE_CHECKING:
    from api.access.nouns import Caller
    from api.ground.db import Connection
    from api.notices.inviting import Called
    from api.notices.telling import Affected

WHOM = "all (who are not invited yet), not-opened (who has not come) or again (everybody)"


def invite(
    event: str = EVENT,
    codes: list[str] = typer.Argument(None, help="Participants; left out, --whom says who."),
    whom: str = typer.Option("all", help=f"Who is invited: {WHOM}."),
) -> None:
    """Invite participants by letter, each in its own language, with a sign-in link that is good once."""
    if whom not in ("all", "not-opened", "again"):
        raise ValueError(f"{whom!r} is nobody: say {WHOM}")

    async def do(db: Connection, _event_id: int, by: Caller) -> Called:
        from api.events import finding
        from api.notices.inviting import invite_all

        found = await finding.event(db, event, by=by)
        chosen = "some" if codes else whom.replace("-", " ")
        return await invite_all(db, found, chosen, codes or (), by=by)  # type: ignore[arg-type]

    _say(in_event(event, do))


def tell_them(
    event: str = EVENT, send: bool = typer.Option(False, "--send", help="Write to them; else they are only listed.")
) -> None:
    """List whose agenda the last publication changed, and with --send tell each of them once what changed."""

    async def do(db: Connection, _event_id: int, by: Caller) -> tuple[Affected | None, Called | None]:
        from api.events import finding
        from api.notices import telling

        found = await finding.event(db, event, by=by)
        affected = await telling.affected(db, found, by=by)
        return affected, await telling.tell(db, found, by=by) if send else None

    affected, called = in_event(event, do)
    if affected is None:
        raise ValueError("nothing was published yet")
    for one in affected.people:
        tell(f"{one.to.code} ({one.state or 'not told'})")
        for line in one.lines:
            tell(f"  {line}")
    if called is None:
        tell(f"{counted(len(affected.waiting), 'participant')} can be told: mannam tell {event} --send")
    else:
        _say(called)


def _say(called: Called) -> None:
    tell(f"{counted(called.letters, 'letter')} in the outbox: a worker delivers them")
    if called.without_address:
        tell(f"no address: {', '.join(called.without_address)}")
