"""Say in words why two profiles match."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import cast

from matcher.matches import Match
from matcher.sectors import sector_key, sector_label

LANGUAGES = ("ko", "en", "th", "tr", "vi", "id")
GOOD, POOR = 0.75, 0.4
SAME_SECTOR = 0.8


@lru_cache(maxsize=1)
def _words() -> dict[str, dict[str, str]]:
    path = Path(__file__).parent / "data" / "reasons.json"
    return cast(dict[str, dict[str, str]], json.loads(path.read_text(encoding="utf-8")))


def reasons(match: Match, language: str = "en") -> list[str]:
    """Return the reasons of a match as sentences, the weightiest first.

    Parameters
    ----------
    match
        From ``Matches.match`` or one of the ranked lists.
    language
        One of ``LANGUAGES``; quoted sentences stay in their own language.

    Raises
    ------
    ValueError
        When the language is none of them.

    Examples
    --------
    >>> from matcher.profiles import Profile
    >>> from matcher.matches import Match
    >>> need, solution = Profile("N1", "leaks", country="TR"), Profile("S1", "sensor", presence=("TR",))
    >>> parts = {"dense": 0.6, "sector": 0.2, "presence": 1.0}
    >>> reasons(Match(solution, need, 0.61, 0.6, parts, "strong", None), "ko")
    ['강한 추천입니다 (점수 0.61).', '공급 기업이 TR에 거점이 있습니다.']
    """
    if language not in LANGUAGES:
        raise ValueError(f"reasons are written in {', '.join(LANGUAGES)}, not in {language!r}")
    if match.unread:
        return [one.words(language) for one in match.unread]
    if match.apart:
        return [_say("same firm", language)]
    said = [_say(match.band, language, score=f"{match.score:.2f}")]
    if match.value == 0 and match.score > 0:
        said.append(_say("refused", language))
    said += _quoted(match, language)
    said += _doubts(match, language)
    said += _sector(match, language)
    said += _features(match, language)
    return said


def of_clones(group: Sequence[str], language: str = "en") -> str:
    """Return the sentence that names solutions with one text; in English where a language is missing."""
    return _say("cloned", language if language in LANGUAGES else "en", all=", ".join(group))


def _say(name: str, language: str, **values: str) -> str:
    return _words()[name][language].format(**values)


def _doubts(match: Match, language: str) -> list[str]:
    """Return what makes a match doubtful: a text copied from the need, or one that other solutions share."""
    evidence = match.evidence
    if evidence is None:
        return []
    said = [_say("copied", language)] if evidence.copied else []
    return [*said, _say("clones", language, others=", ".join(evidence.clones))] if evidence.clones else said


def _quoted(match: Match, language: str) -> list[str]:
    evidence = match.evidence
    if evidence is None:
        return []
    kind = "nearest" if match.band == "weak" else "evidence"
    quoted = _say(kind, language, need=evidence.need_sentence, solution=evidence.solution_sentence)
    if match.band == "weak":
        return [quoted]
    if evidence.problem is None:
        return [quoted, _say(evidence.component, language)]
    about = _say("same problem", language, problem=evidence.problem[language])
    decided = [] if evidence.component == "problem" else [_say(evidence.component, language)]
    return [quoted, about, *decided]


def _sector(match: Match, language: str) -> list[str]:
    declared = match.solution.sector and match.need.sector
    if not declared or match.components.get("sector", 0) < SAME_SECTOR:
        return []
    key = sector_key(match.need.sector or "")
    if key != sector_key(match.solution.sector or ""):
        return []
    return [_say("same sector", language, sector=sector_label(key, language))]


def _features(match: Match, language: str) -> list[str]:
    solution, need = match.solution, match.need
    shared = [spoken for spoken in solution.languages if spoken in need.languages]
    values = {
        "offered": solution.maturity or "",
        "asked": need.maturity or "",
        "country": need.country or "",
        "languages": ", ".join(shared),
        "certificates": ", ".join(need.certificates),
    }
    said: list[str] = []
    for name in ("references", "presence", "markets", "maturity", "certificates", "languages"):
        fit = match.components.get(name, 0.5)
        verdict = "good" if fit >= GOOD else "poor" if fit <= POOR else ""
        if verdict and f"{name} {verdict}" in _words():
            said.append(_say(f"{name} {verdict}", language, **values))
    return said
