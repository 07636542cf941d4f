"""Beside a summary: how many rules are unknown, and how many are without evidence."""

from datetime import date, timedelta

import pytest

from portal.domain.requirements import Subject
from portal.domain.staffing import Answer
from portal.views.readiness import doubts
from tests import factories, stories
from tests.factories import FRESNO
from tests.stories import SINCE, TODAY
from tests.tables import figures, table

FIRST_NOTICE = "?as_of=2023-06-18"
"""On that day the first notice stood, of which no number is known."""


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ((0, 0), ""),
        ((1, 0), "1 rule unknown"),
        ((2, 1), "2 rules unknown, 1 without evidence"),
        ((0, 1), "1 rule without evidence"),
        ((0, 2, 3), "2 rules without evidence, 3 not in force"),
        ((0, 0, 1), "1 rule not in force"),
    ],
)
def test_the_count_is_short(counts, said):
    assert doubts.unknown_and_missing(*counts) == said


def test_met_and_not_met_leave_nothing_open():
    assert doubts.of_answers([Answer.MET, Answer.NOT_MET, Answer.NOT_APPLICABLE]) == ""


def test_the_page_of_a_team_counts_what_its_table_says(staff, story):
    staff.get(f"/teams/{story.night_team.id}/readiness{FIRST_NOTICE}")
    answers = [row["Answer"].text for row in table(staff, "Requirement by requirement")]
    unknown = sum(each.startswith("Unknown parameter") for each in answers)
    assert unknown > 1
    assert f"Beside what is met or not met: {unknown} rules unknown" in staff.main
    assert "an advisory rule is itself unknown" in staff.h1


def test_an_hour_counts_them_for_each_team(staff, story):
    at = stories.TUESDAY_NIGHT.replace(year=2023, month=6, day=18)
    staff.get(stories.address(story.city, at))
    assert "rules unknown" in staff.main
    assert "itself unknown" in staff.h1


def test_a_gap_of_an_unknown_rule_does_not_say_that_it_is_not_met(staff, story):
    staff.get(f"/readiness/areas/{story.city.id}{FIRST_NOTICE}&week=2023-06-18")
    said = {
        row["Because"].text for row in table(staff, "Gaps") if "advisory" in row["Because"].text
    }
    assert said
    assert any(each.startswith("The rule’s own number is unknown (advisory)") for each in said)


@pytest.mark.parametrize("page", ["/readiness/areas/{}", "/readiness/counties/06029"])
def test_a_rule_that_is_not_met_or_lacks_evidence_is_told_apart(staff, story, session, page):
    """By day nobody in Kern carries naloxone; then it is not known whether the one who does may."""
    staff.get(page.format(story.areas["Bakersfield"].id))
    assert "Not met (advisory): Naloxone is on site" in staff.main


def test_a_person_whose_evidence_is_missing_differs_from_a_rule_that_is_unknown(
    staff, story, session
):
    kim = factories.person(session, "Kim")
    factories.affiliation(session, kim, team=story.night_team, starts_on=SINCE)
    staff.get(f"/people/{kim.id}/standing")
    rows = [
        row
        for tier in ("Core trainings", "Enhanced trainings", "Who may be counted")
        for row in table(staff, tier)
    ]
    unknown = sum(row["State"].text.endswith("the rule’s own number is unknown") for row in rows)
    missing = sum(row["State"].text.endswith("no evidence") for row in rows)
    assert unknown
    assert missing
    assert f"{unknown} rules unknown, {missing} without evidence." in staff.main


def test_what_is_not_in_force_is_not_what_does_not_apply(staff, story):
    cleo = story.people["Cleo"]
    staff.get(f"/people/{cleo.id}/standing?as_of=2022-06-01")
    assert "not in force that day" in staff.main


def test_a_county_says_how_many_cannot_be_judged_and_why(staff, story):
    staff.get(f"/readiness/counties/{FRESNO}")
    [one] = [each for words, each in figures(staff).items() if words == "cannot be judged"]
    staff.get(one.href)
    assert staff.h1.startswith(f"{one.number} requirements cannot be judged")
    assert "the rule’s own number is unknown" in staff.main
    staff.get(f"/readiness/counties/{FRESNO}{FIRST_NOTICE}")
    assert "rules for teams are unknown" in staff.main
    staff.get(f"/readiness{FIRST_NOTICE}")
    assert "rules for teams are unknown" in staff.main


def test_the_checklist_counts_what_it_does_not_know(staff, story):
    staff.get(f"/readiness/counties/{FRESNO}/checklist")
    tags = staff.texts(".//main//section//span[@class]")
    unknown = sum(each.startswith("Unknown parameter") for each in tags)
    assert unknown
    assert "unknown" in staff.main.partition("Of all 11 below: ")[2]


def test_unknown_rules_for_teams_are_counted_from_the_rules(app):
    with app.app_context():
        rulebook = app.extensions["portal.regulations"]
    before = doubts.unknown_team_rules(rulebook, date(2023, 6, 18))
    versions = [one.on(date(2023, 6, 18)) for one in rulebook.of(Subject.TEAM)]
    assert before == sum(bool(one and one.unknown) for one in versions)
    assert doubts.unknown_team_rules(rulebook, TODAY + timedelta(1)) < before
