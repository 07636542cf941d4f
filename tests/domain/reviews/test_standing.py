"""Where an entry stands follows from who stands for it, what it counts for, and the last step."""

import pytest

from portal.domain.reviews import Reason, Stand, Step, stand

OWN = {"own": True, "withdrawn": False, "credited": False, "subject": "", "last": None}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, Stand.WAITS),
        ({"last": Step.RETURNED}, Stand.RETURNED),
        ({"last": Step.ANSWERED}, Stand.WAITS),
        ({"last": Step.REOPENED}, Stand.WAITS),
        ({"own": False}, Stand.SETTLED),
        ({"own": False, "last": Step.RETURNED}, Stand.SETTLED),
        ({"credited": True}, Stand.SETTLED),
        ({"credited": True, "subject": "naloxone"}, Stand.WAITS),
        ({"withdrawn": True}, Stand.WITHDRAWN),
        ({"withdrawn": True, "last": Step.RETURNED}, Stand.WITHDRAWN),
    ],
)
def test_where_it_stands(facts, expected):
    assert stand(**{**OWN, **facts}) is expected


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_says_what_to_do(reason):
    assert reason.label
    assert not reason.label.endswith(".")
    assert reason.remedy.endswith(".")


def test_who_gives_another_reason_has_to_say_which():
    assert [one for one in Reason if one.needs_words] == [Reason.NOT_EQUIVALENT, Reason.OTHER]
