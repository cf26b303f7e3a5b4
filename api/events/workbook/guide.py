"""The texts of the sheet 작성요령 and the lists of the sheet 코드표."""

from api.events.workbook.codes import KINDS, MATURITIES, ROLES, SECTORS, WISH_KINDS
from api.events.workbook.layout import SHEETS, Sheet
from api.ground.countries import NAMED_COUNTRIES
from api.ground.languages import NAMED_LANGUAGES
from api.ground.wordlists import CodeList
from api.ground.words import Name, Sentence

RULES = (
    Sentence(
        "Row 1 of each sheet (hidden) is for the program; row 2 is the Korean heading, row 3 the English. Start in row 4."
    ),
    Sentence(
        "Columns with a bold heading must be filled in. Columns may be reordered; notes above the heading do no harm."
    ),
    Sentence("Codes (S01, B17) tie the sheets together. Never use the same code twice."),
    Sentence("Separate several values in one cell by a semicolon (such as ko; en)."),
    Sentence(
        "Languages are BCP 47 (ko, en, tr), countries ISO 3166-1 (KR, TR, TH); Korean and English names are read too."
    ),
    Sentence("Dates are written 2022-10-10 and times 13:20, in the local time of the leg."),
    Sentence("Availability: O or empty if the participant can meet, X if not. Leave the row out if every slot suits."),
    Sentence(
        "A wish has a preference from 1 (first choice) to 3; an exclusion has a reason, and that pair never meets."
    ),
    Sentence(
        "A participant holds one meeting at a time. One that brings more delegates says how many under Meetings at once."
    ),
    Sentence(
        "Interpreters' shifts look like '2022-10-10 13:00-15:20; 2022-10-10 15:40-17:40'; empty means the whole leg."
    ),
    Sentence(
        "If anything is wrong nothing is stored, and the same file comes back with what to mend in a column 오류."
    ),
)
"""How a workbook is filled in."""

LISTS: tuple[CodeList, ...] = (SECTORS, KINDS, MATURITIES, ROLES, WISH_KINDS, NAMED_LANGUAGES, NAMED_COUNTRIES)
"""The closed lists in the order in which 코드표 shows them."""


def sheet_lines(sheets: tuple[Sheet, ...] = SHEETS) -> list[Name]:
    """One line per sheet: its name, and the columns that must be filled in."""
    return [
        Name(
            f"{sheet.ko}: {', '.join(column.ko for column in sheet.columns if column.required)}",
            f"{sheet.en}: {', '.join(column.en for column in sheet.columns if column.required)}",
        )
        for sheet in sheets
    ]
