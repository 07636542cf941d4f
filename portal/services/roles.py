"""Giving and ending roles. Grants are kept for good; an ended one says when and by whom."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from portal.domain.access import Role
from portal.domain.errors import Conflict, Invalid, NotFound
from portal.models import County, Person, RoleGrant
from portal.services import audit
from portal.services.history import by_id, lock


@dataclass(frozen=True, slots=True)
class Line:
    """A grant with the names that pages show."""

    row: RoleGrant
    county: str | None
    recorded_by: str | None
    ended_by: str | None


def of_person(session: Session, person_id: int) -> list[Line]:
    """Every role the person has or had, newest first."""
    recorder, ender = aliased(Person), aliased(Person)
    statement = (
        select(RoleGrant, County.name, recorder, ender)
        .outerjoin(County, County.fips == RoleGrant.county_fips)
        .outerjoin(recorder, recorder.id == RoleGrant.recorded_by_id)
        .outerjoin(ender, ender.id == RoleGrant.ended_by_id)
        .where(RoleGrant.person_id == person_id)
        .order_by(RoleGrant.id.desc())
    )
    return [
        Line(row, county, _called(giver), _called(taker))
        for row, county, giver, taker in session.execute(statement)
    ]


def _called(person: Person | None) -> str | None:
    return person.called if person else None


def check_county(role: Role, county: str | None) -> None:
    """Refuse a county role without a county, and a role for the state with one."""
    if role.is_county_role and county is None:
        message = f"The role {role.label} is held for a county. Choose it."
        raise Invalid(message, "county")
    if not role.is_county_role and county is not None:
        message = f"The role {role.label} is held for the whole state. Choose “The whole state”."
        raise Invalid(message, "county")


def give(
    session: Session,
    person_id: int,
    role: Role,
    county: str | None,
    *,
    by: int | None,
    at: datetime,
) -> RoleGrant:
    """Give a role; somebody who has it already keeps the one they have. Raises Invalid."""
    check_county(role, county)
    lock(session, person_id)
    known = session.scalar(
        select(RoleGrant)
        .filter_by(person_id=person_id, role=role, county_fips=county, ended_at=None)
        .order_by(RoleGrant.id)
    )
    if known is not None:
        return known
    row = RoleGrant(
        person_id=person_id, role=role, county_fips=county, recorded_at=at, recorded_by_id=by
    )
    session.add(row)
    session.flush()
    audit.note(session, "role granted", person_id=person_id, by=by, at=at, role=role, county=county)
    return row


def end(session: Session, person_id: int, grant_id: int, *, by: int, at: datetime) -> RoleGrant:
    """End a role. Raises NotFound, or Conflict when it has ended or is one's own last key."""
    row: RoleGrant | None = by_id(session, RoleGrant, grant_id)
    if row is None or row.person_id != person_id:
        message = "This person has no such role."
        raise NotFound(message)
    administrators = _lock_administrators(session) if row.role is Role.ADMINISTRATOR else []
    row = by_id(session, RoleGrant, grant_id, lock=True)
    assert row is not None  # noqa: S101 (grants are never deleted)
    if row.ended_at is not None:
        message = "This role has ended already."
        raise Conflict(message)
    _keep_an_administrator(row, administrators, by)
    row.ended_at, row.ended_by_id = at, by
    session.flush()
    audit.note(
        session,
        "role ended",
        person_id=person_id,
        by=by,
        at=at,
        role=row.role,
        county=row.county_fips,
    )
    return row


def _lock_administrators(session: Session) -> list[RoleGrant]:
    """The open grants, held so that two administrators cannot end each other's at once."""
    statement = (
        select(RoleGrant)
        .where(RoleGrant.role == Role.ADMINISTRATOR, RoleGrant.ended_at.is_(None))
        .order_by(RoleGrant.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(statement))


def _keep_an_administrator(row: RoleGrant, administrators: list[RoleGrant], by: int) -> None:
    if row.role is not Role.ADMINISTRATOR:
        return
    others = [grant for grant in administrators if grant.id != row.id]
    if row.person_id == by and not any(grant.person_id == by for grant in others):
        message = (
            "You cannot end your own last administrator role. Ask another administrator to do it."
        )
        raise Conflict(message)
    if not others:
        message = "This is the last administrator. Give the role to somebody else first."
        raise Conflict(message)
