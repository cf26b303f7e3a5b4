"""At most so many of some Boolean variables, said in clauses."""

from collections.abc import Sequence

from ortools.sat.python import cp_model


def add_at_most(model: cp_model.CpModel, literals: Sequence[cp_model.IntVar], most: int, *, totalizer: bool) -> None:
    """Add that at most `most` literals are true.

    Parameters
    ----------
    model
        Changed in place.
    literals
        Any number of them.
    most
        The limit, from 0.
    totalizer
        Count in unary through a tree of auxiliary variables (Bailleux and Boufkhad 2003), which learns better
        where the limit is nearly always reached; otherwise one linear constraint.
    """
    if len(literals) <= most:
        return
    if not totalizer or most == 0:
        model.add(sum(literals) <= most)
        return
    model.add(_count(model, literals, most + 1)[most] == 0)


def _count(model: cp_model.CpModel, literals: Sequence[cp_model.IntVar], cap: int) -> list[cp_model.IntVar]:
    """Return literals of which the k-th (from 0) says that more than k of the given ones are true, up to `cap`."""
    if len(literals) == 1:
        return list(literals)
    middle = len(literals) // 2
    left, right = _count(model, literals[:middle], cap), _count(model, literals[middle:], cap)
    total: list[cp_model.IntVar] = [model.new_bool_var("") for _ in range(min(cap, len(left) + len(right)))]
    for more, less in zip(total[1:], total, strict=False):
        model.add_implication(more, less)
    for i in range(len(left) + 1):
        for j in range(len(right) + 1):
            reached = ([~left[i - 1]] if i else []) + ([~right[j - 1]] if j else [])
            if 0 < i + j <= len(total):
                model.add_bool_or([*reached, total[i + j - 1]])
            missed = ([left[i]] if i < len(left) else []) + ([right[j]] if j < len(right) else [])
            if i + j < len(total):
                model.add_bool_or([*missed, ~total[i + j]])
    return total
