"""Whatever goes wrong becomes one clear page with the right status, or JSON for our scripts."""

import pytest
from flask import abort
from sqlalchemy import func, select

from portal.db import db
from portal.domain import errors
from portal.models import Agency
from portal.views import access
from tests import factories
from tests.signing_in import sign_in
from tests.trainings import NOW

FETCH = {"X-Requested-With": "fetch"}
KINDS = [
    (errors.NotFound, 404, "We cannot find that"),
    (errors.Forbidden, 403, "This page is not yours to open"),
    (errors.NotOpenYet, 403, "This is not open yet"),
    (errors.Conflict, 409, "That cannot be done now"),
    (errors.Expired, 410, "This link no longer works"),
    (errors.Invalid, 422, "Something needs another look"),
    (errors.TooMany, 429, "That is too much at once"),
    (errors.NoRoom, 507, "There is no room left"),
]


@pytest.fixture
def broken(app, monkeypatch):
    """Makes the view of /about do something, then fail: broken(error)."""

    def put(error, before=lambda: None):
        @access.public
        def view():
            before()
            if isinstance(error, int):
                abort(error)
            raise error

        monkeypatch.setitem(app.view_functions, "home.about", view)

    return put


@pytest.mark.parametrize(("kind", "status", "title"), KINDS)
def test_each_kind_of_error_is_a_page_of_its_own(page, broken, kind, status, title):
    broken(kind("The <b>reason</b>, and the remedy."))
    page.get("/about", status=status)
    assert page.h1 == title
    assert "The <b>reason</b>, and the remedy." in page.main  # as text, not as HTML
    assert ("Sign in" if status == 410 else "Go to the start") in page.links()


@pytest.mark.parametrize(("kind", "status", "title"), KINDS)
def test_our_scripts_get_the_sentence_alone(client, broken, kind, status, title):
    broken(kind("The reason, and the remedy."))
    response = client.get("/about", headers=FETCH)
    assert (response.status_code, response.json) == (
        status,
        {"message": "The reason, and the remedy."},
    )


def test_every_kind_of_error_has_a_page():
    led_on = {errors.Moved}  # to where it is now: tests/views/test_merging.py
    assert {kind for kind, _, _ in KINDS} | led_on == set(errors.PortalError.__subclasses__())


@pytest.mark.parametrize(
    ("status", "title"),
    [
        (401, "You are signed out"),
        (404, "We cannot find that page"),
        (405, "That does not work here"),
        (413, "That is too large"),
        (418, "That did not work"),
    ],
)
def test_errors_of_http_are_pages_too(page, broken, status, title):
    broken(status)
    page.get("/about", status=status)
    assert page.h1 == title


@pytest.mark.parametrize(
    "address", ["/no-such-page", "/people/x", "/learning/UPPER", "/.env", "/%00"]
)
def test_an_address_that_is_none_is_not_found(page, address):
    page.get(address, status=404)
    assert page.h1 == "We cannot find that page"


def test_the_wrong_method_says_what_to_do(app, page, session):
    sign_in(app, page.client, factories.account(session, factories.person(session)))
    response = page.client.get("/account/password")
    assert response.status_code == 405
    assert "Go back and use the button on the page." in response.text


def test_too_much_is_refused(app, page):
    page.get("/sign-in").submit("Sign in", email="a" * (1024 * 1024), password="x", status=413)
    assert page.h1 == "That is too large"
    assert "may have 1 MB in all. Nothing was saved." in page.main


def test_what_breaks_unexpectedly_says_sorry_and_tells_nothing(app, page, broken):
    app.testing = False
    broken(ZeroDivisionError("a secret of the machine"))
    page.get("/about", status=500)
    assert page.h1 == "Something broke on our side"
    assert "secret" not in page.html
    response = page.client.get("/about", headers=FETCH)
    assert response.status_code == 500
    assert response.json == {"message": "It is written down. Try again in a minute."}


def test_what_breaks_unexpectedly_is_written_down(app, client, broken, caplog):
    app.testing = False
    broken(ZeroDivisionError("a secret of the machine"))
    client.get("/about")
    assert "unexpected error at /about" in caplog.text
    assert "a secret of the machine" in caplog.text


@pytest.mark.parametrize("error", [errors.Conflict("No."), 404, ZeroDivisionError()])
def test_what_was_half_done_is_undone(app, client, session, broken, error):
    app.testing = False
    broken(
        error, lambda: db.session.add(Agency(name="Half", recorded_at=NOW)) or db.session.flush()
    )
    client.get("/about")
    assert session.scalar(select(func.count()).select_from(Agency)) == 0


def test_a_page_without_a_declared_access_opens_to_nobody(app, client, monkeypatch):
    monkeypatch.setitem(app.view_functions, "home.about", lambda: "secret")
    with pytest.raises(RuntimeError, match="does not say who may open it"):
        client.get("/about")
    app.testing = False
    assert client.get("/about").status_code == 500
