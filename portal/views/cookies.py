"""The cookie of a session: how it is signed is made once per process, not for each request."""

from flask import Flask, Response
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from itsdangerous import URLSafeTimedSerializer


class _Cookies(SecureCookieSessionInterface):
    """Flask's own, which makes its serializer anew, and tries it out, for every request."""

    def __init__(self, app: Flask) -> None:
        self.made = super().get_signing_serializer(app)

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:  # noqa: ARG002
        return self.made

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Say what the answer rests on, and set the cookie; nothing where nobody looked at it."""
        if session.accessed or session.modified:
            super().save_session(app, session, response)


def init_app(app: Flask) -> None:
    """Sign with the keys that are set by now."""
    app.session_interface = _Cookies(app)
