"""Who is on a weekly shift: putting people on, taking them off, correcting."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.coverage import Assigned, Shift
from portal.domain.dates import civil_date, date_text
from portal.domain.errors import Conflict, Invalid, NotFound
from portal.domain.facts import Recorded
from portal.domain.rosters import WEEKDAYS, first_from
from portal.domain.staffing import Mode
from portal.models import ShiftAssignment, Team
from portal.services import audit
from portal.services.history import by_id
from portal.services.history import lock as lock_person
from portal.services.rosters import clashes, shifts, staff
from portal.services.rosters.known import not_undone

_REPLACED = "This entry has been replaced by a newer one. The shift’s page shows what holds."


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """How somebody takes part, from a date through a date."""

    mode: Mode
    first_on: date
    last_on: date | None

    @property
    def days(self) -> dict[str, date | None]:
        """Its dates by the fields they are entered in."""
        return {"first_on": self.first_on, "last_on": self.last_on}


def put_on(
    session: Session,
    team: Team,
    shift_ids: Collection[int],
    person_id: int,
    facts: PlaceFacts,
    *,
    by: int,
    at: datetime,
) -> int:
    """Give somebody a place on each of these shifts; the number of places that are new.

    The very same again adds nothing. Raises Invalid.
    """
    shifts.check_days(facts.first_on, facts.last_on, civil_date(at))
    shifts.lock(session, team.id)
    staff.check(session, team.county_fips, person_id, facts.days)
    lock_person(session, person_id)  # other teams may be putting them on as well
    changed = []
    for shift in shifts.of_team(session, team.id):
        if shift.id not in shift_ids or _has(shift, person_id, facts):
            continue
        _check_takes_place(shift, facts)
        changed.append(replace(shift, assigned=(*shift.assigned, _place(person_id, facts, at))))
    clashes.check(session, changed, [person_id])
    for shift in changed:
        _record(session, shift.id, person_id, facts, None, "put on shift", by, at)
    return len(changed)


def _has(shift: Shift, person_id: int, facts: PlaceFacts) -> bool:
    return any(
        place.person == person_id and PlaceFacts(place.mode, place.first_on, place.last_on) == facts
        for place in shift.assigned
    )


def _place(person_id: int, facts: PlaceFacts, at: datetime) -> Assigned:
    not_yet = Recorded("", at, "")
    return Assigned(not_yet, person_id, facts.mode, facts.first_on, facts.last_on)


def _check_takes_place(shift: Shift, facts: PlaceFacts) -> None:
    """Refuse dates within which the shift never begins."""
    first = first_from(max(shift.first_on, facts.first_on), shift.weekday)
    day = f"{WEEKDAYS[shift.weekday]}s"
    if shift.last_on is not None and first > shift.last_on:
        message = (
            f"“{shift.name}” on {day} takes place only through {date_text(shift.last_on)}. "
            "Choose earlier dates."
        )
        raise Invalid(message, "first_on")
    if facts.last_on is not None and first > facts.last_on:
        message = (
            f"“{shift.name}” on {day} next begins on {date_text(first)}. Choose that day or a "
            "later one."
        )
        raise Invalid(message, "last_on")


def find(session: Session, shift_id: int, assignment_id: int) -> ShiftAssignment:
    """The place of this number on the shift. Raises NotFound."""
    row: ShiftAssignment | None = by_id(session, ShiftAssignment, assignment_id)
    if row is None or row.shift_id != shift_id:
        message = "This shift has no such place."
        raise NotFound(message)
    known = not_undone(
        select(ShiftAssignment.id).where(ShiftAssignment.id == row.id), ShiftAssignment.import_id
    )
    if session.scalar(known) is None:
        message = (
            "This place came with a file that was taken back. The history of the roster says when."
        )
        raise NotFound(message)
    return row


def correct(
    session: Session,
    team: Team,
    row: ShiftAssignment,
    facts: PlaceFacts,
    *,
    mistake: bool = False,
    by: int,
    at: datetime,
) -> ShiftAssignment:
    """Record a last date, or whatever else was wrong, in a row that supersedes this one.

    The very same again adds nothing. Raises Invalid, or Conflict when superseded otherwise.
    """
    shifts.lock(session, team.id)
    lock_person(session, row.person_id)
    if mistake:
        facts = PlaceFacts(row.mode, row.first_on, row.first_on - timedelta(1))
    later = session.scalar(select(ShiftAssignment).where(ShiftAssignment.supersedes_id == row.id))
    if later is not None:
        if PlaceFacts(later.mode, later.first_on, later.last_on) == facts:
            return later
        raise Conflict(_REPLACED)
    if PlaceFacts(row.mode, row.first_on, row.last_on) == facts:
        return row
    if not mistake:
        _check_correction(session, team, row, facts, at)
    action = "place on shift taken back" if mistake else "place on shift corrected"
    return _record(session, row.shift_id, row.person_id, facts, row, action, by, at)


def change(
    session: Session, team: Team, row: ShiftAssignment, facts: PlaceFacts, *, by: int, at: datetime
) -> ShiftAssignment:
    """Somebody takes part otherwise from a date on; until the day before it stays as it was.

    The place ends on the day before, and another one begins. The very same again adds nothing.
    Raises Invalid, or Conflict when the place is superseded otherwise.
    """
    shifts.lock(session, team.id)
    lock_person(session, row.person_id)
    before = PlaceFacts(row.mode, row.first_on, facts.first_on - timedelta(1))
    later = session.scalar(select(ShiftAssignment).where(ShiftAssignment.supersedes_id == row.id))
    shift, _ = shifts.find(session, team.id, row.shift_id)
    if later is not None:
        if PlaceFacts(later.mode, later.first_on, later.last_on) == before and _has(
            shift, row.person_id, facts
        ):
            return later
        raise Conflict(_REPLACED)
    _check_change(row, facts)
    shifts.check_days(facts.first_on, facts.last_on, civil_date(at))
    staff.check(session, team.county_fips, row.person_id, facts.days)
    others = [each for each in shift.assigned if each.fact.key != f"shift-assignment:{row.id}"]
    both = (_place(row.person_id, each, at) for each in (before, facts))
    changed = replace(shift, assigned=(*others, *both))
    _check_takes_place(changed, facts)
    clashes.check(session, [changed], [row.person_id])
    person = row.person_id
    _record(session, row.shift_id, person, before, row, "place on shift corrected", by, at)
    return _record(session, row.shift_id, person, facts, None, "put on shift", by, at)


def _check_change(row: ShiftAssignment, facts: PlaceFacts) -> None:
    """Refuse what changes nothing, or leaves nothing of the place as it was. Raises Invalid."""
    if facts.mode is row.mode:
        message = "From when on is asked for another way of taking part only. Leave it empty."
        raise Invalid(message, "first_on")
    if facts.first_on <= row.first_on:
        message = f"The entry begins on {date_text(row.first_on)}. Choose a later date, or none."
        raise Invalid(message, "first_on")
    if row.last_on is not None and facts.first_on > row.last_on:
        message = f"The entry ends on {date_text(row.last_on)}. Choose that date or an earlier one."
        raise Invalid(message, "first_on")


def _check_correction(
    session: Session, team: Team, row: ShiftAssignment, facts: PlaceFacts, at: datetime
) -> None:
    shifts.check_days(facts.first_on, facts.last_on, civil_date(at))
    if (facts.mode, facts.first_on) == (row.mode, row.first_on) and _is_earlier(
        facts.last_on, row.last_on
    ):
        return  # whoever goes earlier may always go
    staff.check(session, team.county_fips, row.person_id, facts.days)
    shift, _ = shifts.find(session, team.id, row.shift_id)
    key = f"shift-assignment:{row.id}"
    others = [place for place in shift.assigned if place.fact.key != key]
    changed = replace(shift, assigned=(*others, _place(row.person_id, facts, at)))
    _check_takes_place(changed, facts)
    clashes.check(session, [changed], [row.person_id])


def _is_earlier(new: date | None, old: date | None) -> bool:
    return new is not None and (old is None or new < old)


def _record(
    session: Session,
    shift_id: int,
    person_id: int,
    facts: PlaceFacts,
    supersedes: ShiftAssignment | None,
    action: str,
    by: int,
    at: datetime,
) -> ShiftAssignment:
    values: dict[str, Any] = {
        "mode": facts.mode,
        "first_on": facts.first_on,
        "last_on": facts.last_on,
    }
    row = ShiftAssignment(
        shift_id=shift_id,
        person_id=person_id,
        **values,
        supersedes_id=supersedes.id if supersedes else None,
        import_id=supersedes.import_id if supersedes else None,  # goes when its file is undone
        recorded_at=at,
        recorded_by_id=by,
    )
    session.add(row)
    session.flush()
    audit.note(session, action, person_id=person_id, by=by, at=at, shift=shift_id, place=row.id)
    return row
