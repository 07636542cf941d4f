"""The cells that were chosen: what each says, why, its history, and what can be done for all."""

import secrets
from collections.abc import Sequence

from flask import render_template, request
from flask.typing import ResponseReturnValue

from portal import clock, held
from portal.db import db
from portal.domain.access import Permission
from portal.services.matrix import chosen
from portal.services.matrix.chosen import MOST, Cell
from portal.views import access
from portal.views.access import me
from portal.views.matrix.blueprint import blueprint
from portal.views.readiness.people import span_lines


def chosen_cells() -> tuple[list[Cell], str]:
    """The cells of the address or the form, and what is wrong with how many there are."""
    keys = list(dict.fromkeys(request.values.getlist("cell")))
    if not keys:
        return [], "No cell is chosen. Go back to the matrix and tick the cells that you mean."
    if len(keys) > MOST:
        return [], (
            f"{len(keys)} cells are chosen, and at most {MOST} can be looked at together. "
            "Go back and tick fewer, or narrow the matrix first."
        )
    return chosen.cells(db.session, keys, held.rulebook(), me.grants, clock.today()), ""


@blueprint.get("/chosen")
@access.requires(Permission.DECIDE)
def chosen_page() -> ResponseReturnValue:
    """Each cell with its derivation and history."""
    cells, wrong = chosen_cells()
    if wrong:
        return nothing_chosen(wrong)
    looked, facts = chosen.look(db.session, cells, held.rulebook(), held.catalogue(), clock.today())
    return render_template(
        "matrix/chosen.html",
        heading=how_many(cells),
        looked=looked,
        facts=facts,
        span_lines=span_lines,
        keys=[one.key for one in cells],
        form_key=secrets.token_urlsafe(12),
    )


def nothing_chosen(wrong: str) -> ResponseReturnValue:
    """A page that says how to choose cells."""
    return render_template("matrix/nothing.html", wrong=wrong), 422


def how_many(cells: Sequence[Cell]) -> str:
    """How many cells of how many people, in words."""
    people = len({one.person.id for one in cells})
    if len(cells) == 1:
        return f"{cells[0].name}: {cells[0].requirement.title}"
    whose = f"of {cells[0].name}" if people == 1 else f"of {people} people"
    return f"{len(cells)} cells {whose}"
