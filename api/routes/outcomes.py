"""What came of meetings: recorded and corrected, never changed."""

from fastapi import APIRouter

from api.outcomes import nouns, recording
from api.outcomes.nouns import NewOutcome, OutcomeFields
from api.web.desk import MemberDesk
from api.web.idempotency import Answering
from api.web.paging import Listed
from api.web.shapes import Page, WhyNot, said

router = APIRouter(prefix="/events/{slug}/outcomes", tags=["outcomes"], route_class=Answering)


Outcome = said(nouns.Outcome, "What came of a meeting, as one side recorded it.")


@router.get("", operation_id="listOutcomes", response_model=Page[Outcome])
async def list_outcomes(desk: MemberDesk, listed: Listed, current: bool = False) -> object:
    """Records, the newest first; with ``current`` without those that were corrected."""
    return listed.page(
        await recording.outcomes(desk.db, desk.event.id, current_only=current, span=listed.span, by=desk.by)
    )


@router.post("", operation_id="recordOutcome", status_code=201, response_model=Outcome)
async def record(desk: MemberDesk, said: NewOutcome, confirm: bool = False) -> object:
    """Record a meeting from the caller's side; amounts are typed as people write them (``190만불``).

    A participant's record of a pair without a published meeting ``waits`` for the organizer's yes and is in no figure until
    then. What is unlike anything usual is refused as ``doubtful``, with what was read, until it comes with ``confirm``.
    """
    return await recording.record(
        desk.db, desk.event.id, said.supplier_code, said.buyer_code, said, by=desk.by, confirmed=confirm
    )


@router.get("/{outcome_id}", operation_id="readOutcome", response_model=Outcome)
async def read_outcome(desk: MemberDesk, outcome_id: int) -> object:
    """One record; a participant's key reads those of its own meetings."""
    return await recording.outcome(desk.db, desk.event.id, outcome_id, by=desk.by)


@router.post("/{outcome_id}/correct", operation_id="correctOutcome", status_code=201, response_model=Outcome)
async def correct(desk: MemberDesk, outcome_id: int, said: OutcomeFields, confirm: bool = False) -> object:
    """Add a record that replaces an earlier one of the same side; ``confirm`` as for a first record."""
    return await recording.correct(desk.db, desk.event.id, outcome_id, said, by=desk.by, confirmed=confirm)


@router.post("/{outcome_id}/confirm", operation_id="confirmOutcome", response_model=Outcome)
async def confirm(desk: MemberDesk, outcome_id: int) -> object:
    """The organizer's yes to a record of a pair that had no published meeting: it counts from now on."""
    return await recording.confirm(desk.db, desk.event.id, outcome_id, by=desk.by)


@router.post("/{outcome_id}/refuse", operation_id="refuseOutcome", response_model=Outcome)
async def refuse(desk: MemberDesk, outcome_id: int, why: WhyNot) -> object:
    """The organizer's no to such a record: it is not counted, and whoever recorded it reads why (``refused``)."""
    return await recording.refuse(desk.db, desk.event.id, outcome_id, why, by=desk.by)
