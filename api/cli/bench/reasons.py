"""``bench reasons``: is every sentence about what is left out of a schedule true?"""

from __future__ import annotations

import typer

from api.cli.plain import print_json, tell


def reasons(
    problems: int = typer.Option(2_000, min=1, help="Random problems with every rule."),
    first: int = typer.Option(0, min=0, help="Seed of the first problem."),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object instead of a table."),
) -> None:
    """Try every sentence about random small problems on the rules alone; exit code 1 if one is false."""
    from scheduler.bench.reasons import Tally, bench_reasons

    tally = Tally()
    for tally in bench_reasons(problems, first):
        if tally.problems % 100 == 0:
            tell(f"{tally.problems} problems, {len(tally.false)} false sentences", err=True)
    if as_json:
        from dataclasses import asdict

        print_json({**asdict(tally), "codes": dict(tally.codes)})
    else:
        for code, count in tally.codes.most_common():
            tell(f"{code:24}{count:8,}")
        for one in tally.false:
            tell(f"false: problem {one.seed}, {one.source}, {one.request}: {one.sentence}")
        tell(
            f"{tally.problems:,} problems, {tally.codes.total():,} sentences, {tally.remedies:,} remedies, "
            f"{len(tally.false)} false"
        )
    if tally.false:
        raise typer.Exit(1)
