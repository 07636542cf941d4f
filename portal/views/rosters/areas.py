"""Service areas of one's counties, and the teams that answer calls in them."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.db import db
from portal.domain.access import Permission, holds, may
from portal.domain.errors import Invalid
from portal.forms.fields import refuse
from portal.forms.rosters import AreaForm, ServiceCorrectionForm, ServiceForm
from portal.forms.teams import CountyFilterForm
from portal.forms.values import day
from portal.models import AreaSetting, ServiceArea, TeamArea
from portal.services import places
from portal.services.rosters import areas
from portal.views import access, subject
from portal.views.access import me

blueprint = Blueprint("areas", __name__, url_prefix="/service-areas")


@blueprint.get("")
@access.requires(Permission.SEE_READINESS)
def index() -> ResponseReturnValue:
    """The areas, and who serves each today."""
    held = subject.scope(Permission.SEE_READINESS)
    names = places.county_names(db.session, held)
    form = CountyFilterForm(request.args)
    form.county.choices = {"": "Every county of mine" if held else "California", **names}
    good = form.validate()
    chosen = form.county.data if good else ""
    found = areas.list_areas(db.session, frozenset({chosen}) if chosen else held, clock.today())
    where = f"{names[chosen]} County" if chosen else places.scope_name(names, held)
    page = render_template(
        "rosters/areas.html",
        found=found,
        where=where,
        form=form,
        may_add=holds(me.grants, Permission.MANAGE_ROSTERS),
    )
    return page, 200 if good else 422


def _form() -> AreaForm:
    form = AreaForm()
    names = subject.county_names(Permission.MANAGE_ROSTERS)
    form.county.choices = names if len(names) == 1 else {"": "Choose a county", **names}
    return form


@blueprint.get("/new")
@access.requires(Permission.MANAGE_ROSTERS)
def new() -> str:
    """The form."""
    return render_template("rosters/area_new.html", form=_form())


@blueprint.post("/new")
@access.requires(Permission.MANAGE_ROSTERS)
def create() -> ResponseReturnValue:
    """Add the area."""
    form = _form()
    if not form.validate():
        return render_template("rosters/area_new.html", form=form), 422
    try:
        area = areas.add(
            db.session,
            form.name.data,
            form.county.data,
            AreaSetting(form.setting.data),
            by=me.person_id,
            at=clock.now(),
        ).id
    except Invalid as error:
        refuse(form, error)
        return render_template("rosters/area_new.html", form=form), 422
    db.session.commit()
    flash(f"{form.name.data} is added.", "ok")
    return redirect(url_for("rosters.areas.area", area=area), 303)


def _find(area: int, permission: Permission = Permission.MANAGE_ROSTERS) -> tuple[ServiceArea, str]:
    return areas.find(db.session, area, me.grants, permission)


@blueprint.get("/<int:area>")
@access.requires(Permission.SEE_READINESS)
def area(area: int) -> str:
    """Who serves the area, and who did."""
    row, county = _find(area, Permission.SEE_READINESS)
    services, today = areas.services(db.session, [row.id])[row.id], clock.today()
    standing = [one for one in services if not one.superseded and not one.taken_back]
    return render_template(
        "rosters/area.html",
        area=row,
        county=county,
        standing=standing,
        past=[one for one in services if one not in standing],
        now=sum(one.holds(today) for one in standing),
        today=today,
        may_manage=may(me.grants, Permission.MANAGE_ROSTERS, row.county_fips),
    )


def _service_form(row: ServiceArea) -> ServiceForm:
    form = ServiceForm()
    form.offer(places.teams(db.session, frozenset({row.county_fips})))
    return form


@blueprint.get("/<int:area>/teams/new")
@access.requires(Permission.MANAGE_ROSTERS)
def serve(area: int) -> str:
    """The form for a team that serves the area."""
    row, county = _find(area)
    return _service_page(_service_form(row), row, county)


def _service_page(
    form: ServiceForm | ServiceCorrectionForm,
    row: ServiceArea,
    county: str,
    corrected: TeamArea | None = None,
) -> str:
    names = {team.id: team.name for team in places.teams(db.session, frozenset({row.county_fips}))}
    return render_template(
        "rosters/area_team.html",
        form=form,
        area=row,
        county=county,
        corrected=corrected,
        team=names[corrected.team_id] if corrected else None,
    )


@blueprint.post("/<int:area>/teams/new")
@access.requires(Permission.MANAGE_ROSTERS)
def serve_submit(area: int) -> ResponseReturnValue:
    """Record it."""
    row, county = _find(area)
    form = _service_form(row)
    if not form.validate():
        return _service_page(form, row, county), 422
    try:
        areas.serve(
            db.session,
            row,
            int(form.team.data),
            day(form.starts_on),
            form.ends_on.data,
            by=me.person_id,
            at=clock.now(),
        )
    except Invalid as error:
        refuse(form, error)
        return _service_page(form, row, county), 422
    db.session.commit()
    flash(f"{form.team.words} serves {row.name}.", "ok")
    return redirect(url_for("rosters.areas.area", area=area), 303)


@blueprint.get("/<int:area>/teams/<int:service>/correct")
@access.requires(Permission.MANAGE_ROSTERS)
def correct(area: int, service: int) -> str:
    """The form, with the days that stand now."""
    row, county = _find(area)
    present = areas.to_correct(db.session, area, service)
    return _service_page(ServiceCorrectionForm(obj=present), row, county, present)


@blueprint.post("/<int:area>/teams/<int:service>/correct")
@access.requires(Permission.MANAGE_ROSTERS)
def correct_submit(area: int, service: int) -> ResponseReturnValue:
    """Record the last day, or whatever was wrong."""
    row, county = _find(area)
    present = areas.to_correct(db.session, area, service)
    form = ServiceCorrectionForm()
    if not form.validate():
        return _service_page(form, row, county, present), 422
    try:
        areas.correct(
            db.session,
            present,
            day(form.starts_on),
            form.ends_on.data,
            mistake=form.mistaken.data,
            by=me.person_id,
            at=clock.now(),
        )
    except Invalid as error:
        refuse(form, error)
        return _service_page(form, row, county, present), 422
    db.session.commit()
    flash("Recorded. The entry as it was stays readable below.", "ok")
    return redirect(url_for("rosters.areas.area", area=area), 303)
