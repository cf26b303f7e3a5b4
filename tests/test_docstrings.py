"""Every example of a docstring runs and prints what it says."""

import doctest
import importlib
import pkgutil
from collections.abc import Iterator

import pytest

import api
import matcher
import scheduler

STARTS_SOMETHING = {"api.ground.postgres.guard"}


def modules() -> Iterator[str]:
    """Names of all modules of the three packages."""
    for package in (matcher, scheduler, api):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            yield found.name


@pytest.mark.parametrize("name", sorted(set(modules()) - STARTS_SOMETHING))
def test_the_examples_of_a_module_run(name: str) -> None:
    module = importlib.import_module(name)
    failed, _ = doctest.testmod(module, optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    assert failed == 0
