"""The matrix as files: in the shape it is shown in, and a line for each cell."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache

from flask import Response, current_app, redirect
from flask.typing import ResponseReturnValue

from portal.documents.tables import Cell, csv_pieces
from portal.documents.workbooks import MIMETYPE, xlsx_pieces
from portal.domain.certification import STATES
from portal.domain.matrix import ALWAYS, FOREVER, NOT_IN_FORCE, REASONS, Said, picking
from portal.domain.people import ProviderType
from portal.views import access
from portal.views.matrix.asking import PERMISSION, Question, Shown, question
from portal.views.matrix.blueprint import blueprint
from portal.views.matrix.drawing import advises, words_of

_WHO = ("County", "Team", "Person", "Profession")
_LONG = (
    "County",
    "Team",
    "Agency",
    "Person",
    "Person number",
    "Profession",
    "Rule",
    "Requirement",
    "Requirement address",
    "Group",
    "Version since",
    "State",
    "Since",
    "Through",
    "Advisory",
    "Reason code",
    "As of",
    "As known on",
)

Rows = Iterator[tuple[Cell, ...]]


@blueprint.get("/matrix.csv")
@access.requires(PERMISSION)
def grid_csv() -> ResponseReturnValue:
    """What is shown, a row for each person, as CSV."""
    return _file("matrix", "csv", _grid)


@blueprint.get("/matrix.xlsx")
@access.requires(PERMISSION)
def grid_xlsx() -> ResponseReturnValue:
    """The same as an Excel workbook."""
    return _file("matrix", "xlsx", _grid)


@blueprint.get("/cells.csv")
@access.requires(PERMISSION)
def cells_csv() -> ResponseReturnValue:
    """A line for each cell shown, as CSV."""
    return _file("cells", "csv", _lines)


@blueprint.get("/cells.xlsx")
@access.requires(PERMISSION)
def cells_xlsx() -> ResponseReturnValue:
    """The same as an Excel workbook."""
    return _file("cells", "xlsx", _lines)


def _file(
    name: str, kind: str, table: Callable[[Question, Shown], tuple[tuple[str, ...], Rows]]
) -> ResponseReturnValue:
    """A file made while it is sent; what cannot be shown leads to the page that says why.

    Everything is read before: nothing asks the database once the first byte is out.
    """
    asked = question()
    if asked.shown is None:
        return redirect(asked.address(), 303)
    header, rows = table(asked, asked.shown)
    pieces = (
        csv_pieces(header, rows)
        if kind == "csv"
        else xlsx_pieces(header, rows, frozen=_WHO.index("Person") + 1)
    )
    response: Response = current_app.response_class(
        pieces, mimetype="text/csv" if kind == "csv" else MIMETYPE
    )
    filename = f"{name}-{asked.moment.as_of.isoformat()}.{kind}"
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


# In the shape of the page


def _grid(_asked: Question, shown: Shown) -> tuple[tuple[str, ...], Rows]:
    titles = (shown.requirement(place).title for place in shown.places)
    return (*_WHO, *titles), _grid_rows(shown)


def _grid_rows(shown: Shown) -> Rows:
    """The shares, and then the people."""
    shares = (shown.tallies[place].words for place in shown.places)
    yield ("", "", "In place, of those to whom it applies", "", *shares)
    words, pick = _Words(), picking(shown.places)
    for one, places in shown.rows:
        if len(places) == len(shown.places):
            line: list[str | None] = [words[said] for said in one.cells.said(pick)]
        else:
            there = dict(zip(places, one.cells.said(picking(places)), strict=True))
            line = [words[there[place]] if place in there else None for place in shown.places]
        first = one.work[0]
        yield (first.county, first.team, one.name, _professions(one.professions), *line)


class _Words(dict[Said, str]):
    """What cells say, in words: worked out once for all that say the same."""

    def __missing__(self, said: Said) -> str:
        found = self[said] = words_of(said)
        return found


# A line for each cell


def _lines(asked: Question, shown: Shown) -> tuple[tuple[str, ...], Rows]:
    return _LONG, _line_rows(asked, shown)


def _line_rows(asked: Question, shown: Shown) -> Rows:
    about = {place: _about(shown, place) for place in shown.places}
    for one, places in shown.rows:
        cells, first = one.cells, one.work[0]
        professions = _professions(one.professions)
        who = (first.county, first.team, first.agency, one.name, one.person, professions)
        known = asked.moment.known_on
        if one.left:
            known = min(known or asked.moment.as_of, asked.moment.as_of)
        for place in places:
            letter = cells.letters[place]
            state = STATES[letter]
            since, ends = cells.first[place], cells.ends[place]
            yield (
                *who,
                *about[place],
                state.label,
                None if since == ALWAYS else date.fromordinal(since),
                None if ends == FOREVER else date.fromordinal(ends - 1),
                "yes" if advises(letter, cells.advisory[place]) else "no",
                REASONS[state] if about[place][-1] else NOT_IN_FORCE,
                asked.moment.as_of,
                known,
            )


def _about(shown: Shown, place: int) -> tuple[Cell, ...]:
    requirement = shown.requirement(place)
    version = requirement.on(shown.matrix.day)
    return (
        requirement.rule,
        requirement.title,
        requirement.slug,
        requirement.tier.label,
        version.starts if version else None,
    )


@lru_cache(maxsize=1024)
def _professions(held: tuple[ProviderType, ...]) -> str:
    return "; ".join(sorted(one.label for one in held))
