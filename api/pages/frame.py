"""How a page is made: template, language, the event's navigation, and a word about what was just done."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.access.may import confined, may
from api.access.nouns import ROLES, Caller, role_and_label
from api.events.nouns import Party
from api.ground import labels
from api.ground.db import Connection
from api.ground.errors import Conflict, Invalid, MannamError
from api.ground.names import segment, within
from api.ground.words import READERS, named, preferred, say
from api.pages.navigation import COMPANY, CONSOLE, here
from api.pages.standing import standing
from api.pages.words import fault_words, refusal
from api.schedules.nouns import Meeting, Schedule
from api.schedules.quality import layer_words, quality
from api.web.desk import Desk

LANGUAGE_COOKIE, SAID_COOKIE = "mannam_language", "mannam_said"
_environment = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.filters["segment"] = segment


def language_of(request: Request) -> str:
    """The language in which this browser reads pages."""
    return preferred(request.cookies.get(LANGUAGE_COOKIE), request.headers.get("accept-language", ""), among=READERS)


async def page(
    request: Request,
    template: str,
    desk: Desk | None = None,
    *,
    status: int = 200,
    refused: MannamError | None = None,
    **context: Any,
) -> HTMLResponse:
    """A page from a template; ``refused`` is shown on top, with its faults, and above all where the event stands."""
    around = _around(request, desk) | {"standing": await standing(desk)} if desk else {}
    return _rendered(request, template, status=status, refused=refused, **{**around, **context})


def _around(request: Request, desk: Desk) -> dict[str, Any]:
    """What stands around every page of an event."""
    base = f"/events/{desk.event.slug}"
    places = CONSOLE if may(desk.by, "oversee", "event") else COMPANY
    found = here(places, request.url.path.removeprefix(base))
    return {"desk": desk, "event": desk.event, "by": desk.by, "base": base, "places": places, "here": found}


def _rendered(
    request: Request, template: str, *, status: int = 200, refused: MannamError | None = None, **context: Any
) -> HTMLResponse:
    language = language_of(request)
    said = unquote(request.cookies.get(SAID_COOKIE, ""))
    html = _environment.get_template(template).render(
        {
            **_in_language(language),
            "request": request,
            "path": request.url.path,
            "address": request.url.path + (f"?{request.url.query}" if request.url.query else ""),
            "event": None,
            "by": None,
            "base": "",
            "here": None,
            **_rights(context.get("by")),
            "now": datetime.now(UTC),
            "said": said,
            "refused": refused,
            "refused_words": refusal(language, refused) if refused else "",
            "faults": _faults(language, refused),
            **context,
        }
    )
    response = HTMLResponse(html, refused.status if refused and status == 200 else status)
    if said:
        response.delete_cookie(SAID_COOKIE)
    response.headers["Vary"] = "Cookie, Accept-Language"
    response.headers["Content-Language"] = language
    return response


def redirect(request: Request, to: str, english: str = "", **values: object) -> RedirectResponse:
    """Go to a page after a write, and say there what was done."""
    response = RedirectResponse(to, 303)
    if english:
        text = say(language_of(request), english, **values)
        response.set_cookie(SAID_COOKIE, quote(text), max_age=60, httponly=True, samesite="lax")
    return response


def error_page(request: Request, error: MannamError) -> HTMLResponse:
    """A page that says what was refused and where to go on."""
    return _rendered(request, "error.html", status=error.status, refused=error, back=_back(request))


@asynccontextmanager
async def attempt(db: Connection) -> AsyncGenerator[None]:
    """A part of the transaction that is undone when it is refused, so that a page can say why and stay open."""
    async with db.transaction():
        yield


def _rights(by: Caller | None) -> dict[str, Any]:
    """What a template may ask before it offers something."""
    return {"may": partial(may, by), "confined": partial(confined, by)} if by else {}


def _signed(language: str, signature: str) -> str:
    """Who signed a record: a code, or what its key may do, in the language of the page, and the label of the key."""
    who, label = role_and_label(signature)
    who = named(language, "role", who) if who in ROLES else who
    return f"{who} “{label}”" if label else who


def _in_language(language: str) -> dict[str, Any]:
    korean = language == "ko"

    def name(found: object, stem: str = "name") -> str:
        """The name of something in the page's language, in the other where it is missing."""
        stem = "" if isinstance(found, Party) else f"{stem}_"
        first, second = (f"{stem}ko", f"{stem}en") if korean else (f"{stem}en", f"{stem}ko")
        return _part(found, first) or _part(found, second)

    def interpreter(meeting: Meeting) -> str:
        """An interpreter's label with the languages, unless the label says them itself."""
        label = name(meeting, "interpreter")
        return label if "(" in label else f"{label} ({labels.spoken(language, meeting.interpreter_languages)})"

    def by_code(kind: str, codes: Sequence[str]) -> dict[str, str]:
        """The words of the codes of one kind, for scripts."""
        return {code: named(language, kind, code) for code in codes}

    def how_good(schedule: Schedule) -> str:
        found = quality(schedule.value, schedule.bound, schedule.certificate)
        return found.said(language)

    def layer_name(layer: Mapping[str, Any]) -> str:
        return layer_words(layer).said(language)

    return {
        "language": language,
        "quality": how_good,
        "layer_name": layer_name,
        "interpreter": interpreter,
        "named": by_code,
        "signed": partial(_signed, language),
        "languages": READERS,
        "_": partial(say, language),
        "name": name,
        "day": partial(labels.day, language),
        "sector": partial(labels.sector, language),
        "spoken": partial(labels.spoken, language),
        "country": partial(labels.country, language),
        "hour": labels.hour,
        "zone_name": labels.zone_name,
        "moment": labels.moment,
        "number": partial(labels.number, language),
        "percent": partial(labels.percent, language),
        "money": partial(labels.money, language),
    }


def _part(found: object, key: str) -> str:
    value: Any = found.get(key) if isinstance(found, Mapping) else getattr(found, key)
    return str(value or "")


def _faults(language: str, refused: MannamError | None) -> list[tuple[str, str, str]]:
    if not isinstance(refused, Invalid | Conflict):
        return []
    return [(fault.where or "/file", *fault_words(language, fault)) for fault in refused.faults]


def _back(request: Request) -> str:
    """The page from which a refused request came, if it was one of ours."""
    referrer = request.headers.get("referer", "")
    own = f"{request.url.scheme}://{request.url.netloc}/"
    if not referrer.startswith(own) or referrer == str(request.url):
        return ""
    return within("/" + referrer.removeprefix(own))
