"""The join page, the roster, attendance files, credit, and the closing quiz, as people use them."""

import io
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.development.sample_learning import right_answer
from portal.models import Attempt, EventPresence, TrainingRecord
from portal.services import quizzes
from tests import events, factories
from tests.events import AFTER, START, zoom
from tests.factories import KERN
from tests.queries import counted
from tests.trainings import course, fields

WHOLE = ("10:00:00 AM", "11:30:00 AM")


def count(session, table):
    return session.scalar(select(func.count()).select_from(table))


def people(session, *names, email=""):
    found = [factories.person(session, name, email=email) for name in names]
    for person in found:
        factories.affiliation(session, person)
    return found


@pytest.fixture
def event(session, rosa):
    return events.make(session, rosa)


# The roster


def test_two_of_one_name_are_told_apart(trainer, session, event):
    one, two = (
        people(session, "Maria Lopez", email="m1@example.org"),
        people(session, "Maria Lopez"),
    )
    events.register(session, event, [*one, *two, *people(session, "Kim Lopez")])
    names = trainer.get(f"/sessions/{event.id}/roster").links()
    assert {"Kim Lopez", "Maria Lopez, m1@example.org", f"Maria Lopez, number {two[0].id}"} <= set(
        names
    )


# The join page


def test_the_link_to_the_meeting_only_at_its_time_and_with_a_seat(
    member, session, event, ana, time_machine
):
    page = f"/sessions/{event.id}/join"
    member.get(page, 403)
    events.register(session, event, [ana])
    member.get(page)
    assert "This page opens at 9:30 a.m." in member.main
    assert "meeting.example" not in member.html
    time_machine.move_to(START - timedelta(minutes=30), tick=False)
    member.get(page)
    assert "https://meeting.example/room" in member.main


def test_who_waits_does_not_get_the_link(member, session, rosa, ana, time_machine):
    event = events.make(session, rosa, seats=1)
    events.register(session, event, [*people(session, "Ben"), ana])
    time_machine.move_to(START, tick=False)
    member.get(f"/sessions/{event.id}/join", 403)


def test_here_and_leaving_without_a_script(member, session, event, ana, time_machine):
    events.register(session, event, [ana])
    time_machine.move_to(START + timedelta(minutes=2), tick=False)
    member.get(f"/sessions/{event.id}/join")
    member.submit("I am here", follow=True)
    assert member.h1 == "You are here"
    member.post(f"/sessions/{event.id}/arrive")
    time_machine.move_to(START + timedelta(minutes=85), tick=False)
    member.get(f"/sessions/{event.id}/join")
    member.submit("I am leaving", follow=True)
    assert "10:02 a.m." in member.main
    assert "11:25 a.m." in member.main
    member.get(f"/sessions/{event.id}")
    assert "Present 83 of 90 minutes" in member.main
    assert count(session, EventPresence) == 1


def test_quiet_signs_of_the_open_page(member, session, event, ana, time_machine):
    events.register(session, event, [ana])
    time_machine.move_to(START, tick=False)
    page, beat = f"/sessions/{event.id}/join", f"/sessions/{event.id}/beat"
    member.get(page)
    member.post(beat, status=205)
    member.get(page)
    member.submit("I am here", follow=True)
    time_machine.move_to(START + timedelta(minutes=1), tick=False)
    member.post(beat, status=204)
    assert session.scalars(select(EventPresence)).one().seen_at == START + timedelta(minutes=1)


# The roster and credit


def test_a_sign_in_sheet_a_confirmation_and_a_certificate(
    trainer, member, session, event, ana, time_machine
):
    (ben,) = people(session, "Ben Okafor")
    events.register(session, event, [ana, ben])
    time_machine.move_to(AFTER, tick=False)
    trainer.get(f"/sessions/{event.id}/roster")
    assert trainer.h1 == "0 of 2 people meet the rule"
    trainer.submit("They were there", 422)
    assert "Tick at least one person." in trainer.main
    trainer.submit("They were there", follow=True, people=[str(ana.id)])
    assert trainer.h1 == "1 of 2 people meet the rule"
    trainer.submit("Confirm who was there", follow=True)
    assert "1 person gets credit" in trainer.main
    assert "Training record" in trainer.main
    member.get("/record")
    assert member.h1 == "You have completed one training"
    assert "live, online" in member.main


def test_nobody_says_of_themself_that_they_were_there(trainer, session, event, rosa, time_machine):
    factories.affiliation(session, rosa)
    events.register(session, event, [rosa])
    time_machine.move_to(AFTER, tick=False)
    trainer.get(f"/sessions/{event.id}/roster")
    trainer.submit("They were there", 403, people=[str(rosa.id)])


def test_presence_is_withdrawn_with_a_reason_and_the_credit_with_it(
    trainer, member, session, event, rosa, ana, time_machine
):
    events.was_there(session, event, ana, rosa)
    events.confirm(session, event, rosa, course())
    time_machine.move_to(AFTER, tick=False)
    trainer.get(f"/sessions/{event.id}/roster").click("Ana Flores")
    trainer.submit("Withdraw this entry from 10:00 a.m.", 422)
    trainer.submit("Withdraw this entry from 10:00 a.m.", follow=True, reason="Another Ana")
    assert "So is the credit that it gave." in trainer.main
    trainer.click("Ana Flores")
    assert "Another Ana" in trainer.main
    member.get("/record")
    assert "Presence was withdrawn: Another Ana" in member.main


def test_continuing_education_stands_apart(member, session, rosa, ana):
    event = events.make(session, rosa, ce_minutes=60, ce_provider="Provider 123")
    events.was_there(session, event, ana, rosa)
    events.confirm(session, event, rosa, course())
    member.get("/record")
    assert "Continuing education: 60 minutes, as Provider 123 states" in member.main


# Attendance files


@pytest.fixture
def hand_in(trainer, event, time_machine):
    """Hand a file in and show its rows, or the refusal."""
    time_machine.move_to(AFTER, tick=False)

    def do(content, name="zoom.csv", status=303):
        trainer.get(f"/sessions/{event.id}/attendance-files")
        trainer.submit("Look at this file", status, file=(io.BytesIO(content), name))
        return trainer if status == 422 else trainer.get(trainer.location)

    return do


def test_two_of_one_name_are_put_to_the_trainer(trainer, session, event, hand_in):
    one, two = people(session, "Maria Lopez", "Maria Lopez")
    events.register(session, event, [one, two])
    hand_in(zoom(("Maria Lopez", "", *WHOLE), ("iPhone", "", *WHOLE)))
    page = trainer.path
    assert trainer.h1 == "zoom.csv: 1 row to decide"
    assert "2 people have this name." in trainer.main
    trainer.post(f"{page}/take-in", status=409)
    trainer.get(page)
    trainer.submit("Keep these choices", follow=True, data={"row-5": str(two.id)})
    assert trainer.h1 == "zoom.csv: ready to be taken in"
    assert count(session, EventPresence) == 0
    trainer.submit("Take in all that is clear", follow=True)
    assert trainer.h1 == "1 of 2 people meet the rule"
    trainer.post(f"{page}/take-in")
    assert session.scalars(select(EventPresence.person_id)).all() == [two.id]
    trainer.get(page)
    trainer.submit("Take the file back", follow=True)
    assert trainer.h1 == "zoom.csv: taken back"


def test_a_name_of_another_county_is_never_shown(trainer, session, event, hand_in):
    kim = factories.person(session, "Kim Park", email="kim@example.org")
    factories.affiliation(session, kim, KERN)
    hand_in(zoom(("Kim P", "kim@example.org", *WHOLE)))
    assert "Nobody of this name or address is known here." in trainer.main
    assert "Kim Park" not in trainer.html


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "This file is empty"),
        (b"%PDF-1.7", "It looks like a PDF"),
        (b"Name,Team\nAna,North\n", "no row has headings"),
    ],
)
def test_what_is_no_such_file(trainer, hand_in, content, words):
    hand_in(content, status=422)
    assert words in trainer.main


def test_no_file(trainer, event):
    trainer.get(f"/sessions/{event.id}/attendance-files")
    trainer.submit("Look at this file", 422)
    assert "Choose the file." in trainer.main


def test_the_cost_of_the_pages_does_not_grow(app, trainer, session, event, rosa, hand_in):
    def cost(number):
        family = "Many" if number > 100 else "Few"
        names = [
            f"{a}{b}{c}ra {family}" for a in "BDFGK" for b in "aei" for c in "bcdfghjklmnpqrstvwxz"
        ]
        rows = [(name, "", *WHOLE) for name in names[:number]]
        everybody = people(session, *(row[0] for row in rows))
        event = events.make(session, rosa, seats=300)
        ids = [person.id for person in everybody]
        from portal.services.events import registering

        registering.register(session, event.id, ids, by=rosa.id, at=START, by_trainer=True)
        session.commit()
        trainer.get(f"/sessions/{event.id}/attendance-files")
        trainer.submit("Look at this file", file=(io.BytesIO(zoom(*rows)), "zoom.csv"))
        file = trainer.location
        with counted(app) as looking:
            trainer.get(file)
        with counted(app) as roster:
            trainer.get(f"/sessions/{event.id}/roster")
        with counted(app) as taking:
            trainer.post(f"{file}/take-in")
        return len(looking), len(roster), len(taking)

    assert cost(30) == cost(300)


# The closing quiz


def test_the_closing_quiz_is_the_last_fact(member, session, rosa, ana, time_machine):
    event = events.make(session, rosa, quiz=True)
    events.register(session, event, [ana])
    events.was_there(session, event, ana, rosa)
    events.confirm(session, event, rosa, course())
    time_machine.move_to(AFTER, tick=False)
    member.get(f"/sessions/{event.id}")
    member.submit("Take the closing quiz", follow=True)
    assert "Closing quiz of a session" in member.main
    questions = quizzes.questions_of(course(), "")
    for name in session.scalars(select(Attempt)).one().questions:
        asked = questions[name]
        member.submit("Save and go on", follow=True, data=fields(asked, right_answer(asked)))
    member.submit("Hand in", follow=True)
    assert member.h1.startswith("Passed")
    assert "You have credit for “Saying hello, live”." in member.main
    assert count(session, TrainingRecord) == 1
    member.get("/learning")
    assert "Sample course" in member.main


def test_no_quiz_before_the_session_or_for_who_was_not_in_it(
    member, session, rosa, ana, time_machine
):
    event = events.make(session, rosa, quiz=True)
    events.register(session, event, [ana])
    member.get(f"/sessions/{event.id}")
    member.post(f"/sessions/{event.id}/quiz", status=409)
    other = events.make(session, rosa, quiz=True)
    time_machine.move_to(AFTER, tick=False)
    member.get(f"/sessions/{other.id}")
    member.post(f"/sessions/{other.id}/quiz", status=403)
