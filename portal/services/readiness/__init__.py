"""Readiness: which people, teams, areas and counties are well, when, and what comes next.

Verdicts are worked out from facts by the domain. What pages ask most is kept in rows beside the
facts, refreshed in the transaction of each fact, and never needed: every reader works without.
"""

from portal.services.readiness.building import build_some, drop, rebuild, start
from portal.services.readiness.checking import Difference, check
from portal.services.readiness.refreshing import refresh, wait_for_turn
from portal.services.readiness.world import World

__all__ = [
    "Difference",
    "World",
    "build_some",
    "check",
    "drop",
    "rebuild",
    "refresh",
    "start",
    "wait_for_turn",
]
