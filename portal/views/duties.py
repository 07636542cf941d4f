"""What a person does on the job, and designations: recording and correcting them."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.db import db
from portal.domain.access import Permission
from portal.domain.errors import Invalid
from portal.domain.facts import Duty
from portal.forms.duties import (
    DesignationCorrectionForm,
    DesignationForm,
    DutyCorrectionForm,
    DutyForm,
)
from portal.forms.fields import refuse
from portal.forms.values import day_of
from portal.models import Designation, DutyHeld, Person
from portal.services import duties, evidence, history
from portal.services.duties import DesignationFacts, DutyFacts
from portal.views import access, subject, uploads
from portal.views.access import me

blueprint = Blueprint("duties", __name__, url_prefix="/people/<int:person>")

Present = DutyHeld | Designation
_WORDS: dict[type[Present], str] = {DutyHeld: "duty", Designation: "designation"}


def _page(form: Any, person: Person, table: type[Present], present: Any, **more: Any) -> str:
    template = f"duties/{_WORDS[table]}.html"
    return render_template(template, form=form, person=person, corrected=present, **more)


def _save(
    person: int,
    form: Any,
    table: type[Present],
    present: Present | None,
    record: Callable[[], None],
    **more: Any,
) -> ResponseReturnValue:
    """Record what a valid form says, or that the present entry was a mistake."""
    row = subject.managed(person)
    if not form.validate():
        return _page(form, row, table, present, **more), 422
    mistaken = present is not None and form.mistaken.data
    try:
        if present is not None and mistaken:
            duties.withdraw(db.session, present, by=me.person_id, at=clock.now())
        else:
            record()
    except Invalid as error:
        refuse(form, error)
        if isinstance(form, DesignationForm):
            form.ask_for_files_again()
        return _page(form, row, table, present, **more), 422
    db.session.commit()
    done = "withdrawn. It stays readable" if mistaken else "recorded"
    flash(f"The {_WORDS[table]} is {done}.", "ok")
    return redirect(url_for("evidence.of_person", person=person), 303)


# Duties


@blueprint.get("/duties/new")
@access.requires(Permission.MANAGE_PEOPLE)
def new(person: int) -> str:
    """The form for a duty; the address may say which, and since when: ?duty=…&since=…"""
    row, asked = subject.managed(person), request.args
    form = DutyForm(duty=asked.get("duty", ""), starts_on=day_of(asked.get("since", "")))
    return _page(form, row, DutyHeld, None)


@blueprint.post("/duties/new")
@access.requires(Permission.MANAGE_PEOPLE)
def create(person: int) -> ResponseReturnValue:
    """Record it."""
    return _save_duty(person, DutyForm(), None)


@blueprint.get("/duties/<int:duty>/correct")
@access.requires(Permission.MANAGE_PEOPLE)
def correct(person: int, duty: int) -> str:
    """The form, with what stands now."""
    row = subject.managed(person)
    present = history.standing(db.session, DutyHeld, person, duty)
    return _page(DutyCorrectionForm(obj=present), row, DutyHeld, present)


@blueprint.post("/duties/<int:duty>/correct")
@access.requires(Permission.MANAGE_PEOPLE)
def correct_submit(person: int, duty: int) -> ResponseReturnValue:
    """Record what takes its place, or that it was a mistake."""
    subject.managed(person)
    present = history.of_person(db.session, DutyHeld, person, duty)
    return _save_duty(person, DutyCorrectionForm(), present)


def _save_duty(person: int, form: DutyForm, present: DutyHeld | None) -> ResponseReturnValue:
    def record() -> None:
        facts = DutyFacts(Duty(form.duty.data), form.starts_on.data, form.ends_on.data)
        corrects = present.id if present else None
        duties.record_duty(
            db.session, person, facts, corrects=corrects, by=me.person_id, at=clock.now()
        )

    return _save(person, form, DutyHeld, present, record)


# Designations


def _designation(person: int, designation: int, *, standing: bool) -> Designation:
    subject.managed(person)
    find = history.standing if standing else history.of_person
    present: Designation = find(db.session, Designation, person, designation)
    duties.check_county(present, subject.scope())
    return present


def _with_file(present: Designation) -> dict[str, Any]:
    held = evidence.files(db.session, [present.evidence_id])
    return {"file": held.get(present.evidence_id or 0)}


@blueprint.get("/designations/new")
@access.requires(Permission.MANAGE_PEOPLE)
def new_designation(person: int) -> str:
    """The form for a designation by a county."""
    row, form = subject.managed(person), DesignationForm()
    form.offer(subject.county_names())
    return _page(form, row, Designation, None, file=None)


@blueprint.post("/designations/new")
@access.requires(Permission.MANAGE_PEOPLE)
@uploads.accepts_files
def create_designation(person: int) -> ResponseReturnValue:
    """Record it."""
    return _save_designation(person, DesignationForm(), None, file=None)


@blueprint.get("/designations/<int:designation>/correct")
@access.requires(Permission.MANAGE_PEOPLE)
def correct_designation(person: int, designation: int) -> str:
    """The form, with what stands now."""
    present = _designation(person, designation, standing=True)
    form = DesignationCorrectionForm(obj=present, data={"county": present.county_fips})
    form.offer(subject.county_names())
    return _page(form, subject.managed(person), Designation, present, **_with_file(present))


@blueprint.post("/designations/<int:designation>/correct")
@access.requires(Permission.MANAGE_PEOPLE)
@uploads.accepts_files
def correct_designation_submit(person: int, designation: int) -> ResponseReturnValue:
    """Record what takes its place, or that it was a mistake."""
    present = _designation(person, designation, standing=False)
    form = DesignationCorrectionForm()
    return _save_designation(person, form, present, **_with_file(present))


def _save_designation(
    person: int, form: DesignationForm, present: Designation | None, **more: Any
) -> ResponseReturnValue:
    form.offer(subject.county_names())

    def record() -> None:
        facts = DesignationFacts(form.county.data, form.starts_on.data, form.ends_on.data)
        duties.record_designation(
            db.session,
            person,
            facts,
            form.evidence.upload,
            subject.scope(),
            replaces=present,
            by=me.person_id,
            at=clock.now(),
        )

    return _save(person, form, Designation, present, record, **more)
