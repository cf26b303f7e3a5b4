"""Reads one address again and again until standard input says that it is enough; then prints the seconds of answers."""

import http.client
import json
import select
import sys
import time

PAUSE_SECONDS = 0.02


def read(port: int, token: str, path: str) -> list[float]:
    """The seconds of every answer but the first; ends with an error at the first that is not 200."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    found: list[float] = []
    while not select.select([sys.stdin], [], [], PAUSE_SECONDS)[0]:
        began = time.perf_counter()
        connection.request("GET", path, headers={"Authorization": f"Bearer {token}"})
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}: {body[:200]!r}")
        found.append(time.perf_counter() - began)
        if len(found) == 1:
            sys.stdout.write("begun\n")
            sys.stdout.flush()
    return found[1:]


if __name__ == "__main__":
    sys.stdout.write(json.dumps(read(*json.loads(sys.stdin.readline()))) + "\n")
