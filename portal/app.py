"""The application factory. It configures and connects; it neither migrates nor seeds."""

from collections.abc import Callable
from typing import Any

from flask import Flask, has_request_context, request
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from portal import cli, development, keeping, views
from portal.config import ROOT, Settings
from portal.db import alembic, alembic_context, db
from portal.domain.accounts import SESSION_LIFE
from portal.templating import Templates


class Portal(Flask):
    """Flask without its asynchronous half, which the portal does not use."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._addresses: dict[tuple[str, str], str] = {}
        """What was worked out, by where the portal is mounted and by endpoint."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """What it is given: no view and no hook is asynchronous, and nobody has to look."""
        return func

    def url_for(self, /, endpoint: str, **values: Any) -> str:
        """Flask's own; an address that has nothing but its endpoint is worked out once.

        Every page has a dozen of these around it.
        """
        given = [value for value in values.values() if value is not None]
        if given or endpoint.startswith(".") or not has_request_context():
            return super().url_for(endpoint, **values)
        key = (request.script_root, endpoint)
        if key not in self._addresses:
            self._addresses[key] = super().url_for(endpoint)
        return self._addresses[key]


def create_app(settings: Settings | None = None, **overrides: Any) -> Flask:
    """Build the application from the environment, or from the settings given.

    `overrides` are Flask configuration values, for tests.
    """
    settings = settings or Settings()
    app = Portal(
        "portal",
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "static"),
        instance_path=str(ROOT / "instance"),
    )
    app.config.from_mapping(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key.get_secret_value(),
        SQLALCHEMY_ENGINES={"default": settings.database_url},
        ALEMBIC={"script_location": str(ROOT / "migrations")},
        ALEMBIC_CONTEXT=alembic_context(),
        SAMPLE_WORLD=settings.sample_world,
        SESSION_COOKIE_NAME="portal",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.public_url.startswith("https:"),
        PERMANENT_SESSION_LIFETIME=SESSION_LIFE,
        SESSION_REFRESH_EACH_REQUEST=False,  # the session is a row that ends on its day anyway
        WTF_CSRF_TIME_LIMIT=None,  # a token lives as long as its session: slow readers lose nothing
        MAX_CONTENT_LENGTH=1024 * 1024,
        SEND_FILE_MAX_AGE_DEFAULT=31_536_000,
    )
    app.config.update(overrides)
    app.jinja_environment = Templates
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]

    db.init_app(app)
    alembic.init_app(app)
    keeping.init_app(app)
    views.init_app(app)
    cli.init_app(app)
    if settings.env == "development":
        development.init_app(app)
    return app
