"""The refusals of the application: one root, four children, each with a code of `api.ground.codes` and words for people.

::

    MannamError
    ├── NotFound    404
    ├── Forbidden   403
    ├── Conflict    409, with a list of faults where there are several
    └── Invalid     422, with a list of faults
"""

from collections.abc import Sequence
from dataclasses import dataclass

from api.ground.particles import particles
from api.ground.typed import Message


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with what was given: where, what, and how to mend it.

    ``where`` is a cell (``기업!D17``), a field (``/preference``) or a pair (``S01 × B17``). The Korean words are empty
    where nobody but a program can have caused the fault.
    """

    where: str
    what: str
    mend: str = ""
    what_ko: str = ""
    mend_ko: str = ""
    code: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "what_ko", particles(self.what_ko))
        object.__setattr__(self, "mend_ko", particles(self.mend_ko))

    @property
    def in_words(self) -> str:
        """Place, what and mend in one English line."""
        stop = "" if self.what.endswith((".", "?", "!")) else "."
        return " ".join(
            part for part in (f"{self.where}:" if self.where else "", f"{self.what}{stop}", self.mend) if part
        )


def fault_of(where: str, message: Message) -> Fault:
    """The words on a typed value that cannot be read, as a fault of its place."""
    return Fault(where, message.what_en, message.mend_en, message.what_ko, message.mend_ko, message.code)


class MannamError(Exception):
    """A refusal with a stable ``code`` for programs and a sentence for people.

    ``korean`` says the same in Korean where the words of the code alone would leave out who or what is meant.
    """

    status = 500
    title = "Error"

    def __init__(self, detail: str, *, code: str, korean: str = "") -> None:
        super().__init__(detail)
        self.detail = detail
        self.korean = particles(korean)
        self.code = code


class NotFound(MannamError):
    """What was asked for does not exist, or not for this key."""

    status = 404
    title = "Not found"

    def __init__(self, detail: str, *, code: str = "not-found") -> None:
        super().__init__(detail, code=code)


class Forbidden(MannamError):
    """The key is good but does not allow this."""

    status = 403
    title = "Forbidden"

    def __init__(self, detail: str, *, code: str) -> None:
        super().__init__(detail, code=code)


class Conflict(MannamError):
    """The state of things does not allow this now; ``faults`` names what stands against it, where that is several."""

    status = 409
    title = "Conflict"

    def __init__(self, detail: str, *, code: str, korean: str = "", faults: Sequence[Fault] = ()) -> None:
        super().__init__(detail, code=code, korean=korean)
        self.faults = tuple(faults)


class Invalid(MannamError):
    """What was given is not usable; ``faults`` names every place."""

    status = 422
    title = "Invalid"

    def __init__(self, detail: str, faults: Sequence[Fault] = (), *, code: str = "invalid") -> None:
        super().__init__(detail, code=code)
        self.faults = tuple(faults)
