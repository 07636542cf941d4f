"""Whether somebody would be in two places at once, on the rosters of all teams."""

from collections.abc import Collection, Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.coverage import Shift
from portal.domain.dates import date_text
from portal.domain.errors import Invalid
from portal.domain.rosters import WEEKDAYS, Clash, clashes, times_text
from portal.models import Person, Team
from portal.services.rosters.loading import shifts_with


def find(
    session: Session, changed: Iterable[Shift], people: Collection[int]
) -> list[tuple[Clash, str]]:
    """What would clash with shifts that are about to be like this, in the order of the people.

    Each with a sentence about it. The shifts may be new, with numbers that no row has.
    """
    new = {shift.id: shift for shift in changed}
    every = {shift.id: shift for shift in shifts_with(session, people)} | new
    found = [clash for person in sorted(people) for clash in clashes(person, every.values(), new)]
    if not found:
        return []
    names = _names(session, {clash.person for clash in found})
    teams = _teams(
        session, {team for clash in found for team in (clash.shift.team, clash.other.team)}
    )
    return [(clash, _sentence(clash, names, teams)) for clash in found]


def check(session: Session, changed: Iterable[Shift], people: Collection[int]) -> None:
    """Refuse rosters on which one of these people is in two places at once. Raises Invalid."""
    for _, sentence in find(session, changed, people):
        raise Invalid(sentence, "person")


def _names(session: Session, people: Collection[int]) -> dict[int, str]:
    rows = session.scalars(select(Person).where(Person.id.in_(people)))
    return {person.id: person.name_used or person.legal_name for person in rows}


def _teams(session: Session, teams: Collection[int]) -> dict[int, Team]:
    return {team.id: team for team in session.scalars(select(Team).where(Team.id.in_(teams)))}


def _sentence(clash: Clash, names: dict[int, str], teams: dict[int, Team]) -> str:
    """What a county's trainer may read: nothing about the rosters of other counties."""
    name, other = names[clash.person], clash.other
    if clash.is_same_shift:
        return (
            f"{name} has a place on this shift already on {date_text(clash.on)}. Choose other "
            "dates, or correct that place."
        )
    team = teams[other.team]
    if team.county_fips != teams[clash.shift.team].county_fips:
        where = "with a team of another county"
    else:
        times = times_text(other.starts, other.ends)
        where = f"on “{other.name}” of {team.name}, {WEEKDAYS[other.weekday]}s {times}"
    return (
        f"{name} is on site {where}: at the same time as this shift, first on "
        f"{date_text(clash.on)}. Choose other dates or another person, or take {name} off there."
    )
