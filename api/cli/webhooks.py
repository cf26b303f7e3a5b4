"""``webhooks``: which addresses are told what happens at an event."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from api.cli.database import in_event
from api.cli.deciding import EVENT
from api.cli.plain import tell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from api.access.nouns import Caller
    from api.ground.db import Connection
    from api.webhooks.nouns import Webhook


def webhooks(
    event: str = EVENT, add: str = typer.Option("", help="Tell this address of everything from now on.")
) -> None:
    """List which addresses are told what happens at an event; with --add one more, and its secret, shown once."""

    async def do(db: Connection, event_id: int, by: Caller) -> tuple[Sequence[Webhook], str]:
        from api.ground.settings import read_settings
        from api.webhooks import registering
        from api.webhooks.nouns import KINDS

        secret = ""
        if add:
            anywhere = read_settings().webhooks_anywhere
            _, secret = await registering.add(db, event_id, add, KINDS, anywhere=anywhere, by=by)
        return await registering.webhooks(db, event_id, by=by), secret

    found, secret = in_event(event, do)
    for one in found:
        tell(f"{one.id} {one.url} ({one.disabled_why or 'told'}): {', '.join(one.kinds)}; {one.waiting} waiting")
    if secret:
        tell(f"its secret, shown only now: {secret}")
