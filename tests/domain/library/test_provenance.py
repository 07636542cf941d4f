"""What cites a replaced notice is flagged until somebody has looked at it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from portal.domain.library.items import Kind, Ref
from portal.domain.library.provenance import (
    Cited,
    Citing,
    Outcome,
    Replacement,
    Review,
    stale,
)

NOON = datetime(2026, 6, 1, 19, tzinfo=UTC)
HOUR = timedelta(hours=1)
OLD, NEW, NEWER = (Ref(Kind.NOTICE, name) for name in ("old", "new", "newer"))
REPLACED = Replacement(OLD, NEW, NOON, date(2026, 5, 20))


def citing(since=NOON - HOUR, key="faqs/one", source=OLD):
    return Citing(key, "One", "FAQ", 1, (Cited(source, "", "section 2", since),))


def review(outcome, number=1, by=NEW, key="faqs/one"):
    return Review(key, by, outcome, "Compared.", NOON + HOUR, 1, number=number)


def found(*reviews, what=None, replacements=(REPLACED,)):
    return stale([what or citing()], replacements, reviews)


def test_what_was_there_before_is_open_and_flagged():
    (row,) = found()
    assert row.is_open
    assert row.is_flagged
    assert row.places[0].where == "section 2"
    assert row.replacement.day == date(2026, 5, 20)


def test_a_review_settles_it_or_says_that_it_has_to_change():
    (right,) = found(review(Outcome.STILL_RIGHT))
    assert not right.is_open
    assert not right.is_flagged
    (changing,) = found(review(Outcome.WILL_BE_CHANGED))
    assert not changing.is_open
    assert changing.is_flagged


def test_the_last_review_counts():
    (row,) = found(review(Outcome.STILL_RIGHT, 2), review(Outcome.WILL_BE_CHANGED, 1))
    assert not row.is_flagged


def test_a_review_of_one_replacement_says_nothing_of_the_next():
    next_one = Replacement(OLD, NEWER, NOON + 2 * HOUR, None)
    rows = found(review(Outcome.STILL_RIGHT), replacements=(REPLACED, next_one))
    assert [(row.replacement.by, row.is_flagged) for row in rows] == [(NEW, False), (NEWER, True)]


@pytest.mark.parametrize("since", [NOON, NOON + HOUR])
def test_what_came_with_the_replacement_or_after_it_cites_knowingly(since):
    assert found(what=citing(since)) == []


@pytest.mark.parametrize(
    ("checked", "flagged"), [(date(2026, 5, 31), True), (date(2026, 6, 1), False)]
)
def test_files_count_by_the_day_on_which_they_were_compared(checked, flagged):
    assert bool(found(what=citing(checked, "trainings/one"))) is flagged


@pytest.mark.parametrize(
    ("checked", "flagged"), [(date(2026, 5, 19), True), (date(2026, 5, 20), False)]
)
def test_where_both_notices_came_at_once_the_day_of_the_new_one_counts(checked, flagged):
    both = Replacement(OLD, NEW, NOON, date(2026, 5, 20), together=True)
    assert bool(found(what=citing(checked, "trainings/one"), replacements=(both,))) is flagged


def test_the_new_notice_itself_and_what_cites_others_are_not_listed():
    assert found(what=citing(key="notices/new")) == []
    assert found(what=citing(source=NEW)) == []
