"""What lies in files is indexed when it reads differently, and only then."""

from dataclasses import replace

from portal.domain.library.items import VISITOR
from portal.jobs.search import index_files
from portal.services import search
from tests import rules
from tests.factories import AT
from tests.fresh import maker
from tests.trainings import catalogue

FILES = rules.rulebook()


def titles(session, typed):
    session.rollback()
    answer = search.find(session, typed, VISITOR, AT)
    session.rollback()  # so that the next one may write
    return ["".join(piece.text for piece in result.title) for result in answer.results]


def test_files_are_indexed_once_and_again_when_they_change(app, session):
    assert index_files(maker(app), catalogue(), FILES, AT)
    assert not index_files(maker(app), catalogue(), FILES, AT)
    slug, one = next(iter(FILES.requirements.items()))
    assert one.title in titles(session, f'"{one.title}"')
    changed = replace(FILES, requirements={slug: replace(one, title="Carry a zebra")})
    assert index_files(maker(app), catalogue(), changed, AT)
    assert titles(session, "zebra") == ["Carry a zebra"]
    assert one.title not in titles(session, f'"{one.title}"')
