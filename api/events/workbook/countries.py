"""ISO 3166-1 alpha-2: which codes exist, and the names of the countries this field deals with most."""

from api.events.workbook.codes import CodeList

_NAMED = {
    "KR": ("대한민국", "Korea", "한국", "Republic of Korea", "South Korea"),
    "TR": ("튀르키예", "Türkiye", "터키", "Turkey", "Turkiye"),
    "TH": ("태국", "Thailand", "타이", "ประเทศไทย"),
    "VN": ("베트남", "Viet Nam", "Vietnam"),
    "ID": ("인도네시아", "Indonesia"),
    "MY": ("말레이시아", "Malaysia"),
    "SG": ("싱가포르", "Singapore"),
    "PH": ("필리핀", "Philippines"),
    "LA": ("라오스", "Laos"),
    "KH": ("캄보디아", "Cambodia"),
    "MM": ("미얀마", "Myanmar"),
    "CN": ("중국", "China"),
    "JP": ("일본", "Japan"),
    "IN": ("인도", "India"),
    "BD": ("방글라데시", "Bangladesh"),
    "MN": ("몽골", "Mongolia"),
    "KG": ("키르기스스탄", "Kyrgyzstan"),
    "KZ": ("카자흐스탄", "Kazakhstan"),
    "UZ": ("우즈베키스탄", "Uzbekistan"),
    "AZ": ("아제르바이잔", "Azerbaijan"),
    "SA": ("사우디아라비아", "Saudi Arabia", "사우디"),
    "AE": ("아랍에미리트", "United Arab Emirates", "UAE"),
    "QA": ("카타르", "Qatar"),
    "BO": ("볼리비아", "Bolivia"),
    "US": ("미국", "United States", "USA"),
    "GB": ("영국", "United Kingdom", "UK"),
    "DE": ("독일", "Germany"),
    "FR": ("프랑스", "France"),
}

_ALL = """
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD
CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF
GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN
KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA
NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI
SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI
VN VU WF WS YE YT ZA ZM ZW
"""

COUNTRIES = CodeList(
    "국가", "country", {code: _NAMED.get(code, (code, code)) for code in [*_NAMED, *sorted(_ALL.split())]}
)
NAMED_COUNTRIES = CodeList("국가", "country", _NAMED)
