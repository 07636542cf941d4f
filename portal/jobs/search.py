"""Indexing what lies in files: when it reads differently than what is indexed."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from portal.domain.curriculum import Catalogue
from portal.domain.requirements import Rulebook
from portal.services import rulebook, search
from portal.services.once import one_after_the_other


def index_files(
    make_session: Callable[[], Session], catalogue: Catalogue, files: Rulebook, at: datetime
) -> bool:
    """Index trainings and requirements unless they are indexed as they are.

    True when there was work.
    """
    trainings, requirements = search.fingerprint(catalogue), search.fingerprint_of_files(files)
    with make_session() as session:
        has_trainings = search.is_indexed(session, search.CURRICULA, trainings)
        has_requirements = search.is_indexed(session, search.REQUIREMENTS, requirements)
    if has_trainings and has_requirements:
        return False
    with make_session() as session:
        if not has_trainings:
            search.index_trainings(session, catalogue, trainings, at)
        if not has_requirements:
            one_after_the_other(session)  # nobody verifies meanwhile what is read here
            judging = rulebook.current(session, files)
            search.index_requirements(session, judging, at, requirements)
        session.commit()
    return True
