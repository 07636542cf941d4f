"""What is lost on a day, and what there would be had it been kept."""

from __future__ import annotations

from datetime import date

from portal.domain.coverage.losses import as_if_kept, losses
from portal.domain.staffing import Abilities, AbilitySpan, Able
from tests.domain.coverage.abilities import CARRIES, PLAIN, always, until
from tests.domain.coverage.rosters import DAY

DAY_ONE = date(2026, 6, 1)
WEEK = (DAY_ONE, DAY_ONE + 6 * DAY)
NALOXONE = Abilities(Able.NALOXONE, Able.NALOXONE)
MAYBE = Able.MAYBE_NALOXONE


def spans(day: date, before: Able, after: Able) -> tuple[AbilitySpan, ...]:
    return until(1, day, before, after)[1]


def lost(before: Able, after: Able) -> list[Able]:
    return [gone.judged for _, gone in losses(spans(DAY_ONE + DAY, before, after), WEEK)]


def test_what_there_was_and_is_no_more_is_lost() -> None:
    assert lost(CARRIES, PLAIN) == [Able.NALOXONE]
    assert lost(CARRIES, Able(0)) == [CARRIES]
    assert lost(CARRIES, PLAIN | MAYBE) == [Able.NALOXONE]
    assert lost(PLAIN | MAYBE, PLAIN) == [MAYBE]


def test_what_is_gained_or_becomes_sure_is_not_lost() -> None:
    assert lost(PLAIN, CARRIES) == []
    assert lost(PLAIN | MAYBE, CARRIES) == []
    assert lost(PLAIN | MAYBE, Able.THERE | Able.NALOXONE) == [Able.COUNTS]


def test_no_longer_being_of_a_profession_that_is_never_counted_is_no_loss() -> None:
    assert lost(Able.THERE | Able.EXCLUDED, PLAIN) == []


def test_each_level_has_its_own_losses() -> None:
    held = (
        AbilitySpan(date.min, DAY_ONE + DAY, Abilities(PLAIN, CARRIES)),
        AbilitySpan(DAY_ONE + DAY, None, Abilities(PLAIN, PLAIN)),
    )
    assert list(losses(held, WEEK)) == [(DAY_ONE + DAY, Abilities(Able(0), Able.NALOXONE))]


def test_only_days_after_the_first_through_the_last_are_asked_about() -> None:
    for day, said in [(0, False), (1, True), (6, True), (7, False)]:
        on = DAY_ONE + day * DAY
        assert list(losses(spans(on, CARRIES, PLAIN), WEEK)) == ([(on, NALOXONE)] if said else [])


def test_of_somebody_who_is_not_known_any_more_everything_is_lost() -> None:
    held = spans(DAY_ONE + DAY, CARRIES, PLAIN)[:1]
    assert list(losses(held, WEEK)) == [(DAY_ONE + DAY, Abilities(CARRIES, CARRIES))]


def test_kept_abilities_go_on_from_their_day() -> None:
    held = spans(DAY_ONE, CARRIES, PLAIN)
    assert as_if_kept(held, [(DAY_ONE, NALOXONE)]) == spans(DAY_ONE, CARRIES, CARRIES)
    assert as_if_kept(held, []) == held
    assert as_if_kept(always(1)[1], []) == always(1)[1]


def test_what_is_kept_for_sure_is_not_doubtful() -> None:
    held = spans(DAY_ONE, CARRIES, PLAIN | MAYBE)
    assert as_if_kept(held, [(DAY_ONE, NALOXONE)]) == spans(DAY_ONE, CARRIES, CARRIES)


def test_a_doubt_that_is_kept_does_not_undo_what_has_become_sure() -> None:
    held = spans(DAY_ONE, PLAIN, CARRIES)
    doubt = Abilities(MAYBE, MAYBE)
    assert as_if_kept(held, [(DAY_ONE - DAY, doubt)])[1].able == Abilities(CARRIES, CARRIES)
