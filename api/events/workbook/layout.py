"""The sheets of an event workbook and their columns: the one description that reader, writer and guide share."""

from dataclasses import dataclass

from api.events.workbook.cells import (
    AT_ONCE,
    BUSINESS_NUMBER,
    CODE,
    COUNTRIES_CELL,
    COUNTRY,
    EMAIL,
    FLAG,
    LANGUAGE,
    LANGUAGES_CELL,
    LEGS_CELL,
    LONG_TEXT,
    NUMBER,
    PHONE,
    REFERENCE,
    TEXT,
    TEXTS,
    WEBSITE,
    CellType,
    choice,
)
from api.events.workbook.codes import KINDS, MATURITIES, ROLES, SECTORS, WISH_KINDS
from api.events.workbook.moments import DATE, END, SHIFTS, TIME


@dataclass(frozen=True, slots=True)
class Column:
    """A column: machine key, Korean and English name, type, whether each row needs it, other names it goes by."""

    key: str
    ko: str
    en: str
    type: CellType = TEXT
    required: bool = False
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: machine key, Korean (tab) and English name, columns, whether a workbook needs it.

    ``code_of`` says what the column ``code`` names; ``by_slot`` adds one O/X column per slot of the event.
    """

    key: str
    ko: str
    en: str
    columns: tuple[Column, ...]
    required: bool = False
    by_slot: bool = False

    def column(self, key: str) -> Column:
        """The column with this machine key."""
        return next(column for column in self.columns if column.key == key)


def _participant(ko: str, en: str) -> tuple[Column, ...]:
    return (
        Column("code", f"{ko} 코드", f"{en} code", CODE, True, ("코드", "번호", "No", "No.", "Code")),
        Column(
            "name_ko",
            f"{ko}명(국문)",
            f"{en} name (Korean)",
            TEXT,
            True,
            (f"{ko}명", "업체명", "회사명", "기관명", "업체명(국문)"),
        ),
        Column(
            "name_en",
            f"{ko}명(영문)",
            f"{en} name (English)",
            TEXT,
            True,
            ("업체명(영문)", "기관명(영문)", "Company name", "Name"),
        ),
        Column("name_local", f"{ko}명(현지어)", f"{en} name (local)"),
        Column("country", "국가", "Country", COUNTRY, True, ("국적",)),
        Column("kind", "기관 구분", "Kind", choice(KINDS), True, ("구분",)),
        Column("languages", "상담 가능 언어", "Languages", LANGUAGES_CELL, True, ("언어", "사용 언어")),
        Column("about_ko", "소개(국문)", "Profile (Korean)", LONG_TEXT),
        Column("about_en", "소개(영문)", "Profile (English)", LONG_TEXT),
        Column("markets", "진출 국가", "Markets", COUNTRIES_CELL),
        Column("certificates", "인증", "Certificates", TEXTS),
        Column("legs", "방문지", "Legs", LEGS_CELL),
        Column("table", "지정 테이블", "Own table", REFERENCE),
        Column("min_meetings", "최소 상담 수", "Min. meetings", NUMBER),
        Column("max_meetings", "최대 상담 수", "Max. meetings", NUMBER),
        Column("at_once", "동시 상담 수", "Meetings at once", AT_ONCE, also=("동시 상담 가능 수", "동시 상담 건수")),
        Column("business_number", "사업자등록번호", "Registration number", BUSINESS_NUMBER, also=("사업자번호",)),
        Column("website", "홈페이지", "Website", WEBSITE),
        Column("fictional", "가상 여부", "Fictional", FLAG),
    )


EVENT = Sheet(
    "event",
    "행사",
    "Event",
    (
        Column("slug", "행사 코드", "Event code", TEXT, True),
        Column("name_ko", "행사명(국문)", "Event name (Korean)", TEXT, True, ("행사명",)),
        Column("name_en", "행사명(영문)", "Event name (English)", TEXT, True, ("Event name",)),
        Column("notice_ko", "알림(국문)", "Notice (Korean)", LONG_TEXT),
        Column("notice_en", "알림(영문)", "Notice (English)", LONG_TEXT),
    ),
    required=True,
)

ORGANIZERS = Sheet(
    "organizers",
    "주최·주관",
    "Organizers",
    (
        Column("role", "역할", "Role", choice(ROLES), True),
        Column("name_ko", "기관명(국문)", "Name (Korean)", TEXT, True),
        Column("name_en", "기관명(영문)", "Name (English)", TEXT, True),
        Column("country", "국가", "Country", COUNTRY),
        Column("leg", "방문지 코드", "Leg code", REFERENCE),
    ),
)

FIGURES = Sheet(
    "figures",
    "수치",
    "Figures",
    (
        Column("key", "항목", "Item", TEXT, True),
        Column("said", "출처의 표현", "As stated", TEXT, True),
        Column("source", "출처", "Source", TEXT, True),
        Column("number", "수", "Number", NUMBER),
        Column("approximate", "어림수", "Approximate", FLAG),
        Column("leg", "방문지 코드", "Leg code", REFERENCE),
        Column("note", "비고", "Note", LONG_TEXT),
    ),
)

LEGS = Sheet(
    "legs",
    "방문지",
    "Legs",
    (
        Column("code", "방문지 코드", "Leg code", CODE, True),
        Column("city_ko", "도시(국문)", "City (Korean)", TEXT, True),
        Column("city_en", "도시(영문)", "City (English)", TEXT, True),
        Column("country", "국가", "Country", COUNTRY, True),
        Column("venue_ko", "장소(국문)", "Venue (Korean)", TEXT, True),
        Column("venue_en", "장소(영문)", "Venue (English)", TEXT, True),
        Column("zone", "시간대(IANA)", "Time zone (IANA)", TEXT, True),
        Column("starts_on", "시작일", "First day", DATE, True),
        Column("ends_on", "종료일", "Last day", DATE, True),
    ),
    required=True,
)

SLOTS = Sheet(
    "slots",
    "상담 시간",
    "Slots",
    (
        Column("code", "시간 코드", "Slot code", CODE, True),
        Column("leg", "방문지 코드", "Leg code", REFERENCE, True),
        Column("day", "날짜", "Date", DATE, True),
        Column("starts", "시작", "Starts", TIME, True),
        Column("ends", "끝", "Ends", END, True),
    ),
    required=True,
)

SUPPLIERS = Sheet(
    "suppliers",
    "기업",
    "Suppliers",
    (
        *_participant("기업", "Supplier"),
        Column(
            "presence",
            "현지 거점 국가",
            "Offices (countries)",
            COUNTRIES_CELL,
            False,
            ("현지 거점", "Presence", "Offices"),
        ),
        Column(
            "references", "납품 실적 국가", "References (countries)", COUNTRIES_CELL, False, ("납품 실적", "References")
        ),
    ),
    required=True,
)

SOLUTIONS = Sheet(
    "solutions",
    "솔루션",
    "Solutions",
    (
        Column("code", "솔루션 코드", "Solution code", CODE, True),
        Column("supplier", "기업 코드", "Supplier code", REFERENCE, True),
        Column("sector", "분야", "Sector", choice(SECTORS), True),
        Column("title_ko", "솔루션명(국문)", "Title (Korean)", TEXT, True),
        Column("title_en", "솔루션명(영문)", "Title (English)", TEXT, True),
        Column("text_ko", "설명(국문)", "Description (Korean)", LONG_TEXT, True),
        Column("text_en", "설명(영문)", "Description (English)", LONG_TEXT, True),
    ),
)

BUYERS = Sheet("buyers", "바이어", "Buyers", _participant("바이어", "Buyer"), required=True)

NEEDS = Sheet(
    "needs",
    "수요",
    "Needs",
    (
        Column("code", "수요 코드", "Need code", CODE, True),
        Column("buyer", "바이어 코드", "Buyer code", REFERENCE, True),
        Column("sector", "분야", "Sector", choice(SECTORS), True),
        Column("language", "작성 언어", "Language", LANGUAGE, True),
        Column("title", "수요명", "Title", TEXT, True),
        Column("text", "내용", "Description", LONG_TEXT, True),
        Column("title_en", "수요명(영문)", "Title (English)", TEXT, True),
        Column("text_en", "내용(영문)", "Description (English)", LONG_TEXT, True),
        Column("maturity", "사업 단계", "Maturity", choice(MATURITIES)),
    ),
)

DELEGATES = Sheet(
    "delegates",
    "참석자",
    "Delegates",
    (
        Column("participant", "참가 코드", "Participant code", REFERENCE, True),
        Column("name", "성명", "Name", TEXT, True, ("이름",)),
        Column("title_ko", "직함(국문)", "Title (Korean)", TEXT, False, ("직함", "직위")),
        Column("title_en", "직함(영문)", "Title (English)"),
        Column("email", "이메일", "E-mail", EMAIL, False, ("전자우편", "Email")),
        Column("phone", "전화", "Phone", PHONE, False, ("연락처", "휴대전화", "Mobile")),
        Column("languages", "사용 언어", "Languages", LANGUAGES_CELL),
        Column("consent", "연락처 공개 동의", "Contact consent", FLAG),
    ),
)

AVAILABILITY = Sheet(
    "availability",
    "가능시간",
    "Availability",
    (Column("participant", "참가 코드", "Participant code", REFERENCE, True),),
    by_slot=True,
)

WISHES = Sheet(
    "wishes",
    "희망·제외",
    "Wishes and exclusions",
    (
        Column("participant", "신청 코드", "From (code)", REFERENCE, True),
        Column("counterpart", "상대 코드", "To (code)", REFERENCE, True),
        Column("kind", "희망·제외 구분", "Wish or never", choice(WISH_KINDS), True, ("구분",)),
        Column("preference", "희망 순위", "Preference", NUMBER, False, ("순위",)),
        Column(
            "why",
            "사유·비공개 메모",
            "Reason or private note",
            LONG_TEXT,
            False,
            ("사유·메모", "Reason or note", "사유", "비고"),
        ),
        Column("message", "상대에게 전할 말", "Message to the other side", LONG_TEXT, False, ("전할 말", "Message")),
    ),
)

INTERPRETERS = Sheet(
    "interpreters",
    "통역",
    "Interpreters",
    (
        Column("code", "통역 코드", "Interpreter code", CODE, True),
        Column("label_ko", "표시 이름(국문)", "Label (Korean)", TEXT, True),
        Column("label_en", "표시 이름(영문)", "Label (English)", TEXT, True),
        Column("leg", "방문지 코드", "Leg code", REFERENCE, True),
        Column("languages", "언어", "Languages", LANGUAGES_CELL, True),
        Column("shifts", "근무 시간", "Shifts", SHIFTS),
    ),
)

TABLES = Sheet(
    "tables",
    "테이블",
    "Tables",
    (
        Column("code", "테이블 코드", "Table code", CODE, True),
        Column("leg", "방문지 코드", "Leg code", REFERENCE, True),
        Column("label_ko", "표시 이름(국문)", "Label (Korean)", TEXT, True),
        Column("label_en", "표시 이름(영문)", "Label (English)", TEXT, True),
        Column("area", "구역", "Area"),
    ),
    required=True,
)

GUIDE_NAME = "작성요령"
CODES_NAME = "코드표"

SHEETS = (
    EVENT,
    ORGANIZERS,
    FIGURES,
    LEGS,
    SLOTS,
    SUPPLIERS,
    SOLUTIONS,
    BUYERS,
    NEEDS,
    DELEGATES,
    AVAILABILITY,
    WISHES,
    INTERPRETERS,
    TABLES,
)
"""All sheets that hold data, in the order of the tabs; before them comes 작성요령, after them 코드표."""
