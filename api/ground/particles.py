"""Korean particles that depend on the sound before them: written as ``을(를)`` in sentences, shown as one of the two."""

import re

_PAIRS = {"은": "는", "이": "가", "을": "를", "과": "와", "으로": "로"}
"""After a final consonant, and after a vowel."""
_WRITTEN = re.compile(
    r"""([^\s]?)([\s'"’”»』」)\]}]*)"""
    r"(은\(는\)|는\(은\)|이\(가\)|가\(이\)|을\(를\)|를\(을\)|과\(와\)|와\(과\)|\(으\)로)"
)
_CLOSED_DIGITS, _CLOSED_LETTERS = "013678", "LMNR"
"""Digits whose names end in a consonant: 영, 일, 삼, 육, 칠, 팔; and letters: 엘, 엠, 엔, 알."""
_LIQUID = "178LR"
"""Those of them that end in ㄹ, after which 로 stands."""


def particles(text: str) -> str:
    """A Korean text with each particle as the word before it asks for.

    Words in other scripts are read by the name of their last letter or digit, as codes are.

    >>> particles("코드 'S01'이(가) 없습니다."), particles("버전 2을(를) 공개합니다.")
    ("코드 'S01'이 없습니다.", '버전 2를 공개합니다.')
    >>> particles("서울(으)로, 부산(으)로, 제주(으)로")
    '서울로, 부산으로, 제주로'
    """
    return _WRITTEN.sub(_chosen, text) if "(" in text else text


def _chosen(found: re.Match[str]) -> str:
    last, closing, written = found.groups()
    pair = _pair(written)
    closed, liquid = _sound(last)
    after = pair if closed and not (pair == "으로" and liquid) else _PAIRS[pair]
    return f"{last}{closing}{after}"


def _pair(written: str) -> str:
    if written == "(으)로":
        return "으로"
    one, other = written[0], written[2]
    return one if one in _PAIRS else other


def _sound(last: str) -> tuple[bool, bool]:
    """Whether a character is read with a final consonant, and whether that is ㄹ."""
    if "가" <= last <= "힣":
        final = (ord(last) - ord("가")) % 28
        return final > 0, final == 8
    letter = last.upper()
    return letter in _CLOSED_DIGITS + _CLOSED_LETTERS if letter else False, letter in _LIQUID if letter else False
