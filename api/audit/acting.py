"""Say in whose name a transaction writes: every entry that it adds to the trail carries it."""

from api.audit import store
from api.ground.db import Connection


async def acting(
    db: Connection,
    *,
    name: str,
    role: str,
    event_id: int | None = None,
    on_behalf_of: str = "",
    why: str = "",
    request: str = "",
) -> None:
    """Name who writes in the rest of this transaction.

    Parameters
    ----------
    event_id
        The event that is worked on: rows that go together with the row they hang on are recorded there.
    on_behalf_of
        Whom ``name`` acts for, if for somebody else.
    request
        The id of the HTTP request.
    """
    settings = {
        "by": name,
        "role": role,
        "event": str(event_id or 0),
        "on_behalf_of": on_behalf_of,
        "why": why,
        "request": request,
    }
    await store.act(db, settings)
