"""What is written reads back equal."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.events import nouns
from api.events.nouns import EventWorkbook
from api.events.workbook import Reading, read_workbook, write_workbook
from api.ground.texts import clean


def test_a_written_workbook_reads_back_equal(small: EventWorkbook) -> None:
    assert read_workbook(write_workbook(small)) == Reading(small, (), ())


def test_the_same_workbook_gives_the_same_bytes(small: EventWorkbook) -> None:
    assert write_workbook(small) == write_workbook(small)


def test_a_workbook_with_only_what_it_needs_reads_back_equal(small: EventWorkbook) -> None:
    bare = EventWorkbook(small.event, small.legs, small.slots, small.tables, (), small.suppliers, small.buyers, (), ())
    reading = read_workbook(write_workbook(bare))
    assert reading.workbook == bare
    assert [warning.code for warning in reading.warnings] == ["no-solution", "no-solution", "no-need", "no-need"]


words = (
    st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=30)
    .map(clean)
    .filter(bool)
)


@settings(max_examples=15, deadline=None)
@given(title=words, text=words, name=words)
def test_any_text_reads_back_as_it_is_stored(small: EventWorkbook, title: str, text: str, name: str) -> None:
    need = replace(small.needs[0], title=title, text=f"{text}\n\n{name}")
    changed = replace(small, needs=(need,), event=replace(small.event, name_ko=name))
    assert read_workbook(write_workbook(changed)).workbook == changed


def test_a_text_longer_than_a_cell_is_refused(small: EventWorkbook) -> None:
    long = replace(small, solutions=(replace(small.solutions[0], text_ko="가" * 32_768),))
    with pytest.raises(ValueError, match="32768 characters does not fit"):
        write_workbook(long)


def test_two_legs_at_the_same_hour_have_columns_of_their_own(small: EventWorkbook) -> None:
    ankara = replace(small.legs[0], code="ANK", city_ko="앙카라")
    slots = (*small.slots, *(replace(slot, code=f"K{slot.code}", leg="ANK") for slot in small.slots))
    both = replace(
        small, legs=(*small.legs, ankara), slots=slots, availability=(nouns.Availability("B01", ("T1", "KT2")),)
    )
    assert read_workbook(write_workbook(both)).workbook == both


def test_an_interpreter_works_only_in_slots_wholly_inside_a_shift(small: EventWorkbook) -> None:
    shifted, free = small.interpreters
    assert [shifted.works(slot) for slot in small.slots] == [True, False]
    assert [free.works(slot) for slot in small.slots] == [True, True]
    assert not free.works(replace(small.slots[0], leg="BKK"))
