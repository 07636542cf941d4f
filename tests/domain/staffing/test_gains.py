"""What somebody could still gain, and what it takes."""

from __future__ import annotations

from datetime import date

import pytest

from portal.domain.certification import State
from portal.domain.facts import Duty
from portal.domain.requirements import UNKNOWN
from portal.domain.staffing import Abilities, AbilitySpan, Able, as_if_gained, gains_of
from tests.domain.staffing.rulebooks import DAY, rulebook
from tests.domain.staffing.test_abilities import ADVISING, person, states

CARRIES = Duty.CARRIES_NALOXONE


def gains(facts, book=ADVISING, **other: State) -> dict[Able, tuple[str, ...]]:
    return gains_of(facts, book, DAY, states(book, **other))


def test_who_has_everything_gains_nothing() -> None:
    assert gains(person(CARRIES)) == {}


def test_to_be_counted_takes_every_core_training_that_is_missing() -> None:
    found = gains(
        person(CARRIES), crisis_intervention=State.MISSING, crisis_assessment=State.EXPIRED
    )
    assert found == {
        Able.COUNTS: ("crisis-intervention", "crisis-assessment"),
        Able.ASSESSES: ("crisis-assessment",),
    }


@pytest.mark.parametrize(
    ("duties", "state", "needs"),
    [
        ((), State.VALID, ("naloxone",)),
        ((CARRIES,), State.MISSING, ("naloxone-training",)),
        ((CARRIES,), State.UNKNOWN, ("naloxone-training",)),
        ((), State.EXPIRED, ("naloxone-training", "naloxone")),
    ],
)
def test_naloxone_takes_training_or_carrying_or_both(duties, state, needs) -> None:
    assert gains(person(*duties), naloxone_training=state) == {Able.NALOXONE: needs}


@pytest.mark.parametrize(
    ("state", "needs"),
    [
        (State.EXPIRED, {Able.COUNTS: ("qualified",)}),  # a license can be renewed
        (State.UNKNOWN, {Able.COUNTS: ("qualified",)}),  # and a profession recorded
        (State.MISSING, {}),
    ],
)
def test_nobody_gains_a_profession(state, needs) -> None:
    assert gains(person(CARRIES), qualified=state) == needs


@pytest.mark.parametrize("facts", [person(affiliated=None), person(types=("peace-officer",))])
def test_who_is_not_there_or_never_counted_gains_nothing(facts) -> None:
    assert gains(facts, crisis_intervention=State.MISSING) == {}


def test_what_nobody_asks_for_or_nobody_knows_is_not_gained() -> None:
    neither = rulebook(only={"crisis-assessment", "crisis-intervention"})
    assert gains(person(), neither, crisis_intervention=State.MISSING) == {
        Able.COUNTS: ("crisis-intervention",)
    }
    unknown = {slug: {"training": UNKNOWN} for slug in ("naloxone", "assessor")}
    assert gains(person(), rulebook(settings=unknown)) == {}


def test_who_is_not_recorded_as_answering_calls_needs_the_trainings_of_those_who_do() -> None:
    found = gains(person(CARRIES, team=None), crisis_intervention=State.NOT_REQUIRED)
    assert found == {Able.COUNTS: ("crisis-intervention",)}


def test_what_is_gained_counts_from_the_day_and_is_kept() -> None:
    day = date(2026, 3, 1)
    knows_nothing = Abilities(Able.THERE, Able.THERE | Able.MAYBE_ASSESSES)
    away = Abilities(Able(0), Able(0))
    spans = (
        AbilitySpan(date.min, date(2026, 1, 1), away),
        AbilitySpan(date(2026, 1, 1), date(2026, 6, 1), knows_nothing),
        AbilitySpan(date(2026, 6, 1), None, away),
    )
    gained = as_if_gained(spans, Able.ASSESSES, day)
    assert [span.starts for span in gained] == [date.min, date(2026, 1, 1), day, date(2026, 6, 1)]
    assert gained[1].able == knows_nothing
    assert gained[2].able == Abilities(Able.THERE | Able.ASSESSES, Able.THERE | Able.ASSESSES)
    assert gained[3].able == away


def test_who_is_never_counted_gains_nothing() -> None:
    officer = Abilities(Able.THERE | Able.EXCLUDED, Able.THERE | Able.EXCLUDED)
    spans = (AbilitySpan(date.min, None, officer),)
    assert as_if_gained(spans, Able.COUNTS, date(2026, 3, 1))[-1].able == officer
