"""Work in a process of its own: what takes too much ends alone, and everything else goes on."""

import asyncio
import os
import time

import pytest

from api.ground.apart import Busy, Lane, TooMuch, apart, done_apart
from api.ground.errors import Fault, Invalid


def small_lane() -> Lane:
    return Lane(hands=2, waiting=2, mebibytes=256, seconds=1)


def hoard() -> int:
    return len(bytearray(3 * 1024**3))


def spin() -> None:
    while True:
        pass


def crash() -> None:
    os.abort()


def refuse(cell: str) -> None:
    raise Invalid("No.", [Fault(cell, "what {n}", "mend", code="code", n=3)], code="workbook-faults")


def break_down() -> None:
    raise RuntimeError("unforeseen")


async def test_work_is_done_in_another_process() -> None:
    assert await apart(small_lane(), os.getpid) != os.getpid()
    assert await asyncio.to_thread(done_apart, small_lane(), max, [3, 5], key=abs) == 5


@pytest.mark.parametrize(("work", "of"), [(hoard, "memory"), (spin, "time"), (crash, "memory")])
async def test_work_that_takes_too_much_ends_alone(work: object, of: str) -> None:
    lane = small_lane()
    with pytest.raises(TooMuch) as refusal:
        await apart(lane, work)  # type: ignore[arg-type]
    assert (refusal.value.of, refusal.value.code) == (of, f"too-much-{of}")
    assert await apart(lane, sum, [1, 2]) == 3


async def test_a_child_that_never_began_is_no_lost_database(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object) -> None:
        raise BrokenPipeError

    lane = small_lane()
    with monkeypatch.context() as broken:
        broken.setattr("multiprocessing.popen_forkserver.Popen.__init__", gone)
        with pytest.raises(TooMuch):
            await apart(lane, os.getpid)
    assert await apart(lane, sum, [1, 2]) == 3


async def test_a_sleeping_child_is_ended_by_the_clock() -> None:
    with pytest.raises(TooMuch) as refusal:
        await apart(small_lane(), time.sleep, 60)
    assert refusal.value.of == "time"


async def test_a_refusal_comes_back_whole() -> None:
    with pytest.raises(Invalid) as refusal:
        await apart(small_lane(), refuse, "기업!A1")
    assert (refusal.value.code, refusal.value.faults[0].where) == ("workbook-faults", "기업!A1")
    assert refusal.value.faults[0].in_words("en") == "기업!A1: what 3. mend"


async def test_an_unforeseen_error_comes_back_with_its_place() -> None:
    with pytest.raises(RuntimeError, match="unforeseen") as error:
        await apart(small_lane(), break_down)
    assert "break_down" in error.value.__notes__[0]


async def test_more_than_a_lane_holds_is_refused_at_once_and_the_others_are_done() -> None:
    lane = small_lane()
    found = await asyncio.gather(*(apart(lane, pow, 2, n) for n in range(6)), return_exceptions=True)
    assert found[:4] == [1, 2, 4, 8]
    assert [type(refused) for refused in found[4:]] == [Busy, Busy]
    assert await apart(lane, pow, 2, 9) == 512
