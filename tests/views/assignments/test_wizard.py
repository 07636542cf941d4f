"""Asking people for trainings: one question a page, exceptions settled before anybody is asked."""

from sqlalchemy import func, select

from portal.models import Assignment
from tests.tables import table


def begin(page, kind="team", **more):
    page.get("/assignments/new")
    return page.submit("Next", kind=kind, follow=True, **more)


def to_when(page, county, later="now", **asked):
    begin(page)
    page.submit("Next", group=str(county.team.id), later=later, follow=True)
    page.submit("Next", follow=True, **(asked or {"courses": ["sample-course"]}))
    assert page.h1 == "By when?"
    return page


def count(session, model):
    session.expire_all()
    return session.scalar(select(func.count()).select_from(model))


def test_a_team_is_asked_question_by_question(trainer, county, session):
    to_when(trainer, county)
    assert "Everybody on Night Team: 2 people now" in trainer.main  # the live count
    trainer.submit("Next", basis="hire", count="60", follow=True)
    assert trainer.h1 == "What should become of these?"
    assert "No day to count from: 1 person" in trainer.main
    trainer.submit("Next", data={"no-start-choice": "in-days", "no-start-days": "10"}, follow=True)
    assert trainer.h1 == "Check, then ask"
    assert [
        (row["Person"].text, row["Last day"].text)
        for row in table(trainer, "Who is asked for what by when")
    ] == [("Ana Flores", "April 1, 2026"), ("Ben Okafor", "March 12, 2026")]
    assert count(session, Assignment) == 0
    trainer.submit("Ask them", note="For the new van.", follow=True)
    assert "2 people are asked." in trainer.text
    assert trainer.h1.endswith("0 of 2 done")
    assert "60 days after January 31, 2026, the first day of working there" in trainer.main
    assert count(session, Assignment) == 1
