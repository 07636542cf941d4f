"""The people of one's counties: the list, a person's page, adding, editing and inviting."""

import secrets
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from portal import clock
from portal.db import db
from portal.domain.access import Permission, holds
from portal.domain.accounts import normal_email
from portal.domain.dates import clock_text
from portal.domain.errors import Conflict, Invalid
from portal.domain.people import ProviderType
from portal.forms.fields import number_of, refuse
from portal.forms.people import DetailsForm, EditForm, PersonForm, SearchForm, team_choices
from portal.models import Credential, Person, PersonProviderType
from portal.services import accounts, affiliations, directory, history, people, places, roles
from portal.services.affiliations import When
from portal.services.directory import Filters, Found, Shown
from portal.services.people import Details
from portal.views import access, bounces, mails, subject
from portal.views import affiliations as affiliation_views
from portal.views import credentials as credential_views
from portal.views.access import me
from portal.views.assignments import asked

blueprint = Blueprint("people", __name__, url_prefix="/people")
blueprint.register_blueprint(affiliation_views.blueprint)
blueprint.register_blueprint(credential_views.blueprint)


# The list


@blueprint.get("")
@access.requires(Permission.SEE_PEOPLE)
def index() -> ResponseReturnValue:
    """Who works in one's counties."""
    held = subject.scope(Permission.SEE_PEOPLE)
    names = places.county_names(db.session, held)
    form = SearchForm(request.args)
    form.county.choices = {"": "Every county of mine" if held else "California", **names}
    form.team.choices = {"": "Any", **team_choices(names, places.teams(db.session, held))}
    page = {
        "form": form,
        "may_add": holds(me.grants, Permission.MANAGE_PEOPLE),
        "may_decide": holds(me.grants, Permission.DECIDE),
        "may_assign": holds(me.grants, Permission.ASSIGN),
    }
    if not form.validate():
        return render_template("people/index.html", heading="People", found=None, **page), 422
    filters = Filters(
        words=form.q.data or "",
        county=form.county.data or None,
        team=number_of(form.team),
        shown=Shown(form.shown.data or Shown.NOW),
    )
    number = request.args.get("page", 1, type=int)
    found = directory.list_people(db.session, me.grants, filters, number, clock.now())
    return render_template(
        "people/index.html",
        heading=_heading(form, found, places.scope_name(names, held)),
        found=found,
        today=clock.today(),
        page_url=_address_of_page,
        **page,
    )


def _heading(form: SearchForm, found: Found, everywhere: str) -> str:
    """How many people of what kind are where, in words."""
    count = {0: "Nobody", 1: "1 person"}.get(found.total, f"{found.total:,} people")
    kind = {"former": " who left", "all": ", now or formerly,"}.get(form.shown.data, "")
    where = f"{form.county.words} County" if form.county.data else everywhere
    if form.team.data:
        where = form.team.words
    link = " " if form.shown.data == "former" else " in "
    words = f" for “{form.q.data}”" if form.q.data else ""
    return f"{count}{kind}{link}{where}{words}"


def _address_of_page(number: int) -> str:
    names = "q", "county", "team", "shown"
    chosen: dict[str, Any] = {name: request.args[name] for name in names if request.args.get(name)}
    return url_for("people.index", **chosen, page=number)


# Adding

TAKEN = (
    "Somebody else signs in with this address. If it is the same person, do not add them again; "
    "otherwise enter an address of their own, or leave this empty."
)


def _person_form() -> PersonForm:
    form = PersonForm()
    form.offer(
        subject.county_names(),
        places.agencies(db.session),
        places.teams(db.session, subject.scope()),
    )
    return form


@blueprint.get("/new")
@access.requires(Permission.MANAGE_PEOPLE)
def new() -> str:
    """The form for somebody new."""
    form = _person_form()
    form.form_key.data = secrets.token_urlsafe(12)
    return render_template("people/new.html", form=form, alike=[], hidden=0)


@blueprint.post("/new")
@access.requires(Permission.MANAGE_PEOPLE)
def create() -> ResponseReturnValue:
    """Add the person; ask first when they may be known already."""
    form = _person_form()
    if not form.validate():
        return render_template("people/new.html", form=form, alike=[], hidden=0), 422
    details, now, by = _details(form), clock.now(), me.person_id
    done = people.added_before(db.session, form.form_key.data or "", details, by=by, at=now)
    if done is not None:
        return redirect(url_for("people.person", person=done.id), 303)
    alike = people.alike(db.session, details.legal_name, details.email)
    if people.taken(db.session, details.email):
        form.email.errors = [TAKEN]
        return _ask_about(form, alike), 422
    if alike and not form.confirmed.data:
        return _ask_about(form, alike), 422
    try:
        person = _add(form, details)
    except Invalid as error:
        refuse(form, error)
        return render_template("people/new.html", form=form, alike=[], hidden=0), 422
    person_id = person.id
    db.session.commit()
    flash(f"{details.legal_name} is added. Invite them when they should sign in.", "ok")
    return redirect(url_for("people.person", person=person_id), 303)


def _add(form: PersonForm, details: Details) -> Person:
    by, now = me.person_id, clock.now()
    place = subject.place_in(form, by=by, at=now)
    return people.add(
        db.session,
        details,
        ProviderType(form.profession.data),
        place,
        position=form.position.data,
        starts_on=form.starts_on.data,
        form_key=form.form_key.data or "",
        by=by,
        at=now,
    )


def _ask_about(form: PersonForm, alike: list[Person]) -> str:
    """The form again, with those who may be the same; the names of other counties stay there."""
    criterion = people.visible_to(me.grants, Permission.SEE_PEOPLE, clock.today())
    ids = [person.id for person in alike]
    mine = set(db.session.scalars(select(Person.id).where(Person.id.in_(ids), criterion)))
    if alike and not form.confirmed.data:
        form.confirmed.errors = ["Tick this if it is somebody else, then add them."]
    return render_template(
        "people/new.html",
        form=form,
        alike=[person for person in alike if person.id in mine],
        hidden=len(alike) - len(mine),
    )


def _details(form: DetailsForm) -> Details:
    return Details(
        legal_name=form.legal_name.data,
        name_used="" if form.name_used.data == form.legal_name.data else form.name_used.data,
        email=normal_email(form.email.data),
        phone=form.phone.data,
    )


# One person


@blueprint.get("/<int:person>")
@access.signed_in
def person(person: int) -> str:
    """Everything about a person that this visitor may see."""
    seen = subject.seen(person)
    until = {} if seen.until is None else {person: seen.until}
    whole = seen.until is None
    sees = subject.scope(Permission.SEE_PEOPLE)
    session, ids, today = db.session, [person], clock.today()
    lines = affiliations.of_people(session, ids, None if whole else sees).get(person, [])
    standing = [line.when(today) for line in lines if line.superseded_by is None]
    return render_template(
        "people/person.html",
        seen=seen,
        person=seen.person,
        is_self=person == me.person_id,
        sees=sees,
        today=today,
        now=clock.now(),
        worked_here=When.FORMER in standing,
        may_manage=subject.may_manage(person),
        scope=subject.scope(),
        lines=lines,
        left_on=affiliation_views.left_on(person, lines, sees),
        asked=asked.of(seen, today),
        professions=history.entries(session, PersonProviderType, ids, until)[person],
        credentials=history.entries(session, Credential, ids, until)[person],
        account=people.account_of(session, person) if whole else None,
        invitations=people.invitations(session, person) if whole else [],
        roles=roles.of_person(session, person) if whole else [],
        may_grant=subject.scope(Permission.GRANT_ROLES) is None,
        reached=bounces.of(seen),
    )


@blueprint.post("/<int:person>/invite")
@access.requires(Permission.MANAGE_PEOPLE)
def invite(person: int) -> ResponseReturnValue:
    """Send an invitation; an earlier one stops working."""
    row, now = subject.managed(person), clock.now()
    back = redirect(url_for("people.person", person=person), 303)
    people.check_reach(db.session, me.grants, row)
    try:
        link = people.invite(db.session, row, by=me.person_id, at=now)
    except Conflict as error:
        db.session.rollback()
        flash(str(error), "bad")
        return back
    if link is None:
        return back
    token = accounts.link_token(current_app.config["SECRET_KEY"], link)
    mails.write(
        "invitation",
        recipient=link.email,
        subject="Your invitation to the training portal",
        person_id=row.id,
        name=row.called,
        invited_by=me.name,
        url=mails.public_url("accounts.invitation", token=token),
        expires=clock_text(link.expires_at),
    )
    message = f"The invitation is on its way to {link.email}."
    db.session.commit()
    mails.send_soon()
    flash(message, "ok")
    return back


@blueprint.get("/<int:person>/edit")
@access.requires(Permission.MANAGE_PEOPLE)
def edit(person: int) -> str:
    """The form for names and contact."""
    row = subject.managed(person)
    form = EditForm(obj=row)
    form.mark.data = people.details_of(row).mark
    return render_template("people/edit.html", form=form, person=row)


@blueprint.post("/<int:person>/edit")
@access.requires(Permission.MANAGE_PEOPLE)
def edit_submit(person: int) -> ResponseReturnValue:
    """Change them, unless somebody else did meanwhile."""
    row, form = subject.managed(person), EditForm()
    if not form.validate():
        return render_template("people/edit.html", form=form, person=row), 422
    history.lock(db.session, person)
    new, before = _details(form), people.details_of(row)
    if new.email != before.email and not people.account_of(db.session, person):
        people.check_reach(db.session, me.grants, row)
    if new.email != before.email and people.taken(db.session, new.email, person):
        form.email.errors = [TAKEN]
        return render_template("people/edit.html", form=form, person=row), 422
    if new != before and form.mark.data != before.mark:
        form.mark.data = before.mark
        return _changed_meanwhile(form, row), 409
    withdrawn = people.edit(db.session, row, new, by=me.person_id, at=clock.now())
    db.session.commit()
    flash("The details are saved.", "ok")
    if withdrawn:
        flash("The invitation to the old address no longer works. Send a new one.", "soon")
    return redirect(url_for("people.person", person=person), 303)


def _changed_meanwhile(form: EditForm, row: Person) -> Any:
    form.form_errors = [
        "Somebody else changed these details meanwhile. They now say: "
        f"{row.legal_name}; name used: {row.name_used or 'the legal name'}; "
        f"{row.email or 'no e-mail address'}; {row.phone or 'no phone'}. "
        "Check what you typed, and save again to replace that."
    ]
    return render_template("people/edit.html", form=form, person=row)
