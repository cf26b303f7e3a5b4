"""Korean is said in the catalogue alone: in the code stand words that people type and headings, never a sentence."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

API = Path(__file__).parents[3] / "api"
HANGUL = re.compile("[가-힣]")
SENTENCE = re.compile(r"(?:[다요까]|음|임|함|됨)[.?!]?\s*$|[다요까][.?!]\s", re.MULTILINE)
"""How a Korean sentence ends, or the first of several."""
WORDS = {
    "ground/countries.py": "names of countries that people type",
    "ground/currencies.py": "names of currencies that people type",
    "ground/languages.py": "names of languages that people type",
    "ground/money.py": "units and words around an amount",
    "ground/ranges.py": "words that leave an amount open",
    "ledger/sheets.py": "names of sheets and headings",
    "ledger/nouns.py": "examples of what people type",
    "routes/figures.py": "examples of what people type",
    "ground/dates.py": "the marks of year, month and day",
    "ground/times.py": "the marks of hour and minute, before and after noon",
    "ground/numbers.py": "the words that count things",
    "ground/marks.py": "words for yes and no",
    "ground/phones.py": "the word between two numbers",
    "ground/particles.py": "the particles themselves",
    "ground/labels.py": "the pattern of a day",
    "ground/words.py": "the language's own name",
    "events/workbook/layout.py": "headings of sheets and columns",
    "events/workbook/codes.py": "words of the closed lists, as people type them",
    "events/workbook/headers.py": "words that headings are told by",
    "events/workbook/tabs.py": "the word that numbers a tab",
    "events/workbook/timetable.py": "the marks of days and hours in headings",
    "events/workbook/records.py": "the marks of a day in headings",
    "events/workbook/accounting.py": "the heading of the column of faults",
    "events/workbook/marking.py": "the heading of the column of faults",
    "events/workbook/writing.py": "headings of the list of codes",
    "ground/glyphs.py": "the letters that every font has",
    "cli/bench/crowd.py": "names of an event to measure with",
    "cli/model.py": "words of a sample to measure with",
    "cli/main.py": "the name of the product",
    "outcomes/nouns.py": "examples of amounts",
    "web/shapes.py": "an example of a place",
}
"""Modules with Korean words, and what these are."""


def korean(file: Path) -> Iterator[str]:
    """Every Korean text of a module, docstrings left out; an English one may quote a sheet, a column or an amount."""
    tree = ast.parse(file.read_text("utf-8"))
    documents = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documents:
            letters = [letter for letter in node.value if letter.isalpha()]
            if len(HANGUL.findall(node.value)) * 2 > len(letters):
                yield node.value


def spoken(text: str) -> bool:
    """Whether a Korean text is a sentence and no word."""
    return bool(SENTENCE.search(text)) and " " in text.strip()


@pytest.mark.parametrize(
    "text", ["칸이 비어 있습니다.", "값을 적으세요. 아니면", "아직 답이 없음", "다시 하시겠습니까?"]
)
def test_a_korean_sentence_is_known(text: str) -> None:
    assert spoken(text)


@pytest.mark.parametrize("text", ["기업 코드", "아니요", "만남: business", "오류 / Error", "희망·제외 구분"])
def test_a_korean_heading_is_no_sentence(text: str) -> None:
    assert not spoken(text)


def test_no_korean_stands_in_the_code_but_words_that_people_type_and_headings() -> None:
    found = {str(file.relative_to(API)): list(korean(file)) for file in sorted(API.rglob("*.py"))}
    assert sorted((name, texts) for name, texts in found.items() if texts and name not in WORDS) == []
    assert sorted(name for name in WORDS if not HANGUL.search((API / name).read_text("utf-8"))) == []


def test_no_korean_sentence_stands_in_the_code() -> None:
    found = [(file.name, text) for file in sorted(API.rglob("*.py")) for text in korean(file) if spoken(text)]
    assert found == []
