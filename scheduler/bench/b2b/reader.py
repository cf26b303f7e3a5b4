"""Reader of the published benchmark's ``.dzn`` files."""

import json
import re
from pathlib import Path
from typing import Final

from scheduler.bench.b2b.problem import B2BProblem, Session, meetings_of

_SESSIONS: Final[dict[int, Session]] = {1: "morning", 2: "afternoon", 3: "any"}
_NAMES: Final = ("nBusiness", "nMeetings", "nTables", "nTotalSlots", "nMorningSlots", "requested")


def read_dzn(path: str | Path) -> B2BProblem:
    """Read one instance from a file.

    Parameters
    ----------
    path
        A MiniZinc data file with the fields of the published instances.

    Returns
    -------
    B2BProblem
        The instance, with everything counted from 0.

    Raises
    ------
    ValueError
        If the file is not such an instance; the message names the file and the field.
    OSError
        If the file cannot be read.
    """
    try:
        return parse_dzn(Path(path).read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{Path(path).name}: {error}") from error


def parse_dzn(text: str) -> B2BProblem:
    """Read one instance from the text of a data file.

    The fields ``forbidden``, ``fixed`` and ``precedences`` may be missing; ``meetingsxBusiness`` and
    ``nMeetingsBusiness`` repeat what ``requested`` says and are compared with it.

    Parameters
    ----------
    text
        Assignments ``name = value;`` of numbers, lists, tables ``[| .. | .. |]`` and sets.

    Returns
    -------
    B2BProblem
        The instance, with everything counted from 0.

    Raises
    ------
    ValueError
        If a field is missing, malformed or contradicts another one.

    Examples
    --------
    >>> problem = parse_dzn('''nBusiness = 2; nMeetings = 1; nTables = 1; nTotalSlots = 3; nMorningSlots = 2;
    ... requested = [|1, 2, 3|]; forbidden = [{0, 1}, {}]; fixed = [2]; precedences = [{}];''')
    >>> problem.pairs, problem.fixed, problem.forbidden[0]
    (((0, 1),), (1,), frozenset({0}))
    """
    fields = _fields(text)
    for name in _NAMES:
        if name not in fields:
            raise ValueError(f"The field {name!r} is missing.")
    participants, meetings = _number(fields, "nBusiness"), _number(fields, "nMeetings")
    requested = _requested(fields, meetings)
    forbidden = _rows(fields, "forbidden", participants) if "forbidden" in fields else [[]] * participants
    before = _rows(fields, "precedences", meetings) if "precedences" in fields else [[]] * meetings
    problem = B2BProblem(
        participants=participants,
        slots=_number(fields, "nTotalSlots"),
        morning_slots=_number(fields, "nMorningSlots"),
        tables=_number(fields, "nTables"),
        pairs=tuple((first - 1, second - 1) for first, second, _ in requested),
        sessions=tuple(_SESSIONS[session] for *_, session in requested),
        fixed=tuple(slot - 1 if slot else None for slot in _numbers(fields, "fixed", meetings)),
        forbidden=tuple(frozenset(slot - 1 for slot in slots if slot) for slots in forbidden),
        precedences=tuple((earlier - 1, later) for later, row in enumerate(before) for earlier in sorted(row)),
    )
    _compare(fields, problem)
    return problem


def _requested(fields: dict[str, object], meetings: int) -> list[list[int]]:
    """Return two participants and a session for every meeting."""
    requested = _rows(fields, "requested", meetings)
    for row, values in enumerate(requested, start=1):
        if len(values) != 3 or values[2] not in _SESSIONS:
            raise ValueError(f"requested, row {row}: {values} is not two participants and a session 1, 2 or 3.")
    return requested


def _fields(text: str) -> dict[str, object]:
    """Return the assignments as nested lists: sets and rows become lists."""
    found: dict[str, object] = {}
    for statement in re.sub(r"%[^\n]*", "", text).split(";"):
        if not statement.strip():
            continue
        name, equals, value = (part.strip() for part in statement.partition("="))
        if not equals or not name.isidentifier():
            raise ValueError(f"{statement.strip()[:40]!r} is not an assignment 'name = value'.")
        if name in found:
            raise ValueError(f"The field {name!r} is given twice.")
        found[name] = _value(name, value)
    return found


def _value(name: str, text: str) -> object:
    if text.startswith("[|"):
        rows = text.removeprefix("[|").rstrip("]").rstrip().removesuffix("|").split("|")
        text = "[" + ",".join(f"[{row}]" for row in rows if row.strip()) + "]"
    text = text.replace("{", "[").replace("}", "]")
    text = re.sub(r"(\d+)\s*\.\.\s*(\d+)", lambda match: _expanded(match[1], match[2]), text)
    try:
        return json.loads(re.sub(r",\s*\]", "]", text))
    except ValueError as error:
        raise ValueError(f"The field {name!r} is not a number, list, table or list of sets: {error}.") from error


def _expanded(first: str, last: str) -> str:
    return ",".join(str(number) for number in range(int(first), int(last) + 1))


def _number(fields: dict[str, object], name: str) -> int:
    value = fields[name]
    if not isinstance(value, int) or value < 0:
        raise ValueError(f"{name}: {value!r} is not a whole number from 0.")
    return value


def _numbers(fields: dict[str, object], name: str, length: int) -> list[int]:
    return _checked(name, fields[name], length) if name in fields else [0] * length


def _rows(fields: dict[str, object], name: str, length: int) -> list[list[int]]:
    value = fields[name]
    if not isinstance(value, list) or len(value) != length:
        raise ValueError(f"{name}: there must be {length} entries.")
    return [_checked(f"{name}, entry {row}", entry, None) for row, entry in enumerate(value, start=1)]


def _checked(name: str, value: object, length: int | None) -> list[int]:
    if not isinstance(value, list) or (length is not None and len(value) != length):
        raise ValueError(f"{name}: there must be a list{'' if length is None else f' of {length} numbers'}.")
    numbers: list[int] = []
    for number in value:
        if not isinstance(number, int) or number < 0:
            raise ValueError(f"{name}: {number!r} is not a whole number from 0.")
        numbers.append(number)
    return numbers


def _compare(fields: dict[str, object], problem: B2BProblem) -> None:
    """Refuse repeated facts that differ from the requested meetings; the lists of meetings are shifted by one."""
    held = meetings_of(problem)
    if "nMeetingsBusiness" in fields and _numbers(fields, "nMeetingsBusiness", len(held)) != [len(m) for m in held]:
        raise ValueError("nMeetingsBusiness does not agree with requested.")
    if "meetingsxBusiness" in fields:
        listed = [sorted(m - 2 for m in row if m >= 2) for row in _rows(fields, "meetingsxBusiness", len(held))]
        if listed != held:
            raise ValueError("meetingsxBusiness does not agree with requested.")
