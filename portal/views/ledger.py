"""The mail ledger for those who look after the portal, and everybody's own list."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.config import Settings
from portal.db import db
from portal.domain.access import Permission
from portal.domain.errors import Conflict, Invalid
from portal.domain.mail import MailKind, MailState
from portal.forms.fields import refuse
from portal.forms.mails import LedgerForm, ResendForm
from portal.services import ledger
from portal.services.ledger import Asked, Looked
from portal.views import access, mails
from portal.views.access import me
from portal.views.reminder_mails import domain_of

blueprint = Blueprint("ledger", __name__)


@blueprint.get("/mails")
@access.requires(Permission.SEE_MAILS)
def index() -> ResponseReturnValue:
    """Every mail, newest first: for whom, of which kind, what became of it."""
    form = LedgerForm(request.args)
    good = form.validate()
    asked = Asked(
        kind=MailKind(form.kind.data) if good and form.kind.data else None,
        state=MailState(form.state.data) if good and form.state.data else None,
        person=request.args.get("person", type=int),
        words=form.q.data or "" if good else "",
    )
    found = ledger.listed(db.session, asked, request.args.get("page", 1, type=int), clock.now())
    carried: dict[str, Any] = {
        name: value
        for name in ("q", "kind", "state", "person")
        if (value := request.args.get(name))
    }
    page = render_template(
        "ledger/index.html",
        form=form,
        found=found,
        narrowed=bool(carried),
        page_url=lambda page: url_for("ledger.index", **carried, page=page),
    )
    return page, 200 if good else 422


@blueprint.get("/mails/<int:mail>")
@access.requires(Permission.SEE_MAILS)
def one(mail: int) -> str:
    """One mail, what it told, and the form to send it once more."""
    return _page(ledger.look(db.session, mail, clock.now()), ResendForm())


def _page(looked: Looked, form: ResendForm) -> str:
    return render_template(
        "ledger/one.html",
        looked=looked,
        form=form,
        refusal=ledger.may_be_resent(looked),
        own=False,
    )


@blueprint.post("/mails/<int:mail>/resend")
@access.requires(Permission.SEE_MAILS)
def resend(mail: int) -> ResponseReturnValue:
    """Send it once more, with a reason."""
    form, now = ResendForm(), clock.now()
    if not form.validate():
        return _page(ledger.look(db.session, mail, now), form), 422
    settings: Settings = mails.settings()
    try:
        added = ledger.resend(
            db.session,
            mail,
            form.reason.data,
            domain=domain_of(settings),
            by=me.person_id,
            at=now,
        )
    except (Invalid, Conflict) as error:
        db.session.rollback()
        refuse(form, error if isinstance(error, Invalid) else Invalid(str(error)))
        return _page(ledger.look(db.session, mail, now), form), 422
    db.session.commit()
    mails.send_soon()
    flash("It is sent once more." if added else "It was sent once more already.", "ok")
    return redirect(url_for("ledger.one", mail=mail), 303)


@blueprint.get("/account/mails")
@access.signed_in
def mine() -> str:
    """What the portal has sent to whoever looks."""
    number = request.args.get("page", 1, type=int)
    found = ledger.listed(db.session, Asked(person=me.person_id), number, clock.now())
    return render_template(
        "ledger/mine.html",
        found=found,
        page_url=lambda page: url_for("ledger.mine", page=page),
    )


@blueprint.get("/account/mails/<int:mail>")
@access.signed_in
def my_mail(mail: int) -> str:
    """One of one's own mails."""
    looked = ledger.look(db.session, mail, clock.now(), of=me.person_id)
    return render_template("ledger/one.html", looked=looked, form=None, refusal="", own=True)
