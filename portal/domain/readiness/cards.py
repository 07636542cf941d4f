"""The status cards of a county: each person and requirement is on one of them, or on none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from portal.domain.certification import Span, State
from portal.domain.readiness.forecast import is_met

DAY = timedelta(days=1)


class Card(StrEnum):
    """Where people are counted, in the order of the cards."""

    CURRENT = "current"
    """Held for longer than 60 days, or with no known end."""
    WITHIN_60_DAYS = "within-60-days"
    """The last good day is more than 30 and at most 60 days away."""
    WITHIN_30_DAYS = "within-30-days"
    EXPIRED = "expired"
    NEVER_DONE = "never-done"
    """Missing, not yet due, or under way."""
    UNKNOWN = "unknown"
    """It cannot be said: not the same as expired or never done."""

    @property
    def label(self) -> str:
        """As people read it."""
        return {
            Card.CURRENT: "Current",
            Card.WITHIN_60_DAYS: "Expires within 60 days",
            Card.WITHIN_30_DAYS: "Expires within 30 days",
            Card.EXPIRED: "Expired",
            Card.NEVER_DONE: "Never done",
            Card.UNKNOWN: "Cannot be said",
        }[self]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many people and requirements are on a card."""

    count: int
    advisory: int
    """Those of them for which the version in force only advises."""


_NOT_HELD = {
    State.EXPIRED: Card.EXPIRED,
    State.MISSING: Card.NEVER_DONE,
    State.NOT_YET_DUE: Card.NEVER_DONE,
    State.IN_PROGRESS: Card.NEVER_DONE,
    State.UNKNOWN: Card.UNKNOWN,
}


def card_of(spans: Sequence[Span], today: date) -> Card | None:
    """The card of one person and requirement; None when nothing is asked: not required, waived.

    What somebody holds expires when it lapses, or from when on it cannot be said. A waiver that
    takes over is no expiry.
    """
    coming = [span for span in spans if span.ends is None or today < span.ends]
    if not coming[0].state.holds:
        return _NOT_HELD.get(coming[0].state)
    end = next(
        (
            after.starts
            for before, after in pairwise(coming)
            if is_met(before.state) and not after.state.satisfies
        ),
        None,
    )
    if end is None:
        return Card.CURRENT
    left = (end - DAY - today).days
    if left <= 30:
        return Card.WITHIN_30_DAYS
    return Card.WITHIN_60_DAYS if left <= 60 else Card.CURRENT


def status_cards(
    people: Mapping[int, Mapping[str, Sequence[Span]]], today: date
) -> dict[Card, Tally]:
    """Every card with how many are on it, from the spans by person and requirement."""
    counts = dict.fromkeys(Card, 0)
    advisory = dict.fromkeys(Card, 0)
    for of_person in people.values():
        for spans in of_person.values():
            card = card_of(spans, today)
            if card is not None:
                counts[card] += 1
                advisory[card] += _advises(spans, today)
    return {card: Tally(counts[card], advisory[card]) for card in Card}


def _advises(spans: Sequence[Span], today: date) -> bool:
    return next(span.advisory for span in spans if span.ends is None or today < span.ends)
