"""Readiness: the state, a county, an area, an hour, a team, a person; and why."""

from portal.views import moments
from portal.views.readiness import areas, checklist, counties, people, staff, state, table, teams
from portal.views.readiness.blueprint import blueprint

__all__ = [
    "areas",
    "blueprint",
    "checklist",
    "counties",
    "people",
    "staff",
    "state",
    "table",
    "teams",
]

blueprint.add_app_template_global(moments.form_of, "moment_form")
