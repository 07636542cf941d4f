"""Attendance files: the table is found below other rows, times are read, each row is judged."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.content.imports import read_file
from portal.domain.dates import CALIFORNIA
from portal.domain.errors import Invalid
from portal.domain.events.reports import read
from tests.events import END, START, teams, zoom

PACIFIC = "America/Los_Angeles"
ANA = ("Ana Flores", "ana@example.org", "10:02:11 AM", "11:30:00 AM")


def rows(content, start=START, end=END, zone=PACIFIC):
    found = [row for sheet in read_file(content).sheets for row in sheet.rows]
    return read(found, start, end, zone)


def at(hour, minute, second=0):
    return datetime(2026, 3, 10, hour, minute, second, tzinfo=CALIFORNIA)


@pytest.mark.parametrize("tool", [zoom, teams])
def test_what_meeting_tools_export(tool):
    (row,) = rows(tool(ANA))
    assert (row.name, row.email) == ("Ana Flores", "ana@example.org")
    assert (row.joined, row.left) == (at(10, 2, 11), at(11, 30))
    assert not row.problems


def test_the_rows_number_is_that_of_the_spreadsheet():
    assert [row.number for row in rows(zoom(ANA, ANA))] == [5, 6]


def test_teams_lists_stretches_below_a_summary_and_they_are_read():
    again = ("Ana Flores", "ana@example.org", "11:00:00 AM", "11:20:00 AM")
    assert [row.joined for row in rows(teams(ANA, again))] == [at(10, 2, 11), at(11, 0)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_encodings(encoding):
    said = zoom(("Íñigo Nuñez", "", "10:00:00 AM", "11:00:00 AM")).decode().encode(encoding)
    assert rows(said)[0].name == "Íñigo Nuñez"


@pytest.mark.parametrize(
    "said",
    [
        "03/10/2026 10:05:00 AM",
        "3/10/26, 10:05 AM",
        "2026-03-10 10:05:00",
        "2026-03-10T17:05:00Z",
        "2026-03-10T10:05:00-07:00",
        "10:05 a.m.",
    ],
)
def test_ways_to_write_a_time(said):
    text = f'Name,Join Time,Leave Time\nAna,"{said}",03/10/2026 11:00:00 AM\n'
    assert rows(text.encode())[0].joined == at(10, 5)


def test_times_in_utc():
    text = b"Name,Join Time,Leave Time\nAna,2026-03-10 17:05,2026-03-10 18:00\n"
    assert rows(text, zone="UTC")[0].joined == at(10, 5)


def test_minutes_where_there_is_no_leave_time():
    text = b"Name,Join Time,Duration (Minutes)\nAna,03/10/2026 10:05 AM,50\n"
    assert rows(text)[0].left == at(10, 55)


def test_a_time_that_comes_twice_is_the_one_nearer_to_the_session():
    start = datetime(2026, 11, 1, 1, 0, tzinfo=CALIFORNIA).replace(fold=1).astimezone(UTC)
    text = b"Name,Join Time,Leave Time\nAna,11/01/2026 1:10 AM,11/01/2026 1:50 AM\n"
    (row,) = rows(text, start, start + timedelta(hours=1))
    assert row.joined == start + timedelta(minutes=10)
    assert row.left == start + timedelta(minutes=50)


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("Ana,soon,03/10/2026 11:00 AM", "join time"),
        ("Ana,03/10/2026 10:00 AM,later", "leave time"),
        ("Ana,13/40/2026 10:00 AM,03/10/2026 11:00 AM", "join time"),
        ("Ana,03/10/2026 11:00 AM,03/10/2026 10:00 AM", "leave time"),
        ("Ana,03/11/2026 10:00 AM,03/11/2026 11:00 AM", "join time"),
        (",03/10/2026 10:00 AM,03/10/2026 11:00 AM", "name"),
    ],
)
def test_what_cannot_be_used_says_why(line, column):
    (row,) = rows(f"Name,Join Time,Leave Time\n{line}\n".encode())
    assert [problem.field for problem in row.problems] == [column]
    assert all(problem.remedy for problem in row.problems)


def test_who_did_not_attend_is_no_error():
    text = b"Attended,Name,Join Time,Leave Time\nNo,Ana,--,--\n"
    assert rows(text)[0].absent


def test_a_file_without_such_a_table():
    with pytest.raises(Invalid, match="no row has headings"):
        rows(b"Name,Team\nAna,North\n")


def test_the_table_ends_where_the_next_part_begins():
    text = (
        b"Name,Join Time,Leave Time\nAna,03/10/2026 10:00 AM,03/10/2026 11:00 AM\n\n"
        b"Poll,Votes\nYes,3\n"
    )
    assert len(rows(text)) == 1
