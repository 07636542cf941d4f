"""Items of the library for tests, and who edits them."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from portal.content.library import TABLES, Document
from portal.domain.access import Role
from portal.domain.library.items import Kind, Ref
from portal.models import LibraryPublication, LibraryVersion
from portal.services import library
from tests import factories
from tests.factories import AT
from tests.pages import Page
from tests.signing_in import signed_in_as

FAQ, NOTICE = Kind.FAQ, Kind.NOTICE
INITIATIVE = Ref(Kind.INITIATIVE, "benefit")


def save(
    session: Session,
    ref: Ref | str,
    text: str = "",
    *,
    version: int = 1,
    at: datetime = AT,
    by: int | None = None,
    **facts: Any,
) -> LibraryVersion:
    """A version of an item. `ref` may be written, such as “notices/one”."""
    ref = Ref.parse(ref) if isinstance(ref, str) else ref
    document = Document(ref, TABLES[ref.kind].model_validate(facts, strict=False), text)
    return library.save(session, document, number=version, change="", by=by, at=at)


def publish(
    session: Session, version: LibraryVersion, *, starts_at: datetime = AT, at: datetime = AT
) -> LibraryPublication:
    """Show it."""
    return library.publish(session, version, starts_at=starts_at, by=None, at=at)


def initiative(session: Session) -> Ref:
    """A published initiative with the topic “time”."""
    topics = [{"slug": "time", "title": "Timeliness"}]
    publish(session, save(session, INITIATIVE, title="The benefit", topic=topics))
    return INITIATIVE


def notice(session: Session, slug: str = "one", **facts: Any) -> Ref:
    """A published notice."""
    ref = Ref(Kind.NOTICE, slug)
    more = {"title": f"Notice {slug}", "number": slug, "publisher": "The state", **facts}
    publish(session, save(session, ref, **more))
    return ref


FACTS: dict[str, Any] = {
    "title": "What counts?",
    "answer": "Within an hour.",
    "topic": "time",
    "initiatives": ["benefit"],
    "cites": [{"source": "notices/one", "where": "section 2"}],
    "owner": "Priya",
}


def faq(session: Session, slug: str = "what-counts", text: str = "More.", **facts: Any) -> Ref:
    """A FAQ that is a draft: of an initiative, resting on a notice."""
    initiative(session)
    notice(session)
    ref = Ref(Kind.FAQ, slug)
    save(session, ref, text, **{**FACTS, **facts})
    return ref


def editor(app: Any, session: Session, name: str = "Priya") -> Page:
    """A browser in which somebody of TA staff is signed in."""
    return signed_in_as(app, session, factories.person(session, name), Role.TA_STAFF)
