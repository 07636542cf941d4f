"""The cookie of a session: signed by this portal, and believed by no other."""

from flask import session

from portal.app import create_app
from tests.fresh import settings_for


def test_each_portal_signs_with_its_own_key(app):
    other = create_app(settings_for("sqlite://"), SECRET_KEY="another key")
    with app.test_client() as client:
        with client.session_transaction() as cookie:
            cookie["said"] = "hello"
        signed = client.get_cookie("portal").value
        client.get("/check")
        assert session["said"] == "hello"
    with other.test_client() as client:
        client.set_cookie("portal", signed)
        client.get("/health")
        assert "said" not in session


def test_what_signs_is_made_once(app):
    cookies = app.session_interface
    assert cookies.get_signing_serializer(app) is cookies.get_signing_serializer(app)


def test_only_what_looks_at_the_session_rests_on_the_cookie(client):
    assert "Vary" not in client.get("/health").headers
    assert "Cookie" in client.get("/sign-in").headers["Vary"]
