"""What editors see of a webinar's rule for watching: what it meets, and how many passed."""

from dataclasses import dataclass

from portal import clock, held
from portal.content.library import CreditTable
from portal.db import db
from portal.domain.certification.completed import asked
from portal.domain.evidence import creditable
from portal.domain.requirements import Rulebook
from portal.services import watching
from portal.services.watching import Figures
from portal.services.webinars.desk import Desk
from portal.views.content import catalogue


@dataclass(frozen=True, slots=True)
class Counting:
    """The rule of the newest version, what keeps it from working, and what came of it so far."""

    credit: CreditTable
    questions: int
    missing: str
    """What has to be done before it works, as a sentence; empty when nothing."""
    meets: list[str]
    """The titles of the requirements that a record of it meets today."""
    figures: Figures | None
    """None: there is no recording that could be watched."""


def counting(found: Desk) -> Counting | None:
    """None where watching the webinar gives nothing."""
    credit, recording = found.facts.credit, found.recording
    if credit is None:
        return None
    trainings = {course.slug for course in catalogue().courses}
    figures = None
    if recording is not None and recording.length:
        figures = watching.figures(
            db.session,
            found.item.id,
            recording.sha256,
            recording.length,
            credit.watch_percent,
        )
    return Counting(
        credit,
        len(found.facts.question),
        watching.hindrance(db.session, found.facts, trainings),
        _met(credit, held.rulebook()),
        figures,
    )


def _met(credit: CreditTable, rulebook: Rulebook) -> list[str]:
    today, met = clock.today(), []
    for requirement in creditable(rulebook).values():
        version = requirement.on(today)
        if version is None:
            continue
        wants = asked(version)
        if credit.training in wants.courses or credit.subject in wants.subjects:
            met.append(requirement.title)
    return met
