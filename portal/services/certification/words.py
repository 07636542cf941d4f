"""How each kind of fact is asked for and said."""

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, literal, select
from sqlalchemy.orm import aliased

from portal.domain.coverage import ExceptionKind
from portal.domain.dates import civil_date, date_text
from portal.domain.requirements import Rulebook
from portal.models import (
    Affiliation,
    Agency,
    Claim,
    County,
    CountyFact,
    Credential,
    Decision,
    Designation,
    DutyHeld,
    Enrolment,
    Equivalency,
    Leave,
    OutsideTraining,
    Person,
    PersonProviderType,
    Shift,
    ShiftAssignment,
    ShiftException,
    Team,
    TrainingRecord,
)

_Recorder = aliased(Person)


def _rows(table: Any, *columns: Any, by: bool = True, at: Any = None) -> Select[Any]:
    """Rows of a table with who recorded them; `at` where it is called something else."""
    recorder = (_Recorder.called if by else literal("")).label("recorder")
    when = table.recorded_at if at is None else at
    statement = select(*columns, when.label("at"), recorder).select_from(table)
    if by:
        statement = statement.outerjoin(_Recorder, _Recorder.id == table.recorded_by_id)
    return statement


def _days(starts_on: date | None, ends_on: date | None) -> str:
    """A stretch at the end of a sentence, such as “ from May 1, 2026”."""
    since = "" if starts_on is None else f" from {date_text(starts_on)}"
    return since + ("" if ends_on is None else f" through {date_text(ends_on)}")


def _title(rulebook: Rulebook, slug: str) -> str:
    requirement = rulebook.requirements.get(slug)
    return requirement.title if requirement else slug


def _affiliation(row: Row[Any], _rules: Rulebook) -> str:
    team = f" on {row.team}" if row.team else ""
    return (
        f"Works in {row.county} County{team} for {row.agency}{_days(row.starts_on, row.ends_on)}."
    )


def _outside(row: Row[Any], _rules: Rulebook) -> str:
    if row.withdrawn:
        return f"“{row.title}” was entered by mistake."
    return f"Completed “{row.title}” with {row.provider} on {date_text(row.completed_on)}."


def _decision(row: Row[Any], rules: Rulebook) -> str:
    days = _days(row.starts_on, row.ends_on)
    return f"{row.kind.label} for {_title(rules, row.requirement)}{days}: {row.reason}"


def _credential(row: Row[Any], _rules: Rulebook) -> str:
    first = row.first_licensed_on
    said = "" if first is None else f"; first licensed on {date_text(first)}"
    return f"Holds “{row.title}”{_days(row.starts_on, row.expires_on)}{said}."


def _equivalency(row: Row[Any], rules: Rulebook) -> str:
    meets = _title(rules, row.requirement)
    return f"“{row.title}” from {row.provider} is credited for {meets}: {row.reason}"


def _exception(row: Row[Any], _rules: Rulebook) -> str:
    what = {
        ExceptionKind.OFF: "Does not come to",
        ExceptionKind.ON: f"Comes ({row.mode.label.lower()}) to",
        ExceptionKind.CANCELLED: "Nobody comes to",
        ExceptionKind.USUAL: "All as usual for",
    }[row.kind]
    because = f": {row.reason}" if row.reason else "."
    return f"{what} {row.name} on {date_text(row.on)}{because}"


def _held(table: Any, *columns: Any) -> Select[Any]:
    return _rows(table, table.id, table.person_id, table.starts_on, table.ends_on, *columns)


KINDS: dict[str, tuple[Select[Any], Callable[[Row[Any], Rulebook], str]]] = {
    "affiliation": (
        _held(
            Affiliation,
            Affiliation.county_fips,
            Affiliation.team_id,
            County.name.label("county"),
            Agency.name.label("agency"),
            Team.name.label("team"),
        )
        .join(County, County.fips == Affiliation.county_fips)
        .join(Agency, Agency.id == Affiliation.agency_id)
        .outerjoin(Team, Team.id == Affiliation.team_id),
        _affiliation,
    ),
    "duty": (
        _held(DutyHeld, DutyHeld.duty),
        lambda row, _: f"{row.duty.label}{_days(row.starts_on, row.ends_on)}.",
    ),
    "profession": (
        _held(PersonProviderType, PersonProviderType.provider_type),
        lambda row, _: f"{row.provider_type.label}{_days(row.starts_on, row.ends_on)}.",
    ),
    "credential": (
        _rows(
            Credential,
            Credential.id,
            Credential.person_id,
            Credential.title,
            Credential.starts_on,
            Credential.expires_on,
            Credential.first_licensed_on,
        ),
        _credential,
    ),
    "designation": (
        _held(
            Designation,
            Designation.county_fips,
            Designation.evidence_id,
            County.name.label("county"),
        ).join(County, County.fips == Designation.county_fips),
        lambda row, _: (
            f"Designated by {row.county} County to place holds{_days(row.starts_on, row.ends_on)}."
        ),
    ),
    "leave": (
        _held(Leave),
        lambda row, _: f"On leave{_days(row.starts_on, row.ends_on)}.",
    ),
    "decision": (
        _held(Decision, Decision.kind, Decision.requirement, Decision.reason),
        _decision,
    ),
    "training-record": (
        _rows(
            TrainingRecord,
            TrainingRecord.id,
            TrainingRecord.person_id,
            TrainingRecord.course_title,
            TrainingRecord.completed_on,
            by=False,
            at=TrainingRecord.completed_at,
        ),
        lambda row, _: f"Completed “{row.course_title}” here on {date_text(row.completed_on)}.",
    ),
    "enrolment": (
        _rows(
            Enrolment,
            Enrolment.id,
            Enrolment.person_id,
            Enrolment.course,
            Enrolment.started_at,
            by=False,
            at=Enrolment.started_at,
        ),
        lambda row, _: f"Began “{row.course}” here on {date_text(civil_date(row.started_at))}.",
    ),
    "outside-training": (
        _rows(
            OutsideTraining,
            OutsideTraining.id,
            OutsideTraining.person_id,
            OutsideTraining.evidence_id,
            OutsideTraining.title,
            OutsideTraining.provider,
            OutsideTraining.completed_on,
            OutsideTraining.withdrawn,
        ),
        _outside,
    ),
    "equivalency": (
        _rows(
            Equivalency,
            Equivalency.id,
            Equivalency.county_fips,
            Equivalency.title,
            Equivalency.provider,
            Equivalency.requirement,
            Equivalency.reason,
        ),
        _equivalency,
    ),
    "claim": (
        _rows(
            Claim,
            Claim.training_id.label("id"),
            Claim.equivalency_id.label("second"),
            Claim.claimed_on,
            OutsideTraining.person_id,
            OutsideTraining.title,
        ).join(OutsideTraining, OutsideTraining.id == Claim.training_id),
        lambda row, _: f"“{row.title}” is credited from {date_text(row.claimed_on)} on.",
    ),
    "county-fact": (
        _rows(
            CountyFact,
            CountyFact.id,
            CountyFact.county_fips,
            CountyFact.evidence_id,
            CountyFact.requirement,
            CountyFact.done_on,
            CountyFact.ends_on,
        ),
        lambda row, rules: (
            f"{_title(rules, row.requirement)}: done{_days(row.done_on, row.ends_on)}."
        ),
    ),
    "shift-assignment": (
        _rows(
            ShiftAssignment,
            ShiftAssignment.id,
            ShiftAssignment.person_id,
            ShiftAssignment.mode,
            ShiftAssignment.first_on,
            ShiftAssignment.last_on,
            Shift.name,
            Shift.team_id,
        ).join(Shift, Shift.id == ShiftAssignment.shift_id),
        lambda row, _: f"{row.mode.label} on {row.name}{_days(row.first_on, row.last_on)}.",
    ),
    "shift-exception": (
        _rows(
            ShiftException,
            ShiftException.id,
            ShiftException.person_id,
            ShiftException.mode,
            ShiftException.on,
            ShiftException.kind,
            ShiftException.reason,
            Shift.name,
            Shift.team_id,
        ).join(Shift, Shift.id == ShiftException.shift_id),
        _exception,
    ),
}
