"""The main job in a browser: a real server process, a real worker process, a real chromium, and no network."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, BrowserContext, Page, Request, async_playwright, expect

from api.events.workbook.reading import read_workbook
from api.events.workbook.writing import write_workbook
from api.ground.settings import Settings

CHROMIUM = Path("/usr/bin/chromium")
ROOT = Path(__file__).parents[2]
PATIENCE_MS = 180_000  # the encoder is loaded once, on two busy cores

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(
        not CHROMIUM.exists() and not os.environ.get("CI"), reason="Debian's chromium is not at /usr/bin/chromium"
    ),
]


@dataclass(frozen=True, slots=True)
class Service:
    """A running server and worker: the address, and the operator's sign-in link as the terminal shows it."""

    address: str
    link: str


@pytest.fixture
def service(settings: Settings, tmp_path: Path) -> Iterator[Service]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "MANNAM_DATABASE_URL": settings.database_url or "",
        "MANNAM_DATA": str(tmp_path),
        "MANNAM_PORT": str(port),
        "PYTHONUNBUFFERED": "1",
    }
    with (
        process("serve", "--no-worker", environment=environment) as server,
        process("work", environment=environment),
    ):
        assert server.stdout is not None
        said = ""
        while "sign-in link" not in said:
            line = server.stdout.readline()
            assert line, f"the server ended: {said}"
            said += line
        link = re.search(r"http://\S+/sign-in/\S+", said)
        assert link is not None
        yield Service(f"http://127.0.0.1:{port}", link[0])


@contextmanager
def process(*command: str, environment: dict[str, str]) -> Generator[subprocess.Popen[str]]:
    """One process of the installed command, ended as a terminal would end it."""
    started = subprocess.Popen(
        [sys.executable, "-m", "api.cli.main", *command],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        yield started
    finally:
        started.send_signal(signal.SIGINT)
        try:
            started.wait(30)
        except subprocess.TimeoutExpired:
            started.kill()
            started.wait()
        if started.stdout is not None:
            started.stdout.close()


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield launched
        await launched.close()


async def someone(browser: Browser, hosts: set[str], *, width: int = 1280) -> BrowserContext:
    """A person with a browser of their own, whose every request is noted by its host."""
    context = await browser.new_context(viewport={"width": width, "height": 844}, locale="en-GB", accept_downloads=True)
    context.set_default_timeout(90_000)

    def note(request: Request) -> None:
        if urlsplit(request.url).scheme != "data":
            hosts.add(urlsplit(request.url).hostname or "")

    context.on("request", note)
    return context


async def test_from_a_workbook_to_an_agenda_and_an_mou(
    service: Service, browser: Browser, fixtures: Path, tmp_path: Path
) -> None:
    hosts: set[str] = set()
    organizer = await someone(browser, hosts)
    page = await organizer.new_page()
    await page.goto(service.link)

    await refuse_a_faulty_workbook(page, fixtures, tmp_path)
    await page.set_input_files("#file", fixtures / "istanbul-2022.xlsx")
    await page.get_by_role("button", name="Import").click()
    await expect(page.get_by_role("status")).to_contain_text("Imported: 7 suppliers, 50 buyers")

    await page.get_by_role("link", name="Compute the matches").click()
    await page.get_by_role("button", name="Compute the matches").click()
    await expect(page.locator(".matches > li").first).to_be_visible(timeout=PATIENCE_MS)
    await expect(page.locator(".matches blockquote").first).not_to_be_empty()

    await build_with_live_progress(page)
    await page.get_by_role("link", name="Look at version 1").click()
    placed = await page.locator(".grid .meet").count()
    assert placed > 50
    assert await page.evaluate("document.querySelector('.grid tbody').offsetHeight") < 844
    await move_by_keyboard_and_undo(page, placed)
    await page.get_by_role("button", name="Publish").click()
    await expect(page.get_by_role("status")).to_contain_text(f"Version 1 is published: {placed} meetings are in force.")

    await page.get_by_role("link", name="Participants").click()
    await page.get_by_label("Find").fill("S01")
    await page.locator("tr[data-find]:visible").first.get_by_role("link").click()
    await page.get_by_role("button", name="Make a sign-in link").click()
    link = await page.get_by_label("Sign-in link").input_value()
    await read_the_agenda_on_a_phone(await someone(browser, hosts, width=390), link)

    await keep_an_mou(page)
    assert hosts == {"127.0.0.1"}


async def refuse_a_faulty_workbook(page: Page, fixtures: Path, tmp_path: Path) -> None:
    """A workbook with two faults is refused with both cells, and comes back marked."""
    good = read_workbook((fixtures / "istanbul-2022.xlsx").read_bytes()).workbook
    assert good is not None
    first, second, *others = good.suppliers
    faulty = replace(good, suppliers=(replace(first, country="ZZ"), replace(second, code=first.code), *others))
    (tmp_path / "faulty.xlsx").write_bytes(write_workbook(faulty))
    await page.get_by_role("link", name="New event from a workbook").click()
    await page.set_input_files("#file", tmp_path / "faulty.xlsx")
    await page.get_by_role("button", name="Import").click()
    faults = page.get_by_role("alert").locator("tbody tr")
    await expect(faults.first).to_be_visible()
    places = [await fault.locator("td").first.inner_text() for fault in await faults.all()]
    assert any(re.fullmatch(r"기업!\w+4", place) for place in places), places
    async with page.expect_download() as waiting:
        await page.get_by_role("link", name="Download the same workbook with the faults marked").click()
    marked = await (await waiting.value).path()
    assert marked.read_bytes()[:2] == b"PK"


async def build_with_live_progress(page: Page) -> None:
    """Start a build and see values arrive before the page says that it is finished."""
    await page.add_init_script(
        """
        document.addEventListener("DOMContentLoaded", () => {
          const place = document.querySelector('[data-watch] [data-field="value"]');
          if (!place) return;
          const seen = () => sessionStorage.getItem("seen") || "";
          const note = () => sessionStorage.setItem("seen", seen() + place.textContent + ";");
          new MutationObserver(note).observe(place, { childList: true, characterData: true, subtree: true });
        });
        """
    )
    await page.get_by_role("link", name="Schedule", exact=True).click()
    await page.get_by_role("link", name="Build", exact=True).click()
    await page.get_by_role("button", name="Start building").click()
    await expect(page.get_by_role("button", name="Stop and keep the best")).to_be_visible()
    await expect(page.get_by_role("link", name="Look at version 1")).to_be_visible(timeout=PATIENCE_MS)
    seen = [text for text in str(await page.evaluate("sessionStorage.getItem('seen')")).split(";") if text]
    assert seen and all(re.fullmatch(r"-?[\d,]+", text) for text in seen), seen


async def move_by_keyboard_and_undo(page: Page, placed: int) -> None:
    """Arrows walk through the grid; a meeting is picked and moved to a lit place, which makes a version; undo leads back."""
    for at in range(placed):
        await page.locator(".grid .meet").nth(at).click()
        if await page.locator(".open button").count():
            break
    await page.locator(".chosen a").focus()
    await page.keyboard.press("Home")
    assert await page.evaluate("document.activeElement.closest('td').cellIndex") == 1
    open_place = page.locator(".open button").first
    words = await open_place.inner_text()
    await open_place.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status").first).to_contain_text("Moved in version 2.")
    assert await page.locator(".grid .meet").count() == placed
    await expect(page.locator(".chosen")).to_be_visible()
    assert words.strip("→ ")
    await page.get_by_role("link", name="Undo: back to version 1").click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Version 1")


async def read_the_agenda_on_a_phone(context: BrowserContext, link: str) -> None:
    """The company sees its own meetings with zone, fits the screen, and takes PDF and calendar along."""
    page = await context.new_page()
    await page.goto(link)
    await page.get_by_role("button", name="Sign in").click()
    await expect(page).to_have_url(re.compile("/me$"))
    meetings = page.locator(".agenda > li:not(.day)")
    count = await meetings.count()
    assert count > 3
    await expect(page.locator(".agenda .day").first).to_contain_text("Europe/Istanbul, UTC+3")
    assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    for name, start in (("Agenda (PDF)", b"%PDF"), ("Calendar (ICS)", b"BEGIN:VCALENDAR")):
        async with page.expect_download() as waiting:
            await page.get_by_role("link", name=name).click()
        saved = await (await waiting.value).path()
        content = saved.read_bytes()
        assert content.startswith(start)
    assert content.count(b"BEGIN:VEVENT") == count
    await page.get_by_role("link", name="Find").click()
    ask = page.get_by_role("button", name=re.compile("^Ask for a meeting"))
    while not await ask.count():  # the best ten are asked for already
        await page.get_by_role("link", name="The next 10").click()
    await ask.first.click()
    await expect(page.get_by_role("status")).to_contain_text(re.compile("Asked|agreed"))
    await context.close()


async def keep_an_mou(page: Page) -> None:
    """An MOU is added, corrected with a reason, and both entries stay readable."""
    await page.get_by_role("link", name="Results").click()
    await page.get_by_role("link", name="MOUs").click()
    await page.get_by_label("Supplier", exact=True).select_option(index=1)
    await page.get_by_label("Buyer", exact=True).select_option(index=1)
    await page.get_by_label("Subject").fill("Pilot of earthquake sensing in two districts")
    await page.get_by_label("Signed on").fill("2022-10-10")
    await page.get_by_role("button", name="Add to the log").click()
    await expect(page.get_by_role("status")).to_contain_text("MOU 1 is recorded.")
    await page.get_by_role("link", name="Pilot of earthquake sensing in two districts").click()
    await page.get_by_label("Signed on").fill("2022-10-11")
    await page.get_by_label("Why is it corrected?").fill("The date was that of the rehearsal")
    await page.get_by_role("button", name="Record the correction").click()
    await expect(page.locator(".entries > li")).to_have_count(2)
    await expect(page.locator(".entries > li").first).to_contain_text("Why: The date was that of the rehearsal")
    await expect(page.locator(".entries > li").last).to_contain_text("10 Oct 2022 (Mon)")
