"""The front page, and whether the portal is up."""

from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import text

from portal.db import db
from portal.domain.access import Permission, holds
from portal.domain.library.items import Kind
from portal.views import access
from portal.views.access import me
from portal.views.content import catalogue
from portal.views.library import show, visible

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@access.public
def index() -> ResponseReturnValue:
    """What the benefit is, what the portal does, what is new, and where to go."""
    return show("home/index.html", _index)


def _index() -> dict[str, Any]:
    found = visible()
    latest = sorted(found.items.values(), key=lambda shown: shown.span.starts_at, reverse=True)
    kinds = (Kind.INITIATIVE, Kind.NOTICE, Kind.WEBINAR, Kind.FAQ)
    return {
        "courses": catalogue().courses,
        "looks_after": current_user.is_authenticated and holds(me.grants, Permission.SEE_PEOPLE),
        "initiatives": found.of(Kind.INITIATIVE),
        "latest": [shown for shown in latest if shown.ref.kind in kinds][:5],
    }


@blueprint.get("/about")
@access.public
def about() -> str:
    """Who writes what stands here, and what is not known."""
    return render_template("home/about.html")


@blueprint.get("/health")
@access.public
def health() -> tuple[str, dict[str, str]]:
    """For the machine that watches: answers when the database does."""
    db.session.execute(text("SELECT 1"))
    return "ok", {"Content-Type": "text/plain"}
