"""The refusals of the application: one root, four children, each with a code of `api.ground.codes` and words for people.

::

    MannamError
    ├── NotFound    404
    ├── Forbidden   403
    ├── Conflict    409, with a list of faults where there are several
    └── Invalid     422, with a list of faults
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from api.ground.typed import Message
from api.ground.words import FALLBACK, Sentence, Spoken, Value, as_spoken, word


@dataclass(frozen=True, slots=True, init=False)
class Fault:
    """One thing that is wrong with what was given: where, what, and how to mend it.

    ``where`` is a cell (``기업!D17``), a field (``/preference``) or a pair (``S01 × B17``).

    >>> Fault("/level", "'{typed}' is no level.", "Choose from the list.", typed="city").in_words("en")
    "/level: 'city' is no level. Choose from the list."
    """

    where: str
    what: Spoken
    mend: Spoken
    code: str

    def __init__(
        self, where: str, what: str | Spoken, mend: str | Spoken = "", /, *, code: str = "", **values: Value
    ) -> None:
        object.__setattr__(self, "where", where)
        object.__setattr__(self, "what", as_spoken(what, values))
        object.__setattr__(self, "mend", as_spoken(mend, values))
        object.__setattr__(self, "code", code)

    def at(self, where: str) -> "Fault":
        """The same fault at another place."""
        return Fault(where, self.what, self.mend, code=self.code)

    def in_words(self, language: str) -> str:
        """Place, what and mend in one line."""
        what, mend = self.what.said(language), self.mend.said(language)
        stop = "" if what.endswith((".", "?", "!")) else "."
        return " ".join(part for part in (f"{self.where}:" if self.where else "", f"{what}{stop}", mend) if part)


def fault_of(where: str, message: Message) -> Fault:
    """The words on a typed value that cannot be read, as a fault of its place."""
    return Fault(where, message.what, message.mend, code=message.code)


def no_choice(where: str, kind: str, typed: str, known: Iterable[str]) -> Fault:
    """The fault of a code that is none of its kind, with those that are."""
    choices = [Sentence("{code} ({label})", code=code, label=word(kind, code)) for code in known]
    return Fault(where, "'{typed}' cannot be chosen here.", "Choose one of: {choices}.", typed=typed, choices=choices)


class MannamError(Exception):
    """A refusal with a stable ``code`` for programs and a sentence for people; as ``str`` it is English.

    ``Conflict("{pair} is excluded.", code="forbidden-pair", pair=pair)``: the text stands in the catalogues.
    """

    status = 500
    title = "Error"

    def __init__(self, said: str | Spoken, /, *, code: str, **values: Value) -> None:
        self.sentence = as_spoken(said, values)
        self.code = code
        super().__init__(self.detail)

    @property
    def detail(self) -> str:
        """What was refused, in English."""
        return self.sentence.said(FALLBACK)


class NotFound(MannamError):
    """What was asked for does not exist, or not for this key."""

    status = 404
    title = "Not found"

    def __init__(self, said: str | Spoken, /, *, code: str = "not-found", **values: Value) -> None:
        super().__init__(said, code=code, **values)


class Forbidden(MannamError):
    """The key is good but does not allow this."""

    status = 403
    title = "Forbidden"

    def __init__(self, said: str | Spoken, /, *, code: str, **values: Value) -> None:
        super().__init__(said, code=code, **values)


class Conflict(MannamError):
    """The state of things does not allow this now; ``faults`` names what stands against it, where that is several."""

    status = 409
    title = "Conflict"

    def __init__(
        self,
        said: str | Spoken,
        /,
        *,
        code: str,
        faults: Sequence[Fault] = (),
        **values: Value,
    ) -> None:
        super().__init__(said, code=code, **values)
        self.faults = tuple(faults)


class Invalid(MannamError):
    """What was given is not usable; ``faults`` names every place."""

    status = 422
    title = "Invalid"

    def __init__(
        self, said: str | Spoken, faults: Sequence[Fault] = (), /, *, code: str = "invalid", **values: Value
    ) -> None:
        super().__init__(said, code=code, **values)
        self.faults = tuple(faults)


def ask_about(doubts: Sequence[Fault]) -> None:
    """Ask about what is unlike anything usual before it is recorded; nothing happens where there is no doubt.

    Raises
    ------
    Conflict
        ``doubtful``, with what was read; it is recorded once it comes again and is confirmed.
    """
    if doubts:
        raise Conflict("Look at what was read, and confirm it to record it.", code="doubtful", faults=doubts)
