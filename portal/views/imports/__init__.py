"""Lists of people, trainings and credentials: handed in, put right, taken in, and undone."""

from portal.views.imports import columns, lists, rows, taking
from portal.views.imports.blueprint import blueprint

blueprint.add_app_template_global(rows.said, "row_words")
blueprint.add_app_template_global(rows.who_of, "row_who")

__all__ = ["blueprint", "columns", "lists", "rows", "taking"]
