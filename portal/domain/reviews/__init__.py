"""Reviewing what people enter about trainings taken elsewhere.

What a person says about themself waits until somebody else has looked at it. A reviewer accepts it
or returns it with a reason; the person answers or hands in another document, and it waits again.
"""

from portal.domain.reviews.checks import Check, Entered, Finding, asked
from portal.domain.reviews.papers import Said, said
from portal.domain.reviews.reasons import Reason
from portal.domain.reviews.standing import Stand, Step, stand

__all__ = [
    "Check",
    "Entered",
    "Finding",
    "Reason",
    "Said",
    "Stand",
    "Step",
    "asked",
    "said",
    "stand",
]
