"""Count figures from the records of an event: pure, so that a file and the database give the same digits."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from api.events.nouns import Event, Figure, Leg
from api.figures.defining import DEFINITIONS
from api.figures.nouns import Definition, Left, Number
from api.ground.money import UnclearAmountError, read_money
from api.ground.words import Sentence
from api.ledger.nouns import Entry, Rate
from api.outcomes.understanding import TIERS

WAITS = Sentence("It waits for the organizer's yes, or was refused.")
ALIKE = Sentence("Another record of the same meeting says the same and counts.")
UNLIKE = Sentence("The records of this meeting disagree: the organizer's counts, else the one that claims less.")


def numbers(
    event: Event, legs: Sequence[Leg], book: Sequence[Entry], rates: Sequence[Rate]
) -> dict[tuple[str, str], Number]:
    """Every figure at every leg, and at all together under the empty code."""
    of = {rate.currency: rate.rate for rate in rates}
    only = legs[0].code if len(legs) == 1 else ""
    said = [(one.leg or only, one) for one in event.figures]
    return {
        (key, leg): _number(
            definition, leg, book, of, [figure for at, figure in said if figure.key == key and at == leg]
        )
        for key, definition in DEFINITIONS.items()
        for leg in (*(leg.code for leg in legs), "")
    }


def _number(
    of: Definition, leg: str, book: Sequence[Entry], rates: dict[str, Decimal], said: Sequence[Figure]
) -> Number:
    counted, left_out = once(one for one in book if one.kind == of.kind and leg in ("", one.leg))
    entries = [one for one in counted if covers(of, one)]
    left = [one for one in left_out if covers(of, one.entry)]
    value, more, apart = Decimal(0), Decimal(0), dict[str, Decimal]()
    for entry in entries:
        if of.measure != "won":
            value += entry.quantity if of.measure == "quantity" else 1
        elif entry.currency is not None:
            low, high = entry.amount or Decimal(0), entry.amount_high
            rate = Decimal(1) if entry.currency == "KRW" else entry.rate or rates.get(entry.currency)
            if rate is None:
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


def once(entries: Iterable[Entry]) -> tuple[list[Entry], list[Left]]:
    """Each thing once: of a meeting that several recorded the organizer's record, else the one that claims least."""
    counted, left = dict[tuple[object, ...], Entry](), list[Left]()
    for entry in entries:
        if not entry.counts:
            left.append(Left(entry, WAITS))
            continue
        key = (entry.who, entry.whom) if entry.book == "outcome" else (entry.book, entry.kind, entry.id)
        other = counted.get(key)
        if other is None or _claims(entry) < _claims(other):
            counted[key] = entry
        rival = other if counted[key] is entry else entry
        if rival is not None and entry.book == "outcome":
            left.append(Left(rival, ALIKE if _claims(rival)[1:] == _claims(counted[key])[1:] else UNLIKE))
    return list(counted.values()), left


def _claims(entry: Entry) -> tuple[bool, int, Decimal]:
    return entry.side != "organizer", TIERS.index(entry.tier), entry.amount or Decimal(0)


def agrees(figure: Figure, of: Definition, value: Decimal) -> bool | None:
    """Whether a number is what a source says, to the last digit that it gives; None where it gives no number.

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
        return rounded(value / step) * step == stated
    return value == stated


def _stated(figure: Figure, of: Definition) -> int | None:
    """The number that a source gives; of an amount the one that its words say."""
    if of.measure != "won":
        return figure.number
    try:
        return int(read_money(figure.said).amount)
    except UnclearAmountError:
        return figure.number


def _last_place(number: int) -> int:
    step = 1
    while number and number % (step * 10) == 0:
        step *= 10
    return step


def rounded(value: Decimal) -> Decimal:
    """To whole units, halves up: the one rule by which numbers are shown."""
    return value.quantize(Decimal(1), rounding="ROUND_HALF_UP")
