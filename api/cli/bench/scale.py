"""``bench scale``: generated events up to a hundred thousand requests, ours beside greedy and one-shot models."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from api.cli.plain import console_of, print_json

IDLE_SHAPE = "300x104"

if TYPE_CHECKING:
    from rich.console import Console

    from scheduler.bench.idle import IdleRun
    from scheduler.bench.scale import Run


def scale(
    shape: list[str] = typer.Option(
        [], help="A shape, as 300x104 or 300x104+halls; may be given again. All of them if left out."
    ),
    seeds: int = typer.Option(1, min=1, help="Events per shape, with seeds 0, 1, ..."),
    limit: float | None = typer.Option(
        None, help="Seconds for each method; 30 if left out, 60 and 70 for the largest."
    ),
    peers: bool = typer.Option(True, help="Whether greedy and the one-shot models run beside ours."),
    idle: bool = typer.Option(
        False, help="Then, with the meetings frozen, idle gaps and their lower bound at 300x104."
    ),
    harder: bool = typer.Option(False, help="The harder shapes: scarce time and tables, extreme popularity, one day."),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object instead of tables."),
) -> None:
    """Value, best bound, gap, seconds and peak memory on generated events; every answer is checked.

    Exit code 1 if the checker objects to a schedule, or ours is worth less than the greedy one.
    """

    from scheduler.bench.events import HARDER, SHAPES
    from scheduler.bench.idle import measure_idle
    from scheduler.bench.scale import apart, run_scale, summaries

    console = console_of(stderr=as_json)
    names = shape or list(HARDER if harder else SHAPES)
    runs: list[Run] = []
    for run in run_scale(names, seeds, limit_seconds=limit, peers=peers):
        runs.append(run)
        console.print(f"{run.shape} seed {run.seed}: {run.method}, {_gap(run.gap)} in {run.seconds:.1f} s", style="dim")
    gaps = [apart(measure_idle, IDLE_SHAPE, seed, 90.0, 60.0) for seed in range(seeds)] if idle else []
    if as_json:
        print_json(
            {
                "runs": [_as_object(run) for run in runs],
                "summary": [asdict(one) for one in summaries(runs)],
                "idle_gaps": [{**asdict(one), "fewer": one.fewer} for one in gaps],
            }
        )
    else:
        _print_runs(console, runs)
        _print_summaries(console, runs)
        _print_idle(console, gaps)
    if not _holds(runs):
        raise typer.Exit(1)


def _holds(runs: list[Run]) -> bool:
    from scheduler.bench.scale import GREEDY, OURS

    ours = {(run.shape, run.seed): run.value for run in runs if run.method == OURS}
    greedy = {(run.shape, run.seed): run.value for run in runs if run.method == GREEDY}
    floor = all(ours[key] >= value for key, value in greedy.items())
    return floor and all(run.violations == 0 for run in runs)


def _as_object(run: Run) -> dict[str, object]:
    return {**asdict(run), "gap": run.gap}


def _gap(gap: float | None) -> str:
    return "no bound" if gap is None else f"gap {100 * gap:.4f}%"


def _print_runs(console: Console, runs: list[Run]) -> None:
    from rich.table import Table

    table = Table(title="Value of the meetings held")
    for name in ("shape", "seed", "method"):
        table.add_column(name)
    for name in (
        "meetings",
        "value",
        "bound",
        "gap",
        "idle",
        "idle bound",
        "levels",
        "seconds",
        "CPU s",
        "MB",
        "violations",
    ):
        table.add_column(name, justify="right")
    for run in runs:
        if run.note:
            table.add_row(run.shape, str(run.seed), run.method, run.note, *[""] * 10)
            continue
        bound, gap = ("", "") if run.bound is None else (f"{run.bound:,}", f"{100 * (run.gap or 0):.4f}%")
        table.add_row(
            run.shape,
            str(run.seed),
            run.method,
            f"{run.meetings:,}",
            f"{run.value:,}",
            bound,
            gap,
            f"{run.gaps:,}",
            "" if run.gaps_bound is None else f"{run.gaps_bound:,}",
            "" if run.levels is None else str(run.levels),
            f"{run.seconds:.1f}",
            f"{run.cpu_seconds:.1f}",
            str(run.peak_mb),
            str(run.violations),
        )
    console.print(table)


def _print_summaries(console: Console, runs: list[Run]) -> None:
    from rich.table import Table

    from scheduler.bench.scale import summaries

    table = Table(title="Ours over the seeds")
    table.add_column("shape")
    for name in (
        "seeds",
        "proven",
        "median gap",
        "worst gap",
        "idle",
        "over bound",
        "most s",
        "over",
        "MB",
        "greedy short",
    ):
        table.add_column(name, justify="right")
    for one in summaries(runs):
        table.add_row(
            one.shape,
            str(one.seeds),
            str(one.proven),
            f"{100 * one.median_gap:.4f}%",
            f"{100 * one.worst_gap:.4f}%",
            str(one.most_gaps),
            str(one.gaps_over_bound),
            f"{one.most_seconds:.1f}",
            f"{one.most_over:.1f}",
            str(one.peak_mb),
            "" if one.greedy_short is None else f"{100 * one.greedy_short:.2f}%",
        )
    console.print(table)


def _print_idle(console: Console, gaps: list[IdleRun]) -> None:
    from rich.table import Table

    if not gaps:
        return
    table = Table(title="Idle gaps with the meetings frozen")
    table.add_column("shape")
    for name in ("seed", "meetings", "value only", "after", "fewer", "lower bound", "seconds", "bound s", "violations"):
        table.add_column(name, justify="right")
    for one in gaps:
        table.add_row(
            one.shape,
            str(one.seed),
            f"{one.meetings:,}",
            str(one.before),
            str(one.after),
            f"{100 * one.fewer:.1f}%",
            str(one.bound),
            f"{one.seconds:.1f}",
            f"{one.bound_seconds:.1f}",
            str(one.violations),
        )
    console.print(table)
