"""Which version stands when: derived from what was said, so a schedule comes true by itself."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from portal.domain.library.publication import Publication, Span, Standing, shown, spans, standing

NOON = datetime(2026, 11, 28, 20, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_a_version_is_shown_from_its_instant_on_and_not_before():
    rows = [Publication(1, NOON, 7)]
    assert shown(rows, NOON - timedelta(microseconds=1)) is None
    assert shown(rows, NOON) == 7
    assert standing(rows, NOON - HOUR) is Standing.SCHEDULED
    assert standing(rows, NOON) is Standing.PUBLISHED


def test_the_next_version_takes_over_at_its_time():
    rows = [Publication(1, NOON, 7), Publication(2, NOON + HOUR, 8)]
    assert spans(rows) == [Span(7, NOON, NOON + HOUR), Span(8, NOON + HOUR, None)]
    assert standing(rows, NOON) is Standing.PUBLISHED


def test_a_retired_item_shows_nothing_and_may_come_back():
    rows = [Publication(1, NOON, 7), Publication(2, NOON + HOUR, None)]
    assert shown(rows, NOON + HOUR) is None
    assert standing(rows, NOON + HOUR) is Standing.RETIRED
    again = [*rows, Publication(3, NOON + 2 * HOUR, 9)]
    assert standing(again, NOON + HOUR) is Standing.SCHEDULED
    assert shown(again, NOON + 2 * HOUR) == 9


def test_what_is_taken_back_never_comes_true():
    rows = [
        Publication(1, NOON, 7),
        Publication(2, NOON + HOUR, 8),
        Publication(3, NOON + HOUR, None, cancels=2),
    ]
    assert spans(rows) == [Span(7, NOON, None)]


def test_of_two_for_the_same_instant_the_later_word_counts():
    assert shown([Publication(1, NOON, 7), Publication(2, NOON, 8)], NOON) == 8


def test_nothing_published_is_a_draft():
    assert standing([], NOON) is Standing.DRAFT


@given(
    st.lists(
        st.tuples(st.integers(0, 6), st.none() | st.integers(1, 9), st.none() | st.integers(1, 8)),
        max_size=8,
    ),
    st.integers(-1, 8),
)
def test_at_most_one_version_is_shown_at_any_moment(steps, hour):
    rows = [
        Publication(number, NOON + hour_ * HOUR, version, cancels if cancels != number else None)
        for number, (hour_, version, cancels) in enumerate(steps, start=1)
    ]
    found = spans(rows)
    at = NOON + hour * HOUR
    assert sum(span.covers(at) for span in found) <= 1
    assert all(a.until is not None and a.until <= b.starts_at for a, b in pairwise(found))
