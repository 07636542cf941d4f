"""Taking in and undoing the long lists that people have asked for, each whole or not at all.

A sweep: which list waits is committed before anything is done about it, and taking it in is one
transaction, as is undoing it. What a dying process left, the next one does from the beginning; two
at once wait for each other, and the second finds it done.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from portal.domain.access import Grant, Permission, counties
from portal.domain.evidence import subjects
from portal.domain.requirements import Rulebook
from portal.models import ImportBatch
from portal.services import imports, rulebook
from portal.services.imports import Reader

STEP = 500
"""So many rows are looked at between two notes of how far it is."""

Opens = Callable[[], AbstractContextManager[Session]]


@dataclass(frozen=True, slots=True)
class Sessions:
    """How sessions are opened."""

    reading: Opens
    """One that keeps nobody from writing meanwhile."""
    writing: Opens


def sweep(sessions: Sessions, files: Rulebook, at: datetime) -> int:
    """Take in, or undo, every list that waits for it; how many were."""
    with sessions.reading() as session:
        waiting, going = imports.asked(session), imports.asked_to_undo(session)
    taken = sum(_take_in(sessions, number, files, at) for number in waiting)
    return taken + sum(_undo(sessions, number, at) for number in going)


def _take_in(sessions: Sessions, number: int, files: Rulebook, at: datetime) -> bool:
    """Take the list in, or open it again for somebody to see what is in the way."""
    done = False
    try:
        if _may_be_taken_in(sessions, number, files, at):
            with sessions.writing() as session:
                batch, reader = _open(session, number, files)
                done = imports.take_in(session, batch, reader, by=reader.person, at=at) is True
                session.commit()
    finally:
        if not done:
            with sessions.writing() as session:
                imports.give_up(session, number)
                session.commit()
    return done


def _undo(sessions: Sessions, number: int, at: datetime) -> bool:
    """Undo the list, if who asked for it still may."""
    done = False
    try:
        with sessions.writing() as session:
            batch = session.get_one(ImportBatch, number)
            person = batch.undo_asked_by_id or 0
            if _manages(imports.grants_of(session, person), batch):
                done = imports.undo(session, batch, by=person, at=at)
            session.commit()
    finally:
        if not done:
            with sessions.writing() as session:
                imports.give_up_undoing(session, number)
                session.commit()
    return done


def _manages(grants: Sequence[Grant], batch: ImportBatch) -> bool:
    held = counties(grants, Permission.MANAGE_PEOPLE)
    return held is None or batch.county_fips in held


def _open(session: Session, number: int, files: Rulebook) -> tuple[ImportBatch, Reader]:
    """The list, and who asked for it, with the roles that they hold now."""
    batch = session.get_one(ImportBatch, number)
    person = batch.asked_by_id or 0
    words = subjects(rulebook.current(session, files))
    return batch, Reader(imports.grants_of(session, person), words, person)


def _may_be_taken_in(sessions: Sessions, number: int, files: Rulebook, at: datetime) -> bool:
    """Look at every row, and say how far it is. Nobody is kept from writing meanwhile."""

    def tell(rows: int) -> None:
        if rows % STEP == 0:
            with sessions.writing() as noting:
                imports.note(noting, number, rows)
                noting.commit()

    with sessions.reading() as session:
        batch, reader = _open(session, number, files)
        if batch.asked_at is None or not _manages(reader.grants, batch):
            return False
        looked = imports.look(session, batch, reader, at, tell=tell)
    with sessions.writing() as noting:
        imports.note(noting, number, len(looked.verdicts))
        noting.commit()
    return looked.may_be_taken_in
