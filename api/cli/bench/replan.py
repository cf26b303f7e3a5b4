"""``bench replan``: buyers vanish from published schedules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from api.cli.event import JSON
from api.cli.plain import console_of, print_json, tell

if TYPE_CHECKING:
    from rich.console import Console


def bench_replan(
    event: list[str] = typer.Option(
        [], help="An event, as 300x104; may be given again. The five of the target if left out."
    ),
    seed: list[int] = typer.Option([], help="A seed of the events; may be given again. 1 if left out."),
    as_json: bool = JSON,
) -> None:
    """1, 3, 8 and 20% of the buyers vanish: what stays, what it costs, how long it takes, beside starting over.

    Exit code 1 if a schedule breaks a rule, fewer than 98% of the survivors stay as they were, more than 1% of the value
    is lost against starting over, or it takes more than 1 s for a roadshow or 5 s for an expo.
    """
    from scheduler.bench.replan import EVENTS
    from scheduler.bench.replan import bench_replan as measure

    rows = []
    for row in measure(event or EVENTS, seeds=tuple(seed) or (1,)):
        rows.append(row)
        tell(f"{row.event} seed {row.seed} {row.share:.0%}: {row.stable:.2%} in {row.seconds:.2f} s", err=True)
    if as_json:
        print_json({"rows": [row.plain() for row in rows]})
    else:
        _show_rows(rows)
    if any(row.violations or row.stable < 0.98 or row.loss > 0.01 or not row.in_time for row in rows):
        raise typer.Exit(1)


def _show_rows(rows: list[Any]) -> None:
    from rich.table import Table

    console: Console = console_of()
    table = Table(title="Buyers vanish", title_justify="left")
    table.add_column("event")
    for head in (
        "seed",
        "share",
        "gone",
        "survive",
        "as they were",
        "moved",
        "added",
        "value",
        "bound",
        "s",
        "anew: value",
        "same slot",
        "s",
        "lost",
    ):
        table.add_column(head, justify="right")
    for row in rows:
        table.add_row(
            row.event,
            str(row.seed),
            f"{row.share:.0%}",
            str(row.gone),
            str(row.survivors),
            f"{row.stable:.2%}",
            str(row.moved),
            str(row.added),
            f"{row.value:,}",
            f"{row.bound:,}",
            f"{row.seconds:.2f}",
            f"{row.scratch_value:,}",
            f"{row.scratch_kept / max(row.survivors, 1):.0%}",
            f"{row.scratch_seconds:.2f}",
            f"{row.loss:.2%}",
        )
    console.print(table)
