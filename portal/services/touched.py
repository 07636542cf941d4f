"""Which facts a transaction has added, by what has to be worked out anew for them.

The edge asks for it before a commit, and has what is kept for speed brought up to date.
"""

from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from portal.models import (
    Affiliation,
    Base,
    Claim,
    CountyFact,
    Credential,
    Decision,
    Designation,
    DutyHeld,
    Enrolment,
    EquivalencyRevocation,
    Leave,
    OutsideTraining,
    Person,
    PersonProviderType,
    ReviewStep,
    Revocation,
    RosterImport,
    RuleVerification,
    RuleWithdrawal,
    ServiceArea,
    Shift,
    ShiftAssignment,
    ShiftEnd,
    ShiftException,
    Team,
    TeamArea,
    TrainingRecord,
)

_KEY, _BEFORE = "readiness changes", "readiness changes before savepoints"


@dataclass(slots=True)
class Changes:
    """Numbers of what the new facts are about."""

    people: set[int] = field(default_factory=set)
    anything: set[int] = field(default_factory=set)
    """Those of them whom the new facts may bear on in any way. Of all others there are only new
    licenses, and trainings of which nothing was recorded before, unless some were `replaced`."""
    licensed: set[int] = field(default_factory=set)
    """Those of them of whom a license was recorded."""
    members: set[int] = field(default_factory=set)
    """People who may have joined or left teams, or take part in another way."""
    teams: set[int] = field(default_factory=set)
    serving: set[int] = field(default_factory=set)
    """Teams that may serve other areas."""
    rosters: set[int] = field(default_factory=set)
    """Teams whose shifts may be others."""
    areas: set[int] = field(default_factory=set)
    records: set[int] = field(default_factory=set)
    """Training records that were revoked."""
    trainings: set[int] = field(default_factory=set)
    """Trainings from elsewhere that were credited, or reviewed."""
    recorded: set[int] = field(default_factory=set)
    """Those that were recorded just now: whose they are is noted."""
    precedents: set[int] = field(default_factory=set)
    """Equivalencies that were revoked."""
    shifts: set[int] = field(default_factory=set)
    imports: set[int] = field(default_factory=set)
    counties: set[str] = field(default_factory=set)
    """Counties of which something was recorded, or somebody's evidence may be somebody else's."""
    rosters_from: int | None = None
    """The first day, an ordinal, on which rosters may be others; None: they are the same."""
    replaced: bool = False
    """Whether a training takes the place of another, or a row itself was changed."""
    corrected: bool = False
    """Whether something earlier is superseded, so that evidence may be gone."""
    rules: bool = False
    """Whether the rulebook itself has changed."""


Note = Callable[[Changes, Mapping[str, Any]], None]


def _adds(*names: str) -> Note:
    """Notes columns: “people person_id” puts the value of the column into the set."""
    pairs = [name.split() for name in names]

    def note(changes: Changes, values: Mapping[str, Any]) -> None:
        for kind, column in pairs:
            value = values.get(column)
            if value is not None:
                getattr(changes, kind).add(value)
        if values.get("supersedes_id") is not None:
            changes.corrected = True

    return note


def _roster(*names: str, since: str = "") -> Note:
    """The same for what rosters are made of; `since`: the column of the first day that matters.

    What takes an earlier row's place may matter before that, as does what names no day.
    """
    adds = _adds(*names)

    def note(changes: Changes, values: Mapping[str, Any]) -> None:
        adds(changes, values)
        knows = since and values.get("supersedes_id") is None
        first: date | None = values.get(since) if knows else None
        day = (first or date.min).toordinal()
        if changes.rosters_from is None or day < changes.rosters_from:
            changes.rosters_from = day

    return note


def _rules(changes: Changes, _values: Mapping[str, Any]) -> None:
    changes.rules = True


_WHOEVER = "people person_id"
_PERSON = _adds(_WHOEVER, "anything person_id")
_MEMBER = _adds(_WHOEVER, "anything person_id", "members person_id")
_LICENSE = _adds(_WHOEVER, "licensed person_id")
_NEW_TRAINING = _adds(_WHOEVER, "recorded id")


def _training(changes: Changes, values: Mapping[str, Any]) -> None:
    _NEW_TRAINING(changes, values)
    if values.get("supersedes_id") is not None:
        changes.replaced = True


_SHIFT = "shifts shift_id"
NOTES: dict[type[Base], Note] = {
    Person: _adds("people id", "anything id"),
    Affiliation: _MEMBER,
    DutyHeld: _MEMBER,
    Leave: _PERSON,
    Designation: _PERSON,
    PersonProviderType: _PERSON,
    Credential: _LICENSE,
    Decision: _PERSON,
    Enrolment: _PERSON,
    TrainingRecord: _PERSON,
    OutsideTraining: _training,
    Revocation: _adds("records record_id"),
    Claim: _adds("trainings training_id"),
    ReviewStep: _adds("trainings training_id"),
    EquivalencyRevocation: _adds("precedents equivalency_id"),
    CountyFact: _adds("counties county_fips"),
    Team: _adds("teams id"),
    ServiceArea: _roster("areas id"),
    TeamArea: _roster("areas area_id", "serving team_id", since="starts_on"),
    Shift: _roster("rosters team_id", since="first_on"),
    ShiftEnd: _roster(_SHIFT),
    ShiftAssignment: _roster(_SHIFT, since="first_on"),
    ShiftException: _roster(_SHIFT, since="on"),
    RosterImport: _roster("imports id"),
    RuleVerification: _rules,
    RuleWithdrawal: _rules,
}
"""The tables of facts that kept rows rest on, each with what a row of it changes."""


def touched(session: Session, table: type[Base], values: Mapping[str, Any]) -> None:
    """Note that a row with these values was added.

    Rows added as objects of a session are noted by themselves; whatever inserts otherwise says so
    here. It costs next to nothing for other tables.
    """
    note = NOTES.get(table)
    if note is not None:
        note(session.info.setdefault(_KEY, Changes()), values)


def touched_all(session: Session, table: type[Base], rows: Iterable[Mapping[str, Any]]) -> None:
    """The same of many rows."""
    note = NOTES.get(table)
    if note is not None:
        changes: Changes = session.info.setdefault(_KEY, Changes())
        for values in rows:
            note(changes, values)


def exchanged(session: Session, people: Iterable[int], counties: Iterable[str]) -> None:
    """Note that facts went from one of these people to another, who work or worked there."""
    changes: Changes = session.info.setdefault(_KEY, Changes())
    for each in (changes.people, changes.anything, changes.members):
        each.update(people)
    changes.counties.update(counties)
    changes.corrected = True


def flushed(session: Session) -> None:
    """Note what a flush has written: to be called after it, before the session forgets."""
    for row in (*session.new, *session.dirty):
        table = type(row)
        if table in NOTES:
            columns = table.__table__.columns.keys()
            touched(session, table, {name: getattr(row, name) for name in columns})
    if any(type(row) in NOTES for row in session.dirty):
        changes: Changes = session.info[_KEY]
        changes.replaced = True


def taken(session: Session) -> Changes | None:
    """What was noted since it was last asked; None: nothing that matters."""
    session.info.pop(_BEFORE, None)
    found: Changes | None = session.info.pop(_KEY, None)
    return found


def set_aside(session: Session, savepoint: Any) -> None:
    """Remember what was noted before a savepoint: to be called as it begins."""
    session.info.setdefault(_BEFORE, {})[savepoint] = deepcopy(session.info.get(_KEY))


def put_back(session: Session, savepoint: Any) -> None:
    """Forget what was noted since a savepoint: all of that is rolled back."""
    before: Changes | None = session.info[_BEFORE].pop(savepoint)
    if before is None:
        session.info.pop(_KEY, None)
    else:
        session.info[_KEY] = before
