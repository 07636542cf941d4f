"""What people were called, as known at a moment. Elsewhere the portal calls them as today."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import AuditEntry, Person


class Called(NamedTuple):
    """A person's names at a moment."""

    legal_name: str
    name_used: str

    @property
    def name(self) -> str:
        """How the person was called."""
        return self.name_used or self.legal_name


def called(session: Session, person_ids: Iterable[int], known_at: datetime) -> dict[int, Called]:
    """The names of each person; the first change after the moment says what they were before."""
    ids = sorted(person_ids)
    now = select(Person.id, Person.legal_name, Person.name_used).where(Person.id.in_(ids))
    changes = (
        select(AuditEntry.person_id, AuditEntry.detail)
        .where(
            AuditEntry.person_id.in_(ids),
            AuditEntry.action == "person edited",
            AuditEntry.at > known_at,
        )
        .order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
    )
    found = {row.id: Called(row.legal_name, row.name_used) for row in session.execute(now)}
    for person_id, detail in session.execute(changes):
        found[person_id] = Called(detail["before"]["legal_name"], detail["before"]["name_used"])
    return found
