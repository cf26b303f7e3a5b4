"""The recipe runs end to end on a few lines, and its parts do what their sentences say."""

import gzip
from pathlib import Path

import numpy as np
import pytest
import torch

from matcher.encoder import load_encoder
from matcher.training.composition import composition
from matcher.training.corpus import Parallel, read_domain, read_parallel
from matcher.training.export import export, narrow
from matcher.training.loss import contrast, equal_elsewhere, through_length
from matcher.training.pieces import bridged, tokenize
from matcher.training.student import Recipe, rate_at, reduce_teacher, train
from matcher.training.vocabulary import learn_vocabulary, new_tokenizer

PLACES = ("harbour", "school", "market", "river", "bridge", "station", "hospital", "library", "museum", "park")
DEEDS = ("repair", "clean", "light", "measure", "open", "guard", "paint", "count", "warn", "heat")
LIMANLAR = ("liman", "okul", "pazar", "nehir", "köprü", "istasyon", "hastane", "kütüphane", "müze", "park")
ISLER = ("onar", "temizle", "aydınlat", "ölç", "aç", "koru", "boya", "say", "uyar", "ısıt")


def lines() -> list[tuple[str, str]]:
    """A hundred fictional pairs, every combination of a deed and a place."""
    return [
        (f"we {deed} the old {place} today", f"bugün eski {yer} {iş}")
        for deed, iş in zip(DEEDS, ISLER, strict=True)
        for place, yer in zip(PLACES, LIMANLAR, strict=True)
    ]


def write_pairs(folder: Path, source: str = "toy") -> Path:
    folder.mkdir(exist_ok=True)
    with gzip.open(folder / f"{source}.tr.tsv.gz", "wt", encoding="utf-8") as file:
        file.writelines(f"{english}\t{turkish}\ttoy\n" for english, turkish in lines())
    return folder


def parallel() -> Parallel:
    pairs = lines()
    return Parallel("toy", "tr", tuple(pair[0] for pair in pairs), tuple(pair[1] for pair in pairs))


@pytest.mark.slow
def test_the_train_command_writes_a_model_that_can_be_loaded(tmp_path: Path) -> None:
    from typer.testing import CliRunner

    from api.cli.main import app

    folder = write_pairs(tmp_path / "pairs")
    out = tmp_path / "model"
    given = {
        "data": folder,
        "out": out,
        "work": tmp_path / "work",
        "steps": 2,
        "batch": 16,
        "pieces": 3_000,
        "taught": 20,
    }
    words = [word for name, value in given.items() for word in (f"--{name}", str(value))]
    done = CliRunner().invoke(app, ["model", "train", "--without", "topicbook", *words])
    assert done.exit_code == 0, done.output
    encoder = load_encoder(str(out))
    assert encoder.encode(["we repair the old harbour"]).shape == (1, 320)
    assert encoder.name.startswith("model@")


def test_training_brings_translations_together() -> None:
    both = parallel()
    tokenizer = learn_vocabulary({"en": list(both.english), "tr": list(both.foreign)}, {}, size=300)
    corpus = tokenize([both], tokenizer)
    taught_row = np.full(len(corpus.english), -1)
    names = sorted(tokenizer.get_vocab(), key=tokenizer.get_vocab().__getitem__)
    from matcher.training.student import Taught

    losses: list[float] = []
    rows = train(
        corpus,
        corpus.pairs,
        Taught(taught_row, np.zeros((0, 16), np.float16)),
        Recipe(dimensions=16, steps=120, batch=32, warmup=10, bands=1, languages={"en-tr": 1.0}),
        mixture=composition(names),
        report=lambda step, loss, _: losses.append(loss),
    )
    assert losses[-1] < losses[0] / 3
    assert rows.shape == (len(names), 16)


def test_the_same_seed_gives_the_same_table() -> None:
    both = parallel()
    tokenizer = learn_vocabulary({"en": list(both.english), "tr": list(both.foreign)}, {}, size=200)
    corpus = tokenize([both], tokenizer)
    from matcher.training.student import Taught

    nobody = Taught(np.full(len(corpus.english), -1), np.zeros((0, 8), np.float16))
    recipe = Recipe(dimensions=8, steps=3, batch=16, warmup=1, languages={"en-tr": 1.0})
    mixture = composition([str(piece) for piece in range(tokenizer.get_vocab_size())])
    first, second = (train(corpus, corpus.pairs, nobody, recipe, mixture=mixture) for _ in range(2))
    np.testing.assert_array_equal(first, second)


def test_the_written_gradient_is_that_of_automatic_differentiation() -> None:
    torch.manual_seed(1)
    raw = torch.randn(24, 8)
    sides = [raw.clone().requires_grad_(), (raw + torch.randn(24, 8)).requires_grad_()]
    left, right = (torch.nn.functional.normalize(side, dim=1) for side in sides)
    scores = left @ right.T * 5
    truth = torch.arange(24)
    loss = 0.5 * (torch.nn.functional.cross_entropy(scores, truth) + torch.nn.functional.cross_entropy(scores.T, truth))
    loss.backward()
    with torch.no_grad():
        ours = contrast(left, right, 5.0, (np.zeros(0, np.int64), np.zeros(0, np.int64)))
        for side, unit, slope in ((sides[0], left, ours.left), (sides[1], right, ours.right)):
            found = through_length(unit, side.norm(dim=1, keepdim=True), slope)
            assert side.grad is not None
            assert float((found - side.grad).norm() / side.grad.norm()) < 0.03
    assert ours.loss == pytest.approx(float(loss.detach()), rel=0.02)


def test_equal_sentences_elsewhere_in_a_batch_are_not_counted_as_wrong() -> None:
    left = torch.eye(3)
    twice = torch.stack([left[0], left[0], left[2]])
    counted = contrast(twice, twice, 20.0, (np.zeros(0, np.int64), np.zeros(0, np.int64)))
    spared = contrast(twice, twice, 20.0, equal_elsewhere(np.array([7, 7, 9])))
    assert counted.loss == pytest.approx(2 / 3 * np.log(2), abs=1e-4)
    assert spared.loss == pytest.approx(0, abs=1e-4)


def test_equal_places_are_found_for_any_number_of_repeats() -> None:
    first, second = equal_elsewhere(np.array([3, 5, 3, 3]))
    assert sorted(zip(first.tolist(), second.tolist(), strict=True)) == [(0, 2), (0, 3), (2, 0), (2, 3), (3, 0), (3, 2)]


def test_two_foreign_languages_meet_over_the_same_english_sentence() -> None:
    parts = [
        Parallel("a", "ko", ("one", "two", "three"), ("하나", "둘", "셋")),
        Parallel("a", "tr", ("three", "one", "nine"), ("üç", "bir", "dokuz")),
    ]
    tokenizer = learn_vocabulary({"en": ["one two three nine"], "ko": ["하나 둘 셋"]}, {}, size=60)
    pairs = bridged(tokenize(parts, tokenizer), "ko", "tr", most=10, seed=1)
    assert sorted(zip(pairs.left.tolist(), pairs.right.tolist(), strict=True)) == [(0, 1), (2, 0)]


def test_turkish_capitals_split_like_small_letters() -> None:
    tokenizer = learn_vocabulary({"tr": ["akıllı şehir ışığı istanbul"] * 20}, {}, size=80)
    assert (
        tokenizer.encode("AKILLI ŞEHİR IŞIĞI İSTANBUL").tokens == tokenizer.encode("akıllı şehir ışığı istanbul").tokens
    )


def test_a_term_of_two_vietnamese_syllables_is_one_piece() -> None:
    tokenizer = learn_vocabulary({"vi": ["thành phố cần hệ thống"] * 30 + ["cần thành hệ phố thống"]}, {}, size=120)
    assert tokenizer.encode("thành phố").tokens == ["▁thành▁phố"]


def test_one_byte_rows_are_near_and_the_unknown_piece_says_nothing(tmp_path: Path) -> None:
    rows = np.random.default_rng(1).normal(size=(40, 32)).astype(np.float32)
    small, scales = narrow(rows)
    np.testing.assert_allclose(small * scales[:, None], rows, atol=float(scales.max()) / 2 + 1e-6)
    tokenizer = learn_vocabulary({"en": ["we repair the old harbour"] * 9}, {}, size=40)
    rows = rows[: tokenizer.get_vocab_size()]
    export(rows, tokenizer, tmp_path / "model", card="# A card\n")
    encoder = load_encoder(str(tmp_path / "model"))
    np.testing.assert_array_equal(encoder.encode(["漢"]) @ encoder.encode(["漢"]).T <= 1.0001, [[True]])
    with pytest.raises(ValueError, match="rows for"):
        export(rows[:3], tokenizer, tmp_path / "other", card="")


def test_an_exported_model_is_the_same_to_sentence_transformers(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    tokenizer = learn_vocabulary({"en": [pair[0] for pair in lines()]}, {}, size=120)
    rows = np.random.default_rng(2).normal(size=(tokenizer.get_vocab_size(), 24)).astype(np.float32)
    export(rows, tokenizer, tmp_path / "model", card="# A card\n")
    texts = ["we repair the old harbour", "harbour", "today we heat the museum"]
    theirs = SentenceTransformer(str(tmp_path / "model"), device="cpu").encode(texts)
    np.testing.assert_allclose(load_encoder(str(tmp_path / "model")).encode(texts), theirs, atol=1e-6)


def test_fewer_dimensions_keep_the_teachers_similarities() -> None:
    chance = np.random.default_rng(3)
    vectors = chance.normal(size=(200, 4)) @ chance.normal(size=(4, 32))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    reduced, share = reduce_teacher(vectors.astype(np.float16), 4)
    assert share == pytest.approx(1, abs=1e-3)
    np.testing.assert_allclose(
        reduced.astype(np.float32) @ reduced.T.astype(np.float32), vectors @ vectors.T, atol=0.01
    )


def test_the_rate_warms_up_and_ends_at_nothing() -> None:
    recipe = Recipe(steps=100, warmup=10, rate=1.0)
    rates = [rate_at(step, recipe) for step in range(100)]
    assert rates.index(max(rates)) in (9, 10)
    assert rates[-1] < 0.001


def test_pairs_are_read_by_file_name_and_a_source_can_be_left_out(tmp_path: Path) -> None:
    write_pairs(tmp_path, "toy")
    write_pairs(tmp_path, "tatoeba")
    assert [part.source for part in read_parallel(tmp_path)] == ["tatoeba", "toy"]
    assert read_parallel(tmp_path, without=("tatoeba",)) == (parallel(),)
    with pytest.raises(ValueError, match=r"holds no SOURCE\.LANGUAGE"):
        read_parallel(tmp_path / "nothing")


def test_a_line_of_one_column_is_refused_with_its_place(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "bad.tr.tsv.gz", "wt", encoding="utf-8") as file:
        file.write("one\tbir\nalone\n")
    with pytest.raises(ValueError, match=r"bad\.tr\.tsv\.gz, line 2"):
        read_parallel(tmp_path)


def test_project_pairs_are_read_by_column_name_and_empty_cells_give_no_pair(tmp_path: Path) -> None:
    (tmp_path / "water.tsv").write_text("en\tko\ttr\nflood\t홍수\tsel\nleak\t누수\t\n", encoding="utf-8")
    assert read_domain(tmp_path) == (
        Parallel("domain", "ko", ("flood", "leak"), ("홍수", "누수")),
        Parallel("domain", "tr", ("flood",), ("sel",)),
    )
    (tmp_path / "zz.tsv").write_text("ko\ttr\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"zz\.tsv: the first line must name the columns"):
        read_domain(tmp_path)


def test_text_is_normalized_before_it_is_split() -> None:
    assert new_tokenizer().normalizer.normalize_str("  ＡＢＣ　“İyi”  ") == 'abc "iyi"'
