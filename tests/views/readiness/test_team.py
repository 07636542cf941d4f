"""A team with everybody on it: the verdict, why, the smallest fix, and when that changes."""

from datetime import date, timedelta

import pytest

from portal import held
from portal.domain.people import ProviderType
from portal.services import readiness
from tests import factories, stories
from tests.factories import FRESNO
from tests.queries import counted
from tests.stories import SINCE, TODAY
from tests.tables import table

ASSESSES, ENOUGH = "Somebody on site may assess", "Enough people respond"


@pytest.fixture
def pair(story):
    """A new team of two whom nobody trained yet."""
    return stories.add_team(story, "Pair", FRESNO, ["Kim", "Lou"])


def url(team):
    return f"/teams/{team.id}/readiness"


def answers(page):
    return {
        row["Requirement"].text: row["Answer"].text
        for row in table(page, "Requirement by requirement")
    }


def test_a_team_nobody_of_which_may_assess_cannot_answer_and_says_the_smallest_fix(staff, pair):
    staff.get(url(pair))
    assert staff.h1 == "Pair cannot answer a call today"
    assert answers(staff)[ASSESSES] == "Not met"
    assert "Not ready until somebody acts." in staff.main
    assert "Any one of these is the smallest fix" in staff.main
    assert "Kim finishes “Crisis assessment”." in staff.main


def test_finishing_what_the_fix_names_makes_it_ready(staff, story, pair):
    stories.give_assessment(story, "Lou", TODAY - timedelta(days=1))
    staff.get(url(pair))
    assert staff.h1 == "Pair can answer a call today; an advisory rule is not met"
    staff.get(f"{url(pair)}?as_of={TODAY - timedelta(days=2)}")
    assert staff.h1 == "Pair cannot answer a call on February 28, 2026"
    assert "Ready again from March 1, 2026." in staff.main


def test_a_verified_requirement_that_only_unverified_ones_keep_from_being_met_advises(staff, pair):
    """Two are there; that neither has taken the core trainings, nobody verified."""
    staff.get(url(pair))
    assert answers(staff)[ENOUGH] == "Not met · advisory"
    assert "only requirements that nobody has verified leave out Kim and Lou" in staff.main


def test_with_nothing_verified_nobody_is_kept_from_answering(staff, session):
    story = stories.tell(session, verified=False)
    bare = stories.add_team(story, "Bare", FRESNO, ["Kim"])
    factories.profession(session, story.people["Kim"], ProviderType.PEACE_OFFICER)
    staff.get(url(bare))
    assert staff.h1 == "Bare can answer a call today; an advisory rule is not met"
    assert not [one for one in answers(staff).values() if one in ("Not met", "Unknown parameter")]
    assert "so that every verified requirement is met" not in staff.main


def test_a_team_without_anybody_cannot_answer(staff, session):
    empty = factories.team(session, "Nobody Yet")
    staff.get(url(empty))
    assert staff.h1 == "Nobody Yet cannot answer a call today"
    assert "Nobody is on the team that day." in staff.main


def test_the_rules_are_those_of_the_day(staff, story):
    team = story.teams["Day Team"]
    for asked, source, answer in (
        ("2023-06-18", "BHIN 22-064", "Unknown parameter · advisory"),
        ("2023-06-19", "BHIN 23-025", "Not met"),
        ("2026-03-02", "BHIN 23-025", "Met"),
    ):
        staff.get(f"{url(team)}?as_of={asked}")
        [row] = [
            row
            for row in table(staff, "Requirement by requirement")
            if row["Requirement"].text == ASSESSES
        ]
        assert source in row["Source"].text
        assert row["Answer"].text == answer


def test_an_unverified_version_is_never_said_to_have_been_read(staff, story):
    staff.get(url(story.night_team))
    for row in table(staff, "Requirement by requirement"):
        advisory = row["Answer"].text.endswith("· advisory")
        assert ("Not verified" in row["Source"].text) is advisory
        assert ("This is advisory; the source could not be read." in row["Because"].text) is (
            advisory
        )


def test_the_same_day_known_earlier_knows_less(staff, story, session):
    """The trainings of May 2025 were recorded two days after they were taken."""
    taken = date(2025, 5, 6)
    team = story.teams["Day Team"]
    staff.get(f"{url(team)}?as_of={taken + timedelta(days=2)}")
    assert "can answer" in staff.h1
    staff.get(f"{url(team)}?as_of={taken + timedelta(days=2)}&known_on={taken}")
    assert "cannot answer" in staff.h1
    assert f"as known on {taken:%B} {taken.day}, 2025" in staff.main


def test_who_left_is_on_it_through_the_last_day(staff, story, session):
    team = stories.add_team(story, "Three", FRESNO, ["Kim"])
    stories.train(story, ["Kim"])
    for name, last in (("Max", date(2026, 2, 27)), ("Noa", None)):
        person = factories.person(session, name, at=stories.RECORDED)
        factories.affiliation(session, person, team=team, starts_on=SINCE, ends_on=last)
    staff.get(url(team))
    assert {row["Person"].text for row in table(staff, "Members")} == {"Kim", "Noa"}
    staff.get(f"{url(team)}?as_of=2026-02-27")
    assert {row["Person"].text for row in table(staff, "Members")} == {"Kim", "Max", "Noa"}


def test_each_member_leads_to_their_standing_on_that_day(staff, story):
    staff.get(f"{url(story.night_team)}?as_of=2025-06-01")
    for row in table(staff, "Members"):
        staff.get(row["Person"].href)
        assert "As of June 1, 2025" in staff.main
        assert row["Person"].text in staff.h1


def test_the_packet_asks_for_the_same_moment(staff, story):
    staff.get(f"{url(story.night_team)}?as_of=2025-06-01&known_on=2026-01-01")
    link = staff.links()["Auditor’s packet"]
    assert "as_of=2025-06-01" in link
    assert "known_on=2026-01-01" in link
    staff.get(link)


def test_a_wrong_day_is_named_and_today_is_shown(staff, story):
    staff.get(f"{url(story.night_team)}?as_of=1026-03-02", 422)
    assert "As of: The year 1026 cannot be right." in staff.main
    assert "today" in staff.h1


@pytest.mark.parametrize("kept", [False, True], ids=["afresh", "kept"])
def test_the_number_of_queries_does_not_grow(app, staff, story, session, kept):
    if kept:
        with app.app_context():
            files, catalogue = held.regulations(), held.catalogue()
        readiness.rebuild(session, files, catalogue)
    address = url(story.night_team)
    staff.get(address)
    with counted(app) as few:
        staff.get(address)
    names = [f"More {number}" for number in range(6)]
    for name in names:
        person = story.people[name] = factories.person(session, name)
        factories.profession(session, person)
        factories.affiliation(session, person, team=story.night_team, starts_on=SINCE)
        factories.credential(session, person)
    stories.train(story, names)
    session.commit()
    with counted(app) as many:
        staff.get(address)
    assert len(table(staff, "Members")) == 10
    assert len(many) == len(few)
