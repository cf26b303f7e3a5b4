"""The pair that is picked on a timetable: where it can go, or why it has no meeting and what would let it in."""

from dataclasses import dataclass

from api.events.nouns import Party
from api.ground.errors import Conflict, MannamError
from api.ground.words import Sentence
from api.schedules import explaining, targets
from api.schedules.nouns import Explanation, Meeting
from api.schedules.pinning import Hand
from api.schedules.reading import InFull
from api.schedules.targets import Targets
from api.web.desk import Desk


@dataclass(frozen=True, slots=True)
class Picked:
    """A pair of a version: its meeting and where it could go, or why it has none; ``unanswered`` says why nobody knows."""

    supplier: Party
    buyer: Party
    meeting: Meeting | None
    targets: Targets
    explanation: Explanation | None = None
    unanswered: MannamError | None = None

    @property
    def against(self) -> list[Sentence]:
        """What speaks against other places, each sentence once."""
        found: list[Sentence] = []
        for one in self.targets.values():
            if one is not None and one not in found:
                found.append(one)
        return found

    @property
    def open(self) -> dict[str, str]:
        """A table for each slot in which the meeting may be put."""
        return {slot: table for (slot, table), against in reversed(self.targets.items()) if against is None}


async def picked(desk: Desk, found: InFull, pair: tuple[str, str]) -> Picked | None:
    """What is known of a pair that is held or left out by a version; None for any other."""
    hand = Hand(found.schedule.version, *pair)
    held = next((one for one in found.meetings if (one.supplier.code, one.buyer.code) == pair), None)
    left = next((one for one in found.unscheduled if (one.supplier.code, one.buyer.code) == pair), None)
    one = held or left
    if one is None:
        return None
    try:
        if held:
            places = await targets.targets(desk.db, desk.event.id, hand, by=desk.by)
            return Picked(one.supplier, one.buyer, held, places)
        explanation = await explaining.explain(desk.db, desk.event.id, hand, by=desk.by)
    except Conflict as unanswered:
        return Picked(one.supplier, one.buyer, held, {}, unanswered=unanswered)
    return Picked(one.supplier, one.buyer, None, {}, explanation)
