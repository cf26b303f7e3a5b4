"""Who applies and for what: the choice of a delegation from ranked matches, quotas and costs as people write them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from matcher.decoding import decode
from matcher.delegation.choice import Quota
from matcher.participants import ParticipantMatches
from matcher.profiles import Profile
from matcher.sectors import sector_key

_QUOTA = re.compile(r"^(sector|country|maturity|organization):(.+)=(\d+)\.\.(\d*)$")


def served(found: ParticipantMatches) -> NDArray[np.float64]:
    """Return how well each supplier serves each need, shape ``(suppliers, needs)`` in [0, 1].

    The best score of a supplier's solutions where it is at least a possible match, else 0.
    """
    matches = found.matches
    value = np.zeros((len(found.suppliers), len(matches.needs)))
    places = {name: row for row, name in enumerate(found.suppliers)}
    np.maximum.at(value, [places[one.organization or one.id] for one in matches.solutions], matches.score)
    return np.where(value >= matches.thresholds.possible, value, 0.0)


def read_quota(text: str, solutions: Iterable[Profile]) -> Quota:
    """Return a quota written like ``sector:water=1..3`` or ``country:KR=2..``, over the suppliers of some solutions.

    Raises
    ------
    ValueError
        When the text is no quota, or its sector is unknown.

    Examples
    --------
    >>> water = Profile("S1", "leak sensor", sector="water", organization="Mul")
    >>> read_quota("sector:수자원=1..", [water])
    Quota(name='sector water', members=frozenset({'Mul'}), least=1, most=None)
    """
    parts = _QUOTA.match(text)
    if parts is None:
        raise ValueError(f"{text!r} is no quota; write one like sector:water=1..3 or country:KR=2..")
    attribute, wanted, least, most = parts.groups()
    wanted = sector_key(wanted) if attribute == "sector" else wanted
    members = frozenset(
        one.organization or one.id
        for one in solutions
        if (getattr(one, attribute) or "").casefold() == wanted.casefold()
    )
    return Quota(f"{attribute} {wanted}", members, int(least), int(most) if most else None)


def read_costs(content: bytes, name: str) -> dict[str, float]:
    """Return what each applicant costs, from a CSV file with the columns ``organization`` and ``cost``.

    Raises
    ------
    ValueError
        When a column is missing or a cost is not a number, with the row.

    Examples
    --------
    >>> read_costs(b"organization,cost\\nMul,1200", "costs.csv")
    {'Mul': 1200.0}
    """
    found: dict[str, float] = {}
    reader = csv.DictReader(io.StringIO(decode(content, name)))
    if not {"organization", "cost"} <= set(reader.fieldnames or ()):
        raise ValueError(f"{name}: the header needs the columns organization and cost")
    for number, row in enumerate(reader, start=2):
        try:
            found[(row["organization"] or "").strip()] = float((row["cost"] or "").replace(",", ""))
        except ValueError as error:
            raise ValueError(f"{name}: row {number}, column cost: {row['cost'] or ''!r} is not a number") from error
    return found
