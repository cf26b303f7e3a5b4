"""Every kind of job has its words, and computes the same wherever it runs."""

import multiprocessing
import pickle
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

import pytest

from api.app import kinds
from api.events.importing import read
from api.events.nouns import EventWorkbook
from api.ground.settings import Settings, read_settings
from api.ground.words import catalog
from api.jobs import saying
from api.jobs.kinds import Kinds, Unwatched
from api.matches import job as matching
from api.routes.jobs import JobKind
from api.schedules import job as building
from api.schedules.building import problem_of, wanted_of
from api.schedules.facts import Facts
from api.schedules.planning import Plan

KNOWN = kinds(Settings(data=Path()))


@pytest.fixture(scope="module")
def workbook(fixtures: Path) -> EventWorkbook:
    return read((fixtures / "istanbul-2022.xlsx").read_bytes())[0]


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[ProcessPoolExecutor]:
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        yield pool


def test_every_step_of_every_kind_has_words_and_their_korean() -> None:
    for kind in KNOWN.values():
        assert {"ready", "load", "compute"} < set(kind.says)
        assert sorted(text for text in kind.says.values() if text not in catalog("ko")) == []
    assert sorted(text for text in saying.SAYS.values() if text not in catalog("ko")) == ["{text}"]


def test_the_api_offers_every_kind() -> None:
    assert set(get_args(JobKind)) == set(KNOWN)


@pytest.mark.slow
def test_a_build_in_another_process_is_the_build_here(workbook: EventWorkbook, elsewhere: ProcessPoolExecutor) -> None:
    wanted = wanted_of(workbook.wishes, {supplier.code for supplier in workbook.suppliers})
    problem = problem_of(replace(workbook, exclusions=()), {}, wanted[:25])
    task = building.Given(Plan(Facts(problem, {}), datetime(2022, 10, 1, tzinfo=UTC)), limit_seconds=60, workers=1)
    here, there = building.compute(task, Unwatched()), of(elsewhere, KNOWN, "build", task)
    assert (there.value, there.bound, len(there.meetings)) == (here.value, here.bound, len(here.meetings))


@pytest.mark.slow
def test_scores_from_another_process_are_the_scores_here(
    workbook: EventWorkbook, elsewhere: ProcessPoolExecutor
) -> None:
    task = matching.Given(workbook, {}, [], None, read_settings().cache)
    here, there = matching.compute(task, Unwatched()), of(elsewhere, KNOWN, "match", task)
    assert here.rows == there.rows
    assert here.pairs == there.pairs > 100


def of(pool: ProcessPoolExecutor, known: Kinds, name: str, given: Any) -> Any:
    """What a kind computes in another process, to which only pickled values go."""
    assert pickle.dumps(given)
    return pool.submit(known[name].compute, given, Unwatched()).result()
