"""Browsers that somebody has signed in with before: a stranger's failures do not lock them out."""

import secrets

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response

from portal.services import accounts

_COOKIE = "portal_device"
_LIFE = 400 * 24 * 3600  # the longest a browser keeps a cookie
_MOST = 5  # addresses that one browser is remembered for


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.config["SECRET_KEY"]), "device")


def _held() -> dict[str, str]:
    """What the cookie says: for each address, as a digest, the id this browser goes by."""
    try:
        held: dict[str, str] = _signer().loads(request.cookies.get(_COOKIE, ""))
    except BadSignature:
        return {}
    return held


def _key(email: str) -> str:
    return accounts.failure_subject(str(current_app.config["SECRET_KEY"]), email, None)[:16]


def known(email: str) -> str | None:
    """The id of this browser, if somebody signed in here with this address before."""
    return _held().get(_key(email))


def remember(response: Response, email: str) -> None:
    """Let this browser be known for an address from now on."""
    held, key = _held(), _key(email)
    device = held.pop(key, None) or secrets.token_urlsafe(12)
    kept = dict([*list(held.items())[1 - _MOST :], (key, device)])
    response.set_cookie(
        _COOKIE,
        str(_signer().dumps(kept)),
        max_age=_LIFE,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
