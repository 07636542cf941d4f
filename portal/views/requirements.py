"""The requirements with their sources, and verifying them: see first what changes, then confirm."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock, held
from portal.db import db
from portal.domain.access import Permission, holds
from portal.domain.checks import CHECKS
from portal.domain.errors import Invalid, NotFound
from portal.domain.requirements import Requirement, Setting, Tier, Version
from portal.forms.fields import refuse
from portal.forms.requirements import AT_FIELDS, VerificationForm, WithdrawalForm, verification_form
from portal.forms.values import day
from portal.models import RuleVerification
from portal.services import impact, rulebook, search, verifications
from portal.services.history import by_id
from portal.services.impact import Changes
from portal.services.rulebook import FIELD
from portal.views import access
from portal.views.access import me
from portal.views.library import stale_requirement, visible
from portal.views.readiness.counties import then_words
from portal.views.readiness.words import moment_words
from portal.views.rule_settings import settings_words

blueprint = Blueprint("requirements", __name__, url_prefix="/requirements")


@dataclass(frozen=True, slots=True)
class Settled:
    """What a form says, once it holds."""

    settings: Mapping[str, Setting]
    source: str
    section: str
    read_on: date
    starts_on: date
    note: str


@blueprint.get("")
@access.public
def index() -> str:
    """Every requirement, by tier."""
    today, rules = clock.today(), held.rulebook()
    everything = list(rules.requirements.values())
    return render_template(
        "requirements/index.html",
        rulebook=rules,
        today=today,
        total=len(everything),
        verified=sum(bool((now := one.on(today)) and now.is_verified) for one in everything),
        tiers=[
            (tier.label, found)
            for tier in Tier
            if (found := [one for one in everything if one.tier is tier])
        ],
    )


def _find(slug: str) -> Requirement:
    found = held.rulebook().requirements.get(slug)
    if found is None:
        message = "There is no requirement with this address. Look in the list of requirements."
        raise NotFound(message)
    return found


@blueprint.get("/<slug:requirement>")
@access.public
def requirement(requirement: str) -> str:
    """One requirement: what it says, where that stands, every version, and who verified it."""
    one, rules = _find(requirement), held.rulebook()
    now = one.on(clock.today())
    signed_in = current_user.is_authenticated
    lines = verifications.history(db.session, requirement)
    return render_template(
        "requirements/requirement.html",
        one=one,
        now=now,
        rulebook=rules,
        settings=settings_words(one, now.settings) if now else [],
        confirmed=next(
            (line for line in lines if now and line.id == now.verified_by),
            None,
        ),
        history=[
            (
                line,
                "; ".join(
                    f"{label}: {words}" for label, words in settings_words(one, line.settings)
                ),
            )
            for line in lines
        ],
        shows_names=signed_in,
        may_verify=signed_in and holds(me.grants, Permission.VERIFY_REQUIREMENTS),
        stale=stale_requirement(one, rules),
        library=visible(),
    )


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
    one = _find(requirement)
    version = _version(one)
    return _verify_page(one, version, _form(one, version))


def _form(one: Requirement, version: Version) -> VerificationForm:
    trainings = {course.slug: course.title for course in held.catalogue().courses}
    return verification_form(held.rulebook(), trainings, CHECKS[one.check], version)


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
    one = _find(requirement)
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
                heading=_heading(changes),
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


def _heading(changes: Changes) -> str:
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
        message = (
            f"The portal has no training “{unknown[0]}”. It has: {', '.join(sorted(known))}. "
            "Write none when no training of the portal counts."
        )
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
        one=_find(requirement),
        row=row,
        form=WithdrawalForm(data={"ends_on": clock.today()}),
    )


@blueprint.post("/<slug:requirement>/verifications/<int:verification>/withdraw")
@access.requires(Permission.VERIFY_REQUIREMENTS)
def withdraw_submit(requirement: str, verification: int) -> ResponseReturnValue:
    """Record that the requirement advises again."""
    one, row, form = _find(requirement), _verification(requirement, verification), WithdrawalForm()
    now = clock.now()
    page = {"one": one, "row": row, "form": form}
    if not form.validate():
        return render_template("requirements/withdraw.html", **page), 422
    try:
        rulebook.withdraw(
            db.session,
            verification,
            day(form.ends_on),
            form.reason.data,
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
