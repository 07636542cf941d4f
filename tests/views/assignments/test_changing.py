"""Taking back, another date, asking again: for some or all, said once, and evidence untouched."""

from datetime import date

import pytest
from sqlalchemy import func, select

from portal.domain.assignments import Act, Reach
from portal.models import AssignmentAsk, TrainingRecord
from tests import factories, trainings
from tests.tables import table

APRIL = date(2026, 4, 30)


@pytest.fixture
def made(session, county):
    made = factories.assignment(
        session, county.ana, county.ben, county.kit, due_on=APRIL, reach=Reach.COUNTY
    )
    session.commit()
    return made


def said(page):
    return {
        row["Person"].text: row["What is asked, and why by then"].text
        for row in table(page, "People")
    }


def tick(page, made, *people, show=""):
    page.get(f"/assignments/{made.id}?show={show}")
    lines = [f"{one.id}.1" for one in people]
    return page.submit("Change for those ticked", 200, line=lines)


def count(session, model):
    session.expire_all()
    return session.scalar(select(func.count()).select_from(model))


def test_it_is_taken_back_from_some_and_asked_again(trainer, county, session, made):
    record = trainings.completed(session, county.ana)
    session.commit()
    tick(trainer, made, county.ana, county.ben)
    assert trainer.h1 == "Change it for 2 people"
    trainer.submit("Change it", act="take-back", reason="By mistake.", follow=True)
    assert "It is taken back from 2 people." in trainer.text
    assert list(said(trainer)) == ["Kit"]
    assert "took it back from 2 people. By mistake." in trainer.main  # the history
    tick(trainer, made, county.ana, show="over")
    trainer.submit("Change it", act="by-rule", reason="It was right.", follow=True)
    assert "Done since March 1, 2026" in said(trainer)["Ana Flores"]
    assert session.get(TrainingRecord, record.id) is not None


def test_another_date_is_given_to_all_that_are_shown(trainer, county, made):
    trainer.get(f"/assignments/{made.id}").submit("Change for all 3", 200)
    trainer.submit("Change it", 422, act="in-days", reason="Leave.")
    assert "Enter a whole number" in trainer.main
    trainer.submit("Change it", act="in-days", days="90", reason="Leave.", follow=True)
    for words in said(trainer).values():
        assert "Due May 31, 2026, a date set for this person on March 2, 2026." in words
        assert "Reason: Leave." in words


def test_the_same_again_is_said_once(trainer, county, session, made):
    before = count(session, AssignmentAsk)
    for _ in range(2):
        tick(trainer, made, county.ana)
        trainer.submit("Change it", act="on-day", on="2026-06-01", reason="Leave.", follow=True)
    assert count(session, AssignmentAsk) == before + 1


def test_a_reason_is_needed_and_what_was_typed_is_kept(trainer, county, made):
    tick(trainer, made, county.ana)
    trainer.submit("Change it", 422, act="on-day", on="2026-06-01")
    assert "Say why." in trainer.main
    assert 'value="2026-06-01"' in trainer.html
    trainer.submit("Change it", reason="Leave.", follow=True)
    assert "June 1, 2026" in said(trainer)["Ana Flores"]


def test_nobody_ticked_is_said(trainer, made):
    trainer.get(f"/assignments/{made.id}").submit("Change for those ticked", follow=True)
    assert "Nobody is ticked." in trainer.text


def test_who_is_in_the_group_and_was_not_asked_can_be_asked_too(trainer, county, session, made):
    lee, out = factories.person(session, "Lee"), factories.person(session, "Out")
    for one in (lee, out):
        factories.affiliation(session, one)
    factories.ask(session, made, out, Act.LEAVE_OUT)
    session.commit()
    trainer.get(f"/assignments/{made.id}")
    assert "Left out when it was made" in trainer.main
    assert "Came, or was recorded, after it was made" in trainer.main
    trainer.submit("Ask those ticked too", 200, person=[lee.id])
    trainer.submit("Change it", reason="New here.", follow=True)
    assert "Due April 30, 2026" in said(trainer)["Lee"]


def test_people_of_another_assignment_cannot_be_changed_through_this_one(
    trainer, county, session, made
):
    trainer.get(f"/assignments/{made.id}")
    trainer.post(
        f"/assignments/{made.id}/change",
        {"line": [f"{county.kern.id}.1", f"{county.ana.id}.9"], "act": "take-back", "reason": "x"},
        follow=True,
    )
    assert "Nobody of those can be changed any more." in trainer.text
    assert len(said(trainer)) == 3


def test_it_is_taken_back_as_a_whole_once(trainer, county, session, made):
    trainer.get(f"/assignments/{made.id}").click("Take it back as a whole")
    assert "3 people are not asked any more" in trainer.main
    path = trainer.path
    trainer.submit("Take it back", 422)
    trainer.submit("Take it back", reason="The rule has changed.", follow=True)
    assert "The rule has changed." in trainer.main
    assert trainer.h1.endswith("0 of 0 done")
    trainer.post(path, {"reason": "Again"}, follow=True)
    assert "Again" not in trainer.main
    assert "Take it back as a whole" not in trainer.main
    trainer.post(f"/assignments/{made.id}/chosen", {"all": "1"}, 409)
    assert trainer.get("/assignments").h1 == "No assignments asking people now"
