"""What counts as there: this very training, or a requirement that holds in whichever way."""

from __future__ import annotations

from datetime import date

import pytest

from portal.domain.assignments import Evidence
from portal.domain.assignments.evidence import requirement_evidence, training_evidence
from portal.domain.facts import DecisionKind

TODAY = date(2026, 3, 2)
UNTIL = date(2026, 4, 1)
WAIVER = (DecisionKind.WAIVER, TODAY, UNTIL)
EXTENSION = (DecisionKind.EXTENSION, TODAY, UNTIL)
JAN, FEB = date(2026, 1, 1), date(2026, 2, 1)


@pytest.mark.parametrize(
    ("decided", "expected"),
    [
        ([], Evidence()),
        ([[]], Evidence()),
        ([[WAIVER]], Evidence(waived=True)),
        ([[WAIVER], []], Evidence()),  # it meets two requirements, and only one is waived
        ([[WAIVER], [WAIVER]], Evidence(waived=True)),
        ([[EXTENSION], []], Evidence(extended=UNTIL)),
    ],
)
def test_decisions_about_what_a_training_meets(decided, expected):
    assert training_evidence(None, None, decided) == expected


@pytest.mark.parametrize(
    ("states", "decided", "expected"),
    [
        ("mm", [], Evidence()),
        ("mv", [], Evidence(done_on=FEB)),
        ("vr", [], Evidence(done_on=JAN)),  # valid and then to be renewed is one and the same
        ("vg", [], Evidence(done_on=JAN)),
        ("ve", [], Evidence(held_until=FEB)),
        ("me", [], Evidence()),
        ("mw", [WAIVER], Evidence(waived=True)),
        ("dd", [EXTENSION], Evidence(extended=UNTIL)),
        ("uu", [], Evidence()),
        ("--", [], Evidence()),  # not required of them, and still asked for
    ],
)
def test_a_requirement_is_there_while_it_holds(states, decided, expected):
    starts = [JAN.toordinal(), FEB.toordinal()]
    assert (
        requirement_evidence(starts, [f"x{one}" for one in states], 1, decided, TODAY) == expected
    )


def test_it_is_asked_as_of_a_day():
    starts = [date.min.toordinal(), FEB.toordinal()]
    assert requirement_evidence(starts, ["m", "v"], 0, [], JAN) == Evidence()
