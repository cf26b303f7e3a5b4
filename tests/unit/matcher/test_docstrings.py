"""Every example in a docstring of the matcher does what it says."""

import doctest
import importlib
import pkgutil

import pytest

import matcher

MODULES = sorted(found.name for found in pkgutil.walk_packages(matcher.__path__, "matcher."))


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_run(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name), optionflags=doctest.NORMALIZE_WHITESPACE).failed == 0
