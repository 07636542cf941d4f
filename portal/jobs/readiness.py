"""Building what is kept for speed, in short transactions between which others may write."""

from collections.abc import Callable, Iterator

from sqlalchemy.orm import Session

from portal.domain.curriculum import Catalogue
from portal.domain.requirements import Rulebook
from portal.services import readiness


def rebuild(
    make_session: Callable[[], Session], files: Rulebook, catalogue: Catalogue
) -> Iterator[int]:
    """Work everything out anew; says after each piece how many there are."""
    with make_session() as session:
        readiness.start(session, files, catalogue)
        session.commit()
    yield from build_rest(make_session, files, catalogue)


def build_rest(
    make_session: Callable[[], Session], files: Rulebook, catalogue: Catalogue
) -> Iterator[int]:
    """Work out what is not kept yet."""
    pieces = 0
    more = True
    while more:
        with make_session() as session:
            more = readiness.build_some(session, files, catalogue)
            session.commit()
        pieces += more
        yield pieces
