"""The questions of the wizard, and how their answers are kept: as they were sent."""

from werkzeug.datastructures import MultiDict

from portal.services.assignments.drafts import Answers

WHO, WHOM, WHAT, WHEN = "who", "whom", "what", "when"
EXCEPTIONS, CONFIRM = "exceptions", "confirm"
QUESTIONS = (WHO, WHOM, WHAT, WHEN, EXCEPTIONS, CONFIRM)
"""In their order."""
CELLS = "cells"
"""Holds the cells of the matrix that a draft was begun with, instead of the first answers."""


def sent(answers: Answers) -> MultiDict[str, str]:
    """Answers as a form sends them."""
    return MultiDict([(name, value) for name, values in answers.items() for value in values])


def stored(values: MultiDict[str, str]) -> dict[str, list[str]]:
    """What a form has sent, to be kept."""
    left_out = {"csrf_token", "back", "find", "go", "page", "seen"}
    return {name: values.getlist(name) for name in values if name not in left_out}
