"""A real browser on a real server, with the sample world; each test has both to itself.

Chromium is the one of the system: CHROMIUM names it, or it is on the PATH. Without one these tests
are skipped, and fail in CI.
"""

import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize, expect
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.serving import make_server

from tests.browser.looking import RULES
from tests.browser.served import PATIENCE, Portal, running_portal
from tests.database import IN_CI
from tests.fresh import close, give_files, maker, migrate, new_app, settings_for

Made = TypeVar("Made")
NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-gpu",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1280, "height": 800}
expect.set_options(timeout=PATIENCE * 1000)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a browser test: `-m 'not browser'` leaves it out.

    They come last, since Playwright leaves an event loop in the thread of its worker. Among each
    kind the slow ones come first, so that at the end no worker waits long for another.
    """
    here = str(Path(__file__).parent)
    for item in items:
        if str(item.path).startswith(here):
            item.add_marker("browser")
    items.sort(
        key=lambda item: (
            item.get_closest_marker("browser") is not None,
            item.get_closest_marker("slow") is None,
        )
    )


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    """Start the system's Chromium; never download one."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        stop = pytest.fail if IN_CI else pytest.skip
        stop("no browser: install Chromium, or name one in CHROMIUM; ./dev test tries to")
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": found, "args": [*FLAGS, *root]}


def apart(function: Callable[..., Made], *arguments: Any) -> Made:
    """Call it in a thread of its own: here Playwright runs an event loop, and Flask wants none."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(function, *arguments).result()


@dataclass(frozen=True, slots=True)
class Site:
    """The portal, served on this machine to one test."""

    url: str
    session: sessionmaker[Session]
    """`with site.session.begin() as session:` changes the data that are served."""


def _make_sample_world(url: str) -> None:
    from portal import clock
    from portal.development import sample
    from portal.views.content import catalogue

    migrate(url)
    app = new_app(settings_for(url))
    with app.app_context(), maker(app).begin() as session:
        sample.create(session, catalogue(), clock.now())
    close(app)


@pytest.fixture(scope="session")
def sample_world(quick: Path) -> Path:
    """A database file with the sample world, made once for all tests of a worker."""
    file = quick / "world.db"
    apart(_make_sample_world, f"sqlite:///{file}")
    return file


@pytest.fixture
def site(sample_world: Path, quick: Path) -> Iterator[Site]:
    """The portal with a copy of the sample world."""
    file = Path(tempfile.mkdtemp(dir=quick)) / "portal.db"
    shutil.copyfile(sample_world, file)
    server = make_server("127.0.0.1", 0, app=None, threaded=True)  # the port comes first
    url = f"http://127.0.0.1:{server.port}"
    settings = settings_for(f"sqlite:///{file}")
    settings.public_url, settings.sample_world = url, True
    server.app = apart(new_app, settings)
    give_files(server.app)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Site(url, apart(maker, server.app))
    server.shutdown()
    thread.join()
    server.server_close()
    apart(close, server.app)


@pytest.fixture(scope="session")
def portal(quick: Path) -> Iterator[Portal]:
    """The portal in a process of its own, as `./dev run` starts it, for all tests of a worker.

    It has the real trainings and real mail. Tests share it, so each brings people of its own.
    """
    folder = quick / "portal"
    folder.mkdir()
    with running_portal(folder) as portal:
        yield portal


@pytest.fixture
def opener(new_context) -> Iterator[Callable[..., Page]]:
    """Makes pages of any size, each a visitor of its own: `opener(url, DESK, …)`.

    What a page complains about, such as a script error or a breach of the policy, fails the test,
    and so does a stylesheet, script or picture that is missing.
    A failed test leaves a picture of each page in test-results/.
    """
    complaints: list[str] = []

    def make(url: str, viewport: ViewportSize, **options) -> Page:
        page = new_context(viewport=viewport, base_url=url, **options).new_page()
        page.set_default_timeout(PATIENCE * 1000)
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.on(
            "response",
            lambda had: (
                complaints.append(f"{page.url}: {had.url} is {had.status}")
                if had.status >= 400 and had.request.resource_type not in ("document", "fetch")
                else None
            ),
        )
        page.on(
            "console",
            lambda said: (
                complaints.append(f"{page.url}: {said.text}")
                if said.type == "error" and "Failed to load resource" not in said.text
                else None
            ),
        )
        return page

    yield make
    assert not complaints, "\n".join(complaints)


@pytest.fixture
def open_page(site: Site, opener) -> Callable[..., Page]:
    """Makes pages on a site of this test's own: `open_page(DESK, java_script_enabled=…)`."""
    return partial(opener, site.url)


@pytest.fixture
def visitor(portal: Portal, opener) -> Callable[..., Page]:
    """Makes pages on the portal that all tests share: `visitor(PHONE, java_script_enabled=…)`."""
    return partial(opener, portal.url)


@pytest.fixture
def phone(open_page) -> Page:
    """A page as on a phone, 390 wide."""
    return open_page(PHONE, has_touch=True, is_mobile=True)


@pytest.fixture
def desk(open_page) -> Page:
    """A page as on a desk, 1280 wide."""
    return open_page(DESK)


@pytest.fixture
def assert_accessible() -> Callable[[Page], None]:
    """Holds the page shown to WCAG 2.2 AA and good practice, in light and in dark."""

    def check(page: Page) -> None:
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            options = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": RULES}}
            result = Axe().run(page, options=options)
            assert result.violations_count == 0, (
                f"{page.url} in {scheme}:\n{result.generate_report()}"
            )
        too_wide = page.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        )
        assert not too_wide, f"{page.url} scrolls sideways at {page.viewport_size}"

    return check
