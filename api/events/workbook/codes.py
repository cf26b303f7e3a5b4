"""The closed lists of an event workbook with their labels, and how a typed word finds its code."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from api.events.workbook.faults import Message, UnreadableCellError
from api.ground import labels


def folded(text: str) -> str:
    """A text as it is compared: full-width forms, case, Turkish dotted and dotless i, spaces and punctuation ignored.

    >>> folded("ＢＡＬＩＫ  의료·보건 ") == folded("balık의료보건")
    True
    """
    plain = unicodedata.normalize("NFKC", text).replace("İ", "i").replace("ı", "i").casefold()
    return re.sub(r"[^\w]|_", "", plain)


@dataclass(frozen=True, slots=True)
class CodeList:
    """A closed list: code to labels, the Korean one first, then the English one, then other spellings."""

    name_ko: str
    name_en: str
    labels: Mapping[str, tuple[str, ...]]
    _spellings: Mapping[str, str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        spellings = {folded(word): code for code, words in self.labels.items() for word in (code, *words)}
        object.__setattr__(self, "_spellings", spellings)

    def find(self, text: str) -> str:
        """The code that a typed code or label stands for; else an `UnreadableCellError` suggests the nearest."""
        spellings = self._spellings
        wanted = folded(text)
        if wanted in spellings:
            return spellings[wanted]
        raise UnreadableCellError(self._unknown(text, self.nearest(text)))

    def nearest(self, text: str) -> str | None:
        """The code whose spelling is closest to a text, or None when none is close."""
        near = get_close_matches(folded(text), self._spellings, n=1, cutoff=0.5)
        return self._spellings[near[0]] if near else None

    def _unknown(self, text: str, near: str | None) -> Message:
        if near is not None:
            mend_ko = (
                f"'{near}'({self.labels[near][0]})을(를) 뜻했다면 그렇게 적으세요. 나머지는 코드표 시트에 있습니다."
            )
            mend_en = f"If you meant '{near}' ({self.labels[near][1]}), type that. The sheet 코드표 lists the others."
        elif len(self.labels) <= 12:
            mend_ko = (
                f"다음 중에서 고르세요: {', '.join(f'{code}({words[0]})' for code, words in self.labels.items())}."
            )
            mend_en = f"Choose one of: {', '.join(self.labels)}."
        else:
            mend_ko = "코드표 시트에서 골라 적으세요."
            mend_en = "Choose one from the sheet 코드표."
        slug = self.name_en.replace(" ", "-")
        return Message(
            f"unknown-{slug}",
            f"'{text}'은(는) {self.name_ko} 목록에 없습니다.",
            f"'{text}' is not a known {self.name_en}.",
            mend_ko,
            mend_en,
        )


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
        for code in labels.SECTORS
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
    {"wish": ("희망", "Wish", "상담희망"), "exclude": ("제외", "Never", "Exclude", "상담제외", "금지")},
)

LANGUAGES = CodeList(
    "언어",
    "language",
    {
        "ko": ("한국어", "Korean", "한국말", "국문"),
        "en": ("영어", "English", "영문"),
        "tr": ("튀르키예어", "Turkish", "터키어", "Türkçe"),
        "th": ("태국어", "Thai", "타이어", "ภาษาไทย"),
        "vi": ("베트남어", "Vietnamese"),
        "id": ("인도네시아어", "Indonesian"),
        "ms": ("말레이어", "Malay"),
        "ar": ("아랍어", "Arabic"),
        "zh": ("중국어", "Chinese"),
        "ja": ("일본어", "Japanese"),
        "ru": ("러시아어", "Russian"),
        "de": ("독일어", "German"),
        "fr": ("프랑스어", "French"),
        "es": ("스페인어", "Spanish"),
        "pt": ("포르투갈어", "Portuguese"),
        "it": ("이탈리아어", "Italian"),
        "mn": ("몽골어", "Mongolian"),
        "uz": ("우즈베크어", "Uzbek"),
        "kk": ("카자흐어", "Kazakh"),
        "ky": ("키르기스어", "Kyrgyz"),
        "az": ("아제르바이잔어", "Azerbaijani"),
        "bn": ("벵골어", "Bengali"),
        "hi": ("힌디어", "Hindi"),
        "ur": ("우르두어", "Urdu"),
        "fa": ("페르시아어", "Persian"),
        "km": ("크메르어", "Khmer"),
        "lo": ("라오어", "Lao"),
        "my": ("미얀마어", "Burmese"),
        "tl": ("필리핀어", "Filipino"),
        "uk": ("우크라이나어", "Ukrainian"),
        "ka": ("조지아어", "Georgian"),
        "ku": ("쿠르드어", "Kurdish"),
        "pl": ("폴란드어", "Polish"),
        "nl": ("네덜란드어", "Dutch"),
    },
)
