"""Nudging from an assignment: those who are late, or those ticked; sent once, and written down."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from portal.domain.access import Role
from portal.domain.assignments import Reach
from portal.domain.mail import MailKind
from portal.models import Mail, MailNotice
from tests import factories, rules, trainings
from tests.factories import FRESNO, KERN
from tests.queries import counted
from tests.reminding import Reminding
from tests.signing_in import signed_in_as
from tests.trainings import NOW

PAST, APRIL = date(2026, 3, 1), date(2026, 4, 30)


@pytest.fixture
def made(session, county):
    """All three are asked by a day that is past; Kit has done it."""
    made = factories.assignment(
        session, county.ana, county.ben, county.kit, due_on=PAST, reach=Reach.COUNTY
    )
    trainings.completed(session, county.kit, at=datetime.combine(PAST, NOW.timetz()))
    session.commit()
    return made


def told(session):
    session.expire_all()
    return {
        (row.person_id, row.thing)
        for row in session.scalars(select(MailNotice).where(MailNotice.stage == "nudged"))
    }


def sent(session):
    session.expire_all()
    return session.scalars(select(Mail).where(Mail.kind == MailKind.NUDGE).order_by(Mail.id)).all()


def test_those_who_are_late_are_nudged_in_one_go(trainer, county, session, made):
    trainer.get(f"/assignments/{made.id}").click("Nudge the 2 who are late")
    assert trainer.h1 == "Nudge 2 people"
    assert "Ana Flores: Sample course (late, due March 1, 2026)" in trainer.main
    assert "Kit" not in trainer.main
    trainer.submit("Send to 2 people", follow=True)
    assert trainer.path == f"/assignments/{made.id}"
    assert "The nudge to 2 people is on its way." in trainer.text
    things = {(one.id, "training:sample-course") for one in (county.ana, county.ben)}
    assert told(session) == things
    [mail, _] = sent(session)
    assert "/learning/sample-course" in mail.text
    assert "Due March 1, 2026, the same day for everybody asked." in mail.text
    assert trainer.main.count("Nudged at") == 2


def test_those_ticked_are_nudged_and_the_rest_is_said_why_not(trainer, county, session, made):
    trainer.get(f"/assignments/{made.id}")
    lines = [f"{one.id}.1" for one in (county.ana, county.kit)]
    trainer.submit("Nudge those ticked", line=lines, follow=True)
    assert trainer.h1 == "Nudge Ana Flores"
    assert "Kit: there is nothing to do now: done (Sample course)" in trainer.main
    trainer.submit("Send to 1 person", follow=True)
    trainer.click("Nudge the 2 who are late")
    assert trainer.h1 == "Nudge Ben Okafor"
    assert "once a day is enough" in trainer.main


def test_a_double_click_sends_once(trainer, county, session, made):
    trainer.get(f"/nudges/new?assignment={made.id}&line={county.ana.id}.1")
    form = {
        field.get("name"): field.get("value", "")
        for field in trainer.all(".//main//form//input")
        if field.get("name") != "csrf_token"
    }
    trainer.submit("Send to 1 person")
    trainer.post("/nudges/new", {**form, "words": "x", "send": "1"}, 303)
    assert len(sent(session)) == 1


def test_about_a_requirement_it_is_the_thing_that_the_matrix_nudges_about(trainer, county, session):
    made = factories.assignment(session, county.ana, requirement="crisis-training", due_on=PAST)
    session.commit()
    trainer.get(f"/nudges/new?assignment={made.id}&late=1").submit("Send to 1 person")
    assert told(session) == {(county.ana.id, "requirement:crisis-training")}


def test_nobody_is_chosen_or_late(trainer, session, county, made):
    trainer.get(f"/assignments/{made.id}").submit("Nudge those ticked", 303)
    trainer.get(trainer.location, 422)
    assert "tick the people that you mean" in trainer.main
    later = factories.assignment(session, county.ana, due_on=APRIL)
    session.commit()
    assert "Nudge the" not in trainer.get(f"/assignments/{later.id}").main
    assert "Nobody is late" in trainer.get(f"/nudges/new?assignment={later.id}&late=1", 422).main


def test_what_was_taken_back_nudges_nobody(trainer, session, county):
    made = factories.assignment(session, county.ana, due_on=PAST, ended_at=NOW)
    session.commit()
    assert "Nudge" not in trainer.get(f"/assignments/{made.id}").main
    page = trainer.get(f"/nudges/new?assignment={made.id}&line={county.ana.id}.1")
    assert page.h1 == "Nobody to nudge"
    assert "not asked any more" in page.main


def test_a_trainer_nudges_their_own_about_what_the_state_asks(trainer, session, county):
    """And sees nobody else of it."""
    made = factories.assignment(session, county.ana, county.kern, county=None, due_on=PAST)
    session.commit()
    assert "Nudge the 1 person who is late" in trainer.get(f"/assignments/{made.id}").main
    assert "Change" not in trainer.main
    lines = f"line={county.ana.id}.1&line={county.kern.id}.1"
    page = trainer.get(f"/nudges/new?assignment={made.id}&{lines}")
    assert page.h1 == "Nudge Ana Flores"
    assert "Kern Kim" not in page.text


def test_another_countys_assignment_is_not_theirs_to_nudge_about(app, session, county, made):
    kim = signed_in_as(app, session, factories.person(session, "Kim"), Role.TRAINER, KERN)
    kim.get(f"/nudges/new?assignment={made.id}&late=1", 403)


def test_who_went_to_another_county_is_left_out_without_their_address(trainer, session, county):
    gone = factories.person(session, "Gil Gone", email="gil.new@example.org")
    ends = NOW.date() - timedelta(days=1)
    factories.affiliation(session, gone, FRESNO, ends_on=ends)
    factories.affiliation(session, gone, KERN)
    made = factories.assignment(session, gone, due_on=PAST)
    session.commit()
    page = trainer.get(f"/nudges/new?assignment={made.id}&line={gone.id}.1")
    assert "no longer there" in page.main
    assert "gil.new@example.org" not in page.text


def test_what_is_done_before_it_goes_out_is_not_sent(
    app, trainer, session, county, made, time_machine
):
    evening = NOW + timedelta(hours=8)
    time_machine.move_to(evening, tick=False)
    trainer.get(f"/nudges/new?assignment={made.id}&late=1").submit("Send to 2 people")
    trainings.completed(session, county.ana, at=evening)
    session.commit()
    morning = evening + timedelta(hours=14)
    Reminding(app, rules.rulebook()).recheck(morning)
    withdrawn = {mail.person_id: mail.withdrawn_at is not None for mail in sent(session)}
    assert withdrawn == {county.ana.id: True, county.ben.id: False}


def test_many_lines_cost_no_more_queries(app, trainer, session, county):
    def cost(number):
        for n in range(number):
            one = factories.person(session, f"Person {number} {n}")
            factories.affiliation(session, one, team=county.team, starts_on=date(2026, 2, 1))
            people.append(one)
        made = factories.assignment(session, *people, due_on=PAST)
        session.commit()
        with counted(app) as shown:
            trainer.get(f"/assignments/{made.id}")
        with counted(app) as statements:
            trainer.get(f"/nudges/new?assignment={made.id}&late=1")
        return len(shown), len(statements)

    people = []
    assert cost(2) == cost(30)
