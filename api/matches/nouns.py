"""A suggested pair."""

from dataclasses import dataclass
from typing import Any

from api.events.nouns import Party


@dataclass(frozen=True, slots=True)
class Match:
    """A suggested pair with the solution and the need that decided, and the quoted evidence.

    ``components`` maps a component's name to its share in [0, 1]; ``evidence`` holds ``need_sentence``,
    ``solution_sentence``, ``similarity`` and ``component``, or is None.
    """

    supplier: Party
    buyer: Party
    buyer_country: str
    score: float
    band: str
    components: dict[str, float]
    evidence: dict[str, Any] | None
    solution_ko: str | None
    solution_en: str | None
    solution_sector: str | None
    need_title: str | None
    need_title_en: str | None
    need_sector: str | None
