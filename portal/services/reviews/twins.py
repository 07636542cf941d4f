"""The same document, handed in for somebody else."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.access import Grant, Permission
from portal.models import EvidenceFile, OutsideTraining, Person
from portal.services.people import visible_to


@dataclass(frozen=True, slots=True)
class Twin:
    """Somebody else whose entry has the very same document."""

    person: Person
    title: str


def same_file(
    session: Session, file: EvidenceFile, person_id: int, grants: Iterable[Grant], today: date
) -> tuple[list[Twin], int]:
    """Whose else it is, and how many more people whom the reviewer may not see.

    A document that is kept for a county, such as a sign-in sheet, belongs to many by its nature.
    """
    visible = visible_to(list(grants), Permission.DECIDE, today).label("visible")
    statement = (
        select(Person, OutsideTraining.title, visible)
        .join(OutsideTraining, OutsideTraining.person_id == Person.id)
        .join(EvidenceFile, EvidenceFile.id == OutsideTraining.evidence_id)
        .where(
            EvidenceFile.sha256 == file.sha256,
            EvidenceFile.county_fips.is_(None),
            Person.id != person_id,
        )
        .order_by(Person.id, OutsideTraining.id)
    )
    found = {
        person.id: (Twin(person, title), seen) for person, title, seen in session.execute(statement)
    }
    twins = [twin for twin, seen in found.values() if seen]
    return twins, len(found) - len(twins)
