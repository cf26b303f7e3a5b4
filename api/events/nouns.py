"""An event and everyone in it, as a workbook says it and as the database keeps it: one family of nouns.

Nouns are keyed by the codes that people type (``S01``, ``B17``). Every value is checked before one of these is built:
codes are unique within their kind and every reference resolves. Texts are NFC; an optional text that was left empty
is ``""``. What is no column of a noun's own sheet is given by name; what only the database knows (``id``) is no part of
what two nouns say, so a noun from a file equals the same one read back.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, get_args

Side = Literal["supplier", "buyer"]
Language = Literal["ko", "en", "th", "tr"]
"""A language in which we print and explain."""
OrganizationKind = Literal["company", "municipality", "agency"]
OrganizerRole = Literal["host", "organizer", "co_host", "partner"]
Maturity = Literal[
    "idea", "basic_concept", "master_plan", "pre_feasibility", "feasibility", "demonstration", "procurement"
]
Sector = Literal[
    "administration",
    "transport",
    "health",
    "medical_care",
    "welfare",
    "environment",
    "energy",
    "water",
    "crime_prevention",
    "education",
    "culture",
    "employment",
]
SECTORS: tuple[Sector, ...] = get_args(Sector)


@dataclass(frozen=True, slots=True)
class Organizer:
    """A body that runs the event, or one of its legs when ``leg`` is not empty."""

    role: OrganizerRole
    name_ko: str
    name_en: str
    country: str = ""
    leg: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure about the event as one source gives it; sources that disagree are rows of the same ``key``.

    ``said`` is the typed text ("50여 개사"); ``number`` is set only when the text states one; ``approximate`` says that
    the source rounds ("여", "내외", "+").
    """

    key: str
    said: str
    source: str
    number: int | None = None
    approximate: bool = False
    leg: str = ""
    note: str = ""


Consent = Literal["both", "one"]
"""Whose yes a meeting needs that one side asked for: that of both sides, or of the one who asked."""


@dataclass(frozen=True, slots=True)
class Event:
    """A roadshow or expo; ``notice_*`` is to be printed wherever it is shown (say: its companies are fictional)."""

    slug: str
    name_ko: str
    name_en: str
    notice_ko: str = ""
    notice_en: str = ""
    organizers: tuple[Organizer, ...] = field(default=(), kw_only=True)
    figures: tuple[Figure, ...] = field(default=(), kw_only=True)
    id: int = field(default=0, kw_only=True, compare=False)
    workbook_name: str | None = field(default=None, kw_only=True, compare=False)
    imported_at: datetime | None = field(default=None, kw_only=True, compare=False)
    consent: Consent = field(default="both", kw_only=True, compare=False)


@dataclass(frozen=True, slots=True)
class Leg:
    """A stop of the event: city, venue, first and last day, IANA zone."""

    code: str
    city_ko: str
    city_en: str
    country: str
    venue_ko: str
    venue_en: str
    zone: str
    starts_on: date
    ends_on: date
    id: int = field(default=0, kw_only=True, compare=False)


@dataclass(frozen=True, slots=True)
class Slot:
    """A half-open interval ``[starts_at, ends_at)`` of a leg's grid; both are aware, in the leg's zone."""

    code: str
    leg: str
    starts_at: datetime
    ends_at: datetime
    id: int = field(default=0, kw_only=True, compare=False)


@dataclass(frozen=True, slots=True)
class Table:
    """A numbered place of a leg for one meeting at a time."""

    code: str
    leg: str
    label_ko: str
    label_en: str
    area: str = ""
    id: int = field(default=0, kw_only=True, compare=False)


@dataclass(frozen=True, slots=True)
class Shift:
    """A half-open interval of work, aware, in the zone of the interpreter's leg."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Interpreter:
    """A person who interprets between any two of ``languages`` (BCP 47). No shift means the whole leg."""

    code: str
    label_ko: str
    label_en: str
    leg: str
    languages: tuple[str, ...]
    shifts: tuple[Shift, ...] = ()

    def works(self, slot: Slot) -> bool:
        """Whether the slot lies in this interpreter's leg and wholly inside one shift."""
        if slot.leg != self.leg:
            return False
        return not self.shifts or any(s.starts_at <= slot.starts_at and slot.ends_at <= s.ends_at for s in self.shifts)


@dataclass(frozen=True, slots=True)
class Participant:
    """An organization at the event, on one side.

    ``country``, ``markets`` (where it sells), and of a supplier ``presence`` (where it has an office or a partner of its
    own) and ``references`` (where something of it is in use) are ISO 3166-1 alpha-2, ``languages`` BCP 47. ``legs`` empty
    means all legs. ``table`` is the code of its own seat, or empty: then it goes to its partners. ``business_number`` holds
    letters and digits only (a right Korean one: ten digits). ``min_meetings`` is a wish of the organizer, ``max_meetings`` a
    limit; ``None`` means no such limit. ``at_once`` is how many meetings it holds at a time, by as many delegates.
    """

    code: str
    side: Side
    name_ko: str
    name_en: str
    name_local: str
    country: str
    kind: OrganizationKind
    languages: tuple[str, ...]
    about_ko: str = ""
    about_en: str = ""
    markets: tuple[str, ...] = ()
    certificates: tuple[str, ...] = ()
    legs: tuple[str, ...] = ()
    table: str = ""
    min_meetings: int | None = None
    max_meetings: int | None = None
    at_once: int = 1
    business_number: str = ""
    website: str = ""
    fictional: bool = False
    presence: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    id: int = field(default=0, kw_only=True, compare=False)


@dataclass(frozen=True, slots=True)
class Party:
    """One side of a pair as people name it, wherever a pair stands: in a match, a request, a meeting, a record."""

    code: str
    ko: str
    en: str
    local: str


@dataclass(frozen=True, slots=True)
class Delegate:
    """A person of a participant. ``consent``: contact data may be shown after mutual acceptance."""

    participant: str
    name: str
    title_ko: str
    title_en: str
    email: str = ""
    phone: str = ""
    languages: tuple[str, ...] = ()
    consent: bool = False


@dataclass(frozen=True, slots=True)
class Solution:
    """What a supplier offers, in Korean and English."""

    code: str
    supplier: str
    sector: Sector
    title_ko: str
    title_en: str
    text_ko: str
    text_en: str


@dataclass(frozen=True, slots=True)
class Need:
    """What a buyer looks for: ``title`` and ``text`` in the buyer's ``language`` (BCP 47), and an English rendering."""

    code: str
    buyer: str
    sector: Sector
    language: str
    title: str
    text: str
    title_en: str
    text_en: str
    maturity: Maturity | None = None


@dataclass(frozen=True, slots=True)
class Availability:
    """The slots (codes, in grid order) in which a participant cannot meet. Without a row it can always meet."""

    participant: str
    unavailable: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wish:
    """A participant wants to meet a counterpart of the other side; ``preference`` 1 is the first choice, 3 the last.

    ``message`` is for the counterpart, ``note`` for the participant's own side and the organizer. ``by_organizer`` says that
    the organizer wants it and neither of them; then ``participant`` is the supplier.
    """

    participant: str
    counterpart: str
    preference: int
    note: str = ""
    message: str = ""
    by_organizer: bool = field(default=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A pair that must never meet, whoever of them said so first, and why."""

    participant: str
    counterpart: str
    why: str


@dataclass(frozen=True, slots=True)
class EventWorkbook:
    """Everything one workbook says about one event, in the order of its sheets.

    ``unsaid`` has the columns that the file lacks, by the keys of sheet and column (of availability: the slot).
    """

    event: Event
    legs: tuple[Leg, ...]
    slots: tuple[Slot, ...]
    tables: tuple[Table, ...]
    interpreters: tuple[Interpreter, ...]
    suppliers: tuple[Participant, ...]
    buyers: tuple[Participant, ...]
    solutions: tuple[Solution, ...]
    needs: tuple[Need, ...]
    delegates: tuple[Delegate, ...] = ()
    availability: tuple[Availability, ...] = ()
    wishes: tuple[Wish, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    unsaid: frozenset[tuple[str, str]] = field(default=frozenset(), kw_only=True, compare=False)

    @property
    def participants(self) -> tuple[Participant, ...]:
        """Suppliers, then buyers, in the order of their sheets."""
        return self.suppliers + self.buyers
