"""The graded matching set agrees with itself and with what its README promises."""

import csv
import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "fixtures" / "matching"
PAIRS = ROOT / "matcher" / "training" / "pairs"
LANGUAGES = {"ko", "en", "tr", "th", "vi", "id"}
SECTORS = {
    "administration",
    "transport",
    "health",
    "medical_care",
    "welfare",
    "environment",
    "energy",
    "water",
    "crime_prevention",
    "education",
    "culture",
    "employment",
}

Record = dict[str, Any]


def records(name: str) -> list[Record]:
    return [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE, strict=True))


SOLUTIONS = {record["id"]: record for record in records("solutions.jsonl")}
NEEDS = {record["id"]: record for record in records("needs.jsonl")}
GRADES = {(row["need"], row["solution"]): int(row["grade"]) for row in rows(FOLDER / "relevance.tsv")}
EVIDENCE = rows(FOLDER / "evidence.tsv")
SPLIT = {(row["organization"], row["side"]): row["split"] for row in rows(FOLDER / "split.tsv")}


def grades_of(need: str) -> dict[str, int]:
    return {solution: grade for (other, solution), grade in GRADES.items() if other == need}


def split_of(record: Record) -> str:
    return SPLIT[record["organization"], "supplier" if record["id"] in SOLUTIONS else "buyer"]


def folded(sentence: str) -> str:
    return " ".join(sentence.casefold().split()).rstrip(".")


def test_no_identifier_or_pair_is_used_twice() -> None:
    assert len(SOLUTIONS) == len(records("solutions.jsonl"))
    assert len(NEEDS) == len(records("needs.jsonl"))
    assert len(GRADES) == len(rows(FOLDER / "relevance.tsv"))
    assert len(SPLIT) == len(rows(FOLDER / "split.tsv"))
    assert len({tuple(row.values()) for row in EVIDENCE}) == len(EVIDENCE)


def test_the_counts_are_those_of_the_readme() -> None:
    assert len(SOLUTIONS) == 171
    assert len({record["organization"] for record in SOLUTIONS.values()}) == 99
    assert Counter(record["language"] for record in SOLUTIONS.values()) == {"ko": 137, "en": 34}
    assert Counter(record["language"] for record in NEEDS.values()) == {
        "tr": 67,
        "en": 65,
        "th": 55,
        "ko": 55,
        "id": 43,
        "vi": 35,
    }
    assert sum(not record["served"] for record in NEEDS.values()) == 40
    assert Counter(GRADES.values()) == {3: 418, 2: 111, 1: 598, 0: 236}


@pytest.mark.parametrize("table", [SOLUTIONS, NEEDS], ids=["solutions", "needs"])
def test_every_text_is_its_sentences_and_knows_its_sector_and_language(table: dict[str, Record]) -> None:
    for record in table.values():
        assert record["text"] == " ".join(record["sentences"])
        assert all(sentence and sentence == sentence.strip() for sentence in record["sentences"])
        assert record["sector"] in SECTORS
        assert record["language"] in LANGUAGES
    assert {record["sector"] for record in table.values()} == SECTORS
    assert len({record["text"] for record in table.values()}) == len(table)


def test_needs_have_two_to_four_sentences_and_solutions_three_to_five() -> None:
    assert all(2 <= len(record["sentences"]) <= 4 for record in NEEDS.values())
    assert all(3 <= len(record["sentences"]) <= 5 for record in SOLUTIONS.values())


def test_every_text_is_in_the_script_of_its_language() -> None:
    scripts = {"ko": ("가", "힣"), "th": ("ก", "๛")}
    for record in [*SOLUTIONS.values(), *NEEDS.values()]:
        for language, (first, last) in scripts.items():
            held = sum(first <= character <= last for character in record["text"])
            letters = sum(character.isalpha() or first <= character <= last for character in record["text"])
            share = held / letters
            assert share > 0.6 if record["language"] == language else share == 0, record["id"]


def test_graded_pairs_name_existing_needs_and_solutions() -> None:
    for (need, solution), grade in GRADES.items():
        assert need in NEEDS
        assert solution in SOLUTIONS
        assert grade in {0, 1, 2, 3}


def test_a_served_need_has_a_right_answer_and_all_solutions_of_its_topic_are_graded() -> None:
    topics: dict[str, set[str]] = defaultdict(set)
    for solution in SOLUTIONS.values():
        topics[solution["topic"]].add(solution["id"])
    for need in NEEDS.values():
        if need["served"]:
            assert 3 in grades_of(need["id"]).values()
            assert topics[need["topic"]] <= grades_of(need["id"]).keys()


def test_a_need_that_nobody_serves_has_no_answer_above_near() -> None:
    for need in NEEDS.values():
        if not need["served"]:
            assert need["topic"] is None
            assert max(grades_of(need["id"]).values(), default=0) <= 1


def test_evidence_covers_exactly_the_pairs_of_grade_three_with_sentences_that_exist() -> None:
    for row in EVIDENCE:
        assert 1 <= int(row["need_sentence"]) <= len(NEEDS[row["need"]]["sentences"])
        assert 1 <= int(row["solution_sentence"]) <= len(SOLUTIONS[row["solution"]]["sentences"])
    assert {(row["need"], row["solution"]) for row in EVIDENCE} == {
        pair for pair, grade in GRADES.items() if grade == 3
    }


def test_parallel_needs_share_everything_but_their_language() -> None:
    groups: dict[str, list[Record]] = defaultdict(list)
    for need in NEEDS.values():
        if "parallel" in need:
            groups[need["parallel"]].append(need)
    assert len(groups) == 52
    for members in groups.values():
        assert sorted(member["language"] for member in members) == ["en", "th", "tr"]
        for member in members[1:]:
            assert grades_of(member["id"]) == grades_of(members[0]["id"])
            assert len(member["sentences"]) == len(members[0]["sentences"])
            for field in ("organization", "country", "sector", "topic", "served"):
                assert member[field] == members[0][field]


def test_a_topic_is_offered_by_different_companies() -> None:
    offers = Counter((record["topic"], record["organization"]) for record in SOLUTIONS.values())
    assert set(offers.values()) == {1}


def test_the_split_separates_companies_cities_and_topics() -> None:
    sides: dict[str, set[str]] = defaultdict(set)
    for record in [*SOLUTIONS.values(), *NEEDS.values()]:
        if record["topic"] is not None:
            sides[record["topic"]].add(split_of(record))
    assert all(len(found) == 1 for found in sides.values())
    assert {(record["organization"], "supplier") for record in SOLUTIONS.values()} | {
        (record["organization"], "buyer") for record in NEEDS.values()
    } == SPLIT.keys()
    assert Counter(map(split_of, SOLUTIONS.values())) == {"test": 147, "train": 24}
    assert Counter(map(split_of, NEEDS.values())) == {"test": 244, "train": 76}


def test_an_answer_above_near_comes_from_the_side_of_its_need() -> None:
    for (need, solution), grade in GRADES.items():
        if grade >= 2:
            assert split_of(SOLUTIONS[solution]) == split_of(NEEDS[need])


def test_no_sentence_is_shared_with_the_training_pairs() -> None:
    trained = {folded(text) for path in PAIRS.glob("*.tsv") for row in rows(path) for text in row.values()}
    tested = {folded(text) for record in [*SOLUTIONS.values(), *NEEDS.values()] for text in record["sentences"]}
    assert not trained & tested


def test_training_pairs_hold_six_filled_languages_and_no_english_line_twice() -> None:
    english: list[str] = []
    for path in sorted(PAIRS.glob("*.tsv")):
        for row in rows(path):
            assert list(row) == ["en", "ko", "tr", "th", "vi", "id"], path.name
            assert all(text and text == text.strip() for text in row.values()), (path.name, row["en"])
            english.append(folded(row["en"]))
    assert [text for text, count in Counter(english).items() if count > 1] == []
