"""What pip installs works without a checkout: everything the commands read is in the wheel."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("matcher", "scheduler", "api")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy so that no earlier build leaves anything in it."""
    source = tmp_path_factory.mktemp("source")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    for package in PACKAGES:
        shutil.copytree(ROOT / package, source / package, ignore=shutil.ignore_patterns("__pycache__"))
    target = tmp_path_factory.mktemp("wheel")
    pip("wheel", "--no-deps", "--no-index", "--no-build-isolation", "--wheel-dir", target, source)
    (built,) = target.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ``mannam`` of a fresh environment that borrows only the dependencies of this one."""
    home = tmp_path_factory.mktemp("environment")
    venv.create(home, symlinks=True)
    pip("--python", home / "bin" / "python", "install", "--no-deps", "--no-index", wheel)
    (packages,) = home.glob("lib/python*/site-packages")
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib"))
    return home / "bin" / "mannam"


@pytest.fixture
def elsewhere(tmp_path: Path, forget_server: Callable[[Path], None]) -> Iterator[dict[str, str]]:
    """The environment of a person without a checkout, whose home is an empty folder."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("MANNAM_", "PYTHON", "COV_"))}
    yield {**clean, "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "share"), "HF_HUB_OFFLINE": "1"}
    if (tmp_path / "share").exists():
        forget_server(tmp_path / "share" / "mannam")


def pip(*arguments: object) -> None:
    """Run pip of this environment, quietly."""
    done = subprocess.run(
        [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", *map(str, arguments)],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


def test_the_wheel_holds_every_file_of_the_packages(wheel: Path) -> None:
    inside = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith(PACKAGES)}
    tracked = subprocess.run(["git", "ls-files", *PACKAGES], check=True, capture_output=True, text=True, cwd=ROOT)
    assert sorted(set(tracked.stdout.split()) - inside) == []


@pytest.mark.slow
@pytest.mark.database
def test_the_demo_runs_from_an_installed_wheel(installed: Path, elsewhere: dict[str, str], tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    done = subprocess.run(
        [installed, "demo", "--once"], check=False, capture_output=True, text=True, cwd=work, env=elsewhere
    )
    assert done.returncode == 0, done.stderr
    assert "Meetings placed" in done.stdout
    assert (work / "out" / "istanbul-2022" / "timetable.xlsx").stat().st_size > 5000
    assert str(ROOT) not in done.stdout + done.stderr


@pytest.mark.slow
def test_a_workbook_is_scheduled_from_an_installed_wheel(
    installed: Path, elsewhere: dict[str, str], tmp_path: Path
) -> None:
    shutil.copy(ROOT / "fixtures" / "istanbul-2022.xlsx", tmp_path / "event.xlsx")
    done = subprocess.run(
        [installed, "schedule", "event.xlsx", "--json"],
        check=False,
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=elsewhere,
    )
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)["meetings"]) > 60
