"""What is asked for a person's facts: a statement for each table, as columns, built once."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple, cast

from sqlalchemy import Select, Table, and_, bindparam, select

from portal.domain import facts
from portal.models import (
    Affiliation,
    Base,
    Claim,
    Credential,
    Decision,
    Designation,
    DutyHeld,
    Enrolment,
    Equivalency,
    EquivalencyRevocation,
    Leave,
    OutsideTraining,
    PersonProviderType,
    Revocation,
    TrainingRecord,
)


class Kept(NamedTuple):
    """A table of facts that supersede each other, and what they say."""

    kind: str
    """The first part of a fact's key."""
    table: type[Base]
    columns: tuple[str, ...]
    """What the fact is made of, in the order of its fields."""
    fact: Callable[..., Any]
    days: bool = True
    """Whether it has a first and a last day; with the last before the first it is taken back."""


KEPT = {
    "affiliations": Kept(
        "affiliation",
        Affiliation,
        ("county_fips", "team_id", "starts_on", "ends_on"),
        facts.Affiliated,
    ),
    "duties": Kept("duty", DutyHeld, ("duty", "starts_on", "ends_on"), facts.DutyHeld),
    "professions": Kept(
        "profession",
        PersonProviderType,
        ("provider_type", "starts_on", "ends_on"),
        facts.Profession,
    ),
    "licenses": Kept(
        "credential",
        Credential,
        ("title", "provider_type", "starts_on", "expires_on"),
        facts.LicenseHeld,
        days=False,
    ),
    "designations": Kept(
        "designation",
        Designation,
        ("county_fips", "starts_on", "ends_on"),
        facts.DesignationHeld,
    ),
    "decisions": Kept(
        "decision",
        Decision,
        ("kind", "requirement", "starts_on", "ends_on", "reason"),
        facts.Decided,
    ),
    "leaves": Kept("leave", Leave, ("starts_on", "ends_on"), facts.Leave),
}
"""By the name of the field of `PersonFacts`."""
OUTSIDE = Kept(
    "outside-training",
    OutsideTraining,
    ("title", "completed_on", "subject", "ce_minutes", "withdrawn"),
    facts.Completion,
    days=False,
)


def table_of(model: type[Base]) -> Table:
    """The table itself: asking it costs less than asking the mapped class."""
    return cast(Table, model.__table__)


def _limited(
    statement: Select[Any], person_id: Any, recorded_at: Any, *, some: bool, then: bool
) -> Select[Any]:
    """Of some people only; recorded by a moment only."""
    if some:
        statement = statement.where(person_id.in_(bindparam("ids", expanding=True)))
    if then:
        statement = statement.where(recorded_at <= bindparam("known_at"))
    return statement


@lru_cache(maxsize=64)
def kept_rows(kept: Kept, *, some: bool, then: bool) -> Select[Any]:
    """The rows of one table, superseded ones too."""
    column = table_of(kept.table).c
    common = ("id", "person_id", "recorded_at", "recorded_by_id", "supersedes_id")
    names = (*common, *kept.columns)
    statement = select(*(column[name] for name in names)).order_by(column.id)
    return _limited(statement, column.person_id, column.recorded_at, some=some, then=then)


@lru_cache(maxsize=8)
def records(*, some: bool, then: bool) -> Select[Any]:
    """The trainings completed here, each with the day it was revoked."""
    record, revoked = table_of(TrainingRecord).c, table_of(Revocation).c
    by_then = [revoked.recorded_at <= bindparam("known_at")] if then else []
    joined = table_of(TrainingRecord).outerjoin(
        table_of(Revocation), and_(revoked.record_id == record.id, *by_then)
    )
    statement = (
        select(
            record.id,
            record.person_id,
            record.completed_at,
            record.enrolment_id,
            record.course,
            record.course_title,
            record.edition,
            record.completed_on,
            revoked.revoked_on,
        )
        .select_from(joined)
        .order_by(record.id)
    )
    return _limited(statement, record.person_id, record.completed_at, some=some, then=then)


@lru_cache(maxsize=8)
def enrolments(*, some: bool, then: bool) -> Select[Any]:
    """The trainings begun here."""
    begun = table_of(Enrolment).c
    statement = select(
        begun.id, begun.person_id, begun.course, begun.edition, begun.started_at
    ).order_by(begun.id)
    return _limited(statement, begun.person_id, begun.started_at, some=some, then=then)


@lru_cache(maxsize=8)
def claims(*, some: bool, then: bool) -> Select[Any]:
    """The credit given to trainings from elsewhere, each with its precedent."""
    claim, given = table_of(Claim).c, table_of(Equivalency).c
    training, revoked = table_of(OutsideTraining).c, table_of(EquivalencyRevocation).c
    by_then = [revoked.recorded_at <= bindparam("known_at")] if then else []
    joined = (
        table_of(Claim)
        .join(table_of(OutsideTraining), training.id == claim.training_id)
        .join(table_of(Equivalency), given.id == claim.equivalency_id)
        .outerjoin(
            table_of(EquivalencyRevocation), and_(revoked.equivalency_id == given.id, *by_then)
        )
    )
    statement = (
        select(
            claim.training_id,
            claim.claimed_on,
            claim.recorded_at,
            claim.recorded_by_id,
            given.id,
            given.requirement,
            given.starts_on,
            given.ends_on,
            given.recency_months,
            revoked.revoked_on,
            given.title,
            given.reason,
            given.recorded_at.label("given_at"),
            given.recorded_by_id.label("given_by_id"),
        )
        .select_from(joined)
        .order_by(claim.training_id, claim.equivalency_id)
    )
    return _limited(statement, training.person_id, claim.recorded_at, some=some, then=then)
