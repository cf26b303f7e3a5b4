"""Violations in words for people, with names, times and tables in the place of ids."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from api.schedules.facts import Facts
from api.schedules.nouns import Standing, Violation
from scheduler.check import Violation as Found
from scheduler.problem import Problem, Slot
from scheduler.result import Meeting

SENTENCES: dict[str, tuple[str, str]] = {
    "known": ("{meeting}: {sentence}", "{meeting}: 요청, 시간, 테이블, 통역 가운데 더는 없는 것이 있습니다."),
    "legs": ("{meeting}: {what} is not part of this stop.", "{meeting}: 이 방문지에 속하지 않습니다({what})."),
    "availability": ("{meeting}: {who} is not available then.", "{meeting}: {who} 측이 이 시간에 참석할 수 없습니다."),
    "table_availability": (
        "{meeting}: table {what} cannot be used then.",
        "{meeting}: 이 시간에 쓸 수 없는 테이블입니다({what}).",
    ),
    "interpreter_availability": (
        "{meeting}: interpreter {what} does not work then.",
        "{meeting}: 이 시간에 근무하지 않는 통역입니다({what}).",
    ),
    "own_slots": ("{meeting}: it cannot be held at that time.", "{meeting}: 이 시간에는 열 수 없는 상담입니다."),
    "forbidden": ("{meeting}: the organizer excluded this pair.", "{meeting}: 주최자가 제외한 쌍입니다."),
    "pins": ("{meeting}: it is pinned to {what}.", "{meeting}: 다른 자리에 고정한 상담입니다({what})."),
    "seats": ("{meeting}: {who} keeps another table.", "{meeting}: {who} 측은 다른 테이블을 지킵니다."),
    "no_interpreter": (
        "{meeting}: the two sides share no language, and no interpreter is assigned.",
        "{meeting}: 두 쪽이 함께 쓰는 언어가 없는데 통역이 배정되지 않았습니다.",
    ),
    "language": (
        "{meeting}: interpreter {what} does not speak a language of each side.",
        "{meeting}: 두 쪽의 언어를 모두 하지 않는 통역입니다({what}).",
    ),
    "one_meeting_at_a_time": (
        "{who} would be in {n} meetings at once: {meetings}.",
        "{who} 측의 상담 {n}건이 겹칩니다: {meetings}.",
    ),
    "one_person_at_a_time": (
        "One person speaks for several of these participants, who would meet at once: {meetings}.",
        "한 사람이 여러 참가자를 맡고 있는데 상담이 겹칩니다: {meetings}.",
    ),
    "table_capacity": (
        "Table {what} would hold {n} meetings at once: {meetings}.",
        "테이블 {what}에서 상담 {n}건이 겹칩니다: {meetings}.",
    ),
    "interpreter_one_at_a_time": (
        "Interpreter {what} would interpret {n} meetings at once: {meetings}.",
        "통역 {what}의 상담 {n}건이 겹칩니다: {meetings}.",
    ),
    "max_meetings": (
        "{who} has {n} meetings, and at most {most} are allowed: {meetings}.",
        "{who} 측의 상담이 {n}건으로 한도 {most}건을 넘습니다: {meetings}.",
    ),
    "pair_once": ("{who} meets the same side {n} times: {meetings}.", "같은 두 쪽이 {n}번 만납니다: {meetings}."),
    "moved": (
        "{meeting}: when this version was made, slot {slot} was {before}.",
        "{meeting}: 이 버전을 만든 뒤 시간이 옮겨졌습니다({slot}, 이전 {before}).",
    ),
    "declined": ("{meeting}: declined by {by} {when}.", "{meeting}: {by} 측이 {when} 사양했습니다."),
    "withdrawn": ("{meeting}: withdrawn by {by} {when}.", "{meeting}: {by} 측이 {when} 철회했습니다."),
    "expired": ("{meeting}: the request ran out of time.", "{meeting}: 요청의 답변 기한이 지났습니다."),
    "unanswered": (
        "{meeting}: the other side has not accepted the request yet.",
        "{meeting}: 상대가 아직 요청을 수락하지 않았습니다.",
    ),
    "unasked": ("{meeting}: nobody asks for this meeting any more.", "{meeting}: 이 상담의 요청이 더는 없습니다."),
    "past": (
        "{meeting}: this time has begun, and the published schedule holds it differently.",
        "{meeting}: 이미 시작한 시간인데 공개된 일정과 다릅니다.",
    ),
    "other": ("{meetings}: {sentence}", "{meetings}: 규칙 ‘{rule}’에 어긋납니다."),
}
"""What a violation says, in English and Korean, by rule; requests by how they stand."""


@dataclass(frozen=True, slots=True)
class Words:
    """What is needed to say a violation: the facts, the meetings of the version, and how requests stand."""

    facts: Facts
    problem: Problem
    meetings: Sequence[Meeting]

    def found(self, violation: Found) -> Violation:
        """What the independent checker found, in words."""
        by_request = {meeting.request: meeting for meeting in self.meetings}
        named = [by_request[name] for name in violation.ids if name in by_request]
        who = next((name for name in violation.ids if name in self.facts.names), "")
        concerned = named or self._of(violation)
        return self._violation(
            violation.rule,
            "no_interpreter" if violation.rule == "language" and len(violation.ids) == 1 else violation.rule,
            concerned,
            who=who,
            what=violation.ids[-1] if violation.rule not in GROUPS else violation.ids[0],
            sentence=violation.sentence,
            most=str(next((one.max_meetings for one in self.problem.participants if one.id == who), "")),
        )

    def request(self, meeting: Meeting, standings: Sequence[Standing]) -> Violation:
        """A meeting whose request does not count now, and what became of it."""
        last = max(standings, key=_telling, default=None)
        kind = "unasked" if last is None else KINDS.get(last.state, "unasked")
        by = (last and last.acted_by) or (last.asked_by if last else "")
        return self._violation("request", kind, [meeting], by=by, when=_stamp(last.acted_at if last else None))

    def moved(self, meeting: Meeting, was: Slot) -> Violation:
        """A meeting whose slot has another time than when the version was made."""
        return self._violation("moved", "moved", [meeting], slot=meeting.slot, before=self._span(was))

    def past(self, meeting: Meeting) -> Violation:
        """A meeting that would rewrite what has begun."""
        return self._violation("past", "past", [meeting])

    def _violation(self, rule: str, kind: str, meetings: Sequence[Meeting], **values: object) -> Violation:
        return Violation(
            rule,
            tuple(meeting.request for meeting in meetings),
            *(self._sentence(rule, kind, meetings, values, language) for language in (1, 0)),
        )

    def _sentence(
        self, rule: str, kind: str, meetings: Sequence[Meeting], values: Mapping[str, object], language: int
    ) -> str:
        labels = [self._label(meeting, language) for meeting in meetings]
        given = {
            name: self._said(value, language)
            for name, value in {"who": "", "what": "", "sentence": "", **values}.items()
        }
        pattern = SENTENCES.get(kind, SENTENCES["other"])[1 - language]
        return pattern.format(
            **given,
            rule=rule,
            n=len(meetings),
            meeting=labels[0] if labels else "",
            meetings="; ".join(labels),
        )

    def _said(self, value: object, language: int) -> object:
        return self._name(value, language) if isinstance(value, str) and value in self.facts.names else value

    def _of(self, violation: Found) -> list[Meeting]:
        """Meetings of the first party that a violation names."""
        return [one for one in self.meetings if violation.ids and violation.ids[0] in one.participants]

    def _name(self, code: str, language: int) -> str:
        name = self.facts.names[code][language]
        return f"{name} ({code})" if name else code

    def _label(self, meeting: Meeting, language: int) -> str:
        slot = next((one for one in self.problem.slots if one.id == meeting.slot), None)
        when = meeting.slot if slot is None else self._span(slot)
        pair = f"{self._name(meeting.supplier, language)} × {self._name(meeting.buyer, language)}"
        return f"{pair}, {when}, {meeting.table}"

    def _span(self, slot: Slot) -> str:
        zone = next((leg.zone for leg in self.problem.legs if leg.id == slot.leg), "UTC")
        start, end = (moment.astimezone(ZoneInfo(zone)) for moment in (slot.starts_at, slot.ends_at))
        return f"{start:%Y-%m-%d %H:%M}-{end:%H:%M}"


GROUPS = frozenset(
    {"table_capacity", "interpreter_one_at_a_time", "one_meeting_at_a_time", "max_meetings", "pair_once"}
)
"""Rules whose first id is whom or what they are about."""
KINDS = {"withdrawn": "withdrawn", "expired": "expired", "sent": "unanswered", "declined": "declined"}
"""How a request that does not count stands, the least telling first."""


def _telling(standing: Standing) -> tuple[int, float]:
    """Which of several requests of a pair says best why it does not meet: a refusal before all, then the latest."""
    order = list(KINDS)
    when = standing.acted_at.timestamp() if standing.acted_at else 0.0
    return (order.index(standing.state) if standing.state in KINDS else -1, when)


def _stamp(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment:%Y-%m-%d %H:%M} UTC"
