"""The last day on which evidence about somebody of a county is dated."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, or_, select, union_all, update
from sqlalchemy.orm import Session

from portal.domain.facts import PersonFacts
from portal.models import (
    Affiliation,
    Credential,
    Designation,
    KeptCounty,
    OutsideTraining,
    TrainingRecord,
)
from portal.services.certification.statements import table_of
from portal.services.readiness.world import World
from portal.services.rosters.loading import recorded_by, stands

_kept = table_of(KeptCounty)


def last_evidence(
    session: Session,
    counties: Collection[str] | None,
    on: date | None = None,
    known_at: datetime | None = None,
) -> dict[str, date]:
    """By county: the newest training, license or designation of anybody who ever worked there.

    Dated by the day `on`, as known at a moment. Counties without any are left out.
    """
    dated = union_all(
        _dated(TrainingRecord, TrainingRecord.completed_on, TrainingRecord.completed_at, known_at),
        _standing(OutsideTraining, OutsideTraining.completed_on, known_at).where(
            ~OutsideTraining.withdrawn
        ),
        _standing(Credential, Credential.starts_on, known_at),
        _standing(Designation, Designation.starts_on, known_at).where(_begins(Designation)),
    ).subquery()
    statement = (
        select(Affiliation.county_fips, func.max(dated.c.day))
        .join(dated, dated.c.person_id == Affiliation.person_id)
        .where(
            _begins(Affiliation),
            *recorded_by(Affiliation.recorded_at, known_at),
            stands(Affiliation, known_at),
        )
        .group_by(Affiliation.county_fips)
    )
    if counties is not None:
        statement = statement.where(Affiliation.county_fips.in_(list(counties)))
    if on is not None:
        statement = statement.where(dated.c.day <= on)
    return {county: day for county, day in session.execute(statement) if day is not None}


def _dated(table: Any, day: Any, recorded_at: Any, known_at: datetime | None) -> Any:
    return select(table.person_id, day.label("day")).where(*recorded_by(recorded_at, known_at))


def _standing(table: Any, day: Any, known_at: datetime | None) -> Any:
    return _dated(table, day, table.recorded_at, known_at).where(stands(table, known_at))


def _begins(table: Any) -> Any:
    return or_(table.starts_on.is_(None), table.ends_on.is_(None), table.ends_on >= table.starts_on)


def put_evidence(session: Session, counties: Collection[str]) -> None:
    """Keep it for these counties, from all of their people's facts."""
    found = last_evidence(session, counties)
    session.execute(delete(_kept).where(_kept.c.county_fips.in_(list(counties))))
    rows = [{"county_fips": each, "last_evidence_on": found.get(each)} for each in counties]
    if rows:
        session.execute(insert(_kept), rows)


_LATER = (
    update(_kept)
    .where(
        _kept.c.county_fips.in_(bindparam("counties", expanding=True)),
        or_(_kept.c.last_evidence_on.is_(None), _kept.c.last_evidence_on < bindparam("day")),
    )
    .values(last_evidence_on=bindparam("day"))
)


def add_evidence(session: Session, people: Iterable[PersonFacts]) -> None:
    """Keep it where it was kept, now that facts of these people were added."""
    for facts in people:
        days = [each.completed_on for each in facts.completions]
        days += [each.starts_on for each in facts.licenses if each.starts_on]
        days += [each.starts_on for each in facts.designations if each.starts_on]
        counties = sorted({each.county for each in facts.affiliations})
        if days and counties:
            session.execute(_LATER, {"counties": counties, "day": max(days)})


_KEPT = select(_kept.c.county_fips, _kept.c.last_evidence_on)


def evidence_on(world: World, counties: Iterable[str], on: date) -> dict[str, date]:
    """The last day, up to this one, on which evidence of each county is dated."""
    found: dict[str, date] = {}
    missing = set(counties)
    if world.kept:
        for county, day in world.connection.execute(_KEPT).all():
            if day is None or day <= on:
                missing.discard(county)
                if day is not None:
                    found[county] = day
    if missing:
        found |= last_evidence(world.session, missing, on, world.known_at)
    return found
