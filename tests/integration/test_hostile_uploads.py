"""Files made to exhaust the service, sent over the web: each is refused with words, and the service goes on."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from api.ground.db import Connection, Pool
from api.ground.settings import Settings
from tests.integration.factory import Made, make_event
from tests.integration.web import PAGE, client, code, key
from tests.unit.events.workbook.test_hostile_files import parts_of, suppliers_part, with_row

FAR = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>'


@pytest.fixture
async def made(db: Connection) -> Made:
    return await make_event(db)


@pytest.fixture
async def http(settings: Settings, pool: Pool) -> AsyncIterator[httpx.AsyncClient]:
    async with client(settings, pool) as found:
        yield found


async def test_a_file_with_a_far_cell_is_refused_with_its_address_by_every_door(
    http: httpx.AsyncClient, made: Made, fixtures: Path
) -> None:
    far = with_row((fixtures / "istanbul-2022.xlsx").read_bytes(), FAR)
    organizer = key(made.tokens["organizer"])
    address = f"/v1/events/{made.slug}/import"
    refused = await http.post(address, headers=organizer, files={"file": ("far.xlsx", far)})
    assert code(refused) == (422, "workbook-faults")
    assert [error["cell"] for error in refused.json()["errors"]] == ["기업!XFD1048576"]
    marked = await http.post(f"{address}/marked", headers=organizer, files={"file": ("far.xlsx", far)})
    sheet = parts_of(marked.content)[suppliers_part(marked.content)].decode()
    assert "[XFD1048576]" in sheet and "XFE" not in sheet
    for language, words in (("ko", "아주 먼 칸"), ("en", "very far from the data")):
        page = await http.post(
            f"/events/{made.slug}/import",
            headers={**organizer, **PAGE, "Accept-Language": language},
            files={"file": ("far.xlsx", far)},
        )
        assert page.status_code == 422
        assert "기업!XFD1048576" in page.text and words in page.text
    assert (await http.get(f"/v1/events/{made.slug}", headers=organizer)).status_code == 200


async def test_a_page_of_very_many_faults_tells_the_first_and_how_many_more(
    http: httpx.AsyncClient, made: Made, fixtures: Path
) -> None:
    rows = "".join(f'<row r="{row}"><c r="A{row}"><v>{row}</v></c></row>' for row in range(300, 1_300))
    faulty = with_row((fixtures / "istanbul-2022.xlsx").read_bytes(), rows)
    refused = await http.post(
        f"/v1/events/{made.slug}/import", headers=key(made.tokens["organizer"]), files={"file": ("a.xlsx", faulty)}
    )
    errors = refused.json()["errors"]
    assert len(errors) == 1_001
    assert "more faults follow" in errors[-1]["detail"]
