"""From parallel text to a model folder: vocabulary, teacher, descent, export; every stage kept and reused."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from matcher.training.composition import composition
from matcher.training.corpus import Parallel, read_domain, read_parallel
from matcher.training.export import export
from matcher.training.pieces import Corpus, bridged, tokenize
from matcher.training.start import fit_to_teacher
from matcher.training.student import Recipe, Taught, reduce_teacher, train
from matcher.training.teacher import sentences_to_teach, teacher_vectors
from matcher.training.vocabulary import dictionary_terms, learn_vocabulary, sample_lines

DOMAIN = Path(__file__).parent / "pairs"
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
    without
        Sources left out altogether, from the vocabulary, the teacher's sentences and the pairs.
    pieces
        Size of the vocabulary.
    taught
        At most this many English sentences get a vector of the teacher.
    """

    folder: Path
    domain: Path | None = DOMAIN
    without: tuple[str, ...] = ()
    pieces: int = 64_000
    taught: int = 124_000


SHIPPED_RUNS = (
    Recipe(
        steps=2_500,
        batch=1_024,
        languages={
            **{"en-ko": 0.30, "en-tr": 0.18, "en-th": 0.18, "en-vi": 0.12, "en-id": 0.10},
            **{"ko-tr": 0.05, "ko-th": 0.05, "th-tr": 0.02},
        },
        sources={"domain": 3.0, "dict": 1.5, "msdocs-mt": 0.7, "tatoeba": 1.5},
    ),
    Recipe(steps=6_000),
    Recipe(
        steps=1_500,
        rate=0.01,
        drop=0.2,
        refine=True,
        languages={
            **{"en-ko": 0.32, "en-tr": 0.12, "en-th": 0.18, "en-vi": 0.10, "en-id": 0.16},
            **{"ko-tr": 0.04, "ko-th": 0.04, "th-tr": 0.04},
        },
        sources={
            **{"domain": 4.0, "dict": 1.5, "msdocs-mt": 0.5, "msdocs-ht": 0.7, "tatoeba": 4.0, "koen-news": 1.5},
        },
    ),
)
"""The three runs whose mean is the shipped model."""


def build(materials: Materials, recipes: Sequence[Recipe], work: Path, out: Path, *, say: Say) -> None:
    """Train a model, the mean of one or more runs, and write it to ``out``.

    Parameters
    ----------
    recipes
        The runs, of equal dimensions; all begin from the same fit to the teacher, or from the runs before.
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
    if materials.domain:
        parallel += read_domain(materials.domain)
    say(f"{sum(len(part.english) for part in parallel):,} pairs from {len(parallel)} files")
    first = recipes[0]
    tokenizer = _vocabulary(materials, parallel, first.seed, work, say)
    corpus = tokenize(parallel, tokenizer)
    taught = _teacher(materials, parallel, corpus, first, work, say)
    pairs = (*corpus.pairs, *(bridged(corpus, a, b, most=most, seed=first.seed) for a, b, most in BRIDGES))
    vocabulary = tokenizer.get_vocab()
    mixture = composition(sorted(vocabulary, key=vocabulary.__getitem__))
    fit = fit_to_teacher(corpus, pairs, taught, pieces=len(vocabulary), spread=first.spread)
    runs: list[Array] = []
    for place, recipe in enumerate(recipes, start=1):
        start = 6 * mean_table(runs) if recipe.refine and runs else fit
        heading = f"run {place} of {len(recipes)}, step"
        report = partial(_report, say, heading, recipe.steps)
        runs.append(train(corpus, pairs, taught, recipe, mixture=mixture, start=start, report=report))
    export(mean_table(runs), tokenizer, out, card=card(materials, recipes, parallel))
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


def card(materials: Materials, recipes: Sequence[Recipe], parallel: Sequence[Parallel]) -> str:
    """A model card that says what a model was made from, for the folder it is written to."""
    counts: dict[str, int] = {}
    for part in parallel:
        counts[part.source] = counts.get(part.source, 0) + len(part.english)
    listed = "\n".join(f"- {source}: {count:,} pairs" for source, count in sorted(counts.items()))
    runs = "\n".join(f"- `{json.dumps(asdict(recipe))}`" for recipe in recipes)
    left_out = f" Left out: {', '.join(materials.without)}." if materials.without else ""
    return (
        "# Mannam static sentence encoder\n\nA table of one vector a piece for Korean, English, Turkish, Thai, "
        "Vietnamese and Indonesian; a text is the mean of its pieces. Read it with sentence-transformers, or with "
        f"`matcher.encoder.load_encoder` without torch.{left_out}\n\nTrained from:\n\n{listed}\n\n"
        f"The mean of these runs:\n\n{runs}\n\nDistilled from all-MiniLM-L6-v2 (Apache-2.0). Sources, licences, "
        "figures and limits: docs/model.md of the project.\n"
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
    vectors = teacher_vectors(sentences, work / f"teacher-{_short(chr(10).join(sentences))}")
    reduced, share = reduce_teacher(vectors, recipe.dimensions)
    say(f"{recipe.dimensions} dimensions keep {share:.1%} of the teacher")
    return taught_rows(corpus, sentences, reduced)


def taught_rows(corpus: Corpus, sentences: Sequence[str], vectors: NDArray[np.float16]) -> Taught:
    """Which English sentence of the corpus has which teacher vector."""
    number = {sentence: place for place, sentence in enumerate(sentences)}
    return Taught(np.array([number.get(sentence, -1) for sentence in corpus.english], dtype=np.int64), vectors)


def _short(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:12]
