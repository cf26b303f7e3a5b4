"""What an installation can choose: from the environment and a file, read once, when a command starts."""

import os
import re
import tomllib
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path, user_config_path, user_data_path
from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from api.ground.logs import discreet

PREFIX = "MANNAM_"
CONFIG = f"{PREFIX}CONFIG"
"""The variable that names another file than the usual one."""
PROJECT = Path(__file__).resolve().parents[2]
"""The folder that holds the packages: a checkout, or where they were installed."""


def in_checkout() -> bool:
    """Whether the packages run from a checkout of the project, and not from where pip put them."""
    return (PROJECT / "pyproject.toml").is_file() and (PROJECT / "constraints.txt").is_file()


def default_data() -> Path:
    """Where the embedded database lives if nothing is said: in the checkout, else in the user's data folder."""
    return PROJECT / ".mannam" if in_checkout() else user_data_path("mannam", appauthor=False)


def default_cache() -> Path:
    """Where it is kept what can be made anew: the user's cache folder."""
    return user_cache_path("mannam", appauthor=False)


def default_out() -> Path:
    """Where commands write their files if nothing is said: ``out`` in the checkout, else in the current folder."""
    return (PROJECT if in_checkout() else Path.cwd()) / "out"


def config_file() -> Path:
    """The file with settings: ``MANNAM_CONFIG``, else ``mannam.toml`` in the checkout or the user's folder of settings."""
    if named := os.environ.get(CONFIG):
        return Path(named)
    folder = PROJECT if in_checkout() else user_config_path("mannam", appauthor=False)
    return folder / "mannam.toml"


class Settings(BaseSettings):
    """The choices of one installation; made directly, it takes what it is given and looks nowhere else.

    Attributes
    ----------
    data
        Folder of the embedded server and of what commands write; default ``.mannam`` in a checkout, else the user's data
        folder.
    database_url
        A PostgreSQL 15 or later; None starts the embedded one.
    model
        Hub name or folder of a sentence-transformers model; None takes the shipped one.
    cache
        Folder of what a model has read once for all processes; default the user's cache folder.
    host, port
        Where ``mannam serve`` listens.
    base_url
        The address printed in sign-in links; default ``http://HOST:PORT``.
    workers
        Threads of one schedule build.
    rate, sign_in_rate
        Requests of one caller within a minute, and links or keys that open nothing from one address.
    smtp
        The mail server, ``smtp://user:password@host:587`` (STARTTLS where it offers it) or ``smtps://...:465``; None writes
        letters into the folder ``outbox`` of ``data``.
    mail_from
        The address that letters come from; default ``mannam@`` the host of ``base_url``.
    webhooks_anywhere
        Whether webhooks may also be called without TLS and within private networks.
    """

    model_config = SettingsConfigDict(frozen=True, extra="forbid", env_prefix=PREFIX, env_ignore_empty=True)

    data: Path = Field(default_factory=default_data)
    database_url: str | None = None
    model: str | None = None
    cache: Path = Field(default_factory=default_cache)
    host: str = "127.0.0.1"
    port: int = Field(default=8765, ge=1, le=65535)
    base_url: str = ""
    workers: int = Field(default=2, ge=1)
    rate: int = Field(default=1200, ge=1)
    sign_in_rate: int = Field(default=20, ge=1)
    smtp: str | None = None
    mail_from: str = ""
    webhooks_anywhere: bool = False

    @field_validator("data", "cache", mode="after")
    @classmethod
    def _resolved(cls, folder: Path) -> Path:
        return folder.expanduser().resolve()

    @field_validator("smtp", mode="after")
    @classmethod
    def _of_a_server(cls, smtp: str | None) -> str | None:
        if smtp is not None and re.fullmatch(r"smtps?://(?:[^@/]+@)?[\w.-]+(?::\d{1,5})?/?", smtp) is None:
            raise ValueError("it is no smtp://user:password@host:port")
        return smtp

    @model_validator(mode="after")
    def _addressed(self) -> "Settings":
        if not self.base_url:
            object.__setattr__(self, "base_url", f"http://{self.host}:{self.port}")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what is given."""
        return (init_settings,)

    def but(self, **changes: Any) -> "Settings":
        """The same settings with some changed; the address follows host and port unless it was chosen."""
        plain = self.base_url == f"http://{self.host}:{self.port}"
        return Settings(**(self.model_dump(exclude={"base_url"} if plain else set()) | changes))


class _Chosen(Settings):
    """Settings as the environment says, and the file where the environment says nothing."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment first, then the file."""
        return env_settings, TomlConfigSettingsSource(settings_cls, config_file())


def read_settings() -> Settings:
    """Settings of this process.

    Raises
    ------
    ValueError
        A variable, or a line of the file, does not hold what it promises; the text names it.
    """
    file = config_file()
    if os.environ.get(CONFIG) and not file.is_file():
        raise ValueError(f"{CONFIG} is {str(file)!r}: there is no such file")
    try:
        return Settings(**_Chosen().model_dump())
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{file} is not TOML: {error}") from error
    except ValidationError as error:
        raise ValueError("; ".join(_complaint(fault, file) for fault in error.errors())) from error


def _complaint(fault: Any, file: Path) -> str:
    name = str(fault["loc"][0]) if fault["loc"] else ""
    variable = f"{PREFIX}{name.upper()}"
    where = variable if os.environ.get(variable) else f"{name} in {file}"
    if fault["type"] == "extra_forbidden":
        return f"{where} is no setting: the settings are {', '.join(Settings.model_fields)}"
    return f"{where} is {discreet(repr(fault['input']))}: {fault['msg'][:1].lower()}{fault['msg'][1:]}"
