"""Who may do what stands in one table, and nothing else decides by a role."""

import re
from pathlib import Path

import pytest

from api.access.may import TABLE, confined, may, own_id, printed, require, require_event, require_one_of
from api.access.nouns import TERMINAL, Caller
from api.ground.errors import Forbidden, NotFound

ROOT = Path(__file__).parents[3]
ORGANIZER = Caller("organizer", "desk", event_id=1, event_slug="one")
S01 = Caller("participant", "", 1, "one", participant_id=7, participant_code="S01", side="supplier")
ASKS = re.compile(r"\b(?:may|require|confined|own_id|require_one_of)\(\s*(?:(?:desk\.)?by, )?\"([a-z ]+)\", \"(\w+)\"")
PAIR = re.compile(r"verb=\"(\w+)\", noun=\"(\w+)\"")


def sources() -> list[Path]:
    """Everything of the application that could look at a role."""
    return [path for kind in ("*.py", "*.html") for path in (ROOT / "api").rglob(kind)]


def test_the_table_in_the_documents_is_the_one_that_is_asked() -> None:
    assert printed() in (ROOT / "docs" / "rights.md").read_text("utf-8")


def test_every_right_that_is_asked_for_is_in_the_table() -> None:
    asked = {
        (noun, verb)
        for path in sources()
        for found in (ASKS, PAIR)
        for verb, noun in found.findall(path.read_text("utf-8"))
    }
    assert asked <= {(noun, verb) for noun, verb, *_ in TABLE}


def test_nothing_but_the_table_decides_by_a_role() -> None:
    deciding = re.compile(r"\brole\s*(?:==|!=|in\b|not in\b)|organizes")
    found = [path for path in sources() if deciding.search(path.read_text("utf-8")) and path.parent.name != "access"]
    assert found == []


def test_an_operator_reaches_everything() -> None:
    assert all(may(TERMINAL, verb, noun) and not confined(TERMINAL, verb, noun) for noun, verb, *_ in TABLE)
    require_event(TERMINAL, "any")


def test_an_organizer_stays_within_the_event() -> None:
    require_event(ORGANIZER, "one")
    with pytest.raises(NotFound, match="opens no event 'two'"):
        require_event(ORGANIZER, "two")
    with pytest.raises(Forbidden) as refused:
        require(ORGANIZER, "create", "event")
    assert refused.value.code == "operators-only"


def test_a_participant_is_confined_to_its_own() -> None:
    assert own_id(S01, "read", "outcome") == 7
    assert own_id(ORGANIZER, "read", "outcome") is None
    require_one_of(S01, "ask", "request", ("S01", "B01"))
    with pytest.raises(Forbidden) as refused:
        require_one_of(S01, "ask", "request", ("S02", "B01"))
    assert refused.value.code == "other-participant"
    with pytest.raises(Forbidden) as refused:
        confined(S01, "list", "participant")
    assert refused.value.code == "organizers-only"


def test_a_right_that_is_in_no_table_cannot_be_asked_for() -> None:
    with pytest.raises(KeyError):
        may(ORGANIZER, "sell", "event")
