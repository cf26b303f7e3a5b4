"""The greedy schedule: the industry's algorithm, here the floor under every result and the first hint."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scheduler.board import Board, Place

if TYPE_CHECKING:
    from scheduler.instance import Instance
    from scheduler.result import Meeting


def greedy(instance: Instance) -> tuple[Meeting, ...]:
    """Place requests one by one, the most important first, each in the first slot where it fits.

    Pinned requests come first, then must-meets, VIPs, value; of equals the one with fewer slots. Never takes a
    meeting back; keeps every hard rule by construction.

    Examples
    --------
    >>> from scheduler.examples import roadshow
    >>> from scheduler.instance import instance_of
    >>> len(greedy(instance_of(roadshow(seed=1)))) > 60
    True
    """
    board = Board(instance)
    fill(board)
    return board.meetings()


def fill(board: Board) -> int:
    """Place whatever still fits on a board, the most important first; returns how many requests were added."""
    added = 0
    for request in importance(board.instance):
        if request not in board.placed and (place := next(board.spots(request), None)) is not None:
            board.put(request, place)
            added += 1
    return added


def importance(instance: Instance) -> list[int]:
    """Request numbers, the most important first; ids only break ties, so that order does not depend on the input."""
    slots = instance.allowed.sum(axis=1)
    priority = np.array([sum(int(instance.priority[who]) for who in member) for member in instance.members])
    ids = [request.id for request in instance.problem.requests]
    return sorted(
        range(len(ids)),
        key=lambda r: (
            not instance.pinned[r],
            not instance.must[r],
            -priority[r],
            -instance.value[r],
            slots[r],
            ids[r],
        ),
    )


def board_of(instance: Instance, meetings: tuple[Meeting, ...]) -> Board:
    """The board on which a schedule stands."""
    board = Board(instance)
    for meeting in meetings:
        interpreter = -1 if meeting.interpreter is None else instance.interpreter_number[meeting.interpreter]
        place = Place(instance.grid.number[meeting.slot], instance.table_number[meeting.table], interpreter)
        board.put(instance.request_number[meeting.request], place)
    return board
