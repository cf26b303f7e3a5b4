"""A whole database into one file, and back: PostgreSQL's own dump, made by the server's own programs."""

import os
import subprocess
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from api.ground.postgres.place import binaries


def dump(url: str, file: Path) -> None:
    """Write a consistent copy of a database into a file, while everybody goes on working.

    The file appears under its name only when it is whole; an earlier one of that name is replaced then.

    Raises
    ------
    ValueError
        The copy could not be made; the text quotes the last words of the program.
    """
    unfinished = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        unfinished.touch(mode=0o600)
        _run("pg_dump", url, "--format=custom", "--no-owner", "--no-privileges", f"--file={unfinished}")
        with unfinished.open("rb") as written:
            os.fsync(written.fileno())
        unfinished.rename(file)
    finally:
        unfinished.unlink(missing_ok=True)


def load(url: str, file: Path) -> None:
    """Fill an empty database from a file that `dump` wrote: all of it, or nothing.

    Raises
    ------
    ValueError
        The file is no copy of a database, or does not fit an empty one; the text quotes the last words of the program.
    """
    _run("pg_restore", url, "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", str(file))


def _run(program: str, url: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs; the password goes through the environment, not through the list of processes."""
    address = urlsplit(url)
    given = dict(parse_qsl(address.query))
    where = {
        "PGHOST": given.pop("host", address.hostname or ""),
        "PGPORT": str(address.port or given.pop("port", "")),
        "PGUSER": unquote(address.username or ""),
        "PGPASSWORD": unquote(address.password or ""),
        "PGDATABASE": unquote(address.path.lstrip("/")),
        "PGSSLMODE": given.pop("sslmode", ""),
    }
    environment = {**os.environ, **{name: value for name, value in where.items() if value}}
    name = where["PGDATABASE"]
    # pg_restore connects only where a database is named on its command line; pg_dump takes either.
    command = [str(binaries() / program), f"--dbname={name}", "--no-password", *arguments]
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)
    if done.returncode != 0:
        said = done.stderr.strip().splitlines()
        raise ValueError(f"{program} failed: {said[-1] if said else f'exit code {done.returncode}'}")
