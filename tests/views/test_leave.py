"""Leave names the shifts that it falls on, before and after it is recorded, and changes none."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.domain.access import Role
from portal.models import Leave, ShiftException
from tests import factories, rosters, stories
from tests.factories import FRESNO, KERN
from tests.queries import counted
from tests.signing_in import signed_in_as
from tests.stories import SINCE, TODAY
from tests.tables import table

DAY, WEEK = timedelta(1), timedelta(7)
SHIFTS = "Shifts within the leave"
SUNDAY = TODAY + 6 * DAY
LOOK = "Show the shifts first"


@pytest.fixture(autouse=True)
def _monday_noon(time_machine):
    time_machine.move_to(stories.NOW, tick=False)


@pytest.fixture
def story(session):
    return stories.tell(session)


@pytest.fixture
def trainer(app, session):
    person = factories.person(session, "Rosa Trainer")
    return signed_in_as(app, session, person, Role.TRAINER, FRESNO)


def leave(story, who="Cleo"):
    return f"/people/{story.people[who].id}/leave"


def rows(session, kind):
    return session.scalar(select(func.count()).select_from(kind))


def test_before_it_is_recorded_the_shifts_are_named_and_nothing_is_recorded(
    trainer, story, session
):
    trainer.get(f"{leave(story)}/new")
    trainer.submit(LOOK, 200, starts_on=str(TODAY), ends_on=str(TODAY + 2 * DAY))
    assert "Nothing is recorded yet." in trainer.main
    assert trainer.texts(".//h2")[0] == "Cleo has a place on 2 shifts, none of them covered"
    monday, wednesday = table(trainer, SHIFTS)
    assert monday["Shift"].text.startswith("Monday, March 2, 2026, 7:00 p.m. to 7:00 a.m.")
    assert "Not covered" in monday["With the leave"].text
    assert "Without the leave it would be covered." in monday["With the leave"].text
    assert wednesday["Shift"].text.startswith("Wednesday, March 4, 2026")
    assert rows(session, Leave) == 0
    assert trainer.all(".//input[@name='starts_on']")[0].get("value") == str(TODAY)


def test_recording_it_leads_to_the_shifts_and_takes_nobody_off(trainer, story, session):
    trainer.get(f"{leave(story)}/new")
    trainer.submit("Record it", follow=True, starts_on=str(TODAY), ends_on=str(TODAY + 2 * DAY))
    assert trainer.h1 == (
        "Cleo is away from March 2, 2026 through March 4, 2026: 2 shifts, none of them covered"
    )
    assert rows(session, ShiftException) == 0
    monday, _ = table(trainer, SHIFTS)
    url = trainer.path
    for link in (monday["Shift"].href, monday["Team"].href):
        trainer.get(link)
        assert "On leave" in trainer.main
    trainer.get(monday["With the leave"].href)
    assert trainer.h1 == "Monday, March 2, 2026, 7:00 p.m. is not covered"
    assert "Nothing: on leave that day" in trainer.main
    trainer.get(monday["Change"].href)
    trainer.submit("Record this", follow=True, comes=str(story.people["Ana"].id))
    trainer.get(url)
    assert "1 shift, which is not covered" in trainer.h1


def test_a_shift_that_stays_covered_is_said_to(trainer, story, session):
    for weekday in (0, 2):
        row = story.shifts["Night Team", weekday]
        rosters.assignment(session, row, story.people["Ana"], first_on=SINCE)
    trainer.get(f"{leave(story)}/new")
    trainer.submit("Record it", follow=True, starts_on=str(TODAY), ends_on=str(TODAY + 2 * DAY))
    assert "2 shifts, not one left uncovered" in trainer.h1
    assert all(
        "It stays covered despite the leave." in row["With the leave"].text
        for row in table(trainer, SHIFTS)
    )


def test_a_correction_compares_with_no_leave_at_all_and_names_its_own_shifts(
    trainer, story, session
):
    row = factories.leave(session, story.people["Cleo"], TODAY, SUNDAY)
    trainer.get(f"{leave(story)}/{row.id}/correct")
    trainer.submit(LOOK, 200, ends_on=str(TODAY))
    [monday] = table(trainer, SHIFTS)
    assert "Not covered Until midnight" in monday["With the leave"].text
    assert "Without the leave it would be covered." in monday["With the leave"].text
    trainer.submit("Record the correction", follow=True)
    assert "through March 2, 2026: 1 shift, which is not covered" in trainer.h1
    trainer.get(f"{leave(story)}/{row.id}/shifts")
    assert trainer.h1 == "This entry about Cleo does not hold any more"


def test_withdrawing_it_shows_the_shifts_as_they_stand_again(trainer, story, session):
    row = factories.leave(session, story.people["Cleo"], TODAY, TODAY)
    trainer.get(f"{leave(story)}/{row.id}/correct")
    trainer.submit("Record the correction", follow=True, mistaken=True)
    assert trainer.h1 == "This entry about Cleo does not hold any more"
    [monday] = table(trainer, SHIFTS)
    assert monday["With the leave"].text.startswith("Covered")
    assert "leave" not in monday["With the leave"].text


def test_open_leave_is_looked_at_for_eight_weeks(trainer, story):
    trainer.get(f"{leave(story)}/new")
    trainer.submit("Record it", follow=True, starts_on="2026-01-05")
    assert "Cleo is away from January 5, 2026: 49 shifts" in trainer.h1
    assert "Looked at from March 2, 2026 through April 27, 2026; the leave goes on" in trainer.main


def test_who_is_on_no_shift_hears_so(trainer, story, session):
    who = story.people["Kim"] = factories.person(session, "Kim")
    factories.affiliation(session, who)
    trainer.get(f"{leave(story, 'Kim')}/new").submit("Record it", follow=True, starts_on=str(TODAY))
    assert trainer.h1.endswith("on no shift then")
    assert "Kim has no place on a shift in that time." in trainer.main


def test_shifts_of_other_counties_are_counted_and_not_shown(trainer, story, session):
    factories.affiliation(session, story.people["Gus"], FRESNO)
    trainer.get(f"{leave(story, 'Gus')}/new")
    trainer.submit(LOOK, 200, starts_on=str(TODAY), ends_on=str(TODAY + DAY))
    assert "2 more shifts are with teams of other counties" in trainer.main
    assert "Valley Team" not in trainer.main


def test_wrong_days_are_named_before_shifts_are_shown(trainer, story, session):
    trainer.get(f"{leave(story)}/new")
    trainer.submit(LOOK, 422, starts_on=str(TODAY), ends_on=str(TODAY - DAY))
    assert "Last day away: The last day cannot be before the first one" in trainer.main
    trainer.submit(LOOK, 422, starts_on="")
    assert "First day away: Enter the first day away" in trainer.main
    assert rows(session, Leave) == 0


def test_an_administrator_sees_the_shifts_and_may_not_change_them(app, story, session):
    row = factories.leave(session, story.people["Cleo"], TODAY, TODAY)
    admin = signed_in_as(app, session, factories.person(session), Role.ADMINISTRATOR)
    admin.get(f"{leave(story)}/{row.id}/shifts")
    [monday] = table(admin, SHIFTS)
    assert "Change" not in monday


def test_the_shifts_cost_the_same_however_many_there_are(app, trainer, story, session):
    def cost(days):
        row = factories.leave(session, story.people["Cleo"], TODAY, TODAY + days * DAY)
        session.commit()
        with counted(app) as statements:
            trainer.client.get(f"{leave(story)}/{row.id}/shifts")
        return len(statements)

    cost(1)  # what a process asks only once
    few = cost(2)
    assert cost(30) == few
    assert few > 0


def test_entries_of_others_are_closed(trainer, story, session):
    theirs = factories.leave(session, story.people["Gus"], TODAY, TODAY)
    assert story.teams["Valley Team"].county_fips == KERN
    trainer.get(f"{leave(story, 'Gus')}/{theirs.id}/shifts", 403)
    trainer.get(f"{leave(story)}/{theirs.id}/shifts", 404)
