"""What an installation can choose, read from the environment once, when a command starts."""

import os
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path

PROJECT = Path(__file__).resolve().parents[2]
"""The folder that holds the packages: a checkout, or where they were installed."""


def in_checkout() -> bool:
    """Whether the packages run from a checkout of the project, and not from where pip put them."""
    return (PROJECT / "pyproject.toml").is_file() and (PROJECT / "constraints.txt").is_file()


def default_data() -> Path:
    """Where the embedded database lives if nothing is said: in the checkout, else in the user's data folder."""
    return PROJECT / ".mannam" if in_checkout() else user_data_path("mannam", appauthor=False)


def default_out() -> Path:
    """Where commands write their files if nothing is said: ``out`` in the checkout, else in the current folder."""
    return (PROJECT if in_checkout() else Path.cwd()) / "out"


@dataclass(frozen=True, slots=True)
class Settings:
    """The choices of one installation; every field has an environment variable of its own.

    Attributes
    ----------
    data
        ``MANNAM_DATA``: folder of the embedded server and of what commands write; default ``.mannam`` in
        a checkout, else the user's data folder.
    database_url
        ``MANNAM_DATABASE_URL``: a PostgreSQL 15 or later; None starts the embedded one.
    model
        ``MANNAM_MODEL``: hub name or folder of a sentence-transformers model; None takes the shipped one.
    host, port
        ``MANNAM_HOST``, ``MANNAM_PORT``: where ``mannam serve`` listens; 127.0.0.1 and 8765.
    base_url
        ``MANNAM_BASE_URL``: the address printed in sign-in links; default ``http://HOST:PORT``.
    workers
        ``MANNAM_WORKERS``: threads of one schedule build; 2.
    """

    data: Path
    database_url: str | None = None
    model: str | None = None
    host: str = "127.0.0.1"
    port: int = 8765
    base_url: str = "http://127.0.0.1:8765"
    workers: int = 2


def read_settings(environment: dict[str, str] | None = None) -> Settings:
    """Settings from environment variables.

    Raises
    ------
    ValueError
        A variable does not hold what it promises; the text names it.
    """
    env = dict(os.environ) if environment is None else environment
    host = env.get("MANNAM_HOST", "127.0.0.1")
    port = _whole(env, "MANNAM_PORT", 8765)
    return Settings(
        data=Path(env.get("MANNAM_DATA") or default_data()).resolve(),
        database_url=env.get("MANNAM_DATABASE_URL") or None,
        model=env.get("MANNAM_MODEL") or None,
        host=host,
        port=port,
        base_url=env.get("MANNAM_BASE_URL") or f"http://{host}:{port}",
        workers=_whole(env, "MANNAM_WORKERS", 2),
    )


def _whole(env: dict[str, str], name: str, default: int) -> int:
    text = env.get(name)
    if not text:
        return default
    if not text.isdecimal() or int(text) == 0:
        raise ValueError(f"{name} is {text!r}: give a whole number above 0")
    return int(text)
