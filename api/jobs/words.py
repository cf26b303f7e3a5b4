"""What a job says of itself, in Korean: its own message is English, for logs and programs."""

import re
from functools import cache

KOREAN = {
    "started": "시작했습니다.",
    "started again (attempt {n})": "다시 시작했습니다({n}번째 시도).",
    "started again after its worker vanished": "작업자가 사라져 다시 시작했습니다.",
    "stopped before it began": "시작하기 전에 중지했습니다.",
    "loading the model": "모델을 불러오는 중입니다.",
    "scoring all pairs": "모든 상담 쌍을 채점하는 중입니다.",
    "{pairs} pairs scored, {texts} texts encoded": "상담 쌍 {pairs}개를 채점하고 글 {texts}개를 읽었습니다.",
    "reading the event": "행사 내용을 읽는 중입니다.",
    "version {version}: {n} meetings, {status}": "버전 {version}: 상담 {n}건",
    "there are no requests to schedule: import wishes, or let companies and buyers ask": (
        "편성할 요청이 없습니다. 희망을 가져오거나, 기업과 바이어가 요청하게 하세요."
    ),
    "the schedule breaks {n} rules ({rules}) and was thrown away": "규칙 {n}개({rules})를 어긴 일정이라 버렸습니다.",
    "given up after {n} attempts": "{n}번 시도한 뒤 그만두었습니다.",
    "an unexpected error stopped this job ({name}); try again": (
        "예상하지 못한 오류({name})로 멈췄습니다. 다시 시도하세요."
    ),
}
"""Every message of a job by its English, with the places of its values."""


def korean(message: str) -> str:
    """A job's message in Korean; as it is where we have no words for it.

    >>> korean("given up after 3 attempts")
    '3번 시도한 뒤 그만두었습니다.'
    """
    for pattern, words in _patterns():
        if found := pattern.fullmatch(message):
            return words.format(**found.groupdict())
    return message


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    return [
        (re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+)", re.escape(said))), words) for said, words in KOREAN.items()
    ]
