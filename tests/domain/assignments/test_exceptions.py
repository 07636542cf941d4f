"""Each case that has to be settled first falls into one group, and each group has its choices."""

from datetime import date, timedelta

import pytest

from portal.domain.assignments import CHOICES, Choice, Evidence, Problem, choice_label, problem_of

TODAY = date(2026, 3, 2)
LATER, PAST = TODAY + timedelta(days=9), TODAY - timedelta(days=1)
DONE = Evidence(done_on=PAST)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, None),
        ({"due": TODAY}, None),  # the last day still counts
        ({"is_there": False, "evidence": DONE}, Problem.LEFT),
        ({"evidence": DONE, "is_asked": True}, Problem.THERE_ALREADY),
        ({"evidence": Evidence(waived=True)}, Problem.THERE_ALREADY),
        ({"is_asked": True, "due": None}, Problem.ASKED_ALREADY),
        ({"due": None, "away": True}, Problem.NO_START),
        ({"due": PAST, "away": True}, Problem.DATE_PAST),
        ({"away": True}, Problem.ON_LEAVE),
    ],
)
def test_the_first_group_that_fits(facts, expected):
    plain = {
        "is_there": True,
        "evidence": Evidence(),
        "is_asked": False,
        "due": LATER,
        "away": False,
    }
    assert problem_of(**{**plain, **facts}, today=TODAY) is expected


@pytest.mark.parametrize("problem", Problem)
def test_every_group_can_be_left_out_and_says_what_its_choices_mean(problem):
    assert Choice.SKIP in CHOICES[problem]
    assert problem.label
    assert problem.meaning
    labels = [choice_label(problem, one) for one in CHOICES[problem]]
    assert len(set(labels)) == len(labels)
