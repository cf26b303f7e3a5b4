"""Every code that is raised is in the catalogue, with one status and words in every language of the pages."""

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from api.ground.codes import CODES
from api.ground.constraints import SENTENCES
from api.ground.errors import MannamError
from api.ground.words import catalog
from api.web.refusing import Refused

API = Path(__file__).parents[3] / "api"


def kinds(found: type[MannamError] = MannamError) -> Iterator[type[MannamError]]:
    yield found
    for kind in found.__subclasses__():
        yield from kinds(kind)


importlib.import_module("api.app")
STATUS = {kind.__name__: kind.status for kind in kinds() if kind is not Refused}
"""By the name of the class; what the web frame refuses takes its status from the catalogue itself."""
DEFAULT = {
    kind.__name__: kind.__init__.__kwdefaults__["code"]
    for kind in kinds()
    if "code" in (kind.__init__.__kwdefaults__ or {})
}


def raised() -> Iterator[tuple[str, int, str]]:
    """Every code in the sources with the status of its refusal, and where it stands."""
    for file in sorted(API.rglob("*.py")):
        tree = ast.parse(file.read_text("utf-8"))
        for scope in ast.walk(tree):
            if isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef):
                calls = [(call, named(call)) for call in ast.walk(scope) if isinstance(call, ast.Call)]
            elif isinstance(scope, ast.ClassDef) and scope.name != "MannamError":
                calls = [(call, scope.name) for call in ast.walk(scope) if is_super(call)]
            else:
                continue
            for call, kind in calls:
                if kind in STATUS:
                    place = f"{file.relative_to(API)}:{call.lineno}"
                    yield from ((code, STATUS[kind], place) for code in codes(call, kind, scope))


def named(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def is_super(call: ast.AST) -> bool:
    return isinstance(call, ast.Call) and ast.unparse(call.func) == "super().__init__"


def codes(call: Any, kind: str, scope: ast.AST) -> list[str]:
    """The codes that a refusal can have: said, by default, or chosen among those that its function names."""
    said = next((keyword.value for keyword in call.keywords if keyword.arg == "code"), None)
    if said is None:
        return [DEFAULT[kind]] if kind in DEFAULT else []
    if isinstance(said, ast.Constant):
        return [str(said.value)]
    if isinstance(said, ast.JoinedStr):
        pattern = "".join(part.value if isinstance(part, ast.Constant) else ".+" for part in said.values)
        return [code for code in CODES if re.fullmatch(pattern, code)] or [pattern]
    constants = (part.value for part in ast.walk(scope) if isinstance(part, ast.Constant))
    return [value for value in constants if value in CODES]


def test_every_code_that_is_raised_is_in_the_catalogue_with_its_status() -> None:
    found = list(raised())
    assert len(found) > 40
    assert sorted((code, place) for code, _, place in found if code not in CODES) == []
    assert (
        sorted((code, status, place) for code, status, place in found if code in CODES and CODES[code].status != status)
        == []
    )


def test_every_code_of_the_catalogue_is_raised_somewhere() -> None:
    used = {code for code, _, _ in raised()} | {name.replace("_", "-") for name in SENTENCES}
    frame = {"bad-request", "not-found", "method-not-allowed"}
    assert sorted(set(CODES) - used - frame) == []


def test_every_code_has_words_in_every_language_of_the_pages() -> None:
    assert sorted(code for code, known in CODES.items() if known.english not in catalog("ko")) == []


def test_codes_look_like_codes() -> None:
    assert sorted(code for code in CODES if not re.fullmatch(r"[a-z]+(-[a-z]+)*", code)) == []
