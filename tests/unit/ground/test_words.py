"""Every word that is shown exists in every language of the pages, and none is kept that nobody shows."""

import ast
import importlib
import inspect
import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from http import HTTPStatus
from pathlib import Path
from string import Formatter
from typing import Any, get_args

import pytest
from jinja2 import Environment, nodes

from api.access.nouns import ROLES, Pass, PassState
from api.events.nouns import SECTORS
from api.figures.defining import DEFINITIONS
from api.figures.showing import UNITS
from api.figures.snapshots import STATES as SNAPSHOT_STATES
from api.ground import labels
from api.ground.codes import CODES, refusal_words
from api.ground.errors import Conflict, Fault, MannamError
from api.ground.particles import particles
from api.ground.typed import Message
from api.ground.words import Name, Sentence, both, catalog, plain, preferred, say, spoken_of, word
from api.ledger.nouns import Book, Kind
from api.mous.recording import LEVELS
from api.mous.recording import STATES as MOU_STATES
from api.notices.nouns import NoticeKind, NoticeState
from api.outcomes.understanding import SATISFACTION, STATES, TIERS
from api.webhooks.nouns import MessageKind, Said
from scheduler.problem import MEASURES

API = Path(__file__).parents[3] / "api"
KEYED = {
    "tier": TIERS,
    "satisfaction": SATISFACTION,
    "figure": list(DEFINITIONS),
    "unit": UNITS,
    "snapshot": SNAPSHOT_STATES,
    "kind": get_args(Kind),
    "book": get_args(Book),
    "milestone": ["heard", "silent", "ahead"],
    "outcome": STATES,
    "mou": MOU_STATES,
    "level": LEVELS,
    "request": ["draft", "sent", "accepted", "declined", "expired", "withdrawn"],
    "step": ["accept", "decline", "withdraw"],
    "job": ["queued", "running", "succeeded", "stopped", "failed"],
    "phase": [*MEASURES, "greedy", "pins", "moves", "bound", "construction", "re-planning"],
    "band": ["strong", "possible", "weak"],
    "component": [],
    "change": ["added", "moved", "removed"],
    "loss": ["participant", "table", "interpreter"],
    "side": ["supplier", "buyer", "organizer"],
    "organizer": ["host", "organizer", "co_host", "partner"],
    "sector": SECTORS,
    "role": ROLES,
    "access": [*get_args(Pass), *get_args(PassState)],
    "preference": ["1", "2", "3"],
    "webhook": [*get_args(MessageKind), *get_args(Said)[1:], "waiting", "delivered", "failed", "taken out"],
    "letter": [*get_args(NoticeKind), *get_args(NoticeState), "added", "moved", "removed"],
}
"""Codes that are shown by their words."""


def refusals(of: type[MannamError] = MannamError) -> Iterator[str]:
    """The names of the classes of refusals whose words are given where they are raised."""
    if "said" in inspect.signature(of).parameters:
        yield of.__name__
    for kind in of.__subclasses__():
        yield from refusals(kind)


importlib.import_module("api.app")
SPEAKERS = {
    "say": (1,),
    "both": (0,),
    "redirect": (2,),
    "Code": (1,),
    "Sentence": (0,),
    "Message": (1, 2),
    "Fault": (1, 2),
    "Place": (1,),
    "Tab": (1,),
    **dict.fromkeys(refusals(), (0,)),
}
"""What is given an English text, and as which arguments."""
TABLES = {"SAYS", "DONE", "PRINTED", "SENTENCES"}
"""Names of dictionaries whose values are English texts."""


def templates() -> Iterator[nodes.Template]:
    environment = Environment(autoescape=True)
    for file in sorted(API.rglob("*.html")):
        yield environment.parse(file.read_text("utf-8"))


def modules() -> Iterator[ast.Module]:
    for file in sorted(API.rglob("*.py")):
        yield ast.parse(file.read_text("utf-8"))


def said() -> set[str]:
    """Every English text that a page, a paper, a refusal or a job says."""
    found: set[str] = set()
    for template in templates():
        for call in template.find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "_" and call.args:
                whole = nodes.Output([call.args[0]])
                found |= {one.value for one in whole.find_all(nodes.Const) if isinstance(one.value, str)}
    for module in modules():
        for node in ast.walk(module):
            found |= set(_whole(_spoken(node)))
    return {text for text in found if any(letter.isalpha() for letter in text) and not text.endswith(": ")}


def _spoken(node: ast.AST) -> Iterable[ast.AST]:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SPEAKERS:
        return [node.args[at] for at in SPEAKERS[node.func.id] if at < len(node.args)]
    if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Dict):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if any(isinstance(one, ast.Name) and one.id in TABLES for one in targets):
            return [value for value in node.value.values if isinstance(value, ast.Constant)]
    return ()


def _constants(found: Iterable[ast.AST]) -> Iterator[str]:
    for part in found:
        yield from (one.value for one in ast.walk(part) if isinstance(one, ast.Constant) and isinstance(one.value, str))


def _whole(found: Iterable[ast.AST]) -> Iterator[str]:
    """The texts that an argument can be: one, or one of several."""
    for part in found:
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value
        elif isinstance(part, ast.IfExp):
            yield from _whole((part.body, part.orelse))


@cache
def literals() -> frozenset[str]:
    """Every literal of the sources: what may be said by way of a variable."""
    found: set[str] = set()
    for template in templates():
        found |= {str(one.value) for one in template.find_all(nodes.Const)}
    for module in modules():
        found |= set(_constants([module]))
    return frozenset(found)


def keyed() -> set[str]:
    return {f"{kind}: {code}" for kind, codes in KEYED.items() for code in codes}


def from_data() -> tuple[str, ...]:
    """Beginnings of codes that only the data know: ``field: ``, and whatever else a template puts before a value."""
    kinds = {text for text in literals() if re.fullmatch("[a-z]+: ", text)}
    return tuple(kinds - {f"{kind}: " for kind in KEYED})


def test_every_text_that_is_said_has_its_korean() -> None:
    texts = said()
    assert len(texts) > 250
    assert sorted(texts - set(catalog("ko")) - {"{text}"}) == []


def test_every_code_that_is_shown_has_words_in_four_languages() -> None:
    for language in labels.LANGUAGES:
        assert sorted(keyed() - set(catalog(language))) == []


@pytest.mark.parametrize("language", labels.LANGUAGES)
def test_what_is_named_by_a_code_has_words_in_all_four_languages(language: str) -> None:
    everywhere = set().union(*(coded(one) for one in labels.LANGUAGES))
    assert len(everywhere) > 120
    assert sorted(everywhere - coded(language)) == []
    assert [text for text in everywhere if catalog(language)[text] == text] == []


def coded(language: str) -> set[str]:
    return {text for text in catalog(language) if re.fullmatch(r"[a-z]+: [^{}]+", text)}


@pytest.mark.parametrize("language", labels.LANGUAGES)
def test_a_catalogue_is_sorted_by_the_english_text(language: str) -> None:
    assert list(catalog(language)) == sorted(catalog(language))


@pytest.mark.parametrize("language", ["ko", "en", "th", "tr"])
def test_no_words_are_kept_that_nobody_says(language: str) -> None:
    frame = {HTTPStatus(status).phrase for status in (400, 404, 405)}
    of_data = from_data()
    kept = {text for text in catalog(language) if not text.startswith(of_data)}
    assert sorted(kept - literals() - keyed() - frame) == []


@pytest.mark.parametrize("language", ["ko", "th", "tr"])
def test_a_translation_keeps_the_values_of_its_text(language: str) -> None:
    def values(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    found = {text: values(words) for text, words in catalog(language).items()}
    assert found == {text: values(text) for text in found}


def test_numbers_take_the_form_that_the_language_asks_for() -> None:
    text = "{n:version|versions}, the newest is {newest}"
    assert say("en", text, n=1, newest=1) == "1 version, the newest is 1"
    assert say("en", text, n=1200, newest=1) == "1,200 versions, the newest is 1"
    assert say("ko", text, n=1, newest=1) == "1개 버전, 최신은 버전 1"


def test_a_text_without_translation_is_said_in_english_with_english_forms() -> None:
    assert say("ko", "{n:box|boxes} lost", n=1) == "1 box lost"
    assert say("th", "{n:box|boxes} lost", n=2) == "2 boxes lost"


def test_particles_follow_the_sound_before_them() -> None:
    text = "Version {version} is published: {n:meeting is|meetings are} in force."
    assert say("ko", text, version=2, n=1).startswith("버전 2를 공개")
    assert say("ko", text, version=3, n=1).startswith("버전 3을 공개")
    wanted = {
        "'S01'이(가)": "'S01'이",
        "‘나무’이(가)": "‘나무’가",
        "부산과(와) 제주(으)로": "부산과 제주로",
        "10은(는)": "10은",
    }
    assert {text: particles(text) for text in wanted} == wanted


def test_no_particle_is_left_open_in_a_translation() -> None:
    filled = [say("ko", text, **_any(text)) for text in catalog("ko")]
    assert [text for text in filled if "(를)" in text or "(는)" in text or "(가)" in text or "(으)" in text] == []


def _any(text: str) -> dict[str, Any]:
    return {name: 3 for _, name, _, _ in Formatter().parse(text) if name}


def test_headings_for_everybody_are_korean_and_english() -> None:
    assert both("Tables") == "테이블 Tables"


def test_the_language_is_chosen_then_liked_best_then_english() -> None:
    assert preferred("en", "ko") == "en"
    assert preferred(None, "tr,en-GB;q=0.3,ko-KR;q=0.8") == "ko"
    assert preferred(None, "ko;q=0,en") == "en"
    assert preferred("xx", "tr") == "en"
    assert preferred(None, "") == "en"
    assert preferred(None, "ko;q=much") == "en"


def test_a_sentence_is_read_with_all_its_values_in_the_language_of_its_reader() -> None:
    names = (Name("서울", "Seoul"), Name("", "Ankara"))
    said = Sentence(
        "The request is {state}: {n:meeting|meetings}, {names}.", state=word("mou", "signed"), n=2, names=names
    )
    assert str(said) == "The request is Signed: 2 meetings, Seoul, Ankara."
    assert (
        Message("x", "'{typed}' cannot be read as a date.", "", typed="S01").what.said("ko")
        == "'S01'은 날짜로 읽을 수 없습니다."
    )
    inner = Sentence("'{typed}' cannot be read as a date.", typed=word("mou", "signed"))
    assert inner.said("ko") == "'체결'은 날짜로 읽을 수 없습니다."
    for one in (said, inner):
        written = json.loads(json.dumps(plain(one)))
        assert [spoken_of(written).said(language) for language in ("ko", "en")] == [one.said("ko"), one.said("en")]


def test_what_has_no_words_in_a_language_is_told_by_the_sentence_of_its_code() -> None:
    assert refusal_words("ko", "not-found", Sentence("Gone for good.")) == say("ko", CODES["not-found"].english)
    assert refusal_words("ko", "not-found", Sentence("The file cannot be used.")) == "쓸 수 없는 파일입니다."
    assert refusal_words("en", "not-found", Sentence("Gone for good.")) == "Gone for good."


def test_faults_and_refusals_are_said_with_the_particle_that_fits() -> None:
    fault = Fault(
        "/amount",
        "'{said}' is not one amount of money.",
        "Add the column {column} to the header and fill it in.",
        said="7",
        column=3,
    )
    refused = Conflict("There is no event '{event}'.", code="no-such-event", event="seoul-2022")
    assert fault.in_words("ko") == "/amount: '7'은 한 금액으로 읽을 수 없습니다. 제목 행에 3 열을 추가하고 채우세요."
    assert (str(refused), refused.sentence.said("ko")) == (
        "There is no event 'seoul-2022'.",
        "행사 'seoul-2022'가 없습니다.",
    )
