"""Schedules on the terminal: solve a problem and show it, check a schedule and show what it breaks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import typer

from api.cli.plain import console_of, counted, print_json, tell

if TYPE_CHECKING:
    from rich.console import Console

    from api.schedules.checking import Checked
    from scheduler import Problem, Progress, Result
    from scheduler.solve import Way

Found = TypeVar("Found")


def load_problem(path: Path) -> Problem:
    """The scheduling problem of a file, by its suffix: ``.json``, or ``.xlsx`` for an event workbook."""
    if path.suffix.lower() == ".xlsx":
        from api.cli.event import problem_of

        return problem_of(str(path))
    return read_problem_file(path)


def read_problem_file(path: Path) -> Problem:
    """The problem of a ``.json`` file.

    Raises
    ------
    ValueError
        The file does not fit the format, with the JSON path of every fault, or is of another kind.
    """
    if path.suffix.lower() == ".dzn":
        raise ValueError(
            f"{path.name} is of the published benchmark format, in which companies have no sides and every meeting is "
            "held: solve it with `mannam bench b2bsp`"
        )
    if path.suffix.lower() != ".json":
        raise ValueError(f"{path.name} is no problem file: give a .json file (docs/scheduling.md shows its format)")
    from scheduler.files import read_problem

    return _named(path, lambda: read_problem(_text(path)))


def solve_and_show(
    problem: Problem,
    *,
    limit: float,
    method: Way = "auto",
    out: Path | None,
    problem_out: Path | None,
    picture: Path | None,
    as_json: bool,
) -> None:
    """Solve a problem within ``limit`` seconds, write what was asked for, and print the schedule.

    Ctrl-C ends the search and keeps the best so far; pressed again, everything ends.
    """
    from scheduler import solve
    from scheduler.files import write_problem, write_schedule

    writable(out, problem_out, picture)
    if problem_out is not None:
        problem_out.write_text(write_problem(problem), encoding="utf-8")
    progress = None if as_json else Line()
    result = until_stopped(
        lambda stop: solve(problem, limit_seconds=limit, method=method, progress=progress, stop=stop)
    )
    if not as_json:
        tell("\r\x1b[K", nl=False, err=True)
    if out is not None:
        out.write_text(write_schedule(result, problem=problem.name), encoding="utf-8")
    if picture is not None:
        from scheduler.picture import picture as draw

        picture.write_text(draw(problem, result.meetings), encoding="utf-8")
    show_result(problem, result, as_json=as_json)
    if result.certificate.violations or result.certificate.rejected:
        raise typer.Exit(1)


def writable(*paths: Path | None) -> None:
    """Refuse files that cannot be written, before any work is done for them.

    Raises
    ------
    ValueError
        A path is a folder, or lies in a folder that does not exist or cannot be written.
    """
    import os

    for path in paths:
        if path is None:
            continue
        if path.is_dir():
            raise ValueError(f"{path} is a folder: give the name of a file")
        if not path.absolute().parent.is_dir():
            raise ValueError(f"{path} cannot be written: there is no folder {path.absolute().parent}")
        if not os.access(path if path.exists() else path.absolute().parent, os.W_OK):
            raise ValueError(f"{path} cannot be written: permission is missing")


def until_stopped(search: Callable[[Callable[[], bool]], Found]) -> Found:
    """What a search finds, which asks whether to stop: Ctrl-C says yes, and pressed again ends everything as ever.

    The search has a thread of its own, so that the key is heard while a solver is at work.
    """
    import signal
    from concurrent.futures import ThreadPoolExecutor
    from threading import Event, current_thread, main_thread

    pressed = Event()
    if current_thread() is not main_thread():
        return search(pressed.is_set)

    def press(_number: int, _frame: object) -> None:
        tell("stopping with the best so far", err=True)
        pressed.set()
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, press)
    try:
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(search, pressed.is_set).result()
    finally:
        signal.signal(signal.SIGINT, before)


def plain_console() -> Console:
    """A console that prints ids as they are, at least 110 columns wide where nobody watches."""
    import sys

    width = None if sys.stdout.isatty() else 110
    return console_of(width=width, markup=False, emoji=False, highlight=False, soft_wrap=False)


def check_and_show(problem: Problem, schedule: Path, *, as_json: bool) -> None:
    """Check a schedule file against every hard rule; exits with code 1 if it breaks one."""
    from scheduler import check
    from scheduler.files import read_schedule

    meetings = _named(schedule, lambda: read_schedule(_text(schedule)))
    violations = check(problem, meetings)
    if as_json:
        from dataclasses import asdict

        print_json({"meetings": len(meetings), "violations": [asdict(one) for one in violations]})
    else:
        for one in violations:
            tell(f"{one.rule}: {one.sentence}")
        tell(f"{counted(len(meetings), 'meeting')}, {_violations(len(violations))}")
    if violations:
        raise typer.Exit(1)


def show_checked(event: str, checked: Checked, *, as_json: bool) -> None:
    """Print what a check of the published schedule found; exits with code 1 if it breaks a rule of now."""
    if as_json:
        from dataclasses import asdict

        from api.schedules.checking import as_rows

        print_json(asdict(checked) | {"violations": as_rows(checked.violations)})
    else:
        for one in checked.violations:
            tell(f"{one.rule}: {one.sentence}")
        for changed in checked.changed:
            tell(f"changed since version {checked.version} was made: {changed.sentence}")
        tell(f"version {checked.version}: {_violations(len(checked.violations))}")
        if checked.violations:
            tell(f"Re-plan with few changes: mannam replan {event}")
    if checked.violations:
        raise typer.Exit(1)


def _violations(n: int) -> str:
    return counted(n, "violation") if n else "no violation"


def show_result(problem: Problem, result: Result, *, as_json: bool) -> None:
    """Print a result as tables, or as one JSON object."""
    if as_json:
        from scheduler.files import schedule_json

        print_json(schedule_json(result, problem=problem.name))
        return
    console = plain_console()
    _meetings(console, problem, result)
    _unscheduled(console, result)
    _certificate(console, result)


def _meetings(console: Console, problem: Problem, result: Result) -> None:
    from zoneinfo import ZoneInfo

    from rich.table import Table

    zones = {leg.id: leg.zone for leg in problem.legs}
    slots = {slot.id: slot for slot in problem.slots}
    sides = {who.id: who.side for who in problem.participants}
    table = Table(title=problem.name or None, title_justify="left")
    for head in ("When", "Zone", "Table", "Supplier", "Buyer", "Interpreter"):
        table.add_column(head)
    for meeting in result.meetings:
        slot = slots[meeting.slot]
        zone = zones[slot.leg]
        start, end = (moment.astimezone(ZoneInfo(zone)) for moment in (slot.starts_at, slot.ends_at))
        suppliers = ", ".join((meeting.supplier, *(who for who in meeting.parties if sides[who] == "supplier")))
        buyers = ", ".join((meeting.buyer, *(who for who in meeting.parties if sides[who] == "buyer")))
        when = f"{start:%Y-%m-%d %H:%M}-{end:%H:%M}"
        table.add_row(when, zone, meeting.table, suppliers, buyers, meeting.interpreter or "")
    console.print(table)


def _unscheduled(console: Console, result: Result) -> None:
    from rich.table import Table

    if not result.unscheduled:
        return
    table = Table(title="Unscheduled", title_justify="left")
    table.add_column("Request")
    table.add_column("Why")
    for one in result.unscheduled:
        table.add_row(one.request, one.reason.words())
    console.print(table)


def _certificate(console: Console, result: Result) -> None:
    from rich.table import Table

    from api.schedules.quality import quality_of

    table = Table(title="Certificate", title_justify="left")
    for head in ("Layer", "Value", "Bound", "Better", "Proven"):
        table.add_column(head, justify="right" if head in ("Value", "Bound") else "left")
    for layer in result.certificate.layers:
        name = f"{layer.name}, at least {layer.level}" if layer.level else layer.name
        of = "" if layer.scope == "schedule" else f", for these {layer.scope}"
        proven = f"yes{of}" if layer.proven else "no"
        better = "more" if layer.sense == "max" else "less"
        table.add_row(name, f"{layer.value:,}", f"{layer.bound:,}", better, proven)
    console.print(table)
    for note in result.notes:
        console.print(note, soft_wrap=True)
    cost = result.certificate.fairness_cost
    if cost:
        console.print(f"Fairness before value costs at most {cost:,} in value.", soft_wrap=True)
    console.print(quality_of(result).said("en"), soft_wrap=True)
    console.print(
        f"{counted(len(result.meetings), 'meeting')}, {len(result.unscheduled)} unscheduled, "
        f"value {result.value:,} of at most {result.bound:,}, "
        f"{result.seconds:.1f} s, {result.method}",
        soft_wrap=True,
    )


class Line:
    """Shows progress on one line of a terminal, and nothing where there is none."""

    def __call__(self, progress: Progress) -> None:
        import sys

        if sys.stderr.isatty():
            words = f"{progress.message}: {progress.value:,} of at most {progress.bound:,}, {progress.seconds:.1f} s"
            tell(f"\r\x1b[K{words[:100]}", nl=False, err=True)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise ValueError("this is no UTF-8 text") from None
    except OSError as fault:
        raise ValueError(f"cannot be read: {fault.strerror}") from None


def _named(path: Path, read: Any) -> Any:
    """What ``read`` returns; its faults carry the file's name."""
    try:
        return read()
    except ValueError as fault:
        raise ValueError(f"{path.name}: {fault}") from None
