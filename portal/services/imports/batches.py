"""Lists as they were handed in, and how their columns are read."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, bindparam, delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from portal.content.imports import Book, read_file
from portal.content.uploads import Upload
from portal.domain.access import Grant, Permission, counties
from portal.domain.errors import Conflict, Forbidden, NotFound
from portal.domain.imports import headings
from portal.domain.imports.kinds import Kind
from portal.domain.imports.rows import Columns
from portal.domain.text import spaced
from portal.models import County, EvidenceFile, ImportBatch, ImportColumns, ImportFix, Person
from portal.services import audit, evidence, once
from portal.services.history import by_id
from portal.services.once import WEAKLY
from portal.services.places import Counties

PAGE = 50
LATELY = timedelta(days=30)
"""A list that was left alone for longer is not asked about any more."""
_LONGEST = 120
_Giver, _Taker, _Undoer = aliased(Person), aliased(Person), aliased(Person)


@dataclass(frozen=True, slots=True)
class Listed:
    """A list, with the names that pages show."""

    row: ImportBatch
    county: str
    recorded_by: str | None
    taken_by: str | None
    undone_by: str | None


@dataclass(frozen=True, slots=True)
class Found:
    """A page of lists."""

    total: int
    number: int
    pages: int
    rows: list[Listed]


def keep(
    session: Session, county: str, kind: Kind, name: str, content: bytes, *, by: int, at: datetime
) -> ImportBatch:
    """Keep a file and what was read out of it, whatever is wrong with its rows.

    The same file once more, as by a double click, is the same list while it is not taken in.
    Raises Invalid when it is no table at all.
    """
    book = read_file(content)
    session.get_one(County, county, with_for_update=WEAKLY)  # one after the other
    upload = Upload(_tidy(name), book.media_type, content)
    evidence_id = evidence.keep(session, upload, county=county, by=by, at=at)
    same = select(ImportBatch).filter_by(
        county_fips=county,
        kind=kind.slug,
        evidence_id=evidence_id,
        recorded_by_id=by,
        taken_at=None,
    )
    known = session.scalars(same).first()
    if known is not None:
        return known
    batch = ImportBatch(
        county_fips=county,
        kind=kind.slug,
        evidence_id=evidence_id,
        name=upload.name,
        read_as=book.read_as,
        sheets=[sheet.plain() for sheet in book.sheets],
        columns=_columns(session, county, kind, book),
        asked_at=None,
        asked_by_id=None,
        looked_at_rows=None,
        taken_at=None,
        taken_by_id=None,
        undo_asked_at=None,
        undo_asked_by_id=None,
        undone_at=None,
        undone_by_id=None,
        recorded_at=at,
        recorded_by_id=by,
    )
    session.add(batch)
    session.flush()
    return batch


def _tidy(name: str) -> str:
    """The file's name for people: without folders, on one line, not too long."""
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = spaced("".join(c if c.isprintable() else " " for c in last)) or "list"
    stem, dot, ending = plain.rpartition(".")
    return f"{stem[:_LONGEST]}{dot}{ending[:10]}" if stem else plain[:_LONGEST]


def _columns(session: Session, county: str, kind: Kind, book: Book) -> dict[str, Any] | None:
    """How the county's files with these headings were read before, if there is just one sheet."""
    if len(book.sheets) != 1:
        return None
    rows = book.sheets[0].rows
    place = headings.header_row(kind, rows)
    known = remembered(session, county, kind, rows[place])
    return None if known is None else {**known.columns, "sheet": 0, "header": place}


def remembered(
    session: Session, county: str, kind: Kind, header: Sequence[str]
) -> ImportColumns | None:
    """How the county's files with these headings are read."""
    return session.get(ImportColumns, (county, headings.digest(kind, header)))


def confirm_columns(
    session: Session, batch: ImportBatch, kind: Kind, columns: Columns, *, by: int, at: datetime
) -> None:
    """Read the list so, and the county's next ones with the same headings.

    Raises Conflict when it is taken in.
    """
    to_change(session, batch)
    batch.columns = columns.plain()
    header = sheet_of(batch, columns.sheet)["rows"][columns.header]
    once.put(
        session,
        ImportColumns,
        {"county_fips": batch.county_fips, "headings": headings.digest(kind, header)},
        {"columns": columns.plain(), "recorded_at": at, "recorded_by_id": by},
    )
    session.flush()


def drop(session: Session, batch: ImportBatch, *, by: int, at: datetime) -> None:
    """Forget a list that brought nothing: what was read, what was decided, and the file itself.

    So that a file handed in by mistake, which may name anybody, is gone. The file stays only where
    something else rests on it. Raises Conflict when the list is taken in.
    """
    to_change(session, batch)
    gone = batch.evidence_id
    audit.note(session, "list dropped", person_id=None, by=by, at=at, batch=batch.id)
    session.execute(delete(ImportFix).where(ImportFix.batch_id == batch.id))
    session.delete(batch)
    session.flush()
    with suppress(IntegrityError), session.begin_nested():  # the database knows what rests on it
        session.execute(delete(EvidenceFile).where(EvidenceFile.id == gone))


def to_change(session: Session, batch: ImportBatch) -> None:
    """Keep everybody else from changing the list until the transaction ends.

    Raises Conflict when it is taken in, or about to be.
    """
    session.refresh(batch, ["taken_at", "asked_at"], with_for_update=WEAKLY)
    if batch.taken_at is None and batch.asked_at is not None:
        message = "This list is being taken in. Look again in a minute."
        raise Conflict(message)
    if batch.taken_at is not None:
        message = "This list is taken in. To change something, undo it, and hand the file in again."
        raise Conflict(message)


def sheet_of(batch: ImportBatch, place: int) -> dict[str, Any]:
    """A sheet of the list: its name, its rows, and notes. Raises NotFound."""
    sheets: list[dict[str, Any]] = batch.sheets
    if not 0 <= place < len(sheets):
        message = "The file has no such sheet."
        raise NotFound(message)
    return sheets[place]


def find(session: Session, batch_id: int, grants: Sequence[Grant]) -> Listed:
    """The list. Raises NotFound or Forbidden."""
    row: ImportBatch | None = by_id(session, ImportBatch, batch_id)
    if row is None:
        message = "There is no list with this number. The page of lists shows them all."
        raise NotFound(message)
    held = counties(grants, Permission.MANAGE_PEOPLE)
    if held is not None and row.county_fips not in held:
        message = "This list is about a county that is not yours."
        raise Forbidden(message)
    return _listed(*session.execute(_with_names().where(ImportBatch.id == row.id)).one())


def listed(session: Session, held: Counties, number: int) -> Found:
    """The lists of these counties, newest first; `number` counts pages from 1."""
    conditions = [] if held is None else [ImportBatch.county_fips.in_(held)]
    total = session.scalar(select(func.count()).select_from(ImportBatch).where(*conditions)) or 0
    pages = max(1, -(-total // PAGE))
    number = min(max(number, 1), pages)
    statement = _with_names().where(*conditions).limit(PAGE).offset((number - 1) * PAGE)
    return Found(total, number, pages, [_listed(*row) for row in session.execute(statement)])


def unfinished(session: Session, person_id: int, held: Counties, at: datetime) -> list[ImportBatch]:
    """The lists that somebody handed in lately and did not ask to be taken in, the latest first."""
    asked: dict[str, Any] = {"person": person_id, "after": at - LATELY}
    if held is None:
        return list(session.scalars(_UNFINISHED, asked))
    return list(session.scalars(_UNFINISHED_IN, {**asked, "counties": list(held)}))


_UNFINISHED = (  # built once: that takes longer than asking
    select(ImportBatch)
    .where(
        ImportBatch.recorded_by_id == bindparam("person"),
        ImportBatch.taken_at.is_(None),
        ImportBatch.asked_at.is_(None),
        ImportBatch.undone_at.is_(None),
        ImportBatch.recorded_at > bindparam("after"),
    )
    .order_by(ImportBatch.id.desc())
)
_UNFINISHED_IN = _UNFINISHED.where(
    ImportBatch.county_fips.in_(bindparam("counties", expanding=True))
)


def _with_names() -> Select[ImportBatch, str, Person | None, Person | None, Person | None]:
    return (
        select(ImportBatch, County.name, _Giver, _Taker, _Undoer)
        .join(County, County.fips == ImportBatch.county_fips)
        .outerjoin(_Giver, _Giver.id == ImportBatch.recorded_by_id)
        .outerjoin(_Taker, _Taker.id == ImportBatch.taken_by_id)
        .outerjoin(_Undoer, _Undoer.id == ImportBatch.undone_by_id)
        .order_by(ImportBatch.id.desc())
    )


def _listed(row: ImportBatch, county: str, *people: Person | None) -> Listed:
    giver, taker, undoer = (one.called if one else None for one in people)
    return Listed(row, county, giver, taker, undoer)
