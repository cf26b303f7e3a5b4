"""Currencies by code, sign and name: ISO 4217, with Korean, English, Turkish and Thai names from CLDR."""

import re
from functools import cache

from babel import Locale
from babel.core import get_global
from babel.numbers import get_currency_name

from api.ground.texts import narrow

_NAMES: dict[str, tuple[str, ...]] = {
    "KRW": ("원", "원화", "won", "한화"),
    "USD": (
        *(
            "불",
            "달러",
            "달러화",
            "미불",
            "미달러",
            "미국달러",
            "미화",
            "us달러",
            "us$",
            "$",
            "usd$",
            "dollar",
            "dollars",
        ),
        *("us dollar", "us dollars", "u.s. dollar", "u.s. dollars", "dolar", "abd doları", "amerikan doları"),
        *("ดอลลาร์", "ดอลลาร์สหรัฐ", "เหรียญสหรัฐ", "đô la", "dolar as"),
    ),
    "EUR": ("유로", "유로화", "€", "euro", "euros", "avro", "ยูโร"),
    "JPY": ("엔", "엔화", "yen", "円", "japon yeni", "เยน"),
    "CNY": ("위안", "위안화", "rmb", "yuan", "元", "인민폐", "หยวน"),
    "THB": ("바트", "밧", "바트화", "฿", "baht", "บาท"),
    "TRY": ("리라", "리라화", "₺", "tl", "lira", "liras", "türk lirası", "turkish lira", "turkish liras"),
    "VND": ("동", "베트남동", "₫", "dong", "đồng"),
    "GBP": ("파운드", "파운드화", "£", "pound", "pounds", "sterling", "ingiliz sterlini"),
    "IDR": ("루피아", "rp", "rupiah"),
    "SAR": ("사우디리얄", "사우디 리얄", "saudi riyal", "saudi riyals"),
    "QAR": ("카타르리얄", "카타르 리얄", "qatari riyal", "qatari riyals"),
    "SGD": ("싱가포르달러", "싱가포르 달러", "싱달러", "s$"),
    "HKD": ("홍콩달러", "홍콩 달러", "hk$"),
    "TWD": ("대만달러", "대만 달러", "nt$"),
    "AUD": ("호주달러", "호주 달러", "a$", "au$"),
    "CAD": ("캐나다달러", "캐나다 달러", "c$", "ca$"),
    "NZD": ("뉴질랜드달러", "nz$"),
    "MYR": ("링깃", "rm", "ringgit"),
    "AED": ("아랍에미리트디르함", "uae dirham", "uae dirhams", "dhs"),
    "KZT": ("텡게", "tenge", "₸"),
    "UZS": ("숨", "uzbek som", "soʻm", "so'm"),
    "KGS": ("솜", "kyrgyz som"),
    "MNT": ("투그릭", "tugrik", "₮", "төгрөг"),
    "INR": ("인도루피", "₹", "indian rupee", "indian rupees"),
    "PHP": ("필리핀페소", "₱"),
    "LAK": ("킵", "kip", "₭"),
    "KHR": ("캄보디아리엘", "riel"),
    "MMK": ("짯", "kyat"),
    "BDT": ("타카", "taka"),
    "AZN": ("마나트", "manat"),
    "BOB": ("볼리비아노", "boliviano", "bs"),
    "RUB": ("루블", "루블화", "ruble", "rubles", "₽", "rub"),
    "GEL": ("라리", "lari"),
    "PLN": ("즈워티", "zloty", "zł"),
}
SHARED = (
    *("리얄", "riyal", "riyals", "rial", "디르함", "dirham", "dirhams", "루피", "rupee", "rupees", "som", "¥", "페소"),
    *("peso", "pesos", "디나르", "dinar", "dinars", "프랑", "franc", "francs", "크로나", "krona", "krone"),
)
"""Names that several countries give to their money."""


@cache
def currencies() -> dict[str, str]:
    """Every name of a currency, in small letters, to its code."""
    spans = get_global("territory_currencies").values()
    current = {code for span in spans for code, _, last, tender in span if last is None and tender}
    names: dict[str, str] = {}
    for language in ("ko", "en", "tr", "th"):
        for code in sorted(current & set(Locale(language).currencies)):
            for count in (None, 1, 2):
                names.setdefault(narrow(get_currency_name(code, count=count, locale=language)).casefold(), code)
    names |= {code.lower(): code for code in current}
    names |= {name: code for code, known in _NAMES.items() for name in known}
    return {name: code for name, code in names.items() if name not in SHARED}


@cache
def pattern() -> str:
    """A regular expression for any name of a currency, the longest first."""
    return "|".join(re.escape(name) for name in sorted({*currencies(), *SHARED}, key=len, reverse=True))
