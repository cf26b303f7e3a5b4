"""The colours of the pages: whoever sees little can tell every text from what is behind it, by day and by night."""

import re
from itertools import product
from pathlib import Path

import pytest

SHEET = (Path(__file__).parents[2] / "api" / "pages" / "static" / "mannam.css").read_text("utf-8")
TEXTS = [
    *product(("ink", "soft", "link", "conflict"), ("paper", "ground", "sunk")),
    *((state, f"{state}-pale") for state in ("conflict", "changed", "pinned", "good")),
    *product(("ink",), ("conflict-pale", "changed-pale", "pinned-pale", "good-pale")),
    ("on-press", "press"),
    ("on-press", "pressed"),
]
"""What is written in which colour on which."""
BORDERS = [("edge", "paper"), ("edge", "ground"), ("focus", "paper"), ("press", "paper")]
"""What tells a field, a button or the focus from what is around it."""


def tokens(night: bool) -> dict[str, str]:
    """The colours by name; by night those of the dark take the place of the others."""
    roots = re.findall(r":root \{(.*?)\}", SHEET, re.DOTALL)
    found = [dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", root)) for root in roots[: 2 if night else 1]]
    return {name: value for root in found for name, value in root.items()}


def light(colour: str) -> float:
    """The relative luminance of WCAG 2.2."""
    digits = colour.lstrip("#") if len(colour) > 4 else "".join(one * 2 for one in colour.lstrip("#"))
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2.2, from 1 to 21."""
    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("night", [False, True])
@pytest.mark.parametrize(("pairs", "least"), [(TEXTS, 4.5), (BORDERS, 3.0)])
def test_every_pair_of_colours_can_be_told_apart(night: bool, pairs: list[tuple[str, str]], least: float) -> None:
    known = tokens(night)
    found = {pair: round(contrast(known[pair[0]], known[pair[1]]), 2) for pair in pairs}
    assert {pair: ratio for pair, ratio in found.items() if ratio < least} == {}


def test_the_ratio_is_that_of_the_standard() -> None:
    assert contrast("#fff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_colours_stand_among_the_tokens_alone() -> None:
    rest = re.sub(r":root \{.*?\}", "", SHEET.split("@media print")[0], flags=re.DOTALL)
    assert re.findall(r"#[0-9a-f]{3}(?:[0-9a-f]{3})?\b(?=[;, )])", re.sub(r"box-shadow:[^;}]*", "", rest)) == []
