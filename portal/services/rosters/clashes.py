"""Whether somebody would be in two places at once, on the rosters of all teams."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.coverage import Shift
from portal.domain.dates import date_text
from portal.domain.errors import Invalid
from portal.domain.rosters import WEEKDAYS, Clash, clashes, times_text
from portal.models import Person, Team
from portal.services.rosters.loading import shifts_with


@dataclass(frozen=True, slots=True)
class Told:
    """A clash in words."""

    clash: Clash
    reason: str
    remedy: str


def find(session: Session, changed: Iterable[Shift], people: Collection[int]) -> list[Told]:
    """What would clash with shifts that are about to be like this, in the order of the people.

    The shifts may be new, with numbers that no row has.
    """
    new = {shift.id: shift for shift in changed}
    every = {shift.id: shift for shift in shifts_with(session, people)} | new
    theirs: dict[int, list[Shift]] = {person: [] for person in sorted(people)}
    for shift in every.values():
        places = {each.person for each in shift.assigned}
        dates = {each.person for each in shift.exceptions}
        for person in theirs.keys() & (places | dates):
            theirs[person].append(shift)
    found = [clash for person, some in theirs.items() for clash in clashes(person, some, new)]
    if not found:
        return []
    people = {clash.person for clash in found}
    called = select(Person.id, Person.called).where(Person.id.in_(people))
    names = dict(session.execute(called).all())
    numbers = {team for clash in found for team in (clash.shift.team, clash.other.team)}
    teams = {one.id: one for one in session.scalars(select(Team).where(Team.id.in_(numbers)))}
    return [_told(clash, names[clash.person], teams) for clash in found]


def check(session: Session, changed: Iterable[Shift], people: Collection[int]) -> None:
    """Refuse rosters on which one of these people is in two places at once. Raises Invalid."""
    for one in find(session, changed, people):
        raise Invalid(f"{one.reason} {one.remedy}", "person")


def _told(clash: Clash, name: str, teams: dict[int, Team]) -> Told:
    """What a county's trainer may read: nothing about the rosters of other counties."""
    other, on = clash.other, date_text(clash.on)
    if clash.is_same_shift:
        reason = f"{name} has a place on this shift already on {on}."
        return Told(clash, reason, "Choose other dates, or correct that place.")
    team = teams[other.team]
    if team.county_fips != teams[clash.shift.team].county_fips:
        where = "with a team of another county"
    else:
        times = times_text(other.starts, other.ends)
        where = f"on “{other.name}” of {team.name}, {WEEKDAYS[other.weekday]}s {times}"
    reason = f"{name} is on site {where}: at the same time as this shift, first on {on}."
    remedy = f"Choose other dates or another person, or take {name} off there."
    return Told(clash, reason, remedy)
