"""Who works where, from when to when. Rows are only added: an end supersedes what it ends."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from portal.domain.dates import civil_date, date_text, decades_ahead, years_ahead
from portal.domain.errors import Conflict, Forbidden, Invalid, NotFound
from portal.models import Affiliation, Agency, County, Person, Team
from portal.services import audit
from portal.services.history import by_id, lock
from portal.services.places import Counties, Place

_Later = aliased(Affiliation)
_Recorder = aliased(Person)


class When(StrEnum):
    """Where a day stands to an affiliation."""

    NOW = "now"
    UPCOMING = "upcoming"
    FORMER = "former"
    WITHDRAWN = "withdrawn"
    """Its last day was set before its first one while that was to come: it never began."""


@dataclass(frozen=True, slots=True)
class Line:
    """An affiliation with the names that pages show."""

    row: Affiliation
    county: str
    agency: str
    team: str | None
    recorded_by: str | None
    superseded_by: int | None

    def when(self, today: date) -> When:
        """An unknown start is taken for a past one; the last day still counts."""
        if withdrawn(self.row):
            return When.WITHDRAWN
        if self.row.ends_on is not None and self.row.ends_on < today:
            return When.FORMER
        if self.row.starts_on is not None and self.row.starts_on > today:
            return When.UPCOMING
        return When.NOW


def withdrawn(row: Affiliation) -> bool:
    """The affiliation was taken back before it began."""
    return row.starts_on is not None and row.ends_on is not None and row.ends_on < row.starts_on


def over(row: Affiliation, today: date) -> date | None:
    """The day through which the county may see the person; None while that goes on.

    For what never began it is at most the day of the withdrawal.
    """
    if row.ends_on is None:
        return None
    if withdrawn(row):
        return min(row.ends_on, civil_date(row.recorded_at))
    return row.ends_on if row.ends_on < today else None


def stands() -> ColumnElement[bool]:
    """The affiliation has not been superseded."""
    return ~exists().where(_Later.supersedes_id == Affiliation.id).correlate(Affiliation)


def not_ended(today: date) -> ColumnElement[bool]:
    """The affiliation goes on, or begins later."""
    began = or_(
        Affiliation.starts_on.is_(None), Affiliation.ends_on >= Affiliation.starts_on
    )  # or will: it is not withdrawn
    return or_(Affiliation.ends_on.is_(None), and_(Affiliation.ends_on >= today, began))


def begun() -> ColumnElement[bool]:
    """The affiliation was not withdrawn before it began."""
    return or_(
        Affiliation.starts_on.is_(None),
        Affiliation.ends_on.is_(None),
        Affiliation.ends_on >= Affiliation.starts_on,
    )


def within(counties: Counties) -> list[ColumnElement[bool]]:
    """The affiliation is in one of these counties."""
    return [] if counties is None else [Affiliation.county_fips.in_(counties)]


def affiliated(counties: Counties, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """The person has an affiliation that stands, in one of these counties, and is like this."""
    return (
        exists()
        .where(Affiliation.person_id == Person.id, stands(), *within(counties), *conditions)
        .correlate(Person)
    )


def people_of(counties: Counties, *conditions: ColumnElement[bool]) -> Select[int]:
    """The numbers of those people: for many, quicker than to ask of each whether they are."""
    return select(Affiliation.person_id).where(stands(), *within(counties), *conditions)


def of_people(
    session: Session, person_ids: Iterable[int], counties: Counties
) -> dict[int, list[Line]]:
    """Every affiliation of these people in these counties, superseded ones too, newest first."""
    return _grouped(session, Affiliation.person_id.in_(list(person_ids)), *within(counties))


def of_team(session: Session, team_id: int) -> dict[int, list[Line]]:
    """The affiliations that stand with a team, by person."""
    return _grouped(session, Affiliation.team_id == team_id, stands())


def _grouped(session: Session, *conditions: ColumnElement[bool]) -> dict[int, list[Line]]:
    statement = (
        select(
            Affiliation,
            County.name,
            Agency.name,
            Team.name,
            _Recorder.called,
            _Later.id,
        )
        .join(County, County.fips == Affiliation.county_fips)
        .join(Agency, Agency.id == Affiliation.agency_id)
        .outerjoin(Team, Team.id == Affiliation.team_id)
        .outerjoin(_Recorder, _Recorder.id == Affiliation.recorded_by_id)
        .outerjoin(_Later, _Later.supersedes_id == Affiliation.id)
        .where(*conditions)
        .order_by(Affiliation.starts_on.desc().nulls_last(), Affiliation.id.desc())
    )
    found: dict[int, list[Line]] = defaultdict(list)
    for row, county, agency, team, called, later in session.execute(statement):
        line = Line(row, county, agency, team, called, later)
        found[row.person_id].append(line)
    return found


def check_days(starts_on: date | None, ends_on: date | None, field: str = "ends_on") -> None:
    """Refuse an end before the start; `field` is the one that the end was typed in."""
    if starts_on is not None and ends_on is not None and ends_on < starts_on:
        message = f"The last day cannot be before the first one, {date_text(starts_on)}."
        raise Invalid(message, field)


def check_start(starts_on: date | None, today: date, field: str = "starts_on") -> None:
    """Refuse a first day in a year that cannot be meant, such as 2062 for 1962."""
    if starts_on is not None and years_ahead(starts_on, today):
        message = f"{date_text(starts_on)} is years ahead. Correct the year."
        raise Invalid(message, field)


def check_end(ends_on: date | None, today: date, field: str = "ends_on") -> None:
    """Refuse an end in a year that cannot be meant, such as 2062 for 2026."""
    if ends_on is not None and decades_ahead(ends_on, today):
        message = f"{date_text(ends_on)} is decades ahead. Correct the year."
        raise Invalid(message, field)


def add(
    session: Session,
    person_id: int,
    place: Place,
    *,
    position: str,
    starts_on: date | None,
    ends_on: date | None = None,
    by: int,
    at: datetime,
) -> Affiliation:
    """Record where the person works. The very same again, as by a double click, adds nothing.

    Raises Invalid.
    """
    check_start(starts_on, civil_date(at))
    check_end(ends_on, civil_date(at))
    check_days(starts_on, ends_on)
    lock(session, person_id)
    facts: dict[str, Any] = {
        "person_id": person_id,
        "county_fips": place.county_fips,
        "agency_id": place.agency_id,
        "team_id": place.team_id,
        "position": position,
        "starts_on": starts_on,
        "ends_on": ends_on,
    }
    known = session.scalar(select(Affiliation).filter_by(**facts).where(stands()))
    if known is not None:
        return known
    row = Affiliation(**facts, supersedes_id=None, recorded_at=at, recorded_by_id=by)
    session.add(row)
    session.flush()
    audit.note(session, "affiliation added", person_id=person_id, by=by, at=at, affiliation=row.id)
    return row


def to_end(
    session: Session, person_id: int, affiliation_id: int, counties: Counties
) -> Affiliation:
    """The affiliation whose last day may be set.

    Raises NotFound, Forbidden, or Conflict when superseded.

    The row is locked, so that two ends at once cannot both succeed.
    """
    row: Affiliation | None = by_id(session, Affiliation, affiliation_id, lock=True)
    if row is None or row.person_id != person_id:
        message = "This person has no such affiliation."
        raise NotFound(message)
    if counties is not None and row.county_fips not in counties:
        message = "This affiliation is in another county. Its own trainer can end it."
        raise Forbidden(message)
    if session.scalar(select(_Later.id).where(_Later.supersedes_id == row.id)):
        message = "This entry has been replaced by a newer one. The person’s page shows what holds."
        raise Conflict(message)
    return row


def end(
    session: Session,
    row: Affiliation,
    last_day: date,
    *,
    by: int,
    at: datetime,
) -> Affiliation:
    """Record the last day, in a row that supersedes this one.

    A day before the first one withdraws an affiliation that has not begun. Raises Invalid.
    """
    check_end(last_day, civil_date(at))
    if row.starts_on is None or row.starts_on <= civil_date(at):
        check_days(row.starts_on, last_day)
    ended = Affiliation(
        person_id=row.person_id,
        county_fips=row.county_fips,
        agency_id=row.agency_id,
        team_id=row.team_id,
        position=row.position,
        starts_on=row.starts_on,
        ends_on=last_day,
        supersedes_id=row.id,
        recorded_at=at,
        recorded_by_id=by,
    )
    session.add(ended)
    session.flush()
    audit.note(
        session,
        _said(row, ended),
        person_id=row.person_id,
        by=by,
        at=at,
        affiliation=row.id,
        last_day=last_day.isoformat(),
    )
    return ended


def _said(before: Affiliation, after: Affiliation) -> str:
    """What was done, for the audit."""
    if withdrawn(after):
        return "affiliation withdrawn"
    return "affiliation ended" if before.ends_on is None else "last day corrected"
