"""What a kind of job is: what it loads, computes and saves. Queue, lease and worker know nothing else of any kind."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from api.ground.db import Connection
from api.ground.errors import Conflict, MannamError
from api.ground.words import plain
from api.jobs.nouns import Job, Message

Given = TypeVar("Given")
Made = TypeVar("Made")


class Watch(Protocol):
    """Who looks over the shoulder of a computation."""

    def tell(self, progress: Mapping[str, Any], /) -> None:
        """Take how far it is; replaces what was told before."""

    def stopped(self) -> bool:
        """Whether it should end with the best that it has."""
        ...


class Unwatched:
    """Nobody looks: nothing is told and nothing stops."""

    def tell(self, progress: Mapping[str, Any], /) -> None:
        """Forget it."""

    def stopped(self) -> bool:
        """Never."""
        return False


@dataclass(frozen=True, slots=True)
class Done:
    """How a job ended: what it says, the last progress, and whether it was stopped before it was through.

    With ``more`` what was saved stays, and the job goes on from loading: so a long one loses little when its worker dies.
    """

    message: Message
    progress: Mapping[str, Any] = field(default_factory=dict[str, Any])
    stopped: bool = False
    more: bool = False


class Interrupted(Exception):
    """Raised by ``compute`` that was stopped and has nothing to keep.

    Where a person asked for the stop, the job ends as stopped. Where the process ends, it goes back into the queue.
    """


class Outdated(Conflict):
    """What was loaded is no longer so: raised by ``save``, which then has written nothing.

    The job is loaded and computed anew, a few times; then it fails with these words.
    """


def nothing_to_prepare() -> None:
    """Most kinds need nothing but their event."""


def no_options(_given: Mapping[str, Any]) -> dict[str, Any]:
    """The options of a kind that has none."""
    return {}


@dataclass(frozen=True, slots=True)
class Kind(Generic[Given, Made]):
    """One kind of job.

    A refusal (`MannamError`, or `ValueError` of a library) of any step fails the job with its words.

    Parameters
    ----------
    load
        Reads everything that the computation needs, in one transaction.
    compute
        A pure function of what was loaded, defined at the top of a module; what it takes and returns can be pickled.
        So it may run in a thread, in a process, or on another machine.
    save
        Writes what was made, or raises `Outdated`. Its transaction is committed only if the worker still holds the
        job's lease.
    says
        English words by code: ``ready``, ``load`` and ``compute`` for the steps, and those of `Done`.
    options
        Checks what was asked and fills in what was not.
    ready
        Prepares this process for loading, without a database: it may take long, and runs in a thread.
    due
        The events at which such a job is to be done now, for what nobody starts by hand; every worker asks each second.
    aside
        Whether it is done beside long work, by a worker of its own.
    """

    name: str
    load: Callable[[Connection, Job], Awaitable[Given]]
    compute: Callable[[Given, Watch], Made]
    save: Callable[[Connection, Job, Given, Made], Awaitable[Done]]
    says: Mapping[str, str]
    options: Callable[[Mapping[str, Any]], dict[str, Any]] = no_options
    ready: Callable[[], None] = nothing_to_prepare
    due: Callable[[Connection], Awaitable[Sequence[int]]] | None = None
    aside: bool = False


class Kinds(dict[str, Kind[Any, Any]]):
    """The kinds of an application by their names."""

    def __init__(self, kinds: Iterable[Kind[Any, Any]]) -> None:
        super().__init__((kind.name, kind) for kind in kinds)

    def lanes(self) -> "tuple[Kinds, Kinds]":
        """The kinds in two parts that do not wait for each other: those that may take long, and those beside."""
        return Kinds(kind for kind in self.values() if not kind.aside), Kinds(k for k in self.values() if k.aside)


def refused(error: MannamError | ValueError) -> Message:
    """What a job says that was refused: the refusal itself, with its code where it has one."""
    if isinstance(error, MannamError):
        return Message("refused", {"code": error.code, "text": error.detail, "sentence": plain(error.sentence)})
    return Message("refused", {"code": "", "text": str(error), "sentence": plain(str(error))})
