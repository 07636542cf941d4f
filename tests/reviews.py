"""Entries that wait for review, for tests: who entered what, and a reviewer."""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from portal.content.uploads import Upload
from portal.models import OutsideTraining, Person
from portal.services import evidence
from portal.services.evidence import TrainingFacts
from tests.factories import AT
from tests.papers import pdf

DAY = timedelta(days=1)
FACTS = TrainingFacts(
    "Naloxone basics", "Example Training Center", "naloxone", date(2026, 1, 5), 90
)


def document(*lines: str, name: str = "certificate.pdf") -> Upload:
    """A file that can be handed in."""
    return Upload(name, "application/pdf", pdf(*lines))


def enter(
    session: Session,
    person: Person,
    title: str = FACTS.title,
    *,
    subject: str = FACTS.subject,
    completed_on: date = FACTS.completed_on,
    ce_minutes: int = 0,
    upload: Upload | None = None,
    at=AT,
) -> OutsideTraining:
    """What the person enters themself."""
    facts = TrainingFacts(title, FACTS.provider, subject, completed_on, ce_minutes)
    return evidence.add(session, person.id, facts, upload, by=person.id, at=at)
