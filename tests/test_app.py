"""The application: how it names its own addresses."""

from flask import url_for


def test_an_address_is_right_wherever_the_portal_is_mounted(app):
    for root in ("", "/training", ""):
        with app.test_request_context("/", environ_overrides={"SCRIPT_NAME": root}):
            assert url_for("search.index") == f"{root}/search"
            assert url_for("search.index", q=None) == f"{root}/search"
            assert url_for("search.index", q="a") == f"{root}/search?q=a"
            assert url_for("search.index", _external=True).startswith("http")
            assert url_for("search.index", _anchor="q") == f"{root}/search#q"
