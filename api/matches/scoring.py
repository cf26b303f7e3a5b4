"""Match the suppliers of an event with its buyers: the best of their solutions and needs decides for a pair."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from api.events.nouns import EventWorkbook, Need, Participant, Solution
from matcher.matches import Match
from matcher.profiles import Profile
from matcher.shortlist import shortlist
from matcher.unread import Side, Unread, understood
from matcher.vectors import text_key, texts_to_encode
from matcher.words import languages_read

if TYPE_CHECKING:
    from matcher.encoder import Encoder, Kind
    from matcher.vectors import Vectors

BEST_OF_EACH = 40
"""Partners that are kept of each participant beside those it wished to meet."""
MATURITY = {
    "idea": "basic concept",
    "basic_concept": "basic concept",
    "master_plan": "master plan",
    "pre_feasibility": "pre-feasibility",
    "feasibility": "feasibility",
    "demonstration": "procurement",
    "procurement": "procurement",
}


@dataclass(frozen=True, slots=True)
class PairMatch:
    """How well a supplier and a buyer match, and the solution and need (codes) that decided."""

    supplier: str
    buyer: str
    match: Match

    def components(self) -> dict[str, float]:
        """The parts of the score, rounded for people."""
        return {name: round(value, 4) for name, value in self.match.components.items()}

    def evidence(self) -> dict[str, Any] | None:
        """The quoted sentences as plain values."""
        return None if self.match.evidence is None else self.match.evidence.plain()


def solution_profiles(workbook: EventWorkbook) -> list[Profile]:
    """Solutions of all suppliers, by code, with what is known of the supplier."""
    suppliers = {supplier.code: supplier for supplier in workbook.suppliers}
    return [_of_solution(solution, suppliers[solution.supplier]) for solution in workbook.solutions]


def need_profiles(workbook: EventWorkbook) -> list[Profile]:
    """Needs of all buyers, by code, with what is known of the buyer."""
    buyers = {buyer.code: buyer for buyer in workbook.buyers}
    return [_of_need(need, buyers[need.buyer]) for need in workbook.needs]


def known_sector(code: str | None) -> str | None:
    """A sector as the matcher names it, which keeps its own list."""
    return code.replace("_", " ") if code else None


def match(
    workbook: EventWorkbook,
    encoder: "Encoder",
    vectors: "Vectors | None" = None,
    asked: Iterable[tuple[str, str]] = (),
) -> list[PairMatch]:
    """The best partners of every participant, every pair that wished to meet and those of ``asked``, best first.

    Left out are pairs without a solution or a need, with a text that cannot be read (see `unread`), and an organization
    with itself. Vectors that were not known are added to ``vectors``.
    """
    solutions, needs = solution_profiles(workbook), need_profiles(workbook)
    if not solutions or not needs:
        return []
    suppliers = {supplier.code for supplier in workbook.suppliers}
    pairs = ((wish.participant, wish.counterpart) for wish in workbook.wishes)
    wished = [(one, other) if one in suppliers else (other, one) for one, other in pairs]
    keep = [*wished, *asked]
    found = shortlist(solutions, needs, encoder=encoder, vectors=vectors, best=BEST_OF_EACH, keep=keep)
    return [PairMatch(pair.supplier, pair.buyer, pair.match) for pair in found.pairs]


def unread(workbook: EventWorkbook, encoder: "Encoder") -> list[Unread]:
    """Solutions and needs of which nothing is suggested because their text cannot be read, and why."""
    reads = languages_read(encoder)
    sides: tuple[tuple[Side, list[Profile]], ...] = (
        ("solution", solution_profiles(workbook)),
        ("need", need_profiles(workbook)),
    )
    read = [understood(profile, side, reads) for side, profiles in sides for profile in profiles]
    return [one for one in read if isinstance(one, Unread)]


def vector_keys(workbook: EventWorkbook, encoder: "Encoder") -> list[str]:
    """Keys of all vectors that matching this workbook needs."""
    kinds: tuple[tuple[Kind, list[Profile]], ...] = (
        ("solution", solution_profiles(workbook)),
        ("need", need_profiles(workbook)),
    )
    return [
        text_key(encoder.name, text, kind) for kind, profiles in kinds for text in texts_to_encode(profiles, encoder)
    ]


def _of_solution(solution: Solution, supplier: Participant) -> Profile:
    korean = bool(solution.text_ko)
    return Profile(
        id=solution.code,
        text=solution.text_ko or solution.text_en,
        language="ko" if korean else "en",
        title=solution.title_ko if korean else solution.title_en,
        country=supplier.country,
        sector=known_sector(solution.sector),
        organization=supplier.code,
        texts={"en": _titled(solution.title_en, solution.text_en)} if solution.text_en else {},
        languages=supplier.languages,
        presence=supplier.presence,
        references=supplier.references,
        markets=supplier.markets,
        certificates=supplier.certificates,
        known_as=_names(supplier),
    )


def _of_need(need: Need, buyer: Participant) -> Profile:
    return Profile(
        id=need.code,
        text=need.text,
        language=need.language,
        title=need.title,
        country=buyer.country,
        sector=known_sector(need.sector),
        organization=buyer.code,
        texts={"en": _titled(need.title_en, need.text_en)} if need.text_en else {},
        languages=buyer.languages,
        maturity=MATURITY[need.maturity] if need.maturity else None,
        known_as=_names(buyer),
    )


def _names(participant: Participant) -> tuple[str, ...]:
    """What tells that a supplier and a buyer are one organization: its registration number and its names."""
    return (participant.business_number, participant.name_ko, participant.name_en, participant.name_local)


def _titled(title: str, text: str) -> str:
    return f"{title}\n{text}" if title and not text.startswith(title) else text
