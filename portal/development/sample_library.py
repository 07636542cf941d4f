"""The library of the sample world: the files, and a few items that show how things look."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import exists as some
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.content.library import (
    Document,
    NoticeTable,
    ResourceTable,
    WebinarTable,
    read_library,
)
from portal.content.library.tables import CiteTable, PresenterTable
from portal.content.media.store import Store
from portal.development.sample_events import FORUM, FORUM_IN, held_at
from portal.domain.library.items import VISITOR, Audience, Kind, Ref
from portal.models import LibraryItem
from portal.services import library, webinars
from portal.services.library.questions import Said, take

WHY = "Made up for the sample world."


def exists(session: Session) -> bool:
    """Whether there are items already; then nothing is added."""
    return bool(session.scalar(select(some().where(LibraryItem.id.is_not(None)))))


def create(session: Session, root: Path, store: Store, at: datetime) -> None:
    """Take the files in, as `flask library import` does, and add what only a sample needs.

    Raises ContentError when a file is broken.
    """
    documents = read_library(root) if root.is_dir() else []
    library.fill(session, documents, by=None, at=at)
    webinars.take_in(session, store, root, documents, by=None, at=at)
    for document, starts_at in _more(at):
        version = library.save(session, document, number=1, change=WHY, by=None, at=at)
        if starts_at is not None:
            library.publish(session, version, starts_at=starts_at, reason=WHY, by=None, at=at)
    _waiting(session, at)
    _asked(session, at)


def _waiting(session: Session, at: datetime) -> None:
    """A change to something published that nobody has published yet."""
    (contacts, _), *_others = _more(at)
    facts = contacts.facts.model_copy(update={"title": "Sample: whom to call in Fresno County"})
    document = Document(contacts.ref, facts, contacts.text)
    library.save(session, document, number=2, change="Said better.", by=None, at=at)


def _asked(session: Session, at: datetime) -> None:
    """A question of a reader."""
    shelf = library.load(session)
    faqs = [shown for shown in shelf.all(VISITOR, at) if shown.ref.kind is Kind.FAQ]
    if faqs:
        words = "A sample question: does this hold at night, too?"
        said = Said(faqs[0].version_id, "sample", "sample", False, words, "ana@sample.example")
        take(session, said, by=None, at=at)


def _more(at: datetime) -> Iterable[tuple[Document, datetime | None]]:
    """Something for one county only, scheduled, to come, or to review, and a draft."""
    contacts = ResourceTable(
        title="Sample: who to call in Fresno County",
        summary="A sample of something that only one county's people may read.",
        publisher="Sample Fresno Crisis Services",
        form="Contact sheet",
        audience=Audience.COUNTIES,
        counties=["fresno"],
        sample=True,
    )
    yield Document(Ref(Kind.RESOURCE, "sample-fresno-contacts"), contacts, ""), at
    tomorrow = NoticeTable(
        title="Sample: office hours of the sample TA team",
        summary="A sample of something that is published on a schedule.",
        number="Sample 1",
        publisher="Sample TA team",
        sample=True,
    )
    soon = at + timedelta(days=1)
    yield Document(Ref(Kind.NOTICE, "sample-office-hours"), tomorrow, "It opens."), soon
    yield _forum(at), at
    yield from _replaced(at)
    draft = NoticeTable(
        title="Sample: a notice that nobody has finished",
        number="Sample 2",
        publisher="Sample TA team",
        sample=True,
    )
    yield Document(Ref(Kind.NOTICE, "sample-draft"), draft, "To be written."), None


def _forum(at: datetime) -> Document:
    """A webinar to come. The sample world holds a session of it, with registration."""
    starts = held_at(at, FORUM_IN)
    facts = WebinarTable(
        title="Sample: questions and answers for the counties",
        summary="A sample of a webinar to come: register, and put it into your calendar.",
        initiatives=["mobile-crisis-services"],
        series="From our trainings (samples)",
        topics=["Using the portal"],
        for_whom="County trainers and TA staff",
        presenters=[PresenterTable(name="Priya Raman", role="made up, as is the sample TA team")],
        starts=starts,
        ends=starts + timedelta(minutes=90),
        sample=True,
    )
    return Document(Ref(Kind.WEBINAR, FORUM), facts, "Nothing in it is real.")


def _replaced(at: datetime) -> Iterable[tuple[Document, datetime | None]]:
    """A notice that another one replaces a moment later, and something that cites it."""
    old = NoticeTable(
        title="Sample: first letter of the sample TA team",
        number="Sample letter 1",
        publisher="Sample TA team",
        sample=True,
    )
    yield Document(Ref(Kind.NOTICE, "sample-letter-1"), old, ""), at
    sheet = ResourceTable(
        title="Sample: how the sample TA team answers",
        summary="A sample of something that cites a notice which was replaced.",
        publisher="Sample TA team",
        form="Fact sheet",
        cites=[CiteTable(source="notices/sample-letter-1")],
        sample=True,
    )
    yield Document(Ref(Kind.RESOURCE, "sample-answers"), sheet, ""), at
    new = NoticeTable(
        title="Sample: second letter of the sample TA team",
        number="Sample letter 2",
        publisher="Sample TA team",
        supersedes=["notices/sample-letter-1"],
        sample=True,
    )
    yield Document(Ref(Kind.NOTICE, "sample-letter-2"), new, ""), at + timedelta(seconds=1)
