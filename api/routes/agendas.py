"""One participant's meetings, as JSON, calendar and paper; for programs, phones and pockets."""

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from api.events.nouns import Language
from api.ground.errors import Conflict
from api.papers import agendas as papers
from api.participants import reading
from api.routes.participants import Participant
from api.routes.schedules import Consultation
from api.schedules import reading as planned
from api.schedules.agendas import agenda_as_json
from api.web.desk import MemberDesk, OrganizerDesk, reading_of, tell_let_in, token_of
from api.web.downloading import attachment, download
from api.web.languages import speaking
from api.web.printing import Printing
from api.web.shapes import Shape

router = APIRouter(prefix="/events/{slug}", tags=["agendas"])
ICS, PDF, ZIP = "text/calendar; charset=utf-8", "application/pdf", "application/zip"


class Contact(Shape):
    """A delegate of a counterpart, who may be reached."""

    counterpart: str = Field(examples=["B17"])
    name: str
    title_ko: str
    title_en: str
    email: str
    phone: str


class Agenda(BaseModel):
    """One participant's meetings of the published schedule; no version until one is published."""

    participant: Participant
    version: int | None
    meetings: list[Consultation]
    contacts: list[Contact] = Field(
        description="Delegates of those whom it meets, who consented, where both sides agreed to meet."
    )


@router.get("/agendas.zip", operation_id="downloadAgendas", **download(ZIP, "A PDF and an ICS file of each."))
async def all_agendas(desk: OrganizerDesk, press: Printing) -> Response:
    """The agendas of all participants in the published schedule, as PDF and ICS files in one archive."""
    if await planned.published(desk.db, desk.event.id, by=desk.by) is None:
        raise Conflict("No schedule is published: there is no agenda yet.", code="nothing-published")
    return await press.filed(
        papers.agendas_zip, desk.event, by=desk.by, name=f"{desk.event.slug}-agendas.zip", kind=ZIP
    )


@router.get(
    "/agendas/{code:path}.ics",
    operation_id="downloadAgendaCalendar",
    **download("text/calendar", "One entry a meeting."),
)
async def calendar(desk: MemberDesk, press: Printing, code: str) -> Response:
    """The agenda as a calendar file."""
    participant = await reading.participant(desk.db, desk.event.id, code, by=desk.by)
    content = await press.drawn(papers.agenda_ics, desk.event, participant, by=desk.by)
    return Response(content, media_type=ICS, headers=attachment(f"{desk.event.slug}-{code}.ics"))


@router.get("/agendas/{code:path}.pdf", operation_id="downloadAgendaPdf", **download(PDF, "The agenda to print."))
async def paper(
    desk: MemberDesk, press: Printing, request: Request, code: str, lang: Language | None = None
) -> Response:
    """The agenda as a PDF in Korean, English, Thai or Turkish; in that of `Accept-Language` where none is named."""
    spoken, told = speaking(request, lang, otherwise="ko")
    participant = await reading.participant(desk.db, desk.event.id, code, by=desk.by)
    content = await press.drawn(papers.agenda_pdf, desk.event, participant, spoken, by=desk.by)
    return Response(content, media_type=PDF, headers=attachment(f"{desk.event.slug}-{code}-{spoken}.pdf") | told)


@router.get("/agendas/{code:path}", operation_id="readAgenda", response_model=Agenda)
async def read_agenda(request: Request, slug: str, code: str) -> Response:
    """The meetings of a participant in the published schedule, by time."""
    async with reading_of(request) as db:
        found = await agenda_as_json(db, token_of(request), slug, code)
        tell_let_in(request)
        return Response(found, media_type="application/json")
