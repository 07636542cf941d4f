"""The matrix as files: in the shape it is shown in, and a line for each cell."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cache, lru_cache
from typing import Any

from flask import Response, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.documents.tables import Cell, csv_cell, csv_line, csv_pieces, csv_pieces_of_lines
from portal.documents.workbooks import MIMETYPE, xlsx_pieces
from portal.domain import matrix
from portal.domain.certification import STATES
from portal.domain.matrix import ALWAYS, FOREVER, NOT_IN_FORCE, REASONS, Said, picking
from portal.domain.people import ProviderType
from portal.services.matrix import Somebody
from portal.views import access
from portal.views.matrix.asking import PERMISSION, Question, Shown, carried, question
from portal.views.matrix.blueprint import blueprint
from portal.views.matrix.drawing import advises, in_words, words_of

_WHO = ("County", "Team", "Person", "Person number", "Profession")
_FROZEN = _WHO.index("Person") + 1
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
    return _file("matrix.csv", lambda _asked, shown: csv_pieces_of_lines(_grid_lines(shown)))


@blueprint.get("/matrix.xlsx")
@access.requires(PERMISSION)
def grid_xlsx() -> ResponseReturnValue:
    """The same as an Excel workbook."""
    return _file(
        "matrix.xlsx",
        lambda _asked, shown: xlsx_pieces(_header(shown), _grid_rows(shown), frozen=_FROZEN),
    )


@blueprint.get("/cells.csv")
@access.requires(PERMISSION)
def cells_csv() -> ResponseReturnValue:
    """A line for each cell shown, as CSV."""
    return _file("cells.csv", lambda asked, shown: csv_pieces(_LONG, _line_rows(asked, shown)))


@blueprint.get("/cells.xlsx")
@access.requires(PERMISSION)
def cells_xlsx() -> ResponseReturnValue:
    """The same as an Excel workbook."""
    return _file(
        "cells.xlsx",
        lambda asked, shown: xlsx_pieces(_LONG, _line_rows(asked, shown), frozen=_FROZEN),
    )


def _file(name: str, pieces: Callable[[Question, Shown], Iterator[bytes]]) -> ResponseReturnValue:
    """A file made while it is sent; what cannot be shown leads to the page that says why.

    Everything is read before: nothing asks the database once the first byte is out.
    """
    asked = question()
    if asked.shown is None or asked.left_out:
        asked_for: dict[str, Any] = carried(request.args)
        return redirect(url_for("matrix.grid", **asked_for), 303)
    stem, kind = name.split(".")
    response: Response = current_app.response_class(
        pieces(asked, asked.shown), mimetype="text/csv" if kind == "csv" else MIMETYPE
    )
    filename = f"{stem}-{asked.moment.as_of.isoformat()}.{kind}"
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


# In the shape of the page


def _header(shown: Shown) -> tuple[str, ...]:
    return (*_WHO, *(shown.requirement(place).title for place in shown.places))


def _shares(shown: Shown) -> tuple[str, ...]:
    """The first row: how many have what."""
    shares = (shown.tallies[place].words for place in shown.places)
    return ("", "", "In place, of those to whom it applies", "", "", *shares)


def _who(one: Somebody) -> tuple[Cell, ...]:
    first = one.work[0]
    return (first.county, first.team, one.name, one.person, _professions(one.professions))


def _grid_rows(shown: Shown) -> Rows:
    """The shares, and then the people."""
    yield _shares(shown)
    words, pick = _Words(), picking(shown.places)
    for one, places in shown.rows:
        if len(places) == len(shown.places):
            line: list[str | None] = [words[said] for said in one.cells.said(pick)]
        else:
            there = dict(zip(places, one.cells.said(picking(places)), strict=True))
            line = [words[there[place]] if place in there else None for place in shown.places]
        yield (*_who(one), *line)


class _Words(dict[Said, str]):
    """What cells say, in words: worked out once for all that say the same."""

    def __missing__(self, said: Said) -> str:
        found = self[said] = words_of(said)
        return found


def _grid_lines(shown: Shown) -> Iterator[str]:
    """The same with the header as the lines of a CSV file: what many rows share is made once."""
    yield csv_line(_header(shown))
    yield csv_line(_shares(shown))

    def join(places: Sequence[int], cells: Sequence[str]) -> str:
        there = dict(zip(places, cells, strict=True))
        return ",".join(there.get(place, "") for place in shown.places)

    written = WHOLE_ROWS if shown.wanted.is_all else matrix.Rows(_csv_cell, join)
    shared = cache(csv_cell)
    professions = cache(lambda held: csv_cell(_professions(held)))
    for one, places in shown.rows:
        first = one.work[0]
        yield (
            f"{shared(first.county)},{shared(first.team)},{csv_cell(one.name)},"
            f"{one.person},{professions(one.professions)},{written.row(one.cells, places)}"
        )


def _csv_cell(_place: int, letter: str, advisory: str, date: str) -> str:
    return csv_cell(in_words(letter, advisory, date))


WHOLE_ROWS = matrix.Rows(_csv_cell, lambda _places, cells: ",".join(cells))
"""Rows without empty cells hang on nothing but their cells, so files share them."""


# A line for each cell


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
