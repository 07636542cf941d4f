"""The ledger says what became of every mail; sending one again takes a reason, once."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.domain.access import Role
from portal.domain.mail import MailKind, MailState
from portal.models import AddressBounce, Mail, MailNotice
from portal.services import bounces, ledger
from tests import factories
from tests.factories import FRESNO
from tests.queries import counted
from tests.signing_in import signed_in_as
from tests.trainings import NOW

HOUR = timedelta(hours=1)
STATES = {
    MailState.SENT: {"sent_at": NOW},
    MailState.PLANNED: {"sent_at": None, "next_try_at": NOW},
    MailState.FAILED: {"sent_at": None, "error": "450 try later"},
    MailState.UNCONFIRMED: {"sent_at": None, "handed_at": NOW - HOUR},
    MailState.BOUNCED: {"bounced_at": NOW},
    MailState.OVERTAKEN: {"sent_at": None, "withdrawn_at": NOW},
}


@pytest.fixture(autouse=True)
def _at_noon(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def ana(session):
    return factories.person(session, "Ana Flores")


@pytest.fixture
def staff(app, session):
    return signed_in_as(app, session, factories.person(session, "Priya"), Role.TA_STAFF)


def subjects(page):
    return [text.partition(",")[0] for text in page.texts(".//tbody/tr/th")]


def test_every_state_is_said_and_found(session, staff, ana):
    for state, values in STATES.items():
        row = factories.mail(session, ana, state.label, **values)
        assert ledger.state_of(row, NOW) is state
    session.commit()
    for state in MailState:
        assert subjects(staff.get(f"/mails?state={state}")) == [state.label]
    assert len(subjects(staff.get("/mails"))) == len(MailState)


def test_a_mail_that_is_being_handed_over_is_still_planned(session, ana):
    row = factories.mail(session, ana, sent_at=None, handed_at=NOW - timedelta(seconds=5))
    assert ledger.state_of(row, NOW) is MailState.PLANNED


def test_it_is_searched_by_name_address_subject_and_kind(session, staff, ana):
    factories.mail(session, ana, "Due soon")
    factories.mail(session, None, "Nudge 100%", kind=MailKind.NUDGE)
    session.commit()
    assert subjects(staff.get("/mails?q=flores")) == ["Due soon"]
    assert subjects(staff.get("/mails?q=nobody@example")) == ["Nudge 100%"]
    assert subjects(staff.get("/mails?q=100%")) == ["Nudge 100%"]
    assert subjects(staff.get("/mails?kind=nudge")) == ["Nudge 100%"]
    staff.get("/mails?kind=spam", status=422)


def test_a_long_list_costs_no_more_queries(app, session, staff, ana):
    def cost(more):
        for _ in range(more):
            factories.mail(session, ana, caused_by_id=ana.id)
        session.commit()
        with counted(app) as statements:
            staff.get("/mails")
        return len(statements)

    assert cost(2) == cost(40)


def test_the_secret_of_an_account_mail_is_shown_to_nobody(session, staff, ana):
    row = factories.mail(session, ana, "Your invitation", kind=MailKind.ACCOUNT, text="SECRET")
    session.commit()
    page = staff.get(f"/mails/{row.id}")
    assert "SECRET" not in page.html
    assert "Invite the person anew" in page.main


def test_resending_takes_a_reason_and_happens_once(session, staff, ana):
    row = factories.mail(session, ana, "Due soon", **STATES[MailState.UNCONFIRMED])
    session.commit()
    page = staff.get(f"/mails/{row.id}")
    page.submit("Send it once more", data={"reason": ""}, status=422)
    for _ in range(2):
        page.post(f"/mails/{row.id}/resend", data={"reason": "She did not get it."})
    session.expire_all()
    old, new = session.scalars(select(Mail).order_by(Mail.id)).all()
    assert new.resends_id == old.id
    assert new.message_id != old.message_id
    assert new.reason == "She did not get it."
    assert new.caused_by_id is not None
    assert "It was sent once more" in staff.get(f"/mails/{row.id}").main


def test_what_is_overtaken_or_goes_to_a_dead_address_is_not_resent(session, staff, ana):
    gone = factories.mail(session, ana, **STATES[MailState.OVERTAKEN])
    back = factories.mail(session, ana)
    bounces.note(session, back, "550 no such user", at=NOW)
    session.commit()
    staff.get(f"/mails/{gone.id}")
    for row, words in ((gone, "no longer so"), (back, "came back")):
        staff.post(f"/mails/{row.id}/resend", data={"reason": "Again."}, status=422)
        assert words in staff.main


def test_everybody_sees_their_own_mails_and_no_others(app, session, ana):
    ben = factories.person(session, "Ben")
    mine, other = factories.mail(session, ben, "Yours"), factories.mail(session, ana, "Hers")
    session.add(
        MailNotice(
            mail_id=mine.id,
            person_id=ben.id,
            thing="credential:1",
            stage="on",
            due_on=NOW.date(),
            title="A license",
        )
    )
    page = signed_in_as(app, session, ben)
    assert subjects(page.get("/account/mails")) == ["Yours"]
    assert "A license" in page.get(f"/account/mails/{mine.id}").main
    page.get(f"/account/mails/{other.id}", status=403)
    page.get("/account/mails/99999", status=404)


# Addresses from which mail came back


def test_a_dead_address_is_shown_until_it_is_cleared(app, session, ana):
    factories.affiliation(session, ana, FRESNO)
    row = factories.mail(session, ana)
    assert bounces.take(session, row.message_id.strip("<>"), "550 no such user", at=NOW)[1]
    assert not bounces.take(session, row.message_id, "again", at=NOW)[1], "That was known."
    rosa = signed_in_as(app, session, factories.person(session, "Rosa"), Role.TRAINER, FRESNO)
    page = rosa.get(f"/people/{ana.id}")
    assert "550 no such user" in page.main
    page.submit("Invite", follow=True)
    assert "Nothing was sent: mail to" in page.main or "Nothing was sent: mail to" in page.text
    page.submit("This address works again")
    session.expire_all()
    assert session.scalars(select(AddressBounce)).one().cleared_by_id is not None
    assert "came back" not in rosa.get(f"/people/{ana.id}").main


def test_a_corrected_address_is_another_address(session, ana):
    row = factories.mail(session, ana)
    bounces.note(session, row, "550", at=NOW)
    assert bounces.standing(session, ana.email) is not None
    ana.email = "ana.flores@example.org"
    session.flush()
    assert bounces.standing(session, ana.email) is None
