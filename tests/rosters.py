"""One small function per kind of row of a roster. Each adds it, flushes, and returns it.

row = rosters.shift(session, factories.team(session), "Night", starts=time(20), ends=time(8))
rosters.assignment(session, row, ana, Mode.REMOTE)
"""

from datetime import date, datetime, time
from itertools import count
from typing import TypeVar

from sqlalchemy.orm import Session

from portal.domain.coverage import ExceptionKind
from portal.domain.roster_files import COLUMNS
from portal.domain.staffing import Mode
from portal.models import (
    AreaSetting,
    EvidenceFile,
    Person,
    RosterImport,
    ServiceArea,
    Shift,
    ShiftAssignment,
    ShiftEnd,
    ShiftException,
    Team,
    TeamArea,
)
from tests.factories import AT, FRESNO

MONDAY = date(2026, 1, 5)

_numbers = count(1)
Row = TypeVar("Row")


def _add(session: Session, row: Row) -> Row:
    session.add(row)
    session.flush()
    return row


def area(
    session: Session,
    name: str = "",
    county: str = FRESNO,
    setting: AreaSetting = AreaSetting.URBAN,
) -> ServiceArea:
    """A service area of a county."""
    return _add(
        session,
        ServiceArea(
            name=name or f"Area {next(_numbers)}",
            county_fips=county,
            setting=setting,
            recorded_at=AT,
            recorded_by_id=None,
        ),
    )


def team_area(
    session: Session,
    team: Team,
    area: ServiceArea,
    *,
    starts_on: date = MONDAY,
    ends_on: date | None = None,
    supersedes: TeamArea | None = None,
    at: datetime = AT,
) -> TeamArea:
    """The team answers calls in the area."""
    return _add(
        session,
        TeamArea(
            team_id=team.id,
            area_id=area.id,
            starts_on=starts_on,
            ends_on=ends_on,
            supersedes_id=supersedes.id if supersedes else None,
            recorded_at=at,
            recorded_by_id=None,
        ),
    )


def roster_import(
    session: Session,
    county: str = FRESNO,
    *,
    name: str = "january.csv",
    sha256: str = "0" * 64,
    undone_at: datetime | None = None,
) -> RosterImport:
    """A file that was taken in, and perhaps taken back."""
    return _add(
        session,
        RosterImport(
            county_fips=county,
            name=name,
            sha256=sha256,
            undone_at=undone_at,
            undone_by_id=None,
            recorded_at=AT,
            recorded_by_id=None,
        ),
    )


def sheet(session: Session, county: str = FRESNO) -> EvidenceFile:
    """A CSV file that was handed in, about a team that does not exist."""
    row = "Nobody,Night,Monday,20:00,08:00,,,2026-01-05,"
    content = f"{','.join(COLUMNS)}\r\n{row}\r\n".encode()
    return _add(
        session,
        EvidenceFile(
            county_fips=county,
            name="january.csv",
            media_type="text/csv",
            size=len(content),
            sha256=f"{next(_numbers):064}",
            content=content,
            recorded_at=AT,
            recorded_by_id=None,
        ),
    )


def shift(
    session: Session,
    team: Team,
    name: str = "Night",
    *,
    weekday: int = 0,
    starts: time = time(20),
    ends: time = time(8),
    first_on: date = MONDAY,
    imported: RosterImport | None = None,
    at: datetime = AT,
) -> Shift:
    """A weekly shift; Monday nights unless said otherwise."""
    return _add(
        session,
        Shift(
            team_id=team.id,
            name=name,
            weekday=weekday,
            starts=starts,
            ends=ends,
            first_on=first_on,
            import_id=imported.id if imported else None,
            recorded_at=at,
            recorded_by_id=None,
        ),
    )


def shift_end(
    session: Session, shift: Shift, last_on: date | None, *, at: datetime = AT
) -> ShiftEnd:
    """The last date on which the shift begins."""
    return _add(
        session,
        ShiftEnd(shift_id=shift.id, last_on=last_on, recorded_at=at, recorded_by_id=None),
    )


def assignment(
    session: Session,
    shift: Shift,
    person: Person,
    mode: Mode = Mode.ON_SITE,
    *,
    first_on: date = MONDAY,
    last_on: date | None = None,
    supersedes: ShiftAssignment | None = None,
    imported: RosterImport | None = None,
    at: datetime = AT,
    by: Person | None = None,
) -> ShiftAssignment:
    """The person has a place on the shift."""
    return _add(
        session,
        ShiftAssignment(
            shift_id=shift.id,
            person_id=person.id,
            mode=mode,
            first_on=first_on,
            last_on=last_on,
            supersedes_id=supersedes.id if supersedes else None,
            import_id=imported.id if imported else None,
            recorded_at=at,
            recorded_by_id=by.id if by else None,
        ),
    )


def exception(
    session: Session,
    shift: Shift,
    on: date,
    kind: ExceptionKind,
    person: Person | None = None,
    *,
    mode: Mode = Mode.ON_SITE,
    reason: str = "",
    imported: RosterImport | None = None,
    at: datetime = AT,
) -> ShiftException:
    """The shift is different on one date."""
    return _add(
        session,
        ShiftException(
            shift_id=shift.id,
            on=on,
            kind=kind,
            person_id=person.id if person else None,
            mode=mode,
            reason=reason,
            import_id=imported.id if imported else None,
            recorded_at=at,
            recorded_by_id=None,
        ),
    )
