"""An area's week, its gaps and who hangs in the balance; and one hour with the smallest fixes."""

import re
from datetime import datetime, time, timedelta

import pytest

from portal.development.sample_evidence import BENEFIT
from portal.domain.access import Role
from portal.domain.coverage import ExceptionKind
from portal.domain.staffing import Mode
from tests import factories, rosters, stories
from tests.factories import FRESNO, KERN
from tests.queries import counted
from tests.signing_in import signed_in_as
from tests.stories import NIGHT, NOW, SINCE, TUESDAY, TUESDAY_NIGHT, WEDNESDAY_MORNING
from tests.tables import minutes, table

MINUTE = timedelta(minutes=1)
NOT_COVERED = "Tuesday, March 3, 2026, 7:00 p.m. is not covered"


def area(story, name="Fresno City"):
    return f"/readiness/areas/{story.areas[name].id}"


def hour(story, at=TUESDAY_NIGHT, name="Fresno City"):
    return stories.address(story.areas[name], at)


def marks(page):
    """The hours of the strip that are links: what each says, and where it leads."""
    return {
        text.lstrip("✕!? "): link
        for text, link in page.links().items()
        if re.match(r"[✕!?] ?[A-Z][a-z]+day \d", text)
    }


def fixes(page, goal):
    """The lines of the smallest fixes that reach something."""
    for one in page.all(".//main//div"):
        words = " ".join("".join(one.itertext()).split())
        if "alert" in one.get("class", "").split() and goal in words:
            return [(line.text or "").strip() for line in one.iter("li")]
    return []


def verdict(page, title):
    [row] = [
        row for row in table(page, "Requirement by requirement") if row["Requirement"].text == title
    ]
    return row


def test_the_strip_the_gaps_and_the_heading_say_the_same(staff, story):
    staff.get(area(story))
    assert staff.h1 == "12 hours from Tuesday, March 3, 2026, 7:00 p.m. have no qualified team"
    [gap] = table(staff, "Gaps")
    assert gap["Length"].text == "12 h"
    assert gap["Standing"].text == "Not covered"
    assert gap["Because"].text == "Not met: Somebody on site may assess"
    assert len(marks(staff)) == 12


def test_every_hour_of_the_strip_opens_what_it_says(staff, story):
    for name in story.areas:
        staff.get(area(story, name))
        cells = marks(staff)
        assert cells
        for label, link in list(cells.items())[::9]:
            staff.get(link)
            wanted = "is not covered" if label.endswith("not covered") else "is covered by all"
            assert wanted in staff.h1, label


def test_the_sum_of_the_gaps_is_what_the_county_says(staff, story):
    staff.get(f"/readiness/counties/{FRESNO}")
    [row] = table(staff, "Service areas")
    staff.get(row["Area"].href)
    gaps = [one for one in table(staff, "Gaps") if one["Standing"].text == "Not covered"]
    assert sum(minutes(one["Length"].text) for one in gaps) == minutes(row["Not covered"].text)


def test_the_hour_that_the_clocks_leave_out_is_no_hour(staff, story):
    staff.get(area(story))
    assert "Left out by the clock change" in staff.main
    staff.get(f"{area(story)}?week=2026-03-09")
    assert "Left out by the clock change" not in staff.main


def test_weeks_can_be_turned_over(staff, story):
    staff.get(area(story))
    staff.click("Week after")
    assert "seven days from March 9, 2026" in staff.main
    assert staff.h1 == "12 hours from Tuesday, March 10, 2026, 7:00 p.m. have no qualified team"
    staff.click("Week before")
    assert "seven days from March 2, 2026" in staff.main


@pytest.mark.parametrize("week", ["0001-01-01", "9999-12-31", "2026-02-30", "soon", ""])
def test_a_week_that_cannot_be_says_how_to_write_one(staff, story, week):
    staff.get(f"{area(story)}?week={week}", 404)
    assert "such as 2026-11-23" in staff.main


@pytest.mark.parametrize(
    "at",
    ["soon", "2026-03-04", "2026-13-04t03-00z", "0001-01-01t00-00z", "9999-12-31t23-59z"],
)
def test_an_hour_that_cannot_be_says_where_to_open_one(staff, story, at):
    staff.get(f"{area(story)}/hours/{at}", 404)
    assert "Open it from the area’s week" in staff.main


def test_an_unknown_area_says_where_to_look(staff, story):
    staff.get("/readiness/areas/4040", 404)
    assert "Look on the county’s page" in staff.main
    staff.get(f"/readiness/areas/{2**40}", 404)


def test_an_hour_says_who_is_there_what_each_brings_and_why(staff, story):
    staff.get(hour(story))
    assert staff.h1 == NOT_COVERED
    there = {row["Person"].text: row for row in table(staff, "Who is on shift")}
    assert set(there) == {"Eli", "Fay"}
    assert "carries naloxone" in there["Eli"]["Brings"].text.lower()
    row = verdict(staff, "Somebody on site may assess")
    assert row["Answer"].text == "Not met"
    assert row["Because"].text == "Nobody on site is trained to assess a crisis."
    assert "BHIN 23-025" in row["Source"].text
    assert "Read January 6, 2025 · version of June 19, 2023" in row["Source"].text


def test_the_smallest_fixes_are_named_and_each_is_right(staff, story, session):
    staff.get(hour(story))
    named = fixes(staff, "every verified requirement is met")
    assert set(named) == {
        "Put Ana on site.",
        "Put Ben on site.",
        "Put Cleo on site.",
        "Put Dev on site.",
        "Eli finishes “Crisis assessment”.",
        "Fay finishes “Crisis assessment”.",
    }
    for name in ("Ana", "Ben", "Cleo", "Dev"):
        place = rosters.assignment(
            session, story.tuesday_night, story.people[name], first_on=TUESDAY
        )
        staff.get(hour(story))
        assert "is covered" in staff.h1, name
        rosters.assignment(
            session,
            story.tuesday_night,
            story.people[name],
            first_on=TUESDAY,
            last_on=TUESDAY - timedelta(days=1),
            supersedes=place,
        )
        staff.get(hour(story))
        assert staff.h1 == NOT_COVERED
    stories.give_assessment(story, "Fay", TUESDAY - timedelta(days=1))
    staff.get(hour(story))
    assert "is covered" in staff.h1


def test_whoever_only_fixes_what_is_verified_is_not_named_for_the_rest(staff, story):
    staff.get(hour(story))
    assert fixes(staff, "advisory requirements are met as well") == [
        "Put Cleo on site.",
        "Put Ana on site.",  # who has the day before and after it
    ]


def notes(page):
    """Where those who would be put on come from, by the first words of the fix."""
    lines = [
        line
        for line in page.all(".//main//li")
        if line.find("div[@class='small soft']") is not None
    ]
    return {line.text.strip(): line.find("div[@class='small soft']").text for line in lines}


def test_a_fix_says_which_shifts_somebody_has_close_by(staff, story):
    staff.get(hour(story))
    said = "is on site with Day Team until 7:00 p.m. and again from 7:00 a.m."
    assert notes(staff) == {f"Put {name} on site.": f"{name} {said}" for name in ("Ana", "Ben")}


def test_whoever_is_on_site_elsewhere_meanwhile_is_no_fix(staff, story, session):
    stories.add_shift(story, "Day Team", TUESDAY.weekday(), (time(18), time(20)), ["Dev"])
    staff.get(hour(story))
    named = fixes(staff, "every verified requirement is met")
    assert "Put Dev on site." not in named
    assert "Put Cleo on site." in named
    rosters.exception(
        session, story.shifts["Day Team", TUESDAY.weekday()], TUESDAY, ExceptionKind.CANCELLED
    )
    staff.get(hour(story))
    assert "Put Dev on site." in fixes(staff, "every verified requirement is met")


def test_a_team_of_another_county_is_not_named_nor_its_times(staff, story):
    stories.add_shift(story, "Valley Team", TUESDAY.weekday(), (time(8), time(12)), ["Cleo"])
    staff.get(hour(story))
    assert notes(staff)["Put Cleo on site."] == (
        "Cleo is on site with a team of another county shortly before."
    )


def test_a_fix_turns_every_page_at_once(staff, story, session):
    rosters.exception(session, story.tuesday_night, TUESDAY, ExceptionKind.ON, story.people["Cleo"])
    staff.get(hour(story))
    assert staff.h1 == "Tuesday, March 3, 2026, 7:00 p.m. is covered"
    staff.get(area(story))
    assert staff.h1 == "Every hour of these seven days is covered in Fresno City"
    assert "No gap in these days" in staff.main
    staff.get(f"/readiness/counties/{FRESNO}")
    assert staff.h1 == "Every hour of the next seven days in Fresno County is covered"
    staff.get("/readiness")
    assert "Fresno" not in staff.h1
    staff.get(f"{area(story)}?week=2026-03-09")  # it was for one date only
    assert staff.h1 == "12 hours from Tuesday, March 10, 2026, 7:00 p.m. have no qualified team"


def test_the_hour_ends_and_begins_to_the_minute(staff, story):
    for at, covered in (
        (TUESDAY_NIGHT - MINUTE, True),
        (TUESDAY_NIGHT, False),
        (WEDNESDAY_MORNING - MINUTE, False),
        (WEDNESDAY_MORNING, True),
    ):
        staff.get(hour(story, at))
        assert staff.h1.endswith("is covered" if covered else "is not covered")


def test_on_call_is_not_on_site_and_remote_is_not_either(staff, story, session):
    for mode in (Mode.ON_CALL, Mode.REMOTE):
        rosters.assignment(session, story.tuesday_night, story.people["Cleo"], mode, first_on=SINCE)
        staff.get(hour(story))
        assert staff.h1 == NOT_COVERED
    assert "Cleo comes on site." in fixes(staff, "every verified requirement is met")


def test_every_fix_leads_to_the_form_that_records_it(trainer, story):
    trainer.get(hour(story))
    links = trainer.links()
    person, eli = story.people["Ana"].id, story.people["Eli"].id
    here = f"/teams/{story.night_team.id}/roster/shifts/{story.tuesday_night.id}"
    every_week = f"{here}/people/new?mode=on-site&person={person}&on=2026-03-03"
    assert links["Every Tuesday: Ana, on site on Night"] == every_week
    once = links["Only March 3, 2026: Ana, on site on Night"]
    assert once.startswith(f"{here}/dates/new?mode=on-site&on=2026-03-03&kind=on&comes={person}")
    trainer.get(once).submit("Record this", follow=True)
    assert "Recorded for March 3, 2026." in trainer.main
    training = links["Record the training of Eli in Crisis assessment"]
    assert training == f"/people/{eli}/evidence/trainings/new?requirement=crisis-assessment"
    trainer.get(training)
    filled = [one.get("value") for one in trainer.all(".//input[@type='text']")]
    precedent = story.evidence.precedents["crisis-assessment"]
    assert filled[:2] == [precedent.title, precedent.provider]


def test_whoever_is_on_the_shift_already_comes_on_site_by_another_form(trainer, story, session):
    place = rosters.assignment(
        session, story.tuesday_night, story.people["Cleo"], Mode.ON_CALL, first_on=SINCE
    )
    trainer.get(hour(story))
    link = trainer.links()["Every Tuesday: Cleo, on site on Night"]
    assert f"/people/{place.id}/correct?on=2026-03-03" in link
    trainer.get(link).submit("Record this", follow=True)
    assert "all 4 shifts are covered." in trainer.main
    trainer.get(hour(story))
    assert trainer.h1.endswith("is covered")
    trainer.get(hour(story, TUESDAY_NIGHT - timedelta(weeks=1)))
    assert trainer.h1.endswith("is not covered"), "what was before stays as it was"


def test_what_naloxone_lacks_leads_to_the_duty(trainer, story, session):
    """By day in Kern nobody carries it; Fresno's trainer sees the same once theirs do not."""
    admin_of_kern = signed_in_as(
        trainer.client.application, session, factories.person(session), Role.TRAINER, KERN
    )
    admin_of_kern.get(hour(story, TUESDAY_NIGHT - timedelta(hours=5), "Bakersfield"))
    admin_of_kern.click("Record that Gus carries it: Naloxone is on site")
    [chosen] = [one.text for one in admin_of_kern.all(".//option[@selected]")]
    assert chosen == "Carries naloxone"
    assert admin_of_kern.all(".//input[@name='starts_on']")[0].get("value") == "2026-03-03"


def test_an_hour_with_nobody_on_shift_says_whose_roster_to_fill(staff, story):
    staff.get(hour(story, name="Bakersfield"))
    assert staff.h1 == NOT_COVERED
    assert "Nobody is on shift" in staff.main
    link = staff.links()["Open the roster of Valley Team"]
    staff.get(link)
    assert staff.h1.startswith("Valley Team, week of March 2, 2026")


def test_an_hour_of_a_shift_with_nobody_on_it_leads_to_its_form(staff, story, session):
    rosters.shift(
        session, story.teams["Valley Team"], "Late", weekday=1, starts=NIGHT[0], ends=NIGHT[1]
    )
    staff.get(hour(story, name="Bakersfield"))
    staff.click("Put somebody on Late of Valley Team")
    assert staff.h1.startswith("Put somebody on Late")
    assert staff.all(".//input[@name='first_on']")[0].get("value") == TUESDAY.isoformat()


def test_an_hour_of_an_area_without_a_team_says_so(staff, story, session):
    bare = rosters.area(session, "Fresno West")
    staff.get(stories.address(bare, TUESDAY_NIGHT))
    assert "No team serves the area yet" in staff.main
    staff.get(f"/readiness/areas/{bare.id}")
    assert "served by no team yet" in staff.main


def test_an_hour_that_only_advises_is_covered_and_says_what_is_advised(staff, story):
    staff.get(hour(story, TUESDAY_NIGHT - timedelta(hours=5), "Bakersfield"))
    assert staff.h1 == (
        "Tuesday, March 3, 2026, 2:00 p.m. is covered by all that is verified; "
        "an advisory rule is not met"
    )
    row = verdict(staff, "Naloxone is on site")
    assert row["Answer"].text == "Not met · advisory"
    assert "This is advisory; the source could not be read." in row["Because"].text
    assert "Not verified" in row["Source"].text
    assert fixes(staff, "every verified requirement is met") == []
    assert fixes(staff, "advisory requirements are met as well")


def test_before_and_after_bhin_23_025_the_same_hour_has_other_rules(staff, story):
    """On June 18, 2023 the first notice stood, of which nothing is verified."""
    after = datetime.combine(BENEFIT, NIGHT[0])
    before = after - timedelta(days=1)
    staff.get(hour(story, before))
    assert "is covered by all that is verified" in staff.h1
    row = verdict(staff, "Somebody on site may assess")
    assert "BHIN 22-064" in row["Source"].text
    assert "version of January 1, 2023" in row["Source"].text
    assert row["Answer"].text == "Unknown parameter · advisory"
    staff.get(hour(story, after))
    assert staff.h1.endswith("is not covered")
    row = verdict(staff, "Somebody on site may assess")
    assert "BHIN 23-025" in row["Source"].text
    assert "version of June 19, 2023" in row["Source"].text
    assert row["Answer"].text == "Not met"


def test_late_evidence_changes_the_hour_and_not_what_was_known(staff, story):
    last_week = TUESDAY_NIGHT - timedelta(days=7)
    staff.get(hour(story, last_week))
    assert staff.h1.endswith("is not covered")
    stories.give_assessment(story, "Eli", (TUESDAY - timedelta(days=30)))
    staff.get(hour(story, last_week))
    assert "is covered by all that is verified" in staff.h1
    staff.get(f"{hour(story, last_week)}?known_on=2026-03-01")
    assert staff.h1.endswith("is not covered")
    assert "as known on March 1, 2026" in staff.main


def test_what_hangs_on_one_person_is_taken_away_one_at_a_time(staff, story, session):
    """Without Eli or Fay nothing gets worse: their night is not covered anyway."""
    staff.get(area(story))
    people = [row["Without this person"].text for row in table(staff, "People")]
    assert set(people) == {"Ana", "Ben", "Cleo", "Dev"}
    stories.give_assessment(story, "Fay", TUESDAY - timedelta(days=1))
    staff.get(area(story))
    people = [row["Without this person"].text for row in table(staff, "People")]
    assert {"Eli", "Fay"} <= set(people)


def test_days_left_are_counted_in_words_that_fit(staff, story):
    staff.get(area(story))
    left = "left before the first hour that is not covered."
    staff.get(area(story))
    assert f"1 day is {left}" in staff.main
    staff.get(f"{area(story)}?as_of=2026-03-04")  # it goes on until seven in the morning
    assert "Some hour of the first day is not covered." in staff.main
    staff.get(f"{area(story)}?as_of=2026-03-05")
    assert f"5 days are {left}" in staff.main


def test_who_may_not_change_the_roster_gets_no_link_to_it(app, session, story, trainer):
    trainer.get(hour(story))
    assert "Open the roster of Night Team" in trainer.links()
    admin = signed_in_as(app, session, factories.person(session), Role.ADMINISTRATOR)
    admin.get(hour(story))
    assert "Open the roster of Night Team" not in admin.links()


def test_the_number_of_queries_does_not_grow(app, staff, story, session):
    urls = [area(story), hour(story)]
    few = []
    for url in urls:
        staff.get(url)
        with counted(app) as statements:
            staff.get(url)
        few.append(len(statements))
    for number in range(3):
        names = [f"{name} {number}" for name in "ABC"]
        team = stories.add_team(story, f"More {number}", FRESNO, names)
        stories.train(story, names, stories.NO_ASSESSMENT)
        rosters.team_area(session, team, story.city, starts_on=SINCE)
        stories.add_shift(story, f"More {number}", TUESDAY.weekday(), NIGHT, names[:2])
        rosters.assignment(session, story.tuesday_night, story.people[names[2]], first_on=SINCE)
    session.commit()
    many = []
    for url in urls:
        with counted(app) as statements:
            staff.get(url)
        many.append(len(statements))
    assert many == few


def test_a_wrong_day_is_named_and_the_week_is_that_of_today(staff, story):
    staff.get(f"{area(story)}?as_of=2026-02-30", 422)
    assert "As of: Enter the day, such as 2026-11-22." in staff.main
    assert "seven days from March 2, 2026" in staff.main
    staff.get(f"{hour(story)}?known_on=2026-02-30", 422)
    assert "as known now, 12:00 p.m. on March 2, 2026" in staff.main, "on paper"


def test_what_is_written_now_is_known_now(staff, story):
    """“Known on” today holds what was recorded in this minute."""
    stories.give_assessment(story, "Eli", NOW.date() - timedelta(days=1))
    staff.get(f"{hour(story)}?known_on={NOW.date()}")
    assert "is covered by all" in staff.h1


@pytest.mark.parametrize(
    ("day", "time", "heading"),
    [
        ("2026-03-03", "21:17", "Tuesday, March 3, 2026, 9:17 p.m. is not covered"),
        ("2026-03-04", "07:00", "Wednesday, March 4, 2026, 7:00 a.m. is covered"),
        ("2026-03-08", "02:30", "Sunday, March 8, 2026, 3:00 a.m. is covered"),  # no such time
        ("2100-12-31", "23:59", "Friday, December 31, 2100, 11:59 p.m. is covered"),
    ],
)
def test_any_moment_can_be_asked_about(staff, story, day, time, heading):
    staff.get(f"{area(story)}?known_on=2026-03-01")
    staff.submit("Show who is on shift and why", day=day, time=time, follow=True)
    assert staff.h1 == heading
    assert "as known on March 1, 2026" in staff.main


@pytest.mark.parametrize(
    ("day", "time", "said"),
    [
        ("", "21:17", "Day: Enter the day, such as 2026-11-22."),
        ("2026-02-30", "21:17", "Day: Enter the day, such as 2026-11-22."),
        ("2326-03-03", "21:17", "Day: The year 2326 cannot be right."),
        ("2026-03-03", "", "Time: Enter the time, such as 19:30."),
        ("2026-03-03", "25:00", "Time: Enter the time in hours and minutes"),
    ],
)
def test_a_moment_that_is_none_is_named_and_kept(staff, story, day, time, said):
    staff.get(area(story)).submit("Show who is on shift and why", 422, day=day, time=time)
    assert said in staff.main
    assert staff.all(".//input[@name='day']")[0].get("value", "") == day
    assert staff.all(".//input[@name='time']")[0].get("value", "") == time
    assert staff.h1.startswith("12 hours from Tuesday")
