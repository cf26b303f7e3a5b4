"""The log says what went wrong and where, and nothing about anybody."""

import io
import logging

import asyncpg
import pytest

from api.ground.logs import Discreet, discreet, told


@pytest.fixture
def log() -> tuple[logging.Logger, io.StringIO]:
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(Discreet())
    logger = logging.Logger("test")
    logger.addHandler(handler)
    return logger, written


TOKEN = "Mvs6i-n6UPjf1qjFdSkKR2MTft6zKoRbY2O0yvAhMz8"
"""Made like a key, and the same in every process, because tests are named by it."""
SECRETS = [
    f"GET /sign-in/{TOKEN}",
    f"GET http://127.0.0.1:8765/sign-in/{TOKEN}?x=1",
    f"Authorization: Bearer {TOKEN}",
    f"cookie mannam_key={TOKEN}; other=1",
    f"the key {TOKEN} is not known",
    "postgresql://mannam:s3cret-word@/postgres",
    "mail to minji.kim@example.org failed",
    "call +82 (0)2-1234-5678",
    "call 010-1234-5678 or 01012345678",
]


@pytest.mark.parametrize("text", SECRETS)
def test_keys_and_contacts_are_left_out_of_messages(text: str, log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, written = log
    logger.warning("%s %s", "seen:", text)
    for secret in (TOKEN, "s3cret-word", "minji.kim", "1234-5678", "01012345678"):
        assert secret not in written.getvalue()
    assert "seen:" in written.getvalue()


def test_what_helps_to_find_a_fault_stays() -> None:
    for text in (
        "GET /v1/events/istanbul-2022/agendas/S01: 503",
        "job 1234 failed after 3 attempts, 127.0.0.1:8765",
        "2030-10-01 12:00:00 took 0.1234567 s",
    ):
        assert discreet(text) == text


def test_a_traceback_names_kinds_and_places_and_no_values(log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, written = log

    def inner() -> None:
        raise KeyError("minji.kim@example.org in the sheet")

    try:
        try:
            inner()
        except KeyError as error:
            raise ValueError("Minji Kim, 010-1234-5678") from error
    except ValueError:
        logger.exception("job 7 failed")
    said = written.getvalue()
    assert "job 7 failed" in said and "KeyError" in said and "ValueError" in said and "in inner" in said
    assert "Minji" not in said and "minji" not in said and "5678" not in said


def test_a_database_error_is_told_by_code_and_names() -> None:
    error = asyncpg.UniqueViolationError("duplicate key value", "Key (email)=(minji.kim@example.org) already exists.")
    error.__dict__.update(sqlstate="23505", table_name="delegates", constraint_name="delegates_unique")
    said = told(error)
    assert "sqlstate=23505" in said and "constraint_name=delegates_unique" in said
    assert "minji" not in said and "duplicate" not in said
