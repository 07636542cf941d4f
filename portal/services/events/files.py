"""Attendance files of meeting tools: looked at, taken in as a whole, undone as a whole."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from portal.content.imports import Book
from portal.domain.dates import civil_date
from portal.domain.errors import Conflict, NotFound
from portal.domain.events import reports
from portal.domain.events.matching import OUT, Known, State, Verdict, match
from portal.domain.events.presence import Source
from portal.models import (
    Account,
    Affiliation,
    Agency,
    EventFile,
    EventFileChoice,
    EventPresence,
    EventRegistration,
    Person,
)
from portal.services import audit
from portal.services.affiliations import not_ended, stands
from portal.services.events import finding, registering
from portal.services.events.finding import Shown, standing
from portal.services.events.roster import seen_by
from portal.services.history import by_id
from portal.services.once import add_many, put
from portal.services.places import Counties


@dataclass(frozen=True, slots=True)
class Checked:
    """What a file would bring."""

    verdicts: list[Verdict]

    def count(self, state: str) -> int:
        """How many rows have this verdict."""
        return sum(each.state == state for each in self.verdicts)

    @property
    def people(self) -> int:
        """How many people it is about."""
        return len({each.person.id for each in self.verdicts if each.person is not None})

    @property
    def may_be_taken_in(self) -> bool:
        """Whether nobody has to be asked, and something comes of it."""
        return not self.count(State.ASK) and bool(self.count(State.TAKE))


def keep(
    session: Session,
    shown: Shown,
    name: str,
    content: bytes,
    book: Book,
    zone: str,
    *,
    by: int,
    at: datetime,
) -> EventFile:
    """Keep a file; the same one again is the same. Raises Invalid when it is no such list."""
    version = shown.version
    rows = [row for sheet in book.sheets for row in sheet.rows]
    reports.read(rows, version.starts_at, version.ends_at, zone)
    finding.now(session, shown.event.id, lock=True)
    digest = hashlib.sha256(content).hexdigest()
    known = session.scalar(
        select(EventFile)
        .where(
            EventFile.event_id == shown.event.id,
            EventFile.sha256 == digest,
            EventFile.zone == zone,
            EventFile.undone_at.is_(None),
        )
        .limit(1)
    )
    if known is not None:
        return known
    file = EventFile(
        event_id=shown.event.id,
        name=name,
        sha256=digest,
        read_as=book.read_as,
        zone=zone,
        sheets=[sheet.plain() for sheet in book.sheets],
        recorded_at=at,
        recorded_by_id=by,
    )
    session.add(file)
    session.flush()
    return file


def find(session: Session, shown: Shown, file_id: int, *, lock: bool = False) -> EventFile:
    """A file of this session. Raises NotFound."""
    file: EventFile | None = by_id(session, EventFile, file_id, lock=lock)
    if file is None or file.event_id != shown.event.id:
        message = "This session has no such file."
        raise NotFound(message)
    return file


def of_event(session: Session, event_id: int) -> list[EventFile]:
    """Every file of a session, the newest first."""
    statement = (
        select(EventFile).where(EventFile.event_id == event_id).order_by(EventFile.id.desc())
    )
    return list(session.scalars(statement))


def notes(file: EventFile) -> list[str]:
    """What a person should know about how it was read."""
    return [note for sheet in file.sheets for note in sheet["notes"]]


def check(session: Session, shown: Shown, file: EventFile, held: Counties, at: datetime) -> Checked:
    """What the file would bring, row by row, worked out anew from what is known now."""
    version = shown.version
    rows: list[Any] = [row for sheet in file.sheets for row in sheet["rows"]]
    read = reports.read(rows, version.starts_at, version.ends_at, file.zone)
    choices = session.scalars(
        select(EventFileChoice).where(EventFileChoice.file_id == file.id)
    ).all()
    said = {each.number: str(each.person_id) if each.person_id else OUT for each in choices}
    return Checked(match(read, directory(session, shown, held, at), said))


def directory(session: Session, shown: Shown, held: Counties, at: datetime) -> list[Known]:
    """Everybody whom rows can mean: who is registered, and whom the session is for."""
    there = set(
        session.scalars(
            select(EventRegistration.person_id).where(
                EventRegistration.event_id == shown.event.id, standing()
            )
        )
    )
    counties = finding.counties_of(session, shown.version)
    meant = registering.for_whom(shown, counties, at)
    conditions = seen_by(held, shown, at)
    registered = (
        exists()
        .where(
            EventRegistration.event_id == shown.event.id,
            EventRegistration.person_id == Person.id,
            standing(),
        )
        .correlate(Person)
    )
    if meant:
        conditions.append(registered | meant[0])
    agency = (
        select(Agency.name)
        .join(Affiliation, Affiliation.agency_id == Agency.id)
        .where(Affiliation.person_id == Person.id, stands(), not_ended(civil_date(at)))
        .order_by(Affiliation.id.desc())
        .limit(1)
        .correlate(Person)
        .scalar_subquery()
    )
    statement = (
        select(Person, Account.email, agency)
        .outerjoin(Account, Account.person_id == Person.id)
        .where(*conditions)
        .order_by(Person.id)
    )
    return [
        Known(
            person.id,
            person.called,
            person.legal_name,
            frozenset({person.email.casefold(), (account or "").casefold()} - {""}),
            person.id in there,
            person.email or account or works_for or "",
        )
        for person, account, works_for in session.execute(statement)
    ]


def _still_to_take(file: EventFile) -> None:
    if file.taken_at is not None:
        message = "This file is taken in already. Undo it to decide anew."
        raise Conflict(message)


def choose(
    session: Session,
    file: EventFile,
    choices: Mapping[int, str],
    allowed: Collection[int],
    *,
    by: int,
    at: datetime,
) -> None:
    """Keep whom rows mean: a person's number, or OUT. Others than `allowed` are ignored.

    Raises Conflict once the file is taken in.
    """
    _still_to_take(file)
    for number, choice in choices.items():
        person_id = int(choice) if choice.isdecimal() else None
        if choice == OUT or person_id in allowed:
            values = {"person_id": person_id, "recorded_at": at, "recorded_by_id": by}
            put(session, EventFileChoice, {"file_id": file.id, "number": number}, values)


def take_in(
    session: Session, shown: Shown, file_id: int, held: Counties, *, by: int, at: datetime
) -> tuple[Checked, bool]:
    """Record the presence of everybody who is clear; the second time changes nothing.

    Raises Conflict while somebody has to be asked.
    """
    finding.now(session, shown.event.id, lock=True)
    file = find(session, shown, file_id, lock=True)
    checked = check(session, shown, file, held, at)
    if file.taken_at is not None:
        return checked, False
    if not checked.may_be_taken_in:
        message = "Say first whom each row means, or that it stays out."
        raise Conflict(message)
    rows = [
        {
            "event_id": shown.event.id,
            "person_id": each.person.id,
            "key": f"file-{file.id}-{each.row.number}",
            "source": Source.FILE,
            "starts_at": each.row.joined,
            "ends_at": each.row.left,
            "seen_at": None,
            "file_id": file.id,
            "recorded_at": at,
            "recorded_by_id": by,
        }
        for each in checked.verdicts
        if each.state is State.TAKE and each.person is not None
    ]
    add_many(session, EventPresence, rows)
    file.taken_at, file.taken_by_id = at, by
    session.flush()
    audit.note(session, "attendance taken in", person_id=None, by=by, at=at, file=file.id)
    return checked, True


def undo(session: Session, shown: Shown, file_id: int, *, by: int, at: datetime) -> bool:
    """Take the file back: what it brought counts for nothing from now on. False: it was undone.

    Raises Conflict when it was never taken in.
    """
    finding.now(session, shown.event.id, lock=True)
    file = find(session, shown, file_id, lock=True)
    if file.taken_at is None:
        message = "This file was not taken in, so there is nothing to undo."
        raise Conflict(message)
    if file.undone_at is not None:
        return False
    file.undone_at, file.undone_by_id = at, by
    session.flush()
    audit.note(session, "attendance undone", person_id=None, by=by, at=at, file=file.id)
    return True


def brought(session: Session, file: EventFile) -> tuple[int, int]:
    """How many stretches of presence a file brought, and for how many people."""
    ids = session.scalars(
        select(EventPresence.person_id).where(EventPresence.file_id == file.id)
    ).all()
    return len(ids), len(set(ids))
