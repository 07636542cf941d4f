"""What lies in files is indexed when it reads differently, and only then."""

from dataclasses import replace

from portal.domain.library.items import VISITOR
from portal.jobs.search import index_files
from portal.services import search
from tests import library, rules
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


def test_where_words_were_kept_in_another_way_all_is_indexed_anew(app, session):
    index_files(maker(app), catalogue(), FILES, AT)
    library.put(session, "faqs/found", title="Where zebras are")
    search.replace(session, "faqs/found", [])
    search.note(session, search.WORDS, "as before")
    session.commit()
    assert titles(session, "zebra") == []
    assert index_files(maker(app), catalogue(), FILES, AT)
    assert titles(session, "zebra") == ["Where zebras are"]
    slug = next(iter(FILES.requirements))
    assert titles(session, f'"{FILES.requirements[slug].title}"')
    assert not index_files(maker(app), catalogue(), FILES, AT)
