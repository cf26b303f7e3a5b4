"""``audit verify``: whether the trail of every event is as it was written."""

from __future__ import annotations

import typer

from api.cli.plain import counted, print_json, tell

JSON = typer.Option(False, "--json", help="Print one JSON object instead of a table.")


def verify(
    event: str | None = typer.Argument(None, help="An event's name; without it every event and the installation."),
    known: str = typer.Option(
        "", "--known", help="The last link that an earlier check printed: it must still be there."
    ),
    json_: bool = JSON,
) -> None:
    """Check the trail of changes: exit code 1 and the number of the first entry that somebody touched."""
    from dataclasses import asdict

    from api.audit.verifying import verify_all
    from api.cli.database import in_database

    verdicts = in_database(lambda db: verify_all(db, event, known_end=known))
    if json_:
        print_json({name: asdict(verdict) for name, verdict in verdicts.items()})
    else:
        for name, verdict in verdicts.items():
            if verdict.broken is None:
                tell(
                    f"{name}: {counted(verdict.entries, 'entry', 'entries')}, none touched; last link {verdict.last_link}"
                )
            else:
                tell(
                    f"{name}: entry {verdict.broken}: {verdict.what} "
                    f"({counted(verdict.entries, 'entry before it holds', 'entries before it hold')})"
                )
    raise typer.Exit(1 if any(verdict.broken is not None for verdict in verdicts.values()) else 0)
