"""Forgetting recordings that came half way and that nobody goes on with."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from portal.content.media.store import Store
from portal.services.webinars import uploads


def sweep(make_session: Callable[[], Session], store: Store, at: datetime) -> int:
    """Forget them, in the database and on this machine's disk; how many there were."""
    with make_session() as session:
        swept = uploads.sweep(session, store, at)
        session.commit()
    return swept
