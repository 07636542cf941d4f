"""A county: its numbers open what makes them; late evidence, and rules nobody verified."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from portal import held
from portal.domain.access import Role
from portal.domain.reviews import Reason
from portal.models import KeptUnder
from portal.services import readiness, reviews, rulebook
from tests import factories, rosters, stories, worlds
from tests.factories import ALAMEDA, FRESNO, KERN
from tests.markup import text_of
from tests.queries import counted
from tests.signing_in import signed_in_as
from tests.stories import DAY, NIGHT, NOW, SINCE, TUESDAY
from tests.tables import figures, minutes, table

URL = f"/readiness/counties/{FRESNO}"
AREAS, GAPS = "Service areas", "Hours that are not plainly covered"
LAPSES = "Lapses in the next 90 days"
WORST = "Requirements, the worst first"
BLOCKS = ("Not covered", "Not ready", "Cannot be said")
"""What no tag may say where nothing is verified and somebody is on shift."""


def standing(page, team):
    """What the county's page says of a team."""
    return {row["Team"].text: row["Standing"].text for row in table(page, "Teams")}[team]


def hours(page):
    return minutes(figures(page)["not covered in seven days"].number)


@pytest.mark.parametrize("asked", ["", "?as_of=2026-03-10", "?as_of=2025-02-01"])
def test_the_numbers_are_those_of_the_lists_below(staff, story, asked):
    staff.get(URL + asked)
    found = figures(staff)
    ready = [row["Standing"].text.startswith("Ready") for row in table(staff, "Teams")]
    assert found["teams ready"].number == f"{sum(ready)} / {len(ready)}"
    areas = table(staff, AREAS)
    assert found["not covered in seven days"].number == areas[0]["Not covered"].text
    assert found["hang on an advisory rule"].number == areas[0]["Advisory"].text
    bad = [row for row in table(staff, GAPS) if row["Standing"].text == "Not covered"]
    assert bool(bad) is bool(hours(staff))
    assert int(found["lapses within 90 days"].number) == len(table(staff, LAPSES))
    for one in found.values():
        assert one.href.startswith("/") or staff.all(f".//*[@id='{one.href[1:]}']")
    staff.get(found["of the county’s own requirements done"].href)
    assert f": {found['of the county’s own requirements done'].number} requirements" in staff.h1


def test_two_areas_count_the_hours_in_which_either_is_open(staff, story):
    stories.add_hills(story)
    staff.get(URL)
    assert [row["Not covered"].text for row in table(staff, AREAS)] == ["12 h", "12 h"]
    assert figures(staff)["not covered in seven days"].number == "24 h"
    assert staff.h1 == (
        "24 hours in Fresno County have no qualified team; "
        "the first gap begins Tuesday, March 3, 2026, 7:00 p.m."
    )


def test_each_gap_opens_the_hour_that_explains_it(staff, story):
    for fips in (FRESNO, KERN):
        staff.get(f"/readiness/counties/{fips}")
        rows = table(staff, GAPS)
        assert rows
        for row in rows[:3]:
            staff.get(row["When"].href)
            verdict = {
                "Not covered": "is not covered",
                "Covered by what is verified": "is covered by all that is verified",
            }[row["Standing"].text]
            begins = row["When"].text.partition(" – ")[0]
            assert staff.h1.startswith(f"{begins} {verdict}")
            assert row["Because"].text.partition(": ")[2] in staff.main


def test_each_team_opens_a_page_with_the_same_verdict(staff, story):
    for asked in ("", "?as_of=2025-02-01"):
        staff.get(URL + asked)
        for row in table(staff, "Teams"):
            staff.get(row["Team"].href)
            answers = not row["Standing"].text.startswith("Not ready")
            assert ("can answer a call" in staff.h1) is answers
            assert row["What comes next"].text in staff.main


def test_people_who_fall_short_are_on_the_list_that_the_number_opens(staff, story, session):
    factories.verification(session, "crisis-intervention")
    stories.add_team(story, "New Team", FRESNO, ["Kim", "Lou"])
    staff.get(URL)
    rows = table(staff, WORST)
    assert rows[0]["Requirement"].text == "Crisis intervention and de-escalation"
    assert rows[0]["Do not have it"].text == "2 of 8"
    for row in rows:
        short, _, required = row["Do not have it"].text.split()
        staff.get(row["Requirement"].href)
        assert row["Requirement"].text in staff.h1
        states = [one["State"].text for one in table(staff, "People")]
        lacking = [one for one in states if one.startswith(("Missing", "Expired", "In progress"))]
        assert len(lacking) == int(short)
        assert sum(not one.startswith("Not required") for one in states) == int(required)


def test_whoever_has_a_waiver_is_not_said_to_have_it(staff, story, session):
    stories.add_team(story, "New Team", FRESNO, ["Kim", "Lou"])
    page = f"{URL}/people?requirement=crisis-intervention"
    assert staff.get(page).h1.startswith("6 of 8 people whom it concerns have")
    factories.decision(session, story.people["Kim"], "crisis-intervention")
    staff.get(page)
    assert staff.h1 == (
        "6 of 8 people whom it concerns have “Crisis intervention and de-escalation”; "
        "1 has a waiver"
    )


def refreshed(session):
    """A verified rule: core trainings are good for twelve months, renewed in the last 60 days."""
    factories.verification(
        session,
        "refresh",
        settings={"tiers": ["core"], "valid_months": 12, "renew_days": 60, "grace_days": 0},
        starts_on=date(2025, 1, 1),
    )


def test_cards_open_lists_with_as_many_lines(staff, story, session):
    """Trainings of 300 days ago last 365: they lapse in 65 days, some in 20 and in 40."""
    refreshed(session)
    story.evidence.train([story.people["Gus"].id], ["harm-reduction"], days_ago=345)
    stories.add_team(story, "New Team", FRESNO, ["Kim", "Lou", "Max"])
    story.evidence.train([story.people["Kim"].id], ["harm-reduction"], days_ago=345)
    story.evidence.train([story.people["Lou"].id], ["harm-reduction"], days_ago=325)
    story.evidence.train([story.people["Max"].id], ["harm-reduction"], days_ago=400)
    staff.get(URL)
    found = figures(staff)
    lists = {
        "lapse within 30 days": "30 days",
        "lapse in 31 to 60 days": "60 days",
    }
    for words, within in lists.items():
        rows = [row for row in table(staff, LAPSES) if row["Within"].text == within]
        assert len(rows) == int(found[words].number) > 0, words
    for words in ("in force", "expired", "never done yet"):
        staff.get(found[words].href)
        assert len(table(staff, "People")) == int(found[words].number), words


def test_evidence_that_came_late_changes_what_held_and_not_what_was_known(staff, story, session):
    """Eli took the training weeks ago; it is recorded only now."""
    asked = "?as_of=2026-03-01"
    staff.get(URL + asked)
    assert hours(staff) == 12 * 60
    stories.give_assessment(story, "Eli", date(2026, 1, 10), claimed_on=date(2026, 1, 12))
    staff.get(URL + asked)
    assert hours(staff) == 0
    staff.get(f"{URL}{asked}&known_on=2026-03-01")
    assert hours(staff) == 12 * 60
    staff.get(f"{URL}?known_on=2026-03-01")
    assert hours(staff) == 12 * 60
    assert "Fresno City" in staff.h1


def test_a_shift_recorded_late_was_not_known_before(staff, story, session):
    rosters.assignment(session, story.tuesday_night, story.people["Cleo"], first_on=SINCE, at=NOW)
    staff.get(URL)
    assert hours(staff) == 0
    staff.get(f"{URL}?known_on=2026-03-01")
    assert hours(staff) == 12 * 60


def test_a_verification_withdrawn_today_still_judged_as_known_yesterday(staff, story, session):
    [row] = [
        one for one in rulebook.verifications(session) if one.requirement == "assessor-on-site"
    ]
    rulebook.withdraw(session, row.id, date(2023, 6, 19), "Wrong page.", by=1, at=NOW)
    staff.get(URL)
    assert hours(staff) == 0
    staff.get(f"{URL}?known_on=2026-03-01")
    assert hours(staff) == 12 * 60


def test_with_nothing_verified_no_page_says_that_anything_is_blocked(staff, session):
    """Somebody without any training is alone on shift, around the clock."""
    story = stories.tell(session, verified=False)
    stories.add_team(story, "Bare Team", FRESNO, ["Kim"])
    stories.add_area(story, "Fresno South", ["Bare Team"])
    for weekday in range(7):
        for hours_of in (DAY, NIGHT):
            stories.add_shift(story, "Bare Team", weekday, hours_of, ["Kim"])
    session.commit()
    south = story.areas["Fresno South"]
    pages = [
        URL,
        f"{URL}/people",
        f"/readiness/areas/{south.id}",
        f"/readiness/areas/{story.city.id}",
        stories.address(south, stories.TUESDAY_NIGHT),
        stories.address(story.city, stories.TUESDAY_NIGHT),
        *(f"/teams/{team.id}/readiness" for team in story.teams.values()),
    ]
    for url in pages:
        staff.get(url)
        tags = [
            text_of(one)
            for one in staff.all(".//main//span")
            if "status_tag" in one.get("class", "")
        ]
        assert not set(tags) & set(BLOCKS), url
        assert not re.search("is not covered|cannot answer|cannot be said", staff.h1), url
    staff.get(URL)
    assert hours(staff) == 0
    assert figures(staff)["teams ready"].number == "3 / 3"
    assert staff.h1 == "Every hour in Fresno County is covered by all that is verified"
    assert {row["Standing"].text for row in table(staff, GAPS)} == {"Covered by what is verified"}
    staff.get(f"/people/{story.people['Kim'].id}/standing")
    assert staff.h1.startswith("Nothing verified is known to be missing for Kim")


@pytest.mark.parametrize("kept", [False, True], ids=["afresh", "kept"])
def test_the_number_of_queries_does_not_grow(app, staff, story, session, kept):
    if kept:
        with app.app_context():
            files, catalogue = held.regulations(), held.catalogue()
        readiness.rebuild(session, files, catalogue)
    urls = [URL, f"{URL}/people", f"{URL}/checklist"]
    few, many = [], []
    for url in urls:
        staff.get(url)
        app.extensions.pop("portal.memory", None)  # so that it is read both times
        with counted(app) as statements:
            staff.get(url)
        few.append(len(statements))
    for number in range(4):
        names = [f"{name} {number}" for name in "ABCD"]
        stories.add_team(story, f"More {number}", FRESNO, names)
        stories.add_area(story, f"Place {number}", [f"More {number}"])
        stories.train(story, names[:2])
        for weekday in range(7):
            stories.add_shift(story, f"More {number}", weekday, DAY, names[:3])
        factories.county_fact(session)
    session.commit()
    for url in urls:
        app.extensions.pop("portal.memory", None)
        with counted(app) as statements:
            staff.get(url)
        many.append(len(statements))
    assert many == few


@pytest.fixture
def kept(app, story, session):
    """Everything is kept."""
    with app.app_context():
        files, catalogue = held.regulations(), held.catalogue()
    readiness.rebuild(session, files, catalogue)
    session.commit()


def test_asked_for_again_it_only_looks_who_asks_and_whether_anything_is_new(
    app, staff, trainer, kept
):
    for visitor in (staff, trainer):
        visitor.get(URL)
        with counted(app) as statements:
            visitor.get(URL)
        assert len(statements) == 2


def test_what_the_county_does_and_what_waits_for_review_show_at_once(
    staff, trainer, story, session, kept
):
    own, waits = "of the county’s own requirements done", "wait for review"
    staff.get(URL)
    before = figures(staff)[own].number
    assert waits not in staff.main
    factories.county_fact(session)
    somebody = next(iter(story.people.values()))
    entry = factories.outside_training(session, somebody, subject="crisis", by=somebody)
    session.commit()
    for visitor in (staff, trainer):
        visitor.get(URL)
        done, _, asked = before.partition(" of ")
        assert figures(visitor)[own].number == f"{int(done) + 1} of {asked}"
        assert waits in visitor.main
    tess = factories.person(session, "Tess Reviewer")
    reviews.hand_back(session, entry, Reason.UNREADABLE, "", seen=0, by=tess.id, at=NOW)
    session.commit()
    staff.get(URL)
    assert waits not in staff.main


def test_the_page_and_the_workspace_remember_apart(app, trainer, story, kept):
    addresses = ("/workspace", URL)
    alone = []
    for address in addresses:
        app.extensions.pop("portal.memory", None)
        alone.append(trainer.get(address).main)
    for order in (addresses, addresses[::-1]):
        app.extensions.pop("portal.memory", None)
        said = {address: trainer.get(address).main for address in order}
        assert [said[address] for address in addresses] == alone


def test_after_every_kind_of_fact_the_page_says_what_it_says_with_nothing_remembered(
    app, staff, session
):
    with app.app_context():
        files, catalogue = held.regulations(), held.catalogue()
    world = worlds.make(session, seed=6)
    session.commit()
    readiness.rebuild(session, files, catalogue)
    session.commit()
    for kind, happen in worlds.KINDS.items():
        before = staff.get(URL).main
        happen(world)
        session.commit()
        after = staff.get(URL).main
        app.extensions.pop("portal.memory")
        assert staff.get(URL).main == after, kind
    assert after != before or kind


def test_a_fact_shows_while_what_is_kept_was_kept_under_other_rules(staff, story, session, kept):
    """As after a deploy: facts change neither what is kept nor its stamps."""
    session.execute(update(KeptUnder).values(digest="of yesterday"))
    session.commit()
    assert "Renamed Team" not in staff.get(URL).main
    story.night_team.name = "Renamed Team"
    session.commit()
    assert "Renamed Team" in staff.get(URL).main


def test_a_county_without_anything_says_what_to_do(staff):
    staff.get(URL)
    assert staff.h1 == "Fresno County has no service area to judge yet"
    assert "No service areas yet" in staff.main
    assert "No teams yet" in staff.main
    assert figures(staff)["teams ready"].number == "0 / 0"


def test_an_unknown_county_says_where_to_look(staff):
    staff.get("/readiness/counties/99999", 404)
    assert "The Readiness page lists all 58" in staff.main
    staff.get(f"{URL}/people?requirement=no-such-thing", 404)
    assert "Choose one from the page" in staff.main


def test_a_wrong_day_is_named_on_every_page_of_the_county(staff, story):
    for path in ("", "/people", "/checklist"):
        staff.get(f"{URL}{path}?as_of=2026-13-01", 422)
        assert "As of: Enter the day, such as 2026-11-22." in staff.main
        assert staff.all(".//input[@name='as_of']")[0].get("value") == "2026-13-01"
        assert "As of today" in staff.main


def test_people_of_that_day_only(staff, story, session):
    gone = factories.person(session, "Nadia Gone", at=stories.RECORDED)
    factories.affiliation(
        session, gone, FRESNO, starts_on=SINCE, ends_on=date(2026, 2, 27), at=stories.RECORDED
    )
    staff.get(f"{URL}/people")
    assert "Nadia Gone" not in staff.main
    staff.get(f"{URL}/people?as_of=2026-02-27")
    assert "Nadia Gone" in staff.main


def test_leave_opens_gaps_from_midnight_to_midnight_and_taking_it_back_closes_them(
    staff, story, session
):
    """Cleo is away on Tuesday: of the night before, and of the night that Cleo was added to."""
    cleo = story.people["Cleo"]
    rosters.assignment(session, story.tuesday_night, cleo, first_on=SINCE)
    staff.get(URL)
    assert table(staff, GAPS) == []
    leave = factories.leave(session, cleo, TUESDAY, TUESDAY)
    staff.get(URL)
    assert [row["When"].text for row in table(staff, GAPS)] == [
        "Tuesday, March 3, 2026, 12:00 a.m. – 7:00 a.m.",
        "Tuesday, March 3, 2026, 7:00 p.m. – 12:00 a.m.",
    ]
    assert hours(staff) == 12 * 60
    withdrawn = TUESDAY - timedelta(days=1)
    factories.leave(session, cleo, TUESDAY, withdrawn, supersedes=leave)
    staff.get(URL)
    assert table(staff, GAPS) == []


def test_names_are_escaped(staff, story, session):
    story.city.name = "<b>Fresno</b> & more"
    story.night_team.name = "<script>alert(1)</script>"
    staff.get(URL)
    assert "<b>Fresno</b>" not in staff.html
    assert "<script>alert(1)</script>" not in staff.html
    assert "<b>Fresno</b> & more" in staff.main


def shown(app, page, url):
    """The page, which says the same once nothing is remembered any more."""

    def all_of_it():
        page.get(url)
        links = [one.get("href") for one in page.all(".//main//a")]
        return page.main, links

    remembered = all_of_it()
    app.extensions.pop("portal.memory", None)
    assert all_of_it() == remembered
    return remembered


def test_what_is_remembered_is_right_at_every_minute_and_after_every_fact(
    app, staff, story, session, time_machine
):
    with app.app_context():
        readiness.rebuild(session, held.regulations(), held.catalogue())
    session.commit()
    before = {}
    for url in ("/readiness", URL):
        staff.get(url)
        for minutes_later in (1, 400, 600):  # the night with nobody on shift has begun
            time_machine.move_to(NOW + timedelta(days=1, minutes=minutes_later), tick=False)
            before[url] = shown(app, staff, url)
        staff.get(url)
    stories.add_area(story, "Just added", ["Day Team"])
    stories.add_team(story, "Just added, too", FRESNO, ["Joy", "Kay"])
    session.commit()
    for url in before:
        assert shown(app, staff, url) != before[url]
    assert "Just added, too" in staff.main
    tomorrow = (NOW + timedelta(days=2)).date().isoformat()
    shown(app, staff, f"{URL}?as_of={tomorrow}")
    time_machine.move_to(NOW + timedelta(days=2), tick=False)
    shown(app, staff, URL)
    assert f"as_of={tomorrow}" not in staff.html


def test_what_is_remembered_says_what_one_may_do(app, session, staff, story):
    with app.app_context():
        readiness.rebuild(session, held.regulations(), held.catalogue())
    session.commit()
    sam = factories.person(session, "Sam Administrator")
    administrator = signed_in_as(app, session, sam, Role.ADMINISTRATOR)
    for page in (staff, administrator, staff, administrator):
        page.get(f"/readiness/counties/{ALAMEDA}")
        assert ("Add a team" in page.main) is (page is staff)
