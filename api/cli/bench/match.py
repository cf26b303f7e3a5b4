"""``bench match`` and ``bench calibration``: what matching and learning are worth, measured."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from api.cli.match import JSON
from api.cli.plain import console_of, print_json
from api.ground.settings import PROJECT

if TYPE_CHECKING:
    from matcher.bench.match import Row

DATA = PROJECT / "fixtures" / "matching"


def match(
    data: Path = typer.Option(
        DATA, exists=True, file_okay=False, help="A graded set; see fixtures/matching/README.md."
    ),
    split: str = typer.Option("test", help="Which part: test, train or all."),
    ablation: bool = typer.Option(True, help="Also measure without each component."),
    outside: Path | None = typer.Option(
        None, exists=True, file_okay=False, help="Measure public sentences outside the field instead: folder with pud."
    ),
    robust: bool = typer.Option(
        False, "--robust", help="Measure unreadable, refusing, abbreviated, copied, stuffed and noisy texts instead."
    ),
    scale: bool = typer.Option(False, "--scale", help="Measure speed and memory among very many profiles instead."),
    sizes: str = typer.Option("2000,20000,100000", help="With --scale: how many profiles on each side."),
    as_json: bool = JSON,
) -> None:
    """Measure matching on a graded set (nDCG, recall, MRR, false matches, evidence), and on its part "messy" where it has
    one; with --outside on sentences about anything, with --robust on texts as they should not be, with --scale its speed."""
    if scale:
        _scale(sizes, as_json)
        return
    if outside is not None:
        _outside(outside, as_json)
        return
    if robust:
        _robust(data, as_json)
        return
    from api.ground.settings import read_settings
    from api.matches.model import encoder_of
    from matcher.bench.graded import read_graded
    from matcher.bench.match import measure
    from matcher.bench.messy import measure_messy

    encoder = encoder_of(read_settings())
    found = measure(read_graded(data, None if split == "all" else split), encoder=encoder, ablation=ablation)
    messy = measure_messy(read_graded(data / "messy"), encoder=encoder) if (data / "messy").is_dir() else None
    if as_json:
        second = {} if messy is None else {"messy": _plain(messy)}
        print_json(_known({"split": split, **_plain(found), **second}))
        return
    _print(found, split)
    if messy is not None:
        _print_messy(messy)


def calibration(
    runs: int = typer.Option(40, min=2, help="How many simulated histories for each row."),
    as_json: bool = JSON,
) -> None:
    """Measure learning on simulated events with known truth: calibration error with and without, from 70 meetings on."""
    from matcher.bench.calibration import table

    rows = table(runs=runs)
    if as_json:
        print_json({"rows": [asdict(row) for row in rows]})
        return
    _table(
        "Calibration on simulated events",
        ("World", "Meetings", "On", "ECE rule", "ECE", "Brier rule", "Brier", "Worst change"),
        [
            (
                row.world,
                str(row.meetings),
                f"{row.switched_on:.0%}",
                f"{row.rule_error:.3f}",
                f"{row.error:.3f}",
                f"{row.rule_brier:.4f}",
                f"{row.brier:.4f}",
                f"{row.worse_brier:+.4f}",
            )
            for row in rows
        ],
    )


def _outside(data: Path, as_json: bool) -> None:
    from api.ground.settings import read_settings
    from api.matches.model import encoder_of
    from matcher.bench.outside import outside

    rows = outside(data, encoder=encoder_of(read_settings()))
    if as_json:
        print_json({"rows": [asdict(row) for row in rows]})
        return
    _table(
        "Sentences outside the field find their translation",
        ("Languages", "Whole score", "No problem", "Cosine", "Paragraph", "Cosine", "Missed", "False"),
        [
            (
                f"{row.solutions} -> {row.needs}",
                *(f"{value:.1%}" for value in (row.score, row.without_problem, row.cosine)),
                *(f"{value:.1%}" for value in (row.paragraph, row.paragraph_cosine)),
                *(f"{value:.1%}" for value in (row.missed_rate, row.false_match_rate)),
            )
            for row in rows
        ],
    )


def _robust(data: Path, as_json: bool) -> None:
    from api.ground.settings import read_settings
    from api.matches.model import encoder_of
    from matcher.bench.graded import read_graded
    from matcher.bench.robust import measure_robust

    encoder = encoder_of(read_settings())
    rows = measure_robust(data, read_graded(data, "test"), read_graded(data / "messy"), encoder=encoder)
    if as_json:
        print_json({"rows": [{**asdict(row), "reached": row.reached} for row in rows]})
        return
    _table(
        "Texts as they should not be",
        ("Kind", "Tries", "Found", "Aim", "Reached"),
        [
            (
                row.name,
                str(row.tries),
                f"{row.value:.3f}",
                f"{'at most' if row.most else 'at least'} {row.aim:.2f}",
                "yes" if row.reached else "no",
            )
            for row in rows
        ],
    )


def _scale(sizes: str, as_json: bool) -> None:
    from api.cli.bench.pgvector import pgvector
    from matcher.bench.scale import measure

    try:
        counts = tuple(int(size) for size in sizes.split(","))
    except ValueError as error:
        raise typer.BadParameter(f"{sizes!r} must be numbers separated by commas", param_hint="--sizes") from error
    with pgvector() as peers:
        rows = measure(counts, peers=peers)
    if as_json:
        print_json({"rows": [{name: _known(value) for name, value in asdict(row).items()} for row in rows]})
        return
    _table(
        "Top 20 of both sides",
        ("Search", "Profiles", "Seconds", "GFLOP/s", "Of peak", "By processor time", "MB", "Same lists"),
        [
            (
                row.name,
                f"{row.profiles:,} x {row.profiles:,}",
                f"{row.seconds:.2f}",
                f"{row.rate:.0f}",
                f"{row.share:.0%}",
                "" if row.processor_share != row.processor_share else f"{row.processor_share:.0%}",
                "" if row.megabytes != row.megabytes else f"{row.megabytes:.0f}",
                "" if row.same != row.same else f"{row.same:.2%}",
            )
            for row in rows
        ],
    )


def _known(value: Any) -> Any:
    """Return a value, or None for what is not a number: JSON knows no NaN."""
    if isinstance(value, dict):
        return {name: _known(part) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_known(part) for part in value]
    return None if isinstance(value, float) and value != value else value


def _plain(found: dict[str, Any]) -> dict[str, Any]:
    return {name: [asdict(row) for row in value] if isinstance(value, list) else value for name, value in found.items()}


def _print_messy(found: dict[str, Any]) -> None:
    _rows(f"Messy needs: {found['solutions']} solutions, {found['needs']} needs", found["quality"])
    _rows("By language of the need, text alone", found["languages"])
    _rows("By kind of need, six languages, text alone", found["kinds"])
    for name in ("bands", "parallel"):
        _table(f"messy: {name}", tuple(found[name]), [tuple(f"{value:.3f}" for value in found[name].values())])


def _print(found: dict[str, Any], split: str) -> None:
    title = f"{found['encoder']}: {found['solutions']} solutions, {found['needs']} needs ({split})"
    _rows(title, found["quality"])
    _rows("By languages, solution -> need", found["languages"])
    if found["ablation"]:
        _rows("Ablation, cross-lingual, sector given", found["ablation"])
    names = ("no_good_match", "no_good_match_text_alone", "bands_text_alone", "evidence", "parallel")
    for name in (*names, "parallel_text_alone", "misordered", "exposure", "exposure_cosine"):
        _table(name.replace("_", " "), tuple(found[name]), [tuple(f"{value:.3f}" for value in found[name].values())])


def _rows(title: str, rows: list[Row]) -> None:
    names = tuple(rows[0].values) if rows else ()
    shown = [
        (
            row.name,
            str(row.needs),
            *(f"{row.values[name]:.3f} [{row.intervals[name][0]:.2f}, {row.intervals[name][1]:.2f}]" for name in names),
        )
        for row in rows
    ]
    _table(title, ("", "needs", *names), shown)


def _table(title: str, heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    from rich.table import Table

    table = Table(title=title, title_justify="left")
    for head in heads:
        table.add_column(head)
    for row in rows:
        table.add_row(*row)
    console_of().print(table)
