"""Choosing a delegation agrees with trying every choice."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from matcher.delegation import Choice, Quota, allowed, choose, worth
from matcher.delegation.report import next_in_line, reasons, replacements, trade_off


def random_choice(seed: int) -> Choice:
    """Up to eight applicants and six needs with quotas, costs and decisions of every kind."""
    random = np.random.default_rng(seed)
    names = tuple(f"A{number}" for number in range(int(random.integers(3, 9))))
    needs = tuple(f"N{number}" for number in range(int(random.integers(1, 7))))
    value = random.random((len(names), len(needs))).round(2) * (random.random((len(names), len(needs))) < 0.6)
    group = frozenset(name for name in names if random.random() < 0.5)
    return Choice(
        names,
        needs,
        value,
        int(random.integers(1, len(names) + 1)),
        importance=tuple(float(weight) for weight in random.integers(0, 4, len(needs))),
        redundancy=[(1.0,), (1.0, 0.5), (1.0, 0.6, 0.2)][seed % 3],
        must_not=frozenset(names[:1]) if seed % 4 == 1 else frozenset(),
        must_take=frozenset(names[-1:]) if seed % 4 == 2 else frozenset(),
        quotas=(Quota("group", group, least=seed % 2, most=1 + seed % 3),) if group else (),
        costs={name: float(random.integers(1, 10)) for name in names},
        budget=float(random.integers(5, 30)) if seed % 2 else None,
    )


def by_trying(choice: Choice) -> float | None:
    """The worth of the best allowed set of applicants, from trying all."""
    sizes = range(len(choice.applicants) + 1)
    sets = (chosen for size in sizes for chosen in combinations(choice.applicants, size))
    return max((worth(choice, chosen) for chosen in sets if not allowed(choice, chosen)), default=None)


@pytest.mark.parametrize("seed", range(40))
def test_the_choice_is_worth_as_much_as_the_best_of_all(seed: int) -> None:
    choice = random_choice(seed)
    expected = by_trying(choice)
    found = choose(choice)
    if expected is None:
        assert found.status == "impossible"
        return
    assert found.status == "optimal"
    assert allowed(choice, found.chosen) == []
    assert found.value == pytest.approx(expected, abs=1e-4)
    assert found.gap == 0


@pytest.fixture
def choice() -> Choice:
    value = np.array([[0.9, 0.8, 0.0], [0.8, 0.0, 0.0], [0.0, 0.0, 0.5], [0.0, 0.0, 0.0]])
    return Choice(("A", "B", "C", "D"), ("N1", "N2", "N3"), value, places=2)


def test_a_second_supplier_of_a_need_yields_to_the_first_of_another(choice: Choice) -> None:
    assert choose(choice).chosen == ("A", "C")


def test_more_redundancy_prefers_a_second_supplier(choice: Choice) -> None:
    assert choose(replace(choice, redundancy=(1.0, 0.9))).chosen == ("A", "B")


def test_the_trade_off_rises_and_says_what_the_last_place_added(choice: Choice) -> None:
    sizes = trade_off(choice, [1, 2, 3])
    assert [(size.places, round(size.value, 2), size.covered) for size in sizes] == [
        (1, 1.7, 2),
        (2, 2.2, 3),
        (3, 2.6, 3),
    ]
    assert [round(size.gain, 2) for size in sizes] == [1.7, 0.5, 0.4]


def test_next_in_line_adds_most_beside_the_chosen(choice: Choice) -> None:
    line = next_in_line(choice, choose(choice))
    assert [(name, round(gain, 2)) for name, gain in line] == [("B", 0.4), ("D", 0.0)]


def test_a_stand_in_is_the_best_allowed_one(choice: Choice) -> None:
    found = replacements(choice, choose(choice))
    assert {name: stand_in and stand_in[0] for name, stand_in in found.items()} == {"A": "B", "C": "B"}


def test_nobody_may_replace_the_only_member_of_a_group(choice: Choice) -> None:
    told = replace(choice, quotas=(Quota("water", frozenset({"C"}), least=1),))
    assert replacements(told, choose(told))["C"] is None


def test_reasons_name_needs_rivals_and_rules_in_both_languages(choice: Choice) -> None:
    found = choose(choice)
    assert reasons(choice, found, "A") == [
        "It is the best choice for: N1, N2.",
        "Nobody else chosen serves: N1, N2.",
        "Without it the delegation would lose 1.70.",
    ]
    assert reasons(choice, found, "B")[0] == "Its needs are served better by A."
    assert reasons(choice, found, "D", "ko") == ["맞는 수요가 없습니다."]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"places": 0}, "at least one applicant"),
        ({"must_take": frozenset({"Z"})}, "must_take names Z, who has not applied"),
        ({"must_take": frozenset({"A"}), "must_not": frozenset({"A"})}, "both must and must not"),
        ({"must_take": frozenset({"A", "B", "C"})}, "3 applicants must be taken but there are 2 places"),
        ({"redundancy": (0.5, 1.0)}, "must not rise"),
    ],
)
def test_a_contradictory_choice_is_refused(choice: Choice, change: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        replace(choice, **change)  # pyright: ignore[reportArgumentType]
