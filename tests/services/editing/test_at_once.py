"""Several editors at the same moment: each act is there once, and nobody's words are lost."""

from datetime import timedelta

from sqlalchemy import func, select

from portal.domain.errors import Conflict
from portal.domain.library.items import VISITOR, Ref
from portal.models import LibraryItem, LibraryPublication, LibraryVersion
from portal.services import editing as work
from portal.services import library
from tests import editing
from tests.factories import AT
from tests.trainings import at_once

REF = Ref.parse("faqs/what-counts")
HOUR = timedelta(hours=1)


def count(session, table, **more):
    session.rollback()
    found = session.scalar(select(func.count()).select_from(table).filter_by(**more))
    session.rollback()  # on SQLite, whoever has begun keeps others waiting
    return found


def save(answer, version):
    def act(session):
        try:
            facts = {**editing.FACTS, "answer": answer}
            return editing.save(session, REF, version=version, **facts).facts["answer"]
        except Conflict:
            session.rollback()
            return "told"

    return act


def newest(session):
    session.rollback()
    return work.versions(session, REF)[-1]


def test_a_double_click_on_a_new_item_is_one_item_with_one_version(app, session):
    assert at_once(app, *[save("Yes.", 1)] * 3) == ["Yes."] * 3
    assert count(session, LibraryItem) == count(session, LibraryVersion) == 1


def test_of_two_who_save_the_same_number_one_is_told(app, session):
    editing.faq(session)
    session.commit()
    assert sorted(at_once(app, save("One.", 2), save("Two.", 2)))[-1] == "told"
    assert count(session, LibraryVersion, number=2) == 1


def test_publishing_twice_at_once_is_one_publication(app, session):
    editing.faq(session)
    session.commit()
    before = count(session, LibraryPublication)

    def act(session):
        version = newest(session).row
        work.release(session, REF, version, [], starts_at=AT, take_back=True, by=None, at=AT)

    assert at_once(app, act, act, act) == [None] * 3
    assert count(session, LibraryPublication) == before + 1


def test_taking_back_and_publishing_instead_at_once_takes_back_once(app, session):
    editing.faq(session)
    session.commit()
    editing.publish(session, newest(session).row, starts_at=AT + HOUR)
    editing.save(session, REF, version=2, **{**editing.FACTS, "answer": "Newer."})
    session.commit()

    def act(session):
        version = newest(session).row
        work.release(session, REF, version, [], starts_at=AT, take_back=True, by=None, at=AT)

    assert at_once(app, act, act) == [None] * 2
    session.rollback()
    taken_back = LibraryPublication.cancels_id.is_not(None)
    assert session.scalar(select(func.count()).where(taken_back)) == 1
    shelf = library.load(session)
    assert shelf.get(REF, VISITOR, AT).facts.answer == "Newer."
    assert shelf.get(REF, VISITOR, AT + HOUR).facts.answer == "Newer."


def test_marked_checked_twice_at_once_is_one_version_shown_once(app, session):
    editing.faq(session)
    session.commit()
    editing.publish(session, newest(session).row)
    session.commit()
    before = count(session, LibraryPublication)
    at = AT + HOUR

    def act(session):
        work.mark_checked(session, REF, number=2, today=at.date(), by=None, at=at)

    assert at_once(app, act, act) == [None] * 2
    assert count(session, LibraryVersion, number=2) == 1
    assert count(session, LibraryPublication) == before + 1
