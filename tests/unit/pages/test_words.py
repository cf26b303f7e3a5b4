"""Every word of the pages exists in every language of the pages."""

import json
import re
from pathlib import Path
from string import Formatter

from api.ground.words import LANGUAGES, catalog, say
from api.mous.recording import LEVELS
from api.mous.recording import STATES as MOU_STATES
from api.outcomes.recording import STATES, TIERS
from api.pages.words import preferred
from scheduler.result import Status

PAGES = Path(__file__).parents[3] / "api" / "pages"
CALL = re.compile(r'_\(\s*"((?:[^"\\]|\\.)*)"(?! ~)')
REDIRECT = re.compile(r'redirect\(\s*request,\s*[^"]*(?:"[^"]*",\s*)?"([A-Z][^"]+)"')
KEYED = {
    "tier": TIERS,
    "outcome": STATES,
    "mou": MOU_STATES,
    "level": LEVELS,
    "status": [status.value for status in Status],
    "request": ["draft", "sent", "accepted", "declined", "expired", "withdrawn"],
    "step": ["accept", "decline", "withdraw"],
    "job": ["queued", "running", "succeeded", "stopped", "failed"],
    "band": ["strong", "possible", "weak"],
    "change": ["added", "moved", "removed"],
    "side": ["supplier", "buyer", "organizer"],
    "organizer": ["host", "organizer", "co_host", "partner"],
}


def test_every_text_of_a_template_has_its_korean() -> None:
    said = {text for file in PAGES.rglob("*.html") for text in CALL.findall(file.read_text("utf-8"))}
    said |= {text for file in PAGES.rglob("*.py") for text in REDIRECT.findall(file.read_text("utf-8"))}
    assert len(said) > 150
    assert sorted(text for text in said - {"–"} if text not in catalog("ko") and not text.endswith(": ")) == []


def test_every_value_that_is_shown_has_words_in_every_language() -> None:
    wanted = {f"{kind}: {value}" for kind, values in KEYED.items() for value in values}
    for language in LANGUAGES:
        assert sorted(wanted - set(catalog(language))) == []


def test_a_translation_keeps_the_places_of_values() -> None:
    def places(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    korean = json.loads((PAGES / "words" / "ko.json").read_text("utf-8"))
    assert {key: places(text) for key, text in korean.items()} == {key: places(key) for key in korean}


def test_the_language_is_chosen_then_accepted_then_korean() -> None:
    assert preferred("en", "ko") == "en"
    assert preferred(None, "tr,en-GB;q=0.8") == "en"
    assert preferred("xx", "tr") == "ko"
    assert say("ko", "{n} seconds", n=30) == "30초"
    assert say("ko", "Not translated {n}", n=1) == "Not translated 1"
