"""Count figures from the records of an event: pure, so that a file and the database give the same digits."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from api.events.nouns import Event, Figure, Leg
from api.figures.defining import DEFINITIONS
from api.figures.nouns import Definition, Left, Number
from api.ground.money import UnclearAmountError, read_money
from api.ground.words import Sentence
from api.ledger.nouns import Entry, Rate
from api.outcomes.understanding import TIERS

_EOK, _MAN = 10**8, 10**4
WAITS = Sentence("It waits for the organizer's yes, or was refused.")
ALIKE = Sentence("Another record of the same meeting says the same and counts.")
UNLIKE = Sentence("The records of this meeting disagree: the organizer's counts, else the one that claims less.")


def numbers(
    event: Event, legs: Sequence[Leg], book: Sequence[Entry], rates: Sequence[Rate]
) -> dict[tuple[str, str], Number]:
    """Every figure at every leg, and at all together under the empty code."""
    of = {rate.currency: rate.rate for rate in rates}
    book = _placed(book)
    only = legs[0].code if len(legs) == 1 else ""
    said = [(one.leg or only, one) for one in event.figures]
    places = (*(leg.code for leg in legs), "")
    kinds = {definition.kind for definition in DEFINITIONS.values()}
    things = {
        (kind, leg): once((one for one in book if one.kind == kind and leg in ("", one.leg)), of)
        for kind in kinds
        for leg in places
    }
    return {
        (key, leg): _number(
            definition,
            leg,
            things[definition.kind, leg],
            of,
            [figure for at, figure in said if figure.key == key and at == leg],
        )
        for key, definition in DEFINITIONS.items()
        for leg in places
    }


def _number(
    of: Definition,
    leg: str,
    things: tuple[list[Entry], list[Left]],
    rates: dict[str, Decimal],
    said: Sequence[Figure],
) -> Number:
    counted, left_out = things
    entries = [one for one in counted if covers(of, one)]
    left = [one for one in left_out if covers(of, one.entry)]
    value, more, apart = Decimal(0), Decimal(0), dict[str, Decimal]()
    for entry in entries:
        if of.measure != "won":
            value += entry.quantity if of.measure == "quantity" else 1
        elif entry.currency is not None:
            low, high = entry.amount or Decimal(0), entry.amount_high
            if (rate := rate_of(entry, rates)) is None:
                apart[entry.currency] = apart.get(entry.currency, Decimal(0)) + low
                continue
            value += low * rate
            more += (high - low) * rate if high is not None else Decimal(0)
    told = tuple((figure, agrees(figure, of, value)) for figure in said)
    return Number(of, leg, value, more, apart, tuple(entries), tuple(left), told)


def covers(of: Definition, entry: Entry) -> bool:
    """Whether a definition is about a record."""
    if entry.kind != of.kind or (of.abroad and entry.country in (None, "KR")):
        return False
    return not of.tier or (entry.money and TIERS.index(entry.tier) >= TIERS.index(of.tier))


def rate_of(entry: Entry, rates: Mapping[str, Decimal]) -> Decimal | None:
    """How many won one unit of a record's currency is: by the record itself, else by the event."""
    return Decimal(1) if entry.currency == "KRW" else entry.rate or rates.get(entry.currency or "")


def won(entry: Entry, rates: Mapping[str, Decimal]) -> Decimal | None:
    """What a record adds to a sum of won; None without an amount, or without a rate."""
    rate = rate_of(entry, rates) if entry.currency else None
    return None if rate is None else (entry.amount or Decimal(0)) * rate


def _placed(book: Sequence[Entry]) -> list[Entry]:
    """The book with all records of a pair at the leg that any of them knows, so that each leg counts as all together do."""
    legs = {(one.who, one.whom): one.leg for one in reversed(book) if one.book == "outcome" and one.leg}
    return [replace(one, leg=legs.get((one.who, one.whom), "")) if one.book == "outcome" else one for one in book]


def once(entries: Iterable[Entry], rates: Mapping[str, Decimal]) -> tuple[list[Entry], list[Left]]:
    """Each thing once: of a meeting that several recorded the organizer's record, else the one that claims least.

    What is claimed in other currencies is compared in won; without a rate it claims nothing yet.
    """

    def claims(entry: Entry) -> tuple[bool, int, Decimal]:
        return entry.side != "organizer", TIERS.index(entry.tier), won(entry, rates) or Decimal(0)

    counted, left = dict[tuple[object, ...], Entry](), list[Left]()
    for entry in entries:
        if not entry.counts:
            left.append(Left(entry, WAITS))
            continue
        key = (entry.who, entry.whom) if entry.book == "outcome" else (entry.book, entry.kind, entry.id)
        other = counted.get(key)
        if other is None or claims(entry) < claims(other):
            counted[key] = entry
        rival = other if counted[key] is entry else entry
        if rival is not None and entry.book == "outcome":
            left.append(Left(rival, ALIKE if claims(rival)[1:] == claims(counted[key])[1:] else UNLIKE))
    return list(counted.values()), left


def agrees(figure: Figure, of: Definition, value: Decimal) -> bool | None:
    """Whether a number is what a source says, to the last digit that it gives; None where it gives no number.

    Of amounts the zeros down to 억 (below it to 만) are digits too: 60억 is not what a source means by 100억.

    >>> about = Figure("buyers", "50여 개사", "", 50, approximate=True)
    >>> [agrees(about, DEFINITIONS["buyers"], Decimal(n)) for n in (50, 57, 60)]
    [True, True, False]
    """
    stated = _stated(figure, of)
    if stated is None:
        return None
    step = _last_place(stated)
    if figure.approximate:
        return stated <= value < stated + step
    if of.measure == "won":
        step = min(step, _EOK if stated >= _EOK else _MAN)
        return rounded(value / step) * step == stated
    return value == stated


def _stated(figure: Figure, of: Definition) -> int | None:
    """The number that a source gives; of an amount the one that its words say."""
    if of.measure != "won":
        return figure.number
    try:
        money = read_money(figure.said)
    except UnclearAmountError:
        return figure.number
    return int(money.amount) if money.currency == "KRW" else None


def _last_place(number: int) -> int:
    step = 1
    while number and number % (step * 10) == 0:
        step *= 10
    return step


def rounded(value: Decimal) -> Decimal:
    """To whole units, halves up: the one rule by which numbers are shown."""
    return value.quantize(Decimal(1), rounding="ROUND_HALF_UP")
