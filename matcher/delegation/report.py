"""What a chosen delegation means: the trade-off over its size, reasons, and who is next in line."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from matcher.delegation.choice import Choice, Delegation, Status, allowed, worth
from matcher.delegation.choosing import choose

LANGUAGES = ("ko", "en")
NOTHING = 1e-9


@dataclass(frozen=True, slots=True)
class Size:
    """The best delegation of one size.

    Parameters
    ----------
    places
        How many may travel.
    value, bound
        What the best of them are worth, and what none can exceed.
    covered
        How many needs have at least one chosen applicant.
    gain
        What the last place added.
    """

    places: int
    value: float
    bound: float
    covered: int
    gain: float
    chosen: tuple[str, ...]
    status: Status


def trade_off(choice: Choice, sizes: Sequence[int], *, seconds: float = 30.0, workers: int = 1) -> list[Size]:
    """Return the best delegation of each size, smallest first; sizes that the rules forbid are marked impossible.

    Examples
    --------
    >>> import numpy as np
    >>> choice = Choice(("A", "B"), ("N1", "N2"), np.array([[0.9, 0.0], [0.0, 0.5]]), places=1)
    >>> [(size.places, round(size.value, 2), size.covered) for size in trade_off(choice, [1, 2])]
    [(1, 0.9, 1), (2, 1.4, 2)]
    """
    found: list[Size] = []
    best: tuple[str, ...] = ()
    value = 0.0
    for places in sorted(set(sizes)):
        if places < max(1, len(choice.must_take)):
            found.append(Size(places, 0.0, 0.0, 0, 0.0, (), "impossible"))
            continue
        delegation = choose(replace(choice, places=places), seconds=seconds, workers=workers, hint=best)
        covered = sum(bool(names) for names in delegation.coverage.values())
        gain = delegation.value - value if delegation.status != "impossible" else 0.0
        found.append(
            Size(places, delegation.value, delegation.bound, covered, gain, delegation.chosen, delegation.status)
        )
        best, value = delegation.chosen or best, max(value, delegation.value)
    return found


def next_in_line(choice: Choice, delegation: Delegation, count: int = 5) -> list[tuple[str, float]]:
    """Return who would be asked next, with what each would add beside the chosen and those before it in the line.

    Rules on places, groups and budget are left aside: a place becomes free when somebody drops out.
    """
    line: list[tuple[str, float]] = []
    present = list(delegation.chosen)
    waiting = [name for name in choice.applicants if name not in delegation.chosen and name not in choice.must_not]
    while waiting and len(line) < count:
        value = worth(choice, present)
        gains = [(worth(choice, [*present, name]) - value, name) for name in waiting]
        gain, name = max(gains, key=lambda pair: (pair[0], -choice.applicants.index(pair[1])))
        line.append((name, gain))
        present.append(name)
        waiting.remove(name)
    return line


def replacements(choice: Choice, delegation: Delegation) -> dict[str, tuple[str, float] | None]:
    """Return for each chosen applicant the allowed best stand-in and what the change would lose; None if nobody may."""
    found: dict[str, tuple[str, float] | None] = {}
    outside = [name for name in choice.applicants if name not in delegation.chosen]
    for leaver in delegation.chosen:
        eased = replace(choice, must_take=choice.must_take - {leaver})
        stay = [name for name in delegation.chosen if name != leaver]
        options = [(worth(choice, [*stay, name]), name) for name in outside if not allowed(eased, [*stay, name])]
        best = max(options, key=lambda pair: (pair[0], -choice.applicants.index(pair[1])), default=None)
        found[leaver] = None if best is None else (best[1], delegation.value - best[0])
    return found


@lru_cache(maxsize=1)
def _words() -> dict[str, dict[str, str]]:
    path = Path(__file__).parent.parent / "data" / "delegation.json"
    return cast(dict[str, dict[str, str]], json.loads(path.read_text(encoding="utf-8")))


def reasons(choice: Choice, delegation: Delegation, applicant: str, language: str = "en") -> list[str]:
    """Return why an applicant travels or stays, in Korean or English.

    Examples
    --------
    >>> import numpy as np
    >>> choice = Choice(("A", "B"), ("N1",), np.array([[0.9], [0.5]]), places=1, redundancy=(1.0,))
    >>> reasons(choice, choose(choice), "B")
    ['Its needs are served better by A.', 'One more place for it would add 0.00.']
    """
    if language not in LANGUAGES:
        raise ValueError(f"reasons are written in {', '.join(LANGUAGES)}, not in {language!r}")
    if applicant not in choice.applicants:
        raise ValueError(f"{applicant} has not applied")
    words = {name: texts[language] for name, texts in _words().items()}
    chosen = applicant in delegation.chosen
    return _why_in(choice, delegation, applicant, words) if chosen else _why_out(choice, delegation, applicant, words)


def _why_in(choice: Choice, delegation: Delegation, applicant: str, words: dict[str, str]) -> list[str]:
    said = [words["must take"]] if applicant in choice.must_take else []
    first = [need for need, names in delegation.coverage.items() if names[:1] == (applicant,)]
    later = [need for need, names in delegation.coverage.items() if applicant in names[1:]]
    if first:
        said.append(words["first"].format(needs=", ".join(first)))
    if later:
        said.append(words["second"].format(needs=", ".join(later)))
    only = [need for need, names in delegation.coverage.items() if names == (applicant,)]
    if only:
        said.append(words["only"].format(needs=", ".join(only)))
    without = [name for name in delegation.chosen if name != applicant]
    broken = allowed(replace(choice, must_take=choice.must_take - {applicant}), without)
    if broken:
        said.append(words["quota"].format(rule="; ".join(broken)))
    said.append(words["lost"].format(value=f"{delegation.contribution[applicant]:.2f}"))
    return said


def _why_out(choice: Choice, delegation: Delegation, applicant: str, words: dict[str, str]) -> list[str]:
    if applicant in choice.must_not:
        return [words["must not"]]
    row = choice.applicants.index(applicant)
    able = [need for column, need in enumerate(choice.needs) if choice.value[row, column] > 0]
    if not able:
        return [words["no need"]]
    better = list(dict.fromkeys(names[0] for need in able if (names := delegation.coverage[need])))
    said = [words["served by"].format(names=", ".join(better))] if better else []
    with_it = [*delegation.chosen, applicant]
    broken = allowed(replace(choice, places=len(with_it)), with_it)
    if broken:
        said.append(words["would break"].format(rule="; ".join(broken)))
    gain = worth(choice, with_it) - delegation.value
    return [*said, words["gain"].format(value=f"{gain:.2f}")]


def as_object(
    choice: Choice, delegation: Delegation, *, language: str = "en", sizes: Sequence[int] = (), seconds: float = 30.0
) -> dict[str, Any]:
    """Return a delegation as plain values for people: who travels and why, who stands in, and which needs stay open.

    Parameters
    ----------
    language
        Of the reasons: ``"ko"`` or ``"en"``.
    sizes, seconds
        Sizes of the trade-off, which is left out without any, and how long each may take.
    """
    report: dict[str, Any] = {
        "status": delegation.status,
        "value": round(delegation.value, 4),
        "bound": round(delegation.bound, 4),
        "gap": round(delegation.gap, 6),
        "chosen": list(delegation.chosen),
        "coverage": {need: list(names) for need, names in delegation.coverage.items()},
        "uncovered": [need for need, names in delegation.coverage.items() if not names],
    }
    if delegation.status != "impossible":
        report["reasons"] = {name: reasons(choice, delegation, name, language) for name in choice.applicants}
        report["next_in_line"] = [
            {"applicant": name, "adds": round(gain, 4)} for name, gain in next_in_line(choice, delegation)
        ]
        report["replacements"] = {
            name: None if stand_in is None else {"applicant": stand_in[0], "loses": round(stand_in[1], 4)}
            for name, stand_in in replacements(choice, delegation).items()
        }
    if sizes:
        report["curve"] = [asdict(size) for size in trade_off(choice, sizes, seconds=seconds)]
    return report
