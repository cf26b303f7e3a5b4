"""A record is signed by a code, or by a role with a label: neither can be taken for the other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.access.nouns import Caller, role_and_label
from api.ground.code_form import read_code
from api.ground.typed import Unreadable

ROLES = ("operator", "organizer")


@given(st.sampled_from(ROLES), st.text())
def test_no_label_makes_a_signature_that_is_a_code_or_the_word_of_a_workbook(role: str, label: str) -> None:
    signature = Caller(role, label).signature  # type: ignore[arg-type]
    assert signature.startswith(role)
    assert signature.count("“") == signature.count("”") <= 1
    if signature != role:
        with pytest.raises(Unreadable):
            read_code(signature.replace(" ", "·"))
    assert role_and_label(signature)[0] == role


def test_a_key_that_is_called_like_a_participant_signs_as_what_it_is() -> None:
    assert Caller("organizer", "S01", 1).signature == "organizer “S01”"
    assert Caller("participant", "B01", 1, "e", 7, "S01", "supplier").signature == "S01"
    assert Caller("operator", "” S01 “").signature == "operator “S01”"
    assert role_and_label("operator “S01”") == ("operator", "S01")
