"""Yes and no in the spellings that people use: O and X, words of several languages, look-alike letters."""

from datetime import date, time, timedelta

from api.ground.nearness import latinised
from api.ground.texts import narrow
from api.ground.typed import Message, Typed, Unreadable, shown

_YES_TEXT = """
o ○ ◯ ● ⭕ ◎ ㅇ ᄋ y yes 예 네 true 1 v ✓ ✔ ☑ ✅ 가능 동의 참석 있음 evet var ใช่ được có ya да はい 是
"""
_YES = _YES_TEXT.split()
_NO_TEXT = """
x × ✕ ✗ ✘ ❌ ㅌ ᄐ n no 아니오 아니요 false 0 - – — 불가 불가능 미동의 불참 없음 hayır yok ไม่ ไม่ใช่ không tidak нет いいえ
否
"""
_NO = _NO_TEXT.split()


def _plain(text: str) -> str:
    return latinised(narrow(text).upper().replace("İ", "I")).replace("\ufe0f", "").casefold().replace("ı", "i")


_MEANT = {_plain(word): True for word in _YES} | {_plain(word): False for word in _NO}


def read_mark(typed: Typed) -> bool:
    """Whether a mark says yes (O, ㅇ, 예, evet, 1) or no (X, ㅌ, 아니오, hayır, 0); Unreadable for anything else.

    >>> read_mark("HAYIR"), read_mark("Ο")
    (False, True)
    """
    if isinstance(typed, bool):
        return typed
    if not isinstance(typed, (date, time, timedelta)):
        text = _plain(shown(typed))
        if text in _MEANT:
            return _MEANT[text]
    raise Unreadable(
        Message(
            "not-a-flag",
            "'{typed}' is neither O nor X.",
            "Type O for yes or X for no.",
            typed=shown(typed),
        )
    )
