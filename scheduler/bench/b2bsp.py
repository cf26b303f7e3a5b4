"""The benchmark on the published meeting scheduling instances: our solver and its peers, one instance after another."""

import csv
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from scheduler.bench.b2b.checker import breaks, faults
from scheduler.bench.b2b.problem import B2BProblem, B2BResult
from scheduler.bench.b2b.reader import read_dzn
from scheduler.bench.b2b.solver import solve_b2b
from scheduler.bench.peers import minizinc, oneshot

SHORTEST = 0.01
"""Seconds below which times are not told apart in ratios."""

Peer = Callable[[B2BProblem, float], B2BResult]


@dataclass(frozen=True, slots=True)
class Run:
    """One instance, solved by us and by the peers.

    Attributes
    ----------
    instance, variant
        From the name of the file, ``INSTANCE.VARIANT.dzn``.
    published
        The optimum in ``published.csv``, ``"infeasible"``, or ``None`` if it is not listed.
    ours
        Our result; its schedule has passed the checker.
    peers
        The peers' results by name.
    peer_faults
        What the checker found wrong with a peer's schedule, by name.
    """

    instance: str
    variant: str
    published: str | None
    ours: B2BResult
    peers: dict[str, B2BResult]
    peer_faults: dict[str, str]

    @property
    def agrees(self) -> bool | None:
        """Whether our proven answer equals the published one; ``None`` if none is published."""
        if self.published is None:
            return None
        answer = "infeasible" if self.ours.status == "infeasible" else str(self.ours.value)
        return self.ours.status in ("optimal", "infeasible") and answer == self.published


def peers_here() -> dict[str, Peer]:
    """Return the peers that this machine can run."""
    found: dict[str, Peer] = {oneshot.NAME: oneshot.solve_oneshot}
    if minizinc.available():
        found[minizinc.NAME] = minizinc.solve_minizinc
    return found


def run_b2bsp(
    directory: str | Path,
    limit: float = 60.0,
    *,
    variant: str | None = None,
    peers: dict[str, Peer] | None = None,
    peer_limit: float = 20.0,
    seed: int = 0,
) -> Iterator[Run]:
    """Solve every ``.dzn`` file of a directory, by name.

    Parameters
    ----------
    directory
        Where the instances lie, and beside them ``published.csv`` with instance, variant and optimum, if known.
    limit
        Wall-clock seconds for us, per instance.
    variant
        Only files of this variant.
    peers
        Who else shall try, see `peers_here`.
    peer_limit
        Wall-clock seconds for each peer, per instance.
    seed
        Of our random choices, from 0; with several seeds the spread of our times is seen.

    Yields
    ------
    Run
        After each instance.

    Raises
    ------
    ValueError
        If there is no such file, or one cannot be read.
    """
    folder = Path(directory)
    files = [path for path in sorted(folder.glob("*.dzn")) if variant in (None, _named(path)[1])]
    if not files:
        raise ValueError(f"{folder} has no .dzn file{'' if variant is None else f' of the variant {variant!r}'}.")
    published = read_published(folder / "published.csv")
    for path in files:
        problem = read_dzn(path)
        ours = solve_b2b(problem, limit, seed=seed)
        results = {name: solve(problem, peer_limit) for name, solve in (peers or {}).items()}
        wrong = {name: fault for name, result in results.items() if (fault := _fault(problem, result))}
        yield Run(*_named(path), published.get(_named(path)), ours, results, wrong)


def read_published(path: Path) -> dict[tuple[str, str], str]:
    """Return the published optimum of each instance and variant; nothing if there is no such file."""
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {(row["instance"], row["variant"]): row["optimum"] for row in csv.DictReader(file)}


def slower(runs: Sequence[Run], peer: str) -> float | None:
    """Return the geometric mean of a peer's seconds over ours.

    Where the peer reached its limit without an answer its limit is counted, so the mean is too low rather than
    too high. Instances that we did not finish are left out.

    Parameters
    ----------
    runs
        Any.
    peer
        The peer's name.
    """
    ratios = [
        max(run.peers[peer].seconds, SHORTEST) / max(run.ours.seconds, SHORTEST)
        for run in runs
        if peer in run.peers and run.ours.status in ("optimal", "infeasible")
    ]
    return math.exp(sum(map(math.log, ratios)) / len(ratios)) if ratios else None


def _named(path: Path) -> tuple[str, str]:
    instance, _, variant = path.stem.partition(".")
    return instance, variant


def _fault(problem: B2BProblem, result: B2BResult) -> str | None:
    if result.slots is None:
        return None
    found = faults(problem, result.slots)
    if not found and sum(breaks(problem, result.slots)) != result.value:
        found = [f"The schedule has {sum(breaks(problem, result.slots))} breaks, not {result.value}."]
    return found[0] if found else None
