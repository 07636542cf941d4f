"""A learner's home: gathers the facts and asks the domain what is due."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, aliased

from portal.domain import due
from portal.domain.access import Grant, Role
from portal.domain.certificates import Standing
from portal.domain.curriculum import Catalogue, Course
from portal.models import Credential
from portal.services import learning, records
from portal.services.records import RecordToday


@dataclass(frozen=True, slots=True)
class Overview:
    """What the home page shows."""

    heading: str
    due: list[due.Row]
    in_good_standing: list[RecordToday]
    more: list[Course]
    """Trainings that are neither due, begun nor completed."""


_newer = aliased(Credential)
_EXPIRING = select(Credential.title, Credential.expires_on).where(
    Credential.person_id == bindparam("person_id"),
    Credential.expires_on.is_not(None),
    ~select(_newer.id).where(_newer.supersedes_id == Credential.id).exists(),
)


def overview(
    session: Session,
    person_id: int,
    grants: Iterable[Grant],
    catalogue: Catalogue,
    at: datetime,
) -> Overview:
    """What is due for a person, and what is in good standing. Five queries, however much it is."""
    held = records.of_person(session, person_id, catalogue)
    completed = {record.enrolment_id for record in held}
    under_way = [
        due.UnderWay(course, now, enrolment.number, enrolment.started_at)
        for enrolment, course, now in learning.under_way(
            session, person_id, completed, catalogue, at
        )
    ]
    begun = {each.course.slug for each in under_way}
    valid = {record.course for record in held if record.standing.standing is Standing.VALID}
    superseded = {
        record.course
        for record in held
        if record.standing.standing is Standing.SUPERSEDED and record.course not in valid | begun
    }
    revoked = {
        record.course: record
        for record in held
        if record.standing.standing is Standing.REVOKED
        and record.course not in valid | begun | superseded
    }
    answers_calls = any(grant.role is Role.TEAM_MEMBER for grant in grants)
    untouched = [
        course
        for course in catalogue.courses
        if course.slug not in valid | begun | superseded | revoked.keys()
    ]
    credentials = [
        due.HeldCredential(title, expires_on)
        for title, expires_on in session.execute(_EXPIRING, {"person_id": person_id})
        if expires_on is not None
    ]
    found = due.rows(
        under_way,
        [course for course in catalogue.courses if course.slug in superseded],
        untouched if answers_calls else [],
        credentials,
        at,
        revoked=[
            due.Revoked(course, revoked[course.slug].standing)
            for course in catalogue.courses
            if course.slug in revoked
        ],
    )
    listed = {row.course for row in found}
    return Overview(
        heading=due.heading(found),
        due=found,
        in_good_standing=[r for r in held if r.standing.standing is Standing.VALID],
        more=[course for course in untouched if course.slug not in listed],
    )
