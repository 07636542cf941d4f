"""What a roster says about its hours: covered or not, and what leave and each change do to them."""

from datetime import timedelta

import pytest

from portal.domain.access import Role
from portal.domain.coverage import ExceptionKind
from portal.domain.staffing import Mode
from portal.models import ShiftAssignment
from portal.services import readiness
from tests import factories, rosters, stories
from tests.factories import FRESNO
from tests.queries import counted
from tests.signing_in import signed_in_as
from tests.stories import SINCE, TODAY, TUESDAY

DAY, WEEK = timedelta(1), timedelta(7)
NOT_MET = "Not met: Somebody on site may assess."
WEEKS = "from March 3, 2026 through March 24, 2026"
TUESDAY_WORDS = "Tuesday, March 3, 2026"


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


def roster(story, team="Night Team"):
    return f"/teams/{story.teams[team].id}/roster"


def shift(story, team="Night Team", weekday=1):
    row = story.shifts[team, weekday]
    return f"{roster(story, team)}/shifts/{row.id}"


def cells(page):
    """What the grid of the week says, by day."""
    return {row.split(",")[0]: row for row in page.texts(".//table/tbody/tr") if "Details" in row}


# The week


def test_every_shift_of_the_week_says_whether_it_is_covered_and_why_not(trainer, story):
    trainer.get(roster(story))
    found = cells(trainer)
    assert "Covered" in found["Monday"]
    assert NOT_MET not in found["Monday"]
    assert f"Not covered {NOT_MET}" in found["Tuesday"]
    trainer.click(f"Why Night on {TUESDAY_WORDS} is not covered")
    assert trainer.h1 == f"{TUESDAY_WORDS}, 7:00 p.m. is not covered"


def test_the_list_for_phones_says_the_same(trainer, story, session):
    factories.leave(session, story.people["Cleo"], TODAY, TODAY)
    trainer.get(roster(story))
    panels = trainer.texts(".//div[@class='on-phone stack gap-3']/section")
    assert len(panels) == 7
    for day, words in cells(trainer).items():
        [panel] = [one for one in panels if one.startswith(day)]
        assert words.split("2026", 1)[1].removeprefix(" today").strip() in panel


def test_who_has_left_is_marked_at_the_place_and_told_on_their_page(trainer, story):
    cleo = story.people["Cleo"]
    trainer.get(f"/people/{cleo.id}")
    assert "after the last day" not in trainer.main
    trainer.click("Record the last day in Fresno County at Valley Crisis Services")
    trainer.submit("Record the last day", follow=True, ends_on=TODAY.isoformat())
    assert "weekly shifts after the last day" in trainer.main
    assert "Night, Mondays, Night Team: from March 9, 2026" in trainer.main
    trainer.get(roster(story))
    assert "Works here only until midnight" in cells(trainer)["Monday"]
    assert "Does not work here then does not count" in cells(trainer)["Wednesday"]
    trainer.get(shift(story, weekday=2))
    assert "Does not work here then" in trainer.main


def test_leave_is_said_at_the_place_with_what_it_does(trainer, story, session):
    factories.leave(session, story.people["Cleo"], TODAY, TODAY)
    trainer.get(roster(story))
    monday = cells(trainer)["Monday"]
    assert "Cleo on site On leave until midnight does not count" in monday
    assert "Not covered Until midnight: Not met" in monday
    assert "Without the leave it would be covered." in monday
    assert "On leave" not in cells(trainer)["Tuesday"]


def test_leave_that_changes_nothing_is_said_to_change_nothing(trainer, story, session):
    factories.leave(session, story.people["Eli"], TUESDAY, TUESDAY + DAY)
    third = factories.person(session, "Kim")
    factories.affiliation(session, third, team=story.night_team, starts_on=SINCE)
    rosters.assignment(session, story.shifts["Night Team", 3], third, Mode.ON_CALL, first_on=SINCE)
    factories.leave(session, third, TUESDAY + 2 * DAY, TUESDAY + 3 * DAY)
    trainer.get(roster(story))
    tuesday, thursday = cells(trainer)["Tuesday"], cells(trainer)["Thursday"]
    assert "Eli on site On leave does not count" in tuesday
    assert "The leave adds to what is missing." in tuesday
    assert "Kim on call On leave does not count" in thursday
    assert "It stays covered despite the leave." in thursday


def test_leave_taken_back_is_not_said(trainer, story, session):
    row = factories.leave(session, story.people["Cleo"], TODAY, TODAY)
    factories.leave(session, story.people["Cleo"], TODAY, TODAY - DAY, supersedes=row)
    trainer.get(roster(story))
    assert "On leave" not in trainer.main


def test_a_team_that_serves_no_area_is_not_judged(trainer, story, session):
    team = factories.team(session, "Spare Team")
    rosters.shift(session, team, first_on=SINCE)
    trainer.get(f"/teams/{team.id}/roster")
    assert "Not judged The team serves no area then." in trainer.main


# After saving


def test_putting_somebody_on_says_at_once_that_the_hours_are_covered(trainer, story, session):
    url = shift(story)
    trainer.get(url)
    assert f"{TUESDAY_WORDS}: not covered {NOT_MET}" in trainer.main
    assert f"Tuesdays, {WEEKS}: all 4 shifts are not covered." in trainer.main
    assert f"Tuesday, March 10, 2026: not covered. {NOT_MET}" in trainer.main
    person = story.people["Cleo"].id
    trainer.get(f"{url}/people/new?person={person}&mode=on-site&on={TUESDAY}")
    trainer.submit("Put on the shift", follow=True)
    assert "Cleo is on Night." in trainer.main
    assert f"{TUESDAY_WORDS}: covered" in trainer.main
    assert f"Tuesdays, {WEEKS}: all 4 shifts are covered." in trainer.main
    assert "not covered" not in trainer.main


def test_a_place_on_several_days_says_so_for_all_of_them(trainer, story):
    thursday = story.shifts["Night Team", 3].id
    trainer.get(f"{shift(story)}/people/new?person={story.people['Ana'].id}&mode=on-site")
    days = [story.tuesday_night.id, thursday]
    trainer.submit("Put on the shift", follow=True, days=[str(one) for one in days])
    assert "Tuesdays and Thursdays, from March 3, 2026 through March 26, 2026:" in trainer.main
    assert "all 8 shifts are covered." in trainer.main


def test_taking_somebody_off_says_from_when_on_the_hours_are_not_covered(trainer, story, session):
    row = story.shifts["Night Team", 0]
    place = (
        session.query(ShiftAssignment)
        .filter_by(shift_id=row.id, person_id=story.people["Cleo"].id)
        .one()
    )
    url = f"{shift(story, weekday=0)}/people/{place.id}/correct"
    trainer.get(url).submit("Record this", follow=True, last_on="2026-04-06")
    assert "Monday, April 13, 2026: not covered Not met" in trainer.main
    assert "all 4 shifts are not covered." in trainer.main


def test_an_exception_says_what_becomes_of_its_date(trainer, story):
    url = shift(story)
    trainer.get(f"{url}/dates/new?on={TUESDAY}&kind=on&comes={story.people['Cleo'].id}")
    trainer.submit("Record this", follow=True, reason="Fills in")
    assert "Recorded for March 3, 2026." in trainer.main
    assert f"{TUESDAY_WORDS}: covered" in trainer.main
    assert f"Tuesdays, {WEEKS}: of 4 shifts, 3 not covered, 1 covered." in trainer.main
    assert "Tuesday, March 10, 2026: not covered." in trainer.main
    trainer.get(f"{url}/dates/new?on={TUESDAY}&kind=cancelled")
    trainer.submit("Record this", follow=True, reason="No car")
    assert f"{TUESDAY_WORDS}: not covered Nobody is on shift." in trainer.main


def test_ending_a_shift_says_what_becomes_of_its_hours(trainer, story):
    url = shift(story, weekday=3)
    trainer.get(f"{url}/end").submit("Record the last date", follow=True, last_on="2026-03-12")
    assert "Thursday, March 5, 2026: covered" in trainer.main
    assert "Thursdays, from March 5, 2026 through March 12, 2026: all 2 shifts" in trainer.main
    assert "The shift ends. Thursday, March 19, 2026, at these times: not covered" in trainer.main
    assert "Nobody is on shift." in trainer.main


@pytest.mark.parametrize("kept", [True, False])
def test_it_is_right_without_any_job_and_whatever_is_kept(trainer, story, session, kept):
    """Nothing runs beside the portal here; what is kept may be there or not."""
    session.commit()
    if not kept:
        readiness.drop(session)
        session.commit()
    test_an_exception_says_what_becomes_of_its_date(trainer, story)


# Forms filled in from an address


def test_the_form_for_a_place_comes_filled_in(trainer, story):
    """Ana is of the day team, so everybody of the county is on the list."""
    ana = story.people["Ana"].id
    trainer.get(f"{shift(story)}/people/new?person={ana}&mode=on-site&on={TUESDAY}")
    chosen = [one.text for one in trainer.all(".//option[@selected]")]
    assert chosen == ["Ana", "On site"]
    [first_on] = trainer.all(".//input[@name='first_on']")
    assert first_on.get("value") == TUESDAY.isoformat()
    ticked = [one.get("value") for one in trainer.all(".//input[@checked]")]
    assert ticked == [str(story.tuesday_night.id)]
    trainer.click("change that date")
    chosen = [one.text for one in trainer.all(".//option[@selected]")]
    assert chosen == ["Somebody comes who is not on it usually", "Nobody", "Ana", "On site"]


def test_what_the_address_says_wrong_is_left_out(trainer, story):
    for path in (
        "people/new?person=x&mode=flying&on=soon",
        "dates/new?on=2026-03-04&kind=odd&comes=9999&mode=flying",
    ):
        trainer.get(f"{shift(story)}/{path}")
        assert "error" not in trainer.main.lower()


def test_the_week_and_a_shift_cost_the_same_however_many_are_on_leave(app, trainer, story, session):
    def cost(names):
        for name in names:
            factories.leave(session, story.people[name], TODAY, None)
        session.commit()
        with counted(app) as statements:
            trainer.client.get(roster(story))
            trainer.client.get(shift(story))
        return len(statements)

    cost(["Cleo"])  # what a process asks only once
    few = cost(["Dev"])
    rosters.exception(session, story.tuesday_night, TUESDAY, ExceptionKind.ON, story.people["Ana"])
    for weekday in range(7):
        rosters.assignment(
            session, story.shifts["Night Team", weekday], story.people["Ben"], Mode.ON_CALL
        )
    assert cost(["Eli", "Fay", "Ana"]) == few
