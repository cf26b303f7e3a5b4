"""The vectors of texts: looked up where they are known, encoded where they are new."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, MutableMapping, Sequence

import numpy as np
from numpy.typing import NDArray

from matcher.acronyms import spelled_out
from matcher.encoder import ENGLISH, Encoder, Kind
from matcher.profiles import Profile, normalise
from matcher.sentences import sentences

Array = NDArray[np.float32]
Vectors = MutableMapping[str, Array]
"""Vectors by ``text_key``. What is missing is encoded and added, so a caller can keep it for the next time."""


def text_key(model: str, text: str, kind: Kind = "text") -> str:
    """Return the key under which the vector of a text is kept: SHA-256 of model, kind and normalised text.

    Examples
    --------
    >>> text_key("m", "a  b") == text_key("m", "a b")
    True
    """
    return hashlib.sha256(f"{model}\0{kind}\0{normalise(text)}".encode()).hexdigest()


def embed(texts: Sequence[str], encoder: Encoder, vectors: Vectors | None = None, *, kind: Kind = "text") -> Array:
    """Return unit vectors of texts, encoding each distinct text that is not known once.

    Parameters
    ----------
    texts
        Any number of texts.
    vectors
        Known vectors by ``text_key``; new ones are added to it.
    kind
        What the texts are; models with instructions tell needs and solutions apart.

    Returns
    -------
    Array
        Shape ``(len(texts), encoder.dimensions)``, float32, rows of unit length.
    """
    known: Vectors = {} if vectors is None else vectors
    keys = [text_key(encoder.name, text, kind) for text in texts]
    missing = {key: normalise(text) for key, text in zip(keys, texts, strict=True) if key not in known}
    if missing:
        encoded = encoder.encode(list(missing.values()), kind=kind)
        known.update(zip(missing, encoded, strict=True))
    if not texts:
        return np.zeros((0, encoder.dimensions), dtype=np.float32)
    return np.asarray(np.stack([known[key] for key in keys]), dtype=np.float32)


def readable_versions(profile: Profile, encoder: Encoder) -> dict[str, str]:
    """Return the versions of a profile that the encoder reads, by language; the original alone if it reads none.

    An English-only encoder is given the English text where there is one.
    """
    versions = profile.versions()
    if not english_only(encoder) or "en" not in versions:
        return versions
    return {"en": versions["en"]}


def english_only(encoder: Encoder) -> bool:
    """Whether an encoder reads English alone."""
    return encoder.name.startswith(ENGLISH)


def texts_to_encode(profiles: Iterable[Profile], encoder: Encoder) -> list[str]:
    """Return every text of these profiles that ranking encodes: whole versions and their sentences, each once.

    With ``text_key`` (kind ``"solution"`` or ``"need"``) a caller can fetch the vectors it has kept before ranking.
    """
    found: dict[str, None] = {}
    for profile in profiles:
        for text in readable_versions(profile, encoder).values():
            found.update(dict.fromkeys(sentences(text)))
        found.update(dict.fromkeys(readable_versions(spelled_out(profile), encoder).values()))
    return list(found)


def known_vectors(model: str, texts: Mapping[str, Array], kind: Kind = "text") -> Vectors:
    """Return vectors given by text as vectors by key.

    Examples
    --------
    >>> import numpy as np
    >>> len(known_vectors("m", {"a": np.ones(1, dtype=np.float32)}))
    1
    """
    return {text_key(model, text, kind): vector for text, vector in texts.items()}
