"""Items of the library for tests: saved and published in a line."""

from datetime import datetime, timedelta

from portal.content.library import TABLES, Document
from portal.domain.library.items import Ref
from portal.models import LibraryVersion
from portal.services import library
from portal.services.library.questions import Said, asked, take
from tests.factories import AT

_NEEDED = {
    "initiatives": {"topic": [{"slug": "time", "title": "Time"}]},
    "notices": {"number": "Notice", "publisher": "The state"},
    "faqs": {"answer": "Within an hour.", "topic": "time"},
    "resources": {"publisher": "The state"},
    "webinars": {},
}


def document(name: str, text: str = "", **facts) -> Document:
    """An item as it is written; what its kind needs and nobody says is made up."""
    ref = Ref.parse(name)
    known = {"title": ref.slug.replace("-", " ").capitalize(), **_NEEDED[ref.kind], **facts}
    return Document(ref, TABLES[ref.kind].model_validate(known, strict=False), text)


def draft(session, name: str, text: str = "", version: int = 1, at: datetime = AT, **facts):
    """A version that nobody has published."""
    written = document(name, text, **facts)
    return library.save(session, written, number=version, change="", by=None, at=at)


def put(
    session,
    name: str,
    text: str = "",
    version: int = 1,
    at: datetime = AT,
    starts_at: datetime | None = None,
    **facts,
) -> LibraryVersion:
    """A version, published at once or from an instant on."""
    written = draft(session, name, text, version, at, **facts)
    library.publish(session, written, starts_at=starts_at or at, by=None, at=at)
    return written


def replaced(session, at: datetime = AT) -> None:
    """An answer that cites a notice, which another notice then replaced."""
    put(session, "initiatives/programme", at=at)
    put(session, "notices/old", at=at)
    put(
        session,
        "faqs/how-soon",
        at=at,
        initiatives=["programme"],
        cites=[{"source": "notices/old", "where": "section 2"}],
    )
    put(session, "notices/new", at=at + timedelta(hours=1), supersedes=["notices/old"])


def world(session) -> dict[str, object]:
    """One of everything, and the arguments of its addresses."""
    replaced(session)
    put(session, "resources/paper")
    answer = put(
        session,
        "faqs/how-soon",
        initiatives=["programme"],
        cites=[{"source": "notices/old", "where": "section 2"}],
    )
    take(session, Said(answer.id, "somebody", "once", None, "Why?", ""), by=None, at=AT)
    return {
        "initiative": "programme",
        "notice": "new",
        "faq": "how-soon",
        "resource": "paper",
        "what": "faqs",
        "citing": "how-soon",
        "asked": asked(session, answered=False)[0].id,
    }
