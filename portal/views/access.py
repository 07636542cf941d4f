"""Who may open a page: every view declares it, and nothing opens that does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar, cast

from flask import Flask, abort, current_app, request, session
from flask_login import LoginManager, current_user
from werkzeug.local import LocalProxy

from portal import clock
from portal.db import db, writing
from portal.domain.access import Permission, holds
from portal.domain.errors import Forbidden
from portal.services import accounts
from portal.services.accounts import SignedIn

View = TypeVar("View", bound=Callable[..., Any])

READING = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods of requests that change nothing."""

me = cast(SignedIn, LocalProxy(lambda: current_user._get_current_object()))
"""Who is signed in; only for views that are not public."""


class Kind(StrEnum):
    """How a page is guarded."""

    PUBLIC = "public"
    SIGNED_IN = "signed in"
    PERMISSION = "permission"


@dataclass(frozen=True, slots=True)
class Access:
    """What a view declares. With a permission, the view also checks the county of its subject."""

    kind: Kind
    permission: Permission | None = None


def _declare(access: Access) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        view.access = access  # type: ignore[attr-defined]
        return view

    return decorate


public = _declare(Access(Kind.PUBLIC))
signed_in = _declare(Access(Kind.SIGNED_IN))


def requires(permission: Permission) -> Callable[[View], View]:
    """The view is for people who hold this permission in some county or for the state."""
    return _declare(Access(Kind.PERMISSION, permission))


login_manager = LoginManager()
login_manager.login_view = "accounts.sign_in"
login_manager.session_protection = None  # the session is a row that can be ended


@login_manager.user_loader  # type: ignore[untyped-decorator]
def _load(session_id: str) -> SignedIn | None:
    return accounts.signed_in(db.session, session_id, clock.now())


@login_manager.unauthorized_handler  # type: ignore[untyped-decorator]
def _ask_to_sign_in() -> Any:
    from flask import flash, redirect, url_for

    if request.method != "GET":
        abort(401)
    flash("Sign in to open that page.")
    return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")), 303)


def _guard() -> Any:
    asked = request._get_current_object()  # type: ignore[attr-defined]
    endpoint: str | None = asked.endpoint
    writing.set(asked.method not in READING)
    if endpoint is None or endpoint == "static":
        return None
    view = current_app.view_functions[endpoint]
    access: Access | None = getattr(view, "access", None)
    if access is None:
        message = f"The view {endpoint} does not say who may open it."
        raise RuntimeError(message)
    if access.kind is Kind.PUBLIC:
        return None
    if not current_user.is_authenticated:
        session.pop("_user_id", None)
        return _ask_to_sign_in()
    if access.permission is not None and not holds(me.grants, access.permission):
        message = "This page is for people with another role. Ask your administrator for access."
        raise Forbidden(message)
    return None


def init_app(app: Flask) -> None:
    """Guard every request before its view runs."""
    # Its own init_app would look into the session of every request, for a cookie of its own by
    # which somebody stays signed in. The portal never sets that one.
    app.login_manager = login_manager  # type: ignore[attr-defined]
    app.before_request(_guard)
