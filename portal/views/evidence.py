"""Evidence and decisions about a person: one page of all, trainings from elsewhere, and files."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock, held
from portal.db import db
from portal.domain.dates import civil_date
from portal.domain.errors import Invalid
from portal.domain.evidence import creditable, subject_words, subjects
from portal.domain.requirements import Requirement, Rulebook
from portal.forms.evidence import TrainingCorrectionForm, TrainingForm
from portal.forms.fields import refuse
from portal.forms.values import day
from portal.models import Decision, Designation, DutyHeld, Leave, OutsideTraining
from portal.services import decisions, duties, equivalencies, evidence, history, places
from portal.services.evidence import TrainingFacts
from portal.views import access, subject, uploads
from portal.views.access import me

blueprint = Blueprint("evidence", __name__, url_prefix="/people/<int:person>/evidence")


@blueprint.get("")
@access.signed_in
def of_person(person: int) -> str:
    """Everything recorded and decided about a person that this visitor may see."""
    seen = subject.seen(person)
    session, until = db.session, seen.until
    known = {} if until is None else {person: until}
    designations = history.entries(session, Designation, [person], known)[person]
    is_self, may_manage = person == me.person_id, subject.may_manage(person)
    return render_template(
        "evidence/person.html",
        seen=seen,
        person=seen.person,
        is_self=is_self,
        today=clock.today(),
        civil_date=civil_date,
        titles=requirement_titles(held.rulebook()),
        trainings=evidence.of_person(session, person, until),
        decisions=history.entries(session, Decision, [person], known)[person],
        duties=history.entries(session, DutyHeld, [person], known)[person],
        leaves=history.entries(session, Leave, [person], known)[person],
        designations=designations,
        files=evidence.files(session, [one.row.evidence_id for one in designations]),
        counties=places.county_names(session, None) if designations else {},
        taken_back=decisions.taken_back,
        withdrawn=duties.withdrawn,
        may_add=is_self or may_manage,
        may_manage=may_manage,
        may_decide=subject.may_decide_about(person),
        scope=subject.scope(),
    )


def requirement_titles(rulebook: Rulebook) -> dict[str, str]:
    """The titles of requirements by slug; what is in no file any more keeps its slug."""
    return {slug: one.title for slug, one in rulebook.requirements.items()}


@blueprint.get("/files/<int:file>")
@access.signed_in
def file(person: int, file: int) -> ResponseReturnValue:
    """A file that a fact about the person rests on, to be saved."""
    seen = subject.seen(person)
    return uploads.hand_out(evidence.file_of(db.session, person, file, seen.until))


@blueprint.get("/files/<int:file>/pages/<int:page>")
@access.signed_in
def file_page(person: int, file: int, page: int) -> ResponseReturnValue:
    """A picture of a page of it, to be looked at."""
    seen = subject.seen(person)
    return uploads.show_page(evidence.file_of(db.session, person, file, seen.until), page)


# Trainings


def _page(
    form: TrainingForm,
    person: Any,
    corrected: OutsideTraining | None,
    *,
    wanted: Requirement | None = None,
    known: Sequence[tuple[str, str]] = (),
) -> str:
    """`wanted`: what the training is to meet; `known`: what was credited for that before."""
    return render_template(
        "evidence/training.html",
        form=form,
        person=person,
        corrected=corrected,
        file=evidence.files(db.session, [corrected.evidence_id if corrected else None]),
        wanted=wanted,
        known=known,
    )


def _offer(form: TrainingForm, present: OutsideTraining | None = None) -> None:
    offered = subjects(held.rulebook())
    if present is not None and present.subject:
        offered.setdefault(present.subject, subject_words(present.subject))
    form.offer(offered)


@blueprint.get("/trainings/new")
@access.signed_in
def new_training(person: int) -> str:
    """The form for a training taken elsewhere: one's own, or of somebody one manages.

    The address may say what it is to meet, ?requirement=…: what is known of that is filled in.
    """
    row, wanted = subject.own_or_managed(person), _wanted()
    known = _credited_before(wanted) if wanted else []
    title, provider = known[0] if len(known) == 1 else ("", "")
    about = _subject_of(wanted) if wanted else ""
    form = TrainingForm(title=title, provider=provider, subject=about)
    _offer(form)
    return _page(form, row, None, wanted=wanted, known=known)


def _wanted() -> Requirement | None:
    """What the training is to meet, as the address says."""
    return creditable(held.rulebook()).get(request.args.get("requirement", ""))


def _credited_before(wanted: Requirement) -> list[tuple[str, str]]:
    """The trainings that precedents credit for a requirement today, each with who gives it."""
    today, found = clock.today(), dict[tuple[str, str], None]()
    for line in equivalencies.listed(db.session, subject.scope(), wanted.slug):
        if not line.limits.refusal(today, today):
            found[line.row.title, line.row.provider] = None
    return list(found)


def _subject_of(wanted: Requirement) -> str:
    """The subject that meets a requirement today, where only one does; else empty."""
    version = wanted.on(clock.today())
    named = version.settings.get("subjects") if version else None
    return named[0] if isinstance(named, tuple) and len(named) == 1 else ""


@blueprint.post("/trainings/new")
@access.signed_in
@uploads.accepts_files
def create_training(person: int) -> ResponseReturnValue:
    """Record it."""
    row, form = subject.own_or_managed(person), TrainingForm()
    _offer(form)
    if not form.validate():
        return _page(form, row, None, wanted=_wanted()), 422
    try:
        evidence.add(
            db.session,
            person,
            facts_of(form),
            form.evidence.upload,
            by=me.person_id,
            at=clock.now(),
        )
    except Invalid as error:
        refuse(form, error)
        form.ask_for_files_again()
        return _page(form, row, None, wanted=_wanted()), 422
    db.session.commit()
    flash("The training is recorded.", "ok")
    if person == me.person_id and form.subject.data:
        flash("Its subject meets a requirement once the county’s trainer has reviewed it.")
    return redirect(url_for("evidence.of_person", person=person), 303)


def facts_of(form: TrainingForm) -> TrainingFacts:
    """What a valid form says."""
    return TrainingFacts(
        form.title.data,
        form.provider.data,
        form.subject.data,
        day(form.completed_on),
        form.ce_minutes.data or 0,
    )


@blueprint.get("/trainings/<int:training>/correct")
@access.signed_in
def correct_training(person: int, training: int) -> str:
    """The form, with what stands now."""
    row = subject.own_or_managed(person)
    present = history.standing(db.session, OutsideTraining, person, training)
    form = TrainingCorrectionForm(obj=present)
    _offer(form, present)
    return _page(form, row, present)


@blueprint.post("/trainings/<int:training>/correct")
@access.signed_in
@uploads.accepts_files
def correct_training_submit(person: int, training: int) -> ResponseReturnValue:
    """Record what takes its place, or that it was a mistake."""
    row, form = subject.own_or_managed(person), TrainingCorrectionForm()
    present = history.of_person(db.session, OutsideTraining, person, training)
    _offer(form, present)
    if not form.validate():
        return _page(form, row, present), 422
    try:
        lapsed = _correct(form, present)
    except Invalid as error:
        refuse(form, error)
        form.ask_for_files_again()
        return _page(form, row, present), 422
    db.session.commit()
    done = "withdrawn" if form.mistaken.data else "corrected"
    flash(f"The training is {done}. The earlier entry stays readable.", "ok")
    if lapsed:
        flash(
            "Credit was given for the training as it was recorded before. It counts no more for "
            "what it says now; somebody has to decide again.",
            "soon",
        )
    return redirect(url_for("evidence.of_person", person=person), 303)


def _correct(form: TrainingCorrectionForm, present: OutsideTraining) -> int:
    """Record it, and say how much credit lapsed."""
    by, now = me.person_id, clock.now()
    if form.mistaken.data:
        return evidence.withdraw(db.session, present, by=by, at=now)
    return evidence.correct(
        db.session,
        present,
        facts_of(form),
        form.evidence.upload,
        without_file=form.without_file.data,
        by=by,
        at=now,
    )
