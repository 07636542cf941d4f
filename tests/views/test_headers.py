"""Security headers go with every response; nothing private is kept in a cache."""

import re

import pytest

from tests import factories
from tests.fresh import close, new_app
from tests.signing_in import signed_in_as
from tests.trainings import HOME, completed, learner

PUBLIC = ["/", "/about", "/health", "/sign-in", "/trainings", "/check", "/no-such-page"]


def policy(response):
    return {
        name: set(values)
        for name, *values in (
            part.split() for part in response.headers["Content-Security-Policy"].split(";")
        )
    }


def assert_safe(response):
    rules = policy(response)
    assert rules["default-src"] == {"'none'"}
    for name in ("script-src", "style-src", "font-src", "connect-src", "form-action"):
        assert rules[name] == {"'self'"}
    assert rules["base-uri"] == rules["frame-ancestors"] == {"'none'"}
    assert "unsafe" not in response.headers["Content-Security-Policy"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize("address", PUBLIC)
def test_every_page_has_the_headers_and_says_who_may_keep_it(client, address):
    response = client.get(address)
    assert_safe(response)
    kept = "public, no-cache" if address == "/" else "no-store"
    assert response.headers["Cache-Control"] == kept


def test_private_pages_downloads_and_redirects_have_them_too(app, session):
    ana = factories.person(session)
    record = completed(session, ana)
    browser = signed_in_as(app, session, ana).client
    for address in (
        "/learning",
        "/record",
        "/record/training-record.csv",
        "/record/training-record.pdf",
        f"/certificates/{record.code}/certificate.pdf",
        "/sign-in",  # redirects
        "/people",  # forbidden
    ):
        response = browser.get(address)
        assert_safe(response)
        assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.own_app
def test_errors_have_them_whatever_broke(app, client):
    app.testing = False
    app.add_url_rule("/broken", "broken", lambda: 1 / 0)
    for response in (
        client.get("/broken"),
        client.post("/sign-in"),  # without its token
        client.put("/sign-in"),
        client.get("/no-such-page", headers={"X-Requested-With": "fetch"}),
    ):
        assert response.status_code >= 400
        assert_safe(response)


def test_static_files_are_kept_for_ever_under_an_address_that_changes_with_them(client):
    html = client.get("/").text
    addresses = set(re.findall(r'(?:href|src)="(/static/[^"]+\?v=[^"]+)"', html))
    assert len(addresses) > 10
    for address in addresses:
        response = client.get(address, buffered=True)
        assert response.status_code == 200
        assert "max-age=31536000" in response.headers["Cache-Control"]
        assert_safe(response)
        response.close()


def test_a_static_file_that_is_not_there_is_not_found_and_not_kept(client):
    response = client.get("/static/no-such-file.css")
    assert response.status_code == 404
    assert "max-age=31536000" not in response.headers.get("Cache-Control", "")
    for outside in ("/static/../portal/config.py", "/static/%2e%2e/portal/config.py"):
        assert client.get(outside).status_code == 404


def test_a_picture_of_a_training_runs_nothing(app, session):
    ana = factories.person(session)
    learner(session, ana)
    response = signed_in_as(app, session, ana).client.get(
        f"{HOME}/images/sample.svg", buffered=True
    )
    assert_sandboxed(response)
    response.close()


def assert_sandboxed(response):
    """An SVG can hold scripts; opened by itself it must not run them."""
    rules = policy(response)
    assert rules["default-src"] == {"'none'"}
    assert "script-src" not in rules or "sandbox" in rules
    assert "sandbox" in rules


def test_over_https_browsers_are_told_to_stay_there_and_cookies_are_secure(settings):
    secure = new_app(settings.model_copy(update={"public_url": "https://portal.example.org"}))
    try:
        response = secure.test_client().get("/sign-in")
        assert "max-age=31536000" in response.headers["Strict-Transport-Security"]
        assert "Secure" in response.headers["Set-Cookie"]
    finally:
        close(secure)


def test_over_http_there_is_no_such_promise(client):
    assert "Strict-Transport-Security" not in client.get("/").headers
