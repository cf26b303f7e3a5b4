"""The steps of running PostgreSQL: make the cluster, start it, ask after it, stop it."""

import os
import secrets
import signal
import subprocess
import time
from pathlib import Path
from typing import TypedDict

from api.ground.postgres.place import Place

USER = "mannam"
PATIENCE_SECONDS = 60


def password(where: Place) -> str:
    """The password of the database user, made at the first start and readable by its owner alone."""
    file = where.home / "password"
    if not file.exists():
        unfinished = file.with_name(f"password.{os.getpid()}")
        unfinished.touch(mode=0o600)
        unfinished.write_text(secrets.token_urlsafe(24))
        os.chown(unfinished, where.uid, where.gid)
        unfinished.rename(file)
    return file.read_text()


def url(where: Place, database: str) -> str:
    """The address of a database of this cluster, over its private Unix socket."""
    return f"postgresql://{USER}:{password(where)}@/{database}?host={where.socket_folder}"


def initialise(where: Place) -> None:
    """Make the cluster if it is missing; a half-made one left by a crash is made anew."""
    if (where.cluster / "PG_VERSION").exists():
        return
    password(where)
    unfinished = where.home / "cluster.unfinished"
    _run(where, "rm", "-rf", str(unfinished))
    _run(
        where,
        str(where.binaries / "initdb"),
        *("--pgdata", str(unfinished), "--username", USER, "--pwfile", str(where.home / "password")),
        *(
            "--auth",
            "scram-sha-256",
            "--encoding",
            "UTF8",
            "--locale-provider",
            "builtin",
            "--builtin-locale",
            "C.UTF-8",
        ),
        *("--locale", "C", "--no-instructions"),
    )
    unfinished.rename(where.cluster)


def start(where: Place) -> "subprocess.Popen[bytes]":
    """Start the server without waiting until it answers; the process is the caller's to reap."""
    folder = where.socket_folder
    folder.mkdir(mode=0o700, exist_ok=True)
    owner = folder.stat()
    if owner.st_uid not in (where.uid, os.geteuid()) or folder.is_symlink():
        raise ValueError(f"{folder} belongs to somebody else: remove it or choose another MANNAM_DATA")
    os.chown(folder, where.uid, where.gid)
    options = {
        "listen_addresses": "",
        "unix_socket_directories": str(folder),
        "unix_socket_permissions": "0700",
        "max_connections": "300",
        "shared_buffers": "64MB",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_error_verbosity": "terse",  # without it the log quotes the rows that a constraint refused
    }
    arguments = [item for name, value in options.items() for item in ("-c", f"{name}={value}")]
    with where.log.open("ab") as log:
        os.chown(where.log, where.uid, where.gid)
        return subprocess.Popen(
            [str(where.binaries / "postgres"), "-D", str(where.cluster), *arguments],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=where.home, start_new_session=True,
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"}, **_identity(where),
        )  # fmt: skip


def server_pid(where: Place) -> int | None:
    """The running server's process, or None; a stale pid file counts as none."""
    try:
        pid = int((where.cluster / "postmaster.pid").read_text().split()[0])
    except (FileNotFoundError, ValueError, IndexError):
        return None
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return None if Path("/proc").is_dir() and Path("/proc/self").exists() else _alive(pid)
    return pid if b"postgres" in command and os.fsencode(where.cluster) in command else None


def _alive(pid: int) -> int | None:
    try:
        os.kill(pid, 0)
    except OSError:
        return None
    return pid


def answers(where: Place) -> bool:
    """Whether the server accepts connections now."""
    ready = [str(where.binaries / "pg_isready"), "-q", "-h", str(where.socket_folder)]
    return subprocess.run(ready, check=False, stderr=subprocess.DEVNULL).returncode == 0


def stop(where: Place) -> None:
    """Stop the server in an orderly way: running statements are rolled back, what was acknowledged is on disk."""
    pid = server_pid(where)
    if pid is None:
        return
    os.kill(pid, signal.SIGINT)
    end = time.monotonic() + PATIENCE_SECONDS
    while server_pid(where) is not None and time.monotonic() < end:
        time.sleep(0.05)


def _run(where: Place, *command: str) -> None:
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=where.home, **_identity(where))
    if done.returncode:
        raise ValueError(f"{Path(command[0]).name} failed: {done.stderr.strip() or done.stdout.strip()}")


class _Identity(TypedDict, total=False):
    user: int
    group: int
    extra_groups: list[str | int]


def _identity(where: Place) -> _Identity:
    if os.geteuid() != 0:
        return {}
    return {"user": where.uid, "group": where.gid, "extra_groups": []}
