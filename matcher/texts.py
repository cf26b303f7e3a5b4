"""What two texts say about each other: problems, whole texts, sentences, word by word, shared words, sectors."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import partial
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.acronyms import spelled_out
from matcher.background import LANGUAGES, Background, anchor_groups, anchors, background, sentence_scale, sizes
from matcher.book import BookReading, kinship, problem_fit, problem_sectors, read_book
from matcher.encoder import Encoder, Kind
from matcher.evidence import Quotes, quotes
from matcher.languages import share_script
from matcher.lexical import bm25
from matcher.profiles import Profile
from matcher.readings import Reading, readings, versions_for
from matcher.scoring import Weights
from matcher.sectors import described_sectors, sector_fit, sector_shares, sector_vectors
from matcher.similarity import Index, SentencePairs, best_sentences, combined, cosine, mean_of_nearest
from matcher.standard import HIGHEST, LOWEST, Scale, in_unit, mixed, scale_of
from matcher.vectors import Vectors, embed, english_only, readable_versions
from matcher.words import word_encoder, word_match

Array = NDArray[np.float32]
Compare = Callable[[Sequence[str], Sequence[str], tuple[str, str]], Array]
"""Similarities, shape ``(solutions, needs)``, of texts of two languages."""

LEXICAL_FULL = 0.25
"""Share of a need's weighted words that a good solution in the same language holds; measured, see docs/matching.md."""
FEWEST_TO_COMPARE, HUB_NEIGHBOURS = 10, 10
SOLUTION_HUBS, NEED_HUBS = 0.5, 0.3
"""Shares of the event's own nearness that are subtracted: half is CSLS; see docs/matching.md for what was measured."""
UNRELATED = np.float32(-LOWEST / (HIGHEST - LOWEST))
"""A component of texts that have nothing to do with each other, or that cannot be compared."""
ENOUGH = 20_000
"""Pairs from which on the background's scale no longer matters and is not computed."""


@dataclass(frozen=True, slots=True)
class Topics:
    """The topic components of every pair, each shape ``(solutions, needs)`` in [0, 1].

    Parameters
    ----------
    components
        ``problem``, ``dense``, ``sentence``, ``words``, ``lexical`` and ``sector``.
    same_language, latin, declared
        Shape ``(solutions, needs)``; whether the two sides are read in one language, in one alphabet, and whether
        the organizer has set the sector of both.
    pairs
        The best sentence pair of each pair.
    solution_book, need_book
        What the topic book says of each text; None where no static model is there to read it.
    """

    components: Mapping[str, Array]
    same_language: NDArray[np.bool_]
    latin: NDArray[np.bool_]
    declared: NDArray[np.bool_]
    pairs: SentencePairs
    solution_quotes: Quotes
    need_quotes: Quotes
    solution_book: BookReading | None
    need_book: BookReading | None

    def shares(self, weights: Weights) -> dict[str, Array]:
        """Return the share of each component in the topic score of each pair; they sum to 1.

        Where the book does not know the field of a text, or there is no book, the problems it finds there are chance:
        they count less, as does a sector that was not set, and sentences and words count more.
        """
        known = self._known()
        other = np.where(self.latin, weights.lexical_latin, weights.lexical_other)
        shares = {
            "problem": weights.problem * known,
            "dense": np.full(self.latin.shape, weights.dense),
            "sentence": weights.sentence + weights.sentence_outside * (1 - known),
            "words": (weights.words + weights.words_outside * (1 - known)) * self.components["words"].any(),
            "lexical": np.where(self.same_language, weights.lexical_same, other),
            "sector": np.where(self.declared, weights.sector_declared, weights.sector * known),
        }
        total = np.maximum(sum(shares.values(), np.float64(0)), 1e-9)
        return {name: (share / total).astype(np.float32) for name, share in shares.items()}

    def within(self, rows: Index, columns: Index, shape: tuple[int, int]) -> Topics:
        """Return the same among more profiles, of which these are some rows and columns and the others say nothing."""
        if (len(rows), len(columns)) == shape:
            return self
        at = np.ix_(rows, columns)
        return Topics(
            {name: _put(values, at, shape) for name, values in self.components.items()},
            _put(self.same_language, at, shape),
            _put(self.latin, at, shape),
            _put(self.declared, at, shape),
            SentencePairs(*(_put(getattr(self.pairs, one.name), at, shape) for one in fields(SentencePairs))),
            self.solution_quotes.within(rows, shape[0]),
            self.need_quotes.within(columns, shape[1]),
            None if self.solution_book is None else self.solution_book.within(rows, shape[0]),
            None if self.need_book is None else self.need_book.within(columns, shape[1]),
        )

    def _known(self) -> Array:
        """Return how far the book knows the field of both texts of each pair."""
        if self.solution_book is None or self.need_book is None:
            return np.zeros(self.latin.shape, dtype=np.float32)
        return np.asarray(np.minimum.outer(self.solution_book.known, self.need_book.known), dtype=np.float32)


def _put(values: NDArray[Any], at: tuple[Any, ...], shape: tuple[int, ...]) -> NDArray[Any]:
    found = np.zeros(shape, dtype=values.dtype)
    found[at] = values
    return found


def topics(
    solutions: Sequence[Profile], needs: Sequence[Profile], *, encoder: Encoder, vectors: Vectors | None = None
) -> Topics:
    """Compare the texts of every solution with those of every need.

    Acronyms are spelled out for everything but the sentences, which are quoted as they are written.
    """
    pairs, solution_quotes, need_quotes = _sentences(solutions, needs, encoder, vectors)
    solutions, needs = [spelled_out(one) for one in solutions], [spelled_out(one) for one in needs]
    offered, asked = versions_for(solutions, encoder), versions_for(needs, encoder)
    blocks = readings(offered, asked)
    known = background(encoder, vectors)

    def dense(first: Sequence[str], second: Sequence[str], languages: tuple[str, str]) -> Array:
        return _dense(first, second, languages, known, encoder, vectors)

    unread = _unread((len(solutions), len(needs)), blocks, encoder)
    nearest = ((pairs.best + pairs.mean) / 2).astype(np.float32)
    offered_book, asked_book = book_readings(solutions, needs, encoder, vectors)
    components = {
        "problem": _problem(offered_book, asked_book, (len(solutions), len(needs)), encoder),
        "dense": np.where(unread, UNRELATED, _standardised(offered, asked, blocks, dense)),
        "sentence": np.where(
            unread, UNRELATED, _standardised_blocks(nearest, blocks, sentence_scale(encoder, vectors))
        ),
        "words": _words(solutions, needs, encoder, vectors),
        "lexical": _lexical(solutions, needs),
        "sector": sector_fit(
            judged_sectors(solutions, offered_book, encoder, vectors, "solution"),
            judged_sectors(needs, asked_book, encoder, vectors, "need"),
        ),
    }
    same, latin = _languages(solutions, needs)
    declared = np.outer([bool(one.sector) for one in solutions], [bool(one.sector) for one in needs])
    return Topics(components, same, latin, declared, pairs, solution_quotes, need_quotes, offered_book, asked_book)


def _unread(shape: tuple[int, int], blocks: Sequence[Reading], encoder: Encoder) -> NDArray[np.bool_]:
    """Return which pairs the encoder cannot compare: an English-only one, and a text with no English version."""
    found = np.zeros(shape, dtype=np.bool_)
    for block in blocks if english_only(encoder) else ():
        found[block.block] = any(set(pair) != {"en"} for pair in block.pairs)
    return found


def _words(solutions: Sequence[Profile], needs: Sequence[Profile], encoder: Encoder, vectors: Vectors | None) -> Array:
    """Return how the words of all pairs answer each other; read in every language, since single words are cheap."""
    reader = word_encoder(encoder)
    if reader is None:
        return np.zeros((len(solutions), len(needs)), dtype=np.float32)

    def compare(first: Sequence[str], second: Sequence[str], languages: tuple[str, str]) -> Array:
        return word_match(first, second, languages, encoder=reader, vectors=vectors)

    offered, asked = versions_for(solutions, None), versions_for(needs, None)
    return _standardised(offered, asked, readings(offered, asked), compare)


def _dense(
    first: Sequence[str],
    second: Sequence[str],
    languages: tuple[str, str],
    known: Background,
    encoder: Encoder,
    vectors: Vectors | None,
) -> Array:
    """Return cosines of whole texts, less how near each is to the background in the other's language (CSLS)."""
    offered, asked = embed(first, encoder, vectors, kind="solution"), embed(second, encoder, vectors, kind="need")
    near_needs = known.level(offered, "need", languages[1])
    near_solutions = known.level(asked, "solution", languages[0])
    return (cosine(offered, asked) - near_needs[:, None] / 2 - near_solutions[None, :] / 2).astype(np.float32)


def _standardised(
    offered: Sequence[dict[str, str]], asked: Sequence[dict[str, str]], blocks: Sequence[Reading], compare: Compare
) -> Array:
    """Return a component of all pairs in [0, 1]: each block of languages compared, and put on the common scale."""
    found = np.zeros((len(offered), len(asked)), dtype=np.float32)
    offered_sizes, asked_sizes = sizes(offered, "solution"), sizes(asked, "need")
    for block in blocks:
        compared = [
            compare([offered[row][first] for row in block.rows], [asked[col][second] for col in block.columns], pair)
            for pair in block.pairs
            for first, second in [pair]
        ]
        values = np.asarray(compared, dtype=np.float32).mean(axis=0)
        values -= _hubs(values)
        own, asking = offered_sizes[block.rows], asked_sizes[block.columns]
        unrelated = partial(_background_scale, block.pairs, compare)
        found[block.block] = in_unit(_standard(values, own, asking, unrelated))
    return found


def _standard(values: Array, offered: Index, asked: Index, unrelated: Callable[[tuple[int, int]], Scale]) -> Array:
    """Return a block in standard deviations above unrelated texts as long as those of each pair.

    Parameters
    ----------
    offered, asked
        Sizes of the texts of the rows and of the columns, see `matcher.background.sizes`.
    unrelated
        Where unrelated texts of two sizes stand.
    """
    if values.size > ENOUGH:
        return scale_of(values).standard(values)
    found = np.zeros_like(values)
    for size in product(np.unique(offered).tolist(), np.unique(asked).tolist()):
        part = np.ix_(offered == size[0], asked == size[1])
        found[part] = mixed(values, unrelated(size)).standard(values[part])
    return found


def _background_scale(pairs: Sequence[tuple[str, str]], compare: Compare, size: tuple[int, int]) -> Scale:
    """Return where texts of different topics stand in some pairs of languages.

    Parameters
    ----------
    size
        How many anchors make a text of each side; texts that share none of them are unrelated.
    """
    compared: list[Array] = []
    known, (offered, asked) = anchors(), (anchor_groups(one) for one in size)
    for first, second in pairs:
        own, other = (language if language in LANGUAGES else "en" for language in (first, second))
        solutions = [" ".join(known[place].solution[own] for place in group) for group in offered]
        needs = [" ".join(known[place].need[other] for place in group) for group in asked]
        compared.append(compare(solutions, needs, (own, other)))
    apart = np.array([[not set(one) & set(other) for other in asked] for one in offered])
    return scale_of(np.asarray(compared, dtype=np.float32).mean(axis=0)[apart])


def _hubs(values: Array) -> Array:
    """Return how much each side is near to everything beyond the usual, to be subtracted; 0 for few profiles.

    The event's own part of CSLS. Needs keep most of their level, so that a need that nobody serves is seen as such.
    """
    found = np.zeros_like(values)
    for axis, share in ((1, SOLUTION_HUBS), (0, NEED_HUBS)):
        if values.shape[axis] >= FEWEST_TO_COMPARE:
            level = np.expand_dims(mean_of_nearest(values, HUB_NEIGHBOURS, axis), axis)
            found += share * (level - np.median(level))
    return found


def _standardised_blocks(values: Array, blocks: Sequence[Reading], usual: Scale) -> Array:
    found = np.zeros_like(values)
    for block in blocks:
        own = values[block.block]
        own = own - _hubs(own)
        found[block.block] = in_unit(mixed(own, usual).standard(own))
    return found


def _sentences(
    solutions: Sequence[Profile], needs: Sequence[Profile], encoder: Encoder, vectors: Vectors | None
) -> tuple[SentencePairs, Quotes, Quotes]:
    offered, asked = quotes(solutions, encoder), quotes(needs, encoder)
    first = embed(offered.texts, encoder, vectors, kind="solution")
    second = embed(asked.texts, encoder, vectors, kind="need")
    return best_sentences(first, offered.starts, second, asked.starts), offered, asked


def book_readings(
    solutions: Sequence[Profile], needs: Sequence[Profile], encoder: Encoder, vectors: Vectors | None = None
) -> tuple[BookReading, BookReading] | tuple[None, None]:
    """Return what the topic book says of both sides; None where no static model is there to read it."""
    reader = word_encoder(encoder)
    if reader is None:
        return None, None
    return (
        read_book(solutions, "solution", encoder=reader, vectors=vectors),
        read_book(needs, "need", encoder=reader, vectors=vectors),
    )


def judged_sectors(
    profiles: Sequence[Profile], book: BookReading | None, encoder: Encoder, vectors: Vectors | None, side: Kind
) -> Array:
    """Return how much of each profile belongs to each sector, shape ``(n, 12)``.

    As set by the organizer, else by the problems of the book it is about; by the sectors' descriptions as far as the book
    does not know it, or there is no book.
    """
    if book is not None and (book.known == 1).all():
        return sector_shares(profiles, problem_sectors(book.near))
    read = whole_vectors(profiles, encoder, vectors, side)
    judged = described_sectors(read, sector_vectors(encoder, vectors))
    if book is not None:
        known = book.known[:, None]
        judged = (known * problem_sectors(book.near) + (1 - known) * judged).astype(np.float32)
    return sector_shares(profiles, judged)


def _problem(offered: BookReading | None, asked: BookReading | None, shape: tuple[int, int], encoder: Encoder) -> Array:
    reader = word_encoder(encoder)
    if offered is None or asked is None or reader is None:
        return np.zeros(shape, dtype=np.float32)
    return problem_fit(offered.near, asked.near, kinship(reader))


def whole_vectors(profiles: Sequence[Profile], encoder: Encoder, vectors: Vectors | None, kind: Kind) -> Array:
    """Return one unit vector per profile, shape ``(n, d)``: the mean over the languages that the encoder reads."""
    versions = [list(readable_versions(profile, encoder).values()) for profile in profiles]
    flat = embed([text for texts in versions for text in texts], encoder, vectors, kind=kind)
    if not versions:
        return flat
    return combined(flat, [len(texts) for texts in versions])


def _lexical(solutions: Sequence[Profile], needs: Sequence[Profile]) -> Array:
    """Return shared words of every pair, read in a common language where there is one, else as they are written."""
    offered, asked = versions_for(solutions, None), versions_for(needs, None)
    found = np.zeros((len(solutions), len(needs)), dtype=np.float32)
    for block in readings(offered, asked):
        scored = [
            bm25([offered[row][first] for row in block.rows], [asked[column][second] for column in block.columns])
            for first, second in block.pairs
        ]
        found[block.block] = np.asarray(scored).max(axis=0)
    return np.clip(found / LEXICAL_FULL, 0, 1).astype(np.float32)


def _languages(solutions: Sequence[Profile], needs: Sequence[Profile]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which pairs share a language, and which an alphabet."""
    same = np.zeros((len(solutions), len(needs)), dtype=np.bool_)
    latin = np.zeros_like(same)
    for block in readings(versions_for(solutions, None), versions_for(needs, None)):
        same[block.block] = block.shared
        latin[block.block] = any(share_script(first, second) for first, second in block.pairs)
    return same, latin
