"""Why a kept match matches, in words, from what is stored of it."""

from typing import Any

from api.events.workbook.countries import COUNTRIES
from api.matches.nouns import Match
from matcher.evidence import Evidence
from matcher.profiles import Profile
from matcher.rank import Match as Pair
from matcher.reasons import LANGUAGES, reasons

SAYABLE = frozenset({"problem", "dense", "sentence", "lexical", "sector", "presence", "references", "markets"})
"""Components whose sentence needs nothing that a stored match does not carry."""


def match_reasons(match: Match, language: str) -> list[str]:
    """The reasons of a stored match as sentences, the weightiest first; in English where a language is missing."""
    solution = Profile(
        id=match.supplier.code, text=match.solution_en or match.supplier.en, sector=_sector(match.solution_sector)
    )
    need = Profile(
        id=match.buyer.code,
        text=match.need_title_en or match.buyer.en,
        country=_country(match.buyer_country, language),
        sector=_sector(match.need_sector),
    )
    components = {name: value for name, value in match.components.items() if name in SAYABLE}
    whole = Pair(solution, need, match.score, match.score, components, _band(match), _evidence(match.evidence))
    return reasons(whole, language if language in LANGUAGES else "en")


def _sector(key: str | None) -> str | None:
    return key.replace("_", " ") if key else None


def _country(code: str, language: str) -> str:
    korean, english, *_ = COUNTRIES.labels.get(code, (code, code))
    return korean if language == "ko" else english


def _band(match: Match) -> Any:
    return match.band


def _evidence(said: dict[str, Any] | None) -> Evidence | None:
    return None if said is None else Evidence(**said)
