"""What is about a person, and so moves with them."""

from typing import Any

from sqlalchemy import UniqueConstraint, select
from sqlalchemy.orm import Session

from portal.models import (
    Affiliation,
    AssignmentAsk,
    AssignmentDraft,
    Base,
    CalendarFeed,
    Credential,
    Decision,
    Designation,
    DutyHeld,
    Enrolment,
    Equivalency,
    EventCredit,
    EventFileChoice,
    EventPresence,
    EventRegistration,
    EvidenceFile,
    ImportedRow,
    Leave,
    MatrixBatchEntry,
    MatrixView,
    OutsideTraining,
    PersonProviderType,
    ShiftAssignment,
    ShiftException,
    TrainingRecord,
    WatchedStretch,
)

MOVED: dict[type[Any], tuple[str, str]] = {
    Affiliation: ("entry about where they work", "entries about where they work"),
    PersonProviderType: ("profession", "professions"),
    Credential: ("credential", "credentials"),
    OutsideTraining: ("training taken elsewhere", "trainings taken elsewhere"),
    EvidenceFile: ("document", "documents"),
    Decision: ("waiver or extension", "waivers and extensions"),
    DutyHeld: ("duty", "duties"),
    Leave: ("leave", "leaves"),
    Designation: ("designation", "designations"),
    Enrolment: ("training begun here", "trainings begun here"),
    TrainingRecord: ("certificate", "certificates"),
    ShiftAssignment: ("place on a shift", "places on shifts"),
    ShiftException: ("change of a shift", "changes of shifts"),
    ImportedRow: ("row of a list taken in", "rows of lists taken in"),
    MatrixBatchEntry: ("entry made from the matrix", "entries made from the matrix"),
    AssignmentAsk: ("thing asked of them", "things asked of them"),
    EventRegistration: ("registration for a session", "registrations for sessions"),
    EventPresence: ("time at a session", "times at sessions"),
    EventCredit: ("credit for a session", "credits for sessions"),
    EventFileChoice: ("row of a list of who was there", "rows of lists of who was there"),
    WatchedStretch: ("part of a recording watched", "parts of recordings watched"),
    CalendarFeed: ("calendar address", "calendar addresses"),
    Equivalency: ("credit decided for them alone", "credits decided for them alone"),
    MatrixView: ("saved view of the matrix", "saved views of the matrix"),
    AssignmentDraft: ("draft of an assignment", "drafts of assignments"),
}
"""The tables whose rows name the person in `person_id`, with what one and several are called.

Left where they are: who recorded something, the log, and mails that were sent. Roles, the account
and how much somebody wants to be reminded are moved apart, since they can clash.
"""
LEFT = {
    "account",  # moved apart, where the other has none
    "role_grant",  # moved apart, unless the other has it
    "mailed_link",  # withdrawn
    "audit_entry",
    "mail",
    "mail_choice",  # moved apart, where the other has chosen nothing
    "mail_notice",
    "kept_person",  # worked out anew
}
"""The other tables that name a person in `person_id`."""
BY_NAME: dict[str, type[Base]] = {}


def keys_beside(table: type[Any]) -> list[list[str]]:
    """For each key that names the person, the other columns of it."""
    return [
        [column.name for column in one.columns if column.name != "person_id"]
        for one in table.__table__.constraints
        if isinstance(one, UniqueConstraint) and "person_id" in one.columns
    ]


def movable(
    session: Session, table: type[Any], kept_id: int, gone_id: int
) -> tuple[list[Any], int]:
    """The rows that can be about the other person; and how many cannot, as that one has the same.

    Those stay with the row that goes, such as a second registration for one session.
    """
    keys = keys_beside(table)
    wanted = [kept_id, gone_id] if keys else [gone_id]
    rows = session.scalars(select(table).where(table.person_id.in_(wanted))).all()
    theirs = [row for row in rows if row.person_id == gone_id]
    taken = {
        (number, *(getattr(row, name) for name in names))
        for row in rows
        if row.person_id == kept_id
        for number, names in enumerate(keys)
    }
    free = [
        row
        for row in theirs
        if not any(
            (number, *(getattr(row, name) for name in names)) in taken
            for number, names in enumerate(keys)
        )
    ]
    return free, len(theirs) - len(free)


def table_named(name: str) -> type[Any]:
    """The model of a table."""
    if not BY_NAME:
        BY_NAME.update(
            (mapper.class_.__tablename__, mapper.class_) for mapper in Base.registry.mappers
        )
    return BY_NAME[name]
