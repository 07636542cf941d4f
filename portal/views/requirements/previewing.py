"""What verifying a requirement, or taking that back, would change: at once, or beside the page."""

from datetime import date, datetime, timedelta

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select

from portal import clock, held
from portal.db import db, unit_of_work
from portal.domain.access import Permission
from portal.domain.errors import NotFound
from portal.domain.requirements import Requirement, Version
from portal.jobs import previews as job
from portal.models import County, RulePreview, RuleVerification
from portal.services import previews
from portal.services.history import by_id
from portal.services.impact import Changes
from portal.services.previews import Asked, Withdrawing
from portal.views import access, beside
from portal.views.access import me
from portal.views.readiness.county_people import then_words
from portal.views.readiness.words import moment_words
from portal.views.requirements.blueprint import blueprint
from portal.views.requirements.pages import find
from portal.views.rule_settings import settings_words

LATE = timedelta(minutes=15)
_NOT_TYPED = {"csrf_token", "step"}
_GONE = "What would change is not kept any more. Open the requirement and ask anew."

Typed = list[tuple[str, str]]


def show(one: Requirement, version: date, asked: Asked, at: datetime) -> ResponseReturnValue:
    """What would change; with many people, the way to where it is being worked out.

    Raises Invalid, naming the field, where it could not be recorded.
    """
    typed = [pair for pair in request.form.items(multi=True) if pair[0] not in _NOT_TYPED]
    files = held.regulations()
    previews.check(db.session, files, asked, at)
    if previews.is_quick(db.session):
        db.session.rollback()  # a form may write; this does not, and keeps nobody from it
        with unit_of_work(db.sessionmaker, writes=False) as session:
            changes = previews.work_out(session, files, held.catalogue(), asked, at)
        return _page(one, asked, typed, changes, at)
    number = previews.ask(db.session, one.slug, version, asked, typed, by=me.person_id, at=at)
    db.session.commit()
    beside.begin("previews", job.sweep, beside.sessions(), files, held.catalogue(), clock.now)
    return redirect(url_for("requirements.preview", requirement=one.slug, preview=number), 303)


@blueprint.get("/<slug:requirement>/previews/<int:preview>")
@access.requires(Permission.VERIFY_REQUIREMENTS)
def preview(requirement: str, preview: int) -> str:
    """What would change, or how far it is worked out."""
    one = find(requirement)
    row: RulePreview | None = by_id(db.session, RulePreview, preview)
    if row is None or row.requirement != requirement:
        raise NotFound(_GONE)
    asked, changes = previews.asked_of(row), previews.changes_of(row)
    typed = [(name, text) for name, text in row.typed]
    if changes is not None:
        return _page(one, asked, typed, changes, row.recorded_at)
    return render_template(
        "requirements/working_out.html",
        one=one,
        row=row,
        typed=typed,
        action=_action(one, asked),
        counties=db.session.scalar(select(func.count()).select_from(County)),
        late=clock.now() - row.recorded_at > LATE,
    )


def _action(one: Requirement, asked: Asked) -> str:
    """Where the form leads."""
    if isinstance(asked, Withdrawing):
        return url_for(
            "requirements.withdraw_submit",
            requirement=one.slug,
            verification=asked.verification,
        )
    return url_for("requirements.verify_submit", requirement=one.slug)


def _version(one: Requirement, starts: date) -> Version:
    for each in held.regulations().requirements[one.slug].versions:
        if each.starts == starts:
            return each
    raise NotFound(_GONE)


def _page(
    one: Requirement,
    asked: Asked,
    typed: Typed,
    changes: Changes,
    at: datetime,
) -> str:
    shared = {
        "one": one,
        "asked": asked,
        "typed": typed,
        "action": _action(one, asked),
        "changes": changes,
        "at": at,
        "heading": _heading(changes),
        "first_words": moment_words,
        "then_words": then_words,
    }
    if isinstance(asked, Withdrawing):
        row = by_id(db.session, RuleVerification, asked.verification)
        return render_template("requirements/withdraw_preview.html", row=row, **shared)
    version = _version(one, asked.version)
    return render_template(
        "requirements/preview.html",
        settings=settings_words(one, {**version.settings, **asked.settings}),
        source=held.regulations().sources[asked.source],
        **shared,
    )


def _heading(changes: Changes) -> str:
    people, teams = changes.persons, changes.standings
    if not (people or teams or changes.hours):
        return "Nobody’s standing would change"
    said = [f"{people} {'person' if people == 1 else 'people'}"] if people else []
    if teams:
        said.append(f"{teams} {'team' if teams == 1 else 'teams'}")
    if changes.hours:
        count = changes.counties
        said.append(f"hours in {count} {'county' if count == 1 else 'counties'}")
    first = said[0] if len(said) == 1 else ", ".join(said[:-1]) + " and " + said[-1]
    return f"{first[0].upper()}{first[1:]} would change"
