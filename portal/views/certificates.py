"""Certificates: anyone can check one; its holder, and who may see their record, can get the PDF."""

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.db import db
from portal.documents.certificates import certificate_pdf
from portal.documents.qr import qr_svg
from portal.domain.access import Permission
from portal.domain.certificates import (
    grouped,
    is_well_formed,
    normalise,
    standing_meaning,
    standing_text,
)
from portal.domain.errors import Forbidden, NotFound
from portal.forms.records import CheckForm
from portal.forms.values import text
from portal.services import people, records
from portal.services.records import RecordToday
from portal.views import access, mails
from portal.views.access import me
from portal.views.content import catalogue

blueprint = Blueprint("certificates", __name__)


@blueprint.get("/check")
@access.public
def check() -> ResponseReturnValue:
    """Type a code, or follow a QR code straight to the answer."""
    if "code" not in request.args:
        return render_template("certificates/check.html", form=CheckForm())
    form = CheckForm(request.args)
    if not form.validate():
        return render_template("certificates/check.html", form=form), 422
    code = normalise(text(form.code))
    if not is_well_formed(code):
        form.code.errors = [
            "This cannot be a code of ours; a character is mistyped, missing or too many. "
            "It has 26 letters and numbers. Compare it with the certificate."
        ]
        return render_template("certificates/check.html", form=form), 422
    return redirect(url_for("certificates.standing", code=code), 303)


@blueprint.get("/check/<string:code>")
@access.public
def standing(code: str) -> ResponseReturnValue:
    """What the certificate says, and how it stands today. Nothing more about anybody."""
    plain = normalise(code)
    if not is_well_formed(plain):
        message = (
            "The code in this address is not complete or is mistyped. "
            "Type it in as it stands on the certificate."
        )
        return _unknown(message), 404
    found = records.by_code(db.session, plain, catalogue())
    if found is None:
        message = (
            "The code is well formed, but no certificate of this portal carries it. "
            "The certificate may be made up."
        )
        return _unknown(message), 404
    return render_template(
        "certificates/standing.html",
        certificate=found.certificate,
        standing=found.standing.standing,
        words=standing_text(found.standing),
        meaning=standing_meaning(found.standing.standing),
        code=grouped(found.certificate.code),
        today=clock.today(),
    )


def _unknown(message: str) -> str:
    return render_template("certificates/unknown.html", message=message, form=CheckForm())


def _readable(code: str) -> RecordToday:
    """A record of one's own, or of somebody whose record one may see."""
    found = records.by_code(db.session, normalise(code), catalogue())
    if found is None:
        message = "There is no certificate with this code."
        raise NotFound(message)
    if found.person_id == me.person_id:
        return found
    seen = people.find(
        db.session,
        found.person_id,
        me.grants,
        Permission.SEE_PEOPLE,
        clock.today(),
        me=me.person_id,
    )
    if seen.until is not None and found.certificate.completed_on > seen.until:
        message = "This was completed after the person left your county."
        raise Forbidden(message)
    return found


@blueprint.get("/certificates/<string:code>")
@access.signed_in
def mine(code: str) -> str:
    """A certificate, with everything one can do with it."""
    found = _readable(code)
    address = mails.public_url("certificates.standing", code=found.certificate.code)
    return render_template(
        "certificates/mine.html",
        record=found,
        certificate=found.certificate,
        words=standing_text(found.standing),
        code=grouped(found.certificate.code),
        address=address,
        qr=qr_svg(address),
        is_own=found.person_id == me.person_id,
    )


@blueprint.get("/certificates/<string:code>/certificate.pdf")
@access.signed_in
def pdf(code: str) -> ResponseReturnValue:
    """The certificate as a tagged PDF."""
    found = _readable(code)
    address = mails.public_url("certificates.standing", code=found.certificate.code)
    document = certificate_pdf(
        found.certificate, address, sample=current_app.config["SAMPLE_WORLD"]
    )
    training = found.course.replace(":", "-")
    name = f"certificate-{training}-{found.certificate.completed_on}.pdf"
    return current_app.response_class(
        document,
        mimetype="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
