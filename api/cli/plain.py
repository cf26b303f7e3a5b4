"""What commands print as JSON: plain values, and sentences in both languages beside them."""

from dataclasses import asdict
from typing import Any


def plain(thing: Any) -> dict[str, Any]:
    """A dataclass as plain values."""
    return asdict(thing)


def with_words(thing: Any) -> dict[str, Any]:
    """A dataclass as plain values with its sentence in English and Korean."""
    return plain(thing) | {"en": thing.words("en"), "ko": thing.words("ko")}
