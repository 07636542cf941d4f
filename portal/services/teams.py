"""Teams of a county, and who is on them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import Session

from portal.domain.access import Grant, Permission, counties
from portal.domain.errors import Forbidden, Invalid, NotFound
from portal.models import Affiliation, Agency, County, Person, Team
from portal.models.searched import AsSearched
from portal.services import affiliations, audit
from portal.services.affiliations import Line, When, not_ended, stands
from portal.services.history import DOUBLE_CLICK, LARGEST
from portal.services.once import add_once
from portal.services.people import same_text
from portal.services.places import Counties, plan_of

PAGE = 50


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of the list of teams."""

    team: Team
    county: str
    agency: str
    members: int
    """How many people are on it today."""
    plan: str | None
    """The county plan that serves the county."""


@dataclass(frozen=True, slots=True)
class Found:
    """A page of the list."""

    total: int
    number: int
    pages: int
    rows: list[Listed]


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who is, will be or was on a team."""

    person: Person
    line: Line


@dataclass(frozen=True, slots=True)
class Members:
    """A page of those who are on a team now, of those who will be, or of those who were."""

    total: int
    number: int
    pages: int
    rows: list[Member]


def list_teams(session: Session, held: Counties, number: int, today: date) -> Found:
    """The teams of these counties by name; `number` counts pages from 1."""
    conditions = [] if held is None else [Team.county_fips.in_(held)]
    total = session.scalar(select(func.count()).select_from(Team).where(*conditions)) or 0
    pages = max(1, -(-total // PAGE))
    number = min(max(number, 1), pages)
    members = (
        select(func.count(Affiliation.person_id.distinct()))
        .where(
            Affiliation.team_id == Team.id,
            stands(),
            not_ended(today),
            or_(Affiliation.starts_on.is_(None), Affiliation.starts_on <= today),
        )
        .correlate(Team)
        .scalar_subquery()
    )
    statement = (
        select(Team, County.name, Agency.name, members, plan_of(Team.county_fips))
        .join(County, County.fips == Team.county_fips)
        .join(Agency, Agency.id == Team.agency_id)
        .where(*conditions)
        .order_by(County.name, func.lower(Team.name), Team.id)
        .limit(PAGE)
        .offset((number - 1) * PAGE)
    )
    rows = [Listed(*row) for row in session.execute(statement)]
    return Found(total, number, pages, rows)


_FOUND = (
    select(Team, County.name, Agency.name)
    .join(County, County.fips == Team.county_fips)
    .join(Agency, Agency.id == Team.agency_id)
    .where(Team.id == bindparam("team"))
)


def find(
    session: Session, team_id: int, grants: Sequence[Grant], permission: Permission
) -> tuple[Team, str, str]:
    """The team, its county and its agency. Raises NotFound or Forbidden."""
    asked = {"team": team_id}
    found = session.execute(_FOUND, asked).one_or_none() if team_id <= LARGEST else None
    if found is None:
        message = "There is no team with this number. Look for its name on the Teams page."
        raise NotFound(message)
    held = counties(grants, permission)
    if held is not None and found[0].county_fips not in held:
        message = "This team works in a county that is not yours."
        raise Forbidden(message)
    team, county, agency = found
    return team, county, agency


def plan(session: Session, team: Team) -> str | None:
    """The county plan that serves the team's county."""
    return session.scalar(select(plan_of(team.county_fips)))


def members(
    session: Session, team: Team, today: date, numbers: Mapping[When, int]
) -> dict[When, Members]:
    """Everybody who was ever on the team, by name, each with all of their times on it.

    `numbers` are the pages asked for, from 1.
    """
    lines = affiliations.of_team(session, team.id)
    statement = (
        select(Person)
        .where(Person.id.in_(select(Affiliation.person_id).where(Affiliation.team_id == team.id)))
        .order_by(AsSearched(Person.called), Person.id)
    )
    found: dict[When, list[Member]] = {when: [] for when in When}
    for person in session.scalars(statement):
        for line in lines.get(person.id, ()):
            found[line.when(today)].append(Member(person, line))
    return {when: _page(those, numbers.get(when, 1)) for when, those in found.items()}


def _page(those: list[Member], number: int) -> Members:
    pages = max(1, -(-len(those) // PAGE))
    number = min(max(number, 1), pages)
    return Members(len(those), number, pages, those[(number - 1) * PAGE : number * PAGE])


def add(session: Session, name: str, county: str, agency_id: int, *, by: int, at: datetime) -> Team:
    """Add a team. The same once more within a minute, as by a double click, is the same team.

    Raises Invalid when the county has a team of this name.
    """
    values = {"name": name, "county_fips": county, "agency_id": agency_id}
    taken = select(Team).where(Team.county_fips == county, same_text(Team.name, name))
    known = session.scalar(taken)
    added = known is None and add_once(session, Team, **values, recorded_at=at, recorded_by_id=by)
    team = known or session.scalars(taken).one()
    if added:
        audit.note(session, "team added", person_id=None, by=by, at=at, team=team.id)
        return team
    just_added = team.recorded_by_id == by and team.recorded_at > at - DOUBLE_CLICK
    if just_added and (team.name, team.agency_id) == (name, agency_id):
        return team
    message = "This county has a team of this name already. Choose another name."
    raise Invalid(message, "name")
