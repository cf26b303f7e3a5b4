"""From parallel text to a model folder: vocabulary, teacher, descent, export; every stage kept and reused."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
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
    taught: int = 160_000


def build(materials: Materials, recipe: Recipe, work: Path, out: Path, *, say: Say) -> None:
    """Train a model and write it to ``out``.

    Parameters
    ----------
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
    tokenizer = _vocabulary(materials, parallel, recipe.seed, work, say)
    corpus = tokenize(parallel, tokenizer)
    taught = _teacher(materials, parallel, corpus, recipe, work, say)
    pairs = (*corpus.pairs, *(bridged(corpus, a, b, most=most, seed=recipe.seed) for a, b, most in BRIDGES))
    vocabulary = tokenizer.get_vocab()
    size = len(vocabulary)
    mixture = composition(sorted(vocabulary, key=vocabulary.__getitem__))
    start = fit_to_teacher(corpus, pairs, taught, pieces=size, spread=recipe.spread)
    rows = train(
        corpus,
        pairs,
        taught,
        recipe,
        mixture=mixture,
        start=start,
        report=lambda step, loss, _: say(f"step {step:,} of {recipe.steps:,}: loss {loss:.3f}"),
    )
    export(rows, tokenizer, out, card=card(materials, recipe, parallel))
    say(f"written to {out}")


def card(materials: Materials, recipe: Recipe, parallel: Sequence[Parallel]) -> str:
    """A model card that says what a model was made from, for the folder it is written to."""
    counts: dict[str, int] = {}
    for part in parallel:
        counts[part.source] = counts.get(part.source, 0) + len(part.english)
    listed = "\n".join(f"- {source}: {count:,} pairs" for source, count in sorted(counts.items()))
    left_out = f" Left out: {', '.join(materials.without)}." if materials.without else ""
    return (
        "# Mannam static sentence encoder\n\nA table of one vector a piece for Korean, English, Turkish, Thai, "
        "Vietnamese and Indonesian; a text is the mean of its pieces. Read it with sentence-transformers, or with "
        f"`matcher.encoder.load_encoder` without torch.{left_out}\n\nTrained from:\n\n{listed}\n\n"
        f"Recipe: `{json.dumps(asdict(recipe))}`\n\nDistilled from all-MiniLM-L6-v2 (Apache-2.0). Sources, licences, "
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
