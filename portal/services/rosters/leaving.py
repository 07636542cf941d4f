"""The weekly shifts on which somebody who leaves a county still has a place."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.coverage import Shift
from portal.domain.rosters import first_from
from portal.models import Team
from portal.services.places import Counties
from portal.services.rosters.loading import shifts_with
from portal.services.rosters.staff import Days, worked


@dataclass(frozen=True, slots=True)
class LeftOn:
    """A weekly shift that goes on with somebody after their last day."""

    shift: Shift
    team: str
    since: date
    """The first date, from today on, on which they do not count any more."""


def left_on(session: Session, person_id: int, counties: Counties, today: date) -> list[LeftOn]:
    """Where somebody has a place after their last day in a county; None is every county."""
    shifts = shifts_with(session, [person_id])
    teams = session.scalars(select(Team).where(Team.id.in_({one.team for one in shifts})))
    known = {team.id: team for team in teams if counties is None or team.county_fips in counties}
    ends = {county: _last_day(days) for county, days in worked(session, person_id).items()}
    found = []
    for shift in shifts:
        team = known.get(shift.team)
        last_day = ends.get(team.county_fips) if team else None
        if team and last_day:
            from_day = max(today, last_day + timedelta(days=1))
            found += [LeftOn(shift, team.name, on) for on in _dates(shift, person_id, from_day)]
    return sorted(found, key=lambda one: (one.team.casefold(), one.shift.weekday, one.since))


def _last_day(days: Days) -> date | None:
    """None: no end is recorded."""
    ends = [ends_on for _, ends_on in days]
    known = [day for day in ends if day is not None]
    return max(known) if known and len(known) == len(ends) else None


def _dates(shift: Shift, person: int, from_day: date) -> Iterator[date]:
    """For each place of the person the first date from this day on."""
    for place in shift.assigned:
        if place.person == person:
            on = first_from(max(from_day, place.first_on, shift.first_on), shift.weekday)
            last = min(one for one in (place.last_on, shift.last_on, date.max) if one)
            if on <= last:
                yield on
