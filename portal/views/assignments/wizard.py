"""Asking people for trainings, one question a page: who, what, when, exceptions, a last look.

Every answer is kept in a draft as it was sent, also on the way back; nobody is asked before the
last page is confirmed.
"""

import hashlib
import secrets
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.db import db
from portal.domain.access import Permission
from portal.domain.assignments import Act, Problem, Reach
from portal.domain.errors import Conflict, Invalid, NotFound
from portal.forms.assignments import ConfirmForm, WhoForm
from portal.forms.fields import refuse
from portal.services.assignments import drafts, groups, making
from portal.services.assignments.drafts import Draft
from portal.services.assignments.planning import Outcome
from portal.views import access
from portal.views.access import me
from portal.views.assignments.answers import Said
from portal.views.assignments.blueprint import blueprint
from portal.views.assignments.steps import (
    CELLS,
    CONFIRM,
    EXCEPTIONS,
    QUESTIONS,
    WHAT,
    WHEN,
    WHO,
    WHOM,
    stored,
)

PER_PAGE = 100
"""Lines of the last look on a page."""
ANEW = (
    "Who would be asked for what is not what you have seen: something has changed meanwhile. "
    "Look once more, then confirm."
)
HEADINGS = {
    WHO: "Who do you ask?",
    WHAT: "What do you ask for?",
    WHEN: "By when?",
    EXCEPTIONS: "What should become of these?",
    CONFIRM: "Check, then ask",
}
_WHOM = {
    Reach.PEOPLE: "Which people?",
    Reach.TEAM: "Which team?",
    Reach.AGENCY: "Which agency?",
    Reach.DUTY: "Which duty?",
    Reach.COUNTY: "Also those who come later?",
}


@blueprint.get("/new")
@access.requires(Permission.ASSIGN)
def new() -> str:
    """The first question."""
    form = Said({}).form(WHO, None)
    form.form_key.data = secrets.token_urlsafe(12)
    return _who_page(form, url_for("assignments.begin"))


@blueprint.post("/new")
@access.requires(Permission.ASSIGN)
def begin() -> ResponseReturnValue:
    """Begin a draft with the first answer."""
    form = Said({}).form(WHO, request.form)
    if not form.validate():
        return _who_page(form, url_for("assignments.begin")), 422
    key, answers = form.form_key.data or "", {WHO: stored(request.form)}
    draft = drafts.begin(db.session, me.person_id, key, answers, clock.now())
    number = draft.row.id
    db.session.commit()
    return redirect(url_for("assignments.question", draft=number, step=WHOM), 303)


def _who_page(form: WhoForm, action: str) -> str:
    return render_template(
        "assignments/who.html", form=form, heading=HEADINGS[WHO], action=action, said=None
    )


def _said(draft: int) -> tuple[Draft, Said]:
    found = drafts.find(db.session, me.person_id, draft)
    return found, Said(found.answers, found)


def order(said: Said) -> list[str]:
    """The questions that this draft asks, in their order."""
    asked = [
        each for each in QUESTIONS if not (CELLS in said.answers and each in (WHO, WHOM, WHAT))
    ]
    if not said.missing and not said.problems:
        asked.remove(EXCEPTIONS)
    return asked


def _address(draft: Draft, question: str, page: int | None = None) -> str:
    return url_for("assignments.question", draft=draft.row.id, step=question, page=page)


def _elsewhere(draft: Draft, said: Said, question: str) -> ResponseReturnValue | None:
    """Where to go instead: what it became, or the first question that has no answer yet."""
    if question not in QUESTIONS:
        message = "There is no such question. Begin anew with “Assign”."
        raise NotFound(message)
    if draft.row.assignment_id is not None:
        return redirect(url_for("assignments.assignment", assignment=draft.row.assignment_id), 303)
    asked, missing = order(said), said.missing
    if question not in asked:
        later = [each for each in asked if QUESTIONS.index(each) > QUESTIONS.index(question)]
        return redirect(_address(draft, later[0]), 303)
    if missing and QUESTIONS.index(question) > QUESTIONS.index(missing):
        return redirect(_address(draft, missing), 303)
    if question == CONFIRM and said.settled is None:
        return redirect(_address(draft, EXCEPTIONS), 303)
    return None


@blueprint.get("/new/<int:draft>/<slug:step>")
@access.requires(Permission.ASSIGN)
def question(draft: int, step: str) -> ResponseReturnValue:
    """A question, with the answer that was given before if there is one."""
    found, said = _said(draft)
    instead = _elsewhere(found, said, step)
    if instead is not None:
        return instead
    answered = step in said.answers
    return _page(found, said, step, said.kept(step) if answered else said.form(step, None))


@blueprint.post("/new/<int:draft>/<slug:step>")
@access.requires(Permission.ASSIGN)
def answer(draft: int, step: str) -> ResponseReturnValue:
    """Keep the answer, and go on to the next question, or back to the one before."""
    found, said = _said(draft)
    instead = _elsewhere(found, said, step)
    if instead is not None:
        return instead
    form = said.form(step, request.form)
    asked = order(said)
    place = asked.index(step)
    if {"back", "find", "page"} & request.form.keys():
        drafts.save(db.session, found, step, stored(request.form), clock.now())
        to = asked[max(0, place - 1)] if "back" in request.form else step
        db.session.commit()
        return redirect(_address(found, to, request.form.get("page", type=int)), 303)
    if not form.validate():
        return _page(found, said, step, form), 422
    if step == CONFIRM:
        return _confirm(found, said, form)
    values, now_at = stored(request.form), clock.now()
    if step == WHO and values != {**said.answers[WHO], "form_key": values.get("form_key")}:
        found = drafts.forget(db.session, found, WHOM)  # its list is of another group
    saved = drafts.save(db.session, found, step, values, now_at)
    now = Said(saved.answers, saved)
    following = order(now)
    to = now.missing or following[min(following.index(step) + 1, len(following) - 1)]
    if QUESTIONS.index(to) <= QUESTIONS.index(step):
        to = following[following.index(step) + 1]
    db.session.commit()
    return redirect(_address(found, to), 303)


def _page(draft: Draft, said: Said, question: str, form: Any) -> str:
    asked = order(said)
    place = asked.index(question)
    heading = HEADINGS.get(question) or _WHOM[said.reach or Reach.COUNTY]
    page: dict[str, Any] = {
        "draft": draft.row,
        "said": said,
        "form": form,
        "heading": heading,
        "question": question,
        "number": place + 1,
        "of": len(asked),
        "before": asked[place - 1] if place else None,
        "action": _address(draft, question),
    }
    if question == CONFIRM:
        page["outcomes"] = outcomes = _outcomes(said)
        page["late"] = _late(outcomes, clock.today())
        page["mark"] = _mark(said, outcomes)
        rows = together(said, outcomes)
        page["pages"] = pages = max(1, -(-len(rows) // PER_PAGE))
        page["page"] = shown = min(max(1, request.args.get("page", 1, type=int)), pages)
        page["rows"] = rows[(shown - 1) * PER_PAGE : shown * PER_PAGE]
    if question == WHOM:
        page["listed"] = groups.LISTED
    return render_template(f"assignments/{question}.html", **page)


def _outcomes(said: Said) -> list[Outcome]:
    """What becomes of everybody who is there now."""
    plan, today = said.plan, clock.today()
    if said.wanted.present:
        return plan.outcomes(said.settled or {}, today)
    return [Outcome(line, Act.LEAVE_OUT, None) for line in plan.lines]


def _late(outcomes: list[Outcome], today: date) -> int:
    """How many people are late as soon as they are asked."""
    late = [one for one in outcomes if one.act is Act.ASK and one.due and one.due < today]
    return len({one.line.person for one in late if one.line.problem is not Problem.THERE_ALREADY})


def together(said: Said, outcomes: list[Outcome]) -> list[tuple[str, str, Outcome]]:
    """Who is asked for what, as lines: what somebody is asked for by the same day is one."""
    found: dict[tuple[int, Any, str], list[Outcome]] = {}
    for one in outcomes:
        if one.act is Act.ASK:
            key = (one.line.person, one.due, one.line.words if one.due_on is None else "")
            found.setdefault(key, []).append(one)
    every = len(said.things)
    all_of_them = "Both" if every == 2 else f"All {every}"
    return [
        (
            mine[0].line.name,
            all_of_them
            if len(mine) == every > 1
            else "; ".join(said.plan.titles[one.line.thing] for one in mine),
            mine[0],
        )
        for mine in found.values()
    ]


def _confirm(draft: Draft, said: Said, form: ConfirmForm) -> ResponseReturnValue:
    outcomes = _outcomes(said)
    if form.seen.data != _mark(said, outcomes):
        form.form_errors = [ANEW]
        return _page(draft, said, CONFIRM, form), 422
    wanted = said.wanted
    groups.check_people(
        db.session,
        {one.line.person for one in outcomes if wanted.whom.reach is Reach.PEOPLE},
        me.grants,
        clock.today(),
    )
    try:
        groups.check_group(db.session, wanted.whom)
        row, _ = making.make(
            db.session,
            wanted,
            outcomes,
            form.note.data,
            draft.form_key,
            from_matrix=CELLS in said.answers,
            by=me.person_id,
            at=clock.now(),
        )
    except (Invalid, Conflict) as error:
        refuse(form, Invalid(str(error)))
        return _page(draft, said, CONFIRM, form), 422
    drafts.became(db.session, draft, row.id)
    number = row.id
    people = len({one.line.person for one in outcomes if one.act is Act.ASK})
    db.session.commit()
    flash(_done(people, newcomers=wanted.newcomers), "ok")
    return redirect(url_for("assignments.assignment", assignment=number), 303)


def _done(people: int, *, newcomers: bool) -> str:
    asked = {0: "Nobody is asked today", 1: "1 person is asked"}.get(
        people, f"{people:,} people are asked"
    )
    later = ", and so is everybody who comes later" if newcomers and people else ""
    later = later or ("; everybody who comes later is" if newcomers else "")
    return f"{asked}{later}. It shows on their home page."


def _mark(said: Said, outcomes: list[Outcome]) -> str:
    """Stands for everything that the last page shows."""
    lines = [(one.line.person, one.line.thing, one.act, one.due) for one in outcomes]
    text = repr((said.wanted.whom, said.wanted.newcomers, said.wanted.when, lines))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


@blueprint.post("/new/<int:draft>/discard")
@access.requires(Permission.ASSIGN)
def discard(draft: int) -> ResponseReturnValue:
    """Let go of a draft; a second click finds it gone and says the same."""
    try:
        found = drafts.find(db.session, me.person_id, draft)
    except NotFound:
        found = None
    if found is not None:
        drafts.discard(db.session, found)
        db.session.commit()
    flash("The draft is deleted. Nobody was asked by it.", "ok")
    return redirect(url_for("assignments.index"), 303)
