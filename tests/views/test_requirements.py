"""The pages of requirements: reading them, verifying one after seeing what changes, taking back."""

import pytest
from sqlalchemy import func, select

from portal.domain.access import Role
from portal.models import RuleVerification, RuleWithdrawal
from tests import factories
from tests.factories import FRESNO
from tests.signing_in import signed_in_as

ENOUGH = "/requirements/enough-responders/verify"
ANSWERS = {
    "setting_minimum": "2",
    "source": "bhin-23-025",
    "section": "3(a)",
    "read_on": "2026-11-20",
    "starts_on": "2026-11-22",
}


@pytest.fixture
def staff(app, session):
    """A browser of TA staff."""
    person = factories.person(session, "Priya Staff")
    return signed_in_as(app, session, person, Role.TA_STAFF)


def value(page, name):
    """What stands in a field."""
    return page.all(f".//input[@name='{name}']")[0].get("value", "")


def verifications(session):
    return session.scalar(select(func.count()).select_from(RuleVerification))


def test_anybody_reads_them(page):
    page.get("/requirements")
    assert "the others advise" in page.h1
    page.get("/requirements/enough-responders")
    assert "never counts against anybody" in page.main
    assert "BHIN 23-025" in page.main


def test_an_unknown_one_says_where_to_look(page):
    page.get("/requirements/no-such-thing", 404)
    assert "Look in the list of requirements" in page.main


def test_a_trainer_reads_and_does_not_verify(app, session):
    trainer = signed_in_as(app, session, factories.person(session), Role.TRAINER, FRESNO)
    trainer.get("/requirements/enough-responders")
    assert "Verify or set it" not in trainer.main
    trainer.get(ENOUGH, 403)


def test_nothing_is_recorded_before_it_is_confirmed(staff, session):
    staff.get(ENOUGH)
    staff.submit("See what would change", 200, **ANSWERS)
    assert "Nothing is recorded yet" in staff.main
    assert verifications(session) == 0


def test_confirming_records_who_read_what_and_when(staff, session):
    staff.get(ENOUGH)
    staff.submit("See what would change", 200, **ANSWERS)
    staff.submit("Confirm: it judges from November 22, 2026", follow=True)
    assert verifications(session) == 1
    assert "Priya Staff read the source on November 20, 2026" in staff.main
    assert "Verified · read November 20, 2026" in staff.main


def test_a_visitor_sees_no_name_of_who_verified(staff, page):
    staff.get(ENOUGH)
    staff.submit("See what would change", 200, **ANSWERS)
    staff.submit("Confirm: it judges from November 22, 2026", follow=True)
    page.get("/requirements/enough-responders")
    assert "Priya" not in page.main
    assert "TA staff read the source" in page.main


def test_changing_something_keeps_what_was_typed(staff):
    staff.get(ENOUGH)
    staff.submit("See what would change", 200, **ANSWERS)
    staff.submit("Change something", 200)
    assert value(staff, "section") == "3(a)"


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("setting_minimum", "two", "whole number"),
        ("setting_minimum", "unknown", "not known yet"),
        ("section", "", "Say where in the source it stands"),
        ("read_on", "2099-11-20", "cannot be in the future"),
        ("read_on", "2019-01-01", "was issued on June 19, 2023"),
        ("starts_on", "2022-01-01", "in force from June 19, 2023"),
        ("starts_on", "20262-01-01", "Enter the day"),
    ],
)
def test_a_wrong_answer_names_its_field_and_the_remedy(staff, session, name, typed, words):
    staff.get(ENOUGH)
    staff.submit("See what would change", 422, **ANSWERS | {name: typed})
    assert words in staff.main
    assert value(staff, "section") == {**ANSWERS, name: typed}["section"]
    assert verifications(session) == 0


def test_the_same_confirmed_twice_is_recorded_once(staff, session):
    for _ in range(2):
        staff.get(ENOUGH)
        staff.submit("See what would change", 200, **ANSWERS)
        staff.submit("Confirm: it judges from November 22, 2026", follow=True)
    assert verifications(session) == 1


def test_withdrawn_it_advises_again_and_stays_readable(staff, session):
    staff.get(ENOUGH)
    staff.submit("See what would change", 200, **ANSWERS)
    staff.submit("Confirm: it judges from November 22, 2026", follow=True)
    number = session.scalar(select(RuleVerification.id))
    address = f"/requirements/enough-responders/verifications/{number}/withdraw"
    staff.get(address)
    staff.submit("Withdraw it", 422, ends_on="2026-11-01", reason="Wrong page.")
    assert "Enter that day to undo all of it" in staff.main
    staff.get(address)
    staff.submit("Withdraw it", follow=True, ends_on="2026-11-22", reason="It was the wrong page.")
    assert "It was the wrong page." in staff.main
    assert "Advisory · not verified" in staff.main
    assert session.scalar(select(func.count()).select_from(RuleWithdrawal)) == 1
