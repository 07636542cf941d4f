"""Waivers and extensions: granted with an end and a reason, changed, and taken back."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from portal.domain.access import Role
from portal.domain.facts import DecisionKind
from portal.models import Decision
from tests import factories
from tests.factories import AT, FRESNO
from tests.signing_in import signed_in_as

NOW = AT + timedelta(days=145)  # June 9, 2026
FIELDS = {
    "kind": "waiver",
    "requirement": "harm-reduction",
    "starts_on": "2026-06-01",
    "ends_on": "2026-09-30",
    "reason": "The session in May was canceled.",
}
NEW, CHANGE = "Record this decision", "Record the change"


@pytest.fixture(autouse=True)
def _at_noon(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def ana(session):
    ana = factories.person(session, "Ana María Flores", name_used="Ana")
    factories.affiliation(session, ana, FRESNO)
    return ana


@pytest.fixture
def trainer(app, session):
    person = factories.person(session, "Tess Trainer")
    return signed_in_as(app, session, person, Role.TRAINER, FRESNO)


def rows(session):
    return list(session.scalars(select(Decision).order_by(Decision.id)))


def test_a_trainer_grants_a_waiver_that_everybody_concerned_can_read(app, session, trainer, ana):
    trainer.get(f"/people/{ana.id}/evidence").click("Grant a waiver or an extension")
    trainer.submit(NEW, 303, **FIELDS)
    trainer.submit(NEW, follow=True, **FIELDS)  # a double click
    assert trainer.h1 == "Ana has no outside training and 1 waiver or extension"
    member = signed_in_as(app, session, ana, Role.TEAM_MEMBER).get(f"/people/{ana.id}/evidence")
    assert "Waiver: Harm reduction" in member.main
    assert "Holds through September 30, 2026" in member.main
    said = "June 1, 2026 through September 30, 2026 · recorded June 9, 2026 by Tess Trainer"
    assert said in member.main
    assert "The session in May was canceled." in member.main
    assert not [words for words in member.links() if words.startswith("Change or take back")]
    assert len(rows(session)) == 1


WRONG = [
    ({"ends_on": "2026-05-31"}, "Last day: The last day cannot be before the first one"),
    ({"ends_on": ""}, "Last day: Enter the last day. Every waiver and extension has one."),
    ({"starts_on": "1826-06-01"}, "First day: The year 1826 cannot be right. Check the year."),
    ({"ends_on": "2126-09-30"}, "Last day: The year 2126 cannot be right. Check the year."),
    ({"requirement": ""}, "Requirement: Choose the requirement."),
    ({"reason": "  "}, "Reason: Say why, so that an auditor understands it"),
    ({"reason": "x" * 1001}, "Reason: Use 1,000 characters or fewer."),
]


@pytest.mark.parametrize(("change", "said"), WRONG)
def test_a_wrong_answer_is_named_and_the_others_are_kept(trainer, session, ana, change, said):
    trainer.get(f"/people/{ana.id}/decisions/new")
    trainer.submit(NEW, 422, **{**FIELDS, **change})
    assert said in trainer.main
    typed = {**FIELDS, **change}
    checked = trainer.all(".//input[@name='kind'][@checked]")
    assert [one.get("value") for one in checked] == ["waiver"]
    if "reason" not in change:
        assert trainer.texts(".//textarea") == [typed["reason"]]
    assert rows(session) == []


@pytest.mark.parametrize("slug", ["made-up", "refresh", "paramedic-license", "enough-responders"])
def test_a_requirement_that_is_not_to_be_waived_is_refused(trainer, session, ana, slug):
    trainer.get(f"/people/{ana.id}/decisions/new")
    trainer.post(f"/people/{ana.id}/decisions/new", {**FIELDS, "requirement": slug}, 422)
    assert "Requirement: Choose from the list" in trainer.main
    trainer.post(f"/people/{ana.id}/decisions/new", {**FIELDS, "kind": "pardon"}, 422)
    assert "Decision: " in trainer.main
    assert rows(session) == []


def test_a_decision_is_made_longer_and_stays_readable(trainer, session, ana):
    factories.decision(session, ana, "harm-reduction", kind=DecisionKind.EXTENSION)
    trainer.get(f"/people/{ana.id}/evidence")
    trainer.click("Change or take back the extension of Harm reduction")
    assert trainer.all(".//input[@name='ends_on']")[0].get("value") == "2026-12-31"
    assert trainer.texts(".//textarea") == [""]
    change = {"ends_on": "2027-01-31", "reason": "Still on leave."}
    for _ in range(2):
        trainer.submit(CHANGE, 303, **change)
    trainer.get(f"/people/{ana.id}/evidence")
    assert "Holds through January 31, 2027" in trainer.main
    assert "Earlier entries about waivers and extensions: 1" in trainer.main
    assert "On leave when it was given." in trainer.main
    first, second = rows(session)
    assert (second.supersedes_id, second.kind) == (first.id, DecisionKind.EXTENSION)
    trainer.get(f"/people/{ana.id}/decisions/{first.id}/change", 409)


def test_a_change_has_days_in_order_and_a_reason(trainer, session, ana):
    row = factories.decision(session, ana)
    trainer.get(f"/people/{ana.id}/decisions/{row.id}/change")
    trainer.submit(CHANGE, 422, ends_on="2025-01-01", reason="Typo.")
    assert "Last day: The last day cannot be before the first one" in trainer.main
    trainer.submit(CHANGE, 422, ends_on="", reason="")
    assert "Last day: Enter the day, such as 2026-11-22." in trainer.main
    assert "Reason: Say why it is changed or taken back." in trainer.main
    assert len(rows(session)) == 1


def test_what_is_taken_back_never_held_and_says_why(trainer, session, ana):
    row = factories.decision(session, ana)
    trainer.get(f"/people/{ana.id}/decisions/{row.id}/change")
    trainer.submit(CHANGE, 422, taken_back=True, ends_on="", reason="")
    assert "Reason: Say why it is changed or taken back." in trainer.main
    for _ in range(2):
        trainer.submit(CHANGE, 303, taken_back=True, reason="Meant for somebody else.")
    trainer.get(f"/people/{ana.id}/evidence")
    assert trainer.h1 == "Ana has no outside training and no waiver or extension"
    assert "taken back; it never held · Meant for somebody else." in trainer.main
    assert len(rows(session)) == 2


def test_what_ended_or_is_to_come_says_so(trainer, session, ana):
    factories.decision(session, ana, "harm-reduction", ends_on=date(2026, 6, 8))
    factories.decision(session, ana, "safety-planning", starts_on=date(2026, 6, 10))
    factories.decision(session, ana, "gone-requirement", ends_on=date(2026, 6, 9))
    trainer.get(f"/people/{ana.id}/evidence")
    for words in ("Ended June 8, 2026", "Begins June 10, 2026", "Holds through June 9, 2026"):
        assert words in trainer.main
    assert "Waiver: gone-requirement" in trainer.main
    assert trainer.h1 == "Ana has no outside training and 1 waiver or extension"


def test_nobody_decides_about_themself(app, session):
    tess = factories.person(session, "Tess Trainer")
    factories.affiliation(session, tess, FRESNO)
    browser = signed_in_as(app, session, tess, Role.TRAINER, FRESNO)
    browser.get(f"/people/{tess.id}/decisions/new", 403)
    assert "Nobody decides about themself." in browser.main
    browser.get(f"/people/{tess.id}/evidence")
    assert "Grant a waiver or an extension" not in browser.links()
    assert session.scalar(select(func.count()).select_from(Decision)) == 0
