"""Pages for people: the same verbs as the API, rendered on the server."""

from fastapi import APIRouter

from api.pages import problems, signing, unsubscribing
from api.pages.company import home, persons, phone
from api.pages.console import (
    access,
    building,
    changes,
    day,
    events,
    figures,
    importing,
    invitations,
    matches,
    people,
    reasons,
    schedules,
    settings,
    timetable,
    trail,
    webhooks,
)
from api.pages.records import mous, outcomes

router = APIRouter(include_in_schema=False)
for part in (
    signing,
    unsubscribing,
    problems,
    importing,
    events,
    people,
    persons,
    invitations,
    access,
    matches,
    building,
    schedules,
    timetable,
    changes,
    reasons,
    day,
    settings,
    phone,
    home,
    outcomes,
    mous,
    figures,
    trail,
    webhooks,
):
    router.include_router(part.router)
