"""Calendars: weekly events become shifts; whatever a weekly shift cannot say is a problem."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.content.rosters import read_calendar
from portal.domain.errors import Invalid
from portal.domain.staffing import Mode

PLAIN = {
    "SUMMARY": "Night",
    "DTSTART;TZID=America/Los_Angeles": "20261123T200000",
    "DTEND;TZID=America/Los_Angeles": "20261124T080000",
    "RRULE": "FREQ=WEEKLY",
    "ATTENDEE;CN=Ana": "mailto:Ana@example.org",
}
LOCAL = ";TZID=America/Los_Angeles"


def read(*events):
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//"]
    for event in events:
        lines += ["BEGIN:VEVENT", *event, "END:VEVENT"]
    return read_calendar("\r\n".join([*lines, "END:VCALENDAR", ""]), "North", Mode.REMOTE)


def event(without=(), **different):
    named = {name: text for name, text in PLAIN.items() if name.partition(";")[0] not in without}
    return [f"{name}:{text}" for name, text in named.items()] + list(different.pop("also", ()))


def runs(found):
    assert found.problems == ()
    return [
        (row.weekday, row.starts, row.ends, row.first_on, row.last_on)
        for row in found.rows
        if not row.person
    ]


def only_problem(*lines, without=()):
    found = read(event(without, also=lines))
    assert found.rows == ()
    (problem,) = found.problems
    assert problem.number == 1
    assert problem.remedy
    return problem.field, problem.reason


def test_an_event_is_a_shift_and_who_attends_is_on_it():
    found = read(event(also=["ATTENDEE:MAILTO:ben@example.org", "ATTENDEE:mailto:ana@example.org"]))
    assert runs(found) == [(0, time(20), time(8), date(2026, 11, 23), None)]
    assert [(row.person, row.mode) for row in found.rows] == [
        ("", None),
        ("ana@example.org", Mode.REMOTE),
        ("ben@example.org", Mode.REMOTE),
    ]
    assert {(row.team, row.shift, row.number) for row in found.rows} == {("North", "Night", 1)}


def test_an_event_on_several_days_is_a_shift_on_each():
    found = read(event(["RRULE"], also=["RRULE:FREQ=WEEKLY;BYDAY=WE,MO,SU;WKST=SU"]))
    assert [(run[0], run[3]) for run in runs(found)] == [
        (0, date(2026, 11, 23)),
        (2, date(2026, 11, 25)),
        (6, date(2026, 11, 29)),
    ]


def test_the_words_of_an_event_say_all_that_it_would_bring():
    found = read(
        event(
            ["RRULE"],
            also=[
                "RRULE:FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20261231T235959Z",
                f"EXDATE{LOCAL}:20261202T200000",
            ],
        ),
        event(["RRULE", "ATTENDEE"]),
    )
    times = "8:00 p.m. to 8:00 a.m. the next day"
    assert found.said == {
        1: f"Night · Mondays, {times}, from November 23, 2026 through December 28, 2026"
        f" · Wednesdays, {times}, from November 25, 2026 through December 30, 2026"
        " · not on December 2, 2026 · ana@example.org",
        2: f"Night · November 23, 2026, {times}",
    }


@pytest.mark.parametrize(
    ("rule", "lasts"),
    [
        ("COUNT=3", [date(2026, 12, 7)]),
        ("BYDAY=MO,TU;COUNT=3", [date(2026, 11, 30), date(2026, 11, 24)]),
        ("UNTIL=20261201T035959Z", [date(2026, 11, 23)]),  # a second before 8 p.m. on the 30th
        ("UNTIL=20261201T040000Z", [date(2026, 11, 30)]),
        ("UNTIL=20261130", [date(2026, 11, 30)]),
        ("BYDAY=MO,TU;UNTIL=20261123", [date(2026, 11, 23)]),
        ("BYDAY=MO,TU;UNTIL=20261206T080000Z", [date(2026, 11, 30), date(2026, 12, 1)]),
    ],
)
def test_the_last_date(rule, lasts):
    found = read(event(["RRULE"], also=[f"RRULE:FREQ=WEEKLY;{rule}"]))
    assert [run[4] for run in runs(found)] == lasts


def test_an_event_without_a_rule_comes_once():
    assert runs(read(event(["RRULE"]))) == [
        (0, time(20), time(8), date(2026, 11, 23), date(2026, 11, 23))
    ]


def test_a_length_may_stand_for_the_end():
    found = read(event(["DTEND"], also=["DURATION:PT24H"]))
    assert runs(found)[0][1:3] == (time(20), time(20))


def test_a_winter_in_utc_stands_still():
    found = read(
        event(
            ["DTSTART", "DTEND", "RRULE"],
            also=[
                "DTSTART:20261124T040000Z",
                "DTEND:20261124T160000Z",
                "RRULE:FREQ=WEEKLY;BYDAY=TU;UNTIL=20270301T000000Z",
            ],
        )
    )
    assert runs(found) == [(0, time(20), time(8), date(2026, 11, 23), date(2027, 2, 22))]


def test_utc_across_the_clock_change_moves_in_california():
    field, reason = only_problem(
        "DTSTART:20261124T040000Z",
        "DTEND:20261124T160000Z",
        without=["DTSTART", "DTEND"],
    )
    assert field == "DTSTART"
    assert "change on March 15, 2027" in reason


def test_another_zone_with_the_same_clock_changes_is_understood():
    found = read(
        event(
            ["DTSTART", "DTEND"],
            also=[
                "DTSTART;TZID=Mountain Standard Time:20261123T210000",
                "DTEND;TZID=Mountain Standard Time:20261124T090000",
            ],
        )
    )
    assert runs(found) == [(0, time(20), time(8), date(2026, 11, 23), None)]


def test_dates_left_out_are_cancelled():
    found = read(
        event(
            ["RRULE"],
            also=[
                "RRULE:FREQ=WEEKLY;BYDAY=MO,TU",
                f"EXDATE{LOCAL}:20261124T200000,20261207T200000",
                "EXDATE:20261215T040000Z",
                "EXDATE;VALUE=DATE:20261222",
            ],
        )
    )
    assert [(row.weekday, row.cancelled) for row in found.rows if not row.person] == [
        (0, (date(2026, 12, 7), date(2026, 12, 14))),
        (1, (date(2026, 11, 24), date(2026, 12, 22))),
    ]
    assert {row.cancelled for row in found.rows if row.person} == {()}


@pytest.mark.parametrize(
    ("line", "without", "field", "words"),
    [
        ("RRULE:FREQ=DAILY", ["RRULE"], "RRULE", "does not come weekly"),
        ("RRULE:FREQ=WEEKLY;INTERVAL=2", ["RRULE"], "RRULE", "not come every week"),
        ("RRULE:FREQ=WEEKLY;BYMONTH=3", ["RRULE"], "RRULE", "weekly shifts lack: BYMONTH"),
        ("RRULE:FREQ=WEEKLY;BYDAY=1MO", ["RRULE"], "RRULE", "days of the week within a month"),
        ("RRULE:FREQ=WEEKLY;BYDAY=TU", ["RRULE"], "RRULE", "begins on a Monday, on which"),
        ("RRULE:FREQ=WEEKLY;COUNT=2;UNTIL=20270101", ["RRULE"], "RRULE", "both a count and"),
        ("RRULE:FREQ=WEEKLY;COUNT=0", ["RRULE"], "RRULE", "comes 0 times"),
        ("RRULE:FREQ=WEEKLY;COUNT=99999", ["RRULE"], "RRULE", "comes 99999 times"),
        ("RRULE:FREQ=WEEKLY;UNTIL=20201123", ["RRULE"], "RRULE", "ends before it begins"),
        ("RRULE:FREQ=WEEKLY;UNTIL=99991231T235959Z", ["RRULE"], "RRULE", "year 9999"),
        ("RRULE:FREQ=WEEKLY;INTERVAL=x", ["RRULE"], "RRULE", "cannot be read"),
        ("RDATE:20261130T200000Z", [], "RDATE", "further dates"),
        ("EXRULE:FREQ=WEEKLY", [], "EXRULE", "left out"),
        ("RECURRENCE-ID:20261130T200000Z", [], "RECURRENCE-ID", "one date of another"),
        ("STATUS:CANCELLED", [], "STATUS", "cancelled"),
        ("SUMMARY:Day", [], "SUMMARY", "twice"),
        ("SUMMARY:", ["SUMMARY"], "SUMMARY", "empty"),
        ("DESCRIPTION:x", ["SUMMARY"], "SUMMARY", "empty"),
        ("DESCRIPTION:x", ["DTSTART"], "DTSTART", "missing"),
        ("DESCRIPTION:x", ["DTEND"], "DTEND", "missing"),
        ("DTSTART:20261123T200000", ["DTSTART"], "DTSTART", "no time zone"),
        ("DTSTART;TZID=Mars:20261123T200000", ["DTSTART"], "DTSTART", "“Mars” is not known"),
        ("DTSTART;VALUE=DATE:20261123", ["DTSTART"], "DTSTART", "whole day"),
        ("DTSTART:banana", ["DTSTART"], "DTSTART", "cannot be read"),
        ("DTSTART:00010101T000000Z", ["DTSTART"], "DTSTART", "year 1 cannot"),
        (f"DTSTART{LOCAL}:20261123T200030", ["DTSTART"], "DTSTART", "full minute"),
        (f"DTEND{LOCAL}:20261123T200000", ["DTEND"], "DTEND", "ends before it begins"),
        (f"DTEND{LOCAL}:20261124T200100", ["DTEND"], "DTEND", "more than 24 hours"),
        (f"DTEND{LOCAL}:20261208T200000", ["DTEND"], "DTEND", "run into its own next time"),
        (f"EXDATE{LOCAL}:20261125T200000", [], "EXDATE", "On November 25, 2026 the shift does not"),
        ("EXDATE:00010101T000000Z", [], "EXDATE", "year 1 cannot"),
        ("EXDATE:soon", [], "EXDATE", "cannot be read"),
        ("ATTENDEE:tel:555", [], "ATTENDEE", "“tel:555” is no e-mail"),
        ("ATTENDEE;CUTYPE=ROOM:mailto:room@example.org", [], "ATTENDEE", "no single person"),
        ("ATTENDEE;PARTSTAT=DECLINED:mailto:cal@example.org", [], "ATTENDEE", "has declined"),
    ],
)
def test_what_a_weekly_shift_cannot_say_is_a_problem(line, without, field, words):
    found, reason = only_problem(line, without=without)
    assert found == field
    assert words in reason


def test_a_wrong_event_does_not_hide_the_others():
    found = read(event(["RRULE"], also=["RRULE:FREQ=DAILY"]), event())
    assert [one.number for one in found.problems] == [1]
    assert {row.number for row in found.rows} == {2}
    assert found.said[1] == "Night"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("BEGIN:VCALENDAR\r\n", "cut off"),
        ("BEGIN:VCALENDAR\r\nnonsense\r\nEND:VCALENDAR\r\n", "cut off"),
        ("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "no event"),
    ],
)
def test_what_is_no_calendar(text, words):
    with pytest.raises(Invalid, match=words):
        read_calendar(text, "North", Mode.ON_SITE)


@given(
    st.sampled_from(["RRULE", "DTSTART", "EXDATE", "ATTENDEE", "DURATION", "SUMMARY", "RDATE"]),
    st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"])),
)
def test_no_property_breaks_the_reader(name, text):
    try:
        found = read(event(also=[f"{name}:{text}"]))
    except Invalid:
        return
    assert found.rows or found.problems
