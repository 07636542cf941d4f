"""What a county has done that requirements ask of it: recorded, corrected, taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, aliased

from portal.content.uploads import Upload
from portal.domain import facts as known
from portal.domain.access import Grant, Permission, counties
from portal.domain.dates import civil_date, date_text
from portal.domain.errors import Conflict, Forbidden, Invalid, NotFound
from portal.models import County, CountyFact, EvidenceFile, Person
from portal.services import audit, evidence
from portal.services.affiliations import check_end, check_start
from portal.services.history import by_id
from portal.services.once import WEAKLY


@dataclass(frozen=True, slots=True)
class Line:
    """A fact of a county with what a page shows beside it."""

    row: CountyFact
    recorded_by: str
    file: str
    """The name of the document; empty without one."""
    superseded: bool

    @property
    def taken_back(self) -> bool:
        """Whether it says that an earlier entry was a mistake."""
        return self.row.ends_on is not None and self.row.ends_on < self.row.done_on


_recorder = aliased(Person)
_LINES = (
    select(CountyFact, _recorder.called, EvidenceFile.name)
    .outerjoin(_recorder, _recorder.id == CountyFact.recorded_by_id)
    .outerjoin(EvidenceFile, EvidenceFile.id == CountyFact.evidence_id)
    .where(CountyFact.county_fips == bindparam("fips"))
    .order_by(CountyFact.id.desc())
)


def find(session: Session, fips: str, grants: Sequence[Grant], permission: Permission) -> County:
    """The county, if somebody with these grants may do this there. Raises NotFound, Forbidden."""
    county = session.get(County, fips)
    name_for({} if county is None else {fips: county.name}, fips, grants, permission)
    assert county is not None  # noqa: S101 (it has a name)
    return county


def name_for(
    names: Mapping[str, str], fips: str, grants: Sequence[Grant], permission: Permission
) -> str:
    """The county's name, if somebody with these grants may do this there. Raises the same.

    `names`: of every county, by its code.
    """
    name = names.get(fips)
    if name is None:
        message = "There is no county with this number. The Readiness page lists all 58."
        raise NotFound(message)
    held = counties(grants, permission)
    if held is not None and fips not in held:
        message = f"{name} County is not yours, so its pages are not yours to open."
        raise Forbidden(message)
    return name


def lines(session: Session, fips: str, known_at: datetime | None = None) -> list[Line]:
    """Everything recorded, newest first; with `known_at`, as far as it was known then."""
    statement = _LINES
    if known_at is not None:
        statement = statement.where(CountyFact.recorded_at <= known_at)
    rows = session.execute(statement, {"fips": fips}).all()
    superseded = {row.supersedes_id for row, *_ in rows}
    return [Line(row, called or "", file or "", row.id in superseded) for row, called, file in rows]


def facts(found: Sequence[Line]) -> list[known.CountyFact]:
    """What holds of these lines, for judging."""
    return [
        known.CountyFact(
            known.Recorded(f"county-fact:{line.row.id}", line.row.recorded_at, line.recorded_by),
            line.row.requirement,
            line.row.done_on,
            line.row.ends_on,
            line.row.note,
        )
        for line in found
        if not line.superseded and not line.taken_back
    ]


def check_days(done_on: date, ends_on: date | None, today: date) -> None:
    """Refuse days in a wrong year, and an end before the day it was done. Raises Invalid."""
    check_start(done_on, today, "done_on")
    check_end(ends_on, today)
    if ends_on is not None and ends_on < done_on:
        message = f"It cannot end before it was done, on {date_text(done_on)}. Check both days."
        raise Invalid(message, "ends_on")


def record(
    session: Session,
    fips: str,
    requirement: str,
    *,
    done_on: date,
    ends_on: date | None,
    note: str,
    upload: Upload | None,
    corrects: int | None = None,
    by: int,
    at: datetime,
) -> CountyFact:
    """Record that the county has done it, or correct an entry. The same again adds nothing.

    Without an upload a correction keeps the document of the entry it corrects.
    Raises Invalid for days that cannot be, NotFound, and Conflict when the entry to be
    corrected has been replaced already.
    """
    check_days(done_on, ends_on, civil_date(at))
    values: dict[str, Any] = {
        "county_fips": fips,
        "requirement": requirement,
        "done_on": done_on,
        "ends_on": ends_on,
        "note": note,
        "supersedes_id": corrects,
    }
    _lock(session, fips)
    evidence_id = evidence.keep(session, upload, county=fips, by=by, at=at)
    if evidence_id is None and corrects is not None:
        evidence_id = of_county(session, fips, corrects).evidence_id
    replaced = select(CountyFact.supersedes_id).where(CountyFact.supersedes_id.is_not(None))
    same = select(CountyFact).filter_by(**values).where(CountyFact.id.not_in(replaced))
    row = session.scalar(same)
    if row is not None and row.evidence_id == evidence_id:
        return row
    _check_replaces(session, fips, corrects)
    row = CountyFact(**values, evidence_id=evidence_id, recorded_at=at, recorded_by_id=by)
    session.add(row)
    session.flush()
    audit.note(
        session,
        "county fact recorded",
        person_id=None,
        by=by,
        at=at,
        county=fips,
        requirement=requirement,
        fact=row.id,
    )
    return row


def take_back(
    session: Session, fips: str, fact_id: int, reason: str, *, by: int, at: datetime
) -> None:
    """Record that an entry was a mistake. It stays readable. The same again adds nothing.

    Raises NotFound, and Conflict when the entry has been replaced already.
    """
    _lock(session, fips)
    row = of_county(session, fips, fact_id)
    same = select(CountyFact.id).filter_by(supersedes_id=fact_id, ends_on=date.min, note=reason)
    if session.scalar(same):
        return
    _check_replaces(session, fips, fact_id)
    session.add(
        CountyFact(
            county_fips=fips,
            requirement=row.requirement,
            done_on=row.done_on,
            ends_on=date.min,
            note=reason,
            supersedes_id=fact_id,
            recorded_at=at,
            recorded_by_id=by,
        )
    )
    session.flush()
    audit.note(
        session,
        "county fact taken back",
        person_id=None,
        by=by,
        at=at,
        county=fips,
        requirement=row.requirement,
        fact=fact_id,
    )


def _lock(session: Session, fips: str) -> None:
    """One after the other, so that a double click finds what the first one recorded."""
    session.get_one(County, fips, with_for_update=WEAKLY, populate_existing=True)


def of_county(session: Session, fips: str, fact_id: int) -> CountyFact:
    """An entry of this county. Raises NotFound."""
    row: CountyFact | None = by_id(session, CountyFact, fact_id)
    if row is None or row.county_fips != fips:
        message = "This county has no such entry. Open its checklist again."
        raise NotFound(message)
    return row


def _check_replaces(session: Session, fips: str, fact_id: int | None) -> None:
    if fact_id is None:
        return
    of_county(session, fips, fact_id)
    if session.scalar(select(CountyFact.id).where(CountyFact.supersedes_id == fact_id)):
        message = "This entry has been replaced already. The checklist shows what holds."
        raise Conflict(message)
