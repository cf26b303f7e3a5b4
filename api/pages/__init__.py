"""Pages for people: the same verbs as the API, rendered on the server."""

from fastapi import APIRouter

from api.pages import building, company, events, importing, matches, mous, outcomes, people, schedules, signing

router = APIRouter(include_in_schema=False)
for part in (signing, importing, events, people, matches, building, schedules, company, outcomes, mous):
    router.include_router(part.router)
