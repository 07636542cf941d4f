"""What the rules ask of a county itself, with the evidence: a checklist."""

from dataclasses import dataclass
from datetime import date

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock, held
from portal.db import db
from portal.domain.access import Permission, may
from portal.domain.counties import CountyVerdict, judge_county
from portal.domain.errors import Invalid, NotFound
from portal.domain.requirements import Requirement, Rulebook, Subject
from portal.domain.staffing import Answer
from portal.forms.counties import CountyFactForm, TakeBackForm
from portal.forms.fields import refuse
from portal.forms.values import day
from portal.models import County, EvidenceFile
from portal.services import counties, readiness
from portal.services.counties import Line
from portal.services.history import by_id
from portal.views import access, moments, uploads
from portal.views.access import me
from portal.views.moments import Moment
from portal.views.readiness import doubts
from portal.views.readiness.blueprint import blueprint

_RECORDED = {"done_by", "noted"}
"""Checks that rest on what somebody recorded; the others are worked out from rosters."""


_ANSWERED = {Answer.MET, Answer.NOT_MET, Answer.NO_EVIDENCE}


@dataclass(frozen=True, slots=True)
class Item:
    """A requirement of the county, judged, with everything recorded for it."""

    verdict: CountyVerdict
    source: str
    lines: list[Line]
    recordable: bool


def items(
    county: str, rulebook: Rulebook, moment: Moment, first: tuple[date, bool | None]
) -> list[Item]:
    """Every requirement of the county that is in force that day.

    `first`: the first of its seven days that is not covered, as `readiness` says it.
    """
    lines = counties.lines(db.session, county, moment.known_at)
    facts = counties.facts(lines)
    day, covered = first
    found = []
    for one in rulebook.of(Subject.COUNTY):
        on = day if one.check == "covered_around_the_clock" else moment.as_of
        verdict = judge_county(county, facts, one, on, covered)
        if verdict.answer is Answer.NOT_IN_FORCE:
            continue
        source = rulebook.sources.get(verdict.version.source) if verdict.version else None
        found.append(
            Item(
                verdict,
                source.title if source else "",
                [line for line in lines if line.row.requirement == one.slug],
                one.check in _RECORDED,
            )
        )
    return found


def done(found: list[Item]) -> tuple[int, int]:
    """How many are met, of how many that are known to concern the county."""
    asked = [one.verdict.answer for one in found if one.verdict.answer in _ANSWERED]
    return sum(answer is Answer.MET for answer in asked), len(asked)


@blueprint.get("/readiness/counties/<slug:county>/checklist")
@access.requires(Permission.SEE_READINESS)
def checklist(county: str) -> ResponseReturnValue:
    """The checklist, as of a day."""
    row = counties.find(db.session, county, me.grants, Permission.SEE_READINESS)
    moment, form, status = moments.asked()
    rulebook, catalogue = held.rulebook(moment.known_at), held.catalogue()
    first = readiness.first_not_covered(
        db.session, county, moment.as_of, rulebook, catalogue, moment.known_at, days=7
    )
    found = items(county, rulebook, moment, first)
    met, asked = done(found)
    page = render_template(
        "readiness/checklist.html",
        county=row,
        heading=f"{row.name} County: {met} of {asked} requirements for the county are done",
        items=found,
        doubts=doubts.of_answers(one.verdict.answer for one in found),
        moment=moment,
        form=form,
        may_manage=may(me.grants, Permission.MANAGE_COUNTIES, county),
    )
    return page, status


def _asked(slug: str) -> Requirement:
    found = held.regulations().requirements.get(slug)
    if found is None or found.check not in _RECORDED:
        message = "Nothing can be recorded for such a requirement. Open the checklist again."
        raise NotFound(message)
    return found


def _managed(county: str) -> County:
    return counties.find(db.session, county, me.grants, Permission.MANAGE_COUNTIES)


@blueprint.get("/readiness/counties/<slug:county>/checklist/<slug:requirement>/new")
@access.requires(Permission.MANAGE_COUNTIES)
def new_fact(county: str, requirement: str) -> str:
    """The form for what the county has done."""
    row, one = _managed(county), _asked(requirement)
    return _page(row, one, CountyFactForm(), None)


@blueprint.post("/readiness/counties/<slug:county>/checklist/<slug:requirement>/new")
@access.requires(Permission.MANAGE_COUNTIES)
@uploads.accepts_files
def create_fact(county: str, requirement: str) -> ResponseReturnValue:
    """Record it."""
    return _record(_managed(county), _asked(requirement), None)


@blueprint.get("/readiness/counties/<slug:county>/facts/<int:fact>/correct")
@access.requires(Permission.MANAGE_COUNTIES)
def correct_fact(county: str, fact: int) -> str:
    """The form, with what stands now."""
    row = _managed(county)
    present = counties.of_county(db.session, county, fact)
    return _page(row, _asked(present.requirement), CountyFactForm(obj=present), fact)


@blueprint.post("/readiness/counties/<slug:county>/facts/<int:fact>/correct")
@access.requires(Permission.MANAGE_COUNTIES)
@uploads.accepts_files
def correct_fact_submit(county: str, fact: int) -> ResponseReturnValue:
    """Record what takes its place."""
    row = _managed(county)
    present = counties.of_county(db.session, county, fact)
    return _record(row, _asked(present.requirement), fact)


def _page(county: County, one: Requirement, form: CountyFactForm, corrects: int | None) -> str:
    if corrects is None:
        action = url_for("readiness.create_fact", county=county.fips, requirement=one.slug)
    else:
        action = url_for("readiness.correct_fact_submit", county=county.fips, fact=corrects)
    return render_template(
        "readiness/fact.html",
        county=county,
        one=one,
        form=form,
        corrected=corrects is not None,
        action=action,
    )


def _record(county: County, one: Requirement, corrects: int | None) -> ResponseReturnValue:
    form = CountyFactForm()
    if not form.validate():
        return _page(county, one, form, corrects), 422
    by, now = me.person_id, clock.now()
    try:
        counties.record(
            db.session,
            county.fips,
            one.slug,
            done_on=day(form.done_on),
            ends_on=form.ends_on.data,
            note=form.note.data,
            upload=form.document.upload,
            corrects=corrects,
            by=by,
            at=now,
        )
    except Invalid as error:
        db.session.rollback()
        refuse(form, error)
        form.ask_for_files_again()
        return _page(county, one, form, corrects), 422
    db.session.commit()
    flash("It is recorded.", "ok")
    address = url_for("readiness.checklist", county=county.fips, _anchor=one.slug)
    return redirect(address, 303)


@blueprint.get("/readiness/counties/<slug:county>/facts/<int:fact>/document")
@access.requires(Permission.SEE_READINESS)
def document(county: str, fact: int) -> ResponseReturnValue:
    """The document that shows it, as a download."""
    counties.find(db.session, county, me.grants, Permission.SEE_READINESS)
    row = counties.of_county(db.session, county, fact)
    file = by_id(db.session, EvidenceFile, row.evidence_id) if row.evidence_id else None
    if file is None:
        message = "This entry has no document."
        raise NotFound(message)
    return uploads.hand_out(file)


@blueprint.get("/readiness/counties/<slug:county>/facts/<int:fact>/take-back")
@access.requires(Permission.MANAGE_COUNTIES)
def take_back_fact(county: str, fact: int) -> str:
    """The form for taking an entry back."""
    row = _managed(county)
    present = counties.of_county(db.session, county, fact)
    return render_template("readiness/take_back.html", county=row, row=present, form=TakeBackForm())


@blueprint.post("/readiness/counties/<slug:county>/facts/<int:fact>/take-back")
@access.requires(Permission.MANAGE_COUNTIES)
def take_back_fact_submit(county: str, fact: int) -> ResponseReturnValue:
    """Record that it was a mistake."""
    row, form = _managed(county), TakeBackForm()
    present = counties.of_county(db.session, county, fact)
    if not form.validate():
        page = render_template("readiness/take_back.html", county=row, row=present, form=form)
        return page, 422
    counties.take_back(db.session, county, fact, form.reason.data, by=me.person_id, at=clock.now())
    db.session.commit()
    flash("It is taken back; it stays readable.", "ok")
    return redirect(url_for("readiness.checklist", county=county), 303)
