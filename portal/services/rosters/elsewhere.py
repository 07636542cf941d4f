"""Where people are on site around the time of a shift that they might be put on."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.coverage import around
from portal.models import Team
from portal.services.rosters.loading import shifts_with


class Place(NamedTuple):
    """A shift close by."""

    at: datetime | None
    """When it ends, for one before; when it begins, for one after."""
    team: str
    """Empty, without a time, for a team of another county: its rosters are its own business."""


class Elsewhere(NamedTuple):
    """Where somebody is on site around a time."""

    is_free: bool
    """Whether they are nowhere on site at the time itself."""
    before: Place | None
    after: Place | None


def elsewhere(
    session: Session,
    county: str,
    people: Collection[int],
    times: Mapping[int, tuple[datetime, datetime]],
) -> dict[int, dict[int, Elsewhere]]:
    """For each time [start, end), by its key: who of these people is on site around it, and where.

    As rosters are now. Whoever asks may see those of one county. The number of queries is constant.
    """
    shifts = shifts_with(session, people) if times and people else []
    found = {key: around(shifts, people, *time) for key, time in times.items()}
    called = _called(session, county, {shift.team for shift in shifts})
    return {
        key: {
            person: Elsewhere(
                one.during is None,
                _place(one.before.ends_at, called.get(one.before.team)) if one.before else None,
                _place(one.after.starts_at, called.get(one.after.team)) if one.after else None,
            )
            for person, one in mine.items()
        }
        for key, mine in found.items()
    }


def _place(at: datetime, team: str | None) -> Place:
    return Place(at, team) if team else Place(None, "")


def _called(session: Session, county: str, teams: Collection[int]) -> dict[int, str]:
    asked = select(Team.id, Team.name).where(Team.id.in_(sorted(teams)), Team.county_fips == county)
    return {row.id: row.name for row in session.execute(asked)} if teams else {}
