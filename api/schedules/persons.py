"""The delegates who must be named to the scheduler: those for whom somebody has nobody else."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from api.events.identity import persons
from api.events.nouns import EventWorkbook
from scheduler.persons import MOST_TOGETHER
from scheduler.problem import Delegate

People = Sequence[frozenset[str]]
"""Persons, each as the codes of the participants that they speak for."""


def named_delegates(workbook: EventWorkbook) -> tuple[Delegate, ...]:
    """Delegates whom participants share and without whom one of them has too few; ids are codes, never names.

    One that has a delegate of its own for every meeting it holds at a time is never in want of another: it is left out, and
    its schedule stays what it would be without names. One that holds more at a time than it names delegates brings others.
    """
    at_once = {one.code: one.at_once for one in workbook.participants}
    people = persons(workbook)
    named = Counter(code for codes in people for code in codes)
    unnamed = [frozenset({code}) for code, n in sorted(named.items()) for _ in range(at_once.get(code, 1) - n)]
    scarce = sorted(_few_enough(_scarce([*people, *unnamed], at_once)), key=sorted)
    return tuple(Delegate(f"{'+'.join(sorted(codes))} #{n}", codes) for n, codes in enumerate(scarce, 1))


def _scarce(people: Iterable[frozenset[str]], at_once: Mapping[str, int]) -> People:
    """The persons without the participants who can have enough for themselves whatever the others do.

    >>> [sorted(codes) for codes in _scarce([frozenset({"B01", "B02"}), frozenset({"B02"}), frozenset({"B03", "B04"})], {})]
    [['B03', 'B04']]
    >>> [sorted(codes) for codes in _scarce([frozenset({"B01", "B02"}), frozenset({"B02"})], {"B02": 2})]
    [['B01', 'B02'], ['B02']]
    """
    left = list(people)
    while served := {code for code, n in _own(left).items() if n >= at_once.get(code, 1)}:
        left = [codes - served for codes in left if codes - served]
    return left


def _own(people: Iterable[frozenset[str]]) -> Counter[str]:
    """How many persons each participant has who speak for nobody else."""
    return Counter(code for codes in people if len(codes) == 1 for code in codes)


def _few_enough(people: People) -> People:
    """The same persons; where too many ways of sharing hang together, each participant keeps its first person only.

    That is stricter than needed, so nobody is in two meetings at once, and an event is never refused for it.
    """
    kept: list[frozenset[str]] = []
    for circle in _circles(people):
        codes = sorted(frozenset[str]().union(*circle))
        speakers = {code: frozenset(n for n, one in enumerate(circle) if code in one) for code in codes}
        if len(set(speakers.values())) <= MOST_TOGETHER:
            kept.extend(circle)
            continue
        first = {code: min(found) for code, found in speakers.items()}
        kept.extend(frozenset(code for code in codes if first[code] == n) for n in sorted(set(first.values())))
    return kept


def _circles(people: People) -> list[list[frozenset[str]]]:
    """The persons by circle: those who speak for one participant hang together."""
    circles: list[list[frozenset[str]]] = []
    for codes in people:
        touched = [circle for circle in circles if any(codes & one for one in circle)]
        circles = [circle for circle in circles if circle not in touched]
        circles.append([one for circle in touched for one in circle] + [codes])
    return circles
