"""`./dev run`: migrate, make the sample world, catch mail, and serve.

Run as `python -m portal.development.run`. PORT sets the port; everything stays on this machine.
"""

import os
import sys
from pathlib import Path

from granian import Granian
from granian.constants import Interfaces

from portal import clock, held
from portal.app import create_app
from portal.config import ROOT, Settings
from portal.content.files import ContentError
from portal.db import alembic, db
from portal.development import mail_catcher, sample, sample_library, sample_mails
from portal.jobs.readiness import rebuild
from portal.jobs.search import index_trainings
from portal.services.readiness.under import is_kept


def main() -> None:
    """Set everything up and serve until interrupted."""
    port = int(os.environ.get("PORT", "8000"))
    (ROOT / "instance").mkdir(exist_ok=True)
    os.environ["PORTAL_ENV"] = "development"
    os.environ.setdefault("PORTAL_SAMPLE_WORLD", "true")
    os.environ.setdefault("PORTAL_WORK_INSIDE", "true")
    os.environ.setdefault("PORTAL_PUBLIC_URL", f"http://127.0.0.1:{port}")
    catcher = None
    if "PORTAL_SMTP_PORT" not in os.environ:
        catcher = mail_catcher.start(Settings().mail_folder)
        os.environ["PORTAL_SMTP_PORT"] = str(catcher.port)
    settings = Settings()
    app = create_app(settings)
    with app.app_context():
        alembic.upgrade()
    with app.app_context():  # another, since Alembic keeps its transaction open in the first
        try:
            if settings.sample_world and not sample.exists(db.session):
                sample.create(db.session, held.catalogue(), clock.now())
                sample_mails.create(app, db.session, clock.now())
                db.session.commit()
            if settings.sample_world and not sample_library.exists(db.session):
                root = settings.curricula / "library"
                sample_library.create(db.session, root, held.media(), clock.now())
                db.session.commit()
            kept = is_kept(db.session, held.rulebook(), held.catalogue())
            db.session.rollback()  # so that others may write
            if not kept:
                _work_readiness_out()
            index_trainings(db.sessionmaker, held.catalogue(), clock.now())
        except ContentError as error:
            _say(f"Files cannot be read, so the sample world lacks something:\n{error}")
    _say(f"The portal is at http://127.0.0.1:{port}")
    _say(f"What it mails is at http://127.0.0.1:{port}/dev/mail")
    try:
        Granian(
            "wsgi:app",
            address="127.0.0.1",
            port=port,
            interface=Interfaces.WSGI,
            workers=2,
            blocking_threads=1,
            working_dir=Path(ROOT),
            log_enabled=False,
        ).serve()
    finally:
        if catcher is not None:
            catcher.stop()


def _work_readiness_out() -> None:
    """Ahead, so that pages are quick; they are right without it, too."""
    for _ in rebuild(db.sessionmaker, held.regulations(), held.catalogue(), clock.now()):
        pass


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
