"""Settings come from the environment, then from a file; what they do not understand they name."""

import os
import re
from pathlib import Path

import pytest

from api.ground.settings import CONFIG, PREFIX, PROJECT, Settings, read_settings


@pytest.fixture(autouse=True)
def nothing_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)


def write(monkeypatch: pytest.MonkeyPatch, folder: Path, text: str) -> Path:
    file = folder / "mine.toml"
    file.write_text(text, "utf-8")
    monkeypatch.setenv(CONFIG, str(file))
    return file


def test_the_environment_comes_before_the_file_and_the_file_before_the_default(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    write(monkeypatch, tmp_path, 'port = 9000\nworkers = 3\ndata = "~/events"\n')
    monkeypatch.setenv("MANNAM_WORKERS", "4")
    monkeypatch.setenv("MANNAM_HOST", "")
    found = read_settings()
    assert (found.workers, found.port, found.host) == (4, 9000, "127.0.0.1")
    assert (found.base_url, found.data) == ("http://127.0.0.1:9000", Path.home() / "events")


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("MANNAM_PORT", "http", "MANNAM_PORT is 'http': input should be a valid integer"),
        ("MANNAM_PORT", "70000", "MANNAM_PORT is '70000': input should be less than or equal to 65535"),
        ("MANNAM_WORKERS", "0", "MANNAM_WORKERS is '0': input should be greater than or equal to 1"),
        ("MANNAM_CONFIG", "/nowhere/mannam.toml", "MANNAM_CONFIG is '/nowhere/mannam.toml': there is no such file"),
    ],
)
def test_a_variable_that_cannot_be_used_is_named(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, said: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(ValueError, match=re.escape(said)):
        read_settings()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("prot = 9000", "prot in FILE is no setting: the settings are data, database_url"),
        ("workers = 0", "workers in FILE is 0: input should be greater than or equal to 1"),
        ("port = ", "FILE is not TOML"),
    ],
)
def test_a_line_of_the_file_that_cannot_be_used_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str, said: str
) -> None:
    file = write(monkeypatch, tmp_path, text)
    with pytest.raises(ValueError, match=re.escape(said.replace("FILE", str(file)))):
        read_settings()


def test_settings_made_directly_look_nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MANNAM_PORT", "9000")
    assert Settings(data=tmp_path).port == 8765


def test_the_address_follows_host_and_port_unless_it_was_chosen(tmp_path: Path) -> None:
    assert Settings(data=tmp_path).but(port=9000).base_url == "http://127.0.0.1:9000"
    chosen = Settings(data=tmp_path, base_url="https://meet.example.org")
    assert chosen.but(port=9000, host="0.0.0.0").base_url == "https://meet.example.org"


def test_every_setting_stands_in_the_readme_and_nothing_else() -> None:
    readme = (PROJECT / "README.md").read_text("utf-8")
    table = re.search(r"^## Settings\n(.*?)^## ", readme, re.MULTILINE | re.DOTALL)
    assert table is not None
    documented = set(re.findall(rf"`({PREFIX}[A-Z_]+)`", table[1]))
    assert documented == {f"{PREFIX}{name.upper()}" for name in Settings.model_fields} | {CONFIG}
