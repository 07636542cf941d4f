"""People and counties of case files as facts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from itertools import count

from portal.domain.facts import (
    Affiliated,
    Begun,
    Claim,
    Completion,
    CountyFact,
    DesignationHeld,
    DutyHeld,
    Equivalency,
    LicenseHeld,
    PersonFacts,
    Profession,
    Recorded,
)
from tests.regulations.cases import LONG_AGO, CountyTable, PersonTable

COUNTY = "06019"
CORE = (
    "crisis-intervention",
    "harm-reduction",
    "trauma-informed-care",
    "crisis-assessment",
    "safety-planning",
)
_numbers = count(1)


def person_facts(number: int, table: PersonTable) -> PersonFacts:
    """Everything a case says about one person."""
    return PersonFacts(
        person=number,
        name=f"Person {number}",
        affiliations=(
            Affiliated(_recorded(), COUNTY, 1 if table.on_team else None, table.since, None),
        ),
        duties=tuple(DutyHeld(_recorded(), duty, table.since, None) for duty in table.duties),
        professions=tuple(_professions(table)),
        licenses=tuple(_licenses(table)),
        designations=tuple(_designations(table)),
        completions=tuple(_completions(table)),
        begun=tuple(
            Begun(_recorded(), each.course, "A training", each.on, None) for each in table.begun
        ),
    )


def county_facts(slug: str, table: CountyTable) -> list[CountyFact]:
    """Everything a case says about a county."""
    return [
        CountyFact(_recorded(), each.about or slug, each.done, each.ends, each.note)
        for each in table.facts
    ]


def _recorded() -> Recorded:
    return Recorded(f"fact:{next(_numbers)}", datetime(2026, 1, 5, 18, tzinfo=UTC), "Rosa")


def _professions(table: PersonTable) -> Iterable[Profession]:
    if table.profession is not None:
        yield Profession(_recorded(), table.profession, table.since, None)


def _licenses(table: PersonTable) -> Iterable[LicenseHeld]:
    for held in (table.earlier_license, table.license):
        if held is not None:
            yield LicenseHeld(
                _recorded(), "License", table.profession, held.starts, held.expires, held.first
            )


def _designations(table: PersonTable) -> Iterable[DesignationHeld]:
    held = table.designation
    if held is not None:
        yield DesignationHeld(_recorded(), COUNTY, held.starts, held.ends)


def _completions(table: PersonTable) -> Iterable[Completion]:
    for each in table.completed:
        yield _completion(each.on, course=each.course)
    for training in table.trainings:
        yield _completion(
            training.on, subject=training.subject, meets=training.meets, hours=training.hours
        )
    if table.core:
        for slug in CORE:
            yield _completion(LONG_AGO, meets=slug)


def _completion(
    on: date, course: str = "", subject: str = "", meets: str = "", hours: int = 0
) -> Completion:
    return Completion(
        fact=_recorded(),
        title="A training",
        completed_on=on,
        course=course,
        edition=1 if course else 0,
        still_counts=True,
        superseded_on=None,
        revoked_on=None,
        subject=subject,
        ce_minutes=hours * 60,
        claims=(Claim(_recorded(), _precedent(meets), on),) if meets else (),
        confirmed=True,
    )


def _precedent(meets: str) -> Equivalency:
    return Equivalency(
        fact=_recorded(),
        requirement=meets,
        starts_on=LONG_AGO,
        ends_on=None,
        recency_months=None,
        revoked_on=None,
        title="A training",
        reason="It teaches the same.",
    )
