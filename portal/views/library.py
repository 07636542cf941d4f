"""The library as views ask for it: who reads, and what is shown to them now."""

from datetime import datetime

from flask import g
from flask_login import current_user

from portal import clock, held
from portal.db import db
from portal.domain.dates import civil_date
from portal.domain.errors import NotFound
from portal.domain.library.items import VISITOR, Kind, Reader, Ref
from portal.services.library import Shelf, Shown, reader_of

__all__ = ["now", "reader", "shelf", "shown_or_404"]


def now() -> datetime:
    """The moment of this request: one for everything that it shows."""
    if "library_now" not in g:
        g.library_now = clock.now()
    moment: datetime = g.library_now
    return moment


def reader() -> Reader:
    """Who asks with this request: a visitor, or somebody with their counties."""
    if not current_user.is_authenticated:
        return VISITOR
    if "library_reader" not in g:
        me, today = current_user, civil_date(now())
        g.library_reader = reader_of(db.session, me.person_id, me.grants, today)
    found: Reader = g.library_reader
    return found


def shelf() -> Shelf:
    """Everything that is shown or scheduled; asked for once in a request."""
    if "library_shelf" not in g:
        g.library_shelf = held.library()
    found: Shelf = g.library_shelf
    return found


def shown_or_404(kind: Kind, slug: str) -> Shown:
    """What is shown to this reader now. What they may not see does not exist for them."""
    found = shelf().get(Ref(kind, slug), reader(), now())
    if found is None:
        message = f"There is no {kind.label} with this address, or it is not shown any more."
        raise NotFound(message)
    return found
