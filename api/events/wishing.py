"""What a workbook's wishes do to the requests of an event: which are asked, changed, withdrawn, and which stay."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from api.events.comparing import WISH, Change, Field
from api.events.nouns import Wish
from api.ground.words import Sentence, word

LIVE = ("sent", "accepted")


@dataclass(frozen=True, slots=True)
class Standing:
    """A request as it stands, with who took the latest step on it and when; None while only a workbook spoke.

    That of an ``excluded`` pair is no wish of a workbook: a file that leaves it out says nothing of it.
    """

    id: int
    supplier: str
    buyer: str
    asked_by: str
    state: str
    preference: int
    note: str
    message: str
    excluded: bool
    acted_by: str | None
    acted_at: datetime | None

    @property
    def by_workbook(self) -> bool:
        """Whether the latest word is that of a workbook."""
        return self.acted_by is None or self.acted_by.startswith("workbook ")


@dataclass(slots=True)
class Plan:
    """What is done: wishes to ask, to change or to ask anew, requests (ids) to withdraw, and all of it in words."""

    ask: list[Wish] = field(default_factory=list[Wish])
    change: dict[int, Wish] = field(default_factory=dict[int, Wish])
    withdraw: list[int] = field(default_factory=list[int])
    told: list[Change] = field(default_factory=list[Change])


def plan(
    standing: Sequence[Standing],
    wishes: Sequence[Wish],
    suppliers: set[str],
    made_at: datetime | None,
    excluded: Collection[frozenset[str]] = (),
) -> Plan:
    """What the wishes of a file that was made at some time do to the requests of an event.

    A request that somebody acted on after the file was made stays as they left it, and is told. One that the file no
    longer wishes is withdrawn. An answer of the other side stands whatever the file says. A wish of workbooks alone whose
    pair (``excluded``, by codes) the file now excludes has changed: nothing is missing from the file.
    """
    made = Plan()
    by_key = {(one.supplier, one.buyer, one.asked_by): one for one in standing}
    said: set[tuple[str, str, str]] = set()
    for wish in wishes:
        key = _key(wish, suppliers)
        said.add(key)
        if (request := by_key.get(key)) is None:
            made.ask.append(wish)
            made.told.append(Change("added", "wishes", _pair(wish), WISH))
        else:
            _stands(made, request, wish, made_at)
    for key, request in by_key.items():
        if key in said or request.state not in LIVE or request.excluded:
            continue
        if _is_later(request, made_at):
            made.told.append(_kept(request, _SINCE))
        else:
            made.withdraw.append(request.id)
            if request.by_workbook and frozenset((request.supplier, request.buyer)) in excluded:
                made.told.append(Change("changed", "wishes", _of(request), WISH, (_NOW_EXCLUDED,)))
                continue
            made.told.append(Change("removed", "wishes", _of(request), WISH))
    return made


_NOW_EXCLUDED = Field("kind", Sentence("Wish or never"), "wish", "exclude")


def _key(wish: Wish, suppliers: set[str]) -> tuple[str, str, str]:
    if wish.participant in suppliers:
        return wish.participant, wish.counterpart, "organizer" if wish.by_organizer else "supplier"
    return wish.counterpart, wish.participant, "organizer" if wish.by_organizer else "buyer"


def _stands(made: Plan, request: Standing, wish: Wish, made_at: datetime | None) -> None:
    differs = (request.preference, request.note, request.message) != (wish.preference, wish.note, wish.message)
    if request.state not in LIVE:
        if request.state == "withdrawn" and request.by_workbook:
            made.change[request.id] = wish
            made.told.append(Change("added", "wishes", _of(request), WISH))
        else:
            made.told.append(_kept(request, Sentence("already: {state}", state=word("request", request.state))))
    elif differs and _is_later(request, made_at):
        made.told.append(_kept(request, _SINCE))
    elif differs:
        made.change[request.id] = wish
        made.told.append(Change("changed", "wishes", _of(request), WISH, _fields(request, wish)))


def _is_later(request: Standing, made_at: datetime | None) -> bool:
    """Whether somebody acted on it in the service after the file was made."""
    spoken = None if request.by_workbook else request.acted_at
    return made_at is not None and spoken is not None and spoken > made_at


def _fields(request: Standing, wish: Wish) -> tuple[Field, ...]:
    fields = (
        Field("preference", Sentence("Preference"), str(request.preference), str(wish.preference)),
        Field("why", Sentence("Reason or private note"), request.note, wish.note),
        Field("message", Sentence("Message to the other side"), request.message, wish.message),
    )
    return tuple(one for one in fields if one.before != one.after)


def _kept(request: Standing, why: Sentence) -> Change:
    return Change("kept", "wishes", _of(request), WISH, why=why)


def _of(request: Standing) -> str:
    pair = (request.supplier, request.buyer) if request.asked_by != "buyer" else (request.buyer, request.supplier)
    return " → ".join(pair)


def _pair(wish: Wish) -> str:
    return f"{wish.participant} → {wish.counterpart}"


_SINCE = Sentence("it was changed in the service after the file was made")
