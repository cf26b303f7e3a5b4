"""What refusals and faults say on a page."""

from api.ground.codes import refusal_words
from api.ground.errors import Fault, MannamError


def refusal(language: str, error: MannamError) -> str:
    """What a refusal says: its own words in English, a translated sentence of its code elsewhere, else its own words."""
    return refusal_words(language, error.code, error.sentence)


def fault_words(language: str, fault: Fault) -> tuple[str, str]:
    """What is wrong and how to mend it."""
    return fault.what.said(language), fault.mend.said(language)
