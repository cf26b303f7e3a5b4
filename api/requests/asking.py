"""Ask for a meeting, accept, decline, withdraw.

::

    sent ── accept ──> accepted ── decline ──> declined ── accept ──> accepted
      ├──── decline ─> declined       └── withdraw ──> withdrawn ── ask ──> sent
      ├──── withdraw > withdrawn
      └──── (time) ──> expired ── ask ──> sent

Who asked may withdraw; the other side answers. When a side asks for whom has already asked for it, also after it declined,
both said yes: the request is accepted at once. An organizer acts for either side, and every step keeps who took it. A
pending request never blocks anything.

That a pair is excluded is the organizer's affair: its request is sent, seen and answered like any other and only never
scheduled, so that no answer, word, code or time lets anybody infer the exclusion. Organizers are told and refused.
"""

from typing import Literal

from api.access.may import Noun, confined, require_one_of
from api.access.nouns import Caller
from api.events import finding
from api.events.nouns import Participant
from api.ground.db import Connection
from api.ground.errors import Conflict, Fault, Forbidden, Invalid, NotFound
from api.ground.texts import clean
from api.ground.words import word
from api.requests import store
from api.requests.nouns import NewRequest, Request, RequestState

Step = Literal["accept", "decline", "withdraw"]
REACHES: dict[Step, RequestState] = {"accept": "accepted", "decline": "declined", "withdraw": "withdrawn"}
LEAVES: dict[Step, tuple[RequestState, ...]] = {
    "accept": ("sent", "declined"),
    "decline": ("sent", "accepted"),
    "withdraw": ("sent", "accepted"),
}
ASKED_ANEW: tuple[RequestState, ...] = ("draft", "expired", "withdrawn")


async def ask(db: Connection, event_id: int, wish: NewRequest, *, by: Caller) -> Request:
    """Ask for a meeting of a supplier and a buyer.

    Raises
    ------
    Forbidden
        A participant asks for others.
    Invalid
        The codes are not a supplier and a buyer, or the preference is not 1, 2 or 3.
    Conflict
        This side has asked already, or an organizer asks for a pair that is excluded (``code`` tells which).
    """
    supplier, buyer = await pair(db, event_id, wish.supplier_code, wish.buyer_code, verb="ask", noun="request", by=by)
    _require_preference(wish.preference)
    if not confined(by, "ask", "request"):
        await _require_not_excluded(db, event_id, supplier, buyer)
    await store.lock_pair(db, supplier.id, buyer.id)
    waiting = (
        [] if by.side is None else await store.requests_to_meet(db, event_id, supplier.id, buyer.id, side=by.acts_as)
    )
    request_id = await store.add_request(
        db,
        event_id,
        supplier.id,
        buyer.id,
        asked_by=by.acts_as,
        preference=wish.preference,
        state="accepted" if waiting else "sent",
        message=clean(wish.message),
        note=clean(wish.note),
        expires_at=wish.expires_at,
        reopens=ASKED_ANEW,
    )
    if request_id is None:
        raise Conflict(
            "A request of this side for {supplier} × {buyer} already stands: look at its answer first.",
            code="already-asked",
            supplier=supplier.code,
            buyer=buyer.code,
        )
    await _sign(db, request_id, "ask", by)
    for other in waiting:
        await store.change_state(db, other, to="accepted", only_from=LEAVES["accept"])
        await _sign(db, other, "accept", by)
    return await _request(db, event_id, request_id)


SENTENCES: dict[Step, str] = {
    "accept": "This request can no longer be accepted (now: {state}).",
    "decline": "This request can no longer be declined (now: {state}).",
    "withdraw": "This request can no longer be withdrawn (now: {state}).",
}
"""What is said to a step that the state of a request does not allow."""


async def answer(db: Connection, event_id: int, request_id: int, step: Step, *, by: Caller) -> Request:
    """Accept, decline or withdraw a request.

    Raises
    ------
    NotFound
        The event has no such request, or none that concerns this participant.
    Forbidden
        The step belongs to the other side.
    Conflict
        The request's state does not allow the step.
    """
    request = await _request(db, event_id, request_id)
    if confined(by, "answer", "request"):
        if by.participant_code not in (request.supplier.code, request.buyer.code):
            raise NotFound("You have no request {number}.", code="no-such-request", number=request_id)
        asked = request.asked_by == by.acts_as
        if asked != (step == "withdraw"):
            raise Forbidden(
                "Only the side that was asked can answer this request."
                if asked
                else "Only the side that asked can withdraw this request.",
                code="other-side",
            )
    if not await store.change_state(db, request_id, to=REACHES[step], only_from=LEAVES[step]):
        raise Conflict(SENTENCES[step], code="request-state", state=word("request", request.state))
    await _sign(db, request_id, step, by)
    return await _request(db, event_id, request_id)


def steps(request: Request, by: Caller) -> tuple[Step, ...]:
    """The steps that are open to a caller now, for pages and programs."""
    free = not confined(by, "answer", "request")
    possible: tuple[Step, ...] = ("accept", "decline", "withdraw")
    asked = request.asked_by == by.acts_as
    return tuple(step for step in possible if request.state in LEAVES[step] and (free or asked == (step == "withdraw")))


async def pair(
    db: Connection, event_id: int, supplier_code: str, buyer_code: str, *, verb: str, noun: Noun, by: Caller
) -> tuple[Participant, Participant]:
    """The supplier and the buyer of two codes, for whom the caller may do something.

    Raises
    ------
    Forbidden
        A participant names two others.
    NotFound
        The event has no participant of a code.
    Invalid
        A code is missing, or belongs to the other side.
    """
    missing = [
        Fault(f"/{side}_code", "Nobody is named.", "Choose a supplier." if side == "supplier" else "Choose a buyer.")
        for side, code in (("supplier", supplier_code), ("buyer", buyer_code))
        if not code
    ]
    if missing:
        raise Invalid("A meeting needs a supplier and a buyer.", missing)
    require_one_of(by, verb, noun, (supplier_code, buyer_code))
    supplier = await finding.participant(db, event_id, supplier_code)
    buyer = await finding.participant(db, event_id, buyer_code)
    faults = [
        other_side(f"/{side}_code", found)
        for side, found in (("supplier", supplier), ("buyer", buyer))
        if found.side != side
    ]
    if faults:
        raise Invalid("A meeting needs a supplier and a buyer.", faults)
    return supplier, buyer


def other_side(where: str, found: Participant) -> Fault:
    """The fault of a participant named where one of the other side belongs."""
    if found.side == "supplier":
        return Fault(where, "{who} is a supplier.", "Give the code of a buyer.", who=found.code)
    return Fault(where, "{who} is a buyer.", "Give the code of a supplier.", who=found.code)


def _require_preference(preference: int) -> None:
    if preference in (1, 2, 3):
        return
    raise Invalid(
        "The preference is not usable.",
        [
            Fault(
                "/preference",
                "{preference} is no preference.",
                "Give 1 (first choice), 2 or 3.",
                preference=preference,
            )
        ],
    )


async def _require_not_excluded(db: Connection, event_id: int, supplier: Participant, buyer: Participant) -> None:
    if not await store.is_forbidden(db, event_id, supplier.id, buyer.id):
        return
    raise Conflict(
        "{supplier} and {buyer} are excluded from meeting each other: only the organizer can lift that.",
        code="forbidden-pair",
        supplier=supplier.code,
        buyer=buyer.code,
    )


async def _sign(db: Connection, request_id: int, step: str, by: Caller) -> None:
    await store.add_step(db, request_id, step, acted_as=by.acts_as, acted_by=by.signature)


async def _request(db: Connection, event_id: int, request_id: int) -> Request:
    found = await store.request(db, event_id, request_id)
    if found is None:
        raise NotFound("This event has no request {number}.", code="no-such-request", number=request_id)
    return found
