"""Days in many shapes; what can be read in two ways is settled by its column, or asked."""

from datetime import date

import pytest

from portal.domain.imports.days import Order, Style, both_ways, doubts, read_day
from portal.domain.imports.problems import Wrong

TODAY = date(2026, 1, 15)
MARCH = date(2026, 3, 4)


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-04",
        "2026/3/4",
        "2026-03-04 00:00:00",
        "2026-03-04T08:30:00Z",
        "20260304",
        "46085",
        "46085.0",
        "March 4, 2026",
        "Mar 4 2026",
        "Mar. 4th, 2026",
        "4 March 2026",
        "4-Mar-2026",
        "4th Mar, 2026",
    ],
)
def test_a_day_that_says_itself(text):
    assert read_day(text, Style(), TODAY) == MARCH


@pytest.mark.parametrize(
    ("text", "style", "day"),
    [
        ("03/04/2026", Style(Order.MONTH), MARCH),
        ("04.03.2026", Style(Order.DAY), MARCH),
        ("3-4-26", Style(Order.MONTH), MARCH),  # there is no other: 1926 cannot be
        ("3-4-26", Style(Order.MONTH, 1900), MARCH),
        ("Mar 4, 99", Style(), date(1999, 3, 4)),
        ("3/4/65", Style(Order.MONTH, 2000), date(2065, 3, 4)),
        ("3/4/65", Style(Order.MONTH, 1900), date(1965, 3, 4)),
        ("Mar 4, 26", Style(), MARCH),
        ("04/04/2026", Style(), date(2026, 4, 4)),
        ("13/04/2026", Style(), date(2026, 4, 13)),
        ("04/13/2026 12:00 AM", Style(), date(2026, 4, 13)),
    ],
)
def test_a_day_of_a_column_that_says_how(text, style, day):
    assert read_day(text, style, TODAY) == day


@pytest.mark.parametrize(
    ("text", "style", "reason"),
    [
        ("03/04/2026", Style(), "can be read in two ways"),
        ("03/04/31", Style(Order.MONTH), "has two digits"),
        ("13/04/2026", Style(Order.MONTH), "in this column the month comes first"),
        ("04/13/2026", Style(Order.DAY), "in this column the day comes first"),
        ("0", Style(), "which spreadsheets show for an empty cell, 0"),
        ("1", Style(), "December 31, 1899"),
        ("1900-01-01", Style(), "January 1, 1900"),
        ("1/0/1900", Style(), "what spreadsheets show for an empty cell or 0"),
        ("01-00-00", Style(), "what spreadsheets show for an empty cell or 0"),
        ("00:00", Style(), "what spreadsheets show for an empty cell or 0"),
        ("2026-02-30", Style(), "There is no such day"),
        ("30/30/2026", Style(), "There is no such day"),
        ("1925-01-01", Style(), "the year 1925, which cannot be right"),
        ("9999-12-31", Style(), "the year 9999, which cannot be right"),
        ("99999", Style(), "which cannot be right"),
        ("soon", Style(), "“soon” is not a date"),
        ("Foo 4, 2026", Style(), "is not a date"),
        ("March 2026", Style(), "is not a date"),
        ("2026-03-04; 2026-03-05", Style(), "is not a date"),
    ],
)
def test_a_day_that_cannot_be_used(text, style, reason):
    with pytest.raises(Wrong) as wrong:
        read_day(text, style, TODAY)
    assert reason in wrong.value.reason
    assert wrong.value.remedy


@pytest.mark.parametrize(
    "text",
    ["2026-03-05T02:00:00Z", "2026-03-05T02:00:00.123+00:00", "2026-03-05 02:30-0500"],
)
def test_a_moment_elsewhere_is_the_day_it_was_in_california(text):
    assert read_day(text, Style(), TODAY) == MARCH


def test_a_moment_that_never_was_cannot_be_used():
    with pytest.raises(Wrong, match="no such moment"):
        read_day("2026-02-30T02:00:00Z", Style(), TODAY)


def test_one_row_settles_its_column():
    assert doubts(["03/04/2026", "03/17/2026"], TODAY).order is Order.MONTH
    assert doubts(["03/04/2026", "17/03/2026"], TODAY).order is Order.DAY
    asked = doubts(["04/04/2026", "03/04/2026"], TODAY)
    assert (asked.order, asked.two_ways) == (None, "03/04/2026")
    both = doubts(["03/17/2026", "17/03/2026", "03/04/2026"], TODAY)
    assert (both.order, both.two_ways) == (None, "03/04/2026")
    assert doubts(["2026-03-04", "1/0/1900", "", "4/4/2026"], TODAY) == doubts([], TODAY)
    assert doubts(["3/17/26", "3/17/31"], TODAY).short_year == "3/17/31"
    assert doubts(["Mar 4, 26", "Mar 4, 31"], TODAY).short_year == "Mar 4, 31"
    assert not doubts(["3/17/26", "Mar 4, 99"], TODAY).short_year


def test_both_ways_are_said_in_words():
    assert both_ways("03/04/2026") == ("March 4", "April 3")
