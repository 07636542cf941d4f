"""What is typed into a form that comes too late is kept, and sent again after signing in."""

import pytest
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from portal.domain.access import Role
from portal.models import EvidenceFile, Person, SignInSession
from tests import factories
from tests.factories import FRESNO, PASSWORD
from tests.pages import Page
from tests.signing_in import signed_in_as
from tests.uploads import PDF, file
from tests.views.test_evidence import FIELDS
from tests.views.test_people import new_person

NAME = "Łucja Ångström <b>of</b> the night shift"


@pytest.fixture
def rosa(session):
    return factories.person(session, "Rosa Trainer", email="rosa@example.org")


@pytest.fixture
def trainer(app, session, rosa):
    factories.agency(session)  # that the form offers
    return signed_in_as(app, session, rosa, Role.TRAINER, FRESNO)


def end_sessions(session):
    session.query(SignInSession).update({"ended_at": SignInSession.started_at})
    session.commit()


def added(session):
    session.rollback()
    found = select(func.count()).select_from(Person).where(Person.legal_name == NAME)
    return session.scalar(found)


def again(page, status=200, **fields):
    return page.submit("Sign in", status, email="rosa@example.org", password=PASSWORD, **fields)


def test_what_was_typed_when_the_session_had_ended_is_sent_after_signing_in(trainer, session):
    trainer.get("/people/new")
    end_sessions(session)
    trainer.submit("Add this person", 401, **new_person(session, legal_name=NAME))
    assert trainer.h1 == "Sign in"
    assert "What you typed is kept" in trainer.main
    trainer.submit("Sign in", 422, email="rosa@example.org", password="not this one at all")
    again(trainer)
    assert trainer.h1 == "Send it again?"
    assert "You are signed in as Rosa Trainer." in trainer.main
    assert NAME in trainer.main  # as text, not as HTML
    assert trainer.links()["Do not send it: back to the page"] == "/people/new"
    assert added(session) == 0
    trainer.submit("Send it")
    trainer.submit("Send it")  # a double click
    assert added(session) == 1


def test_the_same_after_signing_out_in_another_tab(trainer, session):
    trainer.get("/people/new")
    tab = Page(trainer.client).get("/account")
    tab.post("/sign-out")
    trainer.submit("Add this person", 401, **new_person(session, legal_name=NAME))
    again(trainer).submit("Send it")
    assert added(session) == 1


def test_signed_in_again_in_another_tab_it_is_sent_at_one_click(trainer, session, rosa):
    trainer.get("/people/new")
    tab = Page(trainer.client).get("/account")
    tab.post("/sign-out")
    again(tab.get("/sign-in"), 303)
    trainer.submit("Add this person", 400, **new_person(session, legal_name=NAME))
    assert trainer.h1 == "Send it again?"
    assert added(session) == 0
    trainer.submit("Send it")
    assert added(session) == 1


def test_a_form_of_another_site_is_kept_by_nobody(trainer, session):
    fields = new_person(session, legal_name=NAME)
    for sender in ({"Origin": "https://evil.example"}, {"Origin": "null", "Referer": ""}):
        trainer.get("/people/new")
        trainer.post("/people/new", {**fields, "csrf_token": "none"}, 400, headers=sender)
        assert trainer.h1 == "This form is out of date"
        assert "Łucja" not in trainer.html


def test_what_another_browser_sealed_is_not_opened(app, trainer, session):
    trainer.get("/people/new")
    end_sessions(session)
    trainer.submit("Add this person", 401, **new_person(session, legal_name=NAME))
    (typed,) = trainer.all(".//input[@name='typed']")
    other = Page(app.test_client()).get("/sign-in")
    token = other.all(".//input[@name='csrf_token']")[0].get("value")
    data = {"email": "rosa@example.org", "password": PASSWORD, "csrf_token": token}
    for text in (typed.get("value"), "x" * 50):
        other.post("/sign-in", {**data, "typed": text})
        assert other.location == "/workspace"
        other = Page(app.test_client()).get("/sign-in")
        data["csrf_token"] = other.all(".//input[@name='csrf_token']")[0].get("value")


def test_a_password_is_never_kept(trainer, session):
    trainer.get("/account")
    end_sessions(session)
    secret = "nobody shall ever read this"
    trainer.submit("Change the password", 401, present=secret, password=secret, again=secret)
    assert trainer.h1 == "You are signed out"
    assert trainer.links()["Sign in"] == "/sign-in?next=/account"


def test_a_form_that_asks_once_more_is_kept_like_any_other(trainer, session):
    trainer.get("/people/new")
    end_sessions(session)
    trainer.post("/people/new", {**new_person(session), "again": "1"}, 401)
    assert "What you typed is kept" in trainer.main


def test_a_file_has_to_be_chosen_again_and_the_page_says_which(trainer, session):
    ana = factories.person(session, "Ana Flores")
    factories.affiliation(session, ana, FRESNO)
    session.commit()
    url = f"/people/{ana.id}/evidence/trainings/new"
    trainer.get(url)
    end_sessions(session)
    fields = {**FIELDS, "title": "Two days of calm", "completed_on": "2026-01-03"}
    fields["csrf_token"] = trainer.all(".//input[@name='csrf_token']")[0].get("value")
    photo = PDF + b"\x00" * 2_000_000  # more than a form without files may have
    named = {**fields, "evidence": FileStorage(*file(photo, "Ana's paper.pdf"))}
    boundary, body = encode_multipart(named)  # as bytes, since test clients leak large files
    kind = f"multipart/form-data; boundary={boundary}"
    trainer._load("POST", url, 401, False, {"data": body, "content_type": kind})
    again(trainer)
    assert "Two days of calm" in trainer.main
    assert "A browser keeps no files. Choose Ana's paper.pdf again." in trainer.main
    trainer.submit("Send it", evidence=file(PDF, "Ana's paper.pdf"))
    assert session.scalar(select(func.count()).select_from(EvidenceFile)) == 1


def test_a_text_that_is_too_long_for_a_page_is_not_half_kept(trainer, session):
    trainer.get("/people/new")
    end_sessions(session)
    long = "".join(chr(0x4E00 + number * 7919 % 20000) for number in range(90_000))
    trainer.submit("Add this person", 401, **new_person(session, legal_name=long))
    assert trainer.h1 == "You are signed out"
