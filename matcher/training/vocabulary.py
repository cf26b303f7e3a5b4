"""Learn the pieces into which texts of all languages are split."""

import json
import random
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import log

import numpy as np
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

from matcher.training.corpus import Parallel

UNKNOWN = "[UNK]"
SPACE = "▁"
LONGEST_PIECE = 16

# Lines of text per language, so that no language's words are split much finer than another's.
LINES = {"en": 80_000, "ko": 75_000, "tr": 70_000, "th": 45_000, "vi": 35_000, "id": 40_000}

# Whole words offered as pieces, most frequent first. Thai is written without spaces and left to the Unigram
# model; of Korean words only the frequent are offered, for a particle must be free to split off.
WORDS = {"en": 22_000, "tr": 14_000, "id": 12_000, "ko": 8_000, "vi": 6_000}
COMPOUNDS = 7_000
PROJECT_WEIGHTS = {"domain": 5, "topicbook": 2}
"""How often lines written for this project count."""
ROUNDS = (0.8, 0.9, 1.0, 1.0)


def new_tokenizer(model: models.Unigram | None = None) -> Tokenizer:
    """A Unigram tokenizer with the normalization all texts pass; without pieces unless a model is given.

    Turkish dotted and dotless letters fall together with i before lower-casing, because headings in capitals
    lose the difference and Unicode lower-casing would turn the dotted capital into two characters. Pieces may
    reach across spaces, so that a Vietnamese word of two syllables is one piece.

    Examples
    --------
    >>> new_tokenizer().normalizer.normalize_str("İSTANBUL’da  IŞIK")
    "istanbul'da işik"
    """
    tokenizer = Tokenizer(model or models.Unigram())
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace("İ", "i"),
            normalizers.Replace("ı", "i"),
            normalizers.NFKC(),
            normalizers.Lowercase(),
            normalizers.Replace(Regex("[’‘`´]"), "'"),
            normalizers.Replace(Regex("[“”„«»]"), '"'),
            normalizers.Replace(Regex(r"[\u200b\u200c\u200d\ufeff]"), ""),
            normalizers.Replace(Regex(r"\s+"), " "),
            normalizers.Strip(),
        ]
    )
    tokenizer.pre_tokenizer = _splitting(across_spaces=True)
    return tokenizer


def learn_vocabulary(lines: dict[str, list[str]], terms: dict[str, list[str]], *, size: int) -> Tokenizer:
    """A Unigram tokenizer of ``size`` pieces: learned pieces, frequent words, terms and Vietnamese compounds.

    A plain Unigram model splits ``▁municipalit y``; a table of one vector a piece wants words that carry a meaning.
    So whole words, the terms of dictionaries and frequent Vietnamese compounds are offered beside the learned
    pieces, everything is segmented, and the pieces least used are dropped until ``size`` are left.

    Parameters
    ----------
    lines
        Text by language.
    terms
        Dictionary terms by language, each offered as one piece.
    size
        Pieces to keep, single characters included.

    References
    ----------
    Kudo (2018), "Subword regularization", ACL '18: segmentation by the most probable pieces, pruning by use.
    """
    everything = [line for part in lines.values() for line in part]
    scores = _learned(everything, size=size)
    counts = _offered(lines, terms)
    total = sum(counts.values())
    for piece, count in counts.items():
        scores[piece] = max(scores.get(piece, -100.0), log(count / total))
    for share in ROUNDS:
        scores = _prune(scores, everything, size=int(size / share))
    return new_tokenizer(_model(scores))


def sample_lines(parallel: Sequence[Parallel], *, seed: int, longest: int = 160) -> dict[str, list[str]]:
    """Lines by language to learn the vocabulary from: languages balanced, documentation held back.

    Dictionaries and everyday sentences come first, up to half of a language's lines; documentation fills the
    rest; project-written lines are added several times, so that the words of cities stay whole.
    """
    chooser = random.Random(seed)  # noqa: S311
    first: dict[str, dict[str, None]] = {language: {} for language in LINES}
    rest: dict[str, dict[str, None]] = {language: {} for language in LINES}
    for pairs in parallel:
        target = rest if pairs.source.startswith(("msdocs", "oss")) else first
        target["en"].update(dict.fromkeys(text[:longest] for text in pairs.english))
        target[pairs.language].update(dict.fromkeys(text[:longest] for text in pairs.foreign))
    lines = {
        language: _shuffled(first[language], chooser)[: wanted // 2] + _shuffled(rest[language], chooser)[: wanted // 2]
        for language, wanted in LINES.items()
    }
    for pairs in parallel:
        if pairs.source in PROJECT_WEIGHTS:
            lines["en"] += sorted(set(pairs.english))
            lines[pairs.language] += pairs.foreign * PROJECT_WEIGHTS[pairs.source]
    return lines


def dictionary_terms(parallel: Sequence[Parallel]) -> dict[str, list[str]]:
    """Distinct terms of the dictionaries, by language."""
    terms: dict[str, dict[str, None]] = {language: {} for language in LINES}
    for pairs in parallel:
        if pairs.source == "dict":
            terms["en"].update(dict.fromkeys(pairs.english))
            terms[pairs.language].update(dict.fromkeys(pairs.foreign))
    return {language: list(found) for language, found in terms.items()}


def _splitting(*, across_spaces: bool) -> pre_tokenizers.Sequence:
    return pre_tokenizers.Sequence(
        [
            pre_tokenizers.Metaspace(split=not across_spaces),
            pre_tokenizers.Punctuation(),
            pre_tokenizers.Digits(individual_digits=False),
        ]
    )


def _learned(lines: Iterable[str], *, size: int) -> dict[str, float]:
    tokenizer = new_tokenizer()
    tokenizer.pre_tokenizer = _splitting(across_spaces=False)
    trainer = trainers.UnigramTrainer(
        vocab_size=size,
        special_tokens=[UNKNOWN],
        unk_token=UNKNOWN,
        max_piece_length=LONGEST_PIECE,
        show_progress=False,
    )
    tokenizer.train_from_iterator(lines, trainer)
    return {piece: score for piece, score in json.loads(tokenizer.to_str())["model"]["vocab"] if piece != UNKNOWN}


def _offered(lines: dict[str, list[str]], terms: dict[str, list[str]]) -> Counter[str]:
    """How often each whole word, term and compound that may become a piece occurs."""
    tokenizer = new_tokenizer()
    offered: Counter[str] = Counter()
    for language, texts in lines.items():
        words: Counter[str] = Counter()
        neighbours: Counter[tuple[str, str]] = Counter()
        for text in texts:
            split = _words(tokenizer.normalizer.normalize_str(text))
            words.update(split)
            if language == "vi":
                neighbours.update(pairwise(split))
        offered.update({SPACE + word: count for word, count in words.most_common(WORDS.get(language, 0)) if count > 2})
        offered.update(_compounds(words, neighbours))
        for term in terms.get(language, ()):
            split = _words(tokenizer.normalizer.normalize_str(term))
            if len(split) == 1 or (len(split) == 2 and language == "vi"):
                offered[SPACE + SPACE.join(split)] += 1
    return Counter({piece: count for piece, count in offered.items() if len(piece) <= LONGEST_PIECE})


def _words(text: str) -> list[str]:
    """Runs of letters and marks of a normalized text."""
    letters = [character if unicodedata.category(character)[0] in "LM" else " " for character in text]
    return "".join(letters).split()


def _compounds(words: Counter[str], neighbours: Counter[tuple[str, str]]) -> dict[str, int]:
    """Neighbours that occur together far more often than by chance (normalized pointwise mutual information)."""
    total = sum(words.values())
    found: list[tuple[float, str, int]] = []
    for (first, second), count in neighbours.items():
        if count >= 5:
            surprise = log(count * total / (words[first] * words[second])) / -log(count / total)
            if surprise > 0.3:
                found.append((surprise * log(count), SPACE + first + SPACE + second, count))
    return {piece: count for _, piece, count in sorted(found, reverse=True)[:COMPOUNDS]}


def _prune(scores: dict[str, float], lines: list[str], *, size: int) -> dict[str, float]:
    """Segment the lines, keep the ``size`` pieces used most (every single character stays), score by use."""
    tokenizer = new_tokenizer(_model(scores))
    names = [UNKNOWN, *scores]
    used = np.zeros(len(names), dtype=np.int64)
    for start in range(0, len(lines), 20_000):
        for encoding in tokenizer.encode_batch_fast(lines[start : start + 20_000], add_special_tokens=False):
            np.add.at(used, encoding.ids, 1)
    rank = {name: int(count) + (10**12 if len(name) == 1 else 0) for name, count in zip(names, used, strict=True)}
    kept = sorted((name for name in scores), key=lambda name: (-rank[name], name))[: size - 1]
    count = dict(zip(names, used.tolist(), strict=True))
    total = sum(count[name] + 0.5 for name in kept)
    return {name: log((count[name] + 0.5) / total) for name in kept}


def _model(scores: dict[str, float]) -> models.Unigram:
    lowest = min(scores.values())
    return models.Unigram([(UNKNOWN, lowest - 10), *((name, round(score, 3)) for name, score in scores.items())], 0)


def _shuffled(texts: Iterable[str], chooser: random.Random) -> list[str]:
    chosen = list(texts)
    chooser.shuffle(chosen)
    return chosen
