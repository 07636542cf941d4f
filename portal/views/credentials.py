"""What a person is by profession, and their licenses, registrations and certifications."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.db import db
from portal.domain.access import Permission
from portal.domain.dates import date_text
from portal.domain.errors import Invalid
from portal.domain.people import ProviderType
from portal.forms.fields import number_of, refuse
from portal.forms.people import CredentialForm, ProfessionForm
from portal.models import Credential, PersonProviderType
from portal.services import credentials, history
from portal.services.credentials import CredentialFacts, ProfessionFacts
from portal.views import access, subject
from portal.views.access import me

blueprint = Blueprint("credentials", __name__, url_prefix="/<int:person>")


def _profession_form(person: int) -> ProfessionForm:
    form = ProfessionForm()
    entries = history.entries(db.session, PersonProviderType, [person], {})[person]
    form.corrects.choices = {
        "": "Nothing: it is one more",
        **{str(one.row.id): _profession(one.row) for one in entries if not one.superseded},
    }
    return form


def _profession(row: PersonProviderType) -> str:
    since = f", since {date_text(row.starts_on)}" if row.starts_on else ""
    through = f", through {date_text(row.ends_on)}" if row.ends_on else ""
    return f"{row.provider_type.label}{since}{through}"


@blueprint.get("/professions/new")
@access.requires(Permission.MANAGE_PEOPLE)
def new_profession(person: int) -> str:
    """The form for a profession."""
    row, form = subject.managed(person), _profession_form(person)
    return render_template("people/profession.html", form=form, person=row)


@blueprint.post("/professions/new")
@access.requires(Permission.MANAGE_PEOPLE)
def create_profession(person: int) -> ResponseReturnValue:
    """Record it."""
    row, form = subject.managed(person), _profession_form(person)
    if not form.validate():
        return render_template("people/profession.html", form=form, person=row), 422
    facts = ProfessionFacts(
        ProviderType(form.provider_type.data), form.starts_on.data, form.ends_on.data
    )
    try:
        credentials.record_profession(
            db.session,
            person,
            facts,
            corrects=number_of(form.corrects),
            by=me.person_id,
            at=clock.now(),
        )
    except Invalid as error:
        refuse(form, error)
        return render_template("people/profession.html", form=form, person=row), 422
    db.session.commit()
    flash("The profession is recorded.", "ok")
    return redirect(url_for("people.person", person=person), 303)


@blueprint.get("/credentials/new")
@access.signed_in
def new(person: int) -> str:
    """The form for a credential: one's own, or of somebody one manages.

    The address may say which one it renews, ?renews=…: what stays the same is filled in.
    """
    row, before = subject.own_or_managed(person), _renewed(person)
    form = CredentialForm()
    if before is not None and before.expires_on is not None:
        form = CredentialForm(
            title=before.title,
            issuer=before.issuer,
            number=before.number,
            provider_type=before.provider_type,
            starts_on=before.expires_on + timedelta(days=1),
            first_licensed_on=before.first_licensed_on,
        )
    return render_template(
        "people/credential.html", form=form, person=row, corrected=None, renewed=before
    )


def _renewed(person: int) -> Credential | None:
    """The credential in the address, if one is to be renewed and the day it expires is known."""
    number = request.args.get("renews", type=int)
    if number is None:
        return None
    row: Credential = history.of_person(db.session, Credential, person, number)
    return row if row.expires_on else None


@blueprint.post("/credentials/new")
@access.signed_in
def create(person: int) -> ResponseReturnValue:
    """Record it."""
    return _record(person, None)


@blueprint.get("/credentials/<int:credential>/correct")
@access.signed_in
def correct(person: int, credential: int) -> str:
    """The form, with what stands now."""
    row = subject.own_or_managed(person)
    present: Credential = history.standing(db.session, Credential, person, credential)
    return render_template(
        "people/credential.html",
        form=CredentialForm(obj=present),
        person=row,
        corrected=present,
        renewed=None,
    )


@blueprint.post("/credentials/<int:credential>/correct")
@access.signed_in
def correct_submit(person: int, credential: int) -> ResponseReturnValue:
    """Record what takes its place."""
    return _record(person, credential)


def _record(person: int, corrects: int | None) -> ResponseReturnValue:
    row, form = subject.own_or_managed(person), CredentialForm()
    present = (
        None if corrects is None else history.of_person(db.session, Credential, person, corrects)
    )
    if not form.validate() or not _saved(form, person, corrects):
        page = render_template(
            "people/credential.html",
            form=form,
            person=row,
            corrected=present,
            renewed=None if present else _renewed(person),
        )
        return page, 422
    db.session.commit()
    flash("The credential is recorded.", "ok")
    return redirect(url_for("people.person", person=person), 303)


def _saved(form: CredentialForm, person: int, corrects: int | None) -> bool:
    """Whether it could be recorded; if not, the form says why."""
    facts = CredentialFacts(
        form.title.data,
        form.issuer.data,
        form.number.data,
        form.expires_on.data,
        form.starts_on.data,
        ProviderType(form.provider_type.data) if form.provider_type.data else None,
        form.first_licensed_on.data,
    )
    try:
        credentials.record_credential(
            db.session, person, facts, corrects=corrects, by=me.person_id, at=clock.now()
        )
    except Invalid as error:
        refuse(form, error)
        return False
    return True
