"""``invite``: put invitations into the outbox of an event."""

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

    called = in_event(event, do)
    tell(f"{counted(called.letters, 'letter')} in the outbox: a worker delivers them")
    if called.without_address:
        tell(f"no address: {', '.join(called.without_address)}")
