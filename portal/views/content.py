"""The curricula, read once per process on first use and held as frozen values."""

from typing import cast

from flask import current_app

from portal.content.curriculum import read_catalogue
from portal.domain.curriculum import Catalogue, Course
from portal.domain.errors import NotFound


def catalogue() -> Catalogue:
    """Every training. Raises ContentError, naming all errors, when a file is broken."""
    held = current_app.extensions.get("portal.catalogue")
    if held is None:
        held = read_catalogue(current_app.config["SETTINGS"].curricula)
        current_app.extensions["portal.catalogue"] = held
    return cast(Catalogue, held)


def course_or_404(slug: str) -> Course:
    """The current edition of a training."""
    course = catalogue().current(slug)
    if course is None:
        message = "There is no training with this address. Look in the list of trainings."
        raise NotFound(message)
    return course
