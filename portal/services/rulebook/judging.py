"""The rulebook that judges: the files' with what people have verified."""

from datetime import datetime
from functools import lru_cache
from json import loads
from typing import Any

from sqlalchemy import Text, and_, cast, select
from sqlalchemy.orm import Session, aliased

from portal.domain.requirements import Rulebook, Verification, with_verifications
from portal.domain.settings import settings_from_json
from portal.models import Person, RuleVerification, RuleWithdrawal

_recorder = aliased(Person)
_VERIFICATIONS = (
    select(
        RuleVerification.id,
        RuleVerification.requirement,
        RuleVerification.version,
        cast(RuleVerification.settings, Text).label("settings"),
        RuleVerification.source,
        RuleVerification.section,
        RuleVerification.read_on,
        RuleVerification.starts_on,
        RuleWithdrawal.ends_on,
        RuleVerification.recorded_at,
        _recorder.called,
    )
    .outerjoin(_recorder, _recorder.id == RuleVerification.recorded_by_id)
    .order_by(RuleVerification.id)
)
_NOW = _VERIFICATIONS.outerjoin(
    RuleWithdrawal, RuleWithdrawal.verification_id == RuleVerification.id
)


def verifications(session: Session, known_at: datetime | None = None) -> list[Verification]:
    """What people have verified, with withdrawals, as known now or at an earlier moment."""
    return [_verification(row) for row in _rows(session, known_at)]


def current(session: Session, files: Rulebook, known_at: datetime | None = None) -> Rulebook:
    """The rulebook that judges: the files' with what people have verified. One query.

    The same verifications of the same files give the same object.
    """
    return _current(_Same(files), _rows(session, known_at))


def _rows(session: Session, known_at: datetime | None) -> tuple[tuple[Any, ...], ...]:
    statement = _NOW
    if known_at is not None:
        statement = _VERIFICATIONS.outerjoin(
            RuleWithdrawal,
            and_(
                RuleWithdrawal.verification_id == RuleVerification.id,
                RuleWithdrawal.recorded_at <= known_at,
            ),
        ).where(RuleVerification.recorded_at <= known_at)
    session.flush()
    return tuple(tuple(row) for row in session.connection().execute(statement))  # on every page


def _verification(row: Any) -> Verification:
    key, requirement, version, settings, *said, by = row
    read = settings_from_json(loads(settings))
    return Verification(key, requirement, version, read, *said, by or "")  # type: ignore[call-arg]


class _Same:
    """The files, compared by identity: they are frozen, large, and read once."""

    def __init__(self, files: Rulebook) -> None:
        self.files = files

    def __hash__(self) -> int:
        return id(self.files)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.files is self.files


@lru_cache(maxsize=8)
def _current(same: _Same, rows: tuple[tuple[Any, ...], ...]) -> Rulebook:
    return with_verifications(same.files, [_verification(row) for row in rows])
