"""What the worker does, and when: the sweeps of this portal."""

import hashlib
import threading
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from flask import Flask
from sqlalchemy.orm import Session

from portal import clock, held
from portal.config import Settings
from portal.db import db, unit_of_work
from portal.jobs import lists, previews, reminders, uploads
from portal.jobs.lists import Sessions
from portal.jobs.mail import send_due
from portal.jobs.readiness import build_rest
from portal.jobs.worker import Sweep, Worker
from portal.views import beside
from portal.views.mails import mail_server
from portal.views.reminder_mails import Writer


def worker(app: Flask) -> Worker:
    """A worker for this portal; it does nothing before it is started."""
    settings: Settings = app.config["SETTINGS"]
    return Worker(settings.database_url, sweeps(app))


def inside(app: Flask) -> None:
    """Work in this serving process too, without keeping it waiting.

    Of several such processes on a machine one works; when it ends, another takes over.
    """
    threading.Thread(target=_work_alone, args=(app,), name="worker", daemon=True).start()


def _work_alone(app: Flask) -> None:
    import fcntl  # where there is none, this is not offered

    settings: Settings = app.config["SETTINGS"]
    name = hashlib.sha256(settings.database_url.encode()).hexdigest()[:16]
    folder = Path(app.instance_path)
    folder.mkdir(exist_ok=True)
    lock = (folder / f"worker-{name}.lock").open("w")
    fcntl.flock(lock, fcntl.LOCK_EX)  # held until this process ends, however it ends
    app.extensions["portal.worker"] = lock, worker(app)
    app.extensions["portal.worker"][1].start()


def sweeps(app: Flask) -> list[Sweep]:
    """Everything that runs without a visitor."""

    def readiness(_at: datetime) -> None:
        with app.app_context():
            make_session = db.sessionmaker
        for _ in build_rest(make_session, held.regulations(app), held.catalogue(app)):
            pass

    store = held.media(app)
    return [
        Sweep("mail", "* * * * *", lambda at: send(app, at)),
        Sweep("lists", "* * * * *", lambda at: take_in_lists(app, at)),
        Sweep("previews", "* * * * *", lambda _at: work_out_previews(app)),
        Sweep("reminders", "*/10 * * * *", lambda at: plan(app, at)),
        Sweep("readiness", "20 3 * * *", readiness),
        Sweep("uploads", "40 3 * * *", lambda at: uploads.sweep(_sessions(app), store, at)),
    ]


def plan(app: Flask, at: datetime) -> int:
    """Write the reminders that are to be sent now; how many there were."""
    words = Writer(app).words()
    make_session = _sessions(app)
    files = held.regulations(app), held.catalogue(app)
    reading = partial(unit_of_work, make_session, writes=False)
    return reminders.sweep(make_session, reading, *files, words, at)


def take_in_lists(app: Flask, at: datetime) -> int:
    """Take in the long lists that somebody asked for and that a dying process left; how many."""
    return lists.sweep(_apart(app), held.regulations(app), at)


def work_out_previews(app: Flask) -> int:
    """Work out what verifying would change, where that was asked for beside a page; how many."""
    return previews.sweep(_apart(app), held.regulations(app), held.catalogue(app), clock.now)


def send(app: Flask, at: datetime) -> tuple[int, int]:
    """Send what is due, after looking whether reminders that waited still hold."""
    make_session = _sessions(app)
    reminders.recheck(make_session, held.regulations(app), held.catalogue(app), at)
    return send_due(make_session, mail_server(app.config["SETTINGS"]), checked=True)


def _apart(app: Flask) -> Sessions:
    """Sessions that read, and others that write."""
    with app.app_context():
        return beside.sessions()


def _sessions(app: Flask) -> Callable[[], Session]:
    """What makes sessions; none of them needs the application."""
    with app.app_context():
        engine = db.engine
    return lambda: Session(engine)
