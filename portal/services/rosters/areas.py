"""Service areas of a county, and which teams answer calls in them, from when to when."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from portal.domain.access import Grant, Permission, counties
from portal.domain.dates import civil_date, date_text
from portal.domain.errors import Conflict, Forbidden, Invalid, NotFound
from portal.domain.rosters import wrong_year
from portal.models import AreaSetting, County, Person, ServiceArea, Team, TeamArea
from portal.services import audit
from portal.services.history import DOUBLE_CLICK, by_id
from portal.services.once import WEAKLY
from portal.services.people import same_text
from portal.services.places import Counties
from portal.services.rosters.known import stands

_Later = aliased(TeamArea)
_Recorder = aliased(Person)


@dataclass(frozen=True, slots=True)
class Service:
    """A team serves an area; with the names that pages show."""

    row: TeamArea
    team: str
    recorded_by: str | None
    superseded: bool

    @property
    def taken_back(self) -> bool:
        """It was entered by mistake."""
        return self.row.ends_on is not None and self.row.ends_on < self.row.starts_on

    def holds(self, day: date) -> bool:
        """Whether the team serves the area on the day."""
        row = self.row
        return row.starts_on <= day and (row.ends_on is None or day <= row.ends_on)


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of the list of areas."""

    area: ServiceArea
    county: str
    teams: list[str]
    """Those that serve it today."""


def list_areas(session: Session, held: Counties, today: date) -> list[Listed]:
    """The areas of these counties by county and name."""
    statement = (
        select(ServiceArea, County.name)
        .join(County, County.fips == ServiceArea.county_fips)
        .order_by(County.name, func.lower(ServiceArea.name), ServiceArea.id)
    )
    if held is not None:
        statement = statement.where(ServiceArea.county_fips.in_(held))
    found = [(area, county) for area, county in session.execute(statement)]
    served = services(session, [area.id for area, _ in found])
    return [
        Listed(area, county, [one.team for one in served[area.id] if _now(one, today)])
        for area, county in found
    ]


def _now(service: Service, today: date) -> bool:
    return not service.superseded and service.holds(today)


def find(
    session: Session, area_id: int, grants: Sequence[Grant], permission: Permission
) -> tuple[ServiceArea, str]:
    """The area and the name of its county. Raises NotFound or Forbidden."""
    area: ServiceArea | None = by_id(session, ServiceArea, area_id)
    if area is None:
        message = "There is no service area with this number. Look for its name in the list."
        raise NotFound(message)
    held = counties(grants, permission)
    if held is not None and area.county_fips not in held:
        message = "This service area is in a county that is not yours."
        raise Forbidden(message)
    return area, session.get_one(County, area.county_fips).name


def services(session: Session, area_ids: Iterable[int]) -> dict[int, list[Service]]:
    """Who serves each of these areas, served it and was said to, by team, newest first."""
    statement = (
        select(TeamArea, Team.name, _Recorder.called, _Later.id)
        .join(Team, Team.id == TeamArea.team_id)
        .outerjoin(_Recorder, _Recorder.id == TeamArea.recorded_by_id)
        .outerjoin(_Later, _Later.supersedes_id == TeamArea.id)
        .where(TeamArea.area_id.in_(list(area_ids)))
        .order_by(func.lower(Team.name), TeamArea.id.desc())
    )
    found: dict[int, list[Service]] = defaultdict(list)
    for row, team, called, later in session.execute(statement):
        service = Service(row, team, called, later is not None)
        found[row.area_id].append(service)
    return found


def add(
    session: Session, name: str, county: str, setting: AreaSetting, *, by: int, at: datetime
) -> ServiceArea:
    """Add an area. The same once more within a minute, as by a double click, is the same area.

    Raises Invalid when the county has an area of this name.
    """
    session.get_one(County, county, with_for_update=WEAKLY)  # one after the other
    same = select(ServiceArea).where(
        ServiceArea.county_fips == county, same_text(ServiceArea.name, name)
    )
    known = session.scalar(same)
    if known is None:
        area = ServiceArea(
            name=name, county_fips=county, setting=setting, recorded_at=at, recorded_by_id=by
        )
        session.add(area)
        session.flush()
        audit.note(session, "service area added", person_id=None, by=by, at=at, area=area.id)
        return area
    just_added = known.recorded_by_id == by and known.recorded_at > at - DOUBLE_CLICK
    if just_added and (known.name, known.setting) == (name, setting):
        return known
    message = "This county has a service area of this name already. Choose another name."
    raise Invalid(message, "name")


def _check_days(starts_on: date, ends_on: date | None, today: date) -> None:
    for day, field in ((starts_on, "starts_on"), (ends_on, "ends_on")):
        if day is not None and (wrong := wrong_year(day, today)):
            raise Invalid(wrong, field)
    if ends_on is not None and ends_on < starts_on:
        message = f"The last day cannot be before the first one, {date_text(starts_on)}."
        raise Invalid(message, "ends_on")


def _check_alone(session: Session, new: TeamArea) -> None:
    """Refuse a second stretch of the same team in the same area at the same time."""
    others = select(TeamArea).where(
        TeamArea.area_id == new.area_id,
        TeamArea.team_id == new.team_id,
        TeamArea.id != (new.supersedes_id or 0),
        stands(TeamArea, None),
    )
    for other in session.scalars(others):
        until = other.ends_on or date.max
        if other.starts_on <= (new.ends_on or date.max) and new.starts_on <= until:
            through = f" through {date_text(other.ends_on)}" if other.ends_on else ""
            message = (
                f"This team serves the area already, from {date_text(other.starts_on)}{through}. "
                "Correct that entry instead."
            )
            raise Invalid(message, "starts_on")


def serve(
    session: Session,
    area: ServiceArea,
    team_id: int,
    starts_on: date,
    ends_on: date | None,
    *,
    by: int,
    at: datetime,
) -> TeamArea:
    """Record that a team serves the area. The very same again adds nothing. Raises Invalid."""
    team: Team | None = by_id(session, Team, team_id)
    if team is None or team.county_fips != area.county_fips:
        message = "Choose a team of the county in which this area is."
        raise Invalid(message, "team")
    _check_days(starts_on, ends_on, civil_date(at))
    session.get_one(ServiceArea, area.id, with_for_update=WEAKLY)
    facts = {
        "area_id": area.id,
        "team_id": team_id,
        "starts_on": starts_on,
        "ends_on": ends_on,
    }
    same = select(TeamArea).filter_by(**facts).where(stands(TeamArea, None))
    known = session.scalar(same)
    return known or _record(session, TeamArea(**facts), "team serves area", by, at)


def to_correct(session: Session, area_id: int, service_id: int) -> TeamArea:
    """The entry of this number. Raises NotFound."""
    row: TeamArea | None = by_id(session, TeamArea, service_id)
    if row is None or row.area_id != area_id:
        message = "This service area has no such entry."
        raise NotFound(message)
    return row


def correct(
    session: Session,
    row: TeamArea,
    starts_on: date,
    ends_on: date | None,
    *,
    mistake: bool = False,
    by: int,
    at: datetime,
) -> TeamArea:
    """Record other days, or that the entry was a mistake, in a row that supersedes this one.

    The very same again adds nothing. Raises Invalid, or Conflict when superseded otherwise.
    """
    session.get_one(ServiceArea, row.area_id, with_for_update=WEAKLY)
    if mistake:
        starts_on, ends_on = row.starts_on, row.starts_on - timedelta(1)
    else:
        _check_days(starts_on, ends_on, civil_date(at))
    later = session.scalar(select(TeamArea).where(TeamArea.supersedes_id == row.id))
    if later is not None:
        if (later.starts_on, later.ends_on) == (starts_on, ends_on):
            return later
        message = "This entry has been replaced by a newer one. The area’s page shows what holds."
        raise Conflict(message)
    if (row.starts_on, row.ends_on) == (starts_on, ends_on):
        return row
    new = TeamArea(
        area_id=row.area_id,
        team_id=row.team_id,
        starts_on=starts_on,
        ends_on=ends_on,
        supersedes_id=row.id,
    )
    return _record(session, new, "team serves area: corrected", by, at)


def _record(session: Session, new: TeamArea, action: str, by: int, at: datetime) -> TeamArea:
    if new.ends_on is None or new.ends_on >= new.starts_on:
        _check_alone(session, new)
    new.recorded_at, new.recorded_by_id = at, by
    session.add(new)
    session.flush()
    audit.note(session, action, person_id=None, by=by, at=at, area=new.area_id, team=new.team_id)
    return new
