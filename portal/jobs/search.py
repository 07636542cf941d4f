"""Indexing what lies in files: when it reads differently than what is indexed."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from portal.domain.curriculum import Catalogue
from portal.domain.requirements import Rulebook
from portal.services import library, rulebook, search
from portal.services.once import one_after_the_other


def index_files(
    make_session: Callable[[], Session], catalogue: Catalogue, files: Rulebook, at: datetime
) -> bool:
    """Index trainings and requirements unless they are indexed as they are.

    Where words are kept in another way than before, everything is indexed anew. True when there was
    work.
    """
    trainings, requirements = search.fingerprint(catalogue), search.fingerprint_of_files(files)
    with make_session() as session:
        has_trainings = search.is_indexed(session, search.CURRICULA, trainings)
        has_requirements = search.is_indexed(session, search.REQUIREMENTS, requirements)
        has_words = search.is_indexed(session, search.WORDS, search.KEPT)
    if has_trainings and has_requirements and has_words:
        return False
    with make_session() as session:
        if not has_words:
            has_trainings = has_requirements = False
            search.note(session, search.WORDS, search.KEPT)
            library.changed(session)  # nobody changes an item meanwhile
            library.index_again(session, at)
        if not has_trainings:
            search.index_trainings(session, catalogue, trainings, at)
        if not has_requirements:
            one_after_the_other(session)  # nobody verifies meanwhile what is read here
            judging = rulebook.current(session, files)
            search.index_requirements(session, judging, at, requirements)
        session.commit()
    return True
