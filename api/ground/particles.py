"""Korean particles that depend on the sound before them: written as ``을(를)`` in sentences, shown as one of the two.

Digits and letters are read by their names (3 삼, MOU 엠오유), Latin words with small letters as Korean spells words of
English (sensor 센서, table 테이블). What stands in brackets behind a word is passed over.
"""

import re
import unicodedata

_PAIRS = {"은": "는", "이": "가", "을": "를", "과": "와", "으로": "로"}
"""After a final consonant, and after a vowel."""
_WRITTEN = re.compile(
    r"""(\S{0,80}?)([.,!?…'"’”»』」)\]}]*)"""
    r"(은\(는\)|는\(은\)|이\(가\)|가\(이\)|을\(를\)|를\(을\)|과\(와\)|와\(과\)|\(으\)로)"
)
_ASIDE = re.compile(r"(?<=[^\s'\"‘“(])['\"’”]*\([^()]*$")
"""A bracket behind a word, up to where it closes."""
_LATIN = re.compile(r"[A-Za-z]+$")
_CLOSED_NAMES, _LIQUID_NAMES = "013678LMNR", "178LR"
"""Digits and letters whose names end in a consonant (영, 일, 삼, 육, 칠, 팔, 엘, 엠, 엔, 알), and those that end in ㄹ."""
_LIQUID_WORD = re.compile(r"le?$")
"""Table, panel: after ㄹ stands 로."""
_CLOSED_WORD = re.compile(r"(?:[mn]e?|ng|(?:^|[^aeiou])[aeiouy](?:pp?|t|k|ck?)|ook|web|lab|club|group)$")
"""A nasal (system, drone), or p, t and k behind a short vowel (robot, track, traffic); others get a vowel: smart 스마트."""


def particles(text: str) -> str:
    """A Korean text with each particle as the word before it asks for.

    >>> particles("코드 'S01'이(가) 없습니다."), particles("버전 2을(를) 공개합니다.")
    ("코드 'S01'이 없습니다.", '버전 2를 공개합니다.')
    >>> particles("서울(으)로, 부산(으)로, 제주(으)로"), particles("sensor을(를), table(으)로, IoT와(과)")
    ('서울로, 부산으로, 제주로', 'sensor를, table로, IoT와')
    """
    return _WRITTEN.sub(_chosen, text) if "(" in text else text


def _chosen(found: re.Match[str]) -> str:
    word, closing, written = found.groups()
    pair = _pair(written)
    closed, liquid = _sound(_ASIDE.sub("", word) if ")" in closing else word)
    after = pair if closed and not (pair == "으로" and liquid) else _PAIRS[pair]
    return f"{word}{closing}{after}"


def _pair(written: str) -> str:
    if written == "(으)로":
        return "으로"
    one, other = written[0], written[2]
    return one if one in _PAIRS else other


def _sound(word: str) -> tuple[bool, bool]:
    """Whether a word is read with a final consonant, and whether that is ㄹ."""
    last = word[-1:]
    if "가" <= last <= "힣":
        final = (ord(last) - ord("가")) % 28
        return final > 0, final == 8
    plain = "".join(one for one in unicodedata.normalize("NFKD", word) if not unicodedata.combining(one))
    latin = _LATIN.search(plain)
    if latin is None or latin[0][-1].isupper() or not re.search("[aeiouy]", latin[0].lower()):
        name = plain[-1:].upper()
        return name in tuple(_CLOSED_NAMES), name in tuple(_LIQUID_NAMES)
    small = latin[0].lower()
    liquid = bool(_LIQUID_WORD.search(small))
    return liquid or bool(_CLOSED_WORD.search(small)), liquid
