"""The front page, and whether the portal is up."""

from flask import Blueprint, render_template
from sqlalchemy import text

from portal.db import db
from portal.views import access
from portal.views.content import catalogue

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@access.public
def index() -> str:
    """What the benefit is, what the portal does, and where to go."""
    return render_template("home/index.html", courses=catalogue().courses)


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
