"""Train a table of one vector a piece so that translations meet, and meet where the English teacher is."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import sparse

from matcher.training.loss import contrast, equal_elsewhere, through_length
from matcher.training.pieces import Corpus, Pairs, Sentences

Array = NDArray[np.float32]

LANGUAGES = {
    **{"en-ko": 0.30, "en-tr": 0.15, "en-th": 0.17, "en-vi": 0.10, "en-id": 0.14},
    **{"ko-tr": 0.05, "ko-th": 0.05, "th-tr": 0.04},
}
SOURCES = {"domain": 3.0, "dict": 1.5, "msdocs-mt": 0.7, "tatoeba": 2.0}


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that shapes one run of training.

    Attributes
    ----------
    dimensions
        Length of a vector.
    steps, batch
        Steps, and pairs of sentences a step.
    rate, warmup
        Highest learning rate, and steps until it is reached.
    spread
        Standard deviation of the first table's entries.
    scale
        Inverse temperature of the contrast.
    drop
        Share of pieces left out at random.
    teacher
        Weight of the pull toward the teacher.
    languages
        Share of the steps by pair of languages.
    power, sources
        A source is drawn with its number of pairs to this power, times its weight here (1 if not named).
    bands
        Bands of length of which a batch is one.
    problems
        Share of the steps that teach which solution answers which need, in two random languages.
    seed
        Seed of every random choice.
    """

    dimensions: int = 320
    steps: int = 6_000
    batch: int = 2_048
    rate: float = 0.02
    warmup: int = 100
    spread: float = 0.1
    scale: float = 20.0
    drop: float = 0.1
    teacher: float = 1.0
    languages: dict[str, float] = field(default_factory=LANGUAGES.copy)
    power: float = 0.5
    sources: dict[str, float] = field(default_factory=SOURCES.copy)
    bands: int = 4
    problems: float = 0.15
    seed: int = 20_261_123


@dataclass(frozen=True, slots=True)
class Taught:
    """Teacher vectors of some English sentences.

    Attributes
    ----------
    row
        Shape ``(English sentences,)``: row of its teacher vector, or -1.
    vectors
        Shape ``(taught, dimensions)``, unit rows, in the student's dimensions.
    """

    row: NDArray[np.int64]
    vectors: NDArray[np.float16]


def reduce_teacher(vectors: NDArray[np.float16], dimensions: int) -> tuple[NDArray[np.float16], float]:
    """Teacher vectors in fewer dimensions (uncentred SVD, unit rows), and the share of their squared length kept."""
    sample = vectors[:: max(1, len(vectors) // 40_000)].astype(np.float32)
    values, axes = np.linalg.eigh(sample.T @ sample)
    chosen = axes[:, ::-1][:, :dimensions]
    reduced = vectors.astype(np.float32) @ chosen
    reduced /= np.maximum(np.linalg.norm(reduced, axis=1, keepdims=True), 1e-6)
    return reduced.astype(np.float16), float(values[::-1][:dimensions].sum() / values.sum())


class Table:
    """Learned rows and the size of their recent gradients; a step touches only the rows it saw."""

    def __init__(self, rows: Array) -> None:
        self.rows = rows
        self._size = np.zeros(len(rows), dtype=np.float32)

    def update(self, used: NDArray[np.integer], gradient: Array, rate: float) -> None:
        """Move some rows against their gradient, each in units of its own recent size.

        One size a row, no momentum: a third of the memory traffic of Adam, which was most of a step.
        """
        size = 0.98 * self._size[used] + 0.02 * np.einsum("ij,ij->i", gradient, gradient) / gradient.shape[1]
        self._size[used] = size
        self.rows[used] -= gradient * (rate / np.sqrt(size + 1e-18))[:, None]


def train(
    corpus: Corpus,
    pairs: Sequence[Pairs],
    taught: Taught,
    recipe: Recipe,
    *,
    mixture: sparse.csr_array,
    start: Array | None = None,
    report: Callable[[int, float, Array], None] | None = None,
) -> Array:
    """Train the table; returns its rows put together, shape ``(pieces, recipe.dimensions)``.

    Loss of a batch of translations, one pair of languages at a time: symmetric InfoNCE between the two sides;
    where the teacher knows the English side, also one minus the cosine of both sides to its vector, and half the
    InfoNCE to it. Equal sentences elsewhere in the batch are not counted as wrong.

    Parameters
    ----------
    mixture
        Shape ``(pieces, learned rows)``: how each piece is put together, see `composition`.
    start
        Shape ``(pieces, dimensions)``: the pieces' own rows to begin with; random if not given.
    report
        Called about twenty times with the step, the loss and the rows.

    References
    ----------
    Reimers and Gurevych (2020), "Making monolingual sentence embeddings multilingual using knowledge
    distillation", EMNLP '20; van den Oord et al. (2018), "Representation learning with contrastive
    predictive coding".
    """
    chance = np.random.default_rng(recipe.seed)
    table = Table(_beginning(mixture, start, recipe, chance))
    losses = 0.0
    every = max(1, recipe.steps // 20)
    for step, (languages, left, right, topic) in zip(
        range(recipe.steps), batches(corpus, pairs, recipe, chance), strict=False
    ):
        sides = [corpus.sentences[languages[0]], corpus.sentences[languages[1]]]
        seen = (_targets(taught, languages[0], left, topic), taught.vectors)
        losses += _step(table, mixture, sides, (left, right, topic), seen, recipe, rate_at(step, recipe), chance)
        if report and (step + 1) % every == 0:
            report(step + 1, losses / every, mixture @ table.rows)
            losses = 0.0
    return mixture @ table.rows


def _targets(taught: Taught, language: str, left: NDArray[np.int64], topic: NDArray[np.int64]) -> NDArray[np.int64]:
    """Row of the teacher's vector of each pair, or -1: only translations mean what the English side means."""
    found = np.full(len(left), -1)
    if language == "en":
        known = topic < 0
        found[known] = taught.row[left[known]]
    return found


def rate_at(step: int, recipe: Recipe) -> float:
    """Learning rate: linear warm-up, then half a cosine down to nothing.

    Examples
    --------
    >>> recipe = Recipe(steps=1_000, warmup=100, rate=0.02)
    >>> [round(rate_at(step, recipe), 4) for step in (0, 99, 550, 999)]
    [0.0002, 0.02, 0.01, 0.0]
    """
    if step < recipe.warmup:
        return recipe.rate * (step + 1) / recipe.warmup
    done = (step - recipe.warmup) / max(1, recipe.steps - recipe.warmup)
    return recipe.rate * 0.5 * (1 + float(np.cos(np.pi * done)))


def batches(
    corpus: Corpus, pairs: Sequence[Pairs], recipe: Recipe, chance: np.random.Generator
) -> Iterator[tuple[tuple[str, str], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]]:
    """Endless batches of one pair of languages each: languages, left, right, topic.

    A batch is of translations, its sources weighted by size to a power, or of needs and what solves them.

    A batch is one band of length out of several times as many pairs: against sentences of its own length a
    sentence cannot be told apart by how long it is.
    """
    translations: dict[str, list[Pairs]] = {}
    for part in pairs:
        if part.topic is None:
            translations.setdefault("-".join(part.languages), []).append(part)
    problems = [part for part in pairs if part.topic is not None and len(part.left)]
    names = [name for name in recipe.languages if name in translations]
    weights = np.array([recipe.languages[name] for name in names])
    while True:
        if problems and chance.random() < recipe.problems:
            group = [problems[chance.integers(len(problems))]]
        else:
            group = translations[names[chance.choice(len(names), p=weights / weights.sum())]]
        yield group[0].languages, *_batch(corpus, group, recipe, chance)


def _batch(
    corpus: Corpus, group: Sequence[Pairs], recipe: Recipe, chance: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    share = np.array([len(part.left) ** recipe.power * recipe.sources.get(part.source, 1.0) for part in group])
    counts = chance.multinomial(recipe.batch * recipe.bands, share / share.sum())
    picked = [chance.integers(len(part.left), size=count) for part, count in zip(group, counts, strict=True)]
    taken = list(zip(group, picked, strict=True))
    left = np.concatenate([part.left[rows] for part, rows in taken])
    right = np.concatenate([part.right[rows] for part, rows in taken])
    topic = np.concatenate([part.topics(rows) for part, rows in taken])
    lengths = corpus.sentences[group[0].languages[0]].lengths(left)
    band = np.argsort(lengths + chance.random(len(left)), kind="stable")
    start = recipe.batch * int(chance.integers(recipe.bands))
    chosen = band[start : start + recipe.batch]
    return left[chosen], right[chosen], topic[chosen]


def _beginning(mixture: sparse.csr_array, start: Array | None, recipe: Recipe, chance: np.random.Generator) -> Array:
    learned = int(mixture.indices.max()) + 1
    rows = recipe.spread * chance.standard_normal((learned, recipe.dimensions), dtype=np.float32)
    if start is not None:
        rows *= 0.1
        rows[: len(start)] = start
    return rows


def _step(
    table: Table,
    mixture: sparse.csr_array,
    sides: list[Sentences],
    rows: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]],
    teacher: tuple[NDArray[np.int64], NDArray[np.float16]],
    recipe: Recipe,
    rate: float,
    chance: np.random.Generator,
) -> float:
    taken = [side.take(row) for side, row in zip(sides, rows[:2], strict=True)]
    used, columns = np.unique(np.concatenate([pieces for pieces, _ in taken]), return_inverse=True)
    kept = (chance.random(len(columns), dtype=np.float32) >= recipe.drop).astype(np.float32)
    starts = np.concatenate([taken[0][1], taken[1][1][1:] + taken[0][1][-1]])
    counts = sparse.csr_array((kept, columns, starts), (2 * len(rows[0]), len(used)))
    parts = mixture[used]
    learned, places = np.unique(parts.indices, return_inverse=True)
    parts = sparse.csr_array((parts.data, places, parts.indptr), (len(used), len(learned)))
    sums = torch.from_numpy(counts @ (parts @ table.rows[learned]))
    length = sums.norm(dim=1, keepdim=True).clamp_(min=1e-6)
    unit = sums / length
    loss, slope = _slope(unit, rows, teacher, recipe)
    table.update(learned, parts.T @ (counts.T @ through_length(unit, length, slope).numpy()), rate)
    return loss


def _own(topic: NDArray[np.int64]) -> NDArray[np.int64]:
    """Topics with a number of its own for each pair that has none, so that only pairs of one topic are equal."""
    return np.where(topic < 0, -1 - np.arange(len(topic)), topic)


def _slope(
    unit: torch.Tensor,
    rows: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]],
    teacher: tuple[NDArray[np.int64], NDArray[np.float16]],
    recipe: Recipe,
) -> tuple[float, torch.Tensor]:
    left, right = unit.chunk(2)
    found = [equal_elsewhere(side) for side in (*rows[:2], _own(rows[2]))]
    same = (np.concatenate([one for one, _ in found]), np.concatenate([other for _, other in found]))
    pull = contrast(left, right, recipe.scale, same)
    slope = torch.cat([pull.left, pull.right])
    loss = pull.loss
    known = np.flatnonzero(teacher[0] >= 0)
    if recipe.teacher and len(known) > 1:
        target = torch.from_numpy(teacher[1][teacher[0][known]].astype(np.float32))
        alike = equal_elsewhere(rows[0][known])
        for first in (0, len(left)):
            index = torch.from_numpy(known + first)
            side = unit[index]
            toward = contrast(side, target, recipe.scale, alike)
            cosine = float((side * target).sum(dim=1).mean())
            loss += recipe.teacher * (1 - cosine + 0.5 * toward.loss)
            slope.index_add_(0, index, 0.5 * toward.left - target / len(known), alpha=recipe.teacher)
    return loss, slope
