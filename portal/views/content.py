"""The curricula, as views ask for them."""

from portal.domain.curriculum import Course
from portal.domain.errors import NotFound
from portal.held import catalogue

__all__ = ["catalogue", "course_or_404"]


def course_or_404(slug: str) -> Course:
    """The current edition of a training."""
    course = catalogue().current(slug)
    if course is None:
        message = "There is no training with this address. Look in the list of trainings."
        raise NotFound(message)
    return course
