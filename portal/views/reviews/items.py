"""One entry: the document beside the points to look at, and what became of it."""

from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.content.papers import Paper
from portal.db import db
from portal.domain.access import Permission
from portal.domain.dates import civil_date, date_text
from portal.domain.errors import NotFound
from portal.domain.evidence import by_subject, creditable, months_text, subject_words
from portal.domain.reviews import Check, Entered, Stand, asked, said
from portal.forms.reviews import AcceptForm, ReopenForm, ReturnForm
from portal.models import OutsideTraining, Person
from portal.services import history, reviews
from portal.services.reviews import Precedent, Story
from portal.views import access, subject, uploads
from portal.views.access import me
from portal.views.evidence import requirement_titles
from portal.views.reviews.asking import Question, around, question
from portal.views.reviews.blueprint import blueprint


@dataclass(frozen=True)
class Open:
    """An entry that somebody looks at."""

    person: Person
    story: Story
    question: Question
    paper: Paper | None
    """What the document looks like; None when there is none that can be shown."""
    checks: list[Check]
    precedents: list[Precedent]
    meets: tuple[str, ...]
    """The requirements that its subject meets today."""


def whose(training: int) -> Person:
    """The person of an entry, if this visitor may decide about them.

    Raises NotFound or Forbidden.
    """
    row: OutsideTraining | None = history.by_id(db.session, OutsideTraining, training)
    if row is None:
        message = "There is no such training. Look in the list of what waits for review."
        raise NotFound(message)
    return subject.decided_about(row.person_id)


def opened(training: int) -> Open:
    """The entry with all that the page shows. Raises NotFound or Forbidden."""
    person = whose(training)
    told = reviews.story(db.session, person.id, training)
    row, file, today = told.row, told.head.file, clock.today()
    wanted = question(waits=True)
    paper = uploads.look_into(file) if file else None
    entered = Entered(
        tuple(dict.fromkeys(filter(None, (person.legal_name, person.name_used)))),
        row.title,
        row.provider,
        row.completed_on,
        row.ce_minutes,
        subject_words(row.subject) if row.subject else "",
        file is not None,
    )
    waits = told.stand is Stand.WAITS
    scope = subject.scope(Permission.DECIDE)
    return Open(
        person,
        told,
        wanted,
        paper,
        asked(entered, said(paper.text if paper else "")),
        reviews.fitting(db.session, row, scope, today) if waits else [],
        by_subject(wanted.rulebook, today).get(row.subject, ()) if row.subject else (),
    )


def accept_form(one: Open) -> AcceptForm:
    """The form to accept it; earlier decisions that fit stand ticked."""
    titles = requirement_titles(one.question.rulebook)
    fitting = {
        str(each.line.row.id): _credit_words(each, titles)
        for each in one.precedents
        if not each.refusal
    }
    form = AcceptForm(precedents=list(fitting), seen=str(one.story.seen), claimed_on=clock.today())
    counted = {each.line.row.requirement for each in one.precedents if not each.refusal}
    form.offer(
        one.checks,
        fitting,
        {
            slug: each.title
            for slug, each in creditable(one.question.rulebook).items()
            if slug not in counted and slug not in one.meets
        },
        subject.county_names(Permission.DECIDE),
        whole_state=subject.scope(Permission.DECIDE) is None,
    )
    form.has_subject = bool(one.meets)
    if not one.meets:
        form.requirement.label.text = "The requirement that it meets"
    return form


def _credit_words(one: Precedent, titles: dict[str, str]) -> str:
    row = one.line.row
    return f"It counts toward {titles.get(row.requirement, row.requirement)}"


def precedent_words(one: Precedent) -> str:
    """Where it holds, within what, and how often it was used, in words."""
    row, limits = one.line.row, []
    limits.append(f"in {one.line.county} County" if one.line.county else "in the whole state")
    if row.recency_months is not None:
        limits.append(f"up to {months_text(row.recency_months)} old")
    if one.last_on is None:
        used = "not used yet by people of yours"
    else:
        times = "once" if one.times == 1 else f"{one.times} times"
        used = f"used {times} for people of yours, last on {date_text(one.last_on)}"
    return f"Decided before {', '.join(limits)}; {used}."


def page(
    one: Open, accepting: AcceptForm | None = None, returning: ReturnForm | None = None
) -> str:
    """The page, with the form that was refused, if one was."""
    session, today, row = db.session, clock.today(), one.story.row
    seen = str(one.story.seen)
    file = one.story.head.file
    waits = one.story.stand is Stand.WAITS
    titles = requirement_titles(one.question.rulebook)
    twins, hidden = (
        reviews.same_file(session, file, one.person.id, me.grants, today) if file else ([], 0)
    )
    context: dict[str, Any] = {
        "person": one.person,
        "story": one.story,
        "row": row,
        "file": file,
        "paper": one.paper,
        "checks": {check.key: check for check in one.checks},
        "meets": [titles.get(slug, slug) for slug in one.meets],
        "precedent_notes": {
            str(each.line.row.id): ("ok", precedent_words(each))
            for each in one.precedents
            if not each.refusal
        },
        "page_url": lambda number: url_for(
            "evidence.file_page",
            person=one.person.id,
            file=file.id if file else 0,
            page=number,
        ),
        "misfits": [each for each in one.precedents if each.refusal],
        "similar": (
            reviews.similar(session, row, subject.scope(Permission.DECIDE), today) if waits else []
        ),
        "accepting": accepting or accept_form(one),
        "returning": returning or ReturnForm(data={"seen": seen}),
        "reopening": ReopenForm(data={"seen": seen}),
        "twins": twins,
        "hidden_twins": hidden,
        "around": around(one.question.items, row.id),
        "narrowed": one.question.narrowed,
        "titles": titles,
        "civil_date": civil_date,
        "today": today,
        "may_manage": subject.may_manage(one.person.id),
    }
    return render_template("reviews/item.html", **context)


@blueprint.get("/<int:training>")
@access.requires(Permission.DECIDE)
def item(training: int) -> ResponseReturnValue:
    """The entry; where it was replaced, what took its place."""
    one = opened(training)
    if one.story.row.id != training:
        to = url_for("reviews.item", training=one.story.row.id, **one.question.narrowed)
        return redirect(to, 303)
    return page(one)
