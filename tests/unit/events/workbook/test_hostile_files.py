"""A file may be anything: another format, damaged, or made to exhaust whoever opens it. Each is a fault with words."""

import re
import struct
import sys
from collections.abc import Callable
from io import BytesIO
from types import FrameType
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from api.events.nouns import EventWorkbook
from api.events.workbook import looking, read_workbook, write_workbook
from api.events.workbook.faults import Fault
from api.events.workbook.marking import mark_faults
from api.ground.words import Name

STRINGS = "xl/sharedStrings.xml"


@pytest.fixture(scope="module")
def content(small: EventWorkbook) -> bytes:
    return write_workbook(small)


def parts_of(content: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return buffer.getvalue()


def changed(content: bytes, name: str, change: Callable[[str], str]) -> bytes:
    parts = parts_of(content)
    return packed(parts | {name: change(parts[name].decode()).encode()})


def with_row(content: bytes, row: str) -> bytes:
    """The file with one more row in the sheet of suppliers."""
    return changed(content, suppliers_part(content), lambda xml: xml.replace("</sheetData>", f"{row}</sheetData>"))


def suppliers_part(content: bytes) -> str:
    parts = parts_of(content)
    order = re.findall(r'<sheet name="([^"]+)"', parts["xl/workbook.xml"].decode())
    return f"xl/worksheets/sheet{order.index('기업') + 1}.xml"


def only_fault(content: bytes) -> Fault:
    reading = read_workbook(content)
    assert reading.workbook is None and len(reading.faults) == 1, reading
    fault = reading.faults[0]
    assert fault.what.said("ko") and fault.what.said("en") and fault.mend.said("ko") and fault.mend.said("en")
    return fault


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="{}" t="inlineStr"><is><t> </t></is></c>',
        '<c r="{}"><v>1</v></c>',
        '<c r="{}"><f>1+1</f></c>',
        '<c r="{}" t="e"><v>#N/A</v></c>',
    ],
)
@pytest.mark.parametrize(("row", "place"), [(1048576, "XFD1048576"), (1048576, "A1048576"), (4, "XFD4")])
def test_a_cell_far_from_the_data_is_a_fault_with_its_address(content: bytes, cell: str, row: int, place: str) -> None:
    xml = with_row(content, f'<row r="{row}">{cell.format(place)}</row>')
    fault = only_fault(xml)
    assert (fault.code, fault.where) == ("far-cell", f"기업!{place}")


def test_many_cells_that_only_together_reach_too_far_are_refused(content: bytes) -> None:
    far = with_row(content, '<row r="90000"><c r="A90000"><v>1</v></c><c r="ZZ90000"><v>1</v></c></row>')
    assert (only_fault(far).code, only_fault(far).where) == ("far-cell", "기업!A90000")


def test_formatted_cells_without_a_value_reach_nowhere(content: bytes) -> None:
    formatted = with_row(content, '<row r="1048576"><c r="XFD1048576" s="1"/></row>')
    assert read_workbook(formatted).workbook == read_workbook(content).workbook


@pytest.mark.parametrize(
    "ranges", [["A1:M200000"] * 20_000, [f"ZZ{row}:ZZ{row}" for row in range(1, 20_002)]], ids=["overlapping", "many"]
)
def test_merged_ranges_over_each_other_or_too_many_are_refused(content: bytes, ranges: list[str]) -> None:
    def merge(xml: str) -> str:
        merges = "".join(f'<mergeCell ref="{one}"/>' for one in ranges)
        return xml.replace("</sheetData>", f"</sheetData><mergeCells>{merges}</mergeCells>")

    fault = only_fault(changed(content, suppliers_part(content), merge))
    assert (fault.code, fault.sheet) == ("too-many-merges", "기업")


def test_a_text_repeated_without_end_is_refused(content: bytes) -> None:
    strings = parts_of(content)[STRINGS].decode()
    number = strings.count("<si>")
    cells = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>{number}</v></c></row>' for row in range(100, 2_000))
    bomb = changed(content, STRINGS, lambda xml: xml.replace("</sst>", f"<si><t>{'가' * 32_000}</t></si></sst>"))
    fault = only_fault(with_row(bomb, cells))
    assert (fault.code, fault.sheet) == ("too-much-text", "기업")


def test_a_text_longer_than_a_cell_can_hold_is_refused_with_its_cell(content: bytes) -> None:
    long = with_row(content, f'<row r="90"><c r="B90" t="inlineStr"><is><t>{"가" * 40_000}</t></is></c></row>')
    assert (only_fault(long).code, only_fault(long).where) == ("too-much-text", "기업!B90")


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE a [<!ENTITY a "b">]>',
        '<!DOCTYPE a [<!ENTITY a "&b;&b;"><!ENTITY b "&c;&c;"><!ENTITY c "lol">]>',
        '<!DOCTYPE a SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x"> %p;]>',
    ],
)
def test_a_part_that_declares_its_own_entities_is_refused(content: bytes, doctype: str) -> None:
    for part in ("xl/workbook.xml", STRINGS, "xl/styles.xml", "xl/_rels/workbook.xml.rels", suppliers_part(content)):
        tricked = changed(
            content, part, lambda xml: re.sub(r"(<\?xml[^>]*\?>)", lambda m: m[1] + doctype, xml, count=1)
        )
        assert only_fault(tricked).code == "declares-types", part


def test_an_archive_that_unpacks_to_far_too_much_is_refused(content: bytes) -> None:
    for name in ("xl/worksheets/sheet1.xml", "xl/media/image1.png"):
        bomb = packed(parts_of(content) | {name: b"\0" * (looking.MOST_BYTES + 1)})
        assert len(bomb) < 2_000_000
        assert only_fault(bomb).code == "too-large"


def test_an_archive_that_lies_about_its_sizes_is_refused(content: bytes) -> None:
    parts = parts_of(content)
    parts[STRINGS] = parts[STRINGS].replace(b"</sst>", b" " * 50_000_000 + b"</sst>")
    lying = bytearray(packed(parts))
    at = 0
    while (at := lying.find(b"PK\x01\x02", at)) >= 0:
        struct.pack_into("<I", lying, at + 24, 100)
        at += 4
    assert only_fault(bytes(lying)).code == "unreadable-file"


def test_xml_nested_without_end_is_refused(content: bytes) -> None:
    deep = with_row(content, "<a>" * 100_000 + "</a>" * 100_000)
    assert only_fault(deep).code == "unreadable-file"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_parts_of_one_name_are_refused(content: bytes) -> None:
    buffer = BytesIO(content)
    with ZipFile(buffer, "a") as archive:
        archive.writestr("xl/workbook.xml", parts_of(content)["xl/workbook.xml"])
    assert only_fault(buffer.getvalue()).code == "unreadable-file"


@pytest.mark.parametrize("address", ["ZZZZ1", "A0", "1A", "A99999999", "기1", ""])
def test_a_cell_without_an_address_that_exists_is_refused(content: bytes, address: str) -> None:
    assert only_fault(with_row(content, f'<row r="90"><c r="{address}"><v>1</v></c></row>')).code == "unreadable-file"


def test_files_of_other_formats_say_what_they_are(content: bytes) -> None:
    ods = packed({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a/>"})
    xlsb = packed({"xl/workbook.bin": b"\x83\x01"})
    docx = packed({"word/document.xml": b"<a/>"})
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    said = [only_fault(file).what.said("en") for file in (ods, xlsb, docx, old, b"code,name\n", b"", b"%PDF-1.7")]
    assert [re.search(r"ODS|XLSB|archive|\.xls\)|not an XLSX", words)[0] for words in said] == [  # type: ignore[index]
        "ODS",
        "XLSB",
        "archive",
        ".xls)",
        "not an XLSX",
        "not an XLSX",
        "not an XLSX",
    ]


def test_a_damaged_file_is_a_fault_wherever_the_damage_is(content: bytes) -> None:
    for cut in range(5, len(content), len(content) // 40):
        torn = content[:cut]
        spoiled = content[:cut] + b"\xff" * 8 + content[cut + 8 :]
        for damaged in (torn, spoiled):
            reading = read_workbook(damaged)
            assert reading.workbook is not None or reading.faults


def test_marking_twice_as_many_faulty_rows_takes_about_twice_the_steps(content: bytes) -> None:
    def steps(rows: int) -> int:
        numbers = range(100, 100 + rows)
        file = with_row(content, "".join(f'<row r="{row}"><c r="A{row}"><v>{row}</v></c></row>' for row in numbers))
        faults = [Fault("기업", f"A{row}", "wrong", Name("틀림", "wrong"), Name("고치세요", "mend")) for row in numbers]
        counted = 0

        def count(_frame: FrameType, event: str, _: object) -> None:
            nonlocal counted
            counted += event in ("call", "c_call")

        sys.setprofile(count)
        try:
            mark_faults(file, faults)
        finally:
            sys.setprofile(None)
        return counted

    few, many = steps(200), steps(800)
    assert many < 5 * few
