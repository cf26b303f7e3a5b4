"""``bench b2bsp``: the published meeting scheduling instances, solved and proven, with peers beside."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from api.cli.plain import console_of, print_json

if TYPE_CHECKING:
    from rich.console import Console

    from scheduler.bench.b2b.problem import B2BResult
    from scheduler.bench.b2bsp import Run

DIRECTORY = typer.Argument(
    exists=True, file_okay=False, help="Instances INSTANCE.VARIANT.dzn, and published.csv if known."
)


def b2bsp(
    directory: Path = DIRECTORY,
    limit: float = typer.Option(60.0, min=0.0, help="Seconds for each instance."),
    variant: str | None = typer.Option(None, help="Only this variant, as original."),
    peers: bool = typer.Option(True, help="Whether Gecode and a one-shot CP-SAT model try too."),
    peer_limit: float = typer.Option(20.0, min=0.1, help="Seconds for each peer and instance."),
    seed: int = typer.Option(0, min=0, max=2**31 - 1, help="Seed of our random choices, to see how times spread."),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object instead of a table."),
) -> None:
    """Fewest idle periods of every instance, proven; exit code 1 if an answer differs from the published one."""

    from scheduler.bench.b2bsp import peers_here, run_b2bsp

    console = console_of(stderr=as_json)
    beside = peers_here() if peers else {}
    runs: list[Run] = []
    for run in run_b2bsp(directory, limit, variant=variant, peers=beside, peer_limit=peer_limit, seed=seed):
        runs.append(run)
        console.print(f"{run.instance} {run.variant}: {_answer(run.ours)} in {run.ours.seconds:.1f} s", style="dim")
    if as_json:
        print_json(_as_object(runs, list(beside)))
    else:
        _print(console, runs, list(beside))
    if any(run.agrees is False for run in runs):
        raise typer.Exit(1)


def _answer(result: B2BResult) -> str:
    if result.status in ("infeasible", "unknown"):
        return result.status
    return str(result.value) if result.status == "optimal" else f"{result.value} (at least {result.bound})"


def _as_object(runs: list[Run], peers: list[str]) -> dict[str, object]:
    from dataclasses import asdict

    from scheduler.bench.b2bsp import slower

    originals = [run.ours.seconds for run in runs if run.variant == "original"]
    return {
        "runs": [{**asdict(run), "agrees": run.agrees} for run in runs],
        "agree": sum(run.agrees is True for run in runs),
        "published": sum(run.published is not None for run in runs),
        "seconds": sum(run.ours.seconds for run in runs),
        "seconds_originals": sum(originals),
        "seconds_longest_original": max(originals, default=0.0),
        "peers_slower": {peer: slower(runs, peer) for peer in peers},
    }


def _print(console: Console, runs: list[Run], peers: list[str]) -> None:
    from rich.table import Table

    from scheduler.bench.b2bsp import slower

    table = Table(title="Meeting scheduling: fewest idle periods")
    for name in ("instance", "variant"):
        table.add_column(name, no_wrap=True)
    for name in ("value", "bound", "published", "agrees", "seconds"):
        table.add_column(name, justify="right")
    for peer in peers:
        table.add_column(peer, justify="right")
        table.add_column("seconds", justify="right")
    for run in runs:
        cells = [run.instance, run.variant, _answer(run.ours), _text(run.ours.bound), run.published or ""]
        cells += [{True: "yes", False: "NO", None: ""}[run.agrees], f"{run.ours.seconds:.1f}"]
        for peer in peers:
            answer = "wrong" if peer in run.peer_faults else _answer(run.peers[peer])
            cells += [answer, f"{run.peers[peer].seconds:.1f}"]
        table.add_row(*cells)
    console.print(table)
    known = [run for run in runs if run.published is not None]
    console.print(f"{sum(run.agrees is True for run in known)} of {len(known)} proven and equal to what is published.")
    originals = [run.ours.seconds for run in runs if run.variant == "original"]
    if originals:
        console.print(f"Originals: {sum(originals):.1f} s together, the longest {max(originals):.1f} s.")
    for peer in peers:
        ratio = slower(runs, peer)
        if ratio is not None:
            console.print(
                f"{peer}: {ratio:.1f} times our seconds (geometric mean; unfinished runs count as their limit)."
            )


def _text(number: int | None) -> str:
    return "" if number is None else str(number)
