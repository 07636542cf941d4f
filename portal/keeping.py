"""What is kept for speed follows every fact, in the fact's own transaction, by itself."""

import logging
import threading
import time
from typing import Any

from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

from portal import clock, held
from portal.db import db, writing
from portal.jobs.readiness import build_rest
from portal.jobs.search import index_files
from portal.services import readiness, touched

_LATER = "readiness to be built"
BUILDS_ITSELF = "portal.builds_itself"
"""Among the application's extensions: this process builds what is missing at its own time."""
REST_SECONDS = 0.15
"""Between two pieces: on SQLite, who waits to write looks ten times a second whether they may."""
log = logging.getLogger(__name__)


def init_app(app: Flask) -> None:
    """Watch every session of the application."""
    with app.app_context():
        make_session = db.sessionmaker

    def note(session: Session, _flush: Any) -> None:
        touched.flushed(session)

    def refresh(session: Session) -> None:
        if session.in_nested_transaction():
            return
        session.flush()
        changes = touched.taken(session)
        under = None if changes is None else readiness.wait_for_turn(session)
        if changes is None or under is None:
            return
        files, catalogue = held.regulations(app), held.catalogue(app)
        done = readiness.refresh(session, changes, under, files, catalogue)
        session.info[_LATER] = not done

    def build(session: Session) -> None:
        waits = session.info.pop(_LATER, False)
        if waits and not app.testing and not app.extensions.get(BUILDS_ITSELF):
            build_soon(app, make_session)

    def begun(session: Session, transaction: SessionTransaction) -> None:
        if transaction.nested:
            touched.set_aside(session, transaction)

    def forget(session: Session, transaction: SessionTransaction) -> None:
        if transaction.nested:
            touched.put_back(session, transaction)
        elif transaction.parent is None:  # no flush, whose failure rolls back what it is within
            touched.taken(session)
            session.info.pop(_LATER, None)

    event.listen(make_session, "after_flush", note)
    event.listen(make_session, "before_commit", refresh)
    event.listen(make_session, "after_commit", build)
    event.listen(make_session, "after_transaction_create", begun)
    event.listen(make_session, "after_soft_rollback", forget)


def build_soon(app: Flask, make_session: Any) -> None:
    """Build what is missing without keeping the page waiting; pages are right meanwhile, too."""
    files, catalogue = held.regulations(app), held.catalogue(app)

    def build() -> None:
        for pieces in build_rest(make_session, files, catalogue):
            log.debug("%s pieces of readiness are built", pieces)
            time.sleep(REST_SECONDS)

    threading.Thread(target=build, name="readiness", daemon=True).start()


def index_soon(app: Flask) -> None:
    """Index what lies in files if it reads differently by now, once a process, beside the page."""
    if app.extensions.get("portal.indexed") or app.testing:
        return
    app.extensions["portal.indexed"] = True  # at once, so that one thread does it
    make_session, now = db.sessionmaker, clock.now()
    catalogue, files = held.catalogue(app), held.regulations(app)

    def index() -> None:
        writing.set(True)
        try:
            index_files(make_session, catalogue, files, now)
        except Exception:
            app.extensions["portal.indexed"] = False  # the next who searches tries again
            raise

    threading.Thread(target=index, name="index the files").start()
