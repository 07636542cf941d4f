"""The cookie of a session: how it is signed is made once per process, not for each request."""

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer


class _Cookies(SecureCookieSessionInterface):
    """Flask's own, which makes its serializer anew, and tries it out, for every request."""

    def __init__(self, app: Flask) -> None:
        self.made = super().get_signing_serializer(app)

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:  # noqa: ARG002
        return self.made


def init_app(app: Flask) -> None:
    """Sign with the keys that are set by now."""
    app.session_interface = _Cookies(app)
