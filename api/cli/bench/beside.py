"""What one client feels and what a service takes while others keep it busy."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from api.ground.settings import PROJECT

LONGEST_ANSWER_SECONDS = 600
MEMORY_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class Client:
    """One who sends requests with a key to a service on this machine."""

    port: int
    token: str

    def ask(
        self, method: str, path: str, body: bytes | None = None, kind: str = "application/json"
    ) -> tuple[int, bytes]:
        """Status and body of an answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONGEST_ANSWER_SECONDS)
        headers = {"Authorization": f"Bearer {self.token}", **({"Content-Type": kind} if body is not None else {})}
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def send_file(self, path: str, content: bytes) -> tuple[int, bytes]:
        """Send a workbook as a form does."""
        mark = "----mannam-bench"
        head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="crowd.xlsx"\r\n\r\n'
        body = head.encode() + content + f"\r\n--{mark}--\r\n".encode()
        return self.ask("POST", path, body, f"multipart/form-data; boundary={mark}")


def percentile(values: list[float], share: float) -> float:
    """The value below which a share of the values lies; NaN of none."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(share * len(ranked)))] if ranked else float("nan")


@contextmanager
def reading(client: Client, path: str) -> Generator[list[float]]:
    """Reads one address again and again from another process; afterwards the list holds the seconds of every answer."""
    reader = subprocess.Popen(
        [sys.executable, "-m", "api.cli.bench.reader"],
        cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert reader.stdin and reader.stdout
    reader.stdin.write(json.dumps([client.port, client.token, path]) + "\n")
    reader.stdin.flush()
    reader.stdout.readline()  # it has read once
    found: list[float] = []
    try:
        yield found
    finally:
        found.extend(json.loads(reader.communicate("enough\n")[0] or "[]"))


@dataclass(slots=True)
class Memory:
    """The most memory that a process and all its descendants held together, in bytes; shared pages count once."""

    most: int = 0
    _over: threading.Event = field(default_factory=threading.Event)

    @classmethod
    @contextmanager
    def of(cls, pid: int) -> Generator[Memory]:
        """Watch a process while the context lasts."""
        memory = cls()
        watching = threading.Thread(target=memory._watch, args=(pid,), daemon=True)
        watching.start()
        try:
            yield memory
        finally:
            memory._over.set()
            watching.join()

    def _watch(self, pid: int) -> None:
        while not self._over.wait(MEMORY_SECONDS):
            self.most = max(self.most, sum(_held(one) for one in _family(pid)))


def _family(pid: int) -> set[int]:
    """A process and all its descendants."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    family = {pid}
    while more := {one for one, parent in parents.items() if parent in family} - family:
        family |= more
    return family


def _held(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)
