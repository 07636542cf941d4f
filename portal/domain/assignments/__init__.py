"""What trainers ask people to complete, by when, and why: derived from facts, never kept.

An assignment asks for trainings, or for requirements that trainings meet. It owns no completion:
what somebody completed before, or meets in another way, counts as done, and taking an assignment
back leaves every completion as it is. Several may ask the same of the same person; all are shown,
and the earliest date counts.
"""

from portal.domain.assignments.asking import Asked, asked_of
from portal.domain.assignments.dates import Derived, derived
from portal.domain.assignments.exceptions import CHOICES, Choice, Problem, choice_label, problem_of
from portal.domain.assignments.reach import Reached, matches, reached
from portal.domain.assignments.states import Evidence, Progress
from portal.domain.assignments.together import Due, Reason, combined
from portal.domain.assignments.values import (
    Act,
    Ask,
    Assignment,
    Basis,
    Item,
    Reach,
    Unit,
    When,
    Whom,
    Work,
    Worker,
)

__all__ = [
    "CHOICES",
    "Act",
    "Ask",
    "Asked",
    "Assignment",
    "Basis",
    "Choice",
    "Derived",
    "Due",
    "Evidence",
    "Item",
    "Problem",
    "Progress",
    "Reach",
    "Reached",
    "Reason",
    "Unit",
    "When",
    "Whom",
    "Work",
    "Worker",
    "asked_of",
    "choice_label",
    "combined",
    "derived",
    "matches",
    "problem_of",
    "reached",
]
