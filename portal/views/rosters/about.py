"""Whose roster a page is about, and what the one who is signed in may do with it."""

from dataclasses import dataclass
from datetime import date

from flask import request

from portal.db import db
from portal.domain.access import Permission, may
from portal.domain.coverage import Shift
from portal.domain.facts import holds
from portal.forms.values import day_of
from portal.models import Team
from portal.services import teams
from portal.views.access import me


@dataclass(frozen=True, slots=True)
class About:
    """A team with the names that every page of its roster shows."""

    team: Team
    county: str
    may_manage: bool


def seen(team_id: int) -> About:
    """The team, if its roster may be read. Raises NotFound or Forbidden."""
    return _about(team_id, Permission.SEE_READINESS)


def managed(team_id: int) -> About:
    """The team, if its roster may be changed. Raises NotFound or Forbidden."""
    return _about(team_id, Permission.MANAGE_ROSTERS)


def _about(team_id: int, permission: Permission) -> About:
    team, county, _agency = teams.find(db.session, team_id, me.grants, permission)
    return About(team, county, may(me.grants, Permission.MANAGE_ROSTERS, team.county_fips))


def date_asked(shift: Shift) -> date | None:
    """The date in the address, ?on=…, if the shift begins on it."""
    on = day_of(request.args.get("on", ""))
    if on is None:
        return None
    begins = on.weekday() == shift.weekday and holds(shift.first_on, shift.last_on, on)
    return on if begins else None
