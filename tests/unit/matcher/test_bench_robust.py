"""The benchmark of troubled texts alters them as it says and counts what it says."""

import random

from matcher.bench.robust import Tried, misread


def test_an_aim_may_be_a_least_or_a_most() -> None:
    assert Tried("x", 1, 0.9, 0.85).reached
    assert not Tried("x", 1, 0.8, 0.85).reached
    assert Tried("x", 1, 0.0, 0.0, most=True).reached
    assert not Tried("x", 1, 0.1, 0.0, most=True).reached


def test_some_letters_are_misread() -> None:
    text = "come" * 200
    noisy = misread(text, random.Random(1))
    assert noisy != text
    assert noisy == misread(text, random.Random(1))
    assert sum(letter in "rn" for letter in noisy) < 40
