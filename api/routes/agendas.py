"""One participant's meetings, as JSON, calendar and paper; for programs, phones and pockets."""

from fastapi import APIRouter, Response
from pydantic import BaseModel

from api.events.nouns import Language
from api.ground.errors import Conflict
from api.participants import reading
from api.routes.participants import Participant
from api.routes.schedules import Meeting
from api.schedules import store as schedules
from api.schedules.agendas import agenda
from api.web.desk import MemberDesk, OrganizerDesk
from api.web.downloading import attachment

router = APIRouter(prefix="/events/{slug}", tags=["agendas"])
ICS, PDF, ZIP = "text/calendar; charset=utf-8", "application/pdf", "application/zip"


class Agenda(BaseModel):
    """One participant's meetings of the published schedule; no version until one is published."""

    participant: Participant
    version: int | None
    meetings: list[Meeting]


@router.get("/agendas.zip", operation_id="downloadAgendas", response_class=Response)
async def all_agendas(desk: OrganizerDesk) -> Response:
    """The agendas of all participants in the published schedule, as PDF and ICS files in one archive."""
    if await schedules.published(desk.db, desk.event.id) is None:
        raise Conflict("No schedule is published: there is no agenda yet.", code="nothing-published")
    from api.papers import exporting  # draws PDF and XLSX: loaded when first needed

    content = await exporting.agendas_zip(desk.db, desk.event)
    return Response(content, media_type=ZIP, headers=attachment(f"{desk.event.slug}-agendas.zip"))


@router.get("/agendas/{code}.ics", operation_id="downloadAgendaCalendar", response_class=Response)
async def calendar(desk: MemberDesk, code: str) -> Response:
    """The agenda as a calendar file."""
    participant = await reading.participant(desk.db, desk.event.id, code, by=desk.by)
    from api.papers import exporting  # draws PDF and XLSX: loaded when first needed

    content = await exporting.agenda_ics(desk.db, desk.event, participant)
    return Response(content, media_type=ICS, headers=attachment(f"{desk.event.slug}-{code}.ics"))


@router.get("/agendas/{code}.pdf", operation_id="downloadAgendaPdf", response_class=Response)
async def paper(desk: MemberDesk, code: str, lang: Language = "ko") -> Response:
    """The agenda as a PDF in Korean, English, Thai or Turkish."""
    participant = await reading.participant(desk.db, desk.event.id, code, by=desk.by)
    from api.papers import exporting  # draws PDF and XLSX: loaded when first needed

    content = await exporting.agenda_pdf(desk.db, desk.event, participant, lang)
    return Response(content, media_type=PDF, headers=attachment(f"{desk.event.slug}-{code}-{lang}.pdf"))


@router.get("/agendas/{code}", operation_id="readAgenda", response_model=Agenda)
async def read_agenda(desk: MemberDesk, code: str) -> object:
    """The meetings of a participant in the published schedule, by time."""
    found = await agenda(desk.db, desk.event, code, by=desk.by)
    return {
        "participant": found.participant,
        "version": found.schedule and found.schedule.version,
        "meetings": found.meetings,
    }
