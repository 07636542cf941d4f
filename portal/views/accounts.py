"""Signing in and out, invitations, passwords, and where one is signed in."""

from urllib.parse import urlsplit

from flask import (
    Blueprint,
    current_app,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_user, logout_user

from portal import clock
from portal.db import db
from portal.domain.access import Permission, holds
from portal.domain.accounts import browser_name
from portal.domain.dates import clock_text
from portal.domain.errors import Invalid
from portal.forms.accounts import ChangePasswordForm, ForgottenForm, NewPasswordForm, SignInForm
from portal.forms.mails import FrequencyForm
from portal.forms.values import text
from portal.models import Account, LinkPurpose, MailedLink, Person
from portal.services import accounts, bounces
from portal.services.accounts import TrialAccount
from portal.services.reminders import choices
from portal.views import access, devices, mails
from portal.views.access import me
from portal.views.typed import Typed

blueprint = Blueprint("accounts", __name__)


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])


def _start() -> str:
    """Where everybody starts: who looks after people with what waits for them."""
    looks_after = holds(me.grants, Permission.SEE_PEOPLE)
    return url_for("workspace.index" if looks_after else "learning.home")


def _own_page(target: str) -> str:
    """Where to go after signing in; never to another site."""
    try:
        parts = urlsplit(target)
    except ValueError:  # such as "//["
        return _start()
    safe = target.startswith("/") and not target.startswith(("//", "/\\", "/sign-out"))
    if safe and not parts.scheme and not parts.netloc:
        return target
    return _start()


def _enter(account: Account, target: str = "", kept: str = "") -> ResponseReturnValue:
    """Sign this browser in, commit, and go on: to what was typed before, if there is something."""
    typed = Typed.opened(kept)
    now = clock.now()
    session_id = accounts.start_session(
        db.session, account, request.user_agent.string or "unknown browser", now
    )
    email = account.email
    who = accounts.signed_in(db.session, session_id, now)
    db.session.commit()
    session.clear()
    g.pop("csrf_token", None)  # of the session that was: the page below needs one of the new
    session.permanent = True
    login_user(who)
    if typed:
        response = make_response(render_template("accounts/send_again.html", typed=typed))
    else:
        response = make_response(redirect(_own_page(target), 303))
    devices.remember(response, email)
    return response


@blueprint.get("/sign-in")
@access.public
def sign_in() -> ResponseReturnValue:
    """The form."""
    if current_user.is_authenticated:
        return redirect(_own_page(request.args.get("next", "")), 303)
    form = SignInForm(next=request.args.get("next", ""))
    return render_template("accounts/sign_in.html", form=form, trial=trial_accounts())


@blueprint.post("/sign-in")
@access.public
def sign_in_submit() -> ResponseReturnValue:
    """Sign in, or say that it did not work without saying why."""
    form = SignInForm()
    if not form.validate():
        return render_template("accounts/sign_in.html", form=form, trial=trial_accounts()), 422
    email, now = text(form.email), clock.now()
    subject = accounts.failure_subject(_secret(), email, devices.known(email))
    closed_until = accounts.door_closed_until(db.session, subject, now)
    if closed_until is not None:
        form.password.errors = [
            f"Too many attempts. Try again after {clock_text(closed_until)}, "
            "or set a new password with “Forgotten your password?”."
        ]
        return render_template("accounts/sign_in.html", form=form, trial=trial_accounts()), 429
    account = accounts.account_by_email(db.session, email)
    password_hash = account.password_hash if account else None
    db.session.rollback()  # hashing is slow; nobody waits for the database meanwhile
    if not accounts.password_matches(password_hash, text(form.password)):
        accounts.note_failure(db.session, subject, now)
        db.session.commit()
        form.password.errors = ["This address and password do not belong together."]
        return render_template("accounts/sign_in.html", form=form, trial=trial_accounts()), 422
    account = accounts.account_by_email(db.session, email)
    if account is None or account.password_hash != password_hash:
        message = "The password was changed a moment ago. Sign in with the new one."
        raise Invalid(message)
    return _enter(account, text(form.next), text(form.typed))


@blueprint.post("/sign-out")
@access.public
def sign_out() -> ResponseReturnValue:
    """Sign this browser out; harmless when it is not signed in."""
    if current_user.is_authenticated:
        accounts.end_session(db.session, me.session_id, me.account_id, clock.now())
        db.session.commit()
        logout_user()
        session.clear()
        flash("You are signed out.")
    return redirect(url_for("home.index"), 303)


@blueprint.get("/password/forgotten")
@access.public
def forgotten() -> str:
    """Ask for a link to set a new password."""
    return render_template("accounts/forgotten.html", form=ForgottenForm())


@blueprint.post("/password/forgotten")
@access.public
def forgotten_submit() -> ResponseReturnValue:
    """Send the link if there is an account; say the same either way."""
    form = ForgottenForm()
    if not form.validate():
        return render_template("accounts/forgotten.html", form=form), 422
    now = clock.now()
    account = accounts.account_by_email(db.session, text(form.email))
    if account is not None:
        person = db.session.get_one(Person, account.person_id)
        link = accounts.issue_link(
            db.session, LinkPurpose.PASSWORD_RESET, person, account.email, by=None, at=now
        )
        mails.write(
            "password_reset",
            recipient=account.email,
            subject="Set a new password for the training portal",
            person_id=person.id,
            name=person.called,
            url=mails.public_url("accounts.reset", token=accounts.link_token(_secret(), link)),
            expires=clock_text(link.expires_at),
        )
    db.session.commit()
    mails.send_soon()
    return render_template("accounts/link_sent.html", email=form.email.data)


def _open(purpose: LinkPurpose, token: str) -> tuple[MailedLink, Person]:
    link = accounts.open_link(db.session, _secret(), purpose, token, clock.now())
    return link, db.session.get_one(Person, link.person_id)


def _new_password_page(
    template: str, form: NewPasswordForm, person: Person, status: int = 200
) -> ResponseReturnValue:
    return render_template(template, form=form, person=person), status


@blueprint.get("/invitations/<string:token>")
@access.public
def invitation(token: str) -> ResponseReturnValue:
    """Welcome somebody who was invited."""
    _link, person = _open(LinkPurpose.INVITATION, token)
    return _new_password_page("accounts/invitation.html", NewPasswordForm(), person)


@blueprint.post("/invitations/<string:token>")
@access.public
def accept_invitation(token: str) -> ResponseReturnValue:
    """Make the account and go straight to work."""
    return _take_password(LinkPurpose.INVITATION, token, "accounts/invitation.html")


@blueprint.get("/password/reset/<string:token>")
@access.public
def reset(token: str) -> ResponseReturnValue:
    """Choose a new password."""
    _link, person = _open(LinkPurpose.PASSWORD_RESET, token)
    return _new_password_page("accounts/reset.html", NewPasswordForm(), person)


@blueprint.post("/password/reset/<string:token>")
@access.public
def reset_submit(token: str) -> ResponseReturnValue:
    """Set it, sign out everywhere, and sign this browser in."""
    return _take_password(LinkPurpose.PASSWORD_RESET, token, "accounts/reset.html")


def _take_password(purpose: LinkPurpose, token: str, template: str) -> ResponseReturnValue:
    form = NewPasswordForm()
    link, person = _open(purpose, token)
    if not form.validate():
        return _new_password_page(template, form, person, 422)
    email = link.email
    db.session.rollback()  # hashing is slow; nobody waits for the database meanwhile
    try:
        hashed = accounts.hash_password(text(form.password), email)
    except Invalid as error:
        form.password.errors = [str(error)]
        _link, person = _open(purpose, token)
        return _new_password_page(template, form, person, 422)
    link, person = _open(purpose, token)  # again: another tab may have been quicker
    if purpose is LinkPurpose.INVITATION:
        account = accounts.accept_invitation(db.session, link, hashed, clock.now())
    else:
        account = accounts.reset_password(db.session, link, hashed, clock.now())
    return _enter(account)


@blueprint.get("/account")
@access.signed_in
def account() -> str:
    """One's own details, password and sessions."""
    return _account_page(ChangePasswordForm())


def _account_page(form: ChangePasswordForm) -> str:
    person = db.session.get_one(Person, me.person_id)
    return render_template(
        "accounts/account.html",
        form=form,
        person=person,
        account=db.session.get_one(Account, me.account_id),
        sessions=accounts.open_sessions(db.session, me.account_id, clock.now()),
        session_id=me.session_id,
        browser_name=browser_name,
        frequency=FrequencyForm(frequency=choices.of_person(db.session, me.person_id).value),
        bounce=bounces.standing(db.session, person.email),
        sees_mails=holds(me.grants, Permission.SEE_MAILS),
    )


@blueprint.post("/account/password")
@access.signed_in
def change_password() -> ResponseReturnValue:
    """Set another password; every other browser is signed out."""
    form = ChangePasswordForm()
    if not form.validate():
        return _account_page(form), 422
    row = db.session.get_one(Account, me.account_id)
    present, email = row.password_hash, row.email
    who = (me.account_id, me.session_id)
    db.session.rollback()
    try:
        if not accounts.password_matches(present, text(form.present)):
            message = "This is not your present password."
            raise Invalid(message, "present")
        hashed = accounts.hash_password(text(form.password), email)
    except Invalid as error:
        form[error.field or "password"].errors = [str(error)]
        return _account_page(form), 422
    row = db.session.get_one(Account, who[0])
    accounts.set_password(db.session, row, hashed, clock.now(), but=who[1])
    db.session.commit()
    flash("Your password is changed. Other browsers are signed out.")
    return redirect(url_for("accounts.account"), 303)


@blueprint.post("/account/sign-out-everywhere")
@access.signed_in
def sign_out_everywhere() -> ResponseReturnValue:
    """End every session, this one too."""
    accounts.sign_out_everywhere(db.session, me.account_id, clock.now())
    db.session.commit()
    logout_user()
    session.clear()
    flash("You are signed out everywhere.")
    return redirect(url_for("accounts.sign_in"), 303)


def trial_accounts() -> list[TrialAccount]:
    """In development, whom one can sign in as."""
    held: list[TrialAccount] = current_app.config.get("TRIAL_ACCOUNTS", [])
    return held
