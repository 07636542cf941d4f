"""Uploads that nobody goes on with: forgotten by the worker, though nobody begins another."""

import os
from datetime import timedelta

from sqlalchemy import func, select

from portal import held, working
from portal.models import MediaUpload
from portal.services.webinars import uploads
from tests import factories, webinars
from tests.factories import AT

LATER = AT + timedelta(days=3)


def test_the_worker_sweeps_what_stopped_half_way(app, session):
    webinars.webinar(session, starts_at=None)
    by = factories.person(session)
    row = webinars.upload(app, session, by)
    path = uploads.file_of(held.media(app), row.token)
    path.write_bytes(webinars.MP4[:100])
    os.utime(path, (AT.timestamp(), AT.timestamp()))
    session.commit()
    with app.app_context():
        [sweep] = [each for each in working.sweeps(app) if each.name == "uploads"]
    assert sweep.run(AT + timedelta(days=1)) == 0
    assert path.exists()
    assert sweep.run(LATER) == 1
    assert not path.exists()
    session.rollback()
    assert session.scalar(select(func.count()).select_from(MediaUpload)) == 0
