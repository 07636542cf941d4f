"""Signing a test's browser in, without the sign-in page and its slow password."""

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, object_session

from portal import clock
from portal.domain.access import Role
from portal.models import Account, Person
from portal.services import accounts
from tests import factories
from tests.pages import Page


def sign_in(app: Flask, client: FlaskClient, account: Account) -> None:
    """Sign this browser in. What the test has added so far is committed."""
    session = object_session(account)
    assert session is not None, "The account has to come from the test's own session."
    session_id = accounts.start_session(session, account, "a test", clock.now())
    session.commit()
    with client.session_transaction() as cookie:
        cookie.clear()
        cookie["_user_id"] = session_id
        cookie["_fresh"] = True


def signed_in_as(
    app: Flask,
    session: Session,
    person: Person,
    role: Role | None = None,
    county: str | None = None,
) -> Page:
    """A new browser in which the person is signed in, after getting the role if one is given."""
    if role is not None:
        factories.grant(session, person, role, county)
    client = app.test_client()
    sign_in(app, client, factories.account(session, person))
    return Page(client)
