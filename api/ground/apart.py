"""Work that a stranger's file or a large paper causes, done in a process of its own with limits.

One child for every piece of work, forked from a small server that has the modules loaded (about 20 ms). A child that wants
more memory or time than its lane gives ends alone; nothing of it stays, and the service does not notice. Children run at
low priority, so that whoever reads an agenda meanwhile does not wait for them.
"""

import asyncio
import contextlib
import multiprocessing
import os
import pickle
import resource
import signal
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, Literal, ParamSpec, TypeVar

from api.ground.codes import CODES
from api.ground.errors import MannamError

Given = ParamSpec("Given")
Value = TypeVar("Value")

MIB = 1024 * 1024
LOOK_SECONDS = 0.5
"""How often it is asked whether a piece of work is still wanted."""
KINDNESS = 10
"""How far whoever works behind stands back from whoever answers people: the niceness of their processes."""
LARGEST_FILE = 1024 * MIB
"""What a child may write into one file on disk, in bytes."""
_children = multiprocessing.get_context("forkserver")


class TooMuch(MannamError):
    """A piece of work wanted more than its lane gives."""

    status = 422
    title = "Too much"

    def __init__(self, of: Literal["memory", "time"]) -> None:
        super().__init__(
            CODES["too-much-memory"].english if of == "memory" else CODES["too-much-time"].english,
            code=f"too-much-{of}",
        )
        self.of = of

    def __reduce__(self) -> tuple[Any, ...]:
        return TooMuch, (self.of,)


class Stopped(Exception):
    """Whoever asked for a piece of work no longer wants it; its process is gone."""


class Busy(MannamError):
    """Too many pieces of such work wait already."""

    status = 503
    title = "Busy"

    def __init__(self) -> None:
        super().__init__("Too much is being worked on at this moment: try again in a minute.", code="busy")


@dataclass(slots=True)
class Lane:
    """One kind of work and what it may take.

    Attributes
    ----------
    hands
        Pieces of work at once; the others wait.
    waiting
        Pieces that may wait; one more is refused as `Busy`.
    mebibytes
        Memory that a child may have beyond what it starts with.
    seconds
        Processor time of a child; twice as much may pass on the clock.
    """

    hands: int
    waiting: int
    mebibytes: int
    seconds: int
    _inside: int = 0
    _turn: threading.Semaphore = field(init=False, repr=False)
    _lock: threading.Lock = field(init=False, repr=False, default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._turn = threading.Semaphore(self.hands)

    def enter(self) -> None:
        """Take a place in the lane, or be refused."""
        with self._lock:
            if self._inside >= self.hands + self.waiting:
                raise Busy
            self._inside += 1

    def leave(self) -> None:
        """Give the place back."""
        with self._lock:
            self._inside -= 1

    def run(self, work: Callable[[], Value]) -> Value:
        """Do a piece of work when its turn comes."""
        with self._turn:
            return work()


FILES = Lane(hands=2, waiting=6, mebibytes=1024, seconds=60)
"""Reading and marking of workbooks."""
PAPERS = Lane(hands=2, waiting=10, mebibytes=2048, seconds=300)
"""Drawing of PDF, XLSX, ICS and ZIP."""
QUESTIONS = Lane(hands=1, waiting=6, mebibytes=2048, seconds=60)
"""Questions about a schedule: why a request is not held."""


def preload(*modules: str) -> None:
    """Load modules once, before any work, so that children find them loaded; names of missing ones are ignored."""
    _children.set_forkserver_preload(list(modules))


def warm() -> None:
    """Start the server from which children are forked, and wait for its first child: a few seconds, in a thread."""
    done_apart(Lane(1, 0, 512, 60), os.getpid)


async def apart(lane: Lane, work: Callable[Given, Value], *arguments: Given.args, **options: Given.kwargs) -> Value:
    """What a function gives, run in a child; both function and arguments travel by pickle.

    Raises
    ------
    TooMuch
        It wanted more memory or time than the lane gives; a crash of the child counts as memory.
    Busy
        Too many wait already.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[Value] = loop.create_future()
    lane.enter()

    def told(value: Any, error: BaseException | None) -> None:
        if not answer.done():
            answer.set_exception(error) if error is not None else answer.set_result(value)

    def turn() -> None:
        value, error = None, None
        try:
            value = lane.run(lambda: _in_child(lane, work, arguments, options))
        except BaseException as caught:
            error = caught
        finally:
            lane.leave()
        with contextlib.suppress(RuntimeError):  # the loop was closed meanwhile: nobody waits any more
            loop.call_soon_threadsafe(told, value, error)

    threading.Thread(target=turn, daemon=True, name="apart").start()
    return await answer


def done_apart(lane: Lane, work: Callable[Given, Value], *arguments: Given.args, **options: Given.kwargs) -> Value:
    """The same for commands, which have nothing else to do meanwhile."""
    return done_apart_unless(_never, lane, work, *arguments, **options)


def done_apart_unless(
    stopped: Callable[[], bool],
    lane: Lane,
    work: Callable[Given, Value],
    *arguments: Given.args,
    **options: Given.kwargs,
) -> Value:
    """The same for who may change their mind: once ``stopped`` says so the child is ended and `Stopped` raised."""
    lane.enter()
    try:
        return lane.run(lambda: _in_child(lane, work, arguments, options, stopped))
    finally:
        lane.leave()


def _never() -> bool:
    return False


def _in_child(
    lane: Lane, work: Callable[..., Value], arguments: Any, options: Any, stopped: Callable[[], bool] = _never
) -> Value:
    ours, theirs = _children.Pipe(duplex=False)
    child = _children.Process(
        target=_child, args=(theirs, lane.mebibytes, lane.seconds, work, arguments, options), daemon=True
    )
    with ours:
        try:
            child.start()
        except ConnectionError as error:  # the server that forks children went away: no database did
            raise TooMuch("memory") from error
        theirs.close()
        try:
            done, value = _heard(ours, child, lane.seconds * 2, stopped)
        finally:
            child.kill()
            child.join()
            child.close()
    if done:
        return value
    raise value


def _heard(answers: Connection, child: Any, patience: float, stopped: Callable[[], bool]) -> tuple[bool, Any]:
    """What the child says; `TooMuch` if it ends or the time passes before it says anything."""
    end = time.monotonic() + patience
    while not wait([answers], LOOK_SECONDS):
        if stopped():
            return False, Stopped()
        if time.monotonic() > end:
            return False, TooMuch("time")
    try:
        return pickle.loads(answers.recv_bytes())  # noqa: S301 - our own child wrote it
    except (EOFError, OSError):
        child.join(max(0.1, end - time.monotonic()))
        return False, TooMuch("time" if child.exitcode == -signal.SIGXCPU else "memory")


def _child(
    answers: Connection, mebibytes: int, seconds: int, work: Callable[..., Any], arguments: Any, options: Any
) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the parent, which ends its children
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _confine(mebibytes, seconds)
    try:
        said = pickle.dumps((True, work(*arguments, **options)))
    except MemoryError:
        said = pickle.dumps((False, TooMuch("memory")))
    except Exception as error:
        said = _error(error)
    with contextlib.suppress(BrokenPipeError):
        answers.send_bytes(said)


def _error(error: Exception) -> bytes:
    """An error that can travel, with the place where it happened as a note."""
    frames = traceback.extract_tb(error.__traceback__)
    error.add_note("in a child process:\n" + "".join(traceback.format_list(frames)))
    try:
        said = pickle.dumps((False, error.with_traceback(None)))
        pickle.loads(said)  # noqa: S301 - what cannot be read back must not be sent
    except Exception:
        return pickle.dumps((False, RuntimeError(f"{type(error).__name__} in a child process")))
    return said


def stand_back() -> None:
    """Let this process give way to those that answer people."""
    os.nice(max(0, KINDNESS - os.nice(0)))


def _confine(mebibytes: int, seconds: int) -> None:
    stand_back()
    for limit, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, LARGEST_FILE),
        (resource.RLIMIT_AS, _address_space() + mebibytes * MIB),
    ):
        _, hard = resource.getrlimit(limit)
        lowest = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with contextlib.suppress(ValueError, OSError):  # not every system limits everything
            resource.setrlimit(limit, (lowest, hard))


def _address_space() -> int:
    """Bytes of address space that this process has now; 0 where the system does not tell."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    except OSError:
        return 64 * 1024 * MIB
