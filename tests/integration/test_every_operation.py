"""Whatever is sent to any operation by anybody, the answer is one that its description promises."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import settings as hypothesis
from schemathesis import checks

from api.access.keys import make_key
from api.access.nouns import Caller
from api.ground.db import Connection, Pool
from api.ground.settings import Settings
from tests.integration.web import client, key
from tests.integration.world import World, world

WHO = ("operator", "organizer", "S01", "B01", "nobody")
EXAMPLES = 4 if hypothesis().max_examples < 10_000 else 100
STREAMS = {"watchJob"}
"""What does not end while its job goes on."""
CHECKS = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]

__all__ = ["world"]


@pytest.fixture
async def open_world(world: World, settings: Settings, pool: Pool) -> AsyncIterator[World]:
    """The same world behind a service that lets everybody ask as often as it likes."""
    async with client(settings.but(rate=10**9, sign_in_rate=10**9), pool) as http:
        yield World(http, world.made, world.other, world.places)


def cases_of(operation: Any) -> list[Any]:
    """Some of the requests that the description allows, and some that it does not."""
    found: list[Any] = []

    @hypothesis(
        max_examples=EXAMPLES,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
    )
    @seed(1)
    @given(case=operation.as_strategy())
    def collect(case: Any) -> None:
        found.append(case)

    collect()
    return found


async def sent(http: httpx.AsyncClient, case: Any, headers: dict[str, str]) -> httpx.Response:
    """The answer to a case."""
    given = requests.Request(**case.as_transport_kwargs(base_url="http://127.0.0.1", headers=headers)).prepare()
    body: Any = given.body.encode() if isinstance(given.body, str) else given.body or b""
    plain = {
        str(name): str(value)
        for name, value in given.headers.items()
        if name.lower() not in ("cookie", "transfer-encoding")
    }
    return await http.request(str(given.method), str(given.url), headers=plain, content=body)


@pytest.mark.slow
@pytest.mark.parametrize("who", WHO)
async def test_every_operation_answers_everybody_as_it_is_described(
    open_world: World, db: Connection, who: str
) -> None:
    token = await make_key(db, Caller("operator", "desk")) if who == "operator" else open_world.made.tokens.get(who)
    headers = key(token) if token else {}
    document = (await open_world.http.get("/openapi.json")).json()
    schema = schemathesis.openapi.from_dict(document)
    wrong: list[str] = []
    asked = 0
    operations: Any = schema.get_all_operations()
    for result in operations:
        operation = result.ok()
        if operation.definition.raw["operationId"] in STREAMS:
            continue
        for case in cases_of(operation):
            known = {name: value for name, value in open_world.places.items() if name in case.path_parameters}
            if asked % 3 or "slug" not in known:  # two of three ask for what is there
                case.path_parameters.update(known)
            else:
                case.path_parameters["slug"] = known["slug"]
            asked += 1
            answer = await sent(open_world.http, case, headers)
            try:
                case.validate_response(answer, checks=CHECKS)
            except BaseException as error:
                wrong.append(f"{operation.label}: {answer.status_code} {str(error)[:500]}")
    assert asked > 250
    assert wrong == []
