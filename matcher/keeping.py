"""What takes seconds to read and never changes, kept in a folder for the next process.

The topic book is read by the encoder in use, a second for each side and language; every process that matches needs it.
What is kept is bound to the code and data of this package and to the versions of the libraries that made it, so that
nothing outlives what it was made of.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import re
import tempfile
from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

Value = TypeVar("Value")

MADE_BY = ("numpy", "scipy", "scikit-learn", "tokenizers")
_folder: Path | None = None


def keep_in(folder: Path | None) -> Path | None:
    """Say where this process keeps what it reads; None, as at the start, keeps nothing. Returns where it was.

    What lies there is trusted as much as the code itself: it must be a folder that only the own user can write.
    """
    global _folder
    before, _folder = _folder, folder
    return before


def kept(name: str, encoder: str, make: Callable[[], Value]) -> Value:
    """Return what was kept under a name, or make it and keep it; a folder that cannot be used costs time and nothing else.

    Parameters
    ----------
    name
        What it is, such as ``"page need ko"``: one file, overwritten when it is made of something else.
    encoder
        The name of the encoder that it was made with; one without a content hash keeps nothing.
    make
        What makes it; the result must be picklable.
    """
    if _folder is None or "@" not in encoder:
        return make()
    place = _folder / (re.sub(r"[^\w.-]+", "-", f"{encoder.partition('@')[0]} {name}") + ".kept")
    seal = hashlib.blake2b(f"{encoder}\0{name}\0{_made_of()}".encode(), digest_size=32).digest()
    found = _opened(place, seal)
    if found is not None:
        return found[0]
    value = make()
    _write(place, seal, pickle.dumps(value, protocol=5))
    return value


def _opened(place: Path, seal: bytes) -> tuple[Any] | None:
    """Return what a file holds, alone in a tuple; None where it is missing, of something else, or not whole."""
    try:
        content = place.read_bytes()
    except OSError:
        return None
    body = memoryview(content)[64:]
    if content[:32] != seal or content[32:64] != hashlib.blake2b(body, digest_size=32).digest():
        return None
    return (pickle.loads(body),)  # noqa: S301 - our own file, with the seal of this very code


def _write(place: Path, seal: bytes, body: bytes) -> None:
    """Write a file whole or not at all: others may read it at this moment."""
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=place.parent, prefix=".", suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(seal + hashlib.blake2b(body, digest_size=32).digest())
                file.write(body)
            Path(name).replace(place)
        except OSError:
            Path(name).unlink(missing_ok=True)
    except OSError:
        return


@cache
def _made_of() -> str:
    """Return a digest of the code and data of this package and of the libraries that read the book."""
    package = Path(__file__).parent
    digest = hashlib.blake2b(" ".join(version(library) for library in MADE_BY).encode(), digest_size=32)
    for file in sorted([*package.glob("*.py"), *package.glob("encoders/*.py"), *package.glob("data/**/*.*")]):
        digest.update(f"{file.relative_to(package)}\0".encode() + file.read_bytes())
    return digest.hexdigest()
