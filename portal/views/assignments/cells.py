"""Asking for what chosen cells of the matrix say: a draft that begins at “by when”."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock, held
from portal.db import db
from portal.domain.access import Permission
from portal.domain.assignments.things import Met
from portal.domain.errors import Invalid
from portal.forms.assignments import KEY
from portal.services.assignments import drafts, groups
from portal.services.matrix import chosen
from portal.services.matrix.chosen import Cell
from portal.views import access, subject
from portal.views.access import me
from portal.views.assignments.blueprint import blueprint
from portal.views.assignments.steps import CELLS, WHEN


@blueprint.post("/from-cells")
@access.requires(Permission.ASSIGN)
def from_cells() -> ResponseReturnValue:
    """Begin a draft for these people and requirements."""
    keys = list(dict.fromkeys(request.form.getlist("cell")))[: chosen.MOST]
    today, rulebook = clock.today(), held.rulebook()
    cells = chosen.cells(db.session, keys, rulebook, me.grants, today)
    met = Met(rulebook, held.catalogue(), today)
    mine = [one for one in cells if met.courses_for(one.requirement.slug)]
    form_key = request.form.get("form_key", "")
    if not mine or not form_key or len(form_key) > 40:
        message = NOTHING if form_key else KEY
        raise Invalid(message)
    people = {one.person.id for one in mine}
    groups.check_people(db.session, people, me.grants, today)
    left_out = [f"{one.name}: {one.requirement.title}" for one in cells if one not in mine]
    answers = {
        CELLS: {
            "county": [_county(mine) or ""],
            "pair": [f"{one.person.id}:{one.requirement.slug}" for one in mine],
            "left_out": left_out,
        }
    }
    draft = drafts.begin(db.session, me.person_id, form_key, answers, clock.now())
    number = draft.row.id
    db.session.commit()
    return redirect(url_for("assignments.question", draft=number, step=WHEN), 303)


NOTHING = (
    "No training of the portal meets what you chose, so nobody can be asked for it. Choose cells "
    "of trainings."
)
SEVERAL = (
    "The people you chose work in different counties. An assignment is made by one county: choose "
    "cells of one county at a time."
)


def _county(cells: list[Cell]) -> str | None:
    """The county that asks: the one where all of them work; None for the state."""
    scope = subject.scope(Permission.ASSIGN)
    people = {one.person.id for one in cells}
    county = groups.county_of(db.session, people, scope, clock.today())
    if county is not None:
        return county
    if scope is None:
        return None
    raise Invalid(SEVERAL)
