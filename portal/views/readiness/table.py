"""The state as a table to take along: what the page shows, and counts of people.

Such a file goes on to others, so counts of people are hidden where they are small, and where a
hidden one could be worked out from the others.
"""

from flask import Response, current_app
from flask.typing import ResponseReturnValue

from portal import held
from portal.db import db
from portal.documents.tables import csv_bytes
from portal.domain.access import Permission, counties
from portal.domain.dates import CALIFORNIA
from portal.domain.small_cells import SMALLEST, suppressed
from portal.services import readiness
from portal.services.readiness import PersonLine
from portal.views import access, moments
from portal.views.access import me
from portal.views.readiness.blueprint import blueprint

_HEADER = (
    "County code",
    "County",
    "Teams",
    "Teams ready",
    "Service areas",
    "Hours not covered in 7 days",
    "Hours that hang on an advisory rule",
    "Next break",
    "Last evidence",
    "People",
    "People short of a verified requirement",
    "As of",
    "As known on",
)
HIDDEN = f"hidden (small counts, under {SMALLEST})"


@blueprint.get("/readiness/readiness.csv")
@access.requires(Permission.SEE_READINESS)
def state_csv() -> ResponseReturnValue:
    """Every county one may see, a row each."""
    moment, _form, status = moments.asked()
    rulebook, catalogue = held.rulebook(moment.known_at), held.catalogue()
    scope = counties(me.grants, Permission.SEE_READINESS)
    lines = readiness.state(
        db.session,
        moment.at,
        rulebook,
        catalogue,
        moment.known_at,
        scope,
        held.memory(),
        held.kept(),
    )
    people: dict[str, int] = {}
    short: dict[str, int] = {}
    for line in lines:
        found = readiness.people(
            db.session, line.fips, moment.as_of, rulebook, catalogue, moment.known_at, held.kept()
        )
        people[line.fips] = len(found)
        short[line.fips] = sum(map(_is_short, found))
    shown, shown_short = suppressed(people).cells, suppressed(short).cells
    rows = [
        (
            line.fips,
            line.name,
            line.teams,
            line.teams_ready,
            line.areas,
            round(line.uncovered / 60, 1),
            round(line.advisory / 60, 1),
            line.next_break.at.astimezone(CALIFORNIA).isoformat() if line.next_break else None,
            line.last_evidence_on,
            _count(shown[line.fips]),
            _count(shown_short[line.fips]),
            moment.as_of,
            moment.known_on,
        )
        for line in lines
    ]
    response: Response = current_app.response_class(
        csv_bytes(_HEADER, rows), status=status, mimetype="text/csv"
    )
    response.headers["Content-Disposition"] = 'attachment; filename="readiness.csv"'
    return response


def _is_short(line: PersonLine) -> bool:
    """Whether a verified requirement is not met."""
    return any(
        state.satisfies is False and not advisory for state, advisory in line.states.values()
    )


def _count(count: int | None) -> int | str:
    return HIDDEN if count is None else count
