"""Structured features of a pair: maturity, presence, references, markets, languages, certificates; NaN where unknown."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matcher.profiles import Profile

Array = NDArray[np.float32]

SOLUTION_STAGES = ("idea", "prototype", "demonstrated", "deployed", "widely deployed")
NEED_STAGES = ("basic concept", "master plan", "pre-feasibility", "feasibility", "procurement")


def stage(profile: Profile, stages: tuple[str, ...]) -> float | None:
    """Return how far a profile has come, in [0, 1]; None where it does not say.

    Raises
    ------
    ValueError
        When the maturity is none of the stages.
    """
    if not profile.maturity:
        return None
    name = profile.maturity.strip().lower()
    if name not in stages:
        raise ValueError(f"profile {profile.id} has maturity {profile.maturity!r}; use one of {', '.join(stages)}")
    return stages.index(name) / (len(stages) - 1)


def maturity_fit(solutions: Sequence[Profile], needs: Sequence[Profile]) -> Array:
    """Return whether a solution is as far as the need is, shape ``(n, m)``.

    A city that buys wants what is deployed; one that only has a concept can also take a prototype. A solution
    further than the need asks for loses nothing. NaN where a side does not say.
    """
    offered = _or_nan([stage(profile, SOLUTION_STAGES) for profile in solutions])
    asked = _or_nan([stage(profile, NEED_STAGES) for profile in needs])
    short = np.clip(asked[None, :] - offered[:, None], 0, 1)
    return (1 - short).astype(np.float32)


def _or_nan(values: Sequence[float | None]) -> NDArray[np.float64]:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def country_fit(known: Sequence[tuple[str, ...]], needs: Sequence[Profile]) -> Array:
    """Return 1 where a supplier names the need's country, else NaN, shape ``(n, m)``.

    Countries that are named say nothing of those that are not: naming one never counts against a pair.
    """
    countries = sorted({need.country.upper() for need in needs if need.country})
    by_country = np.full((len(known), len(countries) + 1), np.nan, dtype=np.float32)
    for row, named in enumerate(known):
        places = [countries.index(code) for one in named if (code := one.upper()) in countries]
        by_country[row, places] = 1
    return by_country[:, [countries.index(need.country.upper()) if need.country else -1 for need in needs]]


def language_fit(solutions: Sequence[Profile], needs: Sequence[Profile]) -> Array:
    """Return 1 where both sides share a language at the table, 0 where not, NaN where a side does not say."""
    spoken = sorted({language for profile in (*solutions, *needs) for language in profile.languages})
    offered, asked = (_speaks(side, spoken) for side in (solutions, needs))
    shared = (offered @ asked.T > 0).astype(np.float32)
    said = np.outer(offered.any(axis=1), asked.any(axis=1))
    return np.where(said, shared, np.nan).astype(np.float32)


def _speaks(profiles: Sequence[Profile], spoken: Sequence[str]) -> Array:
    rows = [[language in profile.languages for language in spoken] for profile in profiles]
    return np.array(rows, dtype=np.float32).reshape(len(profiles), len(spoken))


def certificate_fit(solutions: Sequence[Profile], needs: Sequence[Profile]) -> Array:
    """Return the share of the certificates a need demands that the solution holds; NaN where none is demanded."""
    fit = np.full((len(solutions), len(needs)), np.nan, dtype=np.float32)
    held = [{name.casefold() for name in solution.certificates} for solution in solutions]
    for column, need in enumerate(needs):
        demanded = {name.casefold() for name in need.certificates}
        if demanded:
            fit[:, column] = [len(demanded & holds) / len(demanded) for holds in held]
    return fit


def fits(solutions: Sequence[Profile], needs: Sequence[Profile]) -> dict[str, Array]:
    """Return the structured features that some pair states, by name, each shape ``(solutions, needs)`` in [0, 1].

    NaN where a pair does not state it; a feature that no pair states is left out.
    """
    found = {
        "maturity": maturity_fit(solutions, needs),
        "presence": country_fit([(*s.presence, s.country or "") if s.presence else () for s in solutions], needs),
        "references": country_fit([s.references for s in solutions], needs),
        "markets": country_fit([s.markets for s in solutions], needs),
        "languages": language_fit(solutions, needs),
        "certificates": certificate_fit(solutions, needs),
    }
    return {name: values for name, values in found.items() if not np.isnan(values).all()}
