"""``match`` and ``explain`` on files of profiles: CSV, XLSX or JSON lines, no database."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import typer

from api.cli.plain import console_of, print_json, tell

if TYPE_CHECKING:
    from matcher.encoder import Encoder
    from matcher.matches import Match, Matches
    from matcher.profiles import Profile
    from matcher.unread import Unread

SOLUTIONS = typer.Argument(exists=True, dir_okay=False, help="A file of solutions (.csv, .xlsx, .jsonl): id and text.")
NEEDS = typer.Argument(exists=True, dir_okay=False, help="A file of needs (.csv, .xlsx, .jsonl): id and text.")
SOURCE = typer.Argument(
    help="An event workbook (.xlsx), an event's name in the database, or a file of solutions with the file of needs."
)
NEEDS_OF_SOURCE = typer.Argument(
    None, exists=True, dir_okay=False, help="With a file of solutions: the file of needs (.csv, .xlsx, .jsonl)."
)
JSON = typer.Option(False, "--json", help="Print one JSON object instead of a table.")
FEWEST_IN_JSON = 20


def match_files(solutions: Path, needs: Path, *, top: int, language: str, as_json: bool) -> None:
    """Print for each need its best solutions and for each solution its best needs; JSON holds at least 20 of each."""
    matches = ranked(solutions, needs).matches
    if as_json:
        print_json(as_object(matches, max(top, FEWEST_IN_JSON), language))
    else:
        _print_tables(matches, top, language)


def explain(
    solutions: Path = SOLUTIONS,
    needs: Path = NEEDS,
    solution: str = typer.Argument(help="The id of a solution."),
    need: str = typer.Argument(help="The id of a need."),
    language: str = typer.Option("en", help="Language of the reasons: ko, en, th, tr, vi or id."),
    as_json: bool = JSON,
) -> None:
    """Say why a solution and a need match or do not: every component with what it adds, and the quoted sentences."""
    from matcher.explanation import contributions

    matches = ranked(solutions, needs).matches
    found = matches.match(solution, need)
    parts = contributions(matches, solution, need)
    if as_json:
        shown = {"thresholds": _thresholds(matches), "solution": solution, "need": need, **_match(found, language)}
        print_json({**shown, "contributions": {name: round(value, 4) for name, value in parts.items()}})
        return
    _print_explanation(found, parts, language)


class Ranked(NamedTuple):
    """Ranked profiles, the encoder that read them, and what organizations are called where profiles hold their codes."""

    encoder: Encoder
    matches: Matches
    names: dict[str, str]

    def called(self, organization: str) -> str:
        """Return an organization for people: its code and its name."""
        name = self.names.get(organization, "")
        return f"{organization} {name}".strip()


def ranked(source: str | Path, needs: Path | None) -> Ranked:
    """Return the ranked profiles of two files, or of one event, by the encoder of the settings."""
    from api.ground.settings import read_settings
    from api.matches.model import encoder_of
    from matcher.files import read_profiles
    from matcher.rank import rank

    names: dict[str, str] = {}
    if needs is not None:
        offered, asked = read_profiles(Path(source)), read_profiles(needs)
    else:
        from api.cli.event import workbook_of
        from api.cli.shown import names_of
        from api.matches.scoring import need_profiles, solution_profiles

        if Path(source).is_file() and Path(source).suffix.lower() != ".xlsx":
            raise ValueError(f"{source} holds one side only: name the file of needs after it")
        workbook = workbook_of(str(source))
        offered, asked = solution_profiles(workbook), need_profiles(workbook)
        names = names_of(workbook)
    encoder = encoder_of(read_settings())
    return Ranked(encoder, rank(offered, asked, encoder=encoder), names)


def as_object(matches: Matches, top: int, language: str) -> dict[str, Any]:
    """Return ranked matches as one JSON object: each need with its solutions, the reverse, and what was not read."""
    from dataclasses import asdict

    return {
        "thresholds": _thresholds(matches),
        "unread": [{**asdict(one), "message": one.words(language)} for one in matches.unread],
        "clones": [list(group) for group in matches.clones],
        "needs": [
            {
                "id": need.id,
                "served": bool(matches.good(column)),
                "solutions": [
                    {"id": match.solution.id, **_match(match, language)} for match in matches.solutions_for(column, top)
                ],
            }
            for column, need in enumerate(matches.needs)
        ],
        "solutions": [
            {
                "id": solution.id,
                "needs": [{"id": match.need.id, **_match(match, language)} for match in matches.needs_for(row, top)],
            }
            for row, solution in enumerate(matches.solutions)
        ],
    }


def _thresholds(matches: Matches) -> dict[str, float]:
    return {"possible": round(matches.thresholds.possible, 4), "strong": round(matches.thresholds.strong, 4)}


def _match(match: Match, language: str) -> dict[str, Any]:
    from dataclasses import asdict

    from matcher.reasons import reasons

    return {
        "score": round(match.score, 6),
        "value": round(match.value, 6),
        "band": match.band,
        "components": {name: round(value, 4) for name, value in match.components.items()},
        "evidence": None if match.evidence is None else asdict(match.evidence),
        "reasons": reasons(match, language),
    }


def print_unread(unread: Sequence[Unread], language: str) -> None:
    """Print which texts could not be read, and what to do about each."""
    for one in unread:
        tell(one.words(language))


def _print_tables(matches: Matches, top: int, language: str) -> None:
    from matcher.reasons import of_clones

    print_unread(matches.unread, language)
    for group in matches.clones:
        tell(of_clones(group, language))
    for column, need in enumerate(matches.needs):
        good = [match for match in matches.solutions_for(column, top) if match.band != "weak"]
        _print_list(f"Need {_name(need)}", "Solution", [(match.solution, match) for match in good], language)
    for row, solution in enumerate(matches.solutions):
        good = [match for match in matches.needs_for(row, top) if match.band != "weak"]
        _print_list(f"Solution {_name(solution)}", "Need", [(match.need, match) for match in good], language)


def _print_list(title: str, head: str, rows: list[tuple[Profile, Match]], language: str) -> None:
    from rich.table import Table

    from matcher.reasons import reasons

    console = console_of()
    if not rows:
        console.print(f"{title}: no good match", markup=False)
        return
    table = Table(title=title, title_justify="left")
    for name in (head, "Score", "Band", "Why"):
        table.add_column(name, vertical="top")
    for profile, match in rows:
        table.add_row(_name(profile), f"{match.score:.2f}", match.band, "\n".join(reasons(match, language)))
    console.print(table)


def _name(profile: Profile) -> str:
    named = profile.title or profile.organization or ""
    return f"{profile.id} {named}".strip()


def _print_explanation(match: Match, parts: dict[str, float], language: str) -> None:
    from rich.table import Table

    from matcher.reasons import reasons

    console = console_of()
    for sentence in reasons(match, language):
        console.print(sentence, markup=False)
    table = Table(title=f"Score {match.score:.3f}, two-sided value {match.value:.3f}", title_justify="left")
    for name in ("Component", "Value", "Adds"):
        table.add_column(name)
    for name, value in match.components.items():
        table.add_row(name, f"{value:.3f}", f"{parts[name]:+.3f}")
    console.print(table)
