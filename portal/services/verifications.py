"""Who verified a requirement, and who took that back: for the requirement's page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from portal.domain.requirements import Setting
from portal.domain.settings import settings_from_json
from portal.models import Person, RuleVerification, RuleWithdrawal


@dataclass(frozen=True, slots=True)
class Line:
    """A verification, and its withdrawal if there is one."""

    id: int
    settings: Mapping[str, Setting]
    section: str
    read_on: date
    starts_on: date
    note: str
    recorded_at: datetime
    recorded_by: str
    ends_on: date | None
    """The first day it advises again."""
    withdrawn_because: str
    withdrawn_at: datetime | None
    withdrawn_by: str


def history(session: Session, requirement: str) -> list[Line]:
    """Every verification of a requirement, newest first."""
    recorder, withdrawer = aliased(Person), aliased(Person)
    rows = session.execute(
        select(RuleVerification, RuleWithdrawal, recorder, withdrawer)
        .outerjoin(RuleWithdrawal, RuleWithdrawal.verification_id == RuleVerification.id)
        .outerjoin(recorder, recorder.id == RuleVerification.recorded_by_id)
        .outerjoin(withdrawer, withdrawer.id == RuleWithdrawal.recorded_by_id)
        .where(RuleVerification.requirement == requirement)
        .order_by(RuleVerification.id.desc())
    )
    return [_line(*row) for row in rows]


def _line(
    row: RuleVerification,
    withdrawal: RuleWithdrawal | None,
    recorder: Person | None,
    withdrawer: Person | None,
) -> Line:
    return Line(
        row.id,
        settings_from_json(row.settings),
        row.section,
        row.read_on,
        row.starts_on,
        row.note,
        row.recorded_at,
        _called(recorder),
        withdrawal.ends_on if withdrawal else None,
        withdrawal.reason if withdrawal else "",
        withdrawal.recorded_at if withdrawal else None,
        _called(withdrawer),
    )


def _called(person: Person | None) -> str:
    return person.called if person else ""
