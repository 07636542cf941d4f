"""Equivalencies: which trainings from elsewhere meet which requirement.

One is a precedent: decided once, with limits and a reason, and good for everybody within them.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from portal.domain.access import Grant, Permission
from portal.domain.dates import civil_date, date_text
from portal.domain.errors import Conflict, Forbidden, Invalid, NotFound
from portal.domain.evidence import Limits
from portal.models import Claim, County, Equivalency, EquivalencyRevocation, OutsideTraining, Person
from portal.models.searched import AsSearched
from portal.services import audit, history
from portal.services.affiliations import affiliated, check_days, check_end, check_start
from portal.services.people import visible_to
from portal.services.places import Counties

STATE_ONLY = "This counts in the whole state, so only TA staff can decide about it."

_Decider = aliased(Person)
_Revoker = aliased(Person)
_Later = aliased(OutsideTraining)


@dataclass(frozen=True, slots=True)
class EquivalencyFacts:
    """What a precedent says."""

    title: str
    provider: str
    requirement: str
    county_fips: str | None
    """For people of this county only; None: everywhere."""
    starts_on: date
    ends_on: date | None
    recency_months: int | None
    reason: str
    person_id: int | None = None
    """For this person only; None: a precedent for everybody."""


@dataclass(frozen=True, slots=True)
class Line:
    """A precedent with the names that pages show."""

    row: Equivalency
    county: str | None
    decided_by: str | None
    revocation: EquivalencyRevocation | None
    revoked_by: str | None
    people: int
    """So many rest on it."""

    @property
    def limits(self) -> Limits:
        """Within what it gives credit."""
        revoked_on = self.revocation.revoked_on if self.revocation else None
        row = self.row
        return Limits(row.starts_on, row.ends_on, row.recency_months, revoked_on)


@dataclass(frozen=True, slots=True)
class Dependent:
    """Somebody who was credited, with which training."""

    person: Person
    training: OutsideTraining
    claim: Claim


# Reading


def listed(session: Session, counties: Counties, requirement: str = "") -> list[Line]:
    """The precedents that hold in these counties, newest first; those revoked come last.

    A decision about one person's training is none.
    """
    wanted = [Equivalency.requirement == requirement] if requirement else []
    lines = _lines(session, _holds_in(counties), Equivalency.person_id.is_(None), *wanted)
    return sorted(lines, key=lambda line: line.revocation is not None)


def find(session: Session, equivalency_id: int, counties: Counties) -> Line:
    """A precedent that holds in these counties. Raises NotFound or Forbidden."""
    found = _lines(session, Equivalency.id == equivalency_id)
    if not found:
        message = "There is no such decision. Look in the list of trainings that count."
        raise NotFound(message)
    county = found[0].row.county_fips
    if counties is not None and county is not None and county not in counties:
        message = f"This was decided for {found[0].county} County, which is not yours."
        raise Forbidden(message)
    person = found[0].row.person_id
    if counties is not None and person is not None and not _works_in(session, person, counties):
        message = "This was decided about somebody who does not work in a county of yours."
        raise Forbidden(message)
    return found[0]


def _works_in(session: Session, person_id: int, counties: Counties) -> bool:
    statement = select(Person.id).where(Person.id == person_id, affiliated(counties))
    return session.scalar(statement) is not None


def revocable(session: Session, equivalency_id: int, counties: Counties) -> Line:
    """A precedent that may be revoked. Raises NotFound, Forbidden, or Conflict."""
    line = find(session, equivalency_id, counties)
    if not may_change(line, counties):
        raise Forbidden(STATE_ONLY)
    if line.revocation is not None:
        raise Conflict(_revoked(line.revocation.revoked_on))
    return line


def _revoked(day: date) -> str:
    return f"This was revoked already, from {date_text(day)} on."


def may_change(line: Line, counties: Counties) -> bool:
    """Whether who decides in these counties may revoke it."""
    return counties is None or line.row.county_fips in counties


def dependents(
    session: Session, equivalency_id: int, grants: Iterable[Grant], today: date
) -> tuple[list[Dependent], int]:
    """Who rests on a precedent, by name, and how many more there are whom one may not see."""
    statement = (
        select(Person, OutsideTraining, Claim)
        .join(OutsideTraining, OutsideTraining.person_id == Person.id)
        .join(Claim, Claim.training_id == OutsideTraining.id)
        .where(
            Claim.equivalency_id == equivalency_id,
            _stands(),
            visible_to(list(grants), Permission.DECIDE, today),
        )
        .order_by(AsSearched(Person.called), Person.id, OutsideTraining.id)
    )
    mine = [Dependent(*row) for row in session.execute(statement)]
    everybody = session.scalar(_people().where(Claim.equivalency_id == equivalency_id)) or 0
    return mine, everybody - len({one.person.id for one in mine})


def _stands() -> ColumnElement[bool]:
    """The training has not been corrected since; a correction carries its credit along."""
    later = select(_Later.id).where(_Later.supersedes_id == OutsideTraining.id)
    return ~later.correlate(OutsideTraining).exists()


def _people() -> Select[Any]:
    return (
        select(func.count(OutsideTraining.person_id.distinct()))
        .join(Claim, Claim.training_id == OutsideTraining.id)
        .where(_stands())
    )


def _holds_in(counties: Counties) -> ColumnElement[bool]:
    if counties is None:
        return true()
    return or_(Equivalency.county_fips.is_(None), Equivalency.county_fips.in_(counties))


def _lines(session: Session, *conditions: ColumnElement[bool]) -> list[Line]:
    people = _people().where(Claim.equivalency_id == Equivalency.id).correlate(Equivalency)
    statement = (
        select(
            Equivalency,
            County.name,
            _Decider.called,
            EquivalencyRevocation,
            _Revoker.called,
            people.scalar_subquery(),
        )
        .outerjoin(County, County.fips == Equivalency.county_fips)
        .outerjoin(_Decider, _Decider.id == Equivalency.recorded_by_id)
        .outerjoin(EquivalencyRevocation, EquivalencyRevocation.equivalency_id == Equivalency.id)
        .outerjoin(_Revoker, _Revoker.id == EquivalencyRevocation.recorded_by_id)
        .where(*conditions)
        .order_by(Equivalency.id.desc())
    )
    return [Line(*row) for row in session.execute(statement)]


# Deciding


def add(
    session: Session, facts: EquivalencyFacts, counties: Counties, *, by: int, at: datetime
) -> Equivalency:
    """Set a precedent. The very same again, as by a double click, adds nothing.

    Raises Invalid, naming the field.
    """
    check_start(facts.starts_on, civil_date(at))
    check_end(facts.ends_on, civil_date(at))
    check_days(facts.starts_on, facts.ends_on)
    if counties is not None and facts.county_fips not in counties:
        message = "Choose a county of yours. " + STATE_ONLY
        raise Invalid(message, "county")
    history.lock(session, by)
    revoked = select(EquivalencyRevocation.equivalency_id)
    same = select(Equivalency).filter_by(**asdict(facts)).where(Equivalency.id.not_in(revoked))
    known = session.scalars(same).first()
    if known is not None:
        return known
    row = Equivalency(**asdict(facts), recorded_at=at, recorded_by_id=by)
    session.add(row)
    session.flush()
    audit.note(session, "equivalency added", person_id=None, by=by, at=at, equivalency=row.id)
    return row


def revoke(
    session: Session,
    line: Line,
    revoked_on: date,
    reason: str,
    counties: Counties,
    *,
    by: int,
    at: datetime,
) -> None:
    """From a day on, nothing rests on it any more. What it gave before stays as it was.

    Raises Forbidden, Invalid, naming the field, or Conflict when it is revoked already.
    """
    if not may_change(line, counties):
        raise Forbidden(STATE_ONLY)
    if revoked_on < line.row.starts_on:
        message = (
            f"It gives credit from {date_text(line.row.starts_on)} on. Enter that day, so that it "
            "never gave any, or a later one."
        )
        raise Invalid(message, "revoked_on")
    check_start(revoked_on, civil_date(at), "revoked_on")
    history.by_id(session, Equivalency, line.row.id, lock=True)
    values = {"equivalency_id": line.row.id, "revoked_on": revoked_on, "reason": reason}
    known = session.scalar(select(EquivalencyRevocation).filter_by(equivalency_id=line.row.id))
    if known is not None:
        just_now = known.recorded_by_id == by and known.recorded_at > at - history.DOUBLE_CLICK
        if just_now and (known.revoked_on, known.reason) == (revoked_on, reason):
            return
        raise Conflict(_revoked(known.revoked_on))
    session.add(EquivalencyRevocation(**values, recorded_at=at, recorded_by_id=by))
    session.flush()
    audit.note(
        session, "equivalency revoked", person_id=None, by=by, at=at, equivalency=line.row.id
    )
