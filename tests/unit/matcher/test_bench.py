"""The benchmark measures what it says, on a set small enough to count by hand."""

import csv
import json
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from api.cli.main import app
from matcher.bands import Thresholds
from matcher.bench.graded import Graded, read_graded
from matcher.bench.match import exposure, measure, misordering, quality, same_in_every_language, wrong_bands
from matcher.bench.messy import measure_messy
from matcher.bench.metrics import gini, interval, ndcg, rank_correlation, recall
from matcher.bench.outside import outside
from matcher.encoder import Encoder, load_encoder
from matcher.profiles import Profile
from matcher.rank import rank


@pytest.fixture
def folder(tmp_path: Path, solutions: tuple[Profile, ...], needs: tuple[Profile, ...]) -> Path:
    """A graded set of the small profiles: S1 is right for N1, S2 for N2, S3 for N3, and nothing for N4."""
    for name, profiles in (("solutions", solutions), ("needs", needs)):
        lines = [
            {
                "id": one.id,
                "organization": one.organization,
                "country": one.country,
                "sector": "water",
                "topic": "x",
                "language": one.spoken,
                "text": one.text,
                "sentences": one.text.replace(". ", ".|").split("|"),
                "parallel": "P1" if one.id in ("N2", "N3") else None,
            }
            for one in profiles
        ]
        (tmp_path / f"{name}.jsonl").write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    tables = {
        "relevance": [
            ("need", "solution", "grade"),
            ("N1", "S1", 3),
            ("N2", "S2", 3),
            ("N3", "S3", 2),
            ("N1", "S4", 1),
        ],
        "evidence": [("need", "solution", "need_sentence", "solution_sentence"), ("N1", "S1", 1, 1)],
        "split": [("organization", "side", "split")]
        + [(one.organization, "x", "test" if one.organization != "곁" else "train") for one in (*solutions, *needs)],
    }
    for name, rows in tables.items():
        with (tmp_path / f"{name}.tsv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter="\t").writerows(rows)
    return tmp_path


@pytest.fixture
def graded(folder: Path) -> Graded:
    return read_graded(folder)


def test_a_perfect_order_is_worth_one_and_a_wrong_one_less(graded: Graded) -> None:
    assert quality("perfect", graded.grade.astype(float), graded).values == {
        "ndcg@10": 1.0,
        "recall@5": 1.0,
        "mrr": 1.0,
    }
    assert quality("wrong", -graded.grade.astype(float), graded).values["ndcg@10"] < 0.6


def test_one_pair_of_languages_ranks_only_its_own_texts(graded: Graded) -> None:
    row = quality("ko -> tr", graded.grade.astype(float), graded, pair=("ko", "tr"))
    assert row.needs == 2


def test_a_split_keeps_only_its_organizations(folder: Path) -> None:
    assert [one.id for one in read_graded(folder, "train").solutions] == ["S3"]
    with pytest.raises(ValueError, match="no organization belongs to the split 'dev'"):
        read_graded(folder, "dev")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"solutions\.jsonl: there is no such file"):
        read_graded(tmp_path)


def test_the_whole_measurement_finds_the_small_set_easy(graded: Graded, encoder: Encoder) -> None:
    found = measure(graded, encoder=encoder)
    assert found["quality"][2].values["recall@5"] == 1.0
    assert found["evidence"]["both_sentences"] == 1.0
    assert {row.name for row in found["ablation"]} >= {"without dense", "without words", "without sector"}
    assert "without certificates" not in {row.name for row in found["ablation"]}


def test_messy_needs_are_measured_by_language_and_kind(graded: Graded, encoder: Encoder) -> None:
    found = measure_messy(replace(graded, kinds=("bullets", "symptom", "symptom", "unserved")), encoder=encoder)
    assert {row.name: row.needs for row in found["kinds"]} == {"bullets": 1, "symptom": 2}
    assert found["quality"][0].values["recall@5"] == 1.0


def test_a_right_answer_below_the_bands_counts_as_called_weak(graded: Graded, encoder: Encoder) -> None:
    matches = rank(graded.solutions, graded.needs, encoder=encoder)
    assert wrong_bands(matches, graded)["right_called_weak"] == 0.0
    none = replace(matches, thresholds=Thresholds(2.0, 2.0))
    assert wrong_bands(none, graded)["right_called_weak"] == 1.0


def test_a_set_without_marked_sentences_or_parts_can_be_read(folder: Path) -> None:
    for name in ("evidence.tsv", "split.tsv"):
        (folder / name).unlink()
    assert read_graded(folder).evidence == {}
    with pytest.raises(ValueError, match=r"split\.tsv"):
        read_graded(folder, "test")


def test_the_command_prints_what_was_measured(folder: Path) -> None:
    words = ["bench", "match", "--data", str(folder), "--split", "all"]
    shown = CliRunner().invoke(app, [*words, "--no-ablation"], catch_exceptions=False).stdout
    assert "4 solutions, 4 needs (all)" in shown
    assert "By languages, solution -> need" in shown and "Ablation" not in shown
    found = json.loads(CliRunner().invoke(app, [*words, "--no-ablation", "--json"], catch_exceptions=False).stdout)
    assert found["quality"][2]["values"]["recall@5"] == 1.0
    assert found["split"] == "all"
    assert "NaN" not in json.dumps(found)


def test_equal_lists_of_parallel_needs_agree_wholly(graded: Graded) -> None:
    score = np.tile(np.array([[4.0], [3.0], [2.0], [1.0]]), (1, 4))
    assert same_in_every_language(score, graded) == {"rank_correlation": 1.0, "same_first": 1.0, "groups": 1.0}
    score[:, 2] = score[::-1, 1]
    assert same_in_every_language(score, graded)["rank_correlation"] == -1.0


def test_misordering_counts_pairs_in_the_wrong_order(graded: Graded) -> None:
    assert misordering(graded.grade.astype(float), graded)["easy"] == 0.0
    assert misordering(-graded.grade.astype(float), graded)["easy"] == 1.0


def test_one_solution_in_every_first_place_is_the_most_uneven() -> None:
    score = np.zeros((4, 10))
    score[0] = 1
    assert exposure(score, top=1) == {"gini": 0.75, "coverage": 0.25, "largest_share": 1.0}
    assert gini(np.array([2, 2])) == 0.0


def test_measures_without_a_right_answer_say_so() -> None:
    score, nothing = np.array([0.2, 0.1]), np.array([0, 0])
    assert np.isnan(ndcg(score, nothing))
    assert np.isnan(recall(score, nothing > 0))


def test_rank_correlation_sees_the_reverse() -> None:
    assert rank_correlation(np.arange(20.0), -np.arange(20.0)) == pytest.approx(-1.0)


def test_texts_that_say_the_same_are_drawn_together() -> None:
    values = [0.0, 1.0] * 20
    apart = interval(values, [str(number) for number in range(40)])
    together = interval(values, [str(number % 2) for number in range(40)])
    assert together[1] - together[0] > apart[1] - apart[0]


def test_sentences_outside_the_field_find_their_translation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = {
        "en": [
            "The cat sleeps.",
            "He plays the violin.",
            "The moon is far away.",
            "She baked bread.",
            "Snow is white.",
        ],
        "ko": ["고양이가 잔다.", "그는 바이올린을 켠다.", "달은 멀리 있다.", "그녀는 빵을 구웠다.", "눈은 하얗다."],
    }
    (tmp_path / "pud").mkdir()
    for language, sentences in told.items():
        lines = "".join(f"n{place}\t{sentence}\n" for place, sentence in enumerate(sentences))
        (tmp_path / "pud" / f"pud.{language}.tsv").write_text(lines, encoding="utf-8")
    monkeypatch.setattr("matcher.bench.outside.SENTENCES", 3)
    monkeypatch.setattr("matcher.bench.outside.PARAGRAPH", 2)
    monkeypatch.setattr("matcher.bench.outside.PAIRS", (("en", "ko"),))
    (row,) = outside(tmp_path, encoder=load_encoder())
    assert (row.solutions, row.needs, row.score, row.without_problem, row.paragraph) == ("en", "ko", 1.0, 1.0, 1.0)
    assert 0 <= row.false_match_rate <= 1 - row.missed_rate
    words = ["bench", "match", "--outside", str(tmp_path)]
    shown = CliRunner().invoke(app, words, catch_exceptions=False).stdout
    assert "en -> ko" in shown and "100.0%" in shown
    (told_again,) = json.loads(
        CliRunner().invoke(app, [*words, "--no-ablation", "--json"], catch_exceptions=False).stdout
    )["rows"]
    assert told_again == asdict(row)
    with pytest.raises(ValueError, match="pud"):
        outside(tmp_path / "nowhere", encoder=load_encoder())
