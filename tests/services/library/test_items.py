"""Saved, published, retired: further rows only, and a shelf that shows what stands."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.content.library import Document, FaqTable
from portal.domain.errors import Conflict, Invalid
from portal.domain.library.items import VISITOR, Kind, Ref
from portal.models import LibraryItem, LibraryPublication, LibraryVersion
from portal.services import library
from tests.factories import AT

HOUR = timedelta(hours=1)
REF = Ref(Kind.FAQ, "what-counts")


def document(answer="Within an hour.", **facts):
    return Document(REF, FaqTable(title="What counts?", answer=answer, topic="time", **facts), "")


def save(session, number=1, **words):
    return library.save(session, document(**words), number=number, change="", by=None, at=AT)


def publish(session, version, starts_at=AT, at=AT):
    return library.publish(session, version, starts_at=starts_at, by=None, at=at)


def count(session, table):
    return session.scalar(select(func.count()).select_from(table))


def shown(session, at):
    found = library.load(session).get(REF, VISITOR, at)
    return found and found.facts.answer


def test_saving_the_same_twice_is_one_version(session):
    assert save(session).id == save(session).id
    assert count(session, LibraryItem) == count(session, LibraryVersion) == 1


def test_whoever_saves_second_with_other_words_is_told(session):
    save(session)
    with pytest.raises(Conflict):
        save(session, answer="Within two.")
    assert save(session, 2, answer="Within two.").number == 2


def test_a_draft_is_not_shown_and_a_schedule_needs_no_job(session):
    version = save(session)
    assert shown(session, AT) is None
    publish(session, version, AT + HOUR)
    assert shown(session, AT + HOUR - timedelta(seconds=1)) is None
    assert shown(session, AT + HOUR) == "Within an hour."


def test_publishing_twice_is_one_publication_and_raises_the_stamp_once(session):
    version = save(session)
    before = library.stamp(session)
    publish(session, version)
    publish(session, version, AT + HOUR, AT + HOUR)
    assert count(session, LibraryPublication) == 1
    assert library.stamp(session) == before + 1


def test_what_is_scheduled_is_taken_back_once(session):
    version = save(session)
    planned = publish(session, version, AT + HOUR)
    library.cancel(session, planned, reason="Not yet.", by=None, at=AT)
    library.cancel(session, planned, reason="Not yet.", by=None, at=AT)
    assert count(session, LibraryPublication) == 2
    assert shown(session, AT + HOUR) is None
    with pytest.raises(Conflict):
        library.cancel(session, planned, reason="Late.", by=None, at=AT + HOUR)


def test_the_past_cannot_be_published_into(session):
    with pytest.raises(Invalid) as refused:
        publish(session, save(session), AT - HOUR)
    assert refused.value.field == "starts_at"


def test_a_retired_item_stays_with_all_its_versions(session):
    version = save(session)
    publish(session, version)
    library.retire(
        session, version.item_id, starts_at=AT + HOUR, reason="Old.", by=None, at=AT + HOUR
    )
    assert shown(session, AT + HOUR) is None
    assert library.load(session).get(REF, VISITOR, AT).facts.answer == "Within an hour."
    assert library.history(session, version.item_id) == [version]
