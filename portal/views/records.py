"""Training records: one's own, and those of people one may see. To read, print and take along."""

from datetime import date

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.content.library import DELIVERY
from portal.db import db
from portal.documents.records import BesideLine, RecordLine, record_pdf
from portal.documents.tables import Cell, csv_bytes
from portal.domain.access import Permission, holds
from portal.domain.certificates import Standing, grouped, standing_text
from portal.domain.errors import Conflict, Invalid
from portal.forms.records import RevokeForm
from portal.forms.values import day, text
from portal.models import Person
from portal.services import learning, people, records, watching
from portal.services.events import given
from portal.services.records import RecordToday
from portal.views import access
from portal.views.access import me
from portal.views.content import catalogue

blueprint = Blueprint("records", __name__)


def _seen(person_id: int) -> tuple[Person, date | None]:
    """Whose record it is, and until when it may be read."""
    seen = people.find(
        db.session, person_id, me.grants, Permission.SEE_PEOPLE, clock.today(), me=me.person_id
    )
    return seen.person, seen.until


def _filtered(found: list[RecordToday]) -> list[RecordToday]:
    """What the page's filters leave: ?training=… ?standing=… ?year=…"""
    training, state, year = (request.args.get(key, "") for key in ("training", "standing", "year"))
    return [
        record
        for record in found
        if (not training or record.course == training)
        and (not state or record.standing.standing == state)
        and (not year or str(record.certificate.completed_on.year) == year)
    ]


def _leave(on: date, *, ended: bool) -> bool:
    """Whether the filters leave what is beside the record: none of it is of a training."""
    training, state, year = (request.args.get(key, "") for key in ("training", "standing", "year"))
    return (
        not training
        and (not state or state == (Standing.REVOKED if ended else Standing.VALID))
        and (not year or str(on.year) == year)
    )


def _given(person: Person, until: date | None) -> list[given.Line]:
    """What live sessions gave, as far as the filters leave it."""
    found = given.of_person(db.session, person.id, until=until)
    return [line for line in found if _leave(line.on, ended=bool(line.withdrawn_because))]


def _watched(person: Person, until: date | None) -> list[watching.Given]:
    """What recorded webinars gave, as far as the filters leave it."""
    found = watching.of_person(db.session, person.id, until=until)
    return [one for one in found if _leave(one.on, ended=one.revoked)]


def _beside(person: Person, until: date | None) -> list[tuple[str, BesideLine]]:
    """What the downloads say beside the training records, and what gave each of it."""
    sessions = [
        BesideLine(line.title, line.on, line.what, line.minutes, line.provider, line.state)
        for line in _given(person, until)
    ]
    watched = [
        BesideLine(
            one.title,
            one.on,
            "Continuing education",
            one.ce_minutes,
            one.ce_provider,
            "Revoked with its record" if one.revoked else "Given",
        )
        for one in _watched(person, until)
        if one.ce_minutes
    ]
    return [("live session", each) for each in sessions] + [
        ("recorded webinar", each) for each in watched
    ]


def _page(person: Person, until: date | None) -> str:
    everything = records.of_person(db.session, person.id, catalogue(), until=until)
    recorded = any(record.certificate.delivery == DELIVERY for record in everything)
    return render_template(
        "records/record.html",
        person=person,
        is_own=person.id == me.person_id,
        until=until,
        records=_filtered(everything),
        total=len(everything),
        under_way=[]
        if until
        else learning.under_way(
            db.session,
            person.id,
            {record.enrolment_id for record in everything},
            catalogue(),
            clock.now(),
        ),
        given=_given(person, until),
        watched=_watched(person, until) if recorded else [],
        trainings=sorted({(r.course, r.certificate.course_title) for r in everything}),
        years=sorted({r.certificate.completed_on.year for r in everything}, reverse=True),
        chosen=request.args,
        standing_text=standing_text,
        may_revoke=holds(me.grants, Permission.REVOKE_RECORDS),
    )


_HEADER = (
    "Name",
    "Training",
    "Edition",
    "Completed on",
    "Minutes",
    "Delivery",
    "Standing today",
    "Certificate code",
    "What",
    "Stated by",
)


def _csv(person: Person, until: date | None) -> ResponseReturnValue:
    rows: list[tuple[Cell, ...]] = [
        (
            r.certificate.name,
            r.certificate.course_title,
            r.certificate.edition,
            r.certificate.completed_on.isoformat(),
            r.certificate.minutes or "",
            r.certificate.delivery,
            standing_text(r.standing),
            grouped(r.certificate.code),
            "Training record",
            "",
        )
        for r in _filtered(records.of_person(db.session, person.id, catalogue(), until=until))
    ]
    rows += [
        (
            person.legal_name,
            line.title,
            "",
            line.on.isoformat(),
            line.minutes,
            delivery,
            line.standing_text,
            "",
            line.what,
            line.stated_by,
        )
        for delivery, line in _beside(person, until)
    ]
    return current_app.response_class(
        csv_bytes(_HEADER, rows),
        mimetype="text/csv",
        headers={"Content-Disposition": 'attachment; filename="training-record.csv"'},
    )


def _pdf(person: Person, until: date | None) -> ResponseReturnValue:
    lines = [
        RecordLine(
            course_title=r.certificate.course_title,
            edition=r.certificate.edition,
            completed_on=r.certificate.completed_on,
            minutes=r.certificate.minutes,
            delivery=r.certificate.delivery,
            code=r.certificate.code,
            standing_text=standing_text(r.standing),
        )
        for r in _filtered(records.of_person(db.session, person.id, catalogue(), until=until))
    ]
    document = record_pdf(
        person.legal_name,
        lines,
        clock.today(),
        sample=current_app.config["SAMPLE_WORLD"],
        beside=[line for _, line in _beside(person, until)],
    )
    return current_app.response_class(
        document,
        mimetype="application/pdf",
        headers={"Content-Disposition": 'attachment; filename="training-record.pdf"'},
    )


@blueprint.get("/record")
@access.signed_in
def mine() -> str:
    """Everything one ever completed here."""
    return _page(*_seen(me.person_id))


@blueprint.get("/record/training-record.csv")
@access.signed_in
def mine_csv() -> ResponseReturnValue:
    """The same as a table for a spreadsheet."""
    return _csv(*_seen(me.person_id))


@blueprint.get("/record/training-record.pdf")
@access.signed_in
def mine_pdf() -> ResponseReturnValue:
    """The same on paper."""
    return _pdf(*_seen(me.person_id))


@blueprint.get("/people/<int:person>/record")
@access.signed_in
def of_person(person: int) -> str:
    """Somebody's record, for whoever may see that person."""
    return _page(*_seen(person))


@blueprint.get("/people/<int:person>/record/training-record.csv")
@access.signed_in
def of_person_csv(person: int) -> ResponseReturnValue:
    """The same as a table for a spreadsheet."""
    return _csv(*_seen(person))


@blueprint.get("/people/<int:person>/record/training-record.pdf")
@access.signed_in
def of_person_pdf(person: int) -> ResponseReturnValue:
    """The same on paper."""
    return _pdf(*_seen(person))


@blueprint.get("/people/<int:person>/record/<int:record>/revoke")
@access.requires(Permission.REVOKE_RECORDS)
def revoke(person: int, record: int) -> str:
    """Ask for the reason."""
    return _revoke_page(person, record, RevokeForm(revoked_on=clock.today()))


def _revoke_page(person: int, record: int, form: RevokeForm) -> str:
    row, _until = _seen(person)
    found = records.of_person_one(db.session, person, record, catalogue())
    if found.standing.standing is Standing.REVOKED:
        message = "This certificate has been revoked already."
        raise Conflict(message)
    return render_template("records/revoke.html", person=row, record=found, form=form)


@blueprint.post("/people/<int:person>/record/<int:record>/revoke")
@access.requires(Permission.REVOKE_RECORDS)
def revoke_submit(person: int, record: int) -> ResponseReturnValue:
    """Withdraw the certificate."""
    form = RevokeForm()
    if not form.validate():
        return _revoke_page(person, record, form), 422
    records.of_person_one(db.session, person, record, catalogue())
    try:
        records.revoke(
            db.session,
            record,
            text(form.reason),
            on=day(form.revoked_on),
            by=me.person_id,
            at=clock.now(),
        )
    except Invalid as error:
        form[error.field or "reason"].errors = [str(error)]
        return _revoke_page(person, record, form), 422
    db.session.commit()
    flash("The certificate is revoked. Its check page says so from now on.")
    return redirect(url_for("records.of_person", person=person), 303)
