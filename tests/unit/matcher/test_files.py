"""Profiles are read from every promised format, and every fault is named with its place."""

from pathlib import Path

import pytest
import xlsxwriter

from matcher.decoding import decode
from matcher.files import read_profiles

KOREAN = "상수도 누수를 음향 센서로 찾아 지도에 표시합니다."
THAI = "ท่อประปาเก่ารั่วทุกปีและเราหาจุดรั่วไม่พบ"
TURKISH = "Şebekedeki suyun üçte biri eski borularda kayboluyor, kaçağın yerini bulamıyoruz."


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(KOREAN, "cp949"), (THAI, "tis-620"), (TURKISH, "cp1254"), (KOREAN, "utf-8-sig"), (TURKISH, "utf-16")],
)
def test_csv_is_read_in_every_promised_encoding(tmp_path: Path, text: str, encoding: str) -> None:
    path = tmp_path / "needs.csv"
    path.write_bytes(f"id;text\n1;{text}\n".encode(encoding))
    assert [(one.id, one.text) for one in read_profiles(path)] == [("1", text)]


def test_xlsx_is_read_with_lists_and_other_languages(tmp_path: Path) -> None:
    path = tmp_path / "solutions.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet("솔루션")
        sheet.write_row(1, 0, ["ID", "Text", "text_en", "Sector", "Languages", "Presence", "note"])
        sheet.write_row(2, 0, [7, KOREAN, "Finds leaks.", "수자원", "ko, en", "tr;th", "x"])
    profile = read_profiles(path)[0]
    assert (profile.id, profile.texts, profile.sector) == ("7", {"en": "Finds leaks."}, "water")
    assert (profile.languages, profile.presence) == (("ko", "en"), ("TR", "TH"))


def test_json_lines_are_read_with_texts_by_language(tmp_path: Path) -> None:
    path = tmp_path / "needs.jsonl"
    path.write_text('{"id": "N1", "text": "물", "texts": {"en": "water"}, "languages": ["tr"]}\n\n', encoding="utf-8")
    profile = read_profiles(path)[0]
    assert (profile.spoken, profile.versions(), profile.languages) == ("ko", {"ko": "물", "en": "water"}, ("tr",))


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", "id,text\n1,\n", "row 2, column text: is empty; describe 1"),
        ("a.csv", "id,text\n,x\n", "row 2, column id: is empty"),
        ("a.csv", "id,text\n1,x\n1,y\n", "row 3, column id: id 1 was used in row 2"),
        ("a.csv", "id,words\n1,x\n", "the header in row 1 has no column text"),
        ("a.csv", 'id,text\n1,"x"y\n', "row 2 cannot be read"),
        ("a.csv", "id,text,sector\n1,x,plumbing\n", "row 2, column sector: unknown sector 'plumbing'"),
        ("a.csv", "id,text\n", "holds no profile"),
        ("a.csv", "id,text,country\n1,half is lost, and the pipes are old,TR\n", "row 2: has 4 cells under 3 headings"),
        ("a.csv", "id,text,text\n1,x,y\n", "names column text twice"),
        ("a.csv", "id,text,country\n1,x,Atlantis\n", "row 2, column country: 'Atlantis' is not a known country"),
        ("a.csv", "id,text,references\n1,x,TR;Atlantis\n", "row 2, column references: 'Atlantis'"),
        ("a.csv", "id,text,languages\n1,x,Elvish tongue\n", "row 2, column languages: 'Elvish tongue'"),
        ("a.jsonl", '{"id": 1, "text": "x"}\n{"id": 2,\n', "line 2 is not JSON"),
        ("a.jsonl", '{"id": 1, "text": "x", "text": "y"}\n', "line 1: text stands twice"),
        ("a.jsonl", "[1]", "item 1 is not an object"),
        ("a.pdf", "x", "cannot read .pdf; use .csv, .xlsx or .jsonl"),
        ("a.xlsx", "x", "is not a workbook that can be read"),
    ],
)
def test_a_fault_is_named_with_its_place(tmp_path: Path, name: str, content: str, words: str) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match=words):
        read_profiles(path)


def test_a_fault_in_a_workbook_names_sheet_and_cell(tmp_path: Path) -> None:
    path = tmp_path / "needs.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        workbook.add_worksheet("수요").write_column(0, 0, ["id", "N1"])
        workbook.worksheets()[0].write_column(0, 1, ["text", ""])
    with pytest.raises(ValueError, match="수요!B2: is empty"):
        read_profiles(path)


def test_all_faults_of_a_file_come_at_once(tmp_path: Path) -> None:
    path = tmp_path / "needs.csv"
    path.write_text("id,text\n1,\n,x\n3,\n", encoding="utf-8")
    with pytest.raises(ValueError, match="row 2") as refusal:
        read_profiles(path)
    assert len(str(refusal.value).splitlines()) == 3


def test_text_of_no_known_encoding_is_refused() -> None:
    with pytest.raises(ValueError, match="save it as UTF-8"):
        decode(bytes(range(128, 256)), "needs.csv")


@pytest.mark.parametrize(("text", "encoding"), [("утечки воды", "cp1251"), ("智慧城市停车系统", "gb18030")])
def test_text_of_another_encoding_is_read_as_it_was_written(text: str, encoding: str) -> None:
    assert decode(f"id,text\nN1,{text}\n".encode(encoding), "needs.csv") == f"id,text\nN1,{text}\n"


@pytest.mark.parametrize("order", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_its_mark_is_read(order: str) -> None:
    assert decode(f"id,text\nN1,{KOREAN}\n".encode(order), "needs.csv") == f"id,text\nN1,{KOREAN}\n"


@pytest.mark.parametrize("mark", ["sep=;", '"sep=;"', "SEP=;  "])
def test_the_separator_that_excel_writes_above_the_header_is_obeyed(tmp_path: Path, mark: str) -> None:
    path = tmp_path / "needs.csv"
    path.write_text(f"\ufeff{mark}\r\nid;text;country\r\nN1;loss, leaks;튀르키예\r\nN2;;\r\n", encoding="utf-8")
    with pytest.raises(ValueError, match="row 4, column text: is empty; describe N2"):
        read_profiles(path)
    path.write_text(f"{mark}\nid;text;country\nN1;loss, leaks;튀르키예\n", encoding="utf-8")
    assert [(one.text, one.country) for one in read_profiles(path)] == [("loss, leaks", "TR")]


def test_a_row_of_a_text_with_line_breaks_is_named_by_its_first_line(tmp_path: Path) -> None:
    path = tmp_path / "needs.csv"
    path.write_text('id,text\n1,"two\nlines"\n2,"three\nmore\nlines",x\n', encoding="utf-8")
    with pytest.raises(ValueError, match="row 4: has 3 cells under 2 headings"):
        read_profiles(path)


def test_empty_cells_beyond_the_header_are_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "needs.csv"
    path.write_text("id,text,,\n1,x,,\n", encoding="utf-8")
    assert [one.text for one in read_profiles(path)] == ["x"]


def test_a_cell_of_a_workbook_under_no_heading_is_named(tmp_path: Path) -> None:
    path = tmp_path / "needs.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet("수요")
        sheet.write_row(0, 0, ["id", "text"])
        sheet.write_row(1, 0, ["N1", "leaks", "lost"])
    with pytest.raises(ValueError, match="수요!C2: stands under no heading"):
        read_profiles(path)


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv"])
def test_a_byte_order_mark_and_characters_nobody_sees_are_dropped(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    rows = {"a.csv": "id,text\nN\u200b1,leaks\n", "a.jsonl": '{"id": "N\u200b1", "text": "leaks"}\n'}
    path.write_text("\ufeff" + rows[name], encoding="utf-8")
    assert [one.id for one in read_profiles(path)] == ["N1"]


def test_a_line_separator_inside_a_json_string_ends_no_line(tmp_path: Path) -> None:
    path = tmp_path / "needs.jsonl"
    path.write_text('{"id": "N1", "text": "a\u2028b"}\n', encoding="utf-8")
    assert len(read_profiles(path)) == 1
