"""Who understands whom, and who can interpret."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.problem import primary

if TYPE_CHECKING:
    from scheduler.problem import Interpreter, Problem, Request


def tongues(problem: Problem) -> dict[str, frozenset[str]]:
    """The spoken languages of every participant."""
    return {who.id: frozenset(map(primary, who.languages)) for who in problem.participants}


def language_sets(
    problem: Problem, request: Request, spoken: dict[str, frozenset[str]] | None = None
) -> tuple[frozenset[str], ...]:
    """Languages of each participant that an interpreter must reach; empty when the sides understand each other.

    Every supplier and buyer of the meeting who share no language need one interpreter who speaks one of each.
    Each set appears once, in a fixed order.
    """
    spoken = tongues(problem) if spoken is None else spoken
    sides = {who.id: who.side for who in problem.participants} if request.parties else {}
    suppliers = [request.supplier, *(who for who in request.parties if sides[who] == "supplier")]
    buyers = [request.buyer, *(who for who in request.parties if sides[who] == "buyer")]
    apart: set[frozenset[str]] = set()
    for supplier in suppliers:
        for buyer in buyers:
            one, other = spoken[supplier], spoken[buyer]
            if one and other and not one & other:
                apart |= {one, other}
    return tuple(sorted(apart, key=sorted))


def needs_interpreter(problem: Problem, request: Request) -> bool:
    """Whether some supplier and some buyer of the meeting share no language."""
    return bool(language_sets(problem, request))


def can_interpret(problem: Problem, interpreter: Interpreter, request: Request) -> bool:
    """Whether the interpreter speaks, at the request's level, a language of everyone who needs it."""
    return reaches(interpreter, language_sets(problem, request), request.level)


def reaches(interpreter: Interpreter, sets: tuple[frozenset[str], ...], level: int) -> bool:
    """Whether the interpreter speaks, at least at this level, one language of every set."""
    return all(any(interpreter.level(language) >= max(level, 1) for language in one) for one in sets)
