"""``mannam test``: the checks of the code, then the tests."""

import os
import subprocess
import sys

import typer

from api.cli.plain import tell
from api.ground.settings import PROJECT

CHECKS = (
    ("format", ["ruff", "format", "--check", "--quiet", "."]),
    ("lint", ["ruff", "check", "--quiet", "."]),
    ("types", ["pyright"]),
    ("imports", ["lint-imports", "--no-cache"]),
)
PARALLEL = ("--numprocesses", "auto", "--dist", "worksteal")
COVERAGE = ("--cov", "--cov-report", "term:skip-covered")
"""Line coverage of the three packages; pyproject.toml says what is reached and must be kept."""


def test(
    context: typer.Context,
    quick: bool = typer.Option(False, "--quick", help="The tests alone, without format, lint, types and imports."),
) -> None:
    """Run all checks and tests; further words go to pytest (try: ./mannam test tests/unit -k money)."""
    failed = [] if quick or context.args else [name for name, command in CHECKS if not _passes(name, command)]
    words = context.args or [*PARALLEL, *([] if quick else COVERAGE)]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    done = subprocess.run([sys.executable, "-m", "pytest", *words], check=False, cwd=PROJECT, env=environment)
    if failed:
        tell(f"mannam: these checks failed: {', '.join(failed)}", err=True)
    raise typer.Exit(1 if failed else done.returncode)


def _passes(name: str, command: list[str]) -> bool:
    tell(f"mannam: checking {name}", err=True)
    return subprocess.run(command, check=False, cwd=PROJECT).returncode == 0
