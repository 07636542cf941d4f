"""A training from elsewhere that many people took together: recorded once for all of them."""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock, held
from portal.db import db
from portal.domain.access import Permission
from portal.domain.errors import Invalid
from portal.domain.evidence import subjects
from portal.forms.evidence import SharedTrainingForm, WhereForm
from portal.forms.fields import number_of, one_of, refuse
from portal.forms.people import team_choices
from portal.models import Person
from portal.services import places, shared_trainings
from portal.services.shared_trainings import MOST
from portal.views import access, subject, uploads
from portal.views.access import me
from portal.views.evidence import facts_of

blueprint = Blueprint("shared_trainings", __name__, url_prefix="/people/shared-trainings")


@dataclass(frozen=True, slots=True)
class Page:
    """Whose people are offered, and the form for what they took."""

    where: WhereForm
    county: str
    """Empty until one is chosen."""
    people: list[Person]
    form: SharedTrainingForm

    def shown(self) -> str:
        """The page."""
        return render_template(
            "evidence/shared.html",
            where=self.where,
            county=self.county,
            people=self.people[:MOST],
            more=len(self.people) > MOST,
            form=self.form,
            asked={name: self.where[name].data or None for name in ("county", "team")},
        )


def _page() -> tuple[Page, bool]:
    """The page for the county and team in the address; and whether there are such."""
    names, scope = subject.county_names(), subject.scope()
    where = WhereForm(request.args)
    where.county.choices = one_of(names, "Choose a county")
    where.team.choices = {"": "Everybody", **team_choices(names, places.teams(db.session, scope))}
    if len(names) == 1 and not where.county.data:
        where.county.data = next(iter(names))
    good = where.validate()
    county = where.county.data or "" if good else ""
    people = (
        shared_trainings.people(db.session, county, number_of(where.team), clock.now())
        if county
        else []
    )
    form = SharedTrainingForm()
    form.offer(subjects(held.rulebook()))
    form.people.choices = {str(one.id): one.called for one in people[:MOST]}
    return Page(where, county, people, form), good


@blueprint.get("/new")
@access.requires(Permission.MANAGE_PEOPLE)
def new() -> ResponseReturnValue:
    """The form."""
    page, good = _page()
    return page.shown(), 200 if good else 422


@blueprint.post("/new")
@access.requires(Permission.MANAGE_PEOPLE)
@uploads.accepts_files
def create() -> ResponseReturnValue:
    """Record it for everybody who is ticked."""
    page, good = _page()
    form = page.form
    if not good or not form.validate():
        return page.shown(), 422
    ticked = set(form.people.data or ())
    chosen = [one for one in page.people if str(one.id) in ticked]
    try:
        added = shared_trainings.add(
            db.session,
            page.county,
            chosen,
            facts_of(form),
            form.evidence.upload,
            by=me.person_id,
            at=clock.now(),
        )
    except Invalid as error:
        refuse(form, error)
        form.ask_for_files_again()
        return page.shown(), 422
    db.session.commit()
    whom = "1 person" if added == 1 else f"{added} people"
    flash(f"The training is recorded for {whom}.", "ok")
    return redirect(url_for("people.index"), 303)
