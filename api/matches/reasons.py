"""Why a kept match matches, in words, from what is stored of it."""

from typing import Any

from api.events.nouns import Party
from api.ground.labels import country
from api.ground.particles import particles
from api.matches.nouns import Match
from api.matches.scoring import known_sector
from matcher.evidence import Evidence
from matcher.profiles import Profile
from matcher.rank import Match as Pair
from matcher.reasons import LANGUAGES, reasons

SAYABLE = frozenset({"problem", "dense", "sentence", "lexical", "sector", "presence", "references", "markets"})
"""Components whose sentence needs nothing that a stored match does not carry."""


def match_reasons(match: Match, language: str) -> list[str]:
    """The reasons of a stored match as sentences, the weightiest first; in English where a language is missing."""
    offered = match.solution_en or match.solution_ko or ""
    wanted = match.need_title_en or match.need_title or ""
    solution = Profile(
        id=match.supplier.code, text=offered or _some_name(match.supplier), sector=known_sector(match.solution_sector)
    )
    need = Profile(
        id=match.buyer.code,
        text=wanted or _some_name(match.buyer),
        country=country(language, match.buyer_country),
        sector=known_sector(match.need_sector),
    )
    components = {name: value for name, value in match.components.items() if name in SAYABLE}
    whole = Pair(solution, need, match.score, match.score, components, _band(match), _evidence(match.evidence))
    said = reasons(whole, language if language in LANGUAGES else "en")
    return [particles(sentence) for sentence in said] if language == "ko" else said


def _some_name(party: Party) -> str:
    """What a party is called in any language; its code where nothing was said."""
    return party.en or party.ko or party.local or party.code


def _band(match: Match) -> Any:
    return match.band


def _evidence(said: dict[str, Any] | None) -> Evidence | None:
    return None if said is None else Evidence(**said)
