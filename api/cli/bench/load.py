"""Clients that ask again and again over connections that stay open, each as soon as it was answered."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

Ask = Callable[[int], Awaitable[object]]
"""Does one thing, the n-th of all."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How many were answered a second, and in how many milliseconds half and 99 of a hundred."""

    rate: float
    p50: float
    p99: float


def pace(rounds: list[tuple[float, list[float]]]) -> Pace:
    """The pace of several rounds: the seconds that each lasted, and those of its answers."""
    ranked = sorted(itertools.chain.from_iterable(times for _, times in rounds))
    return Pace(
        len(ranked) / sum(seconds for seconds, _ in rounds),
        ranked[len(ranked) // 2] * 1000,
        ranked[int(len(ranked) * 0.99)] * 1000,
    )


async def ask_again(clients: list[Ask], seconds: float) -> tuple[float, list[float]]:
    """Let clients ask for some seconds; the first fifth is for warming up and is not counted."""
    times: list[float] = []
    count = 0
    begin = time.perf_counter() + seconds / 5
    end = begin + seconds

    async def one(ask: Ask) -> None:
        nonlocal count
        while (began := time.perf_counter()) < end:
            count += 1
            await ask(count)
            if began >= begin:
                times.append(time.perf_counter() - began)

    await asyncio.gather(*(one(ask) for ask in clients))
    return time.perf_counter() - begin, times


class Line:
    """A connection to a service of this machine, over which one request follows the other."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def open(cls, port: int) -> Line:
        """A new connection."""
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    async def ask(self, method: str, path: str, token: str, body: bytes = b"") -> bytes:
        """The body of an answer; an error where it is no success."""
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n"
        if body:
            head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        self._writer.write(head.encode() + b"\r\n" + body)
        answer = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        size = int(answer.partition(b"content-length:")[2].partition(b"\r\n")[0])
        content = await self._reader.readexactly(size)
        if answer[9:10] != b"2":
            raise ValueError(
                f"{method} {path} answered {answer[9:12].decode()}: {content[:300].decode(errors='replace')}"
            )
        return content

    def close(self) -> None:
        """End the connection."""
        self._writer.close()
