"""The roster of a team: a week, all weekly shifts, its history, and the whole as a file."""

import re
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.db import db
from portal.documents.tables import csv_bytes
from portal.domain.access import Permission
from portal.domain.roster_files import COLUMNS
from portal.forms.rosters import WeekForm
from portal.services.rosters import exporting, history, shifts, week
from portal.views import access
from portal.views.rosters import about, hours

blueprint = Blueprint("weeks", __name__, url_prefix="/teams/<int:team>/roster")

SOON = timedelta(weeks=8)
_FIRST, _LAST = date(1930, 1, 6), date(2100, 12, 20)
"""Mondays between which a week can be turned over."""


@blueprint.get("")
@access.requires(Permission.SEE_READINESS)
def roster(team: int) -> ResponseReturnValue:
    """A week of the roster, and what is different soon."""
    found = about.seen(team)
    form = WeekForm(request.args)
    good = form.validate()
    today = clock.today()
    asked = form.week.data if good and form.week.data else today
    monday = min(max(week.monday_of(asked), _FIRST), _LAST)
    shown = week.week(db.session, found.team, monday)
    known = shifts.of_team(db.session, team)
    page = render_template(
        "rosters/week.html",
        about=found,
        week=shown,
        hours=hours.of_shifts((entry.shift, entry.on) for entry in shown.entries),
        today=today,
        this_week=week.monday_of(today),
        before=monday - timedelta(7),
        after=monday + timedelta(7),
        form=form,
        any_shifts=bool(known),
        different=week.different(db.session, [one.id for one in known], today, today + SOON),
    )
    return page, 200 if good else 422


@blueprint.get("/shifts")
@access.requires(Permission.SEE_READINESS)
def every_shift(team: int) -> str:
    """All weekly shifts, also those that have not begun yet or are over."""
    found, today = about.seen(team), clock.today()
    known = shifts.of_team(db.session, team)
    return render_template(
        "rosters/shifts.html",
        about=found,
        shifts=known,
        placed=week.placed(db.session, [shift.id for shift in known]),
        today=today,
    )


@blueprint.get("/history")
@access.requires(Permission.SEE_READINESS)
def record(team: int) -> str:
    """Everything that was recorded about the roster, newest first."""
    found = about.seen(team)

    def page_url(number: int) -> str:
        return url_for("rosters.weeks.record", team=team, page=number)

    return render_template(
        "rosters/history.html",
        about=found,
        found=history.of_team(db.session, team, request.args.get("page", 1, type=int)),
        page_url=page_url,
    )


@blueprint.get("/roster.csv")
@access.requires(Permission.SEE_READINESS)
def export(team: int) -> ResponseReturnValue:
    """The weekly shifts as a file that can be taken in again."""
    found = about.seen(team)
    words = re.sub(r"[^a-z0-9]+", "-", found.team.name.lower()).strip("-") or str(team)
    return as_csv(f"roster-{words}.csv", exporting.rows(db.session, found.team))


def as_csv(name: str, rows: list[Any]) -> ResponseReturnValue:
    """Rows of shifts as a file."""
    return current_app.response_class(
        csv_bytes(COLUMNS, rows),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
