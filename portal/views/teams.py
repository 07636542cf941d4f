"""The teams of one's counties, and who is on them."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.db import db
from portal.domain.access import Permission
from portal.domain.errors import Invalid
from portal.forms.fields import number_of, refuse
from portal.forms.teams import CountyFilterForm, TeamForm
from portal.services import places, teams
from portal.services.affiliations import When
from portal.views import access, subject
from portal.views.access import me

blueprint = Blueprint("teams", __name__, url_prefix="/teams")


def _may_add() -> bool:
    held = subject.scope(Permission.MANAGE_TEAMS)
    return held is None or bool(held)


@blueprint.get("")
@access.requires(Permission.SEE_PEOPLE)
def index() -> ResponseReturnValue:
    """The teams, and how many are on each today."""
    held = subject.scope(Permission.SEE_PEOPLE)
    names = places.county_names(db.session, held)
    form = CountyFilterForm(request.args)
    form.county.choices = {"": "Every county of mine" if held else "California", **names}
    page = {"form": form, "may_add": _may_add()}
    if not form.validate():
        return render_template("teams/index.html", heading="Teams", found=None, **page), 422
    chosen = form.county.data
    found = teams.list_teams(
        db.session,
        frozenset({chosen}) if chosen else held,
        request.args.get("page", 1, type=int),
        clock.today(),
    )
    where = f"{names[chosen]} County" if chosen else places.scope_name(names, held)
    count = {0: "No teams", 1: "1 team"}.get(found.total, f"{found.total:,} teams")
    return render_template(
        "teams/index.html",
        heading=f"{count} in {where}",
        found=found,
        page_url=_address_of_page,
        **page,
    )


def _address_of_page(number: int) -> str:
    county = request.args.get("county") or None
    return url_for("teams.index", county=county, page=number)


_PAGES = {When.NOW: "page", When.UPCOMING: "later", When.FORMER: "former"}
"""The part of the address that says which page of each list is shown."""


@blueprint.get("/<int:team>")
@access.requires(Permission.SEE_PEOPLE)
def team(team: int) -> str:
    """Who is on the team, who is about to be, and who was."""
    row, county, agency = teams.find(db.session, team, me.grants, Permission.SEE_PEOPLE)
    numbers = {when: request.args.get(name, 1, type=int) for when, name in _PAGES.items()}
    members = teams.members(db.session, row, clock.today(), numbers)

    def page_url(when: When) -> Callable[[int], str]:
        asked: dict[str, Any] = {
            _PAGES[each]: found.number for each, found in members.items() if found.number > 1
        }
        return lambda number: url_for("teams.team", team=team, **{**asked, _PAGES[when]: number})

    return render_template(
        "teams/team.html",
        team=row,
        county=county,
        agency=agency,
        plan=teams.plan(db.session, row),
        members=members,
        page_url=page_url,
        may_add_people=subject.scope() is None or row.county_fips in (subject.scope() or ()),
    )


def _form() -> TeamForm:
    form = TeamForm()
    form.offer(subject.county_names(Permission.MANAGE_TEAMS), places.agencies(db.session))
    return form


@blueprint.get("/new")
@access.requires(Permission.MANAGE_TEAMS)
def new() -> str:
    """The form."""
    return render_template("teams/new.html", form=_form())


@blueprint.post("/new")
@access.requires(Permission.MANAGE_TEAMS)
def create() -> ResponseReturnValue:
    """Add the team."""
    form = _form()
    if not form.validate():
        return render_template("teams/new.html", form=form), 422
    try:
        team_id = _add(form)
    except Invalid as error:
        refuse(form, error)
        return render_template("teams/new.html", form=form), 422
    db.session.commit()
    flash(f"{form.name.data} is added.", "ok")
    return redirect(url_for("teams.team", team=team_id), 303)


def _add(form: TeamForm) -> int:
    by, now = me.person_id, clock.now()
    agency_id = places.agency_id(
        db.session, number_of(form.agency), form.new_agency.data, by=by, at=now
    )
    if agency_id is None:
        message = "Choose the agency that runs the team, or name a new one."
        raise Invalid(message, "agency")
    return teams.add(db.session, form.name.data, form.county.data, agency_id, by=by, at=now).id
