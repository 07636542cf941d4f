"""What every test may ask for: a fresh database on either engine, the app, and a checking page."""

import gc
import os
import shutil
import socket
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, request_started
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from sqlalchemy.orm import Session

from portal.config import Settings
from tests.database import IN_CI, VARIABLE
from tests.fresh import (
    Postgresql,
    Sqlite,
    as_it_was,
    close,
    give_files,
    maker,
    new_app,
    quick_folder,
    settings_for,
    template,
)
from tests.network import only_here
from tests.pages import Page

ENGINES = ("sqlite", "postgresql")
for name in [name for name in os.environ if name.startswith("PORTAL_")]:
    del os.environ[name]  # the settings of the shell are not those of the tests
# A busy machine is slow; how long an example takes says nothing about the rule.
settings.register_profile("portal", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("portal")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Run less, for speed; or take every training, which is slow."""
    parser.addoption("--database", choices=ENGINES, help="run on one database only")
    parser.addoption(
        "--short",
        action="store_true",
        help="each test of the database on one of the two, and none that is left to the full run",
    )
    parser.addoption(
        "--every-training", action="store_true", help="take each training in a browser"
    )


def seed_of(item: pytest.Function) -> int:
    """Which of its random worlds a test takes, from 0; of one that takes none, 0."""
    callspec = getattr(item, "callspec", None)
    return callspec.indices.get("seed", 0) if callspec else 0


@pytest.hookimpl(wrapper=True)
def pytest_generate_tests(metafunc: pytest.Metafunc) -> Iterator[None]:
    """Every test that touches the database runs on both, unless it says which itself."""
    names = metafunc.fixturenames[:]
    if "client" in names:  # it asks for our `page`, not for Playwright's of the same name
        hidden = {"page", "context", "new_context", "browser", "browser_name"}
        metafunc.fixturenames[:] = [name for name in names if name not in hidden]
    named = [mark.args[0] for mark in metafunc.definition.iter_markers("parametrize")]
    if "database" in metafunc.fixturenames and "database" not in named:
        one = metafunc.config.getoption("database")
        if metafunc.config.getoption("short"):  # always the same one, and half of them each
            one = one or ENGINES[zlib.crc32(metafunc.definition.nodeid.encode()) % len(ENGINES)]
        metafunc.parametrize("database", [one] if one else ENGINES, indirect=True)
    yield
    metafunc.fixturenames[:] = names


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A short run leaves out what is marked so, and all of the browser but what is marked short.

    Of the random worlds of a test (its parameter `seed`) it takes the first two.
    """
    if not config.getoption("short"):
        return
    browser = str(Path(__file__).with_name("browser"))
    left_out = [
        item
        for item in items
        if item.get_closest_marker("full")
        or (str(item.path).startswith(browser) and not item.get_closest_marker("short"))
        or (isinstance(item, pytest.Function) and seed_of(item) > 1)
    ]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in set(left_out)]


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """A short run says so."""
    if config.getoption("short"):
        terminalreporter.write_line(
            "A short run: each test of the database on one of the two, and little of the browser. "
            "./dev test --all runs everything, as CI does."
        )


def pytest_collection_finish() -> None:
    """Thousands of tests and what they import stay: garbage is not looked for among them again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _push_request_context() -> None:
    """Replace pytest-flask's fixture, which would share the signed-in person between clients."""


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that leaves this machine fails, whoever catches its errors."""
    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, only_here(getattr(socket.socket, name)))


@pytest.fixture(scope="session")
def quick() -> Iterator[Path]:
    folder = quick_folder()
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def _templates() -> Iterator[dict[str, Sqlite | Postgresql]]:
    templates: dict[str, Sqlite | Postgresql] = {}
    yield templates
    for one in templates.values():
        one.close()


@pytest.fixture
def database(request, _templates, quick: Path) -> str:
    """The address of a fresh, migrated database with the counties and nothing else."""
    kind = request.param
    if kind == "postgresql" and VARIABLE not in os.environ:
        stop = pytest.fail if IN_CI else pytest.skip
        stop(f"no PostgreSQL: {VARIABLE} is not set; ./dev test starts one")
    if kind not in _templates:
        _templates[kind] = template(kind, quick)
    return _templates[kind].fresh()


@pytest.fixture
def settings(database: str) -> Settings:
    """The settings of the app under test."""
    return settings_for(database)


@pytest.fixture(scope="session")
def _apps() -> Iterator[dict[str, Flask]]:
    apps: dict[str, Flask] = {}
    yield apps
    for app in apps.values():
        close(app)


@pytest.fixture
def app(request, settings: Settings, _apps: dict[str, Flask]) -> Iterator[Flask]:
    """The portal, with the small curriculum of tests/content/good.

    Its addresses and templates are compiled once per worker and database; what a test configures
    is put back. One that adds an address says `own_app`, and gets an app of its own.
    """
    if request.node.get_closest_marker("own_app"):
        app = new_app(settings)
        give_files(app)
        yield app
        close(app)
        return
    if settings.database_url not in _apps:
        _apps[settings.database_url] = new_app(settings)
        give_files(_apps[settings.database_url])
    app = _apps[settings.database_url]
    with as_it_was(app):
        app.config["SETTINGS"] = settings  # a test may change them
        yield app
    if settings.database_url.startswith("sqlite"):
        close(app)  # the next test gets another file; a server's connections go on


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A session of the test's own. Each request commits it first, so that the portal sees it.

    It pushes no app context: requests would share that one, and with it who is signed in.
    """
    with maker(app)() as session, request_started.connected_to(lambda _: session.commit(), app):
        yield session


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without a cookie, which checks nothing; prefer `page`."""
    return app.test_client()


@pytest.fixture
def page(client: FlaskClient) -> Page:
    """A browser that checks every page it loads; see tests/pages.py."""
    return Page(client)
