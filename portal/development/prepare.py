"""Migrates, makes the sample world, and works out ahead what pages want to be quick.

`./dev run` runs it as a process of its own, `python -m portal.development.prepare`: the sample
world draws documents, and a process that did so has threads which no server can be forked from.
"""

import sys

from portal import clock, held
from portal.app import create_app
from portal.config import Settings
from portal.content.files import ContentError
from portal.db import alembic, db
from portal.development import sample, sample_library, sample_mails
from portal.jobs.readiness import build_rest, rebuild
from portal.jobs.search import index_files
from portal.keeping import BUILDS_ITSELF
from portal.services.readiness.under import is_kept


def main() -> None:
    """Prepare the database of the settings; safe to run again."""
    settings = Settings()
    app = create_app(settings)
    app.extensions[BUILDS_ITSELF] = True  # a thread beside would keep this one from writing
    with app.app_context():
        alembic.upgrade()
    with app.app_context():  # another, since Alembic keeps its transaction open in the first
        try:
            if settings.sample_world and not sample.exists(db.session):
                if sample.has_state(db.session):
                    sys.stdout.write("Adding the sample world to the state; this takes minutes.\n")
                    sys.stdout.flush()
                sample.create(db.session, held.catalogue(), clock.now())
                sample_mails.create(app, db.session, clock.now())
                db.session.commit()
            if settings.sample_world and not sample_library.exists(db.session):
                root = settings.curricula / "library"
                sample_library.create(db.session, root, held.media(), clock.now())
                db.session.commit()
            kept = is_kept(db.session, held.rulebook(), held.catalogue())
            db.session.rollback()  # so that others may write
            _work_readiness_out(afresh=not kept)
            index_files(db.sessionmaker, held.catalogue(), held.regulations(), clock.now())
        except ContentError as error:
            sys.stdout.write(
                f"Files cannot be read, so the sample world lacks something:\n{error}\n"
            )


def _work_readiness_out(*, afresh: bool) -> None:
    """What is missing, or all of it: ahead, so that pages are quick; they are right without it."""
    build = rebuild if afresh else build_rest
    for _ in build(db.sessionmaker, held.regulations(), held.catalogue()):
        pass


if __name__ == "__main__":
    main()
