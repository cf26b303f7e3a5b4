"""The checker says what is wrong with any schedule, also with one that is not the problem's at all."""

from scheduler import Meeting, check
from scheduler.examples import roadshow


def test_a_meeting_that_is_none_of_the_problem_is_a_violation_beside_all_others() -> None:
    problem = roadshow(seed=1)
    first, second, third = problem.requests[:3]
    meetings = (
        Meeting("gone-gone", "gone", "gone", "1-13", "T01"),
        Meeting(first.id, first.supplier, first.buyer, "never", "nowhere", "nobody"),
        *(Meeting(one.id, one.supplier, one.buyer, "1-13", "T01", "I03") for one in (second, second, third)),
    )
    found = check(problem, meetings)
    assert [one.ids for one in found if one.rule == "known"] == [
        ("gone-gone",),
        (first.id, "never"),
        (first.id, "nowhere"),
        (first.id, "nobody"),
        (second.id,),
    ]
    assert "table_capacity" in {one.rule for one in found}
