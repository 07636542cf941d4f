"""With many people the preview is worked out beside the page, and says the same."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from portal import working
from portal.models import RulePreview, RuleVerification, RuleWithdrawal
from portal.services import previews
from tests.tables import table

SAID = {
    "source": "bhin-23-025",
    "section": "3(a)",
    "read_on": "2026-05-04",
    "starts_on": "2026-05-05",
    "setting_minimum": "3",
}
VERIFY = "/requirements/enough-responders/verify"


@pytest.fixture(autouse=True)
def _monday_noon(time_machine):
    time_machine.move_to(datetime(2026, 5, 4, 19, tzinfo=UTC), tick=False)


@pytest.fixture
def at_once(staff, session, story):
    """What the page says where it is quick: heading and tables."""
    session.commit()
    staff.get(VERIFY)
    staff.submit("See what would change", 200, **SAID)
    return seen(staff)


def seen(page):
    rows = [[str(row) for row in table(page, name)] for name in ("People", "Teams", "Hours")]
    assert any(rows)
    return page.h1, rows


def count(session, model):
    return session.scalar(select(func.count()).select_from(model))


def test_it_may_be_left_and_says_the_same(app, session, staff, at_once, monkeypatch):
    monkeypatch.setattr(previews, "FEW", 0)
    before = count(session, RuleVerification)
    staff.get(VERIFY)
    staff.submit("See what would change", follow=True, **SAID)
    page = staff.path
    assert "0 of 58 counties done" in staff.main
    session.rollback()
    previews.note(session, 1, 7, datetime(2026, 5, 4, 18, tzinfo=UTC))
    staff.get(page)
    assert "7 of 58 counties done" in staff.main
    session.commit()
    assert working.work_out_previews(app) == 1
    assert working.work_out_previews(app) == 0
    staff.get(page)
    assert seen(staff) == at_once
    assert "Nothing is recorded yet" in staff.main
    assert count(session, RuleVerification) == before
    staff.submit("Change something", 200)
    assert staff.all(".//input[@name='section']")[0].get("value") == "3(a)"
    staff.get(page)
    staff.submit("Confirm: it judges from May 5, 2026", follow=True)
    assert count(session, RuleVerification) == before + 1
    staff.click("Withdraw this verification of May 4, 2026")
    answers = {"ends_on": "2026-05-05", "reason": "It was another notice."}
    staff.submit("See what would change", follow=True, **answers)
    page = staff.path
    session.rollback()
    assert working.work_out_previews(app) == 1
    staff.get(page)
    staff.submit("Withdraw it", follow=True)
    assert count(session, RuleWithdrawal) == 1


def test_two_clicks_ask_once_and_what_is_gone_says_so(session, staff, at_once, monkeypatch):
    monkeypatch.setattr(previews, "FEW", 0)
    for _ in range(2):
        staff.get(VERIFY)
        staff.submit("See what would change", follow=True, **SAID)
    assert count(session, RulePreview) == 1
    staff.get("/requirements/harm-reduction/previews/1", 404)
    assert "not kept any more" in staff.main


def test_what_cannot_be_worked_out_says_why(app, session, staff, at_once, monkeypatch):
    monkeypatch.setattr(previews, "FEW", 0)
    staff.get(VERIFY)
    staff.submit("See what would change", 422, **SAID | {"section": ""})
    staff.submit("See what would change", follow=True, **SAID)
    session.rollback()
    row = session.get_one(RulePreview, 1)
    row.says = {**row.says, "source": "no-such-source"}
    session.commit()
    assert working.work_out_previews(app) == 0
    staff.get(staff.path)
    assert "It could not be worked out" in staff.main
    assert "Choose the source" in staff.main
