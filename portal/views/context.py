"""What every template may use: the navigation, dates in words, and who is signed in."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Flask, g, request, url_for
from flask_login import AnonymousUserMixin, current_user

from portal.domain.access import Permission, holds
from portal.domain.certificates import hours_text, length_text, standing_text
from portal.domain.dates import clock_text, date_text, minute_text
from portal.domain.evidence import subject_words
from portal.services.accounts import SignedIn


@dataclass(frozen=True, slots=True)
class Link:
    """An entry of the main navigation."""

    label: str
    url: str
    current: bool


_BELONGS = {
    "rosters": "teams",
    "packets": "readiness",
    "equivalencies": "people",
    "imports": "people",
    "reviews": "people",
    "merging": "people",
    "items": "curriculum",
    "webinars": "archive",
}
"""Whose entry is marked on pages of features that have none of their own."""
_LIBRARY = {"archive", "faqs", "notices", "resources", "questions", "citations", "editing"}
"""What people who are signed in find under one entry."""


def _links(user: SignedIn | AnonymousUserMixin) -> list[tuple[str, str]]:
    """Label and endpoint, in order, for whoever is looking."""
    if not user.is_authenticated:
        return [
            ("Initiatives", "initiatives.index"),
            ("Webinars", "archive.index"),
            ("FAQs", "faqs.index"),
            ("Notices", "notices.index"),
            ("Resources", "resources.index"),
            ("Trainings", "curriculum.catalogue_page"),
            ("Sessions", "events.index"),
            ("Check a certificate", "certificates.check"),
        ]
    grants = user.grants
    learner = [("My learning", "learning.home")]
    everybody = [
        ("Trainings", "curriculum.catalogue_page"),
        ("Sessions", "events.index"),
        ("Library", "initiatives.index"),
    ]
    readiness = (
        [("Readiness", "readiness.state")] if holds(grants, Permission.SEE_READINESS) else []
    )
    if not holds(grants, Permission.SEE_PEOPLE):
        mine = [("My standing", "readiness.mine"), ("My record", "records.mine")]
        return learner + mine + everybody + readiness
    asking = [("Assignments", "assignments.index")] if holds(grants, Permission.ASSIGN) else []
    people = [("People", "people.index"), ("Matrix", "matrix.grid"), *asking]
    teams = [("Teams", "teams.index"), *readiness]
    return [("Workspace", "workspace.index"), *people, *teams, *everybody, *learner]


def _context() -> dict[str, Any]:
    if g.get("broken"):
        # The database may be what failed; ask it nothing.
        return {"navigation": [], "current_user": current_user}
    user = current_user._get_current_object()
    here = (request.blueprint or "").partition(".")[0]
    here = _BELONGS.get(here, here)
    if here in _LIBRARY and user.is_authenticated:
        here = "initiatives"
    if "person" in (request.view_args or {}) and here != "events":
        here = "people"  # somebody's record or roles belong to that person's pages
    if request.endpoint in {"readiness.mine", "readiness.why_mine"}:
        here = "readiness.mine"
    entries = _links(user)
    if here in {"records", "readiness.mine"} and ("My record", "records.mine") not in entries:
        here = "learning"  # the one entry that those who look after people have for their own
    return {
        "current_user": user,
        "navigation": [
            Link(label, url_for(endpoint), here in {endpoint, endpoint.partition(".")[0]})
            for label, endpoint in entries
        ],
    }


def init_app(app: Flask) -> None:
    """Give the templates their vocabulary."""
    app.context_processor(_context)
    app.jinja_env.filters["date_text"] = date_text
    app.jinja_env.filters["number"] = "{:,}".format
    app.jinja_env.filters["day_before"] = lambda day: day - timedelta(days=1)
    app.jinja_env.filters["clock_text"] = clock_text
    app.jinja_env.filters["hours_text"] = hours_text
    app.jinja_env.filters["length_text"] = length_text
    app.jinja_env.filters["subject_words"] = subject_words
    app.jinja_env.filters["minute_text"] = minute_text
    app.jinja_env.globals["standing_text"] = standing_text
