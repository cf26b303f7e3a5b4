"""The closed lists of an event workbook with their labels."""

from api.events import nouns
from api.ground import labels
from api.ground.wordlists import CodeList

_ALSO_SECTORS = {
    "administration": ("การบริหาร",),
    "transport": ("การขนส่ง",),
    "health": ("health",),
    "medical_care": ("การรักษาพยาบาล",),
    "welfare": ("สวัสดิการ", "Sosyal hizmet"),
    "water": ("Su kaynakları",),
}
SECTORS = CodeList(
    "분야",
    "sector",
    {
        code: tuple(labels.sector(language, code) for language in labels.LANGUAGES) + _ALSO_SECTORS.get(code, ())
        for code in nouns.SECTORS
    },
)

KINDS = CodeList(
    "기관 구분",
    "organization kind",
    {
        "company": ("기업", "Company", "회사", "업체"),
        "municipality": ("지방자치단체", "Municipality", "지자체", "지방정부", "City"),
        "agency": ("공공기관", "Agency", "기관", "협회", "Public body"),
    },
)

ROLES = CodeList(
    "역할",
    "role",
    {
        "host": ("주최", "Host"),
        "organizer": ("주관", "Organizer"),
        "co_host": ("공동주최", "Co-host"),
        "partner": ("협력", "Partner", "후원"),
    },
)

MATURITIES = CodeList(
    "사업 단계",
    "maturity",
    {
        "idea": ("구상", "Idea"),
        "basic_concept": ("기본구상", "Basic concept"),
        "master_plan": ("기본계획", "Master plan", "마스터플랜"),
        "pre_feasibility": ("예비타당성조사", "Pre-feasibility study", "예타"),
        "feasibility": ("타당성조사", "Feasibility study"),
        "demonstration": ("실증", "Demonstration", "시범사업", "Pilot"),
        "procurement": ("발주 준비", "Procurement", "발주", "Tender"),
    },
)

WISH_KINDS = CodeList(
    "희망·제외 구분",
    "wish kind",
    {
        "wish": ("희망", "Wish", "상담희망"),
        "organize": ("주관 배정", "Organizer", "주최 희망", "주관 희망", "배정"),
        "exclude": ("제외", "Never", "Exclude", "상담제외", "금지"),
    },
)

EVERY_LEG = {"전체", "전부", "모두", "모든방문지", "전방문지", "all", "alllegs", "tümü", "hepsi", "ทั้งหมด"}
"""What people write, folded, where an empty cell says the same."""
NOTHING = {"없음", "해당없음", "해당사항없음", "무", "na", "none", "no", "yok", "ไม่มี", "không", "tidakada", ""}
"""What people write, folded, into a cell that they could have left empty; nothing is left of ``-``."""
AND = {"및", "와", "과", "and", "&", "ve", "และ", "và", "dan"}
"""What stands between the last two of several languages or countries."""
