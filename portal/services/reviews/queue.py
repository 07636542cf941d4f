"""What waits for a reviewer, the longest first."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, exists, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from portal.domain.dates import civil_date
from portal.domain.evidence import Limits
from portal.domain.reviews import Step
from portal.models import (
    Affiliation,
    Claim,
    Equivalency,
    EquivalencyRevocation,
    Person,
    ReviewStep,
)
from portal.models import OutsideTraining as Training
from portal.services.affiliations import affiliated, not_ended, stands
from portal.services.places import Counties

PAGE = 50
_Later = aliased(Training)
_LaterStep = aliased(ReviewStep)


class Shown(StrEnum):
    """Which entries are listed."""

    WAITS = "waits"
    RETURNED = "returned"
    """They wait for the person."""
    DECIDED = "decided"
    """Lately, by anybody."""


@dataclass(frozen=True, slots=True)
class Filters:
    """How the list is narrowed; empty: not at all."""

    requirement: str = ""
    precedent: str = ""
    """“yes”: one fits; “no”: none does."""
    document: str = ""
    """“yes”: one is attached; “no”: none is."""


@dataclass(frozen=True, slots=True)
class Item:
    """An entry that waits, and what it may meet."""

    training: int
    person: int
    name: str
    title: str
    provider: str
    subject: str
    completed_on: date
    has_document: bool
    since: datetime
    """Since when it waits for who has to act now."""
    by_subject: tuple[str, ...]
    """The requirements that its subject meets once it is accepted."""
    by_precedent: tuple[str, ...]
    """Those that a precedent credits it for today."""

    @property
    def requirements(self) -> tuple[str, ...]:
        """All that it would meet."""
        more = tuple(one for one in self.by_precedent if one not in self.by_subject)
        return self.by_subject + more

    def days(self, today: date) -> int:
        """How long it has waited."""
        return (today - civil_date(self.since)).days


# What waits


def waiting(
    session: Session,
    counties: Counties,
    today: date,
    meeting: Mapping[str, Sequence[str]],
    filters: Filters,
    *,
    but: int,
    returned: bool = False,
) -> list[Item]:
    """Everything that waits in these counties, the longest first, but for one’s own.

    `meeting`: the requirements that each subject meets today; `returned`: what waits for the
    person instead. The number of queries is constant.
    """
    rows = session.execute(
        _rows().where(*of(counties, today), Person.id != but, is_returned() == returned)
    ).all()
    found = _items(session, rows, counties, today, meeting)
    return [one for one in found if _fits(one, filters)]


def of_person(
    session: Session, person_id: int, today: date, meeting: Mapping[str, Sequence[str]]
) -> tuple[list[Item], list[Item]]:
    """What of this person’s own waits for a reviewer, and what was returned to them."""
    rows = session.execute(_rows(is_returned()).where(Person.id == person_id)).all()
    found = _items(session, rows, None, today, meeting)
    back = {row.id for row in rows if row.returned}
    return (
        [one for one in found if one.training not in back],
        [one for one in found if one.training in back],
    )


def _rows(returned: ColumnElement[bool] | None = None) -> Any:
    last = (
        select(func.max(ReviewStep.recorded_at))
        .where(ReviewStep.training_id == Training.id)
        .correlate(Training)
        .scalar_subquery()
    )
    since = func.coalesce(last, Training.recorded_at).label("since")
    more = [] if returned is None else [returned.label("returned")]
    columns = (
        Training.id,
        Training.person_id,
        Person.called.label("name"),
        Training.title,
        Training.provider,
        Training.subject,
        Training.completed_on,
        Training.evidence_id,
        since,
    )
    return (
        select(*columns, *more)
        .join(Person, Person.id == Training.person_id)
        .where(*own())
        .order_by(since, Training.id)
    )


def own() -> Iterable[ColumnElement[bool]]:
    """Somebody entered it about themselves, and nothing has come of it yet."""
    credited = exists().where(Claim.training_id == Training.id).correlate(Training)
    return (
        # As the index ix_outside_training_own has it: the other way round SQLite reads every row.
        Training.person_id == func.coalesce(Training.said_by_id, Training.recorded_by_id),
        Training.withdrawn.is_(False),
        ~exists().where(_Later.supersedes_id == Training.id).correlate(Training),
        or_(Training.subject != "", ~credited),
    )


def of(counties: Counties, today: date) -> list[ColumnElement[bool]]:
    """The person works in one of these counties, or is about to."""
    return [] if counties is None else [affiliated(counties, not_ended(today))]


def is_returned() -> ColumnElement[bool]:
    """It was handed back, and waits for the person."""
    later = (
        exists()
        .where(
            _LaterStep.training_id == ReviewStep.training_id,
            _LaterStep.number > ReviewStep.number,
        )
        .correlate(ReviewStep)
    )
    return (
        exists()
        .where(ReviewStep.training_id == Training.id, ReviewStep.kind == Step.RETURNED, ~later)
        .correlate(Training)
    )


# What it may meet


def _items(
    session: Session,
    rows: Sequence[Row[Any]],
    counties: Counties,
    today: date,
    meeting: Mapping[str, Sequence[str]],
) -> list[Item]:
    known = _precedents(session, counties) if rows else {}
    people = {
        row.person_id
        for row in rows
        for _, county, _ in known.get(_said(row), ())
        if county is not None
    }
    where = _where(session, people, today)
    return [
        Item(
            row.id,
            row.person_id,
            row.name,
            row.title,
            row.provider,
            row.subject,
            row.completed_on,
            row.evidence_id is not None,
            row.since,
            tuple(meeting.get(row.subject, ())),
            tuple(
                dict.fromkeys(
                    requirement
                    for requirement, county, limits in known.get(_said(row), ())
                    if county is None or county in where[row.person_id]
                    if not limits.refusal(row.completed_on, today)
                )
            ),
        )
        for row in rows
    ]


def _said(row: Row[Any]) -> tuple[str, str]:
    return row.title.casefold(), row.provider.casefold()


_Known = dict[tuple[str, str], list[tuple[str, str | None, Limits]]]


def _precedents(session: Session, counties: Counties) -> _Known:
    """The precedents of these counties, by the training that they are about."""
    holds = (
        true()
        if counties is None
        else or_(Equivalency.county_fips.is_(None), Equivalency.county_fips.in_(counties))
    )
    statement = (
        select(Equivalency, EquivalencyRevocation.revoked_on)
        .outerjoin(EquivalencyRevocation, EquivalencyRevocation.equivalency_id == Equivalency.id)
        .where(holds, Equivalency.person_id.is_(None))
        .order_by(Equivalency.id)
    )
    found: _Known = defaultdict(list)
    for row, revoked_on in session.execute(statement):
        limits = Limits(row.starts_on, row.ends_on, row.recency_months, revoked_on)
        said = row.title.casefold(), row.provider.casefold()
        found[said].append((row.requirement, row.county_fips, limits))
    return found


def _where(session: Session, people: set[int], today: date) -> dict[int, set[str]]:
    """The counties where each of these people works, or is about to."""
    found: dict[int, set[str]] = defaultdict(set)
    if people:
        statement = select(Affiliation.person_id, Affiliation.county_fips).where(
            Affiliation.person_id.in_(people), stands(), not_ended(today)
        )
        for person, county in session.execute(statement):
            found[person].add(county)
    return found


def _fits(one: Item, filters: Filters) -> bool:
    wanted = {"yes": True, "no": False}
    return (
        (not filters.requirement or filters.requirement in one.requirements)
        and wanted.get(filters.precedent, bool(one.by_precedent)) == bool(one.by_precedent)
        and wanted.get(filters.document, one.has_document) == one.has_document
    )
