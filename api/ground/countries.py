"""Countries by every name that people here use: ISO 3166-1, with Korean, English and local names from CLDR."""

import re
from collections.abc import Sequence
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.languages import get_official_languages

from api.ground.texts import folded, narrow, unmarked
from api.ground.typed import Message, Unreadable
from api.ground.wordlists import CodeList, bare

_ALL = """
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD
CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF
GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN
KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA
NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI
SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI
VN VU WF WS YE YT ZA ZM ZW
"""
_SHOWN = {
    "KR": ("대한민국", "Korea"),
    "TR": ("튀르키예", "Türkiye"),
    "VN": ("베트남", "Viet Nam"),
    "HK": ("홍콩", "Hong Kong"),
    "MO": ("마카오", "Macao"),
    "MM": ("미얀마", "Myanmar"),
    "CD": ("콩고민주공화국", "Democratic Republic of the Congo"),
    "CG": ("콩고공화국", "Republic of the Congo"),
    "PS": ("팔레스타인", "Palestine"),
}
"""Names to print where CLDR prints another."""
_ALSO = {
    "KR": (
        *(
            "한국",
            "남한",
            "코리아",
            "Republic of Korea",
            "South Korea",
            "Rep. of Korea",
            "Rep. Korea",
            "R.O. Korea",
            "ROK",
        ),
        *("Korea, Republic of", "Korea, South", "S. Korea", "Republik Korea", "Republic of Korea (South)", "Kore"),
    ),
    "KP": ("조선민주주의인민공화국", "Democratic People's Republic of Korea", "DPRK"),
    "TR": ("터키", "터어키", "Turkey", "Turkiye"),
    "TH": ("타이", "타일랜드", "Siam"),
    "MN": ("몽고", "몽골리아", "외몽고"),
    "JP": ("재팬",),
    "IN": ("인디아",),
    "AF": ("아프간",),
    "ER": ("에리트레아",),
    "ES": ("에스파냐", "서반아"),
    "IT": ("이태리", "Italian Republic"),
    "GM": ("더 감비아", "The Gambia"),
    "VN": ("월남", "Vietnam"),
    "ID": ("인니", "인도네시아공화국"),
    "MY": ("말레이지아", "말레지아"),
    "SG": ("싱가폴",),
    "LA": ("Lao PDR", "Lao People's Democratic Republic"),
    "MM": ("버마", "Burma"),
    "CN": ("중화인민공화국", "차이나", "People's Republic of China", "PRC", "PR China", "Mainland China"),
    "TW": ("타이완", "중화민국", "Chinese Taipei", "Republic of China", "Taiwan, Province of China"),
    "HK": ("Hong Kong SAR", "Hong Kong Special Administrative Region of China"),
    "MO": ("Macau", "Macao Special Administrative Region of China"),
    "KG": (
        "키르기즈",
        "키르기즈스탄",
        "키르키즈스탄",
        "키르기스",
        "키르기스탄",
        "키르기즈공화국",
        "Kyrgyz Republic",
        "Kirghizia",
        "Kirgizstan",
    ),
    "KZ": ("카자흐", "카작스탄", "Kazakstan"),
    "UZ": ("우즈벡", "우즈베크", "우즈벡스탄"),
    "TJ": ("타지크",),
    "TM": ("투르크메니스탄", "투르크멘"),
    "BN": ("브루나이 다루살람", "부루나이", "Brunei Darussalam"),
    "GE": ("그루지야",),
    "MD": ("몰도바", "Moldova, Republic of"),
    "BY": ("벨로루시", "벨라루시", "Belorussia"),
    "RU": ("러시아연방", "Russian Federation"),
    "SA": ("사우디", "KSA"),
    "AE": ("UAE", "U.A.E.", "아랍에미리트연합", "아랍에미레이트", "에미리트", "Emirates"),
    "IR": ("이란이슬람공화국", "Islamic Republic of Iran", "Iran, Islamic Republic of", "Persia"),
    "SY": ("시리아아랍공화국", "Syrian Arab Republic"),
    "PS": ("팔레스타인 지구", "State of Palestine", "Palestinian Territories", "Palestine, State of"),
    "US": (
        "USA",
        "U.S.",
        "U.S.A.",
        "United States of America",
        "America",
        "Amerika",
        "ABD",
        "미합중국",
        "아메리카합중국",
    ),
    "GB": (
        "United Kingdom of Great Britain and Northern Ireland",
        "UK",
        "U.K.",
        "Great Britain",
        "Britain",
        "England",
        "Scotland",
        "Wales",
        "İngiltere",
        "잉글랜드",
        "영국연방",
    ),
    "NL": ("Holland", "네델란드", "화란", "The Netherlands"),
    "DE": ("독일연방공화국", "Federal Republic of Germany"),
    "CZ": ("체코공화국", "Czech Republic"),
    "MK": ("마케도니아", "Macedonia", "FYROM"),
    "SZ": ("스와질란드", "Swaziland"),
    "CV": ("Cape Verde", "카보베르데"),
    "TL": ("동티모르", "East Timor"),
    "CI": ("아이보리코스트", "상아해안", "코트디부와르", "Ivory Coast", "Cote d'Ivoire"),
    "CD": ("DR Congo", "DRC", "콩고 민주 공화국", "Congo, Democratic Republic of the", "자이르", "Congo - Kinshasa"),
    "CG": ("콩고 공화국", "Congo - Brazzaville", "Congo, Republic of the"),
    "ET": ("이디오피아",),
    "ZA": ("남아공", "남아프리카"),
    "TZ": ("United Republic of Tanzania", "Tanzania, United Republic of"),
    "BO": ("Bolivia, Plurinational State of", "Plurinational State of Bolivia"),
    "VE": ("Venezuela, Bolivarian Republic of", "Bolivarian Republic of Venezuela"),
    "FM": ("Federated States of Micronesia", "Micronesia, Federated States of"),
    "VA": ("바티칸", "Holy See", "Vatican"),
    "LK": ("세일론", "Ceylon"),
    "BA": ("보스니아", "Bosnia", "보스니아 헤르체고비나", "Bosnia and Herzegovina"),
    "AU": ("호주",),
    "AR": ("Argentine Republic",),
    "CH": ("Swiss Confederation",),
    "FR": ("French Republic",),
    "GA": ("Gabonese Republic",),
    "GR": ("Hellenic Republic",),
    "IE": ("Republic of Ireland",),
    "LB": ("Lebanese Republic",),
    "MX": ("United Mexican States",),
    "PT": ("Portuguese Republic",),
    "RW": ("Rwandese Republic",),
    "SK": ("Slovak Republic",),
    "TG": ("Togolese Republic",),
    "TF": ("French Southern Territories",),
    "UM": ("United States Minor Outlying Islands",),
    "BQ": ("Bonaire, Sint Eustatius and Saba",),
    "VI": ("Virgin Islands of the United States",),
    "PG": ("파푸아 뉴기니",),
}
_NAMING_TEXT = """
ko en tr th vi id ms ja zh zh_Hant ru uk de fr es pt it nl pl ar fa mn uz kk ky az ka hy tg tk km lo
my
"""
_NAMING = _NAMING_TEXT.split()
"""Languages in which people of this field write any country."""
_SHARED = {
    "congo": ("CG", "CD"),
    "콩고": ("CG", "CD"),
    "kongo": ("CG", "CD"),
    "virginislands": ("VG", "VI"),
    "버진아일랜드": ("VG", "VI"),
    "samoaislands": ("AS", "WS"),
    "조선": ("KP", "KR"),
    "nga": ("NG", "RU"),
}
"""Folded names that do not say which of two countries is meant."""
_NEVER_SHORT = {"korea", "china", "congo", "ireland"}
"""Short names that say something else than some long form of them."""
_FORMS = re.compile(
    r"^((the|[\w.'’-]+)\s+){0,4}(republic|kingdom|states?|sultanate|commonwealth|union|principality|duchy|emirate)"
    r"\s+of\s+(the\s+)?",
    re.IGNORECASE,
)
_KOREAN_FORMS = re.compile(
    r"((이슬람|사회주의|민주주의|민주|연방|인민|아랍|협력|독립|하심|볼리바르|다국가)\s*)*"
    r"(공화국|왕국|연방|연합|연합국|합중국|독립국|토후국|술탄국|공국|대공국)$"
)

_LOCAL_FORMS = re.compile(
    r"^(republik|kerajaan|kesultanan|negara|federasi|persemakmuran|konfederasi)"
    r"( (islam|rakyat|demokrat|demokratik|federal|federasi|sosialis|arab|bersatu|kesatuan|republik))* "
    r"|( ([iİ]slam|halk|demokratik|federal|sosyalist|arap|birleşik))* "
    r"(cumhuriyeti|krallığı|prensliği|sultanlığı|federasyonu|konfederasyonu|devleti)$"
    r"|^(nước )?(cộng (hoà|hòa)|vương quốc|liên bang|quốc gia)"
    r"( (hồi giáo|nhân dân|dân chủ|liên bang|xã hội|chủ nghĩa|thống nhất|ả rập))* "
    r"|^(สห|พันธ์|พันธรัฐ|สาธารณรัฐ|ราชอาณาจักร|เครือรัฐ|ราชรัฐ|รัฐสุลต่าน|รัฐ|ประชาธิปไตย|ประชาชน|สังคมนิยม|อิสลาม|อาหรับ)+",
    re.IGNORECASE,
)
"""What states call themselves in Indonesian, Turkish, Vietnamese and Thai."""
_TOLD_BY_FORM = {"KR", "KP", "CN", "TW", "CG", "CD", "IE", "DM", "DO", "WS", "AS"}
"""Countries that only the form tells from another of the same short name."""


def _labels() -> dict[str, tuple[str, ...]]:
    korean, english = (Locale(language).territories for language in ("ko", "en"))
    several = get_global("territory_aliases")
    threes: dict[str, list[str]] = {}
    for three, codes in several.items():
        if len(three) == 3 and three.isalpha() and len(codes) == 1:
            threes.setdefault(codes[0], []).append(three)
    return {
        code: (
            *_SHOWN.get(code, (korean[code], english[code])),
            *_ALSO.get(code, ()),
            korean[code],
            english[code],
            *threes.get(code, ()),
        )
        for code in sorted(_ALL.split(), key=lambda code: (code not in NAMED, code))
    }


_NAMED_TEXT = """
KR TR TH VN ID MY SG PH LA KH MM CN JP IN BD MN KG KZ UZ AZ SA AE QA BO US GB DE FR
"""
NAMED = _NAMED_TEXT.split()
"""The countries that this field deals with most, in the order in which lists show them."""
COUNTRIES = CodeList("국가", "country", _labels())
NAMED_COUNTRIES = CodeList("국가", "country", {code: COUNTRIES.labels[code] for code in NAMED})


def read_country(typed: str) -> str:
    """The ISO 3166-1 alpha-2 code of a country: by code, or by its Korean, English or local name, long or short.

    Raises
    ------
    Unreadable
        With the country that a mistyped name can only have meant, if there is one.

    Examples
    --------
    >>> read_country("키르기즈"), read_country("Republic of Türkiye"), read_country("Polska")
    ('KG', 'TR', 'PL')
    """
    text = narrow(typed)
    parts = [part for part in re.split(r"[()\n]| [-/|] ", text) if folded(part)]
    found = {_named(part) for part in (text, *parts)} - {None}
    if _named(text) is None and (None in {_named(part) for part in parts} or len(parts) < 2):
        found = set()
    if len(found) == 1:
        return str(found.pop())
    said = tuple(sorted(code for code in {_named(part) for part in parts} if code))
    raise Unreadable(_several(typed, _SHARED.get(folded(text), said)) or COUNTRIES.unknown(typed.strip()))


def _named(text: str) -> str | None:
    """The country of a name as a whole, or of its short form; None where there is none or two."""
    short = _FORMS.sub("", text)
    korean = _KOREAN_FORMS.sub("", text).strip()
    local = re.sub(r"^(ประเทศ|the )|( cumhuriyeti| devleti)$", "", text, flags=re.IGNORECASE)
    plainer = re.sub(r"\bsaint\b", "St.", re.sub(r"\band\b", "&", text, flags=re.IGNORECASE), flags=re.IGNORECASE)
    turned = re.sub(r"^([^,]+), ([^,]+)$", r"\2 \1", plainer)
    for name in (text, local, *(name for name in (short, korean) if folded(name) not in _NEVER_SHORT)):
        plain = folded(name)
        if plain and plain not in _SHARED and (found := COUNTRIES.known(name) or _elsewhere().get(plain)):
            return found
    if turned != text:
        return _named(turned)
    plain = unmarked(text)
    if not _may_be_code(plain) and plain not in (*_SHARED, *_NEVER_SHORT) and (found := _bare().get(plain)):
        return found
    formal = _LOCAL_FORMS.sub("", text)
    found = _named(formal) if formal != text and not _may_be_code(folded(formal)) else None
    return None if found in _TOLD_BY_FORM else found


def _may_be_code(plain: str) -> bool:
    return plain.isascii() and len(plain) <= 3


def _several(typed: str, codes: Sequence[str]) -> Message | None:
    if len(codes) < 2:
        return None
    return Message(
        "unknown-country",
        "'{typed}' can be two countries.",
        "Type the code: {countries}.",
        typed=typed.strip(),
        countries=[COUNTRIES.choice(code) for code in codes],
    )


@cache
def _bare() -> dict[str, str]:
    """Names without marks on Latin letters: Turkiye, Birlesik Arap Emirlikleri."""
    return bare([*_elsewhere().items(), *((name, code) for code, names in COUNTRIES.labels.items() for name in names)])


@cache
def _elsewhere() -> dict[str, str]:
    """Folded names in the country's own languages and in those of the field; what two countries share is left out."""
    own: dict[str, set[str]] = {}
    other: dict[str, set[str]] = {}
    for code in _ALL.split():
        for language in get_official_languages(code, de_facto=True):
            _add(own, language, code)
        for language in _NAMING:
            _add(other, language, code)
    names = {name: min(codes) for name, codes in other.items() if len(codes) == 1}
    return names | {name: min(codes) for name, codes in own.items() if len(codes) == 1}


def _add(names: dict[str, set[str]], language: str, code: str) -> None:
    whole = _territories(language).get(code, "")
    for name in (whole, re.split(r" - | \(", whole)[0]):
        if folded(name):
            names.setdefault(folded(name), set()).add(code)


@cache
def _territories(language: str) -> dict[str, str]:
    try:
        return dict(Locale.parse(language).territories)
    except (UnknownLocaleError, ValueError):
        return {}
