"""Where a person stands, and why: every state explained, within what the visitor may see."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from portal.domain.access import Role
from portal.domain.facts import Duty
from portal.domain.people import ProviderType
from tests import factories, stories
from tests.factories import FRESNO, KERN
from tests.queries import counted
from tests.signing_in import signed_in_as
from tests.stories import NOW, SINCE, TODAY
from tests.tables import table

DAY = timedelta(days=1)
CORE = "crisis-intervention"
TITLE = "Crisis intervention and de-escalation"
RULE_UNKNOWN = " the rule’s own number is unknown"


def url(person, slug=""):
    return f"/people/{person.id}/standing" + (f"/{slug}" if slug else "")


def state(page, title=TITLE, tier="Core trainings"):
    """What the page says of a requirement."""
    [row] = [row for row in table(page, tier) if row["Requirement"].text == f"{title}: why"]
    return row["State"].text


@pytest.fixture
def verified(session):
    """C-01 judges, from the day of BHIN 23-025."""
    return factories.verification(session, CORE, at=stories.RECORDED + 1100 * DAY)


@pytest.fixture
def kim(story):
    """Somebody on a team whom nobody trained."""
    stories.add_team(story, "New Team", FRESNO, ["Kim"])
    return story.people["Kim"]


def test_each_state_opens_its_explanation_and_both_say_the_same(staff, story):
    eli = story.people["Eli"]
    staff.get(url(eli))
    found = [
        row
        for tier in ("Core trainings", "Enhanced trainings", "Who may be counted")
        for row in table(staff, tier)
    ]
    assert len(found) == 11
    for row in found:
        staff.get(row["Requirement"].href)
        tag = row["State"].text.removesuffix(RULE_UNKNOWN)
        assert tag in staff.texts(".//main//span")
        assert (tag == row["State"].text) or RULE_UNKNOWN.strip() in staff.main
        assert row["Requirement"].text.removesuffix(": why") in staff.h1
        assert "How this is worked out" in staff.main
        assert row["State"].text.partition(" · ")[0].lower() in staff.h1


def test_missing_what_is_verified_is_the_heading_and_advised_is_not(staff, kim, session):
    staff.get(url(kim))
    assert "lacks" not in staff.h1
    assert state(staff) == "Missing · advisory"
    factories.verification(session, CORE)
    staff.get(url(kim))
    assert staff.h1 == f"Kim lacks “{TITLE}”"
    assert state(staff) == "Missing"


def test_what_cannot_be_said_is_not_said_to_be_there(staff, story):
    """Of Eli all that is known is well; by when the enhanced trainings are asked for is not."""
    staff.get(url(story.people["Eli"]))
    assert staff.h1 == "Nothing is known to be missing for Eli; 6 things cannot be said"


def test_of_whom_nothing_is_asked_nothing_is_missing(staff, session):
    nobody = factories.person(session, "Nils Nobody")
    staff.get(f"{url(nobody)}?as_of=2022-12-31")  # before the first notice
    assert staff.h1 == "Nothing is required of Nils Nobody"
    assert "Nothing is asked of Nils Nobody that day." in staff.main


def test_why_names_the_rule_its_version_the_facts_and_who_recorded_them(staff, story, verified):
    staff.get(url(story.people["Ana"], CORE))
    assert staff.h1 == f"Ana, “{TITLE}”: valid today"
    for words in (
        "Rule C-01",
        "Completed on May 6, 2025",
        "Sample course: Crisis intervention and de-escalation, taken elsewhere",
        "by Priya Staff",
        "version of June 19, 2023",
        "BHIN 23-025",
        "section 1",
        "Sample decision: the course covers the topic.",
    ):
        assert words in staff.main
    staff.click("The whole requirement, with every version")
    assert staff.h1 == TITLE


def test_what_is_only_recalled_is_said_to_be_advisory_and_unread(staff, kim):
    staff.get(url(kim, CORE))
    assert "is advisory; the source could not be read" in staff.main
    assert "Missing · advisory" in staff.texts(".//main//span")
    assert "Advisory · not verified" in staff.main


def test_the_same_person_before_and_after_bhin_23_025(staff, story):
    ana = story.people["Ana"]
    staff.get(f"{url(ana, CORE)}?as_of=2023-06-18")
    assert "version of January 1, 2023" in staff.main
    assert "BHIN 22-064" in staff.main
    assert staff.h1 == f"Ana, “{TITLE}”: unknown on June 18, 2023"
    staff.get(f"{url(ana, CORE)}?as_of=2023-06-19")
    assert "version of June 19, 2023" in staff.main
    assert "BHIN 23-025" in staff.main
    assert staff.h1 == f"Ana, “{TITLE}”: missing on June 19, 2023"
    staff.get(f"{url(ana, CORE)}?as_of=2022-12-31")
    assert "No version of it was in force that day." in staff.main


def test_late_evidence_changes_as_of_and_not_what_was_known(staff, story, kim, session, verified):
    taken = date(2026, 2, 2)
    row = factories.outside_training(session, kim, completed_on=taken, at=NOW)
    precedent = story.evidence.precedents[CORE]
    factories.claim(session, row, precedent, taken, at=NOW)
    for asked, said in (
        ("", "Valid"),
        ("?as_of=2026-02-02", "Valid"),
        ("?as_of=2026-02-01", "Missing"),
        ("?as_of=2026-02-15&known_on=2026-03-01", "Missing"),
        ("?known_on=2026-03-01", "Missing"),
        ("?known_on=2026-03-02", "Valid"),
    ):
        staff.get(url(kim) + asked)
        assert state(staff) == said, asked


def test_the_spans_tile_time_and_say_when_each_ends(staff, story, verified):
    staff.get(url(story.people["Ana"], CORE))
    rows = table(staff, "States over time")
    assert rows[0]["From"].text == "The beginning"
    assert rows[-1]["Through"].text == "No end known"
    [valid] = [row for row in rows if row["State"].text.startswith("Valid")]
    assert valid["From"].text == "May 8, 2025"
    said = [row["State"].text for row in rows]
    assert all(one != other for one, other in pairwise(said))


def test_ones_own_standing_speaks_to_oneself(app, session, story):
    page = signed_in_as(app, session, story.people["Ana"])
    page.get("/standing")
    assert page.h1.startswith("Nothing is known to be missing for you")
    page.get("/standing").click(f"{TITLE}: why")
    assert page.path == f"/standing/{CORE}"
    assert page.h1 == f"You, “{TITLE}”: valid today"
    page.get(url(story.people["Ben"]), 403)
    page.get(url(story.people["Ben"], CORE), 403)


def test_a_former_countys_trainer_sees_only_through_the_last_day(
    app, staff, trainer, story, session, verified
):
    """Kai worked in Fresno through January, then in Kern; what came later is Kern's."""
    kai = factories.person(session, "Kai", at=stories.RECORDED)
    team = story.night_team
    factories.profession(session, kai, ProviderType.LCSW)
    last = date(2026, 1, 31)
    factories.affiliation(
        session, kai, team=team, starts_on=SINCE, ends_on=last, at=stories.RECORDED
    )
    factories.affiliation(session, kai, KERN, starts_on=last + DAY, at=stories.RECORDED)
    factories.duty(session, kai, Duty.RESPONDS, starts_on=last + DAY)
    taken = date(2026, 1, 20)
    row = factories.outside_training(
        session, kai, "Taught in Kern", completed_on=taken, at=NOW - 10 * DAY
    )
    factories.claim(session, row, story.evidence.precedents[CORE], taken, at=NOW - 10 * DAY)
    for asked in ("", "?as_of=2026-03-02", "?as_of=2026-02-15&known_on=2026-03-01"):
        trainer.get(url(kai) + asked)
        assert "As of January 31, 2026 · as known on January 31, 2026" in trainer.main
        assert "You see what was known through January 31, 2026." in trainer.main
        assert state(trainer) == "Missing"
        trainer.get(url(kai, CORE) + asked)
        assert "Taught in Kern" not in trainer.main
        assert "missing on January 31, 2026" in trainer.h1
    trainer.get(url(kai) + "?as_of=2026-01-15")
    assert "As of January 15, 2026 · as known on January 31, 2026" in trainer.main
    kern = signed_in_as(app, session, factories.person(session), Role.TRAINER, KERN)
    kern.get(url(kai))
    assert "As of today" in kern.main
    assert state(kern) == "Valid"
    staff.get(f"{url(kai)}?as_of=2026-01-31")
    assert state(staff) == "Valid"


def test_another_countys_trainer_sees_nobody_of_here(app, session, story):
    kern = signed_in_as(app, session, factories.person(session), Role.TRAINER, KERN)
    kern.get(url(story.people["Ana"]), 403)
    kern.get(url(story.people["Gus"]))


def test_an_unknown_requirement_or_person_says_where_to_look(staff, story):
    for slug in ("no-such-thing", "enough-responders", "refresh", "benefit-live"):
        staff.get(url(story.people["Ana"], slug), 404)
        assert "Look in the list of requirements" in staff.main
    staff.get("/people/4040/standing", 404)
    assert "People page" in staff.main


def test_a_wrong_day_is_named_and_kept(staff, story):
    for slug in ("", CORE):
        staff.get(f"{url(story.people['Ana'], slug)}?as_of=2026-04-31", 422)
        assert "As of: Enter the day, such as 2026-11-22." in staff.main
        assert staff.all(".//input[@name='as_of']")[0].get("value") == "2026-04-31"
        assert "As of today" in staff.main


@pytest.mark.parametrize(("asked", "said"), [("2100-12-31", "2100"), ("1930-01-01", "1930")])
def test_the_farthest_days_have_an_answer(staff, story, asked, said):
    ana = story.people["Ana"]
    for path in (
        url(ana),
        url(ana, CORE),
        "/readiness",
        f"/readiness/counties/{FRESNO}",
        f"/readiness/counties/{FRESNO}/people",
        f"/readiness/counties/{FRESNO}/checklist",
        f"/readiness/areas/{story.city.id}",
        f"/teams/{story.night_team.id}/readiness",
    ):
        staff.get(f"{path}?as_of={asked}")
        assert said in staff.main


def test_a_decision_shows_its_reason_and_its_end(staff, kim, session, verified):
    factories.decision(session, kim, CORE, starts_on=TODAY, ends_on=TODAY + 30 * DAY)
    staff.get(url(kim))
    assert state(staff) == "Waived"
    staff.get(url(kim, CORE))
    assert "On leave when it was given." in staff.main
    staff.get(f"{url(kim)}?as_of={TODAY + 31 * DAY}")
    assert state(staff) == "Missing"


def test_a_person_with_a_long_past_costs_no_more_queries(app, staff, story, kim, session):
    stories.train(story, ["Kim"])
    staff.get(url(kim))
    with counted(app) as few:
        staff.get(url(kim))
    for year in range(8):
        day = date(2016 + year, 3, 1)
        factories.outside_training(session, kim, f"Course {year}", completed_on=day)
        factories.credential(session, kim, f"License {year}", expires_on=day)
        factories.leave(session, kim, day, day + DAY)
        factories.decision(session, kim, starts_on=day, ends_on=day + DAY)
    session.commit()
    with counted(app) as many:
        staff.get(url(kim))
    assert len(many) == len(few)
