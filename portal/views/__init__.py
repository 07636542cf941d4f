"""Pages: one blueprint a feature; the only layer that reads the clock and commits."""

from flask import Flask
from flask_wtf.csrf import CSRFProtect
from werkzeug.routing import BaseConverter

from portal.views import (
    access,
    accounts,
    attempts,
    certificates,
    context,
    curriculum,
    errors,
    headers,
    home,
    learning,
    people,
    records,
    roles,
    teams,
)

csrf = CSRFProtect()

BLUEPRINTS = (
    home.blueprint,
    accounts.blueprint,
    curriculum.blueprint,
    learning.blueprint,
    attempts.blueprint,
    records.blueprint,
    certificates.blueprint,
    people.blueprint,
    roles.blueprint,
    teams.blueprint,
)


class SlugConverter(BaseConverter):
    """Kebab-case words, as folders and lessons are named."""

    regex = r"[a-z0-9]+(?:-[a-z0-9]+)*"


def init_app(app: Flask) -> None:
    """Connect everything that answers requests."""
    app.url_map.converters["slug"] = SlugConverter
    access.init_app(app)  # first, so that nothing runs for someone who may not
    csrf.init_app(app)
    errors.init_app(app)
    headers.init_app(app)
    context.init_app(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
