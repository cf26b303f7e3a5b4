"""Where an event stands, for the bar above every page: its clock, what is published, and what is not in it yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from api.access.may import may
from api.events import finding
from api.events.nouns import Leg
from api.schedules.checking import check_published
from api.web.desk import Desk


@dataclass(frozen=True, slots=True)
class Standing:
    """The leg whose clock counts now, the version in force, how many rules it breaks, and what changed since it was made."""

    leg: Leg | None
    published: int | None = None
    conflicts: int = 0
    changes: int = 0


async def standing(desk: Desk) -> Standing:
    """How an event stands for whoever looks; participants are told the time alone."""
    leg = current_leg(await finding.legs(desk.db, desk.event.id, by=desk.by), datetime.now(UTC))
    if not may(desk.by, "read", "schedule"):
        return Standing(leg)
    checked = await check_published(desk.db, desk.event.id, by=desk.by)
    if checked is None:
        return Standing(leg)
    return Standing(leg, checked.version, len(checked.violations), sum(len(one.what) for one in checked.changed))


def current_leg(legs: Sequence[Leg], now: datetime) -> Leg | None:
    """The leg that is on, else the next one, else the last; None where there is none."""

    def today(leg: Leg) -> date:
        return now.astimezone(ZoneInfo(leg.zone)).date()

    ahead = [leg for leg in legs if leg.ends_on >= today(leg)]
    return min(ahead, key=lambda leg: leg.starts_on, default=None) or max(
        legs, key=lambda leg: leg.ends_on, default=None
    )
