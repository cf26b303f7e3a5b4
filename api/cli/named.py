"""What people type for the things of a problem: codes in any case, and slots by their time on the clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from scheduler import Problem

KINDS = ("participant", "table", "interpreter", "request", "slot")


def named(problem: Problem, kind: str, typed: str) -> str:
    """The id of what was typed: letters of either case, spaces around it ignored; a slot also by its local time.

    Raises
    ------
    ValueError
        Nothing is called that, or several are; the text names the nearest.

    Examples
    --------
    >>> from scheduler.examples import roadshow
    >>> named(roadshow(seed=1), "participant", " b001 "), named(roadshow(seed=1), "slot", "1-13")
    ('B001', '1-13')
    """
    found = _meant(problem, kind, typed.strip())
    if len(found) == 1:
        return found[0]
    if found:
        raise ValueError(f"{kind} {typed!r} may be {_or(found)}: name one of them")
    ids = _ids(problem)[kind]
    near = get_close_matches(typed.strip().casefold(), [name.casefold() for name in ids], n=3, cutoff=0.6)
    meant = [name for name in ids if name.casefold() in near]
    more = f"did you mean {_or(meant)}?" if meant else f"name one of {_some(ids)}"
    raise ValueError(f"there is no {kind} {typed.strip()!r}: {more}")


def _meant(problem: Problem, kind: str, typed: str) -> list[str]:
    ids = _ids(problem)[kind]
    if typed in ids:
        return [typed]
    alike = [name for name in ids if name.casefold() == typed.casefold()]
    if alike or kind != "slot":
        return alike
    return [name for name, times in _times(problem).items() if typed.replace("T", " ").removeprefix("0") in times]


def _ids(problem: Problem) -> Mapping[str, Sequence[str]]:
    things: Iterable[Sequence[str]] = (
        [one.id for one in problem.participants],
        [one.id for one in problem.tables],
        [one.id for one in problem.interpreters],
        [one.id for one in problem.requests],
        [one.id for one in problem.slots],
    )
    return dict(zip(KINDS, things, strict=True))


def _times(problem: Problem) -> dict[str, set[str]]:
    """How the start of every slot may be typed: 9:30, 10-11 9:30, 2022-10-11 9:30."""
    zones = {leg.id: ZoneInfo(leg.zone) for leg in problem.legs}
    found: dict[str, set[str]] = {}
    for slot in problem.slots:
        local = slot.starts_at.astimezone(zones[slot.leg])
        clock, day = f"{local.hour}:{local.minute:02}", f"{local:%Y-%m-%d}"
        padded = f"{local:%H:%M}"
        found[slot.id] = {
            clock,
            *(f"{day[skip:]} {time}".removeprefix("0") for skip in (0, 5) for time in (clock, padded)),
        }
    return found


def _or(names: Sequence[str]) -> str:
    return " or ".join(names)


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:5]) + (f" ... ({len(names)} in all)" if len(names) > 5 else "")
