"""Every example in a docstring of the scheduler runs and shows what it says."""

from __future__ import annotations

import doctest
from importlib import import_module
from pkgutil import walk_packages

import pytest

import scheduler

MODULES = sorted(module.name for module in walk_packages(scheduler.__path__, "scheduler."))


@pytest.mark.parametrize("name", ["scheduler", *MODULES])
def test_the_examples_of_a_module_run(name: str) -> None:
    assert doctest.testmod(import_module(name)).failed == 0
