"""The matrix as a grid and as a list."""

from dataclasses import dataclass
from itertools import groupby

from flask import request, stream_template
from flask.typing import ResponseReturnValue

from portal.db import db
from portal.domain.access import Permission, holds
from portal.domain.dates import date_text
from portal.services.matrix import saved
from portal.views import access
from portal.views.access import me
from portal.views.matrix.asking import PERMISSION, Question, Row, Shown, question
from portal.views.matrix.blueprint import blueprint
from portal.views.matrix.drawing import Drawer, share

PER_GRID, PER_LIST = 500, 50
"""People on a page."""
LONG_WORKBOOK = 20_000
"""Lines, of 18 cells each, that take a workbook some seconds to write, and no part of it is sent
before: the page says so."""


@dataclass(frozen=True, slots=True)
class Team:
    """The rows of one team on a page."""

    name: str
    rows: list[Row]


@blueprint.get("")
@access.requires(PERMISSION)
def grid() -> ResponseReturnValue:
    """Who has what, person by person and requirement by requirement."""
    asked = question()
    shown = asked.shown
    rows = shown.rows if shown else []
    size = PER_LIST if asked.is_list else PER_GRID
    pages = max(1, -(-len(rows) // size))
    number = min(max(1, request.args.get("page", 1, type=int)), pages)
    may_choose = (
        holds(me.grants, Permission.DECIDE)
        and asked.moment.is_today
        and asked.moment.known_on is None
    )  # what is done is done now, so cells of another day cannot be chosen
    choosing = may_choose and "choose" in request.args
    pieces = stream_template(
        "matrix/grid.html",
        choosing=choosing,
        may_choose=may_choose,
        asked=asked,
        heading=heading(asked),
        lead=lead(asked),
        shown=shown,
        teams=teams(rows[(number - 1) * size : number * size], len(asked.counties) > 1),
        drawer=Drawer(shown, asked.moment, choosing=choosing) if shown else None,
        share=share,
        views=saved.views(db.session, me.person_id),
        long_workbook=shown is not None and shown.cells > LONG_WORKBOOK,
        narrowed=narrowed(shown) if shown else "",
        number=number,
        pages=pages,
        page_url=lambda page: asked.address(page=page, choose="1" if choosing else None),
    )
    return b"".join(map(str.encode, pieces)), asked.status  # quicker than megabytes at once


def teams(rows: list[Row], several_counties: bool) -> list[Team]:
    """The rows by team, in their order; with the county where there are several."""

    def place(row: Row) -> tuple[str, str, int | None]:
        first = row.somebody.work[0]
        return first.county, first.team, first.team_id

    found = []
    for (county, team, _), group in groupby(rows, place):
        name = team or "On no team"
        found.append(Team(f"{county} County: {name}" if several_counties else name, list(group)))
    return found


def heading(asked: Question) -> str:
    """The answer in a line."""
    if asked.shown is None:
        return "Who has what"
    if not asked.shown.matrix.people and asked.narrowing:
        return f"Nobody in {asked.where} fits what you asked for"
    total = asked.shown.total
    if not total.of:
        return f"Nothing is asked of anybody in {asked.where} that day"
    when = "" if asked.moment.is_today else f" on {date_text(asked.moment.as_of)}"
    return f"{asked.where}: {total.words} in place{when}"


def lead(asked: Question) -> str:
    """What the numbers count."""
    shown = asked.shown
    if shown is None or not shown.total.of:
        return ""
    people = len(shown.matrix.people)
    said = [
        f"{_count(people, 'person', 'people')}, "
        f"{_count(len(shown.places), 'requirement', 'requirements')}. "
        "In place is what is valid, to be renewed, in grace or waived; "
        "what does not apply to somebody is not counted."
    ]
    if shown.advisory:
        said.append(f"{_only(shown.advisory, shown.total.of)} and never counts against anybody.")
    return " ".join(said)


def _only(advisory: int, of: int) -> str:
    if advisory == of:
        return "All of it only advises"
    return f"Of the {of:,}, what stands in {_count(advisory, 'cell', 'cells')} only advises"


def narrowed(shown: Shown) -> str:
    """What the filter for cells leaves out, in words; empty when there is none."""
    if shown.wanted.is_all:
        return ""
    cells = _count(shown.cells, "cell", "cells")
    people = _count(len(shown.rows), "person", "people")
    return f"{cells} of {people} fit the filter; others are left empty. The counts are of all."


def _count(number: int, one: str, many: str) -> str:
    return f"1 {one}" if number == 1 else f"{number:,} {many}"
