"""Asking people for trainings: question by question, the list, and one assignment."""

from portal.views.assignments import cells, changing, pages, wizard
from portal.views.assignments.blueprint import blueprint

__all__ = ["blueprint", "cells", "changing", "pages", "wizard"]
