"""Undoing a list as a whole: further rows take the place of what it brought.

What something was built on since stays, and the page says which rows and why.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, select, update
from sqlalchemy.orm import Session

from portal.domain.access import Role
from portal.domain.dates import civil_date
from portal.models import (
    Account,
    Affiliation,
    AuditEntry,
    Claim,
    Credential,
    Decision,
    Designation,
    DutyHeld,
    Enrolment,
    EventPresence,
    EventRegistration,
    EventWithdrawal,
    ImportBatch,
    ImportedRow,
    Leave,
    MailedLink,
    OutsideTraining,
    PersonProviderType,
    RoleGrant,
    ShiftAssignment,
    ShiftException,
)
from portal.services import audit, claims, confirmations
from portal.services.affiliations import not_ended, stands
from portal.services.history import lock_all, not_superseded
from portal.services.once import WEAKLY, add_many

_FACTS: dict[str, Any] = {
    "affiliation_id": Affiliation,
    "profession_id": PersonProviderType,
    "training_id": OutsideTraining,
    "credential_id": Credential,
}
_LAST = {Affiliation: "ends_on", PersonProviderType: "ends_on", Credential: "expires_on"}
"""The last day of a fact; one before the first says that it never held."""
_LATER: tuple[tuple[Any, str], ...] = (
    (Account, "signs in here"),
    (MailedLink, "was invited"),
    (Enrolment, "has begun a training"),
    (OutsideTraining, "has trainings recorded"),
    (Credential, "has credentials recorded"),
    (Decision, "has a waiver or an extension"),
    (DutyHeld, "has a duty recorded"),
    (Leave, "has a leave recorded"),
    (Designation, "is designated"),
    (ShiftAssignment, "has a place on a shift"),
    (ShiftException, "is on a shift on some date"),
    (EventRegistration, "has registered for a session"),
    (EventPresence, "was at a session"),
)
"""What rests on somebody's being there."""


@dataclass(frozen=True, slots=True)
class Line:
    """What a row brought."""

    row: ImportedRow
    stays: str
    """Why it would stay, or did stay, if the list is undone; empty when nothing holds it."""


@dataclass(frozen=True, slots=True)
class Brought:
    """What a list brought."""

    lines: list[Line]

    def count(self, column: str) -> int:
        """How many rows brought something of a kind."""
        return sum(bool(getattr(line.row, column)) for line in self.lines)

    @property
    def staying(self) -> list[Line]:
        """What would stay, or did."""
        return [line for line in self.lines if line.stays]


def brought(session: Session, batch: ImportBatch, at: datetime) -> Brought:
    """What the list brought, whether or not it still holds."""
    rows = _rows(session, batch)
    stays = (
        {row.number: row.stays for row in rows}
        if batch.undone_at is not None
        else _stays(session, batch, rows, at)
    )
    return Brought([Line(row, stays.get(row.number, "")) for row in rows])


def _rows(session: Session, batch: ImportBatch) -> Sequence[ImportedRow]:
    statement = select(ImportedRow).where(ImportedRow.batch_id == batch.id)
    return session.scalars(statement.order_by(ImportedRow.number)).all()


def undo(session: Session, batch: ImportBatch, *, by: int, at: datetime) -> bool:
    """Take back what the list brought, but for what something was built on.

    False when that was done before, as by a double click.
    """
    session.refresh(batch, ["taken_at", "undone_at"], with_for_update=WEAKLY)
    if batch.taken_at is None or batch.undone_at is not None:
        return False
    rows = _rows(session, batch)
    lock_all(session, {row.person_id for row in rows})
    stays = _stays(session, batch, rows, at)
    for row in rows:
        row.stays = stays.get(row.number, "")
    going = [row for row in rows if not row.stays]
    for column, table in _FACTS.items():
        ids = [number for row in going if (number := getattr(row, column)) is not None]
        _take_back(session, table, ids, by, at)
    grants = [row.grant_id for row in going if row.grant_id is not None]
    if grants:
        ended = {"ended_at": at, "ended_by_id": by}
        session.execute(update(RoleGrant).where(RoleGrant.id.in_(grants)).values(**ended))
    batch.undone_at, batch.undone_by_id = at, by
    session.flush()
    audit.note(session, "list undone", person_id=None, by=by, at=at, batch=batch.id)
    return True


def _take_back(session: Session, table: Any, ids: list[int], by: int, at: datetime) -> None:
    """Add a row in the place of each: what stood before it, or that it never held."""
    if not ids:
        return
    facts = {row.id: row for row in session.scalars(select(table).where(table.id.in_(ids)))}
    before_ids = [row.supersedes_id for row in facts.values() if row.supersedes_id is not None]
    before = {row.id: row for row in session.scalars(select(table).where(table.id.in_(before_ids)))}
    names = [column.key for column in table.__table__.columns if column.key != "id"]
    rows = []
    for number in ids:
        row = facts[number]
        source = before.get(row.supersedes_id)
        values = {name: getattr(source or row, name) for name in names}
        if source is None:
            values |= _never(table, row, at)
        elif table is OutsideTraining and confirmations.is_own(source):
            values["said_by_id"] = source.person_id  # to undo confirms nothing
        values |= {"supersedes_id": number, "recorded_at": at, "recorded_by_id": by}
        rows.append(values)
    added = add_many(session, table, rows)
    if table is OutsideTraining:
        for number, values, new in zip(ids, rows, added, strict=True):
            if not values["withdrawn"]:
                after = session.get_one(OutsideTraining, new)
                claims.carry(session, facts[number], after, by=by, at=at)


def _never(table: Any, row: Any, at: datetime) -> dict[str, Any]:
    """What says that a fact never held."""
    if table is OutsideTraining:
        return {"withdrawn": True}
    starts_on = row.starts_on or civil_date(at)
    return {"starts_on": starts_on, _LAST[table]: starts_on - timedelta(1)}


# What was built since


def _stays(
    session: Session, batch: ImportBatch, rows: Collection[ImportedRow], at: datetime
) -> dict[int, str]:
    """Why rows would stay."""
    of_facts = _corrected(session, batch, rows)
    came = {row.person_id for row in rows if row.is_new}
    of_people = _lives_on(session, batch, came, civil_date(at))
    found: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        found[row.number] += of_facts.get(row.number, ())
        if row.person_id in came:
            found[row.number] += of_people.get(row.person_id, ())
    return {number: "; ".join(dict.fromkeys(words)) for number, words in found.items() if words}


def _corrected(
    session: Session, batch: ImportBatch, rows: Iterable[ImportedRow]
) -> dict[int, list[str]]:
    """Rows whose facts were replaced since, or rested upon."""
    found: dict[int, list[str]] = defaultdict(list)
    for column, table in _FACTS.items():
        number_of = {getattr(row, column): row.number for row in rows}
        number_of.pop(None, None)
        if not number_of:
            continue
        later = select(table.supersedes_id).where(table.supersedes_id.in_(list(number_of)))
        for fact in session.scalars(later):
            found[number_of[fact]].append("was corrected since")
        if table is OutsideTraining:
            credited = select(Claim.training_id).where(
                Claim.training_id.in_(list(number_of)), Claim.recorded_at > batch.taken_at
            )
            for fact in session.scalars(credited):
                found[number_of[fact]].append("was credited since")
    return found


def _lives_on(
    session: Session, batch: ImportBatch, people: set[int], today: date
) -> Mapping[int, list[str]]:
    """Of these people, whom the list brought, what was recorded otherwise.

    Of who does not work in the county any more, nothing is said: it is the business of others.
    """
    found: dict[int, list[str]] = defaultdict(list)
    if not people:
        return found
    here = select(Affiliation.person_id).where(
        Affiliation.county_fips == batch.county_fips, stands(), not_ended(today)
    )
    people = people & set(session.scalars(here))
    for words, statement in _questions(batch):
        for person in session.scalars(statement):
            if person in people and words not in found[person]:
                found[person].append(words)
    return {person: words for person, words in found.items() if words}


def _questions(batch: ImportBatch) -> Iterable[tuple[str, Select[Any]]]:
    """What is asked about the people whom the list brought."""
    came = select(ImportedRow.person_id).where(ImportedRow.batch_id == batch.id, ImportedRow.is_new)

    def mine(column: Any) -> Any:
        return select(column).where(ImportedRow.batch_id == batch.id, column.is_not(None))

    for table, words in _LATER:
        conditions = [table.person_id.in_(came)]
        if table in {OutsideTraining, Credential}:
            conditions.append(not_superseded(table))
        if table is OutsideTraining:
            conditions.append(table.withdrawn.is_(False))
        if table is EventRegistration:  # its own rows hold a cancelled one, and nothing else does
            cancelled = EventWithdrawal.registration_id == EventRegistration.id
            conditions.append(~select(EventWithdrawal).where(cancelled).exists())
        if table is Credential:
            conditions.append(~_never_held(table, "expires_on"))
        if table in {Decision, DutyHeld, Leave, Designation}:  # unless it was taken back
            conditions += [not_superseded(table), ~_never_held(table, "ends_on")]
        yield words, select(table.person_id).where(*conditions)
    yield (
        "has another role",
        select(RoleGrant.person_id).where(
            RoleGrant.person_id.in_(came),
            RoleGrant.ended_at.is_(None),
            RoleGrant.role != Role.TEAM_MEMBER,
        ),
    )
    for table, column, words in (
        (Affiliation, ImportedRow.affiliation_id, "has another place of work"),
        (PersonProviderType, ImportedRow.profession_id, "has another profession recorded"),
    ):
        yield (
            words,
            select(table.person_id).where(
                table.person_id.in_(came),
                table.id.not_in(mine(column)),
                not_superseded(table),
                ~_never_held(table, "ends_on"),
            ),
        )
    yield (
        "has other details since",
        select(AuditEntry.person_id).where(
            AuditEntry.person_id.in_(came),
            AuditEntry.action == "person edited",
            AuditEntry.at > batch.taken_at,
        ),
    )


def _never_held(table: Any, last: str) -> ColumnElement[bool]:
    """Whether the last day is before the first; with a day missing it is not."""
    ends = getattr(table, last)
    never: ColumnElement[bool] = and_(
        ends.is_not(None), table.starts_on.is_not(None), ends < table.starts_on
    )
    return never
