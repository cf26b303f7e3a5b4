"""Write a table of piece vectors as a sentence-transformers model of one byte a number."""

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from tokenizers import Tokenizer

Array = NDArray[np.float32]


def narrow(rows: Array) -> tuple[NDArray[np.int8], Array]:
    """Rows as one byte a number with one scale a row: ``rows`` is nearly ``bytes * scales[:, None]``.

    Examples
    --------
    >>> small, scales = narrow(np.array([[1.27, -0.5], [0.0, 0.0]], np.float32))
    >>> small.tolist(), [f"{scale:.2f}" for scale in scales]
    ([[127, -50], [0, 0]], ['0.01', '0.00'])
    """
    scales = np.abs(rows).max(axis=1) / 127
    small = np.rint(rows / np.maximum(scales, 1e-12)[:, None]).astype(np.int8)
    return small, scales.astype(np.float32)


def export(rows: Array, tokenizer: Tokenizer, folder: Path, *, card: str) -> None:
    """Write a model that sentence-transformers and `matcher.encoder.load_encoder` read alike.

    Parameters
    ----------
    rows
        Shape ``(pieces, dimensions)``. The unknown piece's row is written as zeros: a character never seen
        says nothing.
    card
        The model card, written as README.md.

    Raises
    ------
    ValueError
        If there is not one row a piece.
    """
    if len(rows) != tokenizer.get_vocab_size():
        raise ValueError(f"{len(rows)} rows for {tokenizer.get_vocab_size()} pieces")
    kept = rows.copy()
    kept[0] = 0
    small, scales = narrow(kept)
    folder.mkdir(parents=True, exist_ok=True)
    save_file({"embeddings": small, "weights": scales}, folder / "model.safetensors")
    (folder / "model.safetensors").chmod(0o644)
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    modules = [("", "0", "StaticEmbedding"), ("1_Normalize", "1", "Normalize")]
    _write(
        folder / "modules.json",
        [
            {"idx": index, "name": name, "path": path, "type": _type(kind)}
            for index, (path, name, kind) in enumerate(modules)
        ],
    )
    _write(
        folder / "config_sentence_transformers.json",
        {"model_type": "SentenceTransformer", "prompts": {}, "similarity_fn_name": "cosine"},
    )
    (folder / "1_Normalize").mkdir(exist_ok=True)
    _write(folder / "1_Normalize" / "config.json", {})
    (folder / "README.md").write_text(card, encoding="utf-8")


def _type(kind: str) -> str:
    return f"sentence_transformers.models.{kind}"


def _write(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
