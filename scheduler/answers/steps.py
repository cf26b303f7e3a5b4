"""Steps that would let a request in: each one small change of a problem, with a price by its size."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from scheduler.problem import Delegate, Interpreter, Table
from scheduler.speech import language_sets

if TYPE_CHECKING:
    from scheduler.problem import Participant, Problem

PRICES: Mapping[str, int] = {
    "own_slots": 1,
    "pin": 1,
    "own_leg": 2,
    "max_meetings": 2,
    "max_per_day": 2,
    "max_per_half_day": 2,
    "equipment": 2,
    "run": 2,
    "table": 3,
    "shift": 3,
    "seat": 3,
    "precedence": 3,
    "available": 4,
    "present": 4,
    "level": 4,
    "interpreter": 5,
    "delegate": 6,
    "forbidden": 8,
    "leg": 10,
}
"""What each kind of step costs: paper first, then things, then people's time. Only the order and the sums matter."""

NEW_TABLE, NEW_INTERPRETER, NEW_DELEGATE = "extra-table", "extra-interpreter", "extra-delegate"


@dataclass(frozen=True, slots=True)
class Step:
    """One small change.

    Parameters
    ----------
    kind
        A key of `PRICES`.
    ids
        What it is about: see `SENTENCES`, whose ``{0}``, ``{1}`` they are; the request comes last.
    slot
        The slot it is about, or ``""``.
    """

    kind: str
    ids: tuple[str, ...]
    slot: str = ""

    def words(self, problem: Problem, language: str = "en") -> str:
        """What to do, with local times, without a full stop."""
        english, korean = SENTENCES[self.kind]
        when = local_time(problem, self.slot) if self.slot else ""
        given = (*self.ids, "", "", "")
        return (korean if language.startswith("ko") else english).format(*given, slot=when)


SENTENCES: dict[str, tuple[str, str]] = {
    "own_slots": ("let the request {0} be held at {slot}", "요청 {0}을(를) {slot}에도 열 수 있게 하기"),
    "own_leg": ("let the request {0} be held at another stop", "요청 {0}을(를) 다른 방문지에서도 열 수 있게 하기"),
    "pin": ("drop the pin of {0}", "{0}의 고정을 풀기"),
    "max_meetings": ("allow {0} one meeting more", "{0}의 상담 한도를 한 건 늘리기"),
    "max_per_day": ("allow {0} one meeting more a day", "{0}의 하루 한도를 한 건 늘리기"),
    "max_per_half_day": ("allow {0} one meeting more a half-day", "{0}의 반나절 한도를 한 건 늘리기"),
    "equipment": ("equip table {0} with {1}", "테이블 {0}에 {1} 두기"),
    "run": ("let {0} interpret at {slot} without the rest", "{0} 통역사가 {slot}에 쉬지 않고 통역하기"),
    "table": ("one more table at {slot}", "{slot}에 테이블 하나 더"),
    "shift": ("{0} works at {slot} too", "{0} 통역사가 {slot}에도 일하기"),
    "seat": ("let {0} leave its own table", "{0}이(가) 자기 테이블을 떠날 수 있게 하기"),
    "precedence": ("drop the order of {0} before {1}", "{0} 다음에 {1}이라는 순서를 없애기"),
    "available": ("{0} is available at {slot}", "{0}이(가) {slot}에 참석하기"),
    "present": ("{0} is there at {slot}", "{0}님이 {slot}에 나오기"),
    "level": ("accept any level of interpretation for {0}", "{0}에 어떤 수준의 통역이든 받아들이기"),
    "interpreter": ("one more interpreter of {0} at {slot}", "{slot}에 {0} 통역사 한 명 더"),
    "delegate": ("{0} sends one delegate more", "{0}에서 한 명 더 참석하기"),
    "leg": ("{0} takes part in {1} too", "{0}이(가) {1}에도 참가하기"),
    "forbidden": ("allow {0} and {1} to meet", "{0}와(과) {1}의 상담을 허용하기"),
}
"""Kind to its English and Korean words."""


def local_time(problem: Problem, slot: str) -> str:
    """A slot in words: local date and time, as "2022-10-11 12:00-12:30"."""
    one = next(found for found in problem.slots if found.id == slot)
    zone = ZoneInfo(next(leg.zone for leg in problem.legs if leg.id == one.leg))
    return f"{one.starts_at.astimezone(zone):%Y-%m-%d %H:%M}-{one.ends_at.astimezone(zone):%H:%M}"


def apply(problem: Problem, steps: Iterable[Step]) -> Problem:
    """The problem with some steps taken.

    Examples
    --------
    >>> from scheduler.examples import roadshow
    >>> problem = roadshow(seed=1)
    >>> more = apply(problem, [Step("table", ("istanbul", "", problem.requests[0].id), "1-01")])
    >>> more.tables[-1].id, len(more.tables[-1].unavailable)
    ('extra-table', 13)
    """
    for step in steps:
        problem = _APPLY[step.kind](problem, step)
    return problem


def _participant(problem: Problem, name: str, **given: object) -> Problem:
    people = tuple(replace(one, **given) if one.id == name else one for one in problem.participants)  # pyright: ignore[reportArgumentType]
    return replace(problem, participants=people)


def _who(problem: Problem, name: str) -> Participant:
    return next(one for one in problem.participants if one.id == name)


def _request(problem: Problem, name: str, **given: object) -> Problem:
    requests = tuple(replace(one, **given) if one.id == name else one for one in problem.requests)  # pyright: ignore[reportArgumentType]
    return replace(problem, requests=requests)


def _own_slots(problem: Problem, step: Step) -> Problem:
    own = next(one.slots for one in problem.requests if one.id == step.ids[0])
    return _request(problem, step.ids[0], slots=(own or frozenset()) | {step.slot})


def _own_leg(problem: Problem, step: Step) -> Problem:
    return _request(problem, step.ids[0], leg=None)


def _level(problem: Problem, step: Step) -> Problem:
    return _request(problem, step.ids[0], level=1)


def _limit(problem: Problem, step: Step) -> Problem:
    return _participant(problem, step.ids[0], **{step.kind: getattr(_who(problem, step.ids[0]), step.kind) + 1})


def _available(problem: Problem, step: Step) -> Problem:
    who = _who(problem, step.ids[0])
    return _participant(problem, who.id, unavailable=who.unavailable - {step.slot})


def _leg(problem: Problem, step: Step) -> Problem:
    who = _who(problem, step.ids[0])
    return _participant(problem, who.id, legs=(who.legs or frozenset()) | {step.ids[1]})


def _delegate(problem: Problem, step: Step) -> Problem:
    """One more meeting at a time; where it matters who comes, a person who speaks for nobody else."""
    who = step.ids[0]
    if any(who in one.participants for one in problem.delegates):
        another = Delegate(f"{NEW_DELEGATE} {who}", frozenset({who}))
        problem = replace(problem, delegates=(*problem.delegates, another))
    return _participant(problem, who, delegates=_who(problem, who).delegates + 1)


def _present(problem: Problem, step: Step) -> Problem:
    delegates = tuple(
        replace(one, unavailable=one.unavailable - {step.slot}) if one.id == step.ids[0] else one
        for one in problem.delegates
    )
    return replace(problem, delegates=delegates)


def _seat(problem: Problem, step: Step) -> Problem:
    return _participant(problem, step.ids[0], seat=None)


def _pin(problem: Problem, step: Step) -> Problem:
    return replace(problem, pins=tuple(pin for pin in problem.pins if pin.request != step.ids[0]))


def _forbidden(problem: Problem, step: Step) -> Problem:
    pair = set(step.ids[:2])
    return replace(problem, forbidden=frozenset(one for one in problem.forbidden if set(one) != pair))


def _precedence(problem: Problem, step: Step) -> Problem:
    kept = tuple(one for one in problem.precedences if (one.before, one.after) != step.ids[:2])
    return replace(problem, precedences=kept)


def _table(problem: Problem, step: Step) -> Problem:
    """A table of this leg and area, with all that the request asks for, in this slot only."""
    leg, area, request = step.ids
    wanted = next(one.equipment for one in problem.requests if one.id == request)
    elsewhere = frozenset(slot.id for slot in problem.slots) - {step.slot}
    return replace(problem, tables=(*problem.tables, Table(NEW_TABLE, leg, area, 1, wanted, elsewhere)))


def _equipment(problem: Problem, step: Step) -> Problem:
    more = frozenset(step.ids[1].split(", "))
    tables = tuple(
        replace(one, equipment=one.equipment | more) if one.id == step.ids[0] else one for one in problem.tables
    )
    return replace(problem, tables=tables)


def _interpreters(problem: Problem, name: str, **given: object) -> Problem:
    people = tuple(replace(one, **given) if one.id == name else one for one in problem.interpreters)  # pyright: ignore[reportArgumentType]
    return replace(problem, interpreters=people)


def _shift(problem: Problem, step: Step) -> Problem:
    who = next(one for one in problem.interpreters if one.id == step.ids[0])
    leg = next(one.leg for one in problem.slots if one.id == step.slot)
    legs = None if who.legs is None else who.legs | {leg}
    if legs == who.legs:
        return _interpreters(problem, who.id, unavailable=who.unavailable - {step.slot})
    others = {one.id for one in problem.slots if one.leg == leg and one.id != step.slot}
    return _interpreters(problem, who.id, legs=legs, unavailable=(who.unavailable - {step.slot}) | others)


def _run(problem: Problem, step: Step) -> Problem:
    return _interpreters(problem, step.ids[0], max_run=None)


def _interpreter(problem: Problem, step: Step) -> Problem:
    """Someone who speaks one language of every side of the request, in this slot only."""
    request = next(one for one in problem.requests if one.id == step.ids[-1])
    tongues = dict.fromkeys(step.ids[0].split("-"), request.level)
    elsewhere = frozenset(slot.id for slot in problem.slots) - {step.slot}
    return replace(
        problem,
        interpreters=(*problem.interpreters, Interpreter(NEW_INTERPRETER, tongues, unavailable=elsewhere)),
    )


_APPLY = {
    "own_slots": _own_slots,
    "own_leg": _own_leg,
    "pin": _pin,
    "max_meetings": _limit,
    "max_per_day": _limit,
    "max_per_half_day": _limit,
    "equipment": _equipment,
    "run": _run,
    "table": _table,
    "shift": _shift,
    "seat": _seat,
    "precedence": _precedence,
    "available": _available,
    "level": _level,
    "interpreter": _interpreter,
    "delegate": _delegate,
    "present": _present,
    "leg": _leg,
    "forbidden": _forbidden,
}


def tongues_needed(problem: Problem, request: str) -> str:
    """The languages of one more interpreter for a request, as "ko-tr"; ``""`` where none is needed.

    Of several that would do, those that most of the present interpreters speak.
    """
    sets = language_sets(problem, next(one for one in problem.requests if one.id == request))
    choices = {tuple(sorted(set(choice))) for choice in product(*(sorted(one) for one in sets))}

    def rank(choice: tuple[str, ...]) -> tuple[int, int, tuple[str, ...]]:
        able = sum(all(one.level(tag) > 0 for tag in choice) for one in problem.interpreters)
        return len(choice), -able, choice

    return "-".join(min(choices, key=rank, default=()))
