"""What the preview of a verification says is what the pages say after it is confirmed."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from portal.models import RuleVerification
from tests import factories, stories
from tests.factories import FRESNO, KERN
from tests.stories import NIGHT
from tests.tables import figures, minutes, table

TODAY = date(2026, 5, 4)
TOMORROW = TODAY + timedelta(days=1)
"""A Tuesday, with eight weeks behind it in which no clock changes."""
SAID = {
    "source": "bhin-23-025",
    "section": "3(a)",
    "read_on": "2026-05-04",
    "starts_on": str(TOMORROW),
}
VALID_A_YEAR = {
    "setting_valid_months": "value",
    "setting_valid_months_value": "12",
    "setting_renew_days": "60",
}
WITHIN_90_DAYS = {
    "setting_deadline": "value",
    "setting_deadline_value": "90",
    "setting_courses": "sample-course",
}
COUNTS_EITHER_WAY = ("Valid", "Waived", "Not yet due", "Renew now", "Grace", "Not required")
TIERS = (
    "Core trainings",
    "Enhanced trainings",
    "Who may be counted",
    "Licenses, certifications and designations",
)


@pytest.fixture(autouse=True)
def _monday_noon(time_machine):
    time_machine.move_to(datetime(2026, 5, 4, 19, tzinfo=UTC), tick=False)


@pytest.fixture
def world(session, story):
    """The story, and more: a team that nobody trained, most of whose nights one answers alone."""
    stories.add_team(story, "New Team", KERN, ["Kim", "Lou"])
    stories.give_assessment(story, "Kim", date(2026, 1, 10))
    stories.add_area(story, "Delano", ["New Team"])
    for weekday in range(7):
        people = ["Kim", "Lou"] if weekday == 2 else ["Kim"]
        stories.add_shift(story, "New Team", weekday, NIGHT, people)
    stories.add_hills(story)
    return story


@dataclass(frozen=True)
class Seen:
    """What the pages say."""

    people: dict[tuple[str, str], tuple[str, str]]
    """By person and requirement: the state, and through when it is good."""
    teams: dict[str, tuple[str, str]]
    hours: dict[str, dict[str, int]]
    """By county: minutes over its areas and eight weeks, by what is said of them."""


def look(staff, world) -> Seen:
    """Read the pages of everybody and everything."""
    asked = f"?as_of={TOMORROW}"
    people = {}
    for name, person in world.people.items():
        staff.get(f"/people/{person.id}/standing{asked}")
        for tier in TIERS:
            for row in table(staff, tier):
                title = row["Requirement"].text.removesuffix(": why")
                people[name, title] = (row["State"].text, row["Good through"].text)
    teams, hours = {}, {}
    for county, fips in (("Fresno", FRESNO), ("Kern", KERN)):
        staff.get(f"/readiness/counties/{fips}{asked}")
        for row in table(staff, "Teams"):
            teams[row["Team"].text] = (row["Standing"].text, row["What comes next"].text)
        total = hours[county] = {"all": 0}
        for area in world.areas.values():
            if area.county_fips == fips:
                for week in range(8):
                    staff.get(f"/readiness/areas/{area.id}?week={TOMORROW + week * timedelta(7)}")
                    total["all"] += 7 * 24 * 60
                    for row in table(staff, "Gaps"):
                        kind = row["Standing"].text
                        total[kind] = total.get(kind, 0) + minutes(row["Length"].text)
        total["Covered"] = 2 * total.pop("all") - sum(total.values()) - total.get("all", 0)
    return Seen(people, teams, hours)


def turned(was: tuple[str, str], now: tuple[str, str]) -> bool:
    """Whether somebody's line changes: the state, its end, or that it begins to count."""
    states = [one[0].removesuffix(" · advisory") for one in (was, now)]
    begins_to_count = was[0].endswith("· advisory") and not now[0].endswith("· advisory")
    return (
        states[0] != states[1]
        or was[1] != now[1]
        or (begins_to_count and not now[0].startswith((*COUNTS_EITHER_WAY, "Unknown")))
        or (begins_to_count and now[0].startswith("Unknown"))
    )


@pytest.mark.full
@pytest.mark.slow
@pytest.mark.parametrize(
    ("slug", "answers", "changes_hours"),
    [
        ("enough-responders", {"setting_minimum": "1"}, True),
        ("crisis-intervention", {"setting_courses": "sample-course"}, True),
        ("naloxone-on-site", {}, True),
        (
            "refresh",
            {
                "setting_valid_months": "value",
                "setting_valid_months_value": "12",
                "setting_renew_days": "60",
            },
            True,
        ),
        (
            "provider-safety",
            {
                "setting_deadline": "value",
                "setting_deadline_value": "90",
                "setting_courses": "sample-course",
            },
            False,
        ),
        ("officers-not-counted", {}, False),
    ],
)
def test_the_preview_is_what_is_different_afterwards(
    staff, session, world, slug, answers, changes_hours
):
    before = look(staff, world)
    staff.get(f"/requirements/{slug}/verify")
    staff.submit("See what would change", 200, **SAID, **answers)
    assert session.scalar(select(func.count()).select_from(RuleVerification)) == 2
    found = figures(staff)
    people = {(row["Person"].text, row["Requirement"].text) for row in table(staff, "People")}
    teams = {row["Team"].text for row in table(staff, "Teams")}
    hours = table(staff, "Hours")
    staff.submit(f"Confirm: it judges from {TOMORROW:%B} {TOMORROW.day}, 2026", 303)
    after = look(staff, world)

    changed = {
        key
        for key in before.people.keys() | after.people.keys()
        if turned(
            before.people.get(key, ("Not required", "–")),
            after.people.get(key, ("Not required", "–")),
        )
    }
    assert people == changed
    assert int(found["people whose state, or its end, changes"].number) == len(
        {name for name, _ in changed}
    )
    assert teams == {name for name in before.teams if before.teams[name] != after.teams[name]}
    assert int(found["teams whose standing changes, then or later"].number) == len(teams)
    assert bool(hours) is changes_hours
    for county, was in before.hours.items():
        moved = dict(was)
        for row in hours:
            if row["County"].text == county:
                length = minutes(row["Hours"].text)
                moved[row["Before"].text] = moved.get(row["Before"].text, 0) - length
                moved[row["After"].text] = moved.get(row["After"].text, 0) + length
        assert {kind: length for kind, length in moved.items() if length} == {
            kind: length for kind, length in after.hours[county].items() if length
        }


def test_the_answer_counts_each_person_once(staff, session, world):
    staff.get("/requirements/refresh/verify")
    staff.submit(
        "See what would change",
        200,
        **SAID,
        setting_valid_months="value",
        setting_valid_months_value="12",
        setting_renew_days="60",
    )
    number = figures(staff)["people whose state, or its end, changes"].number
    assert staff.h1.startswith(f"{number} people")


def test_nothing_to_change_is_said_and_can_be_confirmed(staff, session, world):
    staff.get("/requirements/officers-not-counted/verify")
    staff.submit("See what would change", 200, **SAID)
    assert staff.h1 == "Nobody’s standing would change"
    assert "No hour of the coming eight weeks changes" in staff.main
    staff.submit("Confirm: it judges from May 5, 2026", follow=True)
    assert "Verified" in staff.main


def test_withdrawn_every_page_says_what_it_said_before(staff, session, world):
    before = look(staff, world)
    staff.get("/requirements/crisis-intervention/verify")
    staff.submit("See what would change", 200, **SAID, setting_courses="sample-course")
    staff.submit("Confirm: it judges from May 5, 2026", follow=True)
    staff.click("Withdraw this verification of May 4, 2026")
    answers = {"ends_on": str(TOMORROW), "reason": "It was another notice."}
    staff.submit("See what would change", 200, **answers)
    assert "would change" in staff.h1
    assert table(staff, "People")
    staff.submit("Withdraw it")
    assert look(staff, world) == before


def test_links_of_the_preview_open_who_and_what_changes(staff, session, world):
    staff.get("/requirements/crisis-intervention/verify")
    staff.submit("See what would change", 200, **SAID, setting_courses="sample-course")
    links = {
        cell.href
        for caption, column in (("People", "Person"), ("Teams", "Team"), ("Hours", "County"))
        for row in table(staff, caption)
        for cell in [row[column]]
    }
    assert links
    for link in links:
        staff.get(link)


def test_a_verified_version_that_began_in_the_past_judges_the_past_as_known_now(staff, world):
    """And not as it was known then."""
    team = world.teams["New Team"].id
    asked = f"/teams/{team}/readiness?as_of=2026-04-01"
    factories.verification(
        world.session, "naloxone-on-site", at=datetime(2026, 5, 4, 18, tzinfo=UTC)
    )
    staff.get(asked)
    assert "cannot answer" in staff.h1
    staff.get(f"{asked}&known_on=2026-05-03")
    naloxone = next(
        row
        for row in table(staff, "Requirement by requirement")
        if row["Requirement"].text == "Naloxone is on site"
    )
    assert naloxone["Answer"].text == "Not met · advisory"
