"""Rosters: service areas, weekly shifts, who is on them, and files of them."""

from flask import Blueprint

from portal.domain.rosters import WEEKDAYS, length_text, times_text
from portal.services.rosters.history import different_text
from portal.views.rosters import areas, exceptions, files, people, shifts, weeks

blueprint = Blueprint("rosters", __name__)
for part in (areas, weeks, shifts, people, exceptions, files):
    blueprint.register_blueprint(part.blueprint)

blueprint.add_app_template_global(WEEKDAYS.__getitem__, "weekday_name")
blueprint.add_app_template_global(times_text, "times_text")
blueprint.add_app_template_global(length_text, "length_text")
blueprint.add_app_template_global(different_text, "different_text")
