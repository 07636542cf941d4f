"""Taking a verification back: who and what would change, and then confirming."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock, held
from portal.db import db
from portal.domain.access import Permission
from portal.domain.errors import Invalid, NotFound
from portal.forms.fields import refuse
from portal.forms.requirements import WithdrawalForm
from portal.forms.values import day
from portal.models import RuleVerification
from portal.services import rulebook, search
from portal.services.history import by_id
from portal.services.previews import Withdrawing
from portal.views import access
from portal.views.access import me
from portal.views.requirements import previewing
from portal.views.requirements.blueprint import blueprint
from portal.views.requirements.pages import find


def _verification(requirement: str, number: int) -> RuleVerification:
    row: RuleVerification | None = by_id(db.session, RuleVerification, number)
    if row is None or row.requirement != requirement:
        message = "This requirement has no such verification. Open the requirement again."
        raise NotFound(message)
    return row


@blueprint.get("/<slug:requirement>/verifications/<int:verification>/withdraw")
@access.requires(Permission.VERIFY_REQUIREMENTS)
def withdraw(requirement: str, verification: int) -> str:
    """The form for taking a verification back."""
    row = _verification(requirement, verification)
    return render_template(
        "requirements/withdraw.html",
        one=find(requirement),
        row=row,
        form=WithdrawalForm(data={"ends_on": clock.today()}),
    )


@blueprint.post("/<slug:requirement>/verifications/<int:verification>/withdraw")
@access.requires(Permission.VERIFY_REQUIREMENTS)
def withdraw_submit(requirement: str, verification: int) -> ResponseReturnValue:
    """Show who and what would change; with the second button, record that it advises again."""
    one, row, form = find(requirement), _verification(requirement, verification), WithdrawalForm()
    now = clock.now()
    page = {"one": one, "row": row, "form": form}
    if not form.validate():
        return render_template("requirements/withdraw.html", **page), 422
    if request.form.get("step") == "change":
        return render_template("requirements/withdraw.html", **page)
    asked = Withdrawing(verification, day(form.ends_on), form.reason.data)
    try:
        if request.form.get("step") != "confirm":
            return previewing.show(one, row.version, asked, now)
        rulebook.withdraw(
            db.session,
            verification,
            asked.ends_on,
            asked.reason,
            by=me.person_id,
            at=now,
        )
    except Invalid as error:
        refuse(form, error)
        return render_template("requirements/withdraw.html", **page), 422
    search.index_requirements(db.session, held.rulebook(), now)
    db.session.commit()
    flash("The verification is withdrawn. The requirement advises from the day you named.", "ok")
    return redirect(url_for("requirements.requirement", requirement=requirement), 303)
