"""The model of an installation."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from api.ground.settings import Settings

if TYPE_CHECKING:
    from matcher.encoder import Encoder


def encoder_of(settings: Settings) -> "Encoder":
    """The model that the settings name, loaded once a process; what it reads of the topic book is kept in their cache."""
    return loaded(settings.model, settings.cache)


@cache
def loaded(model: str | None, kept_in: Path | None) -> "Encoder":
    """The same by its two settings."""
    from matcher.encoder import load_encoder
    from matcher.keeping import keep_in

    keep_in(kept_in)
    return load_encoder(model)
