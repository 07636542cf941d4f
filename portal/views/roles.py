"""A person's roles: which they have and had, giving one, ending one."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.db import db
from portal.domain.access import Permission, Role
from portal.domain.errors import Conflict, Forbidden, Invalid
from portal.forms.fields import refuse
from portal.forms.roles import RoleForm
from portal.models import Person
from portal.services import places, roles
from portal.views import access, subject
from portal.views.access import me

blueprint = Blueprint("roles", __name__, url_prefix="/people/<int:person>/roles")


def _subject(person: int) -> Person:
    if subject.scope(Permission.GRANT_ROLES) is not None:
        message = "Roles are given and ended by administrators of the whole state."
        raise Forbidden(message)
    return subject.managed(person, Permission.GRANT_ROLES)


def _page(row: Person, form: RoleForm) -> str:
    lines = roles.of_person(db.session, row.id)
    return render_template(
        "roles/index.html",
        form=form,
        person=row,
        now=[line for line in lines if line.row.ended_at is None],
        ended=[line for line in lines if line.row.ended_at is not None],
    )


def _form() -> RoleForm:
    form = RoleForm()
    form.offer(places.county_names(db.session, None))
    return form


@blueprint.get("")
@access.requires(Permission.GRANT_ROLES)
def index(person: int) -> str:
    """Which roles the person has and had."""
    return _page(_subject(person), _form())


@blueprint.post("")
@access.requires(Permission.GRANT_ROLES)
def give(person: int) -> ResponseReturnValue:
    """Give a role."""
    row, form = _subject(person), _form()
    if not form.validate():
        return _page(row, form), 422
    role = Role(form.role.data)
    try:
        roles.give(
            db.session, person, role, form.county.data or None, by=me.person_id, at=clock.now()
        )
    except Invalid as error:
        refuse(form, error)
        return _page(row, form), 422
    name = row.called
    db.session.commit()
    flash(f"{name} has the role {role.label}.", "ok")
    return redirect(url_for("roles.index", person=person), 303)


@blueprint.post("/<int:grant>/end")
@access.requires(Permission.GRANT_ROLES)
def end(person: int, grant: int) -> ResponseReturnValue:
    """End a role."""
    _subject(person)
    try:
        row = roles.end(db.session, person, grant, by=me.person_id, at=clock.now())
    except Conflict as error:
        db.session.rollback()
        flash(str(error), "bad")
        return redirect(url_for("roles.index", person=person), 303)
    label, is_own = row.role.label, person == me.person_id
    db.session.commit()
    flash(f"The role {label} has ended.", "ok")
    still = not is_own or subject.scope(Permission.GRANT_ROLES) is None
    return redirect(url_for("roles.index" if still else "people.person", person=person), 303)
