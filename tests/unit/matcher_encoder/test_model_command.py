"""`model info`, `model embed` and `model evaluate` on the command line."""

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from api.cli.main import app
from matcher.bench.evaluate import accuracy, character_tfidf, csls, evaluate, of_encoder
from matcher.encoder import load_encoder


def write_sets(data: Path) -> Path:
    """Tiny sets in the folder's layout; every sentence is made of words the small model knows."""
    words = ["smart parking", "flood sensor", "otopark sel", "홍수", "스마트 주차", "query passage"]
    (data / "tatoeba_v1").mkdir(parents=True)
    for language in ("kor", "tur", "tha", "vie", "ind"):
        for side in (language, "eng"):
            path = data / "tatoeba_v1" / f"tatoeba.{language}-eng.{side}"
            path.write_text("\n".join(words) + "\n", encoding="utf-8")
    (data / "pud").mkdir()
    for language in ("en", "ko", "tr", "th", "id"):
        lines = [f"n{place}\t{text}" for place, text in enumerate(words)]
        (data / "pud" / f"pud.{language}.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    head = "genre\tfile\tyear\tid\tscore\tsentence1\tsentence2\n"
    rows = "g\tf\ty\t1\t5.0\tsmart\tsmart\ng\tf\ty\t2\t0.5\tsmart\tflood\ng\tf\ty\t3\t4.0\tsmart parking\tsmart\n"
    for folder, name in (("korsts", "sts-test.tsv"), ("stsb", "stsb_tr_test.tsv")):
        (data / folder).mkdir(exist_ok=True)
        (data / folder / name).write_text(head + rows, encoding="utf-8")
    (data / "stsb" / "stsb_en_test.csv").write_text(
        'smart,smart,5.0\n"smart, parking",smart,4.0\nsmart,flood,0.5\n', encoding="utf-8"
    )
    return data


def test_embed_writes_one_vector_a_line(static_folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "texts.txt"
    file.write_text("smart parking\n홍수 sensor\n\n", encoding="utf-8")
    out = tmp_path / "v.npy"
    done = CliRunner().invoke(app, ["model", "embed", str(file), "--out", str(out), "--model", str(static_folder)])
    assert done.exit_code == 0, done.output
    np.testing.assert_array_equal(
        np.load(out), load_encoder(str(static_folder)).encode(["smart parking", "홍수 sensor", ""])
    )


def test_embed_refuses_an_unknown_kind(static_folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "texts.txt"
    file.write_text("smart\n", encoding="utf-8")
    done = CliRunner().invoke(app, ["model", "embed", str(file), "--out", str(tmp_path / "v.npy"), "--kind", "poem"])
    assert done.exit_code == 2
    assert "text, need or solution" in done.output


def test_info_names_the_model_and_its_size(static_folder: Path) -> None:
    done = CliRunner().invoke(app, ["model", "info", str(static_folder), "--json"])
    facts = json.loads(done.output)
    assert (facts["model"], facts["dimensions"]) == (load_encoder(str(static_folder)).name, 8)


def test_evaluate_prints_figures_of_the_model_beside_another(static_folder: Path, tmp_path: Path) -> None:
    data = write_sets(tmp_path / "eval")
    given = ["model", "evaluate", str(static_folder), "--data", str(data), "--beside", str(static_folder)]
    done = CliRunner().invoke(app, [*given, "--no-baselines", "--json"])
    found = json.loads(done.output)
    assert list(found["measured"]) == [load_encoder(str(static_folder)).name, str(static_folder)]
    figures = found["measured"][str(static_folder)]
    assert [row["value"] for row in figures if row["set"] == "Tatoeba"] == [100.0] * 20
    assert "bge-m3" in found["published"]


def test_every_set_gives_its_figures_in_a_fixed_order(static_folder: Path, tmp_path: Path) -> None:
    figures = evaluate(of_encoder(load_encoder(str(static_folder))), write_sets(tmp_path / "eval"))
    names = list(dict.fromkeys((figure.set, figure.direction) for figure in figures))
    assert names[:2] == [("Tatoeba", "kor-eng"), ("Tatoeba", "eng-kor")]
    assert names[-3:] == [("KorSTS", "ko"), ("STSb", "en"), ("STSb", "tr")]
    assert len(figures) == 5 * 4 + 6 * 4 + 3


def test_a_missing_set_is_refused_with_its_path(static_folder: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"tatoeba\.kor-eng\.kor is missing"):
        evaluate(of_encoder(load_encoder(str(static_folder))), tmp_path)


def test_a_hub_near_to_everything_is_corrected() -> None:
    scores = np.array([[0.85, 0.0, 0.9], [0.0, 0.85, 0.9], [0.0, 0.0, 0.95]], dtype=np.float32)
    assert (accuracy(scores), accuracy(csls(scores, neighbours=2))) == (pytest.approx(100 / 3), 100.0)


def test_texts_with_shared_characters_are_alike_to_tfidf() -> None:
    scores = character_tfidf(["smart parking", "flood sensor"], ["flood sensors", "smart park"])
    assert scores.argmax(axis=1).tolist() == [1, 0]
