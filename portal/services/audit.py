"""Writing down who did what, in the transaction of the deed."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from portal.models import AuditEntry


def note(
    session: Session,
    action: str,
    *,
    person_id: int | None,
    by: int | None,
    at: datetime,
    **detail: Any,
) -> None:
    """Add an entry. `detail` holds what the action alone does not say, as plain JSON values."""
    session.add(AuditEntry(at=at, actor_id=by, action=action, person_id=person_id, detail=detail))
