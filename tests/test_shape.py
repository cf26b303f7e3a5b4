"""The shape of the code: sizes, where SQL stands, what nouns import, and where a rule of choice stands."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("api", "matcher", "scheduler")
LONGEST_FILE = 350
LONGEST_FUNCTION = 50
STORES = {"store.py", "intake.py", "going.py", "wishing.py", "inputs.py", "entering.py", "at_once.py", "due.py"}
"""Modules that hold SQL: the store; what an import writes and may not remove; what a build reads; who comes into an event;
what the database says as JSON."""
GROUND = {"api/ground/db.py", "api/ground/migrating.py", "api/ground/portions.py"}
"""What runs the SQL of others."""
EDGES = ("routes", "pages", "cli")
NOBODYS = (
    *("caller", "idempotency.once", "acting", "Desk"),  # find out who asks, and write it down
    *("idempotency.keep", r"store\.(?:kept|keep|reserve)", "attempt", "verb"),  # carry a request that was let in
    r"keys\.(?:look_at_link|sign_in|sign_in_at_once|sign_out)",  # a link or a session is all that is known of who asks
    r"(?:store\.(?:add_asked|take_turn)|mark_used)",  # count before anybody knows who asks, and let writes take turns
    r"accounts\.sign_in_by_password",  # finds out who asks
    r"unsubscribing\.look",  # whoever has a letter in hand may stop such letters
    r"(?:migrating\.missing|migrate)",  # concern the installation and no event
    r"(?:verify_all|make_room|make_key|has_vectors|load_vectors|nearest_vectors|do)",  # are what the machine itself does
    r"(?:finding\.entered|agenda_as_json|store\.fill)",  # find out who asks in the same statement, or measure
)
"""What an edge may call over a connection without saying who asks."""


def sources() -> Iterator[tuple[Path, str]]:
    """Every module of the three packages, with its text."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield path.relative_to(ROOT), path.read_text("utf-8")


def functions(text: str) -> Iterator[tuple[str, int]]:
    """Every function of a module, with its lines; what a docstring says is not counted."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            first = node.body[0]
            if ast.get_docstring(node) is not None:
                lines -= (first.end_lineno or first.lineno) - first.lineno + 1
            yield node.name, lines


def imports(text: str) -> Iterator[str]:
    """Every module that a module imports, at the top or inside."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{name.name}" for name in node.names)


def test_no_file_is_longer_than_350_lines() -> None:
    assert {str(path) for path, text in sources() if len(text.splitlines()) > LONGEST_FILE} == set()


def test_no_function_is_longer_than_50_lines() -> None:
    found = [(str(path), name, lines) for path, text in sources() for name, lines in functions(text)]
    assert len(found) > 2000
    assert {(path, name) for path, name, lines in found if lines > LONGEST_FUNCTION} == set()


def test_sql_stands_in_stores_only() -> None:
    speaks = re.compile(r"\.(?:fetch|fetchrow|fetchval|execute|executemany|copy_records_to_table)\(|\bfetch(?:_one)?\(")
    found = {str(path) for path, text in sources() if path.parts[0] == "api" and speaks.search(text)}
    outside = {path for path in found - GROUND if Path(path).name not in STORES}
    assert outside == set()
    assert len(found) > 10


def test_migrations_are_numbered_one_by_one() -> None:
    numbers = [int(path.name.split("_")[0]) for path in sorted((ROOT / "api/migrations").glob("*.sql"))]
    assert numbers == list(range(1, len(numbers) + 1))


def test_nouns_import_nouns_only() -> None:
    nouns = [(path, text) for path, text in sources() if path.name == "nouns.py"]
    assert len(nouns) > 8
    wrong = [
        (str(path), module)
        for path, text in nouns
        for module in imports(text)
        if module.startswith(("api.", "matcher", "scheduler"))
        and not re.search(r"\.nouns\b|^api\.ground\.(?:lengths|words)", module)
    ]
    assert wrong == []


def test_stores_know_nouns_and_other_stores_but_no_verb() -> None:
    allowed = re.compile(r"api\.(?:\w+\.(?:nouns|store|entering|at_once)|ground|events\.(?:comparing|wishing))\b")
    wrong = [
        (str(path), module)
        for path, text in sources()
        if path.name in STORES
        for module in imports(text)
        if module.startswith("api.") and not allowed.match(module)
    ]
    assert wrong == []


def test_edges_call_verbs_and_never_a_store_and_a_room_below_them_knows_its_own_alone() -> None:
    stores = "|".join(name.removesuffix(".py") for name in STORES)
    wrong = [
        (str(path), module)
        for path, text in sources()
        if path.parts[:1] == ("api",) and path.parts[1] in (*EDGES, "web", "app.py", "serving.py")
        for module in imports(text)
        if re.match(rf"api\.(?:\w+\.)+(?:{stores})\b", module) and not module.startswith(f"api.{path.parts[1]}.")
    ]
    assert wrong == []


def test_every_verb_that_an_edge_calls_is_told_who_asks() -> None:
    calls = [
        (f"{path}:{call.lineno}", call)
        for path, text in sources()
        if path.parts[:1] == ("api",) and path.parts[1] in (*EDGES, "web") and path.name not in STORES
        for call in ast.walk(ast.parse(text))
        if isinstance(call, ast.Call) and speaks(call)
    ]
    assert len(calls) > 60
    untold = [
        (place, ast.unparse(call)) for place, call in calls if not any(word.arg == "by" for word in call.keywords)
    ]
    assert [one for one in untold if not re.match(rf"(?:{'|'.join(NOBODYS)})\(", one[1])] == []


def speaks(call: ast.Call) -> bool:
    """Whether a call hands on a connection, or a verb to a process that opens one."""
    first = ast.unparse(call.args[0]) if call.args else ""
    return first in ("db", "desk.db") or (isinstance(call.func, ast.Attribute) and call.func.attr in ("drawn", "filed"))


def test_the_places_of_a_rule_of_choice_are_the_ones_that_contributing_lists() -> None:
    stands = {
        str(path)
        for path, text in sources()
        if path.parts[0] == "scheduler"
        and path.parts[1] != "bench"
        and re.search(r"\b(?:max_per_day|most_per_day)\b", text)
    }
    twin = {
        str(path)
        for path, text in sources()
        if path.parts[0] == "scheduler"
        and path.parts[1] != "bench"
        and re.search(r"\b(?:max_per_half_day|most_per_half)\b", text)
    }
    contributing = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    listed = set(re.findall(r"^\| `(scheduler/[\w/]+\.py)` \|", contributing, re.MULTILINE))
    assert stands == listed
    assert twin == listed


def test_the_places_of_a_rule_of_facts_are_the_ones_that_contributing_lists() -> None:
    stands = {
        str(path)
        for path, text in sources()
        if path.parts[0] == "scheduler"
        and path.parts[1] != "bench"
        and re.search(r"\bown_slots\b|\b(?:request|asked)\.slots\b|^    slots: frozenset", text, re.MULTILINE)
    }
    section = (
        (ROOT / "CONTRIBUTING.md").read_text("utf-8").split("## Where a rule of facts stands")[1].split("\n## ")[0]
    )
    assert stands == set(re.findall(r"`(scheduler/[\w/]+\.py)`", section))
