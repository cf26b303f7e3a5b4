"""Texts as they are read: characters that nobody sees are taken out once, here, so that nothing later has to bear them."""

import re
import unicodedata
from functools import lru_cache

_LINE_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_BLANKS = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u2800\u3164\uffa0]")
_SELECTORS = re.compile("[\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")
"""Characters whose meaning one font alone knows: bullets out of Word, company signs, what a converter did not know."""
_HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\ud800-\udfff\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\ufff0-\uffff"
    "\ue000-\uf8ff\U000f0000-\U0010fffd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000))
    + "]"
)
_JOINING = re.compile(
    "[\u0590-\u0dff\u0f00-\u109f\u1780-\u18af\u1a20-\u1aaf\u1b00-\u1c4f\ua800-\uabff\U00010a00-\U00011fff]"
)

SHORT = 100
"""Letters up to which a folded text is kept: headings, codes and words of a list are folded again and again."""


def clean(text: str) -> str:
    """A text without what nobody sees: NFC, one kind of line break, plain blanks, no outer blanks.

    Control and zero-width characters, marks of direction, soft hyphens, fillers, lone surrogates, non-characters and
    characters for private use go.
    Joiners stay between letters of scripts that need them (Persian, Hindi) and between emoji; variation selectors stay
    after the ideograph or symbol that they vary. What is left can be stored, printed and written as XML.

    >>> clean(" S01\\u200b\\x00 "), clean("교통\\x0b안전")
    ('S01', '교통\\n안전')
    """
    if text.isascii() and not _HIDDEN.search(text) and not _LINE_BREAKS.search(text):
        return text.strip()
    text = _BLANKS.sub(" ", _LINE_BREAKS.sub("\n", text))
    if _HIDDEN.search(text):
        text = "".join(letter for at, letter in enumerate(text) if _is_seen(text, at))
    return unicodedata.normalize("NFC", text).strip()


def _is_seen(text: str, at: int) -> bool:
    letter = text[at]
    if not _HIDDEN.fullmatch(letter) or letter == "\ufffd":
        return True
    if letter in "\u200c\u200d":
        return 0 < at < len(text) - 1 and _joins(text[at - 1]) and _joins(text[at + 1])
    return bool(_SELECTORS.fullmatch(letter)) and at > 0 and _varies(text[at - 1])


def _joins(letter: str) -> bool:
    return bool(_JOINING.fullmatch(letter) or _SELECTORS.fullmatch(letter)) or unicodedata.category(letter) in (
        "So",
        "Sk",
    )


def _varies(letter: str) -> bool:
    """Whether a variation selector after this letter means something: ideographs, Mongolian, symbols."""
    ideograph = "\u3400" <= letter <= "\u9fff" or "\U00020000" <= letter <= "\U0003ffff"
    return ideograph or "\u1800" <= letter <= "\u18af" or unicodedata.category(letter) == "So"


def narrow(text: str) -> str:
    """A clean text with full-width forms as plain ones (``１３：２０`` is ``13:20``) and the digits of all scripts as ours.

    Nothing else is made plain: ``10²`` is no 102.
    """
    text = clean(text)
    return text if text.isascii() else clean("".join(_narrow(letter) for letter in text))


@lru_cache(4096)
def _narrow(letter: str) -> str:
    if unicodedata.category(letter) == "Nd":
        return str(unicodedata.decimal(letter))
    wide = unicodedata.decomposition(letter).startswith(("<wide>", "<narrow>", "<small>"))
    return unicodedata.normalize("NFKC", letter) if wide else letter


def folded(text: str) -> str:
    """A text as it is compared: full-width forms, case, Turkish dotted and dotless i, spaces and punctuation ignored.

    Marks stay: Thai and Hindi write vowels with them, and without its vowel March is January.

    >>> folded("ＢＡＬＩＫ  의료·보건 ") == folded("balık의료보건")
    True
    """
    return _folded_once(text) if len(text) <= SHORT else _folded(text)


def _folded(text: str) -> str:
    plain = clean(unicodedata.normalize("NFKC", clean(text))).replace("İ", "i").replace("ı", "i").casefold()
    return "".join(letter for letter in plain if (letter.isalnum() or _is_mark(letter)) and letter not in "ʻʼʹ")


_folded_once = lru_cache(8192)(_folded)


def unmarked(text: str) -> str:
    """A text as `folded` with its Latin letters bare: what a keyboard without them makes of Türkçe is Turkce."""
    parts = unicodedata.normalize("NFD", folded(text))
    return re.sub("(?<=[a-z])[\u0300-\u036f]+", "", parts).replace("đ", "d").replace("ø", "o").replace("ł", "l")


def _is_mark(letter: str) -> bool:
    return unicodedata.category(letter) in ("Mn", "Mc") and not _SELECTORS.fullmatch(letter)
