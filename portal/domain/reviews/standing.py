"""Where an entry about a training taken elsewhere stands.

What a person says about themself waits until somebody else has looked at it. A reviewer accepts it
or returns it with a reason; the person answers or hands in another document, and it waits again.
"""

from __future__ import annotations

from enum import StrEnum


class Step(StrEnum):
    """What somebody did with an entry, beside recording it."""

    ACCEPTED = "accepted"
    RETURNED = "returned"
    ANSWERED = "answered"
    """The person said something, or handed in another document."""
    REOPENED = "reopened"
    """A reviewer took a decision back."""


class Stand(StrEnum):
    """Where an entry stands."""

    WAITS = "waits"
    """For a reviewer."""
    RETURNED = "returned"
    """It waits for the person."""
    SETTLED = "settled"
    """Somebody other than the person stands for it, or it is credited and says no more."""
    WITHDRAWN = "withdrawn"


def stand(*, own: bool, withdrawn: bool, credited: bool, subject: str, last: Step | None) -> Stand:
    """Where an entry stands that nothing has taken the place of.

    `own`: only the person it is about stands for it; `last`: what was done with this very entry
    last. One without a subject meets requirements by a decision alone: once there is one, it waits
    for nobody.
    """
    if withdrawn:
        return Stand.WITHDRAWN
    if not own or (credited and not subject):
        return Stand.SETTLED
    return Stand.RETURNED if last is Step.RETURNED else Stand.WAITS
