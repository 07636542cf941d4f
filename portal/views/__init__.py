"""Pages: one blueprint a feature; the only layer that reads the clock and commits."""

from flask import Flask, request
from flask_wtf.csrf import CSRFProtect
from werkzeug.routing import BaseConverter, IntegerConverter, Map

from portal.views import (
    access,
    accounts,
    addresses,
    answers,
    archive,
    assignments,
    attempts,
    bounces,
    certificates,
    citations,
    claims,
    context,
    cookies,
    curriculum,
    decisions,
    duties,
    editing,
    equivalencies,
    errors,
    events,
    evidence,
    faqs,
    feeds,
    headers,
    home,
    imports,
    initiatives,
    items,
    learning,
    leave,
    ledger,
    library,
    matrix,
    merging,
    notices,
    nudges,
    packets,
    people,
    questions,
    readiness,
    records,
    reminders,
    rendering,
    requirements,
    resources,
    reviews,
    roles,
    rosters,
    search,
    shared_trainings,
    teams,
    uploads,
    webinars,
    workspace,
)


class Protection(CSRFProtect):  # type: ignore[misc]
    """Flask-WTF's own, which looks for exemptions also where there is nothing to protect."""

    def protect(self, apply_exemptions: bool = False) -> None:
        """Refuse a request that changes something and does not come from a page of ours."""
        if request.method not in access.READING:
            super().protect(apply_exemptions)


csrf = Protection()

BLUEPRINTS = (
    home.blueprint,
    accounts.blueprint,
    curriculum.blueprint,
    items.blueprint,
    workspace.blueprint,
    learning.blueprint,
    attempts.blueprint,
    records.blueprint,
    certificates.blueprint,
    people.blueprint,
    merging.blueprint,
    evidence.blueprint,
    shared_trainings.blueprint,
    imports.blueprint,
    claims.blueprint,
    reviews.blueprint,
    answers.blueprint,
    duties.blueprint,
    leave.blueprint,
    decisions.blueprint,
    equivalencies.blueprint,
    roles.blueprint,
    teams.blueprint,
    rosters.blueprint,
    matrix.blueprint,
    assignments.blueprint,
    events.blueprint,
    events.calendars.feed_blueprint,
    nudges.blueprint,
    bounces.blueprint,
    reminders.blueprint,
    ledger.blueprint,
    readiness.blueprint,
    requirements.blueprint,
    packets.blueprint,
    editing.blueprint,
    webinars.blueprint,
    search.blueprint,
    initiatives.blueprint,
    archive.blueprint,
    faqs.blueprint,
    notices.blueprint,
    resources.blueprint,
    questions.blueprint,
    citations.blueprint,
    feeds.blueprint,
)


class SlugConverter(BaseConverter):
    """Kebab-case words, as folders and lessons are named."""

    regex = r"[a-z0-9]+(?:-[a-z0-9]+)*"


class NumberConverter(IntegerConverter):
    """The number of a row. Databases raise an error when asked for a larger one."""

    def __init__(self, url_map: Map, max: int = 2**31 - 1) -> None:
        super().__init__(url_map, max=max)


def init_app(app: Flask) -> None:
    """Connect everything that answers requests."""
    app.url_map.converters["int"] = NumberConverter
    app.url_map.converters["slug"] = SlugConverter
    cookies.init_app(app)
    access.init_app(app)  # first, so that nothing runs for someone who may not
    uploads.init_app(app)
    csrf.init_app(app)
    reminders.init_app(csrf)
    errors.init_app(app)
    headers.init_app(app)
    addresses.init_app(app)
    context.init_app(app)
    rendering.init_app(app)
    library.init_app(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
