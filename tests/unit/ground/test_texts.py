"""Characters that nobody sees are taken out where text is read, and nothing else is."""

import re
import unicodedata
from xml.dom.minidom import parseString
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.ground.texts import clean, folded, narrow

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=40)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("S01\u200b", "S01"),
        ("\ufeffS01", "S01"),
        ("a\x00b", "ab"),
        ("교통\x0b안전", "교통\n안전"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("서울\u00a0특별시", "서울 특별시"),
        ("co\u00adoperate", "cooperate"),
        ("\u202eabc\u202c", "abc"),
        ("\u3164\u3164", ""),
        ("\ud83d", ""),
        ("\uffff\ufdd0", ""),
        ("B01\ue000", "B01"),
        ("\uf0b7 교통\U000f0001\U00100000", "교통"),
        ("각", "각"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("S\u200c01", "S01"),
        ("👩\u200d🔧", "👩\u200d🔧"),
        ("辻\U000e0100", "辻\U000e0100"),
        ("S\ufe0f01", "S01"),
    ],
)
def test_what_nobody_sees_goes_and_what_is_seen_stays(typed: str, read: str) -> None:
    assert clean(typed) == read


def test_every_code_point_leaves_a_text_that_can_be_stored_and_written() -> None:
    for start in range(0, 0x110000, 0x1000):
        text = clean("x".join(map(chr, range(start, start + 0x1000))))
        assert "\x00" not in text
        text.encode("utf-8")
        parseString(f"<t>{escape(text)}</t>")


@given(ANY_TEXT)
def test_a_clean_text_is_clean(text: str) -> None:
    once = clean(text)
    assert clean(once) == once == unicodedata.normalize("NFC", once)
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\u200b\u200e\u200f\u2060\ufeff]", once)


@pytest.mark.parametrize(
    ("typed", "read"), [("１３：２０", "13:20"), ("๕๐", "50"), ("10²", "10²"), ("½", "½"), ("㎡", "㎡")]
)
def test_only_width_and_digits_are_made_plain(typed: str, read: str) -> None:
    assert narrow(typed) == read


def test_words_are_compared_without_case_width_and_the_turkish_i() -> None:
    assert folded("HAYIR") == folded("hayır") == folded("ＨＡＹＩＲ") == folded("hay ir")


@pytest.mark.parametrize(("one", "other"), [("มี.ค.", "ม.ค."), ("पानी", "पन"), ("บี", "บ")])
def test_vowels_that_are_written_as_marks_tell_words_apart(one: str, other: str) -> None:
    assert folded(one) != folded(other)
