"""Violations in words for people, with names, times and tables in the place of ids."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from api.ground.words import Name, Sentence, Value, word
from api.schedules.facts import Facts
from api.schedules.nouns import Standing, Violation
from scheduler.check import Violation as Found
from scheduler.problem import Problem, Slot
from scheduler.result import Meeting

SENTENCES: dict[str, str] = {
    "known": "{meeting}: its request, slot, table or interpreter is there no longer.",
    "legs": "{meeting}: {what} is not part of this stop.",
    "availability": "{meeting}: {who} is not available then.",
    "table_availability": "{meeting}: table {what} cannot be used then.",
    "interpreter_availability": "{meeting}: interpreter {what} does not work then.",
    "own_slots": "{meeting}: it cannot be held at that time.",
    "forbidden": "{meeting}: the organizer excluded this pair.",
    "pins": "{meeting}: it is pinned to {what}.",
    "seats": "{meeting}: {who} keeps another table.",
    "no_interpreter": "{meeting}: the two sides share no language, and no interpreter is assigned.",
    "language": "{meeting}: interpreter {what} does not speak a language of each side.",
    "one_meeting_at_a_time": "{who} would be in {n:meeting|meetings} at once: {meetings}.",
    "one_person_at_a_time": "One person speaks for several of these participants, who would meet at once: {meetings}.",
    "table_capacity": "Table {what} would hold {n:meeting|meetings} at once: {meetings}.",
    "interpreter_one_at_a_time": "Interpreter {what} would interpret {n:meeting|meetings} at once: {meetings}.",
    "max_meetings": "{who} has {n:meeting|meetings}, and at most {most} are allowed: {meetings}.",
    "pair_once": "{who} meets the same side {n:time|times}: {meetings}.",
    "moved": "{meeting}: when this version was made, slot {slot} was {before}.",
    "declined": "{meeting}: declined by {by} {when}.",
    "withdrawn": "{meeting}: withdrawn by {by} {when}.",
    "expired": "{meeting}: the request ran out of time.",
    "unanswered": "{meeting}: the other side has not accepted the request yet.",
    "unasked": "{meeting}: nobody asks for this meeting any more.",
    "past": "{meeting}: its time has begun, and the published schedule holds it differently.",
    "other": "{meetings}: it breaks the rule ‘{rule}’.",
}
"""What a violation says, by rule; requests by how they stand."""


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
            most=str(next((one.max_meetings for one in self.problem.participants if one.id == who), "")),
        )

    def request(self, meeting: Meeting, standings: Sequence[Standing]) -> Violation:
        """A meeting whose request does not count now, and what became of it."""
        last = max(standings, key=_telling, default=None)
        kind = "unasked" if last is None else KINDS.get(last.state, "unasked")
        by = (last and last.acted_by) or (word("side", last.asked_by) if last else "")
        return self._violation("request", kind, [meeting], by=by, when=_stamp(last.acted_at if last else None))

    def moved(self, meeting: Meeting, was: Slot) -> Violation:
        """A meeting whose slot has another time than when the version was made."""
        return self._violation("moved", "moved", [meeting], slot=meeting.slot, before=self._span(was))

    def past(self, meeting: Meeting) -> Violation:
        """A meeting that would rewrite what has begun."""
        return self._violation("past", "past", [meeting])

    def _violation(self, rule: str, kind: str, meetings: Sequence[Meeting], **values: Value) -> Violation:
        labels = [self._label(meeting) for meeting in meetings]
        given: dict[str, Value] = {"who": "", "what": "", **values}
        sentence = Sentence(
            SENTENCES.get(kind, SENTENCES["other"]),
            **{name: self._said(value) for name, value in given.items()},
            rule=rule,
            n=len(meetings),
            meeting=labels[0] if labels else "",
            meetings=labels,
        )
        return Violation(rule, tuple(meeting.request for meeting in meetings), sentence)

    def _said(self, value: Value) -> Value:
        """A value, with its name where it is the code of a participant."""
        return self._name(value) if isinstance(value, str) and value in self.facts.names else value

    def _of(self, violation: Found) -> list[Meeting]:
        """Meetings of the first party that a violation names."""
        return [one for one in self.meetings if violation.ids and violation.ids[0] in one.participants]

    def _name(self, code: str) -> Name:
        korean, english = (f"{name} ({code})" if name else code for name in self.facts.names[code])
        return Name(korean, english)

    def _label(self, meeting: Meeting) -> Sentence:
        slot = next((one for one in self.problem.slots if one.id == meeting.slot), None)
        return Sentence(
            "{supplier} × {buyer}, {when}, {table}",
            supplier=self._name(meeting.supplier),
            buyer=self._name(meeting.buyer),
            when=meeting.slot if slot is None else self._span(slot),
            table=meeting.table,
        )

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
