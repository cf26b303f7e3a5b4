"""A fault: where in a workbook something is wrong, what, and how to mend it, in Korean and English."""

from dataclasses import dataclass

from api.ground.particles import particles
from api.ground.typed import Message


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend. ``cell`` is like ``D17``, or empty when the whole sheet (or file) is meant.

    ``code`` is stable and meant for programs (``unknown-sector``); ``sheet`` is the name as it stands in the file, or
    empty when the file itself is meant.
    """

    sheet: str
    cell: str
    code: str
    what_ko: str
    what_en: str
    mend_ko: str
    mend_en: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "what_ko", particles(self.what_ko))
        object.__setattr__(self, "mend_ko", particles(self.mend_ko))

    @property
    def where(self) -> str:
        """The place as people write it: ``기업!D17``, ``기업``, or empty for the file itself."""
        return f"{self.sheet}!{self.cell}" if self.cell else self.sheet


def placed(message: Message, sheet: str, cell: str = "") -> Fault:
    """A message as a fault of one place."""
    what, mend = message.what, message.mend
    return Fault(sheet, cell, message.code, what.said("ko"), what.said("en"), mend.said("ko"), mend.said("en"))
