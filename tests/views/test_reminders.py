"""How much somebody wants to be reminded: on their page, or with a mail's one click."""

import pytest

from portal.domain.mail import Frequency
from portal.services.reminders import choices
from portal.views.reminder_mails import stop_token
from tests import factories
from tests.signing_in import signed_in_as
from tests.trainings import NOW


@pytest.fixture(autouse=True)
def _at_noon(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def ana(session):
    return factories.person(session)


def chosen(session, person):
    session.expire_all()
    return choices.of_person(session, person.id)


def test_everybody_chooses_on_their_account_page(app, session, ana):
    page = signed_in_as(app, session, ana).get("/account")
    assert chosen(session, ana) is Frequency.DAILY
    page.submit("Save the choice", data={"frequency": "weekly"})
    assert chosen(session, ana) is Frequency.WEEKLY
    page.post("/account/reminders", data={"frequency": "never"})
    assert chosen(session, ana) is Frequency.WEEKLY, "There is no such choice."


def test_a_link_asks_first_and_then_does_it_without_signing_in(app, session, page, ana):
    session.commit()
    token = stop_token(app, ana.id)
    page.get(f"/reminders/fewer/{token}")
    assert chosen(session, ana) is Frequency.DAILY, "Mail programs open links by themselves."
    page.submit("Send me fewer reminders")
    assert chosen(session, ana) is Frequency.IMPORTANT


def test_a_mail_program_does_it_with_one_post(app, session, client, ana):
    """RFC 8058: without a cookie, a page of ours, or anybody looking."""
    session.commit()
    answer = client.post(
        f"/reminders/fewer/{stop_token(app, ana.id)}", data={"List-Unsubscribe": "One-Click"}
    )
    assert answer.status_code == 303
    assert chosen(session, ana) is Frequency.IMPORTANT


def test_a_link_of_nobody_does_nothing(client):
    assert client.get("/reminders/fewer/MTI.AAAA").status_code == 410
    assert client.post("/reminders/fewer/MTI.AAAA").status_code == 410
