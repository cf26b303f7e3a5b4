"""From parallel text to a model folder: vocabulary, teacher, descent, export; every stage kept and reused."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from matcher.topicbook import FOLDER, LANGUAGES, read_topic_book
from matcher.training.composition import composition
from matcher.training.corpus import Parallel, read_domain, read_parallel
from matcher.training.export import export
from matcher.training.pieces import Corpus, bridged, tokenize, tokenized
from matcher.training.problems import book_parallel, problem_pairs, problem_passages
from matcher.training.start import fit_to_teacher
from matcher.training.student import Recipe, Taught, reduce_teacher, train
from matcher.training.teacher import sentences_to_teach, teacher_vectors
from matcher.training.vocabulary import dictionary_terms, learn_vocabulary, sample_lines

DOMAIN = Path(__file__).parent / "pairs"
BOOK = FOLDER
ROW_LENGTH = 6
"""Mean length of the rows from which a later stage begins: as long as descent left them."""
BRIDGES = (("ko", "tr", 150_000), ("ko", "th", 150_000), ("th", "tr", 100_000))
Array = NDArray[np.float32]
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Materials:
    """What a model is made from.

    Attributes
    ----------
    folder
        Holds ``SOURCE.LANGUAGE.tsv.gz``; see `matcher.training.corpus.read_parallel`.
    domain
        Holds project-written ``*.tsv``; None to do without.
    book
        The topic book, see `matcher.topicbook`; None to do without.
    without
        Sources left out altogether, from the vocabulary, the teacher's sentences and the pairs; ``domain`` and
        ``topicbook`` are the project's own.
    pieces
        Size of the vocabulary.
    taught
        At most this many English sentences get a vector of the teacher.
    """

    folder: Path
    domain: Path | None = DOMAIN
    book: Path | None = BOOK
    without: tuple[str, ...] = ()
    pieces: int = 64_000
    taught: int = 124_000


LANGUAGES_OF_ALL = {
    **{"en-ko": 0.30, "en-tr": 0.18, "en-th": 0.18, "en-vi": 0.12, "en-id": 0.10},
    **{"ko-tr": 0.05, "ko-th": 0.05, "th-tr": 0.02},
}
REFINED = Recipe(
    steps=1_500,
    rate=0.01,
    drop=0.2,
    problems=0.0,
    languages={
        **{"en-ko": 0.32, "en-tr": 0.12, "en-th": 0.18, "en-vi": 0.10, "en-id": 0.16},
        **{"ko-tr": 0.04, "ko-th": 0.04, "th-tr": 0.04},
    },
    sources={"domain": 4.0, "dict": 1.5, "msdocs-mt": 0.5, "msdocs-ht": 0.7, "tatoeba": 4.0, "koen-news": 1.5},
)
SOLVING = replace(
    REFINED,
    steps=1_000,
    problems=0.2,
    languages={
        **{"en-ko": 0.32, "en-tr": 0.13, "en-th": 0.18, "en-vi": 0.09, "en-id": 0.16},
        **{"ko-tr": 0.04, "ko-th": 0.04, "th-tr": 0.04},
    },
    sources={**REFINED.sources, "topicbook": 3.0},
)
MORE_INDONESIAN = replace(
    SOLVING,
    languages={
        **{"en-ko": 0.28, "en-tr": 0.11, "en-th": 0.18, "en-vi": 0.07, "en-id": 0.24},
        **{"ko-tr": 0.04, "ko-th": 0.04, "th-tr": 0.04},
    },
)
GENTLE = replace(
    SOLVING,
    languages={
        **{"en-ko": 0.26, "en-tr": 0.11, "en-th": 0.20, "en-vi": 0.08, "en-id": 0.20},
        **{"ko-tr": 0.06, "ko-th": 0.06, "th-tr": 0.03},
    },
)
NEWS = replace(
    GENTLE,
    languages={**GENTLE.languages, "en-ko": 0.32, "en-th": 0.18, "en-id": 0.16},
    sources={**SOLVING.sources, "domain": 3.0, "koen-news": 3.0},
)
SHIPPED_STAGES: tuple[tuple[Recipe, ...], ...] = (
    (
        Recipe(
            steps=2_500,
            batch=1_024,
            problems=0.0,
            languages=LANGUAGES_OF_ALL,
            sources={"domain": 3.0, "dict": 1.5, "msdocs-mt": 0.7, "tatoeba": 1.5},
        ),
        Recipe(steps=6_000, problems=0.0),
    ),
    (REFINED,),
    (
        replace(SOLVING, steps=1_200, problems=0.25, seed=7),
        replace(SOLVING, steps=1_300, seed=13),
        replace(MORE_INDONESIAN, seed=21),
    ),
    (
        *(replace(MORE_INDONESIAN, seed=seed) for seed in (31, 37, 43)),
        replace(GENTLE, rate=0.005, seed=53),
        replace(NEWS, rate=0.004, seed=59),
    ),
)
"""Translation from the fit to the teacher, translation refined, and twice needs with what solves them."""


def build(materials: Materials, stages: Sequence[Sequence[Recipe]], work: Path, out: Path, *, say: Say) -> None:
    """Train a model stage by stage and write it to ``out``.

    The runs of the first stage begin from the fit to the teacher, those of a later one from the table so far; the mean
    of that table and of a stage's runs is the next table, and the last one is the model.

    Parameters
    ----------
    stages
        The runs of each stage, all of equal dimensions.
    work
        Intermediate results (vocabulary, teacher vectors) are kept here under names that tell what they
        were made from; an interrupted run goes on where it stopped.
    say
        Told what is being done.

    Raises
    ------
    ValueError
        If the materials cannot be read.
    """
    parallel = read_parallel(materials.folder, without=materials.without)
    if materials.domain and "domain" not in materials.without:
        parallel += read_domain(materials.domain)
    topics = read_topic_book(materials.book) if materials.book and "topicbook" not in materials.without else ()
    parallel += book_parallel(topics) if topics else ()
    say(f"{sum(len(part.english) for part in parallel):,} pairs from {len(parallel)} files")
    first = stages[0][0]
    tokenizer = _vocabulary(materials, parallel, first.seed, work, say)
    corpus = tokenize(parallel, tokenizer)
    taught = _teacher(materials, parallel, corpus, first, work, say)
    pairs = (*corpus.pairs, *(bridged(corpus, a, b, most=most, seed=first.seed) for a, b, most in BRIDGES))
    vocabulary = tokenizer.get_vocab()
    start = fit_to_teacher(corpus, pairs, taught, pieces=len(vocabulary), spread=first.spread)
    if topics:
        told = {language: tokenized(problem_passages(topics, language), tokenizer) for language in LANGUAGES}
        pairs += tuple(problem_pairs(corpus, topics, told))
    mixture = composition(sorted(vocabulary, key=vocabulary.__getitem__))
    table: list[Array] = []
    for place, stage in enumerate(stages, start=1):
        runs: list[Array] = []
        for number, recipe in enumerate(stage, start=1):
            report = partial(_report, say, f"stage {place} of {len(stages)}, run {number}, step", recipe.steps)
            begin = ROW_LENGTH * table[0] if table else start
            runs.append(train(corpus, pairs, taught, recipe, mixture=mixture, start=begin, report=report))
        table = [mean_table([*table, *runs])]
    export(table[0], tokenizer, out, card=card(materials, stages, parallel))
    say(f"written to {out}")


def mean_table(runs: Sequence[Array]) -> Array:
    """Mean of tables after scaling each to a mean row length of one.

    Runs that begin alike end near each other, and their mean generalizes better than each: Wortsman et al. (2022),
    "Model soups", ICML '22.
    """
    return np.mean([rows / np.linalg.norm(rows, axis=1).mean() for rows in runs], axis=0)


def _report(say: Say, heading: str, steps: int, step: int, loss: float, rows: Array) -> None:
    del rows
    say(f"{heading} {step:,} of {steps:,}: loss {loss:.3f}")


def card(materials: Materials, stages: Sequence[Sequence[Recipe]], parallel: Sequence[Parallel]) -> str:
    """A model card that says what a model was made from, for the folder it is written to."""
    counts: dict[str, int] = {}
    for part in parallel:
        counts[part.source] = counts.get(part.source, 0) + len(part.english)
    listed = "\n".join(f"- {source}: {count:,} pairs" for source, count in sorted(counts.items()))
    runs = "\n".join(
        f"- stage {place}: `{json.dumps(asdict(recipe))}`"
        for place, stage in enumerate(stages, start=1)
        for recipe in stage
    )
    left_out = f" Left out: {', '.join(materials.without)}." if materials.without else ""
    return (
        "# Mannam static sentence encoder\n\nA table of one vector a piece for Korean, English, Turkish, Thai, "
        "Vietnamese and Indonesian; a text is the mean of its pieces. Read it with sentence-transformers, or with "
        f"`matcher.encoder.load_encoder` without torch.{left_out}\n\nTrained from:\n\n{listed}\n\n"
        f"Runs, each stage from the mean so far:\n\n{runs}\n\nDistilled from all-MiniLM-L6-v2 (Apache-2.0). "
        "Sources, licences, figures and limits: docs/model.md of the project.\n"
    )


def _vocabulary(materials: Materials, parallel: Sequence[Parallel], seed: int, work: Path, say: Say) -> Tokenizer:
    lines = sample_lines(parallel, seed=seed)
    made_from = "\n".join(line for part in lines.values() for line in part)
    path = work / f"vocabulary-{_short(made_from + str(materials.pieces))}.json"
    if not path.exists():
        say("learning the vocabulary")
        tokenizer = learn_vocabulary(lines, dictionary_terms(parallel), size=materials.pieces)
        work.mkdir(parents=True, exist_ok=True)
        tokenizer.save(str(path), pretty=False)
    return Tokenizer.from_file(str(path))


def _teacher(
    materials: Materials, parallel: Sequence[Parallel], corpus: Corpus, recipe: Recipe, work: Path, say: Say
) -> Taught:
    sentences = sentences_to_teach(parallel, most=materials.taught, seed=recipe.seed)
    say(f"vectors of the teacher for {len(sentences):,} sentences")
    vectors = teacher_vectors(sentences, work / "teacher")
    reduced, share = reduce_teacher(vectors, recipe.dimensions)
    say(f"{recipe.dimensions} dimensions keep {share:.1%} of the teacher")
    return taught_rows(corpus, sentences, reduced)


def taught_rows(corpus: Corpus, sentences: Sequence[str], vectors: NDArray[np.float16]) -> Taught:
    """Which English sentence of the corpus has which teacher vector."""
    number = {sentence: place for place, sentence in enumerate(sentences)}
    return Taught(np.array([number.get(sentence, -1) for sentence in corpus.english], dtype=np.int64), vectors)


def _short(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:12]
