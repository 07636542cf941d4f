"""The portal as `./dev run` serves it: a process with two workers, mail, and the real trainings."""

import email
import email.policy
import os
import re
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from functools import cached_property
from pathlib import Path

from sqlalchemy import create_engine, event
from sqlalchemy.orm import Session, sessionmaker

from portal.config import ROOT
from portal.content.curriculum import read_catalogue
from portal.domain.curriculum import Course

PATIENCE = 60
"""Seconds. Nothing is waited for any longer; a machine may have much else to do."""
STARTING = 600
"""Seconds for the portal to start, which takes twenty of CPU; one that cannot ends by itself."""


def _begin_with_the_first_change(opened: sqlite3.Connection, _record: object) -> None:
    """Read outside of a transaction, as before a change the portal may write, too."""
    opened.isolation_level = "IMMEDIATE"


@dataclass
class Portal:
    """A running portal with the sample world; everything it keeps is in a folder of the test's."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    @cached_property
    def session(self) -> sessionmaker[Session]:
        """`with portal.session.begin() as session:` changes the data that are served."""
        import portal.db  # noqa: F401 (how SQLite is opened)

        engine = create_engine(f"sqlite:///{self.folder / 'portal.db'}")
        event.listen(engine, "connect", _begin_with_the_first_change)
        return sessionmaker(engine)

    @cached_property
    def course(self) -> Course:
        """The training that journeys take."""
        return self.courses[0]

    @cached_property
    def courses(self) -> tuple[Course, ...]:
        """Every training that ships with the portal."""
        return read_catalogue(ROOT / "curricula").courses

    def mail_to(self, address: str) -> EmailMessage:
        """The newest mail to this address, once it has arrived."""
        for _ in range(PATIENCE * 10):
            for path in sorted((self.folder / "mail").glob("*.eml"), reverse=True):
                mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
                if address in str(mail["To"]):
                    return mail
            time.sleep(0.1)
        message = f"No mail to {address} was sent."
        raise AssertionError(message)

    def link_in_mail_to(self, address: str) -> str:
        """The address that this mail asks its reader to open."""
        body = self.mail_to(address).get_body(("plain",))
        assert body is not None, "The mail has no plain text."
        return re.search(rf"{self.url}/\S+", body.get_content())[0]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running_portal(folder: Path) -> Iterator[Portal]:
    """Start it as a developer does, and stop it."""
    portal = Portal(folder, free_port())
    settings = {
        "PORT": str(portal.port),
        "PORTAL_DATABASE_URL": f"sqlite:///{folder / 'portal.db'}",
        "PORTAL_MAIL_FOLDER": str(folder / "mail"),
        "PORTAL_WORK_INSIDE": "false",  # no reminder comes between
        "PORTAL_SIGNING_KEY_FILE": str(folder / "signing-key.json"),
        "PORTAL_MEDIA_STORE": str(folder / "media"),
        "PORTAL_MEDIA_STAGING": str(folder / "uploads"),
    }
    with (folder / "server.log").open("wb") as log:
        portal.process = subprocess.Popen(
            [sys.executable, "-m", "portal.development.run"],
            cwd=ROOT,
            env={**os.environ, **settings},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            _wait_for(portal)
            yield portal
            if portal.process.poll() is not None:
                raise AssertionError(_end_of(portal, "ended by itself"))
        finally:
            portal.process.terminate()
            try:
                portal.process.wait(10)
            except subprocess.TimeoutExpired:
                portal.process.kill()
                portal.process.wait()


def _wait_for(portal: Portal) -> None:
    end = time.monotonic() + STARTING
    while time.monotonic() < end and portal.process.poll() is None:
        try:
            with urllib.request.urlopen(portal.url + "/health", timeout=5):
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(_end_of(portal, "did not start"))


def _end_of(portal: Portal, what: str) -> str:
    log = (portal.folder / "server.log").read_text()
    return f"The portal {what} (status {portal.process.poll()}):\n{log}"
