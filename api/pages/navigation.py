"""Where people work at an event: the places of the rail, each with its tabs, for organizers and for participants."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tab:
    """A page, by what its address adds to the event's, and its name in English; and pages elsewhere that belong to it."""

    to: str
    name: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the rail: its icon, its name, and its pages; the first is where it leads."""

    icon: str
    name: str
    tabs: tuple[Tab, ...]


CONSOLE = (
    Place("status", "Overview", (Tab("", "Overview"),)),
    Place(
        "people",
        "Participants",
        (
            Tab("/participants", "Participants", also=("/persons",)),
            Tab("/invitations", "Invitations"),
            Tab("/letters", "Letters"),
            Tab("/import", "Import"),
        ),
    ),
    Place("matches", "Matches", (Tab("/matches", "Matches"),)),
    Place(
        "schedule",
        "Schedule",
        (
            Tab("/schedules", "Timetable"),
            Tab("/schedules/versions", "Versions"),
            Tab("/changes", "Tell"),
            Tab("/build", "Build"),
        ),
    ),
    Place("day", "On the day", (Tab("/day", "On the day"),)),
    Place("results", "Results", (Tab("/outcomes", "Outcomes"), Tab("/mous", "MOUs"), Tab("/figures", "Figures"))),
    Place(
        "settings",
        "Settings",
        (Tab("/settings", "Event"), Tab("/access", "Access"), Tab("/webhooks", "Webhooks"), Tab("/trail", "Trail")),
    ),
)
"""What organizers see."""
COMPANY = (
    Place("schedule", "Agenda", (Tab("/me", "Agenda", also=("/persons",)),)),
    Place("people", "Requests", (Tab("/me/requests", "Requests"),)),
    Place("matches", "Find", (Tab("/me/find", "Find"),)),
    Place("results", "Record", (Tab("/me/record", "Record"), Tab("/outcomes", "Outcomes"), Tab("/mous", "MOUs"))),
)
"""What a supplier or a buyer sees."""


def here(places: tuple[Place, ...], within: str) -> tuple[Place, Tab] | None:
    """The place and the tab of a page, by what its address adds to the event's.

    >>> place, tab = here(CONSOLE, "/schedules/2/compare/3")
    >>> place.name, tab.name
    ('Schedule', 'Timetable')
    >>> here(CONSOLE, "/persons/S01")[1].name
    'Participants'
    """
    found = [
        (place, tab)
        for place, tab in _all(places)
        if any(within == to or within.startswith(f"{to}/") for to in (tab.to, *tab.also))
    ]
    return max(found, key=lambda one: len(one[1].to), default=None) if within else next(_all(places))


def _all(places: tuple[Place, ...]) -> Iterator[tuple[Place, Tab]]:
    return ((place, tab) for place in places for tab in place.tabs)
