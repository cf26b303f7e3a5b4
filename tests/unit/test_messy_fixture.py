"""The messy part of the graded set agrees with itself and shares no sentence with what the engine was made from."""

import re
from collections import Counter
from pathlib import Path

import pytest

from matcher.bench.graded import RIGHT, read_graded
from matcher.topicbook import topic_book

FOLDER = Path(__file__).parents[2] / "fixtures" / "matching" / "messy"
GRADED = read_graded(FOLDER)


def test_it_has_sixty_solutions_and_two_hundred_needs_in_thirteen_languages() -> None:
    languages = Counter(one.language for one in GRADED.needs)
    assert (len(GRADED.solutions), len(GRADED.needs), len(languages)) == (60, 200, 13)
    assert min(languages.values()) >= 8


def test_what_nobody_serves_is_an_unserved_need_or_an_offer() -> None:
    served = (GRADED.grade >= RIGHT).any(axis=0)
    named = [kind in ("unserved", "offer") for kind in GRADED.kinds]
    assert (served != named).all()


def test_every_solution_answers_some_need() -> None:
    assert (GRADED.grade == 3).any(axis=1).all()


def test_one_need_told_in_six_languages_has_the_same_grades() -> None:
    groups = Counter(name for name in GRADED.parallel if name)
    assert set(groups.values()) == {6}
    for name in groups:
        columns = [place for place, own in enumerate(GRADED.parallel) if own == name]
        assert (GRADED.grade[:, columns] == GRADED.grade[:, columns[:1]]).all()
        assert len({GRADED.needs[place].language for place in columns}) == 6


@pytest.mark.parametrize("side", ["need", "solution"])
def test_no_line_stands_in_the_topic_book(side: str) -> None:
    book = {
        _folded(sentence)
        for topic in topic_book()
        for language in ("ko", "en", "th", "tr", "vi", "id")
        for sentence in topic.sentences("need" if side == "need" else "solution", language)
    }
    lines = {
        _folded(line)
        for one in (*GRADED.needs, *GRADED.solutions)
        for line in re.split(r"[.!?\n]+", one.text)
        if len(line) > 20
    }
    assert book
    assert not book & lines


def _folded(text: str) -> str:
    return " ".join(re.sub(r"[\W_]+", " ", text.casefold()).split())
