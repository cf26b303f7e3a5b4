"""Who may do what: one table of noun, verb and role. Nothing else looks at a role.

A verb asks `require` or, where a caller may be confined to what is its own, `confined`; a page asks `may` before it
offers something. The table is printed into ``docs/rights.md``.
"""

from collections.abc import Collection
from typing import Literal, TypeAlias, get_args

from api.access.nouns import Caller, Role
from api.ground.errors import Forbidden, NotFound

Reach = Literal["everywhere", "its event", "its own", "no"]
Noun = Literal[
    "event",
    "workbook",
    "key",
    "account",
    "participant",
    "match",
    "request",
    "job",
    "schedule",
    "agenda",
    "outcome",
    "mou",
    "trail",
    "metrics",
    "loss",
    "notice",
    "figure",
    "person",
    "webhook",
]
Row: TypeAlias = tuple[Noun, str, Reach, Reach, Reach]

TABLE: tuple[Row, ...] = (
    # noun, verb, and how far it reaches for an operator, an organizer and a participant
    ("event", "create", "everywhere", "no", "no"),
    ("event", "list", "everywhere", "its event", "its event"),
    ("event", "read", "everywhere", "its event", "its event"),
    ("event", "oversee", "everywhere", "its event", "no"),
    ("event", "settle", "everywhere", "its event", "no"),
    ("workbook", "import", "everywhere", "its event", "no"),
    ("workbook", "export", "everywhere", "its event", "no"),
    ("key", "make", "everywhere", "its event", "no"),
    ("key", "list", "everywhere", "its event", "no"),
    ("key", "revoke", "everywhere", "its event", "no"),
    ("key", "oversee", "everywhere", "no", "no"),
    ("account", "make", "everywhere", "its event", "no"),
    ("account", "list", "everywhere", "its event", "no"),
    ("account", "close", "everywhere", "its event", "no"),
    ("account", "oversee", "everywhere", "no", "no"),
    ("participant", "list", "everywhere", "its event", "no"),
    ("participant", "read", "everywhere", "its event", "its own"),
    ("match", "read", "everywhere", "its event", "its own"),
    ("request", "read", "everywhere", "its event", "its own"),
    ("request", "ask", "everywhere", "its event", "its own"),
    ("request", "answer", "everywhere", "its event", "its own"),
    ("job", "start", "everywhere", "its event", "no"),
    ("job", "read", "everywhere", "its event", "no"),
    ("job", "stop", "everywhere", "its event", "no"),
    ("schedule", "read", "everywhere", "its event", "no"),
    ("schedule", "publish", "everywhere", "its event", "no"),
    ("schedule", "decide", "everywhere", "its event", "no"),
    ("agenda", "read", "everywhere", "its event", "its own"),
    ("agenda", "read all", "everywhere", "its event", "no"),
    ("outcome", "read", "everywhere", "its event", "its own"),
    ("outcome", "record", "everywhere", "its event", "its own"),
    ("outcome", "confirm", "everywhere", "its event", "no"),
    ("mou", "read", "everywhere", "its event", "its own"),
    ("mou", "record", "everywhere", "its event", "its own"),
    ("mou", "confirm", "everywhere", "its event", "no"),
    ("trail", "read", "everywhere", "its event", "no"),
    ("metrics", "read", "everywhere", "no", "no"),
    ("loss", "read", "everywhere", "its event", "no"),
    ("loss", "say", "everywhere", "its event", "no"),
    ("notice", "read", "everywhere", "its event", "no"),
    ("notice", "send", "everywhere", "its event", "no"),
    ("notice", "write", "everywhere", "its event", "no"),
    ("figure", "read", "everywhere", "its event", "no"),
    ("figure", "record", "everywhere", "its event", "no"),
    ("figure", "settle", "everywhere", "its event", "no"),
    ("person", "read", "everywhere", "its event", "its own"),
    ("person", "agree", "everywhere", "its event", "its own"),
    ("person", "export", "everywhere", "its event", "its own"),
    ("person", "erase", "everywhere", "its event", "no"),
    ("webhook", "read", "everywhere", "its event", "no"),
    ("webhook", "write", "everywhere", "its event", "no"),
)

ROLES = get_args(Role)
REACH: dict[tuple[str, str, str], Reach] = {
    (noun, verb, role): reach for noun, verb, *reaches in TABLE for role, reach in zip(ROLES, reaches, strict=True)
}


READS = frozenset({"list", "read", "read all", "export"})
ENTERING = frozenset({("event", "list"), ("event", "read"), ("event", "oversee")})
"""What whoever may do anything at all must be able to: go into its event."""
NOUNS: tuple[Noun, ...] = get_args(Noun)
SCOPES = ("read", *NOUNS, *(f"{noun}:read" for noun in NOUNS))
"""What a key can be made for: to read everything, to do everything with a noun, to read it."""


def reach(by: Caller, verb: str, noun: Noun) -> Reach:
    """How far a verb on a noun reaches for a caller; KeyError for a right that is not in the table."""
    found = REACH[noun, verb, by.role]
    return found if in_scope(by, verb, noun) else "no"


def in_scope(by: Caller, verb: str, noun: Noun) -> bool:
    """Whether the key of a caller was made for this; one without scopes was made for all that its role may.

    >>> reader = Caller("organizer", "", scopes=("read", "request"))
    >>> in_scope(reader, "read", "mou"), in_scope(reader, "record", "mou"), in_scope(reader, "ask", "request")
    (True, False, True)
    """
    if not by.scopes or (noun, verb) in ENTERING or noun in by.scopes:
        return True
    return verb in READS and not {"read", f"{noun}:read"}.isdisjoint(by.scopes)


def may(by: Caller, verb: str, noun: Noun) -> bool:
    """Whether a caller may do this at all.

    >>> may(Caller("participant", ""), "publish", "schedule")
    False
    """
    return reach(by, verb, noun) != "no"


def require(by: Caller, verb: str, noun: Noun) -> None:
    """Let a caller go on who may do this.

    Raises
    ------
    Forbidden
        The table says no.
    """
    if may(by, verb, noun):
        return
    if not in_scope(by, verb, noun):
        raise Forbidden("This key was made for {scopes} alone.", scopes=", ".join(by.scopes), code="out-of-scope")
    if REACH[noun, verb, "organizer"] == "no":
        raise Forbidden("Only an operator of this installation can do this.", code="operators-only")
    raise Forbidden("Only an organizer of the event can do this.", code="organizers-only")


def confined(by: Caller, verb: str, noun: Noun) -> bool:
    """Whether the caller may do this for its own participant alone.

    Raises
    ------
    Forbidden
        The caller may not do this at all.
    """
    require(by, verb, noun)
    return reach(by, verb, noun) == "its own"


def own_id(by: Caller, verb: str, noun: Noun) -> int | None:
    """The id of the participant to which the caller is confined in this; None for those who reach everyone.

    Raises
    ------
    Forbidden
        The caller may not do this at all.
    """
    return by.participant_id if confined(by, verb, noun) else None


def require_one_of(by: Caller, verb: str, noun: Noun, codes: Collection[str]) -> None:
    """Let a caller go on who may do this for one of these participants.

    Raises
    ------
    Forbidden
        The caller is confined to another participant, or may not do this at all.
    """
    if confined(by, verb, noun) and by.participant_code not in codes:
        raise Forbidden("This key acts for {who} alone.", who=by.participant_code or "", code="other-participant")


def require_event(by: Caller, slug: str) -> None:
    """Let a caller go on into an event that its key opens; for everyone else the event does not exist.

    Raises
    ------
    NotFound
        The key opens another event.
    """
    if reach(by, "read", "event") != "everywhere" and by.event_slug != slug:
        raise NotFound("This key opens no event '{event}'.", event=slug, code="no-such-event")


def printed() -> str:
    """The table for people, as ``docs/rights.md`` holds it."""
    head = "| noun | verb | operator | organizer | participant |\n| --- | --- | --- | --- | --- |\n"
    return head + "".join(f"| {' | '.join(row)} |\n" for row in TABLE)
