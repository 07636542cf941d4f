"""Handing in a file of shifts: verdicts first, all of it or nothing, once, and back again."""

import io

import pytest
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from portal.domain.access import Role
from portal.models import EvidenceFile, RosterImport, Shift, ShiftAssignment
from tests import factories, lists, rosters
from tests.factories import AT, FRESNO, KERN
from tests.pages import text_of
from tests.queries import counted
from tests.signing_in import signed_in_as

HEADER = "team,shift,weekday,starts,ends,person_email,mode,first_on,last_on"
NIGHT = "North,Night,Monday,20:00,08:00,,,2026-01-19,"
ANA = "North,Night,Monday,20:00,08:00,ana@example.org,on site,2026-01-19,"


@pytest.fixture(autouse=True)
def _at_noon(time_machine):
    time_machine.move_to(AT, tick=False)


@pytest.fixture
def trainer(app, session):
    """A browser of Fresno's trainer."""
    person = factories.person(session, "Tess Trainer")
    return signed_in_as(app, session, person, Role.TRAINER, FRESNO)


@pytest.fixture
def team(session):
    return factories.team(session, "North")


@pytest.fixture(autouse=True)
def ana(session, team):
    person = factories.person(session, "Ana Flores", email="ana@example.org")
    factories.affiliation(session, person, team=team)
    return person


@pytest.fixture
def hand_in(trainer):
    def do(content, name="roster.csv", status=303):
        content = content.encode() if isinstance(content, str) else content
        trainer.get("/roster-files")
        trainer.submit("Look at this file", status, file=(io.BytesIO(content), name))
        return trainer if status == 422 else trainer.get(trainer.location)

    return do


def lines(*rows):
    return "\r\n".join([HEADER, *rows]) + "\r\n"


def count(session, table):
    return session.scalar(select(func.count()).select_from(table))


def test_a_file_is_looked_at_then_taken_in_once(trainer, session, team, hand_in):
    hand_in(lines(NIGHT, ANA))
    assert trainer.h1 == "roster.csv: ready to be taken in"
    assert "2 rows: 2 new, 0 on the roster already, 0 with errors" in trainer.main
    assert "It would bring 1 new weekly shift and 1 place for people." in trainer.main
    assert count(session, Shift) == 0
    dry_run = trainer.path
    trainer.submit("Take in all of it", 303)
    first = trainer.location
    trainer.post(dry_run, {}, 303)  # a double click
    assert trainer.location == first
    assert count(session, Shift) == count(session, ShiftAssignment) == 1
    trainer.get(first)
    assert "Nothing was added again." in trainer.main
    assert trainer.h1 == "roster.csv: taken in"
    assert "1 weekly shift, 1 place for people, 0 cancelled dates" in trainer.main
    trainer.get(dry_run)
    assert trainer.h1 == "roster.csv: taken in already"
    trainer.get("/roster-files").click("roster.csv").click("North: roster")
    trainer.get(f"/teams/{team.id}/roster?week=2026-01-19")
    assert "Ana Flores on site" in trainer.main
    trainer.get(f"/teams/{team.id}/roster/history").click(
        "From a file: Ana Flores: on site, from January 19, 2026"
    )


def test_every_row_has_a_verdict_and_what_is_wrong_comes_first(trainer, session, hand_in):
    wrong = ANA.replace("ana@", "nobody@").replace("20:00", "25:00")
    hand_in(lines(NIGHT, ANA, wrong, wrong.replace("25:00", "20:00")))
    assert trainer.h1 == "roster.csv: 2 rows cannot be used"
    rows = trainer.texts(".//tbody/tr")
    assert [row.split(" North")[0] for row in rows] == ["Row 4", "Row 5", "Row 2", "Row 3"]
    assert "starts: “25:00” is not a time. Write it as 20:00 or 8:00 PM" in rows[0]
    assert "person_email: Nobody known as “nobody@example.org” works in Fresno County." in rows[1]
    assert "Nothing was recorded" in trainer.main
    trainer.post(trainer.path, {}, 422)
    assert trainer.h1 == "roster.csv: 2 rows cannot be used"
    assert count(session, Shift) == count(session, RosterImport) == 0


def test_a_file_with_nothing_new_says_so(trainer, session, team, hand_in):
    rosters.shift(session, team)
    hand_in(lines(NIGHT.replace("2026-01-19", "2026-01-05")))
    assert trainer.h1 == "roster.csv: nothing new"
    trainer.post(trainer.path, {}, 422)
    assert count(session, RosterImport) == 0


def test_a_file_is_taken_back_and_may_come_again(trainer, session, team, ana, hand_in):
    hand_in(lines(NIGHT)).submit("Take in all of it", follow=True)
    rosters.assignment(session, session.scalars(select(Shift)).one(), ana)
    page = trainer.get(trainer.path).path
    assert "recorded on them by hand: 1 entry" in trainer.main
    for _ in range(2):  # a double click
        trainer.post(f"{page}/undo", {}, 303)
    trainer.get(page)
    assert trainer.h1 == "roster.csv: taken back"
    assert "by Tess Trainer" in trainer.main
    assert "Take the file back" not in trainer.main
    trainer.get(f"/teams/{team.id}/roster")
    assert "No shifts yet" in trainer.main
    trainer.get(f"/teams/{team.id}/roster/history")
    assert "Taken back with its file" in trainer.main
    hand_in(lines(NIGHT)).submit("Take in all of it", follow=True)
    assert count(session, RosterImport) == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "This file is empty."),
        (b"MZ\x90\x00\x03\x00\x00\x00", "is not UTF-8 text"),
        (b"PK\x03\x04\x14\x00", "This is a workbook"),
        ("a,b\r\n1,2", "The first row lacks the column"),
        (HEADER, "There is no row below the header."),
        ("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "There is no event in this calendar."),
    ],
)
def test_what_is_no_file_of_shifts_is_refused_at_its_field(session, hand_in, content, words):
    page = hand_in(content, status=422)
    assert words in page.main
    assert page.all(".//input[@name='file']")[0].get("aria-invalid") == "true"
    assert count(session, EvidenceFile) == 0


@pytest.mark.parametrize("size", [1_000_001, 2_000_000])
def test_a_file_that_is_too_large_is_refused_at_its_field(trainer, session, size):
    trainer.get("/roster-files")
    token = trainer.all(".//main//input[@name='csrf_token']")[0].get("value")
    values = {
        "csrf_token": token,
        "county": FRESNO,
        "file": FileStorage(io.BytesIO(b"x" * size), "large.csv"),
    }
    boundary, body = encode_multipart(values)  # in memory, unlike the client by itself
    response = trainer.client.post(
        "/roster-files", data=body, content_type=f"multipart/form-data; boundary={boundary}"
    )
    assert response.status_code == 422
    assert "larger than 1 MB" in response.text
    assert count(session, EvidenceFile) == 0


def test_a_file_has_to_be_chosen(trainer):
    trainer.get("/roster-files").submit("Look at this file", 422)
    assert "Choose a file." in trainer.main


CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//test//
BEGIN:VEVENT
SUMMARY:Night
DTSTART;TZID=America/Los_Angeles:20260119T200000
DTEND;TZID=America/Los_Angeles:20260120T080000
RRULE:FREQ=WEEKLY
EXDATE;TZID=America/Los_Angeles:20260126T200000
ATTENDEE:mailto:ana@example.org
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n")


def test_a_calendar_asks_whose_it_is(trainer, session, team, hand_in):
    hand_in(CALENDAR, "team.ics")
    assert trainer.h1 == "team.ics: say whose calendar it is"
    trainer.submit("Look at it for this team", 422, team=team.id)
    assert "Choose how they take part." in trainer.main
    trainer.post(trainer.path.partition("?")[0], {}, 422)
    trainer.submit("Look at it for this team", team=team.id, mode="remote")
    assert trainer.h1 == "team.ics: ready to be taken in"
    assert "1 event: 1 new" in trainer.main
    assert "and cancel 1 date." in trainer.main
    trainer.submit("Take in all of it", follow=True)
    assert "1 weekly shift, 1 place for people, 1 cancelled date" in trainer.main
    trainer.get(f"/teams/{team.id}/roster?week=2026-01-26")
    assert "Cancelled" in trainer.main


HOLIDAY = """BEGIN:VEVENT
SUMMARY:Office closed
DTSTART;VALUE=DATE:20260216
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n")


def test_events_of_a_calendar_that_cannot_be_used_are_left_out_and_the_others_taken_in(
    trainer, session, team, hand_in
):
    hand_in(CALENDAR.replace("END:VCALENDAR\r\n", HOLIDAY), "team.ics")
    trainer.submit("Look at it for this team", team=team.id, mode="remote")
    assert trainer.h1 == "team.ics: 1 event cannot be used"
    trainer.post(trainer.path, {}, 422)
    trainer.click("leave out 1 event")
    assert trainer.h1 == "team.ics: ready to be taken in"
    assert "without the 1 event that you leave out" in trainer.main
    assert text_of(trainer.all(".//tbody/tr")[-1]).endswith("Left out")
    assert "Office closed" in trainer.main
    trainer.submit("Take in the others", follow=True)
    assert "The file is taken in, without 1 event." in trainer.main
    trainer.get(trainer.path)
    assert "1 event of the calendar left out" in trainer.main
    assert "Office closed" in trainer.main
    assert "1 weekly shift, 1 place for people, 1 cancelled date" in trainer.main


def test_a_calendar_of_which_nothing_would_be_left_is_put_right_first(trainer, team, hand_in):
    hand_in("BEGIN:VCALENDAR\r\n" + HOLIDAY, "team.ics")
    trainer.submit("Look at it for this team", team=team.id, mode="remote")
    assert trainer.h1 == "team.ics: 1 event cannot be used"
    assert "leave out" not in trainer.main
    trainer.post(f"{trainer.path}&leave_out=1", {}, 422)


def test_what_becomes_wrong_meanwhile_is_not_left_out_by_itself(
    trainer, session, team, ana, hand_in
):
    hand_in(CALENDAR.replace("END:VCALENDAR\r\n", HOLIDAY), "team.ics")
    trainer.submit("Look at it for this team", team=team.id, mode="remote")
    trainer.click("leave out 1 event")
    ana.email = "another@example.org"
    session.commit()
    trainer.submit("Take in the others", 422)
    assert trainer.h1 == "team.ics: 1 event cannot be used"
    assert session.scalar(select(func.count()).select_from(RosterImport)) == 0


def test_rows_of_a_table_are_never_left_out(trainer, hand_in):
    """Those of people would mean something else without the row of their shift."""
    hand_in(lines(NIGHT, NIGHT.replace("North", "South")))
    assert "leave out" not in trainer.main
    trainer.get(f"{trainer.path}?leave_out=3")
    assert trainer.h1 == "roster.csv: 1 row cannot be used"


def test_the_template_is_a_file_that_can_be_read(trainer, hand_in):
    trainer.get("/roster-files")
    content = trainer.client.get(trainer.links()["Download the template"]).data
    page = hand_in(content)
    assert "There is no team “Night Van” in Fresno County." in page.main
    assert "is not a" not in page.main


def test_long_files_and_lists_are_paged(app, trainer, session, hand_in):
    rows = [NIGHT.replace("Night", f"Night {number}") for number in range(101)]
    hand_in(lines(*rows))
    assert len(trainer.all(".//tbody/tr")) == 100
    trainer.get(f"{trainer.path}?page=2")
    assert len(trainer.all(".//tbody/tr")) == 1
    for _ in range(51):
        rosters.roster_import(session)
    trainer.get("/roster-files?page=2")
    assert len(trainer.all(".//tbody/tr")) == 1


def test_the_files_of_another_county_are_closed(app, session, trainer, hand_in):
    page = hand_in(lines(NIGHT)).path
    row = rosters.roster_import(session)
    other = signed_in_as(app, session, factories.person(session), Role.TRAINER, KERN)
    other.get(page, 403)
    other.get(f"/roster-imports/{row.id}", 403)
    other.post(f"/roster-imports/{row.id}/undo", {}, 403)
    other.get("/roster-files")
    assert "january.csv" not in other.main
    trainer.get("/roster-files/4711", 404)
    people = lists.batch(session, name="staff.csv")
    trainer.get(f"/roster-files/{people.evidence_id}", 404)
    trainer.post(f"/roster-files/{people.evidence_id}", {}, 404)
    trainer.get("/roster-imports/4711", 404)
    staff = signed_in_as(app, session, factories.person(session), Role.TA_STAFF)
    staff.get(page)
    staff.get("/roster-files").submit(
        "Look at this file", 422, file=(io.BytesIO(lines(NIGHT).encode()), "a.csv")
    )
    assert "Choose the county." in staff.main


def test_pages_cost_no_more_for_many_imports(app, session, trainer):
    def cost(more):
        for _ in range(more):
            row = rosters.roster_import(session)
            for _ in range(3):
                rosters.shift(session, factories.team(session), imported=row)
        session.commit()
        with counted(app) as statements:
            trainer.get("/roster-files")
            trainer.get(f"/roster-imports/{row.id}")
        return len(statements)

    assert cost(1) == cost(9)
