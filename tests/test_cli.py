"""The commands that are run without a browser."""

from sqlalchemy import func, select

from portal.domain.access import Role
from portal.models import Account, MailedLink, Person, RoleGrant
from tests import factories


def run(app, *words):
    result = app.test_cli_runner().invoke(args=list(words))
    assert result.exception is None, result.output
    return result.output


def count(session, table):
    session.rollback()
    return session.scalar(select(func.count()).select_from(table))


def test_the_first_administrator_gets_an_invitation(app, session):
    output = run(app, "make-administrator", "Sam@Example.org", "Sam Ortiz")
    assert "/invitations/" in output
    person = session.scalars(select(Person)).one()
    assert (person.email, person.legal_name) == ("sam@example.org", "Sam Ortiz")
    assert session.scalars(select(RoleGrant.role)).all() == [Role.ADMINISTRATOR]


def test_making_an_administrator_twice_makes_one_and_renews_the_invitation(app, session):
    first = run(app, "make-administrator", "sam@example.org", "Sam Ortiz")
    second = run(app, "make-administrator", "SAM@example.org", "Sam Ortiz")
    assert first != second
    assert (count(session, Person), count(session, RoleGrant)) == (1, 1)
    open_links = select(MailedLink).where(MailedLink.withdrawn_at.is_(None))
    assert len(session.scalars(open_links).all()) == 1


def test_somebody_with_an_account_becomes_an_administrator_at_once(app, session):
    factories.account(session, factories.person(session, email="ana@example.org"))
    session.commit()
    output = run(app, "make-administrator", "ana@example.org", "Ana")
    assert "is an administrator now" in output
    assert (count(session, Account), count(session, RoleGrant)) == (1, 1)


def test_sending_mail_says_how_many(app, session):
    assert session is not None
    assert "0 sent, 0 failed." in run(app, "send-mail")
