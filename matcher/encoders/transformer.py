"""Any sentence-transformers model, with the prompts its family was trained with."""

import hashlib
from typing import TYPE_CHECKING, Literal, cast

import numpy as np
from numpy.typing import NDArray

from matcher.encoders.prompts import Prompts, prompts_for

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

SAMPLE = 4_096


class TransformerEncoder:
    """A sentence-transformers model of any architecture; importing this loads torch on construction.

    Parameters
    ----------
    source
        Folder or hub name.
    name
        What it is called, before the content hash.
    offline
        Look only into folders and the local cache, never ask the hub.

    Raises
    ------
    ValueError
        If the model cannot be found or read.
    """

    def __init__(self, source: str, *, name: str, offline: bool = False) -> None:
        self._model = _load(source, offline=offline)
        self.prompts: Prompts = prompts_for(name, cast("dict[str, str]", self._model.prompts or {}))
        self.name = f"{name}@{_digest(self._model, self.prompts)}"

    @property
    def dimensions(self) -> int:
        """Length of every vector."""
        return int(cast("int", self._model.get_embedding_dimension()))

    def encode(self, texts: list[str], *, kind: Literal["text", "need", "solution"] = "text") -> NDArray[np.float32]:
        """Vectors of texts, shape ``(len(texts), dimensions)``, unit rows; see `matcher.encoder.Encoder.encode`.

        Needs go through the model's ``encode_query`` and solutions through its ``encode_document``: models with two towers
        tell them apart. Texts longer than the model reads are cut by the model.
        """
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        prompt: str = getattr(self.prompts, kind)
        ways = {"need": self._model.encode_query, "solution": self._model.encode_document, "text": self._model.encode}
        vectors = ways[kind](
            texts, prompt=prompt, normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False
        )
        return np.asarray(vectors, dtype=np.float32)


def _load(source: str, *, offline: bool) -> "SentenceTransformer":
    from sentence_transformers import SentenceTransformer

    try:
        return SentenceTransformer(source, local_files_only=offline)
    except Exception as error:  # every library below raises its own kinds
        why = "HF_HUB_OFFLINE is set and the model is not in the local cache" if offline else str(error)
        raise ValueError(f"model {source!r} cannot be loaded: {why}") from error


def _digest(model: "SentenceTransformer", prompts: Prompts) -> str:
    """Hash of the prompts and of the beginning and end of every weight: fine-tuning changes them all."""
    digest = hashlib.sha256(repr(prompts).encode())
    for key, tensor in sorted(model.state_dict().items()):
        flat = tensor.detach().reshape(-1)
        digest.update(f"{key} {tuple(tensor.shape)} {tensor.dtype}".encode())
        for part in (flat[:SAMPLE], flat[-SAMPLE:]):
            digest.update(part.float().cpu().numpy().tobytes())
    return digest.hexdigest()[:12]
