"""Documents are true: commands, options and links that they name exist, and the commands of the README run."""

import fnmatch
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main
from typer.testing import CliRunner

from api.cli.main import app
from api.ground.settings import CONFIG, PREFIX, Settings

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("fixtures/**/*.md")])
COMMAND = re.compile(r"(?:\./|^|(?<=[ \n]`))mannam ((?:[a-z][a-z0-9]*\b ?)+)([^`|\n#]*)", re.MULTILINE)
OPTION = re.compile(r"(?<![\w-])(--?[a-z][a-z-]*)")
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")
FILE = re.compile(r"`((?:[\w.-]+/)+[\w.-]+\.(?:py|md|html|po|sql|toml|xlsx|jsonl|tsv))`")
PACKAGES = ("matcher", "scheduler", "api")
NO_SETTINGS = {"MANNAM_VENV", "MANNAM_TEST_PROFILE"}
"""What the launcher reads before there is an environment, and what the tests read."""
TREE = typer.main.get_command(app)


def commands(group: Any = TREE, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command that can be called, with the words that call it."""
    inner = getattr(group, "commands", None)
    if inner is None:
        yield path, group
    for name, command in (inner or {}).items():
        yield from commands(command, (*path, name))


COMMANDS = dict(commands())


def documented() -> Iterator[tuple[str, tuple[str, ...], list[str]]]:
    """Document, command and options of every command line that a document shows."""
    for document in DOCUMENTS:
        for words, rest in COMMAND.findall(document.read_text("utf-8")):
            names = tuple(words.split())
            path = next((names[:size] for size in (2, 1) if names[:size] in COMMANDS), names[:1])
            yield document.name, path, OPTION.findall(rest)


def test_every_command_line_of_a_document_can_be_typed() -> None:
    shown = list(documented())
    assert len(shown) > 40
    wrong: list[str] = []
    for document, path, options in shown:
        if path not in COMMANDS:
            if not any(known[: len(path)] == path for known in COMMANDS):
                wrong.append(f"{document}: there is no command {' '.join(path)}")
            continue
        known = {name for one in COMMANDS[path].params for name in (*one.opts, *one.secondary_opts)}
        free = COMMANDS[path].context_settings.get("ignore_unknown_options")
        wrong += [f"{document}: {' '.join(path)} has no {name}" for name in options if name not in known and not free]
    assert wrong == []


def test_every_command_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    rows = [re.findall(r"`([^`]*)`", line) for line in readme.splitlines() if "./mannam " in line]
    said = {(row[0].split()[1], words.split()[-1]) for row in rows if row for words in row}
    said |= {(words.split()[1],) for row in rows for words in row[:1]} | {("demo",), ("test",)}
    said |= {(words.split()[0],) for row in rows for words in row[1:] if words.strip()}
    assert sorted(path for path in COMMANDS if path[:1] not in said) == []
    assert sorted(path for path in COMMANDS if len(path) > 1 and path not in said) == []


def test_every_option_of_a_command_says_what_it_is() -> None:
    wordless = [
        f"{' '.join(path)}: {one.name}"
        for path, command in COMMANDS.items()
        for one in command.params
        if one.name != "help" and not (getattr(one, "help", None) or "").strip()
    ]
    assert wordless == []


def test_every_variable_that_a_document_names_is_a_setting() -> None:
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields} | {CONFIG, *NO_SETTINGS}
    named = {
        name for document in DOCUMENTS for name in re.findall(rf"\b{PREFIX}[A-Z_]+\b", document.read_text("utf-8"))
    }
    assert len(named) > 5
    assert sorted(named - known) == []


def test_every_file_that_a_document_names_is_there() -> None:
    gone = [
        f"{document.relative_to(ROOT)}: {path}"
        for document in DOCUMENTS
        if document.name != "CHANGELOG.md"
        for path in FILE.findall(document.read_text("utf-8").replace("NNNN_what_it_does", "0001_initial"))
        if not any((base / path).exists() for base in (ROOT, document.parent, *(ROOT / one for one in PACKAGES)))
    ]
    assert gone == []


@pytest.mark.parametrize("package", PACKAGES)
def test_the_architecture_names_every_module_of_a_package_and_none_that_is_gone(package: str) -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    section = re.search(rf"^## {package}\b.*?\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert section is not None
    rows = [line.split("|")[1] for line in section[1].splitlines() if line.startswith("| ")]
    named = [name for row in rows for name in re.findall(r"`([^`]+)`", row)]
    there = {f"{path.name}/" for path in (ROOT / package).iterdir() if path.is_dir() and path.name != "__pycache__"}
    there |= {path.name for path in (ROOT / package).glob("*.py") if path.name != "__init__.py"}
    found = {name: {one for one in there if meant(name, one)} for name in named}
    assert sorted(there - set().union(*found.values())) == []
    assert [name for name in named if not found[name] or not (package_has(package, name))] == []


def meant(name: str, entry: str) -> bool:
    """Whether a name of a table, such as ``pins``, ``check*`` or ``bench/b2b/``, stands for an entry of its package."""
    return entry == name or fnmatch.fnmatch(entry, f"{name}.py") or entry == f"{name.split('/')[0]}/"


def package_has(package: str, name: str) -> bool:
    """Whether a name with a path in it leads somewhere."""
    return "/" not in name or (ROOT / package / name).exists()


def test_every_link_between_documents_leads_somewhere() -> None:
    broken = [
        f"{document.relative_to(ROOT)}: {link}"
        for document in DOCUMENTS
        for link in LINK.findall(document.read_text("utf-8"))
        if not (document.parent / link).exists()
    ]
    assert broken == []


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the capital words of the README stand for: a small problem, its schedule, a workbook, two texts."""
    folder = tmp_path_factory.mktemp("files")
    text = (ROOT / "docs" / "scheduling.md").read_text("utf-8")
    problem = folder / "problem.json"
    problem.write_text(re.findall(r"```json\n(.+?)```", text, re.DOTALL)[0], "utf-8")
    schedule = folder / "schedule.json"
    run("schedule", str(problem), "--out", str(schedule))
    solutions, needs = folder / "solutions.csv", folder / "needs.csv"
    solutions.write_text("id,text\nS1,Street lights that dim when nobody is near\nS2,Leak sensors for water pipes\n")
    needs.write_text("id,text\nN1,Water leaks out of our old pipes\nN2,We pay too much for lighting empty streets\n")
    request = json.loads(problem.read_text("utf-8"))["requests"][0]["id"]
    return {
        "PROBLEM": str(problem),
        "SCHEDULE": str(schedule),
        "SOURCE": str(ROOT / "fixtures" / "istanbul-2022.xlsx"),
        "SOLUTIONS": str(solutions),
        "NEEDS": str(needs),
        "REQUEST": request,
        "S": "S2",
        "N": "N1",
        "EMBEDDED": str(solutions),
        "RESULTS": str(ROOT / "fixtures" / "wsce.xlsx"),
        "VECTORS": str(folder / "vectors.npy"),
    }


def run(*words: str) -> str:
    """What a command prints; its exit code is 0."""
    done = CliRunner().invoke(app, list(words))
    assert done.exit_code == 0, done.output
    return done.output


@pytest.mark.slow
@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("match SOURCE", "S01"),
        ("match SOLUTIONS NEEDS", "S2"),
        ("explain SOLUTIONS NEEDS S N", "leak"),
        ("schedule SOURCE --json", '"meetings"'),
        ("check PROBLEM SCHEDULE", ""),
        ("replan PROBLEM SCHEDULE", ""),
        ("why PROBLEM SCHEDULE", ""),
        ("whatif PROBLEM", ""),
        ("demand SOURCE", ""),
        ("figures RESULTS", "3,188억원"),
        ("delegation SOURCE --places 4", ""),
        ("model info", "mannam-static"),
        ("model embed EMBEDDED --out VECTORS", ""),
    ],
)
def test_a_command_of_the_readme_runs(line: str, said: str, files: dict[str, str]) -> None:
    printed = run(*(files.get(word, word) for word in line.split()))
    assert printed.strip()
    assert said in printed


def test_the_commands_that_run_here_and_elsewhere_are_all_there_are() -> None:
    here = {
        "match",
        "explain",
        "schedule",
        "check",
        "replan",
        "why",
        "whatif",
        "demand",
        "delegation",
        "model",
        "figures",
    }
    elsewhere = {
        "demo",
        "test",
        "serve",
        "work",
        "migrate",
        "backup",
        "restore",
        "audit",
        "import",
        "record",
        "account",
    }
    elsewhere |= {
        "export",
        "bench",
        "pin",
        "unpin",
        "forbid",
        "allow",
        "move",
        "publish",
        "lose",
        "regain",
        "losses",
        "invite",
        "tell",
    }
    elsewhere |= {"about", "erase", "webhooks"}
    assert {path[0] for path in COMMANDS} == here | elsewhere
