"""The texts of the sheet 작성요령 and the lists of the sheet 코드표."""

from api.events.workbook.codes import KINDS, MATURITIES, ROLES, SECTORS, WISH_KINDS
from api.events.workbook.layout import SHEETS, Sheet
from api.ground.countries import NAMED_COUNTRIES
from api.ground.languages import NAMED_LANGUAGES
from api.ground.wordlists import CodeList

RULES: tuple[tuple[str, str], ...] = (
    (
        "각 시트의 1행(숨김)은 프로그램이 쓰는 열 이름, 2행은 국문, 3행은 영문 제목입니다. 4행부터 적으세요.",
        "Row 1 of each sheet (hidden) is for the program; row 2 is the Korean heading, row 3 the English. Start in row 4.",
    ),
    (
        "제목이 굵은 열은 반드시 채웁니다. 열의 순서를 바꾸거나 제목 위에 메모를 두어도 읽습니다.",
        "Columns with a bold heading must be filled in. Columns may be reordered; notes above the heading do no harm.",
    ),
    (
        "코드(S01, B17 등)는 시트 사이를 잇는 열쇠입니다. 같은 코드를 두 번 쓰지 마세요.",
        "Codes (S01, B17) tie the sheets together. Never use the same code twice.",
    ),
    (
        "한 칸에 여러 값을 적을 때는 ; 로 나눕니다(예: ko; en).",
        "Separate several values in one cell by a semicolon (such as ko; en).",
    ),
    (
        "언어는 BCP 47(ko, en, tr, th), 국가는 ISO 3166-1 두 글자(KR, TR, TH)로 적습니다. 한국어·영어 이름도 읽습니다.",
        "Languages are BCP 47 (ko, en, tr), countries ISO 3166-1 (KR, TR, TH); Korean and English names are read too.",
    ),
    (
        "날짜는 2022-10-10, 시각은 13:20 으로, 방문지의 현지 시각으로 적습니다.",
        "Dates are written 2022-10-10 and times 13:20, in the local time of the leg.",
    ),
    (
        "가능시간: 상담할 수 있으면 O 또는 빈칸, 없으면 X. 모두 가능하면 행을 적지 않아도 됩니다.",
        "Availability: O or empty if the participant can meet, X if not. Leave the row out if every slot suits.",
    ),
    (
        "희망·제외: 희망(wish)은 순위 1(가장 원함)~3을, 제외(exclude)는 사유를 적습니다. 제외된 쌍은 만나지 않습니다.",
        "A wish has a preference from 1 (first choice) to 3; an exclusion has a reason, and that pair never meets.",
    ),
    (
        "통역의 근무 시간은 '2022-10-10 13:00-15:20; 2022-10-10 15:40-17:40' 처럼 적고, 비우면 전체 시간입니다.",
        "Interpreters' shifts look like '2022-10-10 13:00-15:20; 2022-10-10 15:40-17:40'; empty means the whole leg.",
    ),
    (
        "하나라도 잘못되면 아무것도 저장하지 않고, 고칠 곳을 오류 열에 적은 같은 파일을 돌려드립니다.",
        "If anything is wrong nothing is stored, and the same file comes back with what to mend in a column 오류.",
    ),
)

LISTS: tuple[CodeList, ...] = (SECTORS, KINDS, MATURITIES, ROLES, WISH_KINDS, NAMED_LANGUAGES, NAMED_COUNTRIES)
"""The closed lists in the order in which 코드표 shows them."""


def sheet_lines(sheets: tuple[Sheet, ...] = SHEETS) -> list[tuple[str, str]]:
    """One line per sheet: its name in both languages, and the columns that must be filled in."""
    return [
        (
            f"{sheet.ko}: {', '.join(column.ko for column in sheet.columns if column.required)}",
            f"{sheet.en}: {', '.join(column.en for column in sheet.columns if column.required)}",
        )
        for sheet in sheets
    ]
