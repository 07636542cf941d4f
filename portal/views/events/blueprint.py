"""The blueprint that the modules beside it add their pages to, and what they share."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from flask import Blueprint, current_app
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock
from portal.db import db
from portal.domain.curriculum import Course
from portal.domain.errors import Forbidden
from portal.domain.events.terms import time_text, when_text
from portal.services.events import finding, roster
from portal.services.events.finding import Shown, Viewer
from portal.views.content import catalogue

blueprint = Blueprint("events", __name__, url_prefix="/sessions")
blueprint.add_app_template_filter(time_text)


@blueprint.app_template_filter()
def when(version: Any) -> str:
    """When a session takes place, in words."""
    return when_text(version.starts_at, version.ends_at)


def viewer() -> Viewer:
    """Who is looking."""
    if not current_user.is_authenticated:
        return Viewer(None)
    return Viewer(current_user.person_id, current_user.grants)


def seen(event: int, at: datetime | None = None) -> Shown:
    """The session, if it is for whoever is looking. Raises NotFound or Forbidden."""
    return finding.find(db.session, event, viewer(), at or clock.now())


def or_sign_in(view: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
    """A page that strangers may see, too: one that is not for them asks them to sign in first."""

    @wraps(view)
    def answer(**arguments: Any) -> ResponseReturnValue:
        try:
            return view(**arguments)
        except Forbidden:
            if current_user.is_authenticated:
                raise
            asked: ResponseReturnValue = current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
            return asked

    return answer


def held(event: int) -> Shown:
    """The session, if whoever is looking holds it. Raises NotFound or Forbidden."""
    return finding.held(db.session, event, viewer(), clock.now())


def course_of(shown: Shown) -> Course | None:
    """The training that the session is about, in the edition of its day."""
    return roster.course_of(shown, catalogue())
