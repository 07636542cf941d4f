"""Who answers calls on a day, and in which unbroken stretches."""

from __future__ import annotations

from datetime import date

import pytest

from portal.domain.certification import responds
from portal.domain.certification.answering import Known, covering
from portal.domain.facts import Duty
from tests.domain import facts
from tests.domain.facts import affiliated, duty, person

DAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("known", "answers"),
    [
        ([], False),
        ([facts.responds()], True),
        ([affiliated()], True),
        ([affiliated(team=None)], False),
        ([duty(Duty.DISPATCHES)], False),
        ([affiliated(), duty(Duty.DISPATCHES)], False),
        ([affiliated(), duty(Duty.DISPATCHES), duty(Duty.CONSULTS)], False),
        ([affiliated(), duty(Duty.DISPATCHES), facts.responds()], True),
        ([affiliated(), duty(Duty.DISPATCHES), duty(Duty.CARRIES_NALOXONE)], True),
        ([affiliated(), duty(Duty.CARRIES_NALOXONE)], True),
        ([duty(Duty.CARRIES_NALOXONE)], False),
        ([facts.responds("2026-03-02")], False),
        ([facts.responds(None, "2026-02-28")], False),
        ([facts.responds(None, "2026-03-01")], True),
        ([affiliated(), duty(Duty.DISPATCHES, "2026-01-10", "2026-02-28")], True),
    ],
)
def test_who_answers_calls(known: list[object], answers: bool) -> None:
    assert responds(person(*known), DAY) is answers


def test_a_stretch_goes_on_while_one_thing_takes_over_from_another() -> None:
    known = Known(
        person(
            facts.responds("2026-01-10", "2026-02-28"),
            affiliated("2026-03-01", "2026-04-30"),
            affiliated("2026-03-15", "2026-05-31", team=2),
            facts.responds("2026-07-01"),
        )
    )
    assert known.answering == (
        (date(2026, 1, 10), date(2026, 6, 1)),
        (date(2026, 7, 1), date.max),
    )
    assert covering(known.answering, date(2026, 5, 31)) == known.answering[0]
    assert covering(known.answering, date(2026, 6, 1)) is None


def test_an_unknown_first_day_reaches_back_to_always() -> None:
    known = Known(person(facts.responds(None, "2026-02-28"), affiliated("2026-01-01")))
    assert known.answering == ((date.min, date.max),)


def test_dispatching_alone_breaks_a_stretch_on_a_team() -> None:
    known = Known(person(affiliated(), duty(Duty.DISPATCHES, "2026-02-01", "2026-02-28")))
    assert known.answering == (
        (date(2026, 1, 10), date(2026, 2, 1)),
        (date(2026, 3, 1), date.max),
    )


def test_assessing_is_a_duty_of_its_own() -> None:
    known = Known(person(facts.responds(), duty(Duty.ASSESSES, "2026-02-01", "2026-02-28")))
    assert known.assessing == ((date(2026, 2, 1), date(2026, 3, 1)),)
    assert known.either == known.answering == ((date(2026, 1, 10), date.max),)
    assert Known(person()).either == ()


def test_a_duty_that_was_taken_back_holds_on_no_day() -> None:
    assert Known(person(facts.responds("2026-02-01", "2026-01-31"))).answering == ()
