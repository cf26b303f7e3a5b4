"""What a new schedule changes for people, and why, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from scheduler.check import CHECKS
from scheduler.held import look_up
from scheduler.plural import counted
from scheduler.result import Meeting

if TYPE_CHECKING:
    from scheduler.problem import Problem
    from scheduler.reason import Reason

Kind = Literal["moved", "table", "interpreter", "lost", "added"]
KINDS: tuple[Kind, ...] = ("lost", "moved", "table", "interpreter", "added")


@dataclass(frozen=True, slots=True)
class Change:
    """One meeting that is not as it was published.

    Parameters
    ----------
    kind
        ``"moved"``: another slot; ``"table"``, ``"interpreter"``: the same slot with another table, or at the same table
        with another interpreter; ``"lost"``: held before only; ``"added"``: held now only.
    cause
        A key of `CAUSES`: what in the changed problem speaks against the meeting as it was, ``"gives_way"`` where
        nothing does, ``""`` for an added one.
    resources
        Ids that the cause names.
    reason
        For a lost meeting that is still requested: why it is not held.
    """

    kind: Kind
    request: str
    before: Meeting | None
    after: Meeting | None
    cause: str = ""
    resources: tuple[str, ...] = ()
    reason: Reason | None = None

    @property
    def participants(self) -> tuple[str, ...]:
        """Everyone whom it affects."""
        meeting = self.after or self.before
        return meeting.participants if meeting is not None else ()

    def words(self, problem: Problem, language: str = "en") -> str:
        """One sentence for people, with local times; ids stand for names."""
        korean = language.startswith("ko")
        who = " – ".join(self.participants)
        sentence = _SAYS[self.kind][korean].format(
            who=who,
            before=_when(problem, self.before),
            after=_when(problem, self.after),
            table=self.after.table if self.after else "",
            old_table=self.before.table if self.before else "",
            interpreter=self.after.interpreter if self.after else "",
            old_interpreter=self.before.interpreter if self.before else "",
        )
        because = self.because(problem, language)
        return f"{sentence}. {because}".strip() if because else f"{sentence}."

    def because(self, problem: Problem, language: str = "en") -> str:
        """Why, as a sentence; empty for an added meeting."""
        korean = language.startswith("ko")
        if self.reason is not None and self.cause in ("", "gives_way"):
            return self.reason.words(language)
        if not self.cause:
            return ""
        given = dict(enumerate(self.resources))
        return CAUSES[self.cause][korean].format(
            *(given.get(n, "") for n in range(4)), before=_when(problem, self.before)
        )


_SAYS: dict[Kind, tuple[str, str]] = {
    "moved": (
        "{who}: moved from {before} to {after}, table {table}",
        "{who}: {before}에서 {after}(으)로 옮김, 테이블 {table}",
    ),
    "table": ("{who} at {after}: table {table} instead of {old_table}", "{who}, {after}: 테이블 {old_table} 대신 {table}"),
    "interpreter": (
        "{who} at {after}: interpreter {interpreter} instead of {old_interpreter}",
        "{who}, {after}: 통역사 {old_interpreter} 대신 {interpreter}",
    ),
    "lost": ("{who}: no longer meet at {before}", "{who}: {before} 상담이 없어짐"),
    "added": ("{who}: new at {after}, table {table}", "{who}: {after}에 새로 넣음, 테이블 {table}"),
}  # fmt: skip

CAUSES: dict[str, tuple[str, str]] = {
    "withdrawn": ("The request is not among the wishes any more.", "요청이 더는 없습니다."),
    "slot_gone": ("The slot {0} does not exist any more.", "시간 {0}이(가) 더는 없습니다."),
    "table_gone": ("Table {0} does not exist any more.", "테이블 {0}이(가) 더는 없습니다."),
    "interpreter_gone": ("{0} does not interpret any more.", "{0} 통역사가 더는 없습니다."),
    "legs": ("{0} does not take part there.", "{0}이(가) 그 방문지에 참가하지 않습니다."),
    "availability": ("{0} is not available at {before}.", "{0}이(가) {before}에 참석할 수 없습니다."),
    "table_availability": ("Table {0} is not available at {before}.", "테이블 {0}을(를) {before}에 쓸 수 없습니다."),
    "interpreter_availability": ("{0} does not work at {before}.", "{0} 통역사가 {before}에 일하지 않습니다."),
    "own_slots": ("The request cannot be held at {before}.", "{before}에는 열 수 없는 요청입니다."),
    "forbidden": ("{0} and {1} must not meet.", "{0}와(과) {1}은(는) 만나지 않아야 합니다."),
    "pins": ("The organizer pinned it to {0}.", "주관 기관이 {0}에 고정했습니다."),
    "equipment": ("Table {0} lacks equipment.", "테이블 {0}에 장비가 모자랍니다."),
    "seats": ("{0} keeps a table of its own.", "{0}이(가) 자기 테이블을 지킵니다."),
    "language": ("It needs another interpreter.", "다른 통역사가 필요합니다."),
    "gives_way": ("It gives way to other meetings.", "다른 상담에 자리를 내줍니다."),
}
"""Code to its English and Korean sentence; rules of facts by their own names."""


def changes_between(
    problem: Problem,
    before: Sequence[Meeting],
    after: Sequence[Meeting],
    reasons: Mapping[str, Reason] | None = None,
) -> tuple[Change, ...]:
    """Every meeting that is not as it was, lost ones first, then by request.

    Parameters
    ----------
    reasons
        Request id to the reason why it is not held now.

    Examples
    --------
    >>> from scheduler.examples import roadshow
    >>> from scheduler.replan import without_table
    >>> problem = roadshow(seed=1)
    >>> asked = problem.requests[0]
    >>> before, after = (Meeting(asked.id, asked.supplier, asked.buyer, "1-13", table, "I03") for table in ("T01", "T02"))
    >>> changes = changes_between(without_table(problem, "T01"), [before], [after])
    >>> changes[0].kind, changes[0].because(problem)
    ('table', 'Table T01 is not available at 11 Oct 16:00.')
    """
    old = {meeting.request: meeting for meeting in before}
    new = {meeting.request: meeting for meeting in after}
    changed = [one for request, one in old.items() if _kind(one, new.get(request)) is not None]
    causes = _causes(problem, changed)
    found: list[Change] = []
    for request in sorted({*old, *new}):
        one, other = old.get(request), new.get(request)
        kind = _kind(one, other)
        if kind is None:
            continue
        cause, resources = ("", ()) if one is None else causes.get(request, ("gives_way", ()))
        reason = (reasons or {}).get(request) if kind == "lost" else None
        found.append(Change(kind, request, one, other, cause, resources, reason))
    return tuple(sorted(found, key=lambda change: (KINDS.index(change.kind), change.request)))


def affected(changes: Sequence[Change]) -> dict[str, Counter[Kind]]:
    """Participant to how many of its meetings changed, by kind; the most affected first."""
    found: dict[str, Counter[Kind]] = {}
    for change in changes:
        for who in change.participants:
            found.setdefault(who, Counter())[change.kind] += 1
    return dict(sorted(found.items(), key=lambda item: (-item[1].total(), item[0])))


def summary(changes: Sequence[Change], kept: int, language: str = "en") -> str:
    """One sentence on all changes.

    >>> summary((), 57)[:51]
    '57 meetings stay as they were; 0 moved, 0 at anothe'
    """
    count = Counter(change.kind for change in changes)
    people = len(affected(changes))
    if language.startswith("ko"):
        return (
            f"{kept}건은 그대로입니다. 옮김 {count['moved']}건, 테이블 바뀜 {count['table']}건, 통역사 바뀜 "
            f"{count['interpreter']}건, 없어짐 {count['lost']}건, 새로 넣음 {count['added']}건. 영향받는 참가자 {people}곳."
        )
    return (
        f"{counted(kept, 'meeting stays as it was', 'meetings stay as they were')}; "
        f"{count['moved']} moved, {count['table']} at another table, "
        f"{count['interpreter']} with another interpreter, {count['lost']} lost, {count['added']} added; "
        f"{counted(people, 'participant is', 'participants are')} affected."
    )


def _kind(before: Meeting | None, after: Meeting | None) -> Kind | None:
    if before is None or after is None:
        return "lost" if after is None else "added"
    if before.slot != after.slot:
        return "moved"
    if before.table != after.table:
        return "table"
    return "interpreter" if before.interpreter != after.interpreter else None


def _causes(problem: Problem, meetings: Sequence[Meeting]) -> dict[str, tuple[str, tuple[str, ...]]]:
    """For every request, what speaks against its meeting taken by itself."""
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    asked = {one.id: one.participants for one in problem.requests}
    slots = {slot.id for slot in problem.slots}
    tables = {table.id for table in problem.tables}
    interpreters = {one.id for one in problem.interpreters} | {None}
    known: list[Meeting] = []
    for meeting in meetings:
        if asked.get(meeting.request) != meeting.participants:
            found[meeting.request] = ("withdrawn", (meeting.request,))
        elif meeting.slot not in slots:
            found[meeting.request] = ("slot_gone", (meeting.slot,))
        elif meeting.table not in tables:
            found[meeting.request] = ("table_gone", (meeting.table,))
        elif meeting.interpreter not in interpreters:
            found[meeting.request] = ("interpreter_gone", (str(meeting.interpreter),))
        else:
            known.append(meeting)
    held = look_up(problem, known)
    for name, rule in CHECKS.items():
        if name in CAUSES:
            for _, ids in rule(problem, held):
                found.setdefault(ids[0], (name, ids[1:] or ids))
    return found


def _when(problem: Problem, meeting: Meeting | None) -> str:
    """The local start of a meeting."""
    slot = None if meeting is None else next((one for one in problem.slots if one.id == meeting.slot), None)
    if slot is None:
        return "" if meeting is None else meeting.slot
    zone = next(leg.zone for leg in problem.legs if leg.id == slot.leg)
    local = slot.starts_at.astimezone(ZoneInfo(zone))
    return f"{local.day} {_MONTHS[local.month - 1]} {local:%H:%M}"


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
