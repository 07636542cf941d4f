"""A worker that can be killed and is back at once: python -m tests.crash.sweeping DATABASE SMTP AT

What takes long, importing, is done once. For each line on standard input it forks a worker, which
plans and sends again and again, and says its process's number. AT is the moment it takes for now.
"""

import os
import signal
import subprocess
import sys
import traceback
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

import portal.db  # noqa: F401 (how SQLite is opened)
from portal import clock
from portal.config import ROOT
from portal.jobs import reminders
from portal.jobs.mail import MailServer, send_due
from tests import rules
from tests.reminding import WORDS
from tests.trainings import catalogue


def sweep(database_url: str, server: MailServer, at: datetime) -> None:
    """Plan and send until killed. Few people at a time, so that a kill hits many transactions."""
    engine = create_engine(database_url)

    def make_session() -> Session:
        return Session(engine)

    files = rules.rulebook(), catalogue()
    reminders.AT_ONCE = 3
    clock.now = lambda: at
    while True:
        reminders.sweep(make_session, make_session, *files, WORDS, at)
        reminders.recheck(make_session, *files, at)
        send_due(make_session, server, checked=True)


def main(database_url: str, port: int, at: datetime) -> None:
    """Fork a worker for each line that comes."""
    server = MailServer("127.0.0.1", port, "portal@example.org")
    engine = create_engine(database_url)
    engine.connect().close()  # loads the driver
    engine.dispose()  # no connection is handed down to the children
    catalogue()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the killed are gone at once
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            try:
                sweep(database_url, server, at)
            except BaseException:  # all of it is told, since nothing is told after this
                traceback.print_exc()
            finally:
                os._exit(1)  # the loop is not for the child
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


@dataclass
class Sweeper:
    """The worker, to be killed and started again."""

    database_url: str
    port: int
    at: datetime
    kills: int = 0
    _child: int = 0
    _nursery: subprocess.Popen[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        command = [sys.executable, "-m", "tests.crash.sweeping"]
        command += [self.database_url, str(self.port), self.at.isoformat()]
        self._nursery = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def start(self) -> None:
        """Be at work."""
        self._nursery.stdin.write("start\n")
        self._nursery.stdin.flush()
        self._child = int(self._nursery.stdout.readline())

    def is_alive(self) -> bool:
        """Whether it is there to be killed. Its error is on standard error if it is not."""
        try:
            os.kill(self._child, 0)
        except ProcessLookupError:
            return False
        return True

    def kill(self) -> None:
        """End it as a power cut would, whatever it is doing."""
        os.kill(self._child, signal.SIGKILL)
        self.kills += 1

    def close(self) -> None:
        """Be gone."""
        with suppress(ProcessLookupError):
            os.kill(self._child, signal.SIGKILL)
        self._nursery.stdin.close()
        self._nursery.wait(10)
        self._nursery.stdout.close()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), datetime.fromisoformat(sys.argv[3]))
