"""Verifying a requirement: what its source says, who and what would change, and then confirming."""

from collections.abc import Mapping

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
from portal.services import rulebook, search
from portal.services.rulebook import FIELD, Reading
from portal.views import access
from portal.views.access import me
from portal.views.requirements import previewing
from portal.views.requirements.blueprint import blueprint
from portal.views.requirements.pages import find
from portal.views.rule_settings import settings_words


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
    now = clock.now()
    try:
        read = _reading(form, one, version)
        if request.form.get("step") != "confirm":
            return previewing.show(one, version.starts, read, now)
        rulebook.record(db.session, held.regulations(), **vars(read), by=me.person_id, at=now)
    except Invalid as error:
        db.session.rollback()
        if error.field != AT_FIELDS:
            refuse(form, error)
        return _verify_page(one, version, form), 422
    search.index_requirements(db.session, held.rulebook(), now)
    db.session.commit()
    flash("It is recorded. The requirement judges from the day you named.", "ok")
    return redirect(url_for("requirements.requirement", requirement=requirement), 303)


def _reading(form: VerificationForm, one: Requirement, version: Version) -> Reading:
    settings = form.settings(CHECKS[one.check])
    _check_courses(settings)
    return Reading(
        one.slug,
        version.starts,
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
