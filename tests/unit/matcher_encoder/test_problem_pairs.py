"""A need is taught to meet what solves it, in every two languages, and never its own topic as a wrong answer."""

import gzip
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from matcher.encoder import load_encoder
from matcher.topicbook import COLUMNS, LANGUAGES, BookTopic
from matcher.training import teacher
from matcher.training.composition import composition
from matcher.training.pieces import Corpus, tokenize, tokenized
from matcher.training.problems import SOURCE, book_parallel, passages, problem_pairs, problem_passages
from matcher.training.run import Materials, build
from matcher.training.student import Recipe, Taught, train
from matcher.training.vocabulary import learn_vocabulary

WORDS = {"need": ("flood", "smoke", "queue"), "solution": ("pump", "alarm", "ticket")}
TOPICS = tuple(
    BookTopic(
        "water",
        need,
        {language: f"label {need} {language}" for language in LANGUAGES},
        tuple({language: f"{need} {part} in {language}" for language in LANGUAGES} for part in ("one", "two")),
        tuple({language: f"{solution} {part} for {language}" for language in LANGUAGES} for part in ("three", "four")),
    )
    for need, solution in zip(WORDS["need"], WORDS["solution"], strict=True)
)


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    lines = {language: problem_passages(TOPICS, language) for language in LANGUAGES}
    return learn_vocabulary(lines, {}, size=200)


def corpus_of(tokenizer: Tokenizer) -> Corpus:
    return tokenize(book_parallel(TOPICS), tokenizer)


def test_every_two_languages_cross_every_need_with_every_solution_of_its_topic(tokenizer: Tokenizer) -> None:
    corpus = corpus_of(tokenizer)
    before = {language: len(corpus.sentences[language]) for language in LANGUAGES}
    told = {language: tokenized(problem_passages(TOPICS, language), tokenizer) for language in LANGUAGES}
    pairs = {part.languages: part for part in problem_pairs(corpus, TOPICS, told)}
    assert len(pairs) == 21
    each = len(passages(TOPICS[0], "need", "en")) * len(passages(TOPICS[0], "solution", "en"))
    assert len(pairs["ko", "ko"].left) == 3 * each
    both = pairs["ko", "th"]
    assert len(both.left) == 2 * 3 * each
    korean, thai = problem_passages(TOPICS, "ko"), problem_passages(TOPICS, "th")
    for left, right, topic in zip(
        both.left.tolist(), both.right.tolist(), both.topics(np.arange(6 * each)), strict=True
    ):
        sides = {korean[left - before["ko"]].split()[0], thai[right - before["th"]].split()[0]}
        assert sides == {WORDS["need"][topic], WORDS["solution"][topic]}


def test_training_on_problems_brings_a_need_to_its_solution(tokenizer: Tokenizer) -> None:
    corpus = corpus_of(tokenizer)
    told = {language: tokenized(problem_passages(TOPICS, language), tokenizer) for language in LANGUAGES}
    pairs = [*corpus.pairs, *problem_pairs(corpus, TOPICS, told)]
    vocabulary = tokenizer.get_vocab()
    names = sorted(vocabulary, key=vocabulary.__getitem__)
    taught = Taught(np.full(len(corpus.english), -1), np.zeros((0, 16), dtype=np.float16))
    recipe = Recipe(dimensions=16, steps=60, batch=48, warmup=5, drop=0.0, problems=0.5, languages={"en-ko": 1.0})
    rows = train(corpus, pairs, taught, recipe, mixture=composition(names))

    def vector(text: str) -> np.ndarray:
        found = rows[tokenizer.encode(text, add_special_tokens=False).ids].sum(axis=0)
        return found / np.linalg.norm(found)

    needs = np.stack([vector(f"{word} one in th") for word in WORDS["need"]])
    solutions = np.stack([vector(f"{word} four for ko") for word in WORDS["solution"]])
    assert (needs @ solutions.T).argmax(axis=1).tolist() == [0, 1, 2]
    assert {part.source for part in pairs if part.topic is not None} == {SOURCE}


@pytest.mark.slow
def test_a_model_is_built_in_stages_from_translations_and_a_book(tmp_path: Path) -> None:
    book, pairs = tmp_path / "book", tmp_path / "pairs"
    book.mkdir()
    rows = [
        (topic.key, side, *(row[language] for language in LANGUAGES))
        for topic in TOPICS
        for side, told in (("label", (topic.label,)), ("need", topic.needs), ("solution", topic.solutions))
        for row in told
    ]
    (book / "water.tsv").write_text("\n".join("\t".join(row) for row in (COLUMNS, *rows)), encoding="utf-8")
    pairs.mkdir()
    with gzip.open(pairs / "toy.ko.tsv.gz", "wt", encoding="utf-8") as file:
        file.writelines(f"we sell {number} apples\t사과 {number}개를 팝니다\ttoy\n" for number in range(40))
    materials = Materials(pairs, domain=None, book=book, pieces=300, taught=20)
    step = Recipe(steps=2, batch=8, warmup=1, problems=0.5)
    said: list[str] = []
    build(materials, [[step, step], [step]], tmp_path / "work", tmp_path / "model", say=said.append)
    assert load_encoder(str(tmp_path / "model")).dimensions == step.dimensions
    assert [line.split(":")[0] for line in said if line.startswith("stage 2")][-1] == "stage 2 of 2, run 1, step 2 of 2"


def test_a_sentence_is_taught_once_whatever_the_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    class Model:
        def encode(self, texts: list[str], **_: object) -> np.ndarray:
            asked.extend(texts)
            return np.array([[len(text)] * 384 for text in texts], dtype=np.float32)

    monkeypatch.setattr(teacher, "_teacher", Model)
    first = teacher.teacher_vectors(["a", "bb"], tmp_path)
    second = teacher.teacher_vectors(["ccc", "bb", "a"], tmp_path)
    assert asked == ["a", "bb", "ccc"]
    assert first[:, 0].tolist() == [1.0, 2.0]
    assert second[:, 0].tolist() == [3.0, 2.0, 1.0]
