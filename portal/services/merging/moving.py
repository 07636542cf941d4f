"""Bringing two rows of one person together, in one transaction."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import func, inspect, select
from sqlalchemy.orm import Session

from portal.domain.dates import civil_date
from portal.domain.errors import Conflict, Invalid
from portal.models import (
    Account,
    Affiliation,
    Enrolment,
    LinkPurpose,
    MailChoice,
    MailedLink,
    MergedRow,
    OutsideTraining,
    Person,
    PersonMerge,
    RoleGrant,
)
from portal.services import audit, history
from portal.services.merging.dates import keep, kept_dates
from portal.services.merging.tables import MOVED, movable
from portal.services.touched import exchanged

OUT_OF_THE_WAY = 1_000_000
"""Added to numbers of enrolments while they change places, so that none is there twice."""


class _Changes:
    """Changes values, and remembers each so that it can go back."""

    def __init__(self, session: Session, merge: PersonMerge) -> None:
        self.session = session
        self.merge = merge
        self.number = 0

    def set(self, row: Any, column: str, value: Any) -> None:
        before = getattr(row, column)
        if before == value:
            return
        setattr(row, column, value)
        self.remember(row, column, before)

    def remember(self, row: Any, column: str, before: int | None) -> None:
        self.number += 1
        self.session.add(
            MergedRow(
                merge_id=self.merge.id,
                number=self.number,
                table=row.__tablename__,
                key=list(inspect(row).identity),
                column=column,
                before=before,
            )
        )


# Bringing together


def merge(
    session: Session, kept_id: int, gone_id: int, reason: str, *, by: int, at: datetime
) -> tuple[PersonMerge, bool]:
    """From now on everything about one row is about the other; and whether this call did it.

    The same again, as by a double click, is the merge there is. Who recorded something stays who
    did. Whoever calls this has made sure that `by` manages both and reaches both’s roles. Raises
    Conflict when one of them is another row’s person already, or Invalid for one person twice.
    """
    if kept_id == gone_id:
        message = "These are the same row. Choose somebody else."
        raise Invalid(message)
    history.lock_all(session, [by, kept_id, gone_id])
    gone = session.get_one(Person, gone_id, populate_existing=True)
    kept = session.get_one(Person, kept_id, populate_existing=True)
    if gone.merged_into_id == kept_id:
        return standing(session, gone_id), False
    if gone.merged_into_id is not None or kept.merged_into_id is not None:
        message = "One of them was brought together with somebody meanwhile. Look at both again."
        raise Conflict(message)
    row = PersonMerge(
        kept_id=kept_id,
        gone_id=gone_id,
        reason=reason,
        undone_at=None,
        recorded_at=at,
        recorded_by_id=by,
    )
    session.add(row)
    session.flush()
    dates = kept_dates(session, kept_id, gone_id, civil_date(at))
    changes = _Changes(session, row)
    _own_words(session, changes, kept_id, gone_id)
    _enrolments(session, changes, kept_id, gone_id)
    for table in MOVED:
        for each in movable(session, table, kept_id, gone_id)[0]:
            changes.set(each, "person_id", kept_id)
    _access(session, changes, kept_id, gone_id, at)
    _choice(session, changes, kept_id, gone_id)
    for ask, asked in keep(session, dates, kept_id, by=by, at=at):
        if asked == gone_id:
            changes.remember(ask, "person_id", gone_id)
    gone.merged_into_id = kept_id
    refresh(session, kept_id, gone_id)
    audit.note(
        session, "people merged", person_id=kept_id, by=by, at=at, gone=gone_id, merge=row.id
    )
    return row, True


def _own_words(session: Session, changes: _Changes, kept_id: int, gone_id: int) -> None:
    """What either row’s person said about themself, or about the other, is their own word still.

    Else one would have confirmed what the other entered, though both are one.
    """
    both = (kept_id, gone_id)
    teller = func.coalesce(OutsideTraining.said_by_id, OutsideTraining.recorded_by_id)
    statement = select(OutsideTraining).where(OutsideTraining.person_id.in_(both), teller.in_(both))
    for row in session.scalars(statement).all():
        if (row.said_by_id or row.recorded_by_id) != kept_id:
            changes.set(row, "said_by_id", kept_id)


def _enrolments(session: Session, changes: _Changes, kept_id: int, gone_id: int) -> None:
    """Where both began a training, number their enrolments in the order in which they began."""
    by_course: dict[str, list[Enrolment]] = defaultdict(list)
    statement = select(Enrolment).where(Enrolment.person_id.in_((kept_id, gone_id)))
    for each in session.scalars(statement.order_by(Enrolment.started_at, Enrolment.id)).all():
        by_course[each.course].append(each)
    wanted = [
        (each, number)
        for found in by_course.values()
        if {each.person_id for each in found} == {kept_id, gone_id}
        for number, each in enumerate(found, 1)
    ]
    for each, number in wanted:
        changes.set(each, "number", number + OUT_OF_THE_WAY)
    session.flush()
    for each, number in wanted:
        changes.set(each, "person_id", kept_id)
        each.number = number
    session.flush()


def _access(session: Session, changes: _Changes, kept_id: int, gone_id: int, at: datetime) -> None:
    """Roles go along, unless the one that is kept has them; the account, if that one has none."""
    has = {(each.role, each.county_fips) for each in _grants(session, kept_id)}
    for each in _grants(session, gone_id):
        if (each.role, each.county_fips) not in has:
            changes.set(each, "person_id", kept_id)
    accounts = session.scalars(select(Account).where(Account.person_id.in_((kept_id, gone_id))))
    found = {account.person_id: account for account in accounts}
    if gone_id in found and kept_id not in found:
        changes.set(found[gone_id], "person_id", kept_id)
    open_links = select(MailedLink).where(
        MailedLink.person_id == gone_id,
        MailedLink.purpose.in_((LinkPurpose.INVITATION, LinkPurpose.PASSWORD_RESET)),
        MailedLink.used_at.is_(None),
        MailedLink.withdrawn_at.is_(None),
    )
    for link in session.scalars(open_links):
        link.withdrawn_at = at
        changes.remember(link, "withdrawn_at", None)


def _choice(session: Session, changes: _Changes, kept_id: int, gone_id: int) -> None:
    """How much they want to be reminded goes along, unless the one that is kept has said it."""
    theirs = session.get(MailChoice, gone_id)
    if theirs is not None and session.get(MailChoice, kept_id) is None:
        theirs.person_id = kept_id
        session.flush()  # the number is its key: what is remembered is the new one
        changes.remember(theirs, "person_id", gone_id)


def _grants(session: Session, person_id: int) -> Iterable[RoleGrant]:
    statement = select(RoleGrant).where(
        RoleGrant.person_id == person_id, RoleGrant.ended_at.is_(None)
    )
    return session.scalars(statement).all()


def refresh(session: Session, kept_id: int, gone_id: int) -> None:
    """What is kept for speed about both, and about where they work, is worked out anew."""
    session.flush()
    both = (kept_id, gone_id)
    counties = select(Affiliation.county_fips).where(Affiliation.person_id.in_(both)).distinct()
    exchanged(session, both, session.scalars(counties))


def standing(session: Session, gone_id: int) -> PersonMerge:
    """The merge by which a row is another’s person."""
    statement = select(PersonMerge).where(
        PersonMerge.gone_id == gone_id, PersonMerge.undone_at.is_(None)
    )
    return session.scalars(statement).one()
