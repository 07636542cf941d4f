"""Views of the matrix that people have saved: a name for an address, everybody's their own."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.errors import Forbidden, Invalid, NotFound
from portal.models import MatrixView
from portal.services.history import by_id
from portal.services.once import add_once

MOST = 50
"""Views that one person may have."""


def views(session: Session, person_id: int) -> list[MatrixView]:
    """Somebody's views by name."""
    statement = select(MatrixView).where(MatrixView.person_id == person_id)
    return list(session.scalars(statement.order_by(func.lower(MatrixView.name), MatrixView.id)))


def find(session: Session, person_id: int, view_id: int) -> MatrixView:
    """A view of theirs. Raises NotFound, or Forbidden when it is somebody else's."""
    row: MatrixView | None = by_id(session, MatrixView, view_id)
    if row is None:
        message = "There is no such view. Your views are listed beside the matrix."
        raise NotFound(message)
    if row.person_id != person_id:
        message = "This view is somebody else’s. Your own are listed beside the matrix."
        raise Forbidden(message)
    return row


def save(session: Session, person_id: int, name: str, query: str, at: datetime) -> bool:
    """Save a view; False when the very same is there already, as after a double click.

    Raises Invalid, naming the field, when the name stands for another address.
    """
    mine = views(session, person_id)
    if len(mine) >= MOST and all(one.name != name for one in mine):
        message = f"You have {MOST} views, which is the most. Delete one that you do not use."
        raise Invalid(message, "name")
    values = {"person_id": person_id, "name": name, "query": query, "saved_at": at}
    if add_once(session, MatrixView, **values):
        return True
    known = session.scalar(
        select(MatrixView.query).where(MatrixView.person_id == person_id, MatrixView.name == name)
    )
    if known != query:
        raise Invalid(_taken(name), "name")
    return False


def rename(session: Session, view: MatrixView, name: str) -> None:
    """Give it another name. Raises Invalid, naming the field, when another view has it."""
    same = select(MatrixView.id).where(
        MatrixView.person_id == view.person_id,
        MatrixView.name == name,
        MatrixView.id != view.id,
    )
    if session.scalar(same) is not None:
        raise Invalid(_taken(name), "name")
    view.name = name
    session.flush()


def delete(session: Session, view: MatrixView) -> None:
    """Let go of a view. Nothing but the name is lost."""
    session.delete(view)
    session.flush()


def _taken(name: str) -> str:
    return f"Another view of yours is called “{name}”. Choose another name."
