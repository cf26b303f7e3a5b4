"""A fault: where in a workbook something is wrong, what, and how to mend it."""

from dataclasses import dataclass

from api.ground.typed import Message
from api.ground.words import Name, Spoken


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend. ``cell`` is like ``D17``, or empty when the whole sheet (or file) is meant.

    ``code`` is stable and meant for programs (``unknown-sector``); ``sheet`` is the name as it stands in the file, or
    empty when the file itself is meant.
    """

    sheet: str
    cell: str
    code: str
    what: Spoken
    mend: Spoken

    @property
    def where(self) -> str:
        """The place as people write it: ``기업!D17``, ``기업``, or empty for the file itself."""
        return f"{self.sheet}!{self.cell}" if self.cell else self.sheet

    @property
    def what_ko(self) -> str:
        """What is wrong, in Korean."""
        return self.what.said("ko")

    @property
    def what_en(self) -> str:
        """What is wrong, in English."""
        return self.what.said("en")

    @property
    def mend_ko(self) -> str:
        """How to mend it, in Korean."""
        return self.mend.said("ko")

    @property
    def mend_en(self) -> str:
        """How to mend it, in English."""
        return self.mend.said("en")


def placed(message: Message, sheet: str, cell: str = "") -> Fault:
    """A message as a fault of one place."""
    return Fault(sheet, cell, message.code, message.what, message.mend)


def titled(ko: str, en: str) -> Name:
    """A sheet or a column by what stands over it, quoted: in Korean alone, or with the English beside it."""
    return Name(f"'{ko}'", f"'{ko}' ({en})")
