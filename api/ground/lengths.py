"""How long a text may be that somebody sends, and which characters it may not hold.

Limits are generous for people and small for machines: what a field is for decides, not what the database could store.
"""

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError


def storable(text: str) -> str:
    """The text, unless it holds a character that is none: NUL, or half of a pair."""
    if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise PydanticCustomError("no_character", "The text holds a character that is none: type it again by hand")
    return text


Code = Annotated[str, StringConstraints(max_length=64), AfterValidator(storable)]
"""A code, an amount as it is typed, a date, a currency."""
Line = Annotated[str, StringConstraints(max_length=200), AfterValidator(storable)]
"""A name, a product, a label."""
Letter = Annotated[str, StringConstraints(max_length=5000), AfterValidator(storable)]
"""The text of a letter."""
Prose = Annotated[str, StringConstraints(max_length=2000), AfterValidator(storable)]
"""Sentences: a message, evidence, a next step."""
Message = Annotated[Prose, Field(description="For the other side, who reads it.")]
"""What one side tells the other."""
Note = Annotated[Prose, Field(description="For one's own side and the organizer; the other side never reads it.")]
"""What one side writes down for itself."""
