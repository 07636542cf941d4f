"""Everybody who works in a county on a day: by one requirement, or by how they stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import held
from portal.db import db
from portal.domain.access import Permission
from portal.domain.certification import State
from portal.domain.errors import NotFound
from portal.domain.requirements import Requirement, Rulebook, Subject
from portal.services import counties, readiness
from portal.services.readiness import PersonLine
from portal.views import access, moments
from portal.views.access import me
from portal.views.readiness import doubts
from portal.views.readiness.blueprint import blueprint
from portal.views.readiness.county_people import NEVER
from portal.views.readiness.words import title

PAGE = 50
_SHOWN = {
    "current": ("is in force", "are in force", tuple(state for state in State if state.holds)),
    "expired": ("has expired", "have expired", (State.EXPIRED,)),
    "never": ("was never had", "were never had", NEVER),
    "unknown": ("cannot be judged", "cannot be judged", (State.UNKNOWN,)),
}
"""What may be asked for in `show`: the words for one and for many, and the states."""
_WORST_FIRST = (
    State.EXPIRED,
    State.MISSING,
    State.IN_PROGRESS,
    State.UNKNOWN,
    State.GRACE,
    State.RENEW_NOW,
    State.NOT_YET_DUE,
    State.WAIVED,
    State.VALID,
    State.NOT_REQUIRED,
)


@dataclass(frozen=True, slots=True)
class Row:
    """A person and one requirement."""

    line: PersonLine
    slug: str
    requirement: str
    """Its title."""
    state: State
    advisory: bool


@blueprint.get("/readiness/counties/<slug:county>/people")
@access.requires(Permission.SEE_READINESS)
def people(county: str) -> ResponseReturnValue:
    """Everybody who works in the county that day, by one requirement."""
    row = counties.find(db.session, county, me.grants, Permission.SEE_READINESS)
    moment, form, status = moments.asked()
    rulebook = held.rulebook(moment.known_at)
    found = readiness.people(
        db.session, county, moment.as_of, rulebook, held.catalogue(), moment.known_at, held.kept()
    )
    asked = [
        one
        for one in rulebook.of(Subject.MEMBER)
        if any(
            one.slug in line.states and line.states[one.slug][0] is not State.NOT_REQUIRED
            for line in found
        )
    ]
    show = _SHOWN.get(request.args.get("show", ""))
    chosen = None if show else _chosen(asked, rulebook)
    rows = _rows(found, rulebook, chosen, show[2] if show else tuple(State))
    number = max(1, request.args.get("page", 1, type=int))
    pages = max(1, -(-len(rows) // PAGE))
    number = min(number, pages)
    page = render_template(
        "readiness/people.html",
        fips=county,
        county=row.name,
        heading=_show_heading(rows, show[0], show[1], row.name)
        if show
        else _people_heading(found, chosen, row.name),
        requirements=asked,
        chosen=chosen,
        beside=lambda slug, state: doubts.beside(rulebook.requirements[slug], state, moment.as_of),
        rows=rows[(number - 1) * PAGE : number * PAGE],
        number=number,
        pages=pages,
        page_url=lambda page: url_for(
            "readiness.people",
            county=county,
            page=page,
            requirement=chosen.slug if chosen else None,
            show=request.args.get("show") if show else None,
            **moment.asked,
        ),
        moment=moment,
        form=form,
    )
    return page, status


def _chosen(asked: Sequence[Requirement], rulebook: Rulebook) -> Requirement | None:
    slug = request.args.get("requirement")
    if slug is None:
        return asked[0] if asked else None
    found = rulebook.requirements.get(slug)
    if found is None or found.subject is not Subject.MEMBER:
        message = "No requirement for people has this address. Choose one from the page."
        raise NotFound(message)
    return found


def _rows(
    found: Sequence[PersonLine],
    rulebook: Rulebook,
    chosen: Requirement | None,
    states: Sequence[State],
) -> list[Row]:
    rows = [
        Row(line, slug, title(rulebook, slug), state, advisory)
        for line in found
        for slug, (state, advisory) in _asked_of(line.states, chosen)
        if state in states
    ]
    return sorted(rows, key=lambda row: _WORST_FIRST.index(row.state))


def _asked_of(
    states: Mapping[str, tuple[State, bool]], chosen: Requirement | None
) -> list[tuple[str, tuple[State, bool]]]:
    if chosen is None:
        return list(states.items())
    return [(chosen.slug, states[chosen.slug])] if chosen.slug in states else []


def _show_heading(rows: Sequence[Row], one: str, many: str, county: str) -> str:
    if len(rows) < 2:
        return f"{'One requirement' if rows else 'Nothing'} {one} in {county} County"
    return f"{len(rows)} requirements {many} in {county} County"


def _people_heading(lines: Sequence[PersonLine], chosen: Requirement | None, county: str) -> str:
    if not lines:
        return f"Nobody works in {county} County that day"
    if chosen is None:
        return f"Nothing is required of the {len(lines):,} people of {county} County"
    states = [line.states[chosen.slug][0] for line in lines if chosen.slug in line.states]
    required = sum(state is not State.NOT_REQUIRED for state in states)
    have = sum(state.holds for state in states)
    waived = states.count(State.WAIVED)
    excused = f"; {waived} {'has' if waived == 1 else 'have'} a waiver" if waived else ""
    return f"{have} of {required} people whom it concerns have “{chosen.title}”{excused}"
