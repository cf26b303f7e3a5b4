"""A refusal in words: which rule, which resources, and a sentence in English and Korean."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Block:
    """What stands in the way of one request in one slot."""

    slot: str
    rule: str
    resources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a request is unscheduled.

    Parameters
    ----------
    code
        A key of `SENTENCES`.
    rule
        The rule of `scheduler.rules.HARD` that binds.
    resources
        Ids of participants, tables, interpreters, requests or slots that the sentence names, in its order; rules as
        ``"rule:max_per_day"``.
    blocks
        For every slot in which the request could be held at all, what stands in the way there.
    """

    code: str
    rule: str
    resources: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()

    def words(self, language: str = "en") -> str:
        """One sentence for people.

        >>> Reason("limit", "limits", ("Aydin Su", "3")).words()
        'Aydin Su already has as many meetings as its limit allows: 3.'
        >>> Reason("limit", "limits", ("Aydin Su", "3")).words("ko")
        'Aydin Su의 상담이 이미 한도 3건에 이르렀습니다.'
        """
        english, korean = SENTENCES[self.code]
        sentence = korean if language.startswith("ko") else english
        korean_words = language.startswith("ko")
        named = [_in_words(resource, korean=korean_words) for resource in self.resources]
        padded = [*named, *[""] * 6]
        return sentence.format(
            *padded, all=_listed(named, korean=korean_words), rest=_listed(named[1:], korean=korean_words)
        )


def _listed(names: list[str], *, korean: bool) -> str:
    """Names one after the other: "a, b and c"."""
    if korean or len(names) < 2:
        return ", ".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _in_words(resource: str, *, korean: bool) -> str:
    """A resource as it is read: rules of ``several`` have words of their own."""
    kind, _, rule = resource.partition(":")
    return RULES[rule][korean] if kind == "rule" and rule in RULES else resource


RULES: dict[str, tuple[str, str]] = {
    "one_meeting_at_a_time": ("other meetings at that time", "같은 시간의 다른 상담"),
    "one_person_at_a_time": ("delegates who are needed elsewhere", "다른 상담에 필요한 참석자"),
    "table_capacity": ("tables that are taken", "찬 테이블"),
    "interpreter_one_at_a_time": ("interpreters who are engaged", "통역 중인 통역사"),
    "max_run": ("rests of interpreters", "통역사의 쉬는 시간"),
    "max_meetings": ("limits on meetings in all", "전체 상담 한도"),
    "max_per_day": ("limits on meetings a day", "하루 상담 한도"),
    "max_per_half_day": ("limits on meetings a half-day", "반나절 상담 한도"),
    "pair_once": ("that a pair meets once", "한 쌍은 한 번만 만남"),
    "precedence": ("the order of meetings", "상담 순서"),
    "walking": ("the time to walk", "걸어가는 시간"),
    "travel": ("the time to travel", "이동 시간"),
    "language": ("languages", "언어"),
    "pins": ("pins", "고정한 자리"),
}
"""Rule to its English and Korean words in the sentence ``several``."""

SENTENCES: dict[str, tuple[str, str]] = {
    "forbidden": (
        "{0} and {1} must not meet: the organizer forbade it.",
        "주관 기관이 {0}와(과) {1}의 상담을 금지했습니다.",
    ),
    "pair_met": (
        "{0} and {1} already meet under request {2}.",
        "{0}와(과) {1}은(는) 요청 {2}(으)로 이미 상담합니다.",
    ),
    "no_leg": ("{all} are never at the same stop.", "{all}이(가) 함께 참가하는 방문지가 없습니다."),
    "no_common_time": (
        "{all} are never available at the same time.",
        "{all}이(가) 함께 가능한 시간이 없습니다.",
    ),
    "own_slots": (
        "{all} are not all available in any slot in which the request may be held.",
        "{all}이(가) 요청을 열 수 있는 시간에 모두 가능하지는 않습니다.",
    ),
    "too_late": (
        "Every slot in which {0} and {1} could meet has begun or is too near to change.",
        "{0}와(과) {1}이(가) 만날 수 있는 시간은 모두 이미 시작했거나 바꾸기에 너무 가깝습니다.",
    ),
    "no_interpreter": (
        "No interpreter who works when {all} could meet speaks a language of each.",
        "{all}이(가) 만날 수 있는 시간에 일하는 통역사 가운데 각자의 언어를 하는 사람이 없습니다.",
    ),
    "no_interpreter_level": (
        "No interpreter who works when {rest} could meet speaks a language of each at level {0}.",
        "{rest}이(가) 만날 수 있는 시간에 일하는 통역사 가운데 각자의 언어를 {0} 수준으로 하는 사람이 없습니다.",
    ),
    "no_table": (
        "No table suits this meeting when {all} could meet.",
        "{all}이(가) 만날 수 있는 시간에 알맞은 테이블이 없습니다.",
    ),
    "seats": ("{0} and {1} both keep a table of their own.", "{0}와(과) {1}이(가) 각각 자기 테이블을 지킵니다."),
    "limit": (
        "{0} already has as many meetings as its limit allows: {1}.",
        "{0}의 상담이 이미 한도 {1}건에 이르렀습니다.",
    ),
    "limit_zero": (
        "{0} takes no meetings: its limit is 0.",
        "{0}은(는) 상담을 하지 않습니다. 한도가 0건입니다.",
    ),
    "busy": (
        "All slots in which {all} could meet are taken by other meetings of theirs.",
        "{all}이(가) 만날 수 있는 모든 시간에 다른 상담이 있습니다.",
    ),
    "busy_one": (
        "{0} is in other meetings in every slot in which it could meet {rest}.",
        "{0}이(가) {rest}와(과) 만날 수 있는 모든 시간에 다른 상담을 합니다.",
    ),
    "tables_full": (
        "At {0}, when {rest} are free, every suitable table is taken.",
        "{rest}이(가) 비어 있는 {0}에 알맞은 테이블이 모두 찼습니다.",
    ),
    "interpreters_busy": (
        "At {0}, when {rest} are free, every suitable interpreter is engaged or resting.",
        "{rest}이(가) 비어 있는 {0}에 알맞은 통역사가 모두 통역 중이거나 쉬는 시간입니다.",
    ),
    "day_limit": (
        "On every day with a free slot, {0} already has as many meetings as its limit allows: {1}.",
        "비어 있는 시간이 있는 날마다 {0}의 상담이 이미 한도 {1}건에 이르렀습니다.",
    ),
    "half_day_limit": (
        "In every half-day with a free slot, {0} already has as many meetings as its limit allows: {1}.",
        "비어 있는 시간이 있는 반나절마다 {0}의 상담이 이미 한도 {1}건에 이르렀습니다.",
    ),
    "walking": (
        "At {0}, when {rest} are free, there is no time to walk there from or to the meeting next to it.",
        "{rest}이(가) 비어 있는 {0}에는 앞뒤 상담 장소에서 걸어올 시간이 모자랍니다.",
    ),
    "travel": (
        "At {0}, when {rest} are free there, no time is left to travel from or to a meeting in another stop.",
        "{rest}이(가) 비어 있는 {0}에는 다른 방문지의 앞뒤 상담에서 오거나 갈 시간이 모자랍니다.",
    ),
    "shared_person": (
        "At {0} there are too few delegates to speak for {rest}.",
        "{0}에는 {rest}을(를) 대신할 참석자가 모자랍니다.",
    ),
    "precedence": (
        "At {0} it would break the order of meetings asked for with {1}.",
        "{0}에 열면 {1}와(과) 정해 둔 상담 순서가 어긋납니다.",
    ),
    "pin": ("Its pinned place, {all}, is not free.", "고정해 둔 자리 {all}이(가) 비어 있지 않습니다."),
    "room_left": (
        "It would fit at {0}: the search ended before that, or the goal gains nothing by it.",
        "{0}에 넣을 수 있으나 그 전에 탐색이 끝났거나 넣어도 목표가 나아지지 않습니다.",
    ),
    "several": (
        "In every slot something stands in its way: {all}.",
        "어느 시간에나 막는 것이 있어 넣을 수 없습니다: {all}.",
    ),
}
"""Code to its English and Korean sentence; ``{0}``, ``{1}``, ... are the reason's resources in order,
``{all}`` all of them and ``{rest}`` all but the first."""
