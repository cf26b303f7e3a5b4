"""Agendas on paper: every script is there, times and zone are printed, nothing in the data is evaluated."""

import os
import shutil
import subprocess
from dataclasses import replace

import pytest

from api.ground.glyphs import can_print
from api.papers.agenda_pdf import AgendaDay, AgendaLine, PrintedAgenda, agenda_pdf
from api.papers.agendas import _either, _ordered

pytestmark = pytest.mark.skipif(
    shutil.which("pdftotext") is None and not os.environ.get("CI"), reason="needs pdftotext of poppler-utils"
)

LINE = AgendaLine(
    "13:00", "13:20", "T03", "B17 Örnek Şehir Belediyesi", "가상 시청", "ระบบเตือนภัยน้ำท่วม", "통역 3 (ko, tr)"
)
AGENDA = PrintedAgenda(
    language="ko",
    title="S01",
    event="이스탄불 상담회",
    organizer="주최",
    participant="S01 가상주차",
    other_name="Fictional Parking",
    facts=("이스탄불, 마르마라 호텔",),
    notice="모든 기업은 가상입니다",
    footer="v2",
    days=(AgendaDay("2022-10-11 (화)", "Europe/Istanbul", (LINE,)),),
)


@pytest.mark.parametrize(
    "words",
    [
        "13:00–13:20",
        "T03",
        "B17 Örnek Şehir Belediyesi",
        "가상 시청",
        "통역 3 (ko, tr)",
        "Europe/Istanbul",
        "모든 기업은 가상입니다",
    ],
)
def test_an_agenda_shows_time_table_counterpart_interpreter_and_zone(words: str) -> None:
    assert words.replace(" ", "") in text(AGENDA).replace(" ", "")


@pytest.mark.parametrize(("language", "heading"), [("ko", "상담 일정"), ("en", "Agenda"), ("tr", "Görüşme programı")])
def test_headings_come_in_the_readers_language(language: str, heading: str) -> None:
    assert heading.replace(" ", "") in text(replace(AGENDA, language=language)).replace(" ", "")


def test_thai_keeps_its_marks_above_the_letters() -> None:
    assert "ระบบเตือนภัยน" in text(AGENDA).replace(" ", "")
    assert "NotoSansThai" in fonts(AGENDA)


def test_what_no_font_has_is_no_box() -> None:
    assert ".notdef" not in (said := text(replace(AGENDA, participant="S01 가상 🚗 بلدية 주차")))
    assert "S01가상주차" in said.replace(" ", "")


def test_a_name_that_can_be_printed_stands_first() -> None:
    assert _ordered(("시청", "بلدية", ""), "en") == ("시청", "بلدية")
    assert _ordered(("시청", "City", "თბილისი"), "th") == ("City", "시청")
    assert _either("주최", "დიდი", "en") == "주최"
    assert _either("", "დიდი", "en") == "დიდი"


def test_every_shipped_language_can_be_printed_and_a_script_without_font_cannot() -> None:
    assert all(map(can_print, ("가상 시청", "Örnek Şehir", "กรุงเทพ", "東京", "Алматы", "Hà Nội", "🚗 1")))
    assert not any(map(can_print, ("بلدية", "თბილისი", "ភ្នំពេញ")))


def test_what_looks_like_code_is_printed_as_it_is() -> None:
    hostile = replace(AGENDA, participant='#eval("1+1") $x$ *bold* @ref')
    assert '#eval("1+1")$x$*bold*@ref' in text(hostile).replace(" ", "").replace("”", '"').replace("“", '"')


def test_an_agenda_without_meetings_says_so() -> None:
    assert "확정된상담이없습니다" in text(replace(AGENDA, days=())).replace(" ", "")


def text(agenda: PrintedAgenda) -> str:
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=agenda_pdf(agenda), capture_output=True, check=True)
    return done.stdout.decode()


def fonts(agenda: PrintedAgenda) -> str:
    done = subprocess.run(["pdffonts", "-"], input=agenda_pdf(agenda), capture_output=True, check=True)
    return done.stdout.decode()
