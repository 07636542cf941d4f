"""What sessions gave somebody: attendance and continuing education, each a fact of its own."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.dates import civil_date
from portal.domain.events.credit import Credit
from portal.models import EventCredit, EventCreditEnd, EventVersion
from portal.services.events.finding import current


@dataclass(frozen=True, slots=True)
class Line:
    """Credit, the session that gave it, and whether it was withdrawn."""

    event_id: int
    title: str
    on: date
    """The civil date on which the session ended."""
    kind: Credit
    minutes: int
    provider: str
    because: str
    given_at: datetime
    withdrawn_because: str
    """Empty while it stands."""

    @property
    def what(self) -> str:
        """The kind of credit, in words."""
        return "Continuing education" if self.kind is Credit.CE else "Attended"

    @property
    def state(self) -> str:
        """Whether it stands, in words."""
        return f"Withdrawn: {self.withdrawn_because}" if self.withdrawn_because else "Given"


def of_person(session: Session, person_id: int, *, until: date | None = None) -> list[Line]:
    """All of it, the newest first; through a day if one is given. Training records stand apart."""
    statement = (
        select(EventCredit, EventVersion.title, EventVersion.ends_at, EventCreditEnd.reason)
        .join(EventVersion, EventVersion.event_id == EventCredit.event_id)
        .outerjoin(EventCreditEnd, EventCreditEnd.credit_id == EventCredit.id)
        .where(EventCredit.person_id == person_id, EventCredit.record_id.is_(None), current())
        .order_by(EventVersion.starts_at.desc(), EventCredit.id.desc())
    )
    return [
        Line(
            row.event_id,
            title,
            civil_date(ends_at),
            row.kind,
            row.minutes,
            row.provider,
            row.because,
            row.recorded_at,
            reason or "",
        )
        for row, title, ends_at, reason in session.execute(statement)
        if until is None or civil_date(ends_at) <= until
    ]
