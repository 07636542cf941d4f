"""What facts recorded after a moment are about: all else is kept now as it was known then."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import bindparam, or_, select, union
from sqlalchemy.orm import Session

from portal.models import (
    Affiliation,
    RosterImport,
    ServiceArea,
    Shift,
    ShiftAssignment,
    ShiftEnd,
    ShiftException,
    Team,
    TeamArea,
)
from portal.services.certification import statements

MANY = 20_000
"""Of more people it is quicker to ask anew, and databases take no longer lists."""


class Since(NamedTuple):
    """Numbers of what may have been known otherwise then."""

    people: frozenset[int] = frozenset()
    teams: frozenset[int] = frozenset()
    areas: frozenset[int] = frozenset()
    counties: frozenset[str] = frozenset()


NOTHING = Since()
"""For what is known now."""


def since(session: Session, known_at: datetime) -> Since | None:
    """What was recorded after that moment; None: too much."""
    connection = session.connection()
    people = set(connection.execute(statements.later(), {"known_at": known_at}).scalars())
    if len(people) > MANY:
        return None
    asked = {"known_at": known_at, "people": sorted(people)}
    teams: Iterable[Any] = connection.execute(_TEAMS, asked).scalars()
    areas = sorted(set(connection.execute(_areas(), asked).scalars()))
    counties = connection.execute(_COUNTIES, {**asked, "areas": areas}).scalars()
    return Since(frozenset(people), frozenset(teams), frozenset(areas), frozenset(counties))


_AT: Any = bindparam("known_at")
_PEOPLE: Any = bindparam("people", expanding=True)
_TEAMS = (
    select(Affiliation.team_id)
    .where(Affiliation.person_id.in_(_PEOPLE), Affiliation.team_id.is_not(None))
    .distinct()
)
_COUNTIES = union(
    select(Affiliation.county_fips).where(Affiliation.person_id.in_(_PEOPLE)),
    select(Team.county_fips).where(Team.recorded_at > _AT),
    select(ServiceArea.county_fips).where(
        or_(
            ServiceArea.recorded_at > _AT,
            ServiceArea.id.in_(bindparam("areas", expanding=True)),
        )
    ),
)


@cache
def _areas() -> Any:
    """The areas that teams served or serve whose rosters or people were known otherwise."""
    team = select(Shift.team_id)
    undone = select(RosterImport.id).where(RosterImport.undone_at > _AT)
    changed = [
        team.where(or_(Shift.recorded_at > _AT, Shift.import_id.in_(undone))),
        team.join(ShiftEnd, ShiftEnd.shift_id == Shift.id).where(ShiftEnd.recorded_at > _AT),
    ]
    for table in (ShiftAssignment, ShiftException):
        changed.append(
            team.join(table, table.shift_id == Shift.id).where(
                or_(
                    table.recorded_at > _AT,
                    table.import_id.in_(undone),
                    table.person_id.in_(_PEOPLE),
                )
            )
        )
    return union(
        select(TeamArea.area_id).where(TeamArea.recorded_at > _AT),
        select(TeamArea.area_id).where(TeamArea.team_id.in_(union(*changed))),
    )
