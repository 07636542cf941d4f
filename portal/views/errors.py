"""Every error becomes one clear page with the right status, or JSON for a script of ours."""

from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app, g, jsonify, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from portal.config import Settings
from portal.content.files import ContentError
from portal.db import db
from portal.domain import errors
from portal.forms.accounts import SignInForm
from portal.views import typed
from portal.views.accounts import trial_accounts

_PAGES: dict[type[errors.PortalError], tuple[int, str]] = {
    errors.NotFound: (404, "We cannot find that"),
    errors.Forbidden: (403, "This page is not yours to open"),
    errors.NotOpenYet: (403, "This is not open yet"),
    errors.Conflict: (409, "That cannot be done now"),
    errors.Expired: (410, "This link no longer works"),
    errors.TooMany: (429, "That is too much at once"),
    errors.NoRoom: (507, "There is no room left"),
    errors.Invalid: (422, "Something needs another look"),
}
_HTTP: dict[int, tuple[str, str]] = {
    401: ("You are signed out", "Sign in again. What was saved before is still there."),
    404: ("We cannot find that page", "The address may be mistyped, or the page has moved."),
    405: ("That does not work here", "Go back and use the button on the page."),
    503: ("The trainings cannot be read just now", "It is written down. Try again in a while."),
    500: ("Something broke on our side", "It is written down. Try again in a minute."),
}


def wants_json() -> bool:
    """Whether one of our scripts asks, rather than a browser that shows a page."""
    return request.headers.get("X-Requested-With") == "fetch"


def _way_on(status: int) -> tuple[str, str]:
    """The most useful next step: sign in, go back to the training, or go to the start."""
    if status == 401:
        back = urlsplit(request.referrer or "")
        target = back.path if back.netloc == request.host else ""
        return "Sign in", url_for("accounts.sign_in", next=target)
    if status == 410:
        return "Sign in", url_for("accounts.sign_in")
    if request.blueprint == "learning" and "course" in (request.view_args or {}) and status != 404:
        course = (request.view_args or {})["course"]
        return "Back to the training", url_for("learning.overview", course=course)
    return "Go to the start", url_for("home.index")


def _respond(status: int, title: str, message: str) -> Any:
    g.broken = status >= 500
    if not g.broken:
        db.session.rollback()
    if wants_json():
        return jsonify(message=message), status
    action = _way_on(status)
    page = render_template(
        "errors/error.html", status=status, title=title, message=message, action=action
    )
    return page, status


def _moved(error: errors.Moved) -> Any:
    """Lead on to the row that was kept; what was to be changed has to be looked at first."""
    arguments = dict(request.view_args or {})
    if request.method != "GET" or "person" not in arguments or wants_json():
        return _respond(409, "That cannot be done now", str(error))
    db.session.rollback()
    arguments |= {"person": error.number, **request.args.to_dict()}
    return redirect(url_for(str(request.endpoint), **arguments), 303)


def _portal_error(error: errors.PortalError) -> Any:
    status, title = next(page for kind, page in _PAGES.items() if isinstance(error, kind))
    return _respond(status, title, str(error))


def _sent_too_late(*, signed_out: bool) -> Any:
    """Keep what was typed into a form that came too late; None when there is nothing to keep."""
    late = None if wants_json() else typed.refused()
    if late is None:
        return None
    db.session.rollback()
    if not signed_out and not typed.needs_sign_in():
        return render_template("accounts/send_again.html", typed=late), 400
    sealed = late.sealed()
    form = SignInForm(formdata=None, next=late.page, typed=sealed)
    page = render_template("accounts/sign_in.html", form=form, trial=trial_accounts())
    return (page, 401) if sealed else None


def _csrf_error(_error: CSRFError) -> Any:
    if page := _sent_too_late(signed_out=False):
        return page
    message = (
        "The page was open too long, or in a browser that was signed in again since. "
        "Nothing was changed. Go back, reload the page, and send it again."
    )
    return _respond(400, "This form is out of date", message)


def _http_error(error: HTTPException) -> Any:
    status = error.code or 500
    if status < 400:
        return error
    if status == 413:
        return _respond(status, "That is too large", _too_large())
    if status == 401 and (page := _sent_too_late(signed_out=True)):
        return page
    title, message = _HTTP.get(status, ("That did not work", error.description or ""))
    return _respond(status, title, message)


def _too_large() -> str:
    megabytes = (request.max_content_length or 0) // (1024 * 1024)
    most = f"What is sent here may have {megabytes} MB in all. " if megabytes else ""
    return (
        f"{most}Nothing was saved. Go back, where you find what you typed, and choose a smaller "
        "file or send less text."
    )


def _content_error(error: ContentError) -> Any:
    """Say what is broken to whoever can mend it, and to nobody else."""
    current_app.logger.error("the curricula cannot be read:\n%s", error)
    settings: Settings = current_app.config["SETTINGS"]
    if settings.env == "production" or wants_json():
        return _respond(503, *_HTTP[503])
    g.broken = True
    return render_template("errors/content.html", problems=error.problems), 503


def _unexpected(error: Exception) -> Any:
    if current_app.testing:
        raise error
    current_app.logger.exception("unexpected error at %s", request.path)
    return _respond(500, *_HTTP[500])


def init_app(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(errors.Moved, _moved)
    app.register_error_handler(errors.PortalError, _portal_error)
    app.register_error_handler(CSRFError, _csrf_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(ContentError, _content_error)
    app.register_error_handler(Exception, _unexpected)
