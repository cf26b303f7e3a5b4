"""The floor: a bare FastAPI application that says hello, and that runs the statement of an agenda and returns its bytes."""

import os
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import Response

from api.ground.db import open_pool
from api.schedules.agendas import agenda_as_json


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncGenerator[None]:
    app.state.pool = await open_pool(os.environ["MANNAM_DATABASE_URL"])
    yield
    await app.state.pool.close()


app = FastAPI(lifespan=_lifespan)


@app.get("/hello")
async def hello() -> dict[str, str]:
    """As little as FastAPI can do."""
    return {"hello": "world"}


@app.get("/floor/{slug}/{code}")
async def floor(request: Request, slug: str, code: str) -> Response:
    """What an agenda costs at least: its statement and its bytes."""
    token = request.headers["authorization"].removeprefix("Bearer ")
    async with request.app.state.pool.acquire() as db:
        return Response(await agenda_as_json(db, token, slug, code), media_type="application/json")


if __name__ == "__main__":
    uvicorn.run(app, port=int(sys.argv[1]), access_log=False, log_level="warning")
