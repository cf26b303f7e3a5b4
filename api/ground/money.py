"""Amounts as people write them: ``1,178억원``, ``1조 5,000억``, ``190만불``, ``US$ 1.2M`` to a number and a currency."""

import re
from dataclasses import dataclass
from decimal import Decimal

from api.ground.currencies import SHARED, currencies, pattern
from api.ground.numbers import read_decimal
from api.ground.texts import clean, narrow
from api.ground.typed import Message, Unreadable
from api.ground.words import Value

LARGE_UNITS = {"조": 10**12, "억": 10**8, "만": 10**4}
SMALL_UNITS = {"천": 10**3, "백": 10**2, "십": 10}
WESTERN_UNITS = {
    **{"k": 10**3, "thousand": 10**3, "m": 10**6, "mn": 10**6, "mio": 10**6, "million": 10**6, "millions": 10**6},
    **{"b": 10**9, "bn": 10**9, "mrd": 10**9, "billion": 10**9, "billions": 10**9, "trillion": 10**12},
    **{"lakh": 10**5, "crore": 10**7},
}
TURKISH_UNITS = {"bin": 10**3, "milyon": 10**6, "milyar": 10**9, "trilyon": 10**12}
OTHER_UNITS = {
    **{"ล้าน": 10**6, "แสน": 10**5, "หมื่น": 10**4, "พัน": 10**3, "พันล้าน": 10**9},
    **{"ribu": 10**3, "juta": 10**6, "miliar": 10**9, "triliun": 10**12},
    **{"nghìn": 10**3, "triệu": 10**6, "tỷ": 10**9, "тыс": 10**3, "млн": 10**6, "млрд": 10**9},
}
_DECIMAL_COMMA = TURKISH_UNITS | OTHER_UNITS
"""Units of languages in which 1,250 is one and a quarter."""
_UNITS = WESTERN_UNITS | _DECIMAL_COMMA
_LIKE = "Write it like 1,178억원, 190만불 or US$ 1.2M."
_NUMBER = r"[0-9][0-9.,]*"
_HANGUL_DIGITS = str.maketrans("일이삼사오육칠팔구", "123456789")


class UnclearAmountError(Unreadable):
    """A text states no single amount of money."""

    def __init__(self, said: str, what: str, mend: str = _LIKE, /, **values: Value) -> None:
        super().__init__(Message("unclear-amount", what, mend, said=said, **values))


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in a currency (ISO 4217), and the text as it was typed."""

    amount: Decimal
    currency: str
    said: str


def read_money(text: str) -> Money:
    """The amount that a text states.

    Korean units (조, 억, 만, 천), western, Turkish and Thai ones (k, M, bn, million, milyon, ล้าน), signs, codes and names
    of currencies before or after the number, full-width digits, and 약, 여, 내외 around it. 조 and 억 alone mean won;
    anything else needs its currency. ``3억 5천`` is said for 350 million and ``3억5`` too: after 억 a
    bare 천 is of 만.

    Raises
    ------
    UnclearAmountError
        The text states no single amount of money; the words say what is unclear.

    Examples
    --------
    >>> read_money("1,178억원").amount, read_money("190만불").currency
    (Decimal('117800000000'), 'USD')
    >>> read_money("1조 5,000억").amount == read_money("1.5조원").amount
    True
    """
    said = clean(text)
    plain = narrow(said.replace("₩", "원").replace("￦", "원")).replace("İ", "i").casefold()
    plain = re.sub(r"^\s*금\s*(?=[0-9일이삼사오육칠팔구])|(?<=원)\s*정\s*$", "", plain)
    plain = re.sub(r"^\s*(약|approx\.?|about|ca\.?|~)\s*", "", plain)
    plain = re.sub(r"\s*(내외|상당|정도|이상|규모|\+)\s*$", "", plain)
    currency, number, closed = _currency(plain, said)
    if currency is None:
        if not re.search("[조억]", number):
            raise UnclearAmountError(said, "'{said}' names no currency.")
        currency = "KRW"
    is_korean = re.search("[조억만천백십]", number)
    amount = _korean(number, said, closed=closed) if is_korean else _western(number, said)
    if amount <= 0:
        raise UnclearAmountError(said, "'{said}' is not above zero.", "Leave it empty if no amount was discussed.")
    if amount >= Decimal(10) ** 20:
        raise UnclearAmountError(said, "'{said}' is larger than any contract.", "Look at its units.")
    return Money(amount.normalize() if amount % 1 else amount.quantize(Decimal(1)), currency, said)


def _currency(plain: str, said: str) -> tuple[str | None, str, bool]:
    """The code of the currency that is named, the rest of the text, and whether the name follows the number."""
    number, found, closed = plain.strip(), set[str](), False
    while before := re.match(rf"({pattern()})(?=[\s0-9.일이삼사오육칠팔구십백천])\s*", number):
        found.add(before[1])
        number = number[before.end() :]
    while after := re.search(rf"(?<![a-zçğıöşü])({pattern()})\s*$|(?<=[0-9])(k|m|b)({pattern()})$", number):
        found.add(after[1] or after[3])
        number, closed = number[: after.start(1) if after[1] else after.start(3)].rstrip(), True
    shared = [name for name in found if name in SHARED]
    codes = {currencies()[name] for name in found if name not in SHARED}
    if shared and not codes:
        raise UnclearAmountError(
            said, "'{said}' names a currency of several countries.", "Write its code, like SAR or AED."
        )
    if len(codes) > 1:
        raise UnclearAmountError(
            said,
            "'{said}' names several currencies: {codes}.",
            "Write one amount of one currency.",
            codes=sorted(codes),
        )
    return (codes.pop() if codes else None), number, closed


def _korean(number: str, said: str, *, closed: bool) -> Decimal:
    """Sections in falling order, each with its own 천, 백, 십: 1조 5,000억, 2억 5천만, 3천 5백만.

    ``closed`` says that a currency follows: then a bare section after 조 or 억 can be meant literally or not.
    """
    text = number.replace("여", "").translate(_HANGUL_DIGITS)
    *pairs, rest = re.split("([조억만])", text)
    total, last = Decimal(0), Decimal("Infinity")
    for section, letter in zip((part.strip() for part in pairs[::2]), pairs[1::2], strict=True):
        unit = Decimal(LARGE_UNITS[letter])
        if not section and total:
            raise _write_out(said)
        if unit >= last or (value := _section(section, said) * unit if section else unit) >= last:
            raise _not_falling(said)
        if total % last and last.is_finite():
            raise _write_out(said)  # 1.5억 5천만
        total, last = total + value, unit
    if not rest.strip():
        return total
    if total % last and last.is_finite():
        raise _write_out(said)
    return total + (_last(rest, last, said, closed=closed) if last.is_finite() else _section(rest, said, ends=True))


def _last(rest: str, last: Decimal, said: str, *, closed: bool) -> Decimal:
    """What stands after the last 조, 억 or 만: 5천 and 5000 are counted in the next unit below, as they are said; ``5억5``
    is five and a half."""
    bare = re.fullmatch(r"(\s*)([0-9.,]+)\s*", rest)
    value = _section(rest, said, ends=True)
    if value >= last:
        raise _not_falling(said)
    if bare and re.fullmatch("[1-9]", bare[2]):
        if closed or bare[1]:
            raise _write_out(said)
        return value * last / 10
    if bare and (bare[2].startswith("0") or value < 10 or value % 1):
        raise _write_out(said)
    if value >= 10**4 or (last == 10**4 and (closed or value >= 100)):
        return value
    if closed or value < 100:
        raise _write_out(said)
    return value * last / 10**4


def _section(text: str, said: str, *, ends: bool = False) -> Decimal:
    """What stands before 조, 억, 만 or the end: 5,000 or 1.5 or 2천5백; at the end, 5천5 can be 5,005 and 5,500."""
    rest, total, last = text, Decimal(0), Decimal("Infinity")
    while rest:
        part = re.match(rf"\s*({_NUMBER})?\s*([천백십])?\s*", rest)
        if part is None or not part[0].strip():
            raise _unreadable(said)
        unit = Decimal(SMALL_UNITS.get(part[2] or "", 1))
        value = (_digits(part[1], said, before_unit=True) if part[1] else Decimal(1)) * unit
        if unit >= last or value >= last:
            raise _not_falling(said)
        if last.is_finite() and (total % last or (ends and unit == 1 and value < 10 < last)):
            raise _write_out(said)
        total, last, rest = total + value, unit, rest[part.end() :]
    return total


def _western(number: str, said: str) -> Decimal:
    units = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
    whole = re.fullmatch(rf"({_NUMBER}(?: [0-9]{{3}}(?![0-9])[0-9.,]*)*)\s*(?:({units})\.?)?\s*여?", number.strip())
    if whole is None:
        raise _unreadable(said)
    unit = whole[2] or ""
    if unit in _DECIMAL_COMMA and re.fullmatch(r"[0-9]+[.,][0-9]{3}", whole[1]):
        raise _two_ways(whole[1], said)
    return _digits(whole[1], said, before_unit=bool(unit)) * _UNITS.get(unit, 1)


def _digits(text: str, said: str, *, before_unit: bool) -> Decimal:
    """A number with its separators; before a unit one or two digits after a comma can only be a fraction."""
    text = text.rstrip(".,")
    if before_unit and re.fullmatch(r"[0-9]+,[0-9]{1,2}", text):
        text = text.replace(",", ".")
    try:
        return read_decimal(text)
    except Unreadable as error:
        raise _two_ways(text, said) from error


def _two_ways(text: str, said: str) -> UnclearAmountError:
    return UnclearAmountError(
        said,
        "'{text}' in '{said}' can be read in two ways.",
        "Write 1,200 for a thousand two hundred, 1.2 for a fraction.",
        text=text,
    )


def _write_out(said: str) -> UnclearAmountError:
    return UnclearAmountError(said, "'{said}' can be read in two ways.", "Write out every unit, like 3억 5천만원.")


def _not_falling(said: str) -> UnclearAmountError:
    return UnclearAmountError(said, "The units of '{said}' do not go from large to small.")


def _unreadable(said: str) -> UnclearAmountError:
    return UnclearAmountError(said, "'{said}' is not one amount of money.")
