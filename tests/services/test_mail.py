"""A mail is written in the transaction of the act that causes it."""

from sqlalchemy import func, select

from portal.models import Mail
from portal.services import mail
from tests.trainings import NOW


def write(session, recipient="ana@example.org"):
    return mail.queue(
        session,
        recipient=recipient,
        subject="Hello",
        text="Hello.",
        html="<p>Hello.</p>",
        person_id=None,
        domain="portal.example.org",
        at=NOW,
    )


def test_a_mail_is_due_at_once_and_not_sent_yet(session):
    row = write(session)
    session.flush()
    assert (row.next_try_at, row.sent_at, row.tries, row.error) == (NOW, None, 0, "")


def test_every_mail_has_an_id_of_its_own_at_our_domain(session):
    ids = {write(session).message_id for _ in range(9)}
    assert len(ids) == 9
    assert all(one.startswith("<") and one.endswith("@portal.example.org>") for one in ids)


def test_what_is_rolled_back_mails_nobody(session):
    write(session)
    session.flush()
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Mail)) == 0
