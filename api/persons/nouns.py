"""A person of a participant, with what it agreed to."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, get_args

Purpose = Literal["matching", "contact", "transfer", "photos"]
PURPOSES: tuple[Purpose, ...] = get_args(Purpose)
TEXT_VERSION = "2026-12"
"""Which texts people read when they answer: those of the page. A change of their meaning is another version."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The newest answer of a person about a purpose; without a version it came with the workbook."""

    purpose: Purpose
    given: bool
    text_version: str = ""
    said_by: str = ""
    said_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """A person of a participant; nothing of a purpose about which nothing was said."""

    name: str
    title_ko: str
    title_en: str
    email: str
    phone: str
    answers: tuple[Answer, ...]

    def agreed(self, purpose: str) -> bool:
        """Whether the person said yes to a purpose."""
        return any(one.given for one in self.answers if one.purpose == purpose)


@dataclass(frozen=True, slots=True)
class Retention:
    """After which day nothing of a person is kept at an event; None: without end."""

    until: date | None = None
