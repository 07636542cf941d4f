"""The files that show a training or a designation: kept once, and found by who may see them."""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import select, union_all
from sqlalchemy.orm import Session

from portal.content.uploads import Upload
from portal.domain.dates import civil_date
from portal.domain.errors import NotFound
from portal.models import Designation, EvidenceFile, OutsideTraining
from portal.services import history


def keep(
    session: Session,
    upload: Upload | None,
    *,
    person_id: int | None = None,
    county: str | None = None,
    by: int,
    at: datetime,
) -> int | None:
    """Keep a file about a person or a county, and say its number; None when there is no file.

    The same file about the same one again, as by a double click, is kept once. Whoever calls this
    holds the lock of the person; for a county the caller makes sure that it is asked once.
    """
    if upload is None:
        return None
    digest = hashlib.sha256(upload.content).hexdigest()
    values = {
        "person_id": person_id,
        "county_fips": county,
        "name": upload.name,
        "media_type": upload.media_type,
        "sha256": digest,
    }
    known = session.scalars(select(EvidenceFile.id).filter_by(**values)).first()
    if known is not None:
        return known
    row = EvidenceFile(
        **values,
        size=len(upload.content),
        content=upload.content,
        recorded_at=at,
        recorded_by_id=by,
    )
    session.add(row)
    session.flush()
    return row.id


def files(session: Session, ids: Iterable[int | None]) -> dict[int, EvidenceFile]:
    """These files by number, without what is in them."""
    wanted = {one for one in ids if one is not None}
    if not wanted:
        return {}
    found = session.scalars(select(EvidenceFile).where(EvidenceFile.id.in_(wanted)))
    return {row.id: row for row in found}


def file_of(session: Session, person_id: int, file_id: int, until: date | None) -> EvidenceFile:
    """A file that a fact about this person rests on. Raises NotFound.

    With `until` the fact has to be one that was known by the end of that day.
    """
    message = "This person has no such file."
    row: EvidenceFile | None = history.by_id(session, EvidenceFile, file_id)
    if row is None:
        raise NotFound(message)
    recorded = session.scalars(
        union_all(
            *(
                select(table.recorded_at).where(
                    table.person_id == person_id, table.evidence_id == file_id
                )
                for table in (OutsideTraining, Designation)
            )
        )
    )
    if not any(until is None or civil_date(at) <= until for at in recorded):
        raise NotFound(message)
    return row
