"""Time zones: which name is one, which is meant, and whether it is that of the country."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from babel.core import get_global

from api.ground.nearness import nearest
from api.ground.texts import folded
from api.ground.typed import Message

_SHORT = {
    "KST": "Asia/Seoul",
    "JST": "Asia/Tokyo",
    "ICT": "Asia/Bangkok",
    "WIB": "Asia/Jakarta",
    "TRT": "Europe/Istanbul",
    "SGT": "Asia/Singapore",
    "MYT": "Asia/Kuala_Lumpur",
    "GST": "Asia/Dubai",
    "CET": "Europe/Berlin",
}


def known_zone(name: str) -> ZoneInfo | None:
    """The IANA zone of this name, or None."""
    try:
        return ZoneInfo(name) if name in _all() else None
    except (ZoneInfoNotFoundError, ValueError):
        return None


@cache
def _all() -> frozenset[str]:
    return frozenset(available_timezones())


@cache
def _zones_of(country: str) -> tuple[str, ...]:
    """The zones in use in a country."""
    return tuple(
        zone for zone, place in sorted(get_global("zone_territories").items()) if place == country and zone in _all()
    )


def unknown_zone(name: str, country: str, *cities: str) -> Message:
    """The message for what is no zone; it proposes that of the city, of the country, or the nearest name."""
    meant = _meant(name, country, cities)
    return Message(
        "unknown-zone",
        "'{name}' is not the name of an IANA time zone.",
        "Write it like '{zone}'.",
        name=name,
        zone=meant or "Asia/Seoul",
    )


def _meant(name: str, country: str, cities: tuple[str, ...]) -> str | None:
    own = _zones_of(country)
    by_city = {folded(zone.rpartition("/")[2]): zone for zone in sorted(_all(), reverse=True) if "/" in zone}
    for place in (name.rpartition("/")[2], *cities):
        zone = by_city.get(folded(place))
        if zone and not zone.startswith("Etc/") and (not own or zone in own):
            return zone
    if short := _SHORT.get(name.upper()):
        return short
    if len(own) == 1:
        return own[0]
    near = nearest(name.rpartition("/")[2], [zone.rpartition("/")[2] for zone in own or _all() if "/" in zone])
    zone = by_city.get(folded(near)) if near else None
    return zone if zone and (not own or zone in own) else own[0] if own else zone


def elsewhere(zone: ZoneInfo, country: str, days: Iterator[date]) -> Message | None:
    """The warning for a zone whose clock is not that of the country on some of these days, or None."""
    own = [ZoneInfo(name) for name in _zones_of(country)]
    for day in days:
        noon = datetime(day.year, day.month, day.day, 12)
        offset = zone.utcoffset(noon)
        if own and offset not in {other.utcoffset(noon) for other in own}:
            return Message(
                "zone-elsewhere",
                "'{zone}' is not the time of this country ({country}).",
                "Check whether '{own}' is meant; Etc/GMT+3 is three hours behind Greenwich.",
                zone=zone.key,
                country=country,
                own=own[0].key,
            )
    return None
