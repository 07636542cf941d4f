"""The pages of a roster: the week, a shift, who is on it, and one date."""

from datetime import time, timedelta

import pytest
from sqlalchemy import func, select

from portal.content.rosters import read_table, text_of
from portal.domain.access import Role
from portal.domain.coverage import ExceptionKind
from portal.domain.staffing import Mode
from portal.models import Shift, ShiftAssignment, ShiftEnd, ShiftException
from tests import factories, rosters
from tests.factories import AT, FRESNO, KERN
from tests.queries import counted
from tests.rosters import MONDAY
from tests.signing_in import signed_in_as

DAY, WEEK = timedelta(1), timedelta(7)
NEXT = MONDAY + 2 * WEEK
"""The Monday after AT, a Thursday."""


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


@pytest.fixture
def ana(session, team):
    person = factories.person(session, "Ana Flores")
    factories.affiliation(session, person, team=team)
    return person


@pytest.fixture
def ben(session):
    person = factories.person(session, "Ben")
    factories.affiliation(session, person)
    return person


@pytest.fixture
def night(session, team):
    return rosters.shift(session, team)


@pytest.fixture
def url(team):
    return f"/teams/{team.id}/roster"


def count(session, table):
    return session.scalar(select(func.count()).select_from(table))


# The week


def test_no_shifts_says_what_to_do(trainer, url):
    trainer.get(url)
    assert trainer.h1 == "North, week of January 12, 2026: no shift this week"
    assert "No shifts yet" in trainer.main
    trainer.click("Add a weekly shift")


def test_a_week_says_who_is_on_which_shift(trainer, session, team, night, ana, ben, url):
    rosters.shift(session, team, "Day", starts=time(8), ends=time(20), weekday=1)
    rosters.assignment(session, night, ana)
    rosters.assignment(session, night, ben, Mode.ON_CALL)
    trainer.get(url)
    assert trainer.h1 == "North, week of January 12, 2026: nobody on 1 of 2 shifts"
    assert trainer.texts(".//thead/tr/th") == [
        "Day",
        "Day, 8:00 a.m. to 8:00 p.m.",
        "Night, 8:00 p.m. to 8:00 a.m. the next day",
    ]
    rows = trainer.texts(".//tbody/tr")
    assert "Monday, January 12, 2026" in rows[0]
    assert "Ana Flores on site" in rows[0]
    assert "Ben on call" in rows[0]
    assert "Nobody" in rows[1]
    assert "Thursday, January 15, 2026 today" in rows[3]


def test_weeks_are_turned_over(trainer, session, team, url):
    rosters.shift(session, team, first_on=NEXT)
    trainer.get(url)
    assert "No shift begins in this week" in trainer.main
    trainer.click("Week of January 19, 2026")
    assert trainer.path == f"{url}?week=2026-01-19"
    assert "nobody on 1 of 1 shifts" in trainer.h1
    trainer.click("This week").submit("Show that week", week="2026-01-21")
    assert "week of January 19" in trainer.h1
    for odd in ("1930-01-01", "2100-12-31"):
        trainer.get(f"{url}?week={odd}")
    for wrong in ("soon", "2026-02-30", "1812-01-01"):
        trainer.get(f"{url}?week={wrong}", 422)
        assert "Enter the day, such as" in trainer.main


def test_many_patterns_are_a_list_for_each_day(trainer, session, team, url):
    for hour in range(5):
        rosters.shift(session, team, f"Shift {hour}", starts=time(hour), ends=time(hour + 8))
    trainer.get(url)
    assert trainer.texts(".//thead/tr/th") == ["Day", "Shifts"]
    assert "Shift 4, 4:00 a.m. to 12:00 p.m." in trainer.main


def test_what_is_different_soon_is_listed(trainer, session, team, night, ana, ben, url):
    rosters.assignment(session, night, ana)
    rosters.exception(session, night, NEXT, ExceptionKind.OFF, ana, reason="Training")
    rosters.exception(session, night, NEXT, ExceptionKind.ON, ben, mode=Mode.REMOTE)
    rosters.exception(session, night, MONDAY, ExceptionKind.CANCELLED)  # over
    trainer.get(f"{url}?week={NEXT}")
    assert "Ben remote" in trainer.main
    assert "Ana Flores is off" in trainer.main
    trainer.get(url)
    assert "Ana Flores is off. Training" in trainer.main
    assert "Ben comes, remote" in trainer.main
    assert "cancelled" not in trainer.main
    trainer.click("As usual again: Ana Flores is off. Training, January 19, 2026")
    trainer.submit("Record this", follow=True, reason="Moved")
    assert "Ana Flores on site" in trainer.main
    assert "Ben comes, remote" in trainer.main


def test_an_administrator_reads_and_changes_nothing(app, session, team, night, ana, url):
    rosters.assignment(session, night, ana)
    rosters.exception(session, night, NEXT, ExceptionKind.CANCELLED)
    admin = signed_in_as(app, session, factories.person(session), Role.ADMINISTRATOR)
    for path in ("", "/shifts", "/history", f"/shifts/{night.id}"):
        admin.get(url + path)
        assert not {"Add a weekly shift", "Put somebody on it", "Take in a file"} & set(
            admin.links()
        )
        assert "As usual again" not in admin.main
    admin.get(f"{url}/shifts/new", 403)


def test_the_roster_of_another_county_is_closed(trainer, session):
    south = factories.team(session, "South", KERN)
    trainer.get(f"/teams/{south.id}/roster", 403)
    trainer.get("/teams/4711/roster", 404)


# A shift


def test_a_shift_is_added_on_several_days_once(trainer, session, url):
    trainer.get(f"{url}/shifts/new")
    form = {
        "name": "Night",
        "weekdays": [0, 4],
        "starts": "20:00",
        "ends": "08:00",
        "first_on": "2026-01-19",
    }
    for _ in range(2):  # a double click
        trainer.get(f"{url}/shifts/new").submit("Add this shift", 303, **form)
    rows = session.scalars(select(Shift).order_by(Shift.weekday)).all()
    assert [row.weekday for row in rows] == [0, 4]
    trainer.get(trainer.location)
    assert trainer.h1 == "Night, Mondays from 8:00 p.m. to 8:00 a.m. the next day"
    assert "Night, 8:00 p.m. to 8:00 a.m. the next day, is added. Now put" in trainer.main
    assert "12 hours" in trainer.main
    trainer.click("Fridays")


def test_what_is_wrong_with_a_shift_is_said_at_its_field(trainer, session, night, url):
    trainer.get(f"{url}/shifts/new").submit("Add this shift", 422, first_on="")
    for words in (
        "Enter the name of the shift.",
        "Tick at least one day of the week.",
        "Enter the time at which it begins",
        "Enter the time at which it ends",
        "Enter the first date.",
    ):
        assert words in trainer.main
    form = {"name": "Day", "weekdays": [1], "starts": "25:00", "ends": "8 p.m.", "first_on": "x"}
    trainer.submit("Add this shift", 422, **form)
    assert trainer.main.count("Enter the time in hours and minutes, such as 20:00.") >= 2
    assert trainer.all(".//input[@name='starts']")[0].get("value") == "25:00"
    good = form | {"starts": "08:00", "ends": "20:00", "first_on": "2026-01-19"}
    for different, words in (
        ({"last_on": "2026-01-12"}, "cannot be before the first one, January 19, 2026"),
        ({"first_on": "1926-01-19"}, "Check the year"),
        ({"weekdays": [2], "last_on": "2026-01-20"}, "There is no Wednesday"),
        ({"name": "NIGHT", "starts": "06:00"}, "“Night” is on the roster already at that time"),
    ):
        trainer.submit("Add this shift", 422, **good | {"last_on": ""} | different)
        assert words in trainer.main
    trainer.post(f"{url}/shifts/new", {**good, "weekdays": ["9"]}, 422)
    assert count(session, Shift) == 1


def test_a_shift_is_ended_reopened_and_taken_back(trainer, session, team, night, url):
    rosters.shift(session, team, weekday=2)
    page = f"{url}/shifts/{night.id}"
    trainer.get(page).click("End the shift")
    trainer.submit("Record the last date", 422, last_on="2025-12-31")
    assert "cannot be before the first one" in trainer.main
    for _ in range(2):
        trainer.get(f"{page}/end")
        trainer.submit("Record the last date", 303, last_on="2026-01-12")
    assert count(session, ShiftEnd) == 1
    trainer.get(page)
    assert "Over The shift took place through January 12, 2026." in trainer.main
    trainer.click("Change the last date")
    trainer.submit("Record the last date", follow=True, last_on="")
    assert "Night: goes on without an end." in trainer.main
    both = [one.get("value") for one in trainer.get(f"{page}/end").all(".//input[@name='days']")]
    trainer.submit("Record the last date", follow=True, mistaken=True, days=both)
    assert trainer.h1 == "North: no weekly shifts"
    trainer.get(page, 404)
    assert "“Night” was taken back" in trainer.main
    trainer.get(f"{url}/history")
    assert trainer.main.count("Taken back: entered by mistake") == 2
    assert "Replaced" in trainer.main


def test_the_end_needs_a_day_to_be_ticked(trainer, night, url):
    trainer.get(f"{url}/shifts/{night.id}/end")
    trainer.submit("Record the last date", 422, days=[], last_on="2026-02-01")
    assert "Tick at least one day." in trainer.main


def test_all_weekly_shifts_with_who_is_on_them(trainer, session, team, night, ana, ben, url):
    over = rosters.shift(session, team, "Over", weekday=3)
    rosters.shift_end(session, over, MONDAY + 3 * DAY)
    rosters.assignment(session, night, ana, Mode.REMOTE)
    rosters.assignment(session, night, ben, first_on=NEXT)
    trainer.get(url).click("All weekly shifts")
    assert trainer.h1 == "North: 2 weekly shifts"
    rows = trainer.texts(".//tbody/tr")
    assert "Ana Flores remote" in rows[0]
    assert "Ben on site from January 19, 2026" in rows[0]
    assert "Over" in rows[1]
    assert "Nobody" in rows[1]


# Who is on it


def test_somebody_is_put_on_and_taken_off(trainer, session, team, night, ana, url):
    rosters.shift(session, team, weekday=2)
    page = f"{url}/shifts/{night.id}"
    for _ in range(2):
        trainer.get(page).click("Put somebody on it")
        trainer.submit("Put on the shift", 303, person=ana.id, mode="on-site")
    assert count(session, ShiftAssignment) == 1  # only the day that was opened stands ticked
    trainer.get(page)
    assert "Ana Flores On site from January 19, 2026" in trainer.main
    trainer.click("Change or take off Ana Flores").submit("Record this", 422, first_on="")
    assert "Enter the first date." in trainer.main
    form = {"first_on": "2026-01-15", "last_on": "2026-01-26", "mode": "remote"}
    place = session.scalars(select(ShiftAssignment).order_by(ShiftAssignment.id)).first()
    for _ in range(2):
        trainer.get(f"{page}/people/{place.id}/correct").submit("Record this", 303, **form)
    trainer.post(f"{page}/people/{place.id}/correct", form | {"mode": "on-call"}, 409)
    later = session.scalars(select(ShiftAssignment).order_by(ShiftAssignment.id.desc())).first()
    trainer.get(f"{page}/people/{later.id}/correct?on=2026-01-10&mode=on-call")
    trainer.submit("Record this", 422, from_on="2026-01-15")
    assert "Only from this date on: The entry begins on January 15, 2026." in trainer.main
    trainer.submit("Record this", 422, from_on="2026-01-20", first_on="2026-01-19")
    assert "First date: With a date from which it is otherwise" in trainer.main
    assert count(session, ShiftAssignment) == 2
    trainer.get(page)
    assert "Ana Flores Remote January 15, 2026 through January 26, 2026" in trainer.main
    trainer.click("Change or take off Ana Flores")
    trainer.submit("Record this", follow=True, mistaken=True)
    assert "Nobody is on this shift yet." in trainer.main
    trainer.get(f"{url}/history")
    assert "Ana Flores: corrected to remote" in trainer.main
    assert "Ana Flores: place taken back, entered by mistake" in trainer.main


def test_the_list_holds_the_team_and_on_request_the_county(trainer, session, night, ana, ben, url):
    def offered():
        return [one.text for one in trainer.all(".//select[@name='person']/option")]

    page = f"{url}/shifts/{night.id}/people/new"
    trainer.get(page)
    assert offered() == ["Choose a person", "Ana Flores"]
    trainer.click("Choose from everybody in Fresno County")
    assert offered() == ["Choose a person", "Ana Flores", "Ben"]
    trainer.submit("Put on the shift", 422, person=ben.id)
    assert "Choose how they take part." in trainer.main
    trainer.submit("Put on the shift", 303, mode="on-call")


def test_what_is_wrong_with_a_place_is_said_at_its_field(trainer, session, team, night, ana, url):
    late = rosters.shift(session, team, "Late", starts=time(18), ends=time(23))
    rosters.assignment(session, late, ana)
    factories.affiliation(session, factories.person(session, "Cal"), starts_on=AT.date())
    page = f"{url}/shifts/{night.id}/people/new?everybody=1"
    good = {"person": ana.id, "mode": "on-site", "first_on": "2026-01-15"}
    trainer.get(page).submit("Put on the shift", 422, mode="on-site", days=[])
    assert "Choose the person." in trainer.main
    assert "Tick at least one day." in trainer.main
    trainer.submit("Put on the shift", 422, days=[night.id], **good)
    assert "Ana Flores is on site on “Late” of North" in trainer.main
    assert "is-invalid" not in trainer.html
    trainer.submit("Put on the shift", 422, **good | {"first_on": "1926-01-15"})
    assert "Choose from the list" in trainer.main or "Check the year" in trainer.main
    trainer.submit("Put on the shift", 422, **good | {"last_on": "2026-01-14"})
    assert "cannot be before the first one" in trainer.main
    assert count(session, ShiftAssignment) == 1


# One date


def test_somebody_comes_instead_once(trainer, session, night, ana, ben, url):
    rosters.assignment(session, night, ana)
    page = f"{url}/shifts/{night.id}"
    for _ in range(2):
        trainer.get(f"{page}?on={NEXT}").click("Change one date")
        assert trainer.all(".//input[@name='on']")[0].get("value") == "2026-01-19"
        trainer.submit(
            "Record this", 303, kind="off", off=ana.id, comes=ben.id, reason="At a training"
        )
    assert count(session, ShiftException) == 2
    trainer.get(trainer.location)
    assert "Monday, January 19, 2026" in trainer.texts(".//h2")
    assert "Ben on site" in trainer.main
    assert "Ana Flores is off. At a training" in trainer.main


def test_a_date_is_cancelled_and_as_usual_again(trainer, session, night, ana, url):
    rosters.assignment(session, night, ana)
    page = f"{url}/shifts/{night.id}/dates/new?on={NEXT}"
    trainer.get(page).submit("Record this", follow=True, kind="cancelled", reason="Holiday")
    assert "The shift is cancelled. Holiday" in trainer.main
    trainer.get(page).submit("Record this", follow=True, kind="usual", reason="Open after all")
    assert "Nothing: it takes place as usual." in trainer.main
    trainer.get(f"{url}/history")
    assert "January 19, 2026: As usual again. Open after all" in trainer.main


def test_what_is_wrong_with_a_date_is_said_at_its_field(trainer, session, night, ana, ben, url):
    rosters.assignment(session, night, ana)
    trainer.get(f"{url}/shifts/{night.id}/dates/new?on=nonsense")
    trainer.submit("Record this", 422, on="")
    for words in ("Enter the date.", "Choose what is different.", "Say why, in a few words."):
        assert words in trainer.main
    good = {"on": "2026-01-19", "kind": "off", "off": ana.id, "reason": "x"}
    for different, words in (
        ({"on": "2026-01-20"}, "January 20, 2026 is a Tuesday; this shift begins on Mondays"),
        ({"off": ""}, "Choose who is off."),
        ({"comes": ana.id}, "The same person cannot be off and come instead."),
        ({"kind": "on", "off": "", "comes": ""}, "Choose who comes."),
        ({"on": "2026-19-01"}, "Enter the day, such as"),
    ):
        trainer.submit("Record this", 422, **good | different)
        assert words in trainer.main
    assert count(session, ShiftException) == 0


def test_the_file_of_a_roster_reads_back(trainer, session, night, ana, url):
    rosters.assignment(session, night, ana)
    trainer.get(url)
    response = trainer.client.get(trainer.links()["Download as CSV"])
    assert response.headers["Content-Disposition"] == 'attachment; filename="roster-north.csv"'
    found = read_table(text_of(response.data))
    assert found.problems == ()
    assert [row.person for row in found.rows] == ["", ana.email]


def test_pages_cost_no_more_for_many_shifts(app, session, trainer, team, night, url):
    def cost(more):
        for _ in range(more):
            row, person = rosters.shift(session, team), factories.person(session)
            factories.affiliation(session, person, team=team)
            for one in (row, night):
                rosters.assignment(session, one, person)
                rosters.exception(session, one, NEXT, ExceptionKind.OFF, person)
        shift = f"/shifts/{night.id}"
        session.commit()
        with counted(app) as statements:
            for path in (
                "",
                "/shifts",
                "/history",
                "/roster.csv",
                shift,
                f"{shift}/people/new",
                f"{shift}/dates/new",
                f"{shift}/end",
            ):
                trainer.client.get(url + path)
        return statements

    cost(1)  # what a process asks only once
    assert len(cost(2)) == len(cost(6))
