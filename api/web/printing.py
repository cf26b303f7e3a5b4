"""Papers for whoever asks over the web: read and drawn in a process of their own, never between two other requests."""

import asyncio
import os
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Concatenate, ParamSpec, Protocol, TypeVar

from fastapi import Depends
from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from api.access.nouns import Caller
from api.ground.apart import PAPERS, apart
from api.ground.db import Connection, connect
from api.ground.settings import Settings
from api.web.desk import settings_of
from api.web.downloading import attachment

Given = ParamSpec("Given")
Value = TypeVar("Value")
Noun = TypeVar("Noun", contravariant=True)


class Files(Protocol[Noun]):
    """A verb that writes a large paper about a noun into a file."""

    async def __call__(self, db: Connection, about: Noun, target: Path, /, *, by: Caller) -> None: ...


class Printer:
    """Runs verbs that read and draw; each reads over a connection of its own, which sees one moment of the database."""

    def __init__(self, database_url: str) -> None:
        self._url = database_url

    async def drawn(
        self,
        verb: Callable[Concatenate[Connection, Given], Awaitable[Value]],
        *arguments: Given.args,
        **options: Given.kwargs,
    ) -> Value:
        """What a verb of a module makes."""
        return await apart(PAPERS, _drawn, self._url, verb, arguments, options)

    async def filed(
        self,
        verb: Files[Noun],
        about: Noun,
        *,
        by: Caller,
        name: str,
        kind: str,
    ) -> FileResponse:
        """A large paper as a file, written by a verb, that is sent piece by piece and then removed."""
        handle, place = tempfile.mkstemp(prefix="mannam-")
        os.close(handle)
        try:
            await apart(PAPERS, _drawn, self._url, verb, (about, Path(place)), {"by": by})
        except BaseException:
            _removed(place)
            raise
        return FileResponse(
            place, media_type=kind, headers=attachment(name), background=BackgroundTask(_removed, place)
        )


def _removed(place: str) -> None:
    Path(place).unlink(missing_ok=True)


def _drawn(
    url: str, verb: Callable[..., Awaitable[Value]], arguments: tuple[object, ...], options: dict[str, object]
) -> Value:
    async def read() -> Value:
        db = await connect(url)
        try:
            async with db.transaction(isolation="repeatable_read", readonly=True):
                return await verb(db, *arguments, **options)
        finally:
            await db.close()

    return asyncio.run(read())


def printer(settings: Annotated[Settings, Depends(settings_of)]) -> Printer:
    """The printer of the running application."""
    assert settings.database_url
    return Printer(settings.database_url)


Printing = Annotated[Printer, Depends(printer)]
