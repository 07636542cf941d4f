"""What is said about a county or the state: counts, the worst first, what lapses, small cells."""

from portal.domain.readiness.cards import Card, Tally, card_of, status_cards
from portal.domain.readiness.forecast import HORIZONS, Lapsing, forecast
from portal.domain.readiness.small_cells import SMALLEST, Suppressed, suppressed
from portal.domain.readiness.summary import (
    Shortfall,
    TeamsReady,
    teams_ready,
    worst_requirements,
)

__all__ = [
    "HORIZONS",
    "SMALLEST",
    "Card",
    "Lapsing",
    "Shortfall",
    "Suppressed",
    "Tally",
    "TeamsReady",
    "card_of",
    "forecast",
    "status_cards",
    "suppressed",
    "teams_ready",
    "worst_requirements",
]
