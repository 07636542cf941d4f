"""What is different about a shift on one date: somebody off, somebody else, or no shift at all."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from portal.domain.coverage import DatedException, ExceptionKind, Shift
from portal.domain.coverage.occurrences import people_on
from portal.domain.dates import civil_date, date_text
from portal.domain.errors import Invalid
from portal.domain.facts import Recorded, holds
from portal.domain.rosters import WEEKDAYS, wrong_year
from portal.domain.staffing import Mode
from portal.models import ShiftException, Team
from portal.services import audit
from portal.services.history import lock as lock_person
from portal.services.rosters import clashes, shifts, staff


@dataclass(frozen=True, slots=True)
class Change:
    """What is different on a date, as a form says it."""

    kind: ExceptionKind
    on: date
    off: int | None
    """Who is off; or, for as usual again, about whom nothing is different any more."""
    comes: int | None
    """Who comes, perhaps instead."""
    mode: Mode
    """How they take part."""
    reason: str


def record(
    session: Session, team: Team, shift_id: int, change: Change, *, by: int, at: datetime
) -> int:
    """Record what is different; the number of facts that are new.

    The very same again adds nothing. Raises Invalid, naming the field.
    """
    shifts.lock(session, team.id)
    shift, _ = shifts.find(session, team.id, shift_id)
    _check_date(shift, change.on, at)
    said = _said(shift, change)
    _check_people(session, team, shift, said)
    new = [one for one in said if not _holds(shift, one)]
    if not new:
        return 0
    _check_clashes(session, shift, new, at)
    for one in new:
        session.add(
            ShiftException(
                shift_id=shift_id,
                on=one.on,
                kind=one.kind,
                person_id=one.person,
                mode=one.mode,
                reason=change.reason,
                import_id=None,
                recorded_at=at,
                recorded_by_id=by,
            )
        )
        audit.note(
            session,
            f"shift on one date: {one.kind}",
            person_id=one.person,
            by=by,
            at=at,
            shift=shift_id,
            on=one.on.isoformat(),
        )
    session.flush()
    return len(new)


def _check_date(shift: Shift, on: date, at: datetime) -> None:
    """Refuse a date on which the shift does not begin."""
    if wrong := wrong_year(on, civil_date(at)):
        raise Invalid(wrong, "on")
    if on.weekday() != shift.weekday:
        message = (
            f"{date_text(on)} is a {WEEKDAYS[on.weekday()]}; this shift begins on "
            f"{WEEKDAYS[shift.weekday]}s. Enter the date on which it begins."
        )
        raise Invalid(message, "on")
    if on < shift.first_on:
        message = f"The shift first takes place on or after {date_text(shift.first_on)}."
        raise Invalid(message, "on")
    if shift.last_on is not None and on > shift.last_on:
        message = f"The shift takes place only through {date_text(shift.last_on)}."
        raise Invalid(message, "on")


@dataclass(frozen=True, slots=True)
class _Said:
    """One fact of a change."""

    on: date
    kind: ExceptionKind
    person: int | None
    mode: Mode


def _said(shift: Shift, change: Change) -> list[_Said]:
    """The facts that a change is made of. Raises Invalid when something is missing."""
    on = change.on
    if change.kind is ExceptionKind.CANCELLED:
        return [_Said(on, ExceptionKind.CANCELLED, None, Mode.ON_SITE)]
    if change.kind is ExceptionKind.USUAL:
        return _as_usual(shift, change)
    if change.kind is ExceptionKind.OFF and change.off is None:
        message = "Choose who is off."
        raise Invalid(message, "off")
    if change.kind is ExceptionKind.ON and change.comes is None:
        message = "Choose who comes."
        raise Invalid(message, "comes")
    if change.off is not None and change.off == change.comes:
        message = "The same person cannot be off and come instead. Choose somebody else."
        raise Invalid(message, "comes")
    off = [_Said(on, ExceptionKind.OFF, change.off, Mode.ON_SITE)]
    comes = [_Said(on, ExceptionKind.ON, change.comes, change.mode)]
    return (off if change.off is not None else []) + (comes if change.comes is not None else [])


def _as_usual(shift: Shift, change: Change) -> list[_Said]:
    """Take back what is different on the date: about one person, or all of it."""
    different = [
        one
        for one in shift.exceptions
        if one.on == change.on and (change.off is None or one.person == change.off)
    ]
    return [_Said(change.on, ExceptionKind.USUAL, one.person, Mode.ON_SITE) for one in different]


def _holds(shift: Shift, said: _Said) -> bool:
    """Whether exactly this was said last."""
    return any(
        (one.on, one.kind, one.person, one.mode) == (said.on, said.kind, said.person, said.mode)
        for one in shift.exceptions
    )


def _check_people(session: Session, team: Team, shift: Shift, said: list[_Said]) -> None:
    """Refuse who cannot be off because they are not on, or come because they do not work here."""
    for one in said:
        if one.person is None or _holds(shift, one):
            continue
        places = [place for place in shift.assigned if place.person == one.person]
        assigned = any(holds(place.first_on, place.last_on, one.on) for place in places)
        different = any((it.on, it.person) == (one.on, one.person) for it in shift.exceptions)
        if one.kind is ExceptionKind.OFF and not assigned and not different:
            message = f"This person is not on the shift on {date_text(one.on)}."
            raise Invalid(message, "off")
        if one.kind is ExceptionKind.ON:
            lock_person(session, one.person)
            person = staff.check(
                session, team.county_fips, one.person, {"comes": one.on}, field="comes"
            )
            there = dict(people_on(shift, one.on) or ())
            if there.get(one.person) is one.mode:
                message = f"{person.called} is on this shift anyway on that date."
                raise Invalid(message, "comes")


def _check_clashes(session: Session, shift: Shift, new: list[_Said], at: datetime) -> None:
    """Refuse what would put somebody in two places at once on the date."""
    kept = [
        one
        for one in shift.exceptions
        if (one.on, one.person) not in {(it.on, it.person) for it in new}
    ]
    said = [
        DatedException(Recorded("", at, ""), one.on, one.kind, one.person, one.mode)
        for one in new
        if one.kind is not ExceptionKind.USUAL
    ]
    back = [one for one in new if one.kind in (ExceptionKind.ON, ExceptionKind.USUAL)]
    people = {one.person for one in back if one.person is not None}
    if any(one.person is None for one in back):
        people |= {place.person for place in shift.assigned}
    try:
        clashes.check(session, [replace(shift, exceptions=(*kept, *said))], people)
    except Invalid as error:
        field = "comes" if any(one.kind is ExceptionKind.ON for one in new) else "kind"
        raise Invalid(str(error), field) from error
