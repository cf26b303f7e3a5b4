"""``mannam demo``: the main job on the shipped Istanbul event, from the workbook to a published schedule."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from api.cli.plain import brought_in, console_of, counted
from api.ground.settings import Settings, default_out, in_checkout, read_settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from api.events.nouns import Event, Participant
    from api.ground.db import Connection, Pool
    from api.jobs.nouns import Job
    from api.schedules.reading import InFull

WORKBOOK = Path(str(files("api"))) / "examples" / "istanbul-2022.xlsx"
SIDES = ("supplier", "buyer")


@dataclass(frozen=True, slots=True)
class Made:
    """What the demo made, for its summary."""

    event: Event
    version: InFull
    matches: dict[str, int]
    participants: dict[str, int]
    files: list[Path]
    links: dict[str, str]


def demo(
    once: bool = typer.Option(False, "--once", help="End after the summary instead of leaving the service running."),
    workbook: Path = typer.Option(WORKBOOK, exists=True, dir_okay=False, help="Another event's workbook."),
    out: Path | None = typer.Option(None, help="Where to write the files; default out/."),
    port: int = typer.Option(0, help="Where the service listens; default MANNAM_PORT or 8765."),
) -> None:
    """Take the Istanbul consultation of October 2022 from its workbook to a published schedule, and serve it."""

    from api.ground.postgres import database

    settings = read_settings()
    if port:
        settings = settings.but(port=port)
    console = console_of(highlight=False)
    console.print("[bold]Mannam demo[/bold]: starting the database")
    with database(settings) as url:
        content = workbook.read_bytes()
        asyncio.run(
            _run(settings.but(database_url=url), console, workbook.name, content, out or default_out(), once=once)
        )


async def _run(settings: Settings, console: Console, name: str, content: bytes, out: Path, *, once: bool) -> None:
    from api import serving

    async with serving.ready_pool(settings) as pool:
        made = await _make(settings, pool, console, name, content, out)
        _summary(console, made, serving_now=not once)
        if not once:
            await serving.run(settings, pool, worker=True, ready=lambda: _where(console, settings, made))


async def _make(settings: Settings, pool: Pool, console: Console, name: str, content: bytes, out: Path) -> Made:
    from api.access.nouns import TERMINAL
    from api.audit.acting import acting
    from api.events.importing import import_workbook
    from api.ground.db import transaction
    from api.matches import reading as matches
    from api.papers import exporting
    from api.participants import reading as participants
    from api.schedules import publishing, reading

    async with transaction(pool) as db:
        await acting(db, name=TERMINAL.signature, role=TERMINAL.role)
        imported = await import_workbook(db, content, filename=name, by=TERMINAL)
    event = imported.event
    console.print(f"imported {name}: {brought_in(imported)}")
    await _job(settings, pool, console, event.id, "match")
    build = await _job(settings, pool, console, event.id, "build")
    async with transaction(pool) as db:
        await acting(db, name=TERMINAL.signature, role=TERMINAL.role, event_id=event.id)
        made = await reading.in_full(db, event.id, build.progress["version"], by=TERMINAL)
        await publishing.publish(db, event.id, made.schedule, by=TERMINAL, note="mannam demo")
        console.print(f"published version {made.schedule.version}")
        written = await exporting.everything(db, event.slug, by=TERMINAL)
        everyone = await participants.participants(db, event.id, by=TERMINAL)
        return Made(
            event=event,
            version=made,
            matches=await matches.count(db, event.id, by=TERMINAL),
            participants={side: sum(1 for one in everyone if one.side == side) for side in SIDES},
            files=_written(out / event.slug, written),
            links=await _links(settings, db, event, everyone),
        )


async def _links(settings: Settings, db: Connection, event: Event, everyone: Sequence[Participant]) -> dict[str, str]:
    """A sign-in link for the organizer, and for the first participant of each side."""
    from api.access.keys import sign_in_link
    from api.access.nouns import TERMINAL
    from api.participants.inviting import invite

    first = {side: next(one.code for one in everyone if one.side == side) for side in SIDES}
    return {
        who: sign_in_link(settings, await invite(db, event.id, code, by=TERMINAL))
        for who, code in ({"organizer": ""} | first).items()
    }


async def _job(settings: Settings, pool: Pool, console: Console, event_id: int, kind: str) -> Job:
    """Queue a job, do it in this process, and show its progress."""
    from api.access.nouns import TERMINAL
    from api.app import kinds as known
    from api.ground.db import transaction
    from api.jobs import queue as jobs
    from api.jobs.saying import words
    from api.jobs.worker import Worker

    kinds = known(settings)
    async with transaction(pool) as db:
        for open_job in await jobs.jobs(db, event_id, by=TERMINAL):
            if open_job.state in ("queued", "running"):
                await jobs.request_stop(db, event_id, open_job.id, by=TERMINAL)
    async with transaction(pool) as db:
        job = await jobs.start(db, event_id, kinds[kind], {}, by=TERMINAL)
    hands = Worker(pool, kinds)
    doing = asyncio.create_task(_until_done(hands, pool, event_id, job.id))
    title = {"match": "matching", "build": "building the schedule"}[kind]
    with console.status(title) as status:
        while not doing.done():
            await asyncio.wait([doing], timeout=0.5)
            async with transaction(pool) as db:
                job = await jobs.job_of(db, event_id, job.id, by=TERMINAL)
            status.update(f"{title}: {_progress(job, words(kinds, job, 'en'))}")
    await doing
    if job.state == "failed":
        raise ValueError(f"{title} failed: {words(kinds, job, 'en')}")
    console.print(f"{title}: {words(kinds, job, 'en')}")
    return job


async def _until_done(hands: Any, pool: Pool, event_id: int, job_id: int) -> None:
    from api.access.nouns import TERMINAL
    from api.ground.db import transaction
    from api.jobs import queue as jobs

    while True:
        async with transaction(pool) as db:
            if (await jobs.job_of(db, event_id, job_id, by=TERMINAL)).state not in ("queued", "running"):
                return
        if not await hands.step():
            await asyncio.sleep(0.2)


def _progress(job: Job, message: str) -> str:
    numbers = job.progress
    if "value" not in numbers:
        return message
    return f"{message} · value {numbers['value']} of at most {numbers['bound']}"


def _written(folder: Path, files: dict[str, bytes]) -> list[Path]:
    paths: list[Path] = []
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        paths.append(path)
    return paths


def _summary(console: Console, made: Made, *, serving_now: bool) -> None:
    from rich.table import Table

    from api.schedules.quality import quality

    schedule, left_out = made.version.schedule, len(made.version.unscheduled)
    table = Table(title=f"{made.event.name_ko}\n{made.event.name_en}", show_header=False, title_justify="left")
    bands = ", ".join(f"{count} {band}" for band, count in sorted(made.matches.items()))
    rows = (
        (
            "Participants",
            f"{counted(made.participants['supplier'], 'supplier')}, {counted(made.participants['buyer'], 'buyer')}",
        ),
        ("Matches", f"{counted(sum(made.matches.values()), 'pair')} scored: {bands}"),
        ("Requests", str(schedule.meetings + left_out)),
        (
            "Meetings placed",
            f"{schedule.meetings} ({counted(left_out, 'request')} unscheduled, each with its reason)",
        ),
        ("Quality", quality(schedule.value, schedule.bound, schedule.certificate).said("en")),
        ("Seconds", f"{schedule.seconds:.1f}"),
    )
    for row in rows:
        table.add_row(*row)
    console.print(table)
    folders = sorted({path.parent for path in made.files})
    for folder in folders:
        names = sorted(path.name for path in made.files if path.parent == folder)
        shown = ", ".join(names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")
        console.print(f"{folder}: {shown}", soft_wrap=True)
    if not serving_now:
        command = "./mannam demo" if in_checkout() else "mannam demo"
        console.print(f"Call {command} without --once to keep the service running, with sign-in links.")


def _where(console: Console, settings: Settings, made: Made) -> None:
    console.print(f"\nMannam runs at [bold]{settings.base_url}[/bold]  (stop it with Ctrl+C)")
    for who, link in made.links.items():
        console.print(f"  {who:<10} {link}", soft_wrap=True)
