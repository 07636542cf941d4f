"""Readiness: which people, teams, areas and counties are well, when, and what comes next.

Verdicts are worked out from facts by the domain. What pages ask most is kept in rows beside the
facts, refreshed in the transaction of each fact, and never needed: every reader works without.
"""

from portal.services.readiness.areas import Gap
from portal.services.readiness.building import build_some, drop, rebuild, start
from portal.services.readiness.changed import changed_since
from portal.services.readiness.checking import Difference, check
from portal.services.readiness.county import CountyPage, TeamLine, county
from portal.services.readiness.coverage import AreaLine
from portal.services.readiness.forecast import Lapse, RequirementCount
from portal.services.readiness.hours import (
    AreaSeen,
    AreaWeek,
    TeamOnShift,
    area_facts,
    area_week,
    first_not_covered,
    on_shift,
)
from portal.services.readiness.leave import Asked, Hit, Within, shifts_within
from portal.services.readiness.looking import Kept, look
from portal.services.readiness.refreshing import refresh, wait_for_turn
from portal.services.readiness.remembering import Lasting, Memory
from portal.services.readiness.shifts import AreaHours, Away, ShiftHours, shift_hours
from portal.services.readiness.staff import PersonLine, people
from portal.services.readiness.state import CountyLine, state
from portal.services.readiness.teams import Member, Standing, TeamPage, standing_on, team
from portal.services.readiness.under import current_rules, in_use
from portal.services.readiness.weeks import Break
from portal.services.readiness.world import World

__all__ = [
    "AreaHours",
    "AreaLine",
    "AreaSeen",
    "AreaWeek",
    "Asked",
    "Away",
    "Break",
    "CountyLine",
    "CountyPage",
    "Difference",
    "Gap",
    "Hit",
    "Kept",
    "Lapse",
    "Lasting",
    "Member",
    "Memory",
    "PersonLine",
    "RequirementCount",
    "ShiftHours",
    "Standing",
    "TeamLine",
    "TeamOnShift",
    "TeamPage",
    "Within",
    "World",
    "area_facts",
    "area_week",
    "build_some",
    "changed_since",
    "check",
    "county",
    "current_rules",
    "drop",
    "first_not_covered",
    "in_use",
    "look",
    "on_shift",
    "people",
    "rebuild",
    "refresh",
    "shift_hours",
    "shifts_within",
    "standing_on",
    "start",
    "state",
    "team",
    "wait_for_turn",
]
