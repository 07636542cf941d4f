"""Reviewing what people enter about trainings taken elsewhere: what waits, and deciding it."""

from portal.services.reviews.answering import answer
from portal.services.reviews.counting import by_person, count
from portal.services.reviews.deciding import (
    Acceptance,
    accept,
    accepted_before,
    hand_back,
    reopen,
)
from portal.services.reviews.lately import Decided, decided_lately
from portal.services.reviews.precedents import Precedent, fitting, similar
from portal.services.reviews.queue import (
    Filters,
    Item,
    Shown,
    of_person,
    waiting,
)
from portal.services.reviews.story import Story, story
from portal.services.reviews.twins import Twin, same_file

__all__ = [
    "Acceptance",
    "Decided",
    "Filters",
    "Item",
    "Precedent",
    "Shown",
    "Story",
    "Twin",
    "accept",
    "accepted_before",
    "answer",
    "by_person",
    "count",
    "decided_lately",
    "fitting",
    "hand_back",
    "of_person",
    "reopen",
    "same_file",
    "similar",
    "story",
    "waiting",
]
