"""Match the suppliers of an event with its buyers: the best of their solutions and needs decides for a pair."""

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from api.events.nouns import EventWorkbook, Need, Participant, Solution
from matcher.participants import participants
from matcher.profiles import Profile
from matcher.rank import Match, rank
from matcher.vectors import text_key, texts_to_encode

if TYPE_CHECKING:
    from matcher.encoder import Encoder, Kind
    from matcher.vectors import Vectors

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
        return None if self.match.evidence is None else asdict(self.match.evidence)


def solution_profiles(workbook: EventWorkbook) -> list[Profile]:
    """Solutions of all suppliers, by code, with what is known of the supplier."""
    suppliers = {supplier.code: supplier for supplier in workbook.suppliers}
    return [_of_solution(solution, suppliers[solution.supplier]) for solution in workbook.solutions]


def need_profiles(workbook: EventWorkbook) -> list[Profile]:
    """Needs of all buyers, by code, with what is known of the buyer."""
    buyers = {buyer.code: buyer for buyer in workbook.buyers}
    return [_of_need(need, buyers[need.buyer]) for need in workbook.needs]


def match(workbook: EventWorkbook, encoder: "Encoder", vectors: "Vectors | None" = None) -> list[PairMatch]:
    """Every supplier with every buyer, best first; pairs without a solution or a need are left out.

    Vectors that were not known are added to ``vectors``.
    """
    solutions, needs = solution_profiles(workbook), need_profiles(workbook)
    if not solutions or not needs:
        return []
    found = participants(rank(solutions, needs, encoder=encoder, vectors=vectors))
    pairs = [
        PairMatch(supplier, buyer, found.match(supplier, buyer))
        for supplier in found.suppliers
        for buyer in found.buyers
    ]
    return sorted(pairs, key=lambda pair: (-pair.match.score, pair.supplier, pair.buyer))


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
        sector=solution.sector.replace("_", " "),
        organization=supplier.code,
        texts={"en": _titled(solution.title_en, solution.text_en)} if solution.text_en else {},
        languages=supplier.languages,
        presence=supplier.markets,
        references=supplier.markets,
        certificates=supplier.certificates,
    )


def _of_need(need: Need, buyer: Participant) -> Profile:
    return Profile(
        id=need.code,
        text=need.text,
        language=need.language,
        title=need.title,
        country=buyer.country,
        sector=need.sector.replace("_", " "),
        organization=buyer.code,
        texts={"en": _titled(need.title_en, need.text_en)} if need.text_en else {},
        languages=buyer.languages,
        maturity=MATURITY[need.maturity] if need.maturity else None,
    )


def _titled(title: str, text: str) -> str:
    return f"{title}\n{text}" if title and not text.startswith(title) else text
