"""``import``, ``match``, ``schedule``, ``check`` and ``export``: the main job on files and on events in the database.

Where a command takes SOURCE, a file is read as it is, without any database; any other word is an event's name in the
database.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from api.cli.plain import brought_in, counted, tell
from api.ground.settings import read_settings

if TYPE_CHECKING:
    from api.events.nouns import EventWorkbook
    from api.matches.scoring import PairMatch
    from api.schedules.checking import Checked
    from scheduler.problem import Problem

SOURCE = typer.Argument(help="A workbook (.xlsx), a problem file (.json, .dzn), or an event's name in the database.")
JSON = typer.Option(False, "--json", help="Print one JSON object instead of a table.")


def import_(
    file: Path = typer.Argument(exists=True, dir_okay=False, help="An event workbook (.xlsx)."),
    marked: Path | None = typer.Option(None, help="Where to write the workbook with its faults marked, if it has any."),
    remove: bool = typer.Option(False, "--remove", help="What the event has and the workbook has not may go."),
) -> None:
    """Import a workbook into the database: all of it, or nothing and every fault; says what it changed."""
    import asyncio

    from api.access.nouns import TERMINAL
    from api.cli.database import in_database
    from api.events.importing import import_workbook, marked_apart, read_apart
    from api.ground.errors import Invalid

    content = file.read_bytes()
    try:
        asyncio.run(read_apart(content, by=TERMINAL))
    except Invalid as refusal:
        target = marked or file.with_name(f"{file.stem}-faults.xlsx")
        if (bytes_marked := asyncio.run(marked_apart(content, by=TERMINAL))) is not None:
            target.write_bytes(bytes_marked)
            tell(f"Your workbook with a column of faults: {target}", err=True)
        else:
            tell("The faults cannot be written into this file; here they are:", err=True)
        raise refusal
    imported = in_database(
        lambda db: import_workbook(db, content, filename=file.name, remove=remove, by=TERMINAL),
    )
    tell(f"{imported.event.slug}: {brought_in(imported)}")
    for change in imported.changes:
        tell(f"  {change.said('en')}")
    for warning in imported.warnings:
        tell(f"  note: {warning.in_words('en')}")


class Way(StrEnum):
    """How a schedule is searched for."""

    auto = "auto"
    one_model = "one model"
    decomposition = "decomposition"


def match(
    source: str = SOURCE,
    needs: Path | None = typer.Argument(None, help="With a file of solutions: the file of needs."),
    top: int = typer.Option(5, min=1, help="How many matches to show for each."),
    language: str = typer.Option("en", help="Language of the reasons: ko, en, th, tr, vi or id."),
    as_json: bool = JSON,
) -> None:
    """Match the suppliers of an event with its buyers, or a file of SOLUTIONS with a file of NEEDS, with reasons."""
    if needs is not None:
        from api.cli.match import match_files

        match_files(Path(source), needs, top=top, language=language, as_json=as_json)
        return
    from api.cli.shown import show_pairs

    workbook = workbook_of(source)
    show_pairs(workbook, pairs_of(workbook), top=top, language=language, as_json=as_json)


def schedule(
    source: str = SOURCE,
    limit: float = typer.Option(30.0, min=0.1, help="Seconds to search at most."),
    method: Way = typer.Option(Way.auto, help="Which way to search."),
    out: Path | None = typer.Option(None, help="Write the schedule to this file (.json)."),
    problem_out: Path | None = typer.Option(None, help="Write the problem that was solved to this file (.json)."),
    picture: Path | None = typer.Option(None, help="Draw the schedule to this file (.svg)."),
    as_json: bool = JSON,
) -> None:
    """Build a schedule and print it with its bound, its gap, and the reason for every request left out."""
    from api.cli import schedule as scheduling

    scheduling.solve_and_show(
        problem_of(source),
        limit=limit,
        method=method.value,
        out=out,
        problem_out=problem_out,
        picture=picture,
        as_json=as_json,
    )


def check(
    source: str = SOURCE,
    file: Path | None = typer.Argument(
        None, help="A schedule file (.json). Left out with an event's name: its published schedule."
    ),
    as_json: bool = JSON,
) -> None:
    """Check a schedule against every hard rule, without the solver; exit code 1 if it breaks one.

    An event's published schedule is checked against the event as it is now.
    """
    from api.cli import schedule as scheduling

    if file is not None:
        scheduling.check_and_show(problem_of(source), file, as_json=as_json)
        return
    if Path(source).is_file():
        raise ValueError(f"{source} holds no schedule: name a schedule file (.json) after it")
    scheduling.show_checked(source, checked_of(source), as_json=as_json)


def export(
    event: str = typer.Argument(help="The event's name in the database."),
    folder: Path = typer.Option(Path("out"), help="Where to write; a folder of the event's name is made in it."),
    version: int | None = typer.Option(None, help="A version of the schedule; default is the published one."),
) -> None:
    """Write the timetable (XLSX), an agenda for everyone (PDF, ICS), the workbook, and problem and schedule (JSON)."""
    from api.access.nouns import TERMINAL
    from api.cli.database import in_database
    from api.papers import exporting

    files = in_database(lambda db: exporting.everything(db, event, version=version, by=TERMINAL))
    for name, content in files.items():
        path = folder / event / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    tell(f"{counted(len(files), 'file')} in {folder / event}")


def workbook_of(source: str) -> EventWorkbook:
    """The workbook of a file, or of an event in the database."""
    path = Path(source)
    if path.is_file():
        from api.events.importing import read

        workbook, warnings = read(path.read_bytes())
        for warning in warnings:
            tell(f"note: {warning.in_words('en')}", err=True)
        return workbook
    from api.cli.database import in_event
    from api.papers import exporting

    _refuse_missing_file(path)
    return in_event(source, lambda db, event_id, by: exporting.workbook(db, event_id, by=by))


def pairs_of(workbook: EventWorkbook) -> list[PairMatch]:
    """All pairs of a workbook, scored by the model of the settings."""
    from api.matches.model import encoder_of
    from api.matches.scoring import match

    return match(workbook, encoder_of(read_settings()))


def problem_of(source: str) -> Problem:
    """The scheduling problem of a workbook, a problem file, or an event in the database."""
    path = Path(source)
    if path.suffix.lower() in (".json", ".dzn") and path.is_file():
        from api.cli import schedule as scheduling

        return scheduling.read_problem_file(path)
    if path.is_file():
        from api.schedules.building import problem_of, wanted_of

        workbook = workbook_of(source)
        scores = {(pair.supplier, pair.buyer): pair.match.score for pair in pairs_of(workbook)}
        wanted = wanted_of(workbook.wishes, {supplier.code for supplier in workbook.suppliers})
        return problem_of(workbook, scores, wanted)
    from api.cli.database import in_event
    from api.schedules import reading

    _refuse_missing_file(path)
    return in_event(source, lambda db, event_id, by: reading.problem(db, event_id, by=by))


def published_of(event: str, version: int | None = None) -> tuple[Problem, Any]:
    """The problem that an event's published schedule (or a version) was made for, and its meetings."""
    from api.access.nouns import TERMINAL
    from api.cli.database import in_database
    from api.papers import exporting

    return in_database(lambda db: exporting.published_problem(db, event, version, by=TERMINAL))


def checked_of(event: str) -> Checked:
    """What a check of an event's published schedule against the event of now finds."""
    from api.cli.database import in_event
    from api.ground.errors import Conflict
    from api.schedules.checking import check_published

    _refuse_missing_file(Path(event))
    checked = in_event(event, lambda db, event_id, by: check_published(db, event_id, by=by))
    if checked is None:
        raise Conflict(
            "{event} has no published schedule: publish a version first.", code="nothing-published", event=event
        )
    return checked


def _refuse_missing_file(path: Path) -> None:
    if path.suffix or len(path.parts) > 1:
        raise ValueError(f"{path} is no file that can be read: check its path (an event's name has no dots or slashes)")
