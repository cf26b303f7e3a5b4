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
        Ids of participants, tables, interpreters, requests or slots that the sentence names, in its order.
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
        'Aydin Su already has the 3 meetings that its limit allows.'
        >>> Reason("limit", "limits", ("Aydin Su", "3")).words("ko")
        'Aydin Su의 상담이 이미 한도 3건에 이르렀습니다.'
        """
        english, korean = SENTENCES[self.code]
        sentence = korean if language.startswith("ko") else english
        given = {str(n): resource for n, resource in enumerate(self.resources)}
        rest = ", ".join(self.resources)
        return sentence.format(*(given.get(str(n), "") for n in range(6)), all=rest)


SENTENCES: dict[str, tuple[str, str]] = {
    "forbidden": (
        "{0} and {1} must not meet: the organizer forbade it.",
        "주최자가 {0}와(과) {1}의 상담을 금지했습니다.",
    ),
    "pair_met": (
        "{0} and {1} already meet under request {2}.",
        "{0}와(과) {1}은(는) 요청 {2}(으)로 이미 상담합니다.",
    ),
    "no_leg": ("{all} are never at the same stop.", "{all}이(가) 함께 참가하는 지역이 없습니다."),
    "no_common_time": ("{all} are never available at the same time.", "{all}이(가) 함께 가능한 시간이 없습니다."),
    "too_late": (
        "Every slot in which {0} and {1} could meet has begun or is too near to change.",
        "{0}와(과) {1}이(가) 만날 수 있는 시간은 모두 이미 시작했거나 바꾸기에 너무 가깝습니다.",
    ),
    "no_interpreter": (
        "No interpreter speaks a language of {0} and one of {1} when they could meet.",
        "{0}와(과) {1}이(가) 만날 수 있는 시간에 두 쪽의 언어를 모두 하는 통역사가 없습니다.",
    ),
    "no_table": (
        "No table suits this meeting when {0} and {1} could meet.",
        "{0}와(과) {1}이(가) 만날 수 있는 시간에 알맞은 테이블이 없습니다.",
    ),
    "seats": ("{0} and {1} both keep a table of their own.", "{0}와(과) {1}이(가) 각각 자기 테이블을 지킵니다."),
    "limit": (
        "{0} already has the {1} meetings that its limit allows.",
        "{0}의 상담이 이미 한도 {1}건에 이르렀습니다.",
    ),
    "busy": (
        "All slots in which {0} and {1} could meet are taken by other meetings of theirs.",
        "{0}와(과) {1}이(가) 만날 수 있는 모든 시간에 다른 상담이 있습니다.",
    ),
    "tables_full": (
        "At {0}, when {1} and {2} are free, every suitable table is taken.",
        "{1}와(과) {2}이(가) 비어 있는 {0}에 알맞은 테이블이 모두 찼습니다.",
    ),
    "interpreters_busy": (
        "At {0}, when {1} and {2} are free, every suitable interpreter is engaged or resting.",
        "{1}와(과) {2}이(가) 비어 있는 {0}에 알맞은 통역사가 모두 통역 중이거나 쉬는 시간입니다.",
    ),
    "day_limit": (
        "On every day with a free slot, {0} already has the {1} meetings that its limit allows.",
        "비어 있는 시간이 있는 날마다 {0}의 상담이 이미 한도 {1}건에 이르렀습니다.",
    ),
    "half_day_limit": (
        "In every half-day with a free slot, {0} already has the {1} meetings that its limit allows.",
        "비어 있는 시간이 있는 반나절마다 {0}의 상담이 이미 한도 {1}건에 이르렀습니다.",
    ),
    "walking": (
        "At {0}, when {1} and {2} are free, there is no time to walk there from or to the meeting next to it.",
        "{1}와(과) {2}이(가) 비어 있는 {0}에는 앞뒤 상담 장소에서 걸어올 시간이 모자랍니다.",
    ),
    "travel": (
        "At {0}, when {1} and {2} are free there, no time is left to travel from or to the next meeting in another stop.",
        "{1}와(과) {2}이(가) 비어 있는 {0}에는 다른 지역의 앞뒤 상담에서 오거나 갈 시간이 모자랍니다.",
    ),
    "shared_person": (
        "At {0} the delegates who speak for {1} or {2} are all needed in other meetings.",
        "{0}에는 {1}와(과) {2}을(를) 대신하는 참석자가 모두 다른 상담에 있습니다.",
    ),
    "precedence": (
        "At {0} it would break the order of meetings asked for with {1}.",
        "{0}에 열면 {1}와(과) 정해 둔 상담 순서가 어긋납니다.",
    ),
    "pin": ("Its pinned place, {all}, is not free.", "고정해 둔 자리 {all}이(가) 비어 있지 않습니다."),
    "room_left": (
        "It would fit at {0}: the search ended before it was placed there.",
        "{0}에 넣을 수 있으나 탐색이 그 전에 끝났습니다.",
    ),
}
"""Code to its English and Korean sentence; ``{0}``, ``{1}``, ... are the reason's resources in order."""
