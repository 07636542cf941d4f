"""The list of assignments, and one of them with its people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock, held
from portal.db import db
from portal.domain.access import Permission
from portal.domain.assignments import Assignment as Value
from portal.domain.assignments import Progress, Reach
from portal.domain.assignments.things import Met, Thing
from portal.domain.assignments.wording import when_words
from portal.forms.assignments import KINDS as KINDS_OF_GROUPS
from portal.forms.assignments import AssignmentsForm
from portal.services import nudges, places
from portal.services.assignments import drafts, later, reading
from portal.services.assignments.reading import Opened, Shown, Somebody
from portal.services.reminders.asking import asked_for
from portal.views import access, subject
from portal.views.access import me
from portal.views.assignments.blueprint import blueprint
from portal.views.assignments.steps import CELLS, WHAT, WHO

PER_PAGE = 100
SHOW = {
    "": "Asked",
    "late": "Late",
    "no-date": "No date yet",
    "open": "Open",
    "done": "Done",
    "over": "Not asked any more",
}
"""Which people of an assignment can be shown."""


@dataclass(frozen=True, slots=True)
class Words:
    """An assignment in words."""

    what: str
    whom: str
    when: str


def words_of(value: Value, met: Met) -> Words:
    """What it asks for, of whom, by when."""
    titles = [met.title(Thing(item.course, item.requirement)) for item in value.items]
    what = titles[0] if len(titles) == 1 else f"{titles[0]} and {len(titles) - 1} more"
    whom = value.group if value.whom.reach is Reach.PEOPLE else f"everybody {value.group}"
    later = ", and who comes later" if value.newcomers else ""
    when = when_words(value.when)
    return Words(what, f"{whom[0].upper()}{whom[1:]}{later}", f"{when[0].upper()}{when[1:]}")


@blueprint.get("")
@access.requires(Permission.ASSIGN)
def index() -> ResponseReturnValue:
    """Who asked for what, and how many have done it."""
    scope = subject.scope(Permission.ASSIGN)
    names = places.county_names(db.session, scope)
    form = AssignmentsForm(request.args)
    form.county.choices = {"": "Every county of mine" if scope else "Any", **names}
    good = form.validate()
    number = request.args.get("page", 1, type=int)
    rulebook, catalogue, today = held.rulebook(), held.catalogue(), clock.today()
    met = Met(rulebook, catalogue, today)
    found, total, pages = reading.listed(
        db.session,
        rulebook,
        catalogue,
        scope,
        today,
        county=form.county.data or None if good else None,
        shown=Shown(form.shown.data or Shown.ASKING) if good else Shown.ASKING,
        by=me.person_id if good and form.by.data else None,
        page=number,
    )
    page = render_template(
        "assignments/index.html",
        form=form,
        heading=_heading(total, form.shown.data if good else ""),
        found=[(each, words_of(each.value, met)) for each in found],
        drafts=[(each.row, _begun(each)) for each in drafts.unfinished(db.session, me.person_id)],
        number=min(max(1, number), pages),
        pages=pages,
        page_url=_page_url,
    )
    return page, 200 if good else 422


def _heading(total: int, shown: str) -> str:
    count = {0: "No assignments", 1: "1 assignment"}.get(total, f"{total:,} assignments")
    return {"": f"{count} asking people now", "ended": f"{count} taken back"}.get(shown, count)


def _begun(draft: drafts.Draft) -> str:
    """A draft in words, by its answers alone: a list asks the database no more for more of them."""
    answers = draft.answers
    if CELLS in answers:
        return "Cells of the matrix"
    kind = (answers.get(WHO, {}).get("kind") or [""])[0]
    what = answers.get(WHAT, {})
    things = sum(len(what.get(name, ())) for name in ("courses", "requirements"))
    asked = {0: "nothing chosen yet", 1: "1 thing"}.get(things, f"{things} things")
    return f"{KINDS_OF_GROUPS.get(kind, 'Nobody chosen yet')}, {asked}"


def _page_url(page: int) -> str:
    kept = {name: request.args.get(name, "") for name in ("county", "by", "shown")}
    chosen: dict[str, Any] = {name: value for name, value in kept.items() if value}
    return url_for("assignments.index", **chosen, page=page)


def fits(one: Somebody, show: str) -> bool:
    """Whether somebody is among those to be shown."""
    if show == "over":
        return not one.progress.is_asked
    if show == "done":
        return one.progress.is_settled
    if show:
        return one.progress.value == show
    return one.progress.is_asked


def opened(assignment: int) -> tuple[Any, Opened, bool]:
    """The row of an assignment that may be seen, everything about it, and whether it may change.

    Raises NotFound or Forbidden.
    """
    scope = subject.scope(Permission.ASSIGN)
    row = reading.find(db.session, assignment, scope)
    found = reading.opened(
        db.session, held.rulebook(), held.catalogue(), row.id, scope, clock.today()
    )
    return row, found, reading.may_change(row, scope) and found.value.ended_on is None


@blueprint.get("/<int:assignment>")
@access.requires(Permission.ASSIGN)
def assignment(assignment: int) -> str:
    """The people, where each stands, by when and why; and what was said since."""
    row, found, may_change = opened(assignment)
    show = request.args.get("show", "")
    show = show if show in SHOW else ""
    people = [one for one in found.people if fits(one, show)]
    pages = max(1, -(-len(people) // PER_PAGE))
    number = min(max(1, request.args.get("page", 1, type=int)), pages)
    shown = people[(number - 1) * PER_PAGE : number * PER_PAGE]
    met = Met(held.rulebook(), held.catalogue(), clock.today())
    return render_template(
        "assignments/assignment.html",
        row=row,
        found=found,
        words=words_of(found.value, met),
        titles={
            item.number: met.title(Thing(item.course, item.requirement))
            for item in found.value.items
        },
        show=show,
        SHOW=SHOW,
        over=sum(not one.progress.is_asked for one in found.people),
        people=shown,
        nudged=_nudged(shown),
        total=len(people),
        may_change=may_change,
        said=later.said_later(db.session, row),
        ended=later.ended(db.session, row),
        number=number,
        pages=pages,
        page_url=lambda page: url_for(
            "assignments.assignment", assignment=assignment, show=show or None, page=page
        ),
        kinds=KINDS,
        today=clock.today(),
    )


def _nudged(people: Sequence[Somebody]) -> dict[tuple[int, int], datetime]:
    """When they were nudged last about what is still to be done: by person and item."""
    last = nudges.nudged(db.session, (one.person for one in people))
    return {
        (one.person, asked.item.number): last[one.person, thing][1]
        for one in people
        for asked in one.items
        if asked.progress.is_asked
        and not asked.progress.is_settled
        and (thing := asked_for(asked.item))
        and (one.person, thing) in last
    }


KINDS = {
    Progress.DONE: "ok",
    Progress.WAIVED: "none",
    Progress.OPEN: "info",
    Progress.LATE: "bad",
    Progress.NO_DATE: "soon",
    Progress.TAKEN_BACK: "none",
    Progress.GONE: "none",
}
"""How each state is colored."""
