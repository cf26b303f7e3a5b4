"""What a process has read of the topic book is found by the next one, and never anything else."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from matcher import keeping
from matcher.keeping import keep_in, kept

ENCODER = "model@0123456789ab"


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    before = keep_in(tmp_path / "cache")
    yield tmp_path / "cache"
    keep_in(before)


def counted(value: object) -> tuple[list[int], Callable[[], object]]:
    """Something to make, and how often it was made."""
    made: list[int] = []
    return made, lambda: made.append(1) or value


def test_is_made_once(folder: Path) -> None:
    made, make = counted({"a": [1.5]})
    assert kept("page need ko", ENCODER, make) == kept("page need ko", ENCODER, make) == {"a": [1.5]}
    assert len(made) == 1
    assert [file.name for file in folder.iterdir()] == ["model-page-need-ko.kept"]


def test_of_nothing_is_kept_too(folder: Path) -> None:
    made, make = counted(None)
    assert kept("nothing", ENCODER, make) is None is kept("nothing", ENCODER, make)
    assert len(made) == 1


@pytest.mark.parametrize("other", ["model@ffffffffffff", "model"])
def test_another_model_or_one_without_a_hash_makes_its_own(folder: Path, other: str) -> None:
    kept("page", ENCODER, lambda: "of the one")
    assert kept("page", other, lambda: "of the other") == "of the other"


def test_other_code_or_data_makes_its_own(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept("page", ENCODER, lambda: "old")
    monkeypatch.setattr(keeping, "_made_of", lambda: "a changed book")
    assert kept("page", ENCODER, lambda: "new") == "new"


@pytest.mark.parametrize(("left", "after"), [(-1, b""), (0, b""), (-1, b"\x00")])
def test_a_file_that_is_not_whole_is_made_anew(folder: Path, left: int, after: bytes) -> None:
    kept("page", ENCODER, lambda: [1, 2])
    file = next(folder.iterdir())
    file.write_bytes(file.read_bytes()[:left] + after)
    assert kept("page", ENCODER, lambda: [3]) == [3]
    assert kept("page", ENCODER, lambda: [4]) == [3]


def test_a_folder_that_cannot_be_used_costs_nothing_but_time(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "file").write_text("")
    keep_in(tmp_path / "file")
    made, make = counted(7)
    assert kept("page", ENCODER, make) == kept("page", ENCODER, make) == 7
    assert len(made) == 2


def test_without_a_folder_nothing_is_kept(folder: Path) -> None:
    keep_in(None)
    assert kept("page", ENCODER, lambda: 1) == 1
    assert not folder.exists()


def test_only_its_user_can_read_or_write_it(folder: Path) -> None:
    kept("page", ENCODER, lambda: 1)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}
