"""CSV files of shifts: a row is understood as it stands, or its problem says what to do."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.content.rosters import plain, read_table
from portal.documents.tables import csv_bytes
from portal.domain.errors import Invalid
from portal.domain.roster_files import COLUMNS, Row
from portal.domain.staffing import Mode

HEADER = ",".join(COLUMNS)
GOOD = "North,Night,Monday,20:00,08:00,ana@example.org,on site,2026-11-23,2027-01-31"


def read(*lines, header=HEADER):
    return read_table("\r\n".join([header, *lines]) + "\r\n")


def row(**different):
    cells = dict(zip(COLUMNS, GOOD.split(","), strict=True)) | different
    return ",".join(f'"{cell}"' for cell in cells.values())


def only_problem(**different):
    found = read(row(**different))
    assert found.rows == ()
    (problem,) = found.problems
    assert problem.number == 2
    assert problem.remedy
    return problem


def test_a_row_as_it_is_meant():
    found = read(GOOD, "North,Night,Tuesday,20:00,08:00,,,2026-11-23,")
    assert found.problems == ()
    assert found.rows == (
        Row(
            2,
            "North",
            "Night",
            0,
            time(20),
            time(8),
            "ana@example.org",
            Mode.ON_SITE,
            date(2026, 11, 23),
            date(2027, 1, 31),
        ),
        Row(3, "North", "Night", 1, time(20), time(8), "", None, date(2026, 11, 23), None),
    )
    assert found.said[3] == "North · Night · Tuesday · 20:00 · 08:00 · 2026-11-23"


def test_semicolons_blank_rows_quotes_and_other_orders():
    header = ";".join(reversed([*COLUMNS[:5], "Person E-mail", *COLUMNS[6:]])) + ";;"
    cells = ['"North; the\nbig one"', *GOOD.split(",")[1:]]
    found = read("", ";".join(reversed(cells)) + ";;", ";;", header=header)
    assert found.problems == ()
    assert [(one.number, one.team, one.person) for one in found.rows] == [
        (3, "North; the big one", "ana@example.org")
    ]


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("20:00", time(20)),
        ("8:00", time(8)),
        ("20:30:00", time(20, 30)),
        ("8:00 PM", time(20)),
        ("12:00 AM", time(0)),
        ("12:15 p.m.", time(12, 15)),
        ("00:00", time(0)),
    ],
)
def test_times(text, at):
    assert read(row(starts=text)).rows[0].starts == at


@pytest.mark.parametrize(
    "text", ["", "24:00", "20", "8", "20:60", "13:00 PM", "0:00 AM", "0.83", "20:00:30", "night"]
)
def test_times_that_are_none(text):
    problem = only_problem(starts=text)
    assert problem.field == "starts"
    assert "not a time" in problem.reason or not text
    assert "midnight is 00:00" in problem.remedy


@pytest.mark.parametrize("text", ["2026-11-22", "11/22/2026"])
def test_dates(text):
    assert read(row(first_on=text)).rows[0].first_on == date(2026, 11, 22)


@pytest.mark.parametrize(
    "text", ["", "22/11/2026", "11/22/26", "22.11.2026", "46348", "2026-02-30", "2026-1-5", "now"]
)
def test_dates_that_are_none(text):
    problem = only_problem(first_on=text)
    assert problem.field == "first_on"
    assert "with the month first" in problem.remedy


def test_an_empty_last_date_is_no_end_and_a_wrong_one_is_a_problem():
    assert read(row(last_on="")).rows[0].last_on is None
    assert only_problem(last_on="later").field == "last_on"


@pytest.mark.parametrize("text", ["Monday", "monday", "Mon", "MON"])
def test_weekdays(text):
    assert read(row(weekday=text)).rows[0].weekday == 0


@pytest.mark.parametrize(
    ("column", "text", "reason"),
    [
        ("weekday", "Lundi", "“Lundi” is not a day of the week."),
        ("weekday", "", "It is empty."),
        ("mode", "present", "“present” is not a mode."),
        ("mode", "", "It is empty."),
        ("team", " ", "It is empty."),
        ("shift", "x" * 101, "It has 101 characters."),
        ("shift", "Ni\u200bght", "cannot be seen: U+200B"),
    ],
)
def test_an_unknown_value_is_a_problem_and_never_a_default(column, text, reason):
    problem = only_problem(**{column: text})
    assert problem.field == column
    assert reason in problem.reason


def test_a_mode_needs_somebody():
    problem = only_problem(person_email="")
    assert (problem.field, problem.reason) == (
        "person_email",
        "There is a mode, but nobody to take part.",
    )


@pytest.mark.parametrize("text", ["on site", "On-Site", "REMOTE", "on call"])
def test_modes(text):
    found = read(row(mode=text)).rows[0].mode
    assert found.value == text.lower().replace(" ", "-")


def test_all_problems_of_a_row_are_told_at_once():
    found = read(row(starts="x", mode="y", weekday="z"))
    assert [one.field for one in found.problems] == ["weekday", "starts", "mode"]


def test_what_could_be_read_of_a_wrong_row_is_kept_to_be_judged():
    found = read(row(starts="x", first_on="y", mode=""))
    assert [one.field for one in found.problems] == ["starts", "first_on", "mode"]
    (part,) = found.parts
    assert (part.number, part.team, part.person) == (2, "North", "ana@example.org")
    assert (part.first_on, part.last_on) == (None, date(2027, 1, 31))


def test_a_row_with_too_few_or_too_many_cells():
    found = read("North,Night", GOOD + ",more", GOOD + ",,")
    assert [(one.number, one.field) for one in found.problems] == [(2, "row"), (3, "row")]
    assert [one.number for one in found.rows] == [4]


def test_an_open_quotation_mark_is_told_where_it_stands():
    found = read(GOOD, '"North,Night')
    assert [(one.number, one.field) for one in found.problems] == [(3, "row")]
    assert "quotation mark" in found.problems[0].remedy


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (HEADER.replace("mode,", ""), "lacks the column “mode”"),
        (HEADER + ",color", "is not known: “color”"),
        (HEADER + ",mode", "a column twice: “mode”"),
        (GOOD, "lacks the columns “team”"),
    ],
)
def test_a_header_that_does_not_fit(header, words):
    with pytest.raises(Invalid, match=words) as error:
        read(GOOD, header=header)
    assert error.value.field == "file"
    assert "template" in str(error.value)


def test_a_header_alone_is_no_roster():
    with pytest.raises(Invalid, match="no row below the header"):
        read("")


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1))
def test_what_an_export_wrote_is_read_as_it_was(text):
    """An export puts one more apostrophe before what would lose one here."""
    shown = f"'{text}" if plain(text) != text else text
    cell = csv_bytes(["a"], [[shown]]).decode("utf-8-sig").split("\r\n")[1]
    if '"' not in cell:
        assert plain(cell) == text


@given(st.text())
def test_no_text_breaks_the_reader(text):
    try:
        found = read(row(), text)
    except Invalid:
        return
    assert {one.number for one in found.rows} | {one.number for one in found.problems} <= set(
        found.said
    )
