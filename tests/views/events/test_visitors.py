"""Visitors without an account register for what is open to everybody, by a mailed link."""

import re

import pytest
from sqlalchemy import func, select

from portal.domain.events import visitors
from portal.domain.events.terms import Audience
from portal.models import EventRegistration, EventRequest, Mail, Person
from tests import events, factories
from tests.events import AFTER, START

ZOE = {"name": "Zoe Quinn", "email": "Zoe@Example.org"}


def count(session, table):
    return session.scalar(select(func.count()).select_from(table))


@pytest.fixture
def open_event(session, rosa):
    """A session for everybody, with one seat and three places to wait."""
    return events.make(session, rosa, county=None, audience=Audience.PUBLIC, seats=1, waiting=3)


@pytest.fixture
def asked(page, open_event):
    """A visitor who has asked for a link."""
    page.get(f"/sessions/{open_event.id}")
    return page.submit("Mail me the link", follow=True, **ZOE)


def link_in(session, number=-1):
    texts = list(session.scalars(select(Mail.text).order_by(Mail.id)))
    return re.search(r"/sessions/visitors/\S+", texts[number])[0]


def test_a_visitor_registers_with_the_mailed_link(session, asked, open_event):
    assert "Look into the mailbox of zoe@example.org" in asked.main
    assert count(session, EventRegistration) == 0
    people = count(session, Person)
    link = link_in(session)
    asked.get(link)
    assert asked.h1 == "Register: Saying hello, live"
    assert count(session, Person) == people  # opening a link does nothing: mail programs do that
    asked.submit("Register me", follow=True)
    assert asked.h1 == "You have a seat"
    asked.post(link, {}, 303)  # a double click
    zoe = session.scalars(select(Person).where(Person.email == "zoe@example.org")).one()
    assert zoe.legal_name == "Zoe Quinn"
    assert count(session, EventRegistration) == 1
    asked.submit("Cancel my registration", follow=True)
    assert asked.h1 == "Register: Saying hello, live"
    asked.submit("Register me", follow=True)
    assert count(session, Person) == people + 1


def test_who_is_known_by_the_address_is_that_person(session, page, open_event):
    ana = factories.person(session, "Ana Flores", email="ana@example.org")
    page.get(f"/sessions/{open_event.id}")
    page.submit("Mail me the link", follow=True, name="A. Flores", email="ANA@example.org")
    page.get(link_in(session)).submit("Register me", follow=True)
    row = session.scalars(select(EventRegistration)).one()
    assert row.person_id == ana.id
    session.refresh(ana)
    assert ana.legal_name == "Ana Flores"


def test_where_two_have_the_address_nobody_is_guessed(session, page, open_event):
    two = [factories.person(session, email="both@example.org").id for _ in range(2)]
    page.get(f"/sessions/{open_event.id}")
    page.submit("Mail me the link", follow=True, name="Zoe Quinn", email="both@example.org")
    page.get(link_in(session)).submit("Register me", follow=True)
    assert page.h1 == "You have a seat"
    assert session.scalars(select(EventRegistration)).one().person_id not in two


def test_the_wait_list_moves_for_visitors_and_the_mail_leads_to_their_page(
    session, asked, page, open_event
):
    ben = factories.person(session, "Ben Okafor", email="ben@example.org")
    events.register(session, open_event, [ben])
    zoes = link_in(session)
    asked.get(zoes).submit("Register me", follow=True)
    assert asked.h1 == "You are on the wait list"
    page.get(f"/sessions/{open_event.id}")
    page.submit("Mail me the link", follow=True, name="Ben", email="ben@example.org")
    page.get(link_in(session)).submit("Cancel my registration", follow=True)
    assert link_in(session) == zoes
    assert asked.get(zoes).h1 == "You have a seat"


def test_a_visitor_says_that_they_are_there(session, asked, time_machine):
    link = link_in(session)
    asked.get(link).submit("Register me", follow=True)
    assert "https://meeting.example/room" not in asked.main
    time_machine.move_to(START, tick=False)
    asked.get(link)
    assert "https://meeting.example/room" in asked.main
    asked.submit("I am here", follow=True)
    assert asked.h1 == "You are here"
    asked.submit("I am leaving", follow=True)
    time_machine.move_to(AFTER, tick=False)
    assert "This session is over." in asked.get(link).main


def test_every_form_is_mailed_once(session, page, open_event):
    page.get(f"/sessions/{open_event.id}")
    key = page.all(".//input[@name='form_key']")[0].get("value")
    for _ in range(2):
        page.post(f"/sessions/{open_event.id}/ask", {**ZOE, "form_key": key}, 303)
    assert (count(session, EventRequest), count(session, Mail)) == (1, 1)


def test_nobody_s_mailbox_is_filled(session, page, open_event):
    ask = f"/sessions/{open_event.id}/ask"
    page.get(f"/sessions/{open_event.id}")
    for number in range(visitors.MOST_TO_ADDRESS):
        page.post(ask, {**ZOE, "form_key": f"key-{number}"}, 303)
    page.post(ask, {**ZOE, "form_key": "one-more"}, 409)
    assert "try again in an hour" in page.main
    assert count(session, Mail) == visitors.MOST_TO_ADDRESS


def test_how_much_may_be_asked_for():
    assert visitors.may_ask(0, 0, 0)
    assert not visitors.may_ask(visitors.MOST_OF_BROWSER, 0, 0)
    assert not visitors.may_ask(0, visitors.MOST_TO_ADDRESS, 0)
    assert not visitors.may_ask(0, 0, visitors.MOST_OF_ALL)


def test_what_is_wrong_is_said_and_kept(session, page, open_event):
    page.get(f"/sessions/{open_event.id}")
    page.submit("Mail me the link", 422, name="Zoe Quinn", email="zoe at example")
    assert "Enter an e-mail address like name@example.org." in page.main
    assert page.all(".//input[@name='name']")[0].get("value") == "Zoe Quinn"
    assert count(session, Mail) == 0


def test_other_sessions_are_not_for_visitors(session, page, rosa):
    own = events.make(session, rosa)
    page.get("/sign-in")
    page.post(f"/sessions/{own.id}/ask", {**ZOE, "form_key": "a"}, 401)
    signed_in = events.make(session, rosa, county=None, audience=Audience.SIGNED_IN)
    page.get("/sign-in").post(f"/sessions/{signed_in.id}/ask", {**ZOE, "form_key": "b"}, 401)
    page.get("/sessions/visitors/made-up", 410)
    page.get("/sign-in")
    page.post("/sessions/visitors/made-up/withdraw", {}, 410)


def test_the_link_registers_nobody_once_it_is_too_late(session, asked, time_machine):
    link = link_in(session)
    time_machine.move_to(AFTER, tick=False)
    asked.get(link)
    assert "This session is over." in asked.main
    asked.get("/sign-in")
    asked.post(link, {}, 409)
    assert count(session, EventRegistration) == 0
