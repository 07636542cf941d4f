"""Indexing the trainings, which are files: when they read differently than what is indexed."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from portal.domain.curriculum import Catalogue
from portal.services import search


def index_trainings(
    make_session: Callable[[], Session], catalogue: Catalogue, at: datetime
) -> bool:
    """Index the trainings unless they are indexed as they are. True when there was work."""
    print_ = search.fingerprint(catalogue)
    with make_session() as session:
        if search.has_trainings(session, print_):
            return False
    with make_session() as session:
        search.index_trainings(session, catalogue, print_, at)
        session.commit()
    return True
