"""A learner's home: gathers the facts and asks the domain what is due."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session, aliased

from portal.domain import due
from portal.domain.access import Grant, Role
from portal.domain.assignments import Due
from portal.domain.assignments.things import Met
from portal.domain.certificates import Standing
from portal.domain.certification import State, judged_requirements
from portal.domain.curriculum import Catalogue, Course, Tier
from portal.domain.dates import civil_date
from portal.domain.requirements import Requirement, Rulebook
from portal.models import Credential
from portal.services import learning, records
from portal.services.assignments import due_of_person
from portal.services.credentials import not_renewed
from portal.services.readiness import World
from portal.services.readiness.people import on, states_of
from portal.services.records import RecordToday

_SETTLED = frozenset({State.VALID, State.WAIVED})
"""Whoever is there with a requirement needs no training for it now."""


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
    # A last day before the first says that it never held: it was taken back.
    or_(Credential.starts_on.is_(None), Credential.starts_on <= Credential.expires_on),
    ~select(_newer.id).where(_newer.supersedes_id == Credential.id).exists(),
    not_renewed(Credential),
)


def overview(
    session: Session,
    person_id: int,
    grants: Iterable[Grant],
    catalogue: Catalogue,
    at: datetime,
    rulebook: Callable[[], Rulebook],
) -> Overview:
    """What is due for a person, and what is in good standing.

    Six queries, however much it is; a few more for who is asked for something. Only who has not
    begun a core training costs more: whether they meet its requirement in another way, such as by
    a training taken elsewhere.
    """
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
    core = [course for course in untouched if answers_calls and course.tier is Tier.CORE]
    settled: set[str] = set()
    if core:
        world = World(session, rulebook(), catalogue)
        settled = _settled(world, person_id, core, civil_date(at))
    credentials = [
        due.HeldCredential(title, expires_on)
        for title, expires_on in session.execute(_EXPIRING, {"person_id": person_id})
        if expires_on is not None
    ]
    today = civil_date(at)
    asked = due_of_person(session, person_id, rulebook, catalogue, today)
    found = due.rows(
        under_way,
        [course for course in catalogue.courses if course.slug in superseded],
        [course for course in core if course.slug not in settled],
        credentials,
        at,
        revoked=[
            due.Revoked(course, revoked[course.slug].standing)
            for course in catalogue.courses
            if course.slug in revoked
        ],
        asked=_by_course(asked, rulebook, catalogue, begun, today) if asked else (),
    )
    listed = {row.course for row in found}
    return Overview(
        heading=due.heading(found),
        due=found,
        in_good_standing=[r for r in held if r.standing.standing is Standing.VALID],
        more=[course for course in untouched if course.slug not in listed],
    )


def _by_course(
    asked: Iterable[Due],
    rulebook: Callable[[], Rulebook],
    catalogue: Catalogue,
    begun: Collection[str],
    today: date,
) -> list[due.Asked]:
    """What is asked for and not there, once for each training that would do."""
    met = Met(rulebook(), catalogue, today)
    found: dict[str, list[Due]] = defaultdict(list)
    for each in asked:
        if each.is_open:
            courses = (each.course,) if each.course else met.courses_for(each.requirement)
            taken = next((slug for slug in courses if slug in begun), None)
            found[taken or next(iter(courses), each.requirement)].append(each)
    rows = []
    for slug, mine in found.items():
        mine.sort(key=lambda one: (one.due is None, one.due or today))
        why = "\n".join(one.why for one in mine)
        rows.append(due.Asked(catalogue.current(slug), mine[0].title, mine[0].due, why))
    return rows


def _settled(world: World, person_id: int, courses: Iterable[Course], day: date) -> set[str]:
    """Those of these trainings whose every requirement the person holds already, or is spared."""
    asking = {course.slug: _asking(world.rulebook, course.slug, day) for course in courses}
    found = world.people([person_id]) if any(asking.values()) else {}
    if person_id not in found:
        return set()
    states = states_of(on(found[person_id], day), world.rulebook)
    return {
        slug
        for slug, requirements in asking.items()
        if requirements and all(states[each.slug][0] in _SETTLED for each in requirements)
    }


def _asking(rulebook: Rulebook, course: str, day: date) -> list[Requirement]:
    """The requirements that this training meets, in force on a day."""
    found = []
    for requirement in judged_requirements(rulebook):
        version = requirement.on(day)
        if version is None or requirement.check != "completed":
            continue
        courses = version.settings.get("courses")
        if isinstance(courses, tuple) and course in courses:
            found.append(requirement)
    return found
