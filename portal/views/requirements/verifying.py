"""Verifying a requirement: what its source says, who and what would change, and then confirming."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock, held
from portal.db import db
from portal.domain.access import Permission
from portal.domain.checks import CHECKS
from portal.domain.errors import Invalid, NotFound
from portal.domain.requirements import Requirement, Setting, Version
from portal.forms.fields import refuse
from portal.forms.requirements import AT_FIELDS, VerificationForm, verification_form
from portal.forms.values import day
from portal.services import impact, rulebook, search
from portal.services.impact import Changes
from portal.services.rulebook import FIELD
from portal.views import access
from portal.views.access import me
from portal.views.readiness.counties import then_words
from portal.views.readiness.words import moment_words
from portal.views.requirements.blueprint import blueprint
from portal.views.requirements.pages import find
from portal.views.rule_settings import settings_words


@dataclass(frozen=True, slots=True)
class Settled:
    """What a form says, once it holds."""

    settings: Mapping[str, Setting]
    source: str
    section: str
    read_on: date
    starts_on: date
    note: str


def _version(one: Requirement) -> Version:
    """The version in the files that the address or the form names; else the newest."""
    versions = held.regulations().requirements[one.slug].versions
    asked = request.form.get("version") or request.args.get("version")
    if asked is None:
        return versions[-1]
    for each in versions:
        if each.starts.isoformat() == asked:
            return each
    message = "This version is not in the files. Open the requirement again and choose one."
    raise NotFound(message)


@blueprint.get("/<slug:requirement>/verify")
@access.requires(Permission.VERIFY_REQUIREMENTS)
def verify(requirement: str) -> str:
    """The form, beside what the requirement says and where."""
    one = find(requirement)
    version = _version(one)
    return _verify_page(one, version, _form(one, version))


def _form(one: Requirement, version: Version) -> VerificationForm:
    titles = held.catalogue().titles
    return verification_form(held.rulebook(), titles, CHECKS[one.check], version)


def _verify_page(one: Requirement, version: Version, form: VerificationForm) -> str:
    return render_template(
        "requirements/verify.html",
        one=one,
        version=version,
        versions=held.regulations().requirements[one.slug].versions,
        form=form,
        rulebook=held.rulebook(),
        settings=settings_words(one, version.settings),
    )


@blueprint.post("/<slug:requirement>/verify")
@access.requires(Permission.VERIFY_REQUIREMENTS)
def verify_submit(requirement: str) -> ResponseReturnValue:
    """Show who and what would change; with the second button, record it."""
    one = find(requirement)
    version = _version(one)
    form = _form(one, version)
    if not form.validate():
        return _verify_page(one, version, form), 422
    if request.form.get("step") == "change":
        return _verify_page(one, version, form)
    now, before = clock.now(), held.rulebook()
    try:
        settled = _settled(form, one)
        _record(one, version, settled, now)
        if request.form.get("step") != "confirm":
            # Nothing of this is kept: the session ends without a commit.
            after = held.rulebook()
            changes = impact.of(db.session, before, after, held.catalogue(), settled.starts_on, now)
            db.session.rollback()
            return render_template(
                "requirements/preview.html",
                one=one,
                version=version,
                form=form,
                settled=settled,
                settings=settings_words(one, {**version.settings, **settled.settings}),
                changes=changes,
                heading=changes_heading(changes),
                first_words=moment_words,
                then_words=then_words,
                source=before.sources[settled.source],
                pairs=[
                    (name, value)
                    for name, value in request.form.items(multi=True)
                    if name not in {"csrf_token", "step"}
                ],
            )
    except Invalid as error:
        db.session.rollback()
        if error.field != AT_FIELDS:
            refuse(form, error)
        return _verify_page(one, version, form), 422
    search.index_requirements(db.session, held.rulebook(), now)
    db.session.commit()
    flash("It is recorded. The requirement judges from the day you named.", "ok")
    return redirect(url_for("requirements.requirement", requirement=requirement), 303)


def changes_heading(changes: Changes) -> str:
    """Who and what would change, as a heading."""
    people, teams = changes.persons, len(changes.teams)
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


def _settled(form: VerificationForm, one: Requirement) -> Settled:
    settings = form.settings(CHECKS[one.check])
    _check_courses(settings)
    return Settled(
        settings,
        form.source.data,
        form.section.data,
        day(form.read_on),
        day(form.starts_on),
        form.note.data,
    )


def _check_courses(settings: Mapping[str, Setting]) -> None:
    known = {course.slug for course in held.catalogue().courses}
    named = settings.get("courses", ())
    unknown = [slug for slug in named if slug not in known] if isinstance(named, tuple) else []
    if unknown:
        message = f"The portal no longer has the training “{unknown[0]}”. Take its tick away."
        raise Invalid(message, f"{FIELD}courses")


def _record(one: Requirement, version: Version, settled: Settled, now: datetime) -> None:
    rulebook.record(
        db.session,
        held.regulations(),
        one.slug,
        version.starts,
        settled.settings,
        source=settled.source,
        section=settled.section,
        read_on=settled.read_on,
        starts_on=settled.starts_on,
        note=settled.note,
        by=me.person_id,
        at=now,
    )
