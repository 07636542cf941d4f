"""The last day on which evidence about somebody of a county is dated."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, or_, select, union_all, update
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
from portal.services.rosters.known import recorded_by, stands

_kept = table_of(KeptCounty)


def last_evidence(
    session: Session,
    counties: Collection[str] | None,
    on: date | None = None,
    known_at: datetime | None = None,
    after: date | None = None,
) -> dict[str, date]:
    """By county: the newest training, license or designation of anybody who ever worked there.

    Dated by the day `on`, and after the day `after`, as known at a moment. Counties without any
    are left out.
    """
    asked = {"counties": counties, "on": on, "known_at": known_at, "after": after}
    given = {name: value for name, value in asked.items() if value is not None}
    if counties is not None:
        given["counties"] = list(counties)
    found = session.execute(_last(frozenset(given)), given)
    return {county: day for county, day in found if day is not None}


@cache  # building it takes longer than asking, and it is asked county by county
def _last(given: frozenset[str]) -> Any:
    """The statement of `last_evidence`, by which of its arguments are given."""
    dated = union_all(*(_of_county(each, given) for each in _DATED)).subquery()
    return select(dated.c.county_fips, func.max(dated.c.day)).group_by(dated.c.county_fips)


def _begins(table: Any, last: str = "ends_on") -> Any:
    ends = getattr(table, last)
    return or_(table.starts_on.is_(None), ends.is_(None), ends >= table.starts_on)


class _Dated(NamedTuple):
    """A table of evidence: on which day it is dated, and which rows of it are any."""

    table: Any
    day: Any
    recorded_at: Any
    conditions: tuple[Any, ...] = ()
    corrected: bool = True
    """Whether later rows supersede earlier ones."""


_DATED = (
    _Dated(
        TrainingRecord, TrainingRecord.completed_on, TrainingRecord.completed_at, corrected=False
    ),
    _Dated(
        OutsideTraining,
        OutsideTraining.completed_on,
        OutsideTraining.recorded_at,
        (~OutsideTraining.withdrawn,),
    ),
    _Dated(
        Credential,
        Credential.starts_on,
        Credential.recorded_at,
        (_begins(Credential, "expires_on"),),
    ),
    _Dated(Designation, Designation.starts_on, Designation.recorded_at, (_begins(Designation),)),
)


def _of_county(dated: _Dated, given: frozenset[str]) -> Any:
    """The days of one table's evidence, with the counties that its people ever worked in."""
    known_at: Any = bindparam("known_at") if "known_at" in given else None
    statement = (
        select(Affiliation.county_fips, dated.day.label("day"))
        .join(dated.table, dated.table.person_id == Affiliation.person_id)
        .where(
            _begins(Affiliation),
            *recorded_by(Affiliation.recorded_at, known_at),
            stands(Affiliation, known_at),
            *recorded_by(dated.recorded_at, known_at),
            *dated.conditions,
        )
    )
    if dated.corrected:
        statement = statement.where(stands(dated.table, known_at))
    if "counties" in given:
        asked: Any = bindparam("counties", expanding=True)
        statement = statement.where(Affiliation.county_fips.in_(asked))
    if "after" in given:
        statement = statement.where(dated.day > bindparam("after"))
    return statement.where(dated.day <= bindparam("on")) if "on" in given else statement


def put_evidence(session: Session, counties: Collection[str]) -> None:
    """Keep it for those of these counties that are kept, from all of their people's facts."""
    if not counties:
        return
    found = last_evidence(session, counties)
    days = [{"county": each, "day": found.get(each)} for each in counties]
    session.connection().execute(_THIS, days)


_THIS = (
    update(_kept)
    .where(_kept.c.county_fips == bindparam("county"))
    .values(last_evidence_on=bindparam("day"))
)


def evidence_of(people: Iterable[PersonFacts]) -> dict[str, date]:
    """By county: the newest evidence of these people, who work or worked there."""
    found: dict[str, date] = {}
    for facts in people:
        days = [each.completed_on for each in facts.completions]
        days += [each.starts_on for each in facts.licenses if each.starts_on]
        days += [each.starts_on for each in facts.designations if each.starts_on]
        for county in {each.county for each in facts.affiliations} if days else ():
            found[county] = max([*days, found[county]] if county in found else days)
    return found


def _gone(dated: _Dated) -> Any:
    """The days of what is no longer evidence of a county, or may not be."""
    elsewhere = dated.table.person_id.in_(bindparam("members", expanding=True))
    return select(dated.table.person_id, dated.day.label("day")).where(
        dated.table.person_id.in_(bindparam("people", expanding=True)),
        or_(elsewhere, ~stands(dated.table, None)) if dated.corrected else elsewhere,
    )


@cache
def _lost() -> Any:
    gone = union_all(*(_gone(each) for each in _DATED)).subquery()
    return (
        select(Affiliation.county_fips)
        .join(gone, gone.c.person_id == Affiliation.person_id)
        .join(_kept, _kept.c.county_fips == Affiliation.county_fips)
        .where(_kept.c.last_evidence_on <= gone.c.day)
        .distinct()
    )


def correct_evidence(session: Session, people: Collection[int], members: Collection[int]) -> None:
    """Keep it, now that something about these people was corrected.

    A county's last day may lie earlier now only where something that lay on it has gone: what was
    superseded, or all that is dated, of `members`, who may work elsewhere.
    """
    asked = {"people": list(people), "members": list(members)}
    put_evidence(session, sorted(session.connection().execute(_lost(), asked).scalars()))


def evidence_on(world: World, counties: Iterable[str], on: date) -> dict[str, date]:
    """The last day, up to this one, on which evidence of each county is dated."""
    found: dict[str, date] = {}
    missing = set(counties)
    for county, day in world.kept_counties.items():
        if day is None or day <= on:
            missing.discard(county)
            if day is not None:
                found[county] = day
    for days in _LOOKED_BACK:
        if missing:
            after = on - days if days else None
            asked = missing if after is None or len(missing) < FEW else None
            late = last_evidence(world.session, asked, on, world.known_at, after)
            found |= {county: day for county, day in late.items() if county in missing}
            missing -= found.keys()
    return found


FEW = 10
"""So many counties are asked for by name: of more, their days lead to the rows more quickly."""
_LOOKED_BACK = (timedelta(days=2), timedelta(days=30), None)
"""Most counties have some evidence from the last days: so long back is looked first."""
