"""A schedule as an SVG picture: time down, tables across, names and languages in every box; readable in black and white."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from scheduler.timegrid import time_grid

if TYPE_CHECKING:
    from scheduler.problem import Problem, Slot, Table
    from scheduler.result import Meeting

LEFT, HEAD, WIDE, HIGH, GAP, BREAK, LEGEND = 110, 34, 160, 66, 26, 20, 62
HATCH = (
    '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<path d="M0 0V6" stroke="#999" stroke-width="1.5"/></pattern></defs>'
)
STYLE = (
    "text{font:12px 'Noto Sans','Noto Sans KR','Noto Sans CJK KR',sans-serif;fill:#111}"
    ".head{font-weight:bold}.small{font-size:10px}"
    "rect{fill:#fff;stroke:#555}.meeting{fill:#eef3f8;stroke:#111;stroke-width:1.5}"
    ".interpreted{stroke-dasharray:6 3}.break{fill:url(#hatch);stroke:none}"
)


def picture(problem: Problem, meetings: Sequence[Meeting]) -> str:
    """The SVG text of a schedule, one block for each day of a leg.

    A box names supplier, buyer (and further parties), their languages and the interpreter. Interpreted meetings have a
    dashed frame and the words "via NAME": nothing is told by colour alone.

    Examples
    --------
    >>> from scheduler.examples import roadshow
    >>> picture(roadshow(seed=1), ())[:4]
    '<svg'
    """
    grid = time_grid(problem)
    at: dict[tuple[str, str], list[Meeting]] = defaultdict(list)
    for meeting in meetings:
        at[meeting.slot, meeting.table].append(meeting)
    zones = {leg.id: leg.zone for leg in problem.legs}
    parts: list[str] = []
    top, width = 0, LEFT
    for (leg, day), slots in groupby(grid.slots, key=lambda slot: grid.days[grid.day[grid.number[slot.id]]]):
        tables = [table for table in problem.tables if table.leg == leg]
        width = max(width, LEFT + WIDE * len(tables) + 4)
        parts.append(_text(4, top + 16, f"{leg}, {day:%Y-%m-%d} ({zones[leg]})", "head"))
        parts += [_text(LEFT + WIDE * n + 4, top + HEAD, _table(table), "head") for n, table in enumerate(tables)]
        top += HEAD + 8
        ended: datetime | None = None
        for slot in slots:
            if ended is not None and slot.starts_at > ended:
                parts += _pause(top, WIDE * len(tables), slot.starts_at - ended)
                top += BREAK
            ended = slot.ends_at
            high = HIGH * max([1, *(len(at[slot.id, table.id]) for table in tables)])
            parts.append(_text(4, top + 16, _time(slot, zones[leg])))
            for n, table in enumerate(tables):
                parts += _cell(problem, at[slot.id, table.id], LEFT + WIDE * n, top, high)
            top += high
        top += GAP
    parts += _legend(top)
    top, width = top + LEGEND, max(width, LEFT + 4 * WIDE)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{max(top, 1)}" '
        f'viewBox="0 0 {width} {max(top, 1)}" role="img"><title>{escape(problem.name or "Schedule")}</title>'
        f"<style>{STYLE}</style>{HATCH}{''.join(parts)}</svg>\n"
    )


def _pause(top: int, width: int, length: timedelta) -> list[str]:
    """A hatched band with its length where nobody meets."""
    minutes = int(length.total_seconds() // 60)
    return [
        f'<rect class="break" x="{LEFT}" y="{top + 3}" width="{width}" height="{BREAK - 6}"/>',
        _text(4, top + 14, f"– {minutes} min –", "small"),
    ]


def _legend(top: int) -> list[str]:
    """What frames and lines mean."""
    return [
        f'<rect class="meeting" x="{LEFT}" y="{top}" width="30" height="16"/>',
        _text(LEFT + 38, top + 13, "a common language"),
        f'<rect class="meeting interpreted" x="{LEFT + 190}" y="{top}" width="30" height="16"/>',
        _text(LEFT + 228, top + 13, "interpreted"),
        f'<rect class="break" x="{LEFT + 340}" y="{top}" width="30" height="16"/>',
        _text(LEFT + 378, top + 13, "break"),
        _text(
            LEFT,
            top + 36,
            "In a box: supplier; buyer and guests; languages of supplier / buyer; interpreter (languages).",
            "small",
        ),
        _text(LEFT, top + 50, "All times are local to the place named above them.", "small"),
    ]


def _table(table: Table) -> str:
    return f"{table.id} {table.area}".strip()


def _time(slot: Slot, zone: str) -> str:
    start, end = (moment.astimezone(ZoneInfo(zone)) for moment in (slot.starts_at, slot.ends_at))
    return f"{start:%H:%M}-{end:%H:%M}"


def _cell(problem: Problem, meetings: list[Meeting], left: int, top: int, high: int) -> list[str]:
    parts = [f'<rect x="{left}" y="{top}" width="{WIDE}" height="{high}"/>']
    languages = {who.id: ", ".join(sorted(who.languages)) for who in problem.participants}
    skills = {one.id: ", ".join(sorted(one.languages)) for one in problem.interpreters}
    for n, meeting in enumerate(meetings):
        y = top + n * HIGH
        kind = "meeting interpreted" if meeting.interpreter else "meeting"
        parts.append(f'<rect class="{kind}" x="{left + 2}" y="{y + 2}" width="{WIDE - 4}" height="{HIGH - 4}"/>')
        guests = ", ".join((meeting.buyer, *meeting.parties))
        spoken = " / ".join(filter(None, (languages[meeting.supplier], languages[meeting.buyer])))
        via = f"via {meeting.interpreter} ({skills.get(meeting.interpreter, '?')})" if meeting.interpreter else ""
        parts.append(_text(left + 7, y + 16, _short(meeting.supplier), "head"))
        parts.append(_text(left + 7, y + 30, _short(guests)))
        parts.append(_text(left + 7, y + 44, _short(spoken, 30), "small"))
        parts.append(_text(left + 7, y + 57, _short(via, 30), "small"))
    return parts


def _short(words: str, most: int = 22) -> str:
    return words if len(words) <= most else words[: most - 1] + "…"


def _text(x: int, y: int, words: str, kind: str = "") -> str:
    return f'<text class="{kind}" x="{x}" y="{y}">{escape(words)}</text>'
