"""The sample world's trainings that wait for review, with documents made up for them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import typst
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.content.uploads import Upload
from portal.domain.dates import civil_date, date_text
from portal.domain.reviews import Reason
from portal.models import Equivalency, OutsideTraining, Person
from portal.services import evidence, reviews
from portal.services.evidence import TrainingFacts

_CENTER = "Sample Training Center"
_COLLEGE = "Sample Open College"
_PAPER = """
#set page(width: 11in, height: 8.5in, margin: 1in)
#set text(size: 20pt)
#set align(center + horizon)
#text(size: 13pt)[SAMPLE: made up, like everything here]
#v(1em)
#text(size: 34pt, weight: "bold")[{kind}]
#v(1em)
#sys.inputs.name
#v(.5em)
{what}
#v(.5em)
#text(size: 26pt)[#sys.inputs.title]
#v(.5em)
#sys.inputs.provider
#v(.5em)
#sys.inputs.day
"""
# Person, training, subject, completed so many days ago, minutes, handed in so many days ago,
# what the document is: a certificate, or something else; none.
_ENTERED = [
    ("ben", "Harm reduction in the field", _COLLEGE, "", 40, 0, 21, "Certificate"),
    ("ana", "Sample course: giving naloxone", _CENTER, "naloxone", 12, 90, 9, "Certificate"),
    ("mei", "Trauma-informed care online", _COLLEGE, "", 75, 240, 6, "Receipt"),
    ("lukas", "Sample course: Crisis assessment", _CENTER, "", 20, 0, 3, None),
    ("hong", "Harm reduction in the field", _COLLEGE, "", 500, 0, 1, "Certificate"),
]


def create(session: Session, at: datetime) -> None:
    """What people have entered, one of it returned; and a precedent that fits two of them."""
    people = {
        person.email.partition("@")[0]: person for person in session.scalars(select(Person)).all()
    }
    today = civil_date(at)
    session.add(
        Equivalency(
            title="Harm reduction in the field",
            provider=_COLLEGE,
            requirement="harm-reduction",
            starts_on=today - timedelta(days=400),
            recency_months=12,
            reason="Sample decision: the course covers the topic.",
            recorded_at=at - timedelta(days=400),
            recorded_by_id=people["priya"].id,
        )
    )
    for key, title, provider, subject, done, minutes, ago, kind in _ENTERED:
        person, day = people[key], today - timedelta(days=done)
        upload = None
        if kind is not None:
            named = person.legal_name if person.legal_name.isascii() else person.name_used
            content = _paper(kind, named or person.legal_name, title, provider, date_text(day))
            upload = Upload(f"{kind.lower()}.pdf", "application/pdf", content)
        facts = TrainingFacts(title, provider, subject, day, minutes)
        entered = at - timedelta(days=ago)
        row = evidence.add(session, person.id, facts, upload, by=person.id, at=entered)
        if kind == "Receipt":
            _return(session, row, people["rosa"], at - timedelta(days=2))


def _return(session: Session, row: OutsideTraining, reviewer: Person, at: datetime) -> None:
    words = "This is the receipt. The certificate came in a later mail, I think."
    reviews.hand_back(session, row, Reason.WRONG_DOCUMENT, words, seen=0, by=reviewer.id, at=at)


def _paper(kind: str, name: str, title: str, provider: str, day: str) -> bytes:
    values: dict[str, Any] = {"name": name, "title": title, "provider": provider, "day": day}
    what = "has paid for" if kind == "Receipt" else "has completed"
    source = _PAPER.replace("{kind}", kind).replace("{what}", what).encode()
    dated = datetime(2026, 1, 1, tzinfo=UTC)  # so that the same world has the same bytes
    return bytes(typst.compile(source, sys_inputs=values, format="pdf", timestamp=dated))
