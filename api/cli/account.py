"""``account``: people who sign in by password are given an account, listed, and put out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from api.cli.plain import tell

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from typing import TypeVar

    from api.ground.db import Connection

    Value = TypeVar("Value")

EMAIL = typer.Argument(help="The e-mail address.")
EVENT = typer.Option("", "--event", help="The event at which somebody works; without it it is an operator.")


def add(
    email: str = EMAIL,
    name: str = typer.Option(..., "--name", help="How records name whoever signs in."),
    event: str = EVENT,
    reads_only: bool = typer.Option(
        False, "--reads-only", help="An auditor's: it reads everything and changes nothing."
    ),
) -> None:
    """Make an account, or open it again, and print the link by which its owner chooses a password."""
    from api.access.accounts import make_account
    from api.access.keys import sign_in_link
    from api.access.nouns import TERMINAL, NewAccount
    from api.ground.settings import read_settings

    wanted = NewAccount(email, name, reads_only)
    token = _at(event, lambda db, event_id: make_account(db, event_id, wanted, by=TERMINAL))
    tell(sign_in_link(read_settings(), token))


def list_(event: str = EVENT) -> None:
    """List the accounts of an event, or of the operators."""
    from api.access.accounts import accounts
    from api.access.nouns import TERMINAL

    for one in _at(event, lambda db, event_id: accounts(db, event_id, by=TERMINAL)):
        states = (
            "closed" * bool(one.closed_at),
            "reads only" * one.reads_only,
            "no password yet" * (not one.has_password),
        )
        tell(", ".join(word for word in (f"{one.email} {one.name}", *states) if word))


def close(email: str = EMAIL, event: str = EVENT) -> None:
    """Close an account: its links and sessions end at once."""
    from api.access.accounts import accounts, close_account
    from api.access.nouns import TERMINAL

    async def do(db: Connection, event_id: int | None) -> None:
        known = {one.email: one.id for one in await accounts(db, event_id, by=TERMINAL)}
        if email.casefold() not in known:
            raise ValueError(f"there is no account of {email!r} here")
        await close_account(db, event_id, known[email.casefold()], by=TERMINAL)

    _at(event, do)


def _at(event: str, do: Callable[[Connection, int | None], Awaitable[Value]]) -> Value:
    from api.cli.database import in_database, in_event

    if event:
        return in_event(event, lambda db, event_id, _: do(db, event_id))
    return in_database(lambda db: do(db, None))
