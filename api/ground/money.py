"""Amounts as people write them: ``1,178억원``, ``1조 5,000억``, ``190만불``, ``US$ 1.2M`` to a number and a currency."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

CURRENCIES: dict[str, tuple[str, ...]] = {
    "KRW": ("원", "원화", "₩", "won"),
    "USD": ("불", "달러", "미불", "미달러", "미화", "us$", "us달러", "$", "dollar", "dollars", "us dollars"),
    "EUR": ("유로", "€", "euro", "euros"),
    "JPY": ("엔", "엔화", "yen"),
    "CNY": ("위안", "위안화", "rmb", "yuan"),
    "THB": ("바트", "밧", "฿", "baht", "บาท"),
    "TRY": ("리라", "₺", "tl", "lira"),
    "VND": ("동", "₫", "dong"),
    "GBP": ("파운드", "£", "pound", "pounds"),
    "IDR": ("루피아", "rp", "rupiah"),
    "SAR": ("리얄", "riyal"),
    "SGD": ("싱가포르달러", "s$"),
    "MYR": ("링깃", "rm", "ringgit"),
    "AED": ("디르함", "dirham"),
    "KZT": ("텡게", "tenge"),
    "UZS": ("숨", "som"),
    "MNT": ("투그릭", "tugrik"),
}
KOREAN_UNITS = {"조": 10**12, "억": 10**8, "만": 10**4, "천": 10**3, "백": 10**2, "십": 10}
WESTERN_UNITS = {
    **{"k": 10**3, "thousand": 10**3, "m": 10**6, "mn": 10**6, "mio": 10**6, "million": 10**6},
    **{"b": 10**9, "bn": 10**9, "billion": 10**9, "trillion": 10**12},
    **{"bin": 10**3, "milyon": 10**6, "milyar": 10**9, "ล้าน": 10**6, "พัน": 10**3},
}
_NAMES = {name: code for code, names in CURRENCIES.items() for name in (*names, code.lower())}
_NAME = "|".join(re.escape(name) for name in sorted(_NAMES, key=len, reverse=True))
_EXAMPLES = "Write it like 1,178억원, 190만불 or US$ 1.2M."
_NUMBER = r"\d[\d.,]*"
_PART = re.compile(rf"\s*({_NUMBER})?\s*([조억만천백십]*)\s*")


class UnclearAmountError(ValueError):
    """A text states no single amount of money; ``korean`` says the same in Korean."""

    def __init__(self, english: str, korean: str) -> None:
        super().__init__(english)
        self.korean = korean


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in a currency (ISO 4217), and the text as it was typed."""

    amount: Decimal
    currency: str
    said: str


def read_money(text: str) -> Money:
    """The amount that a text states.

    Korean units (조, 억, 만, 천), western ones (k, M, bn, million), signs, codes and names of currencies before or after
    the number, full-width digits, and 약, 여, 내외 around it. 조 and 억 alone mean won; anything else needs its currency.

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
    said = text.strip()
    plain = unicodedata.normalize("NFKC", said.replace("₩", "원")).casefold()
    plain = re.sub(r"^\s*(약|approx\.?|about|ca\.?|~)\s*", "", plain)
    plain = re.sub(r"\s*(내외|상당|정도|이상|규모|\+)\s*$", "", plain)
    currency, number = _currency(plain, said)
    if currency is None:
        if not re.search("[조억]", number):
            raise UnclearAmountError(f"{said!r} names no currency. {_EXAMPLES}", f"{said!r}에 통화가 없습니다.")
        currency = "KRW"
    amount = _korean(number, said) if re.search("[조억만천백십]", number) else _western(number, said)
    if amount <= 0:
        raise UnclearAmountError(
            f"{said!r} is not above zero: leave it empty if no amount was discussed.",
            f"{said!r}은(는) 0보다 크지 않습니다. 금액 논의가 없었으면 비워 두세요.",
        )
    if amount >= Decimal(10) ** 20:
        raise UnclearAmountError(
            f"{said!r} is larger than any contract: look at its units.",
            f"{said!r}은(는) 너무 큽니다. 단위를 확인하세요.",
        )
    return Money(amount.normalize() if amount % 1 else amount.quantize(Decimal(1)), currency, said)


def _currency(plain: str, said: str) -> tuple[str | None, str]:
    number, found = plain.strip(), set[str]()
    while before := re.match(rf"({_NAME})(?=[\s\d.])\s*", number):
        found.add(_NAMES[before[1]])
        number = number[before.end() :]
    while after := re.search(rf"(?<![a-z])({_NAME})\s*$", number):
        found.add(_NAMES[after[1]])
        number = number[: after.start()].rstrip()
    if len(found) > 1:
        raise UnclearAmountError(
            f"{said!r} names two currencies, {' and '.join(sorted(found))}: write one amount of one currency.",
            f"{said!r}에 통화가 둘입니다. 한 통화의 한 금액만 적으세요.",
        )
    return (found.pop() if found else None), number


def _korean(number: str, said: str) -> Decimal:
    """Groups in falling order: 1조 5,000억, 2억 5천만, 3천."""
    rest, total, last = re.sub(r"여\s*$", "", number), Decimal(0), Decimal("Infinity")
    while rest:
        part = _PART.match(rest)
        if part is None or not part[0].strip():
            raise _unreadable(said)
        unit = Decimal(1)
        for letter in part[2]:
            unit *= KOREAN_UNITS[letter]
        if unit >= last:
            raise UnclearAmountError(
                f"{said!r} has its units in no falling order. {_EXAMPLES}", f"{said!r}의 단위가 큰 순서가 아닙니다."
            )
        total += (_digits(part[1], said) if part[1] else Decimal(1)) * unit
        last, rest = unit, rest[part.end() :]
    return total


def _western(number: str, said: str) -> Decimal:
    units = "|".join(sorted(WESTERN_UNITS, key=len, reverse=True))
    whole = re.fullmatch(rf"({_NUMBER})\s*({units})?\s*여?", number.strip())
    if whole is None:
        raise _unreadable(said)
    return _digits(whole[1], said) * WESTERN_UNITS.get(whole[2] or "", 1)


def _digits(text: str, said: str) -> Decimal:
    """A number with its separators: 1,200,000 and 1.200.000 group; 1.2 does not; 1.200 alone could be either."""
    text = text.rstrip(".,")
    if re.fullmatch(r"\d+(\.\d{1,2}|\.\d{4,})?", text) or re.fullmatch(r"0\.\d+", text):
        return Decimal(text)
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", text):
        return Decimal(text.replace(",", ""))
    if re.fullmatch(r"\d{1,3}(\.\d{3}){2,}(,\d+)?", text) or re.fullmatch(r"\d{1,3}\.\d{3},\d+", text):
        return Decimal(text.replace(".", "").replace(",", "."))
    raise UnclearAmountError(
        f"{text!r} in {said!r} can be read in two ways: write 1,200 for a thousand two hundred, 1.2 for a fraction.",
        f"{said!r}의 {text!r}은(는) 두 가지로 읽힙니다. 천이백은 1,200, 소수는 1.2로 적으세요.",
    )


def _unreadable(said: str) -> UnclearAmountError:
    return UnclearAmountError(
        f"{said!r} is not one amount of money. {_EXAMPLES}", f"{said!r}은(는) 한 금액이 아닙니다."
    )
