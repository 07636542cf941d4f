"""Weekly shifts of a team: adding them, and saying when they end."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.coverage import Shift
from portal.domain.dates import civil_date, date_text
from portal.domain.errors import Invalid, NotFound
from portal.domain.rosters import (
    WEEKDAYS,
    Weekly,
    first_from,
    meeting,
    times_text,
    whole,
    wrong_year,
)
from portal.models import Shift as ShiftRow
from portal.models import ShiftEnd, Team
from portal.services import audit
from portal.services.history import DOUBLE_CLICK, by_id
from portal.services.once import WEAKLY
from portal.services.rosters import clashes
from portal.services.rosters.loading import shifts_of


@dataclass(frozen=True, slots=True)
class ShiftFacts:
    """What a weekly shift says, but for its weekday."""

    name: str
    starts: time
    ends: time
    first_on: date
    last_on: date | None


def lock(session: Session, team_id: int) -> None:
    """Keep everybody else from changing the team's roster until the transaction ends."""
    session.get_one(Team, team_id, with_for_update=WEAKLY, populate_existing=True)


def of_team(session: Session, team_id: int) -> list[Shift]:
    """The weekly shifts of the team that hold, with who is on them."""
    return shifts_of(session, [team_id])[team_id]


def find(session: Session, team_id: int, shift_id: int) -> tuple[Shift, list[Shift]]:
    """The shift, and every shift of the team. Raises NotFound."""
    known = of_team(session, team_id)
    for shift in known:
        if shift.id == shift_id:
            return shift, known
    row: ShiftRow | None = by_id(session, ShiftRow, shift_id)
    if row is not None and row.team_id == team_id:
        message = (
            f"The shift “{row.name}” was taken back. The history of the roster says by whom and "
            "when."
        )
        raise NotFound(message)
    message = "This team has no such shift. Look for it on the team’s roster."
    raise NotFound(message)


def alike(shift: Shift, known: Iterable[Shift]) -> list[Shift]:
    """The shifts of this name and these times, one a weekday: what people call one shift."""
    found: dict[int, Shift] = {}
    for other in known:
        same = (other.name.casefold(), other.starts, other.ends) == (
            shift.name.casefold(),
            shift.starts,
            shift.ends,
        )
        if same and (other.weekday not in found or other.id == shift.id):
            found[other.weekday] = other
    return [found[weekday] for weekday in sorted(found)]


def check_days(first_on: date, last_on: date | None, today: date) -> None:
    """Refuse days in a wrong year, and a last date before the first. Raises Invalid."""
    for day, field in ((first_on, "first_on"), (last_on, "last_on")):
        if day is not None and (wrong := wrong_year(day, today)):
            raise Invalid(wrong, field)
    if last_on is not None and last_on < first_on:
        message = f"The last date cannot be before the first one, {date_text(first_on)}."
        raise Invalid(message, "last_on")


def add(
    session: Session,
    team_id: int,
    facts: ShiftFacts,
    weekdays: Collection[int],
    *,
    by: int,
    at: datetime,
) -> list[int]:
    """Add a shift on each of these weekdays. The numbers of their rows.

    The very same again within a minute, as by a double click, adds nothing. Raises Invalid.
    """
    check_days(facts.first_on, facts.last_on, civil_date(at))
    for weekday in sorted(weekdays):
        _check_begins(facts, weekday)
    lock(session, team_id)
    known = of_team(session, team_id)
    before = _just_added(session, facts, weekdays, known, by, at)
    if before:
        return before
    for weekday in sorted(weekdays):
        new = Weekly(weekday, facts.starts, facts.ends, facts.first_on, facts.last_on)
        check_once(facts.name, new, known)
    rows = [
        ShiftRow(
            team_id=team_id,
            name=facts.name,
            weekday=weekday,
            starts=facts.starts,
            ends=facts.ends,
            first_on=facts.first_on,
            import_id=None,
            recorded_at=at,
            recorded_by_id=by,
        )
        for weekday in sorted(weekdays)
    ]
    session.add_all(rows)
    session.flush()
    if facts.last_on is not None:
        for row in rows:
            _record_end(session, row.id, facts.last_on, by, at)
    ids = [row.id for row in rows]
    audit.note(session, "shifts added", person_id=None, by=by, at=at, team=team_id, shifts=ids)
    return ids


def _check_begins(facts: ShiftFacts, weekday: int) -> None:
    """Refuse dates between which the weekday does not come."""
    first = first_from(facts.first_on, weekday)
    if facts.last_on is not None and first > facts.last_on:
        message = (
            f"There is no {WEEKDAYS[weekday]} from {date_text(facts.first_on)} through "
            f"{date_text(facts.last_on)}. Choose other days, or take {WEEKDAYS[weekday]} away."
        )
        raise Invalid(message, "weekdays")


def check_once(name: str, new: Weekly, known: Iterable[Shift]) -> None:
    """Refuse a shift that runs at the same time as one of the same name. Raises Invalid."""
    for other in known:
        if other.name.casefold() != name.casefold():
            continue
        on = meeting(new, whole(other))
        if on is not None:
            message = (
                f"“{other.name}” is on the roster already at that time, {WEEKDAYS[other.weekday]}s "
                f"from {times_text(other.starts, other.ends)}: both would run on {date_text(on)}. "
                "Change that shift, or give this one another name."
            )
            raise Invalid(message, "name")


def _just_added(
    session: Session,
    facts: ShiftFacts,
    weekdays: Collection[int],
    known: Iterable[Shift],
    by: int,
    at: datetime,
) -> list[int]:
    """The very same shifts, if the same person added them a moment ago."""
    same = {
        shift.id: shift.weekday
        for shift in known
        if ShiftFacts(shift.name, shift.starts, shift.ends, shift.first_on, shift.last_on) == facts
    }
    statement = select(ShiftRow.id).where(
        ShiftRow.id.in_(same),
        ShiftRow.import_id.is_(None),
        ShiftRow.recorded_by_id == by,
        ShiftRow.recorded_at > at - DOUBLE_CLICK,
    )
    found = list(session.scalars(statement))
    return found if {same[shift_id] for shift_id in found} == set(weekdays) else []


def end(
    session: Session,
    team_id: int,
    shift_ids: Collection[int],
    last_on: date | None,
    *,
    mistake: bool = False,
    by: int,
    at: datetime,
) -> None:
    """Record the last date of these shifts, that they go on after all, or that they never begin.

    What says the same as before is not recorded again. Raises Invalid.
    """
    lock(session, team_id)
    known = of_team(session, team_id)
    ended = []
    for shift in known:
        if shift.id not in shift_ids:
            continue
        until = shift.first_on - timedelta(1) if mistake else last_on
        if not mistake:
            check_days(shift.first_on, until, civil_date(at))
        if until != shift.last_on:
            ended.append(replace(shift, last_on=until))
    if not mistake:
        _check_longer(session, ended, known)
    for shift in ended:
        _record_end(session, shift.id, shift.last_on, by, at)
        audit.note(
            session,
            "shift ended",
            person_id=None,
            by=by,
            at=at,
            shift=shift.id,
            last_on=shift.last_on.isoformat() if shift.last_on else None,
        )


def _check_longer(session: Session, ended: list[Shift], known: Iterable[Shift]) -> None:
    """Refuse a later end where meanwhile something else is in the way."""
    changed = {shift.id for shift in ended}
    others = [shift for shift in known if shift.id not in changed]
    try:
        for shift in ended:
            check_once(shift.name, whole(shift), others)
        people = {place.person for shift in ended for place in shift.assigned}
        clashes.check(session, ended, people)
    except Invalid as error:
        raise Invalid(str(error), "last_on") from error


def _record_end(
    session: Session, shift_id: int, last_on: date | None, by: int, at: datetime
) -> None:
    session.add(ShiftEnd(shift_id=shift_id, last_on=last_on, recorded_at=at, recorded_by_id=by))
    session.flush()
