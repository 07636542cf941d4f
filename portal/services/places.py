"""Counties, agencies and teams: what a form offers, and whether an answer fits together."""

from dataclasses import dataclass
from datetime import datetime
from itertools import starmap
from typing import NamedTuple

from sqlalchemy import ScalarSelect, bindparam, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from portal.domain.errors import Invalid
from portal.models import Affiliation, Agency, County, CountyPlan, CountyPlanCounty, Team
from portal.services import audit
from portal.services.once import add_once

Counties = frozenset[str] | None
"""The counties in which something is permitted; None is the whole state."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody works."""

    county_fips: str
    agency_id: int
    team_id: int | None = None


class TeamName(NamedTuple):
    """A team as lists show it."""

    id: int
    name: str
    county_fips: str


def county_names(session: Session, counties: Counties) -> dict[str, str]:
    """The names of these counties by code, in alphabetical order."""
    connection = session.connection()
    if counties is None:
        return dict(connection.execute(_NAMES).all())
    return dict(connection.execute(_SOME_NAMES, {"counties": list(counties)}).all())


_NAMES = select(County.fips, County.name).order_by(County.name)
_SOME_NAMES = _NAMES.where(County.fips.in_(bindparam("counties", expanding=True)))


def plan_of(fips: InstrumentedAttribute[str] | str) -> ScalarSelect[str | None]:
    """The name of the county plan that serves a county, to be read with something else."""
    return (
        select(func.min(CountyPlan.name))
        .join(CountyPlanCounty, CountyPlanCounty.plan_id == CountyPlan.id)
        .where(CountyPlanCounty.county_fips == fips)
        .scalar_subquery()
    )


def scope_name(names: dict[str, str], counties: Counties) -> str:
    """These counties as a heading says them."""
    if counties is None:
        return "California"
    if len(names) == 1:
        return f"{next(iter(names.values()))} County"
    return f"your {len(names)} counties"


def agencies(session: Session) -> list[Agency]:
    """Every agency by name."""
    return list(session.scalars(select(Agency).order_by(func.lower(Agency.name), Agency.id)))


def agency_names(session: Session, counties: Counties) -> list[tuple[int, str]]:
    """The agencies that anybody works or worked for in these counties, by name."""
    statement = select(Agency.id, Agency.name).order_by(func.lower(Agency.name), Agency.id)
    if counties is not None:
        there = select(Affiliation.agency_id).where(Affiliation.county_fips.in_(counties))
        statement = statement.where(Agency.id.in_(there))
    return [(number, name) for number, name in session.execute(statement)]


def teams(session: Session, counties: Counties) -> list[TeamName]:
    """The teams of these counties by name."""
    connection = session.connection()
    if counties is None:
        rows = connection.execute(_TEAMS)
    else:
        rows = connection.execute(_SOME_TEAMS, {"counties": list(counties)})
    return list(starmap(TeamName, rows))


_TEAMS = select(Team.id, Team.name, Team.county_fips).order_by(func.lower(Team.name), Team.id)
_SOME_TEAMS = _TEAMS.where(Team.county_fips.in_(bindparam("counties", expanding=True)))


def agency_id(
    session: Session, known: int | None, new_name: str, *, by: int, at: datetime
) -> int | None:
    """The agency chosen, or the one of this name, which is added when there is none.

    Raises Invalid when both are given.
    """
    if known is not None and new_name:
        message = "Choose an agency from the list or name a new one, not both."
        raise Invalid(message, "new_agency")
    if known is not None or not new_name:
        return known
    same = select(Agency).where(func.lower(Agency.name) == func.lower(new_name))
    found = session.scalar(same)
    if found is not None:
        return found.id
    added = add_once(session, Agency, name=new_name, recorded_at=at, recorded_by_id=by)
    agency = session.scalars(select(Agency).where(Agency.name == new_name)).one()
    if added:
        audit.note(session, "agency added", person_id=None, by=by, at=at, agency=agency.id)
    return agency.id


def place(
    session: Session,
    county: str,
    agency: int | None,
    new_agency: str,
    team: int | None,
    *,
    by: int,
    at: datetime,
) -> Place:
    """The place these answers describe. Without an agency it is the team's.

    Raises Invalid, naming the field.
    """
    row = session.get(Team, team) if team is not None else None
    if row is not None and row.county_fips != county:
        message = f"{row.name} is a team of another county. Choose a team of the county above."
        raise Invalid(message, "team")
    found = agency_id(session, agency, new_agency, by=by, at=at)
    if found is None and row is not None:
        found = row.agency_id
    if found is None:
        message = "Choose the agency that employs this person, or name a new one."
        raise Invalid(message, "agency")
    return Place(county, found, row.id if row else None)
