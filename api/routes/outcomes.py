"""What came of meetings: recorded and corrected, never changed."""

from fastapi import APIRouter

from api.outcomes import recording
from api.routes import shapes
from api.web import bodies
from api.web.desk import MemberDesk

router = APIRouter(prefix="/events/{slug}/outcomes", tags=["outcomes"])


@router.get("", operation_id="listOutcomes", response_model=shapes.Page[shapes.Outcome])
async def list_outcomes(desk: MemberDesk, current: bool = False) -> object:
    """Records, the newest first; with ``current`` without those that were corrected."""
    return {"items": await recording.outcomes(desk.db, desk.event.id, current_only=current, by=desk.by)}


@router.post("", operation_id="recordOutcome", status_code=201, response_model=shapes.Outcome)
async def record(desk: MemberDesk, said: bodies.NewOutcome) -> object:
    """Record a meeting from the caller's side; amounts are typed as people write them (``190만불``)."""
    draft = recording.Draft(**said.model_dump(exclude={"supplier_code", "buyer_code"}))
    return await recording.record(desk.db, desk.event.id, said.supplier_code, said.buyer_code, draft, by=desk.by)


@router.post("/{outcome_id}/correct", operation_id="correctOutcome", status_code=201, response_model=shapes.Outcome)
async def correct(desk: MemberDesk, outcome_id: int, said: bodies.OutcomeFields) -> object:
    """Add a record that replaces an earlier one of the same side."""
    return await recording.correct(desk.db, desk.event.id, outcome_id, recording.Draft(**said.model_dump()), by=desk.by)
