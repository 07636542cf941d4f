"""The cells of the matrix as HTML.

A matrix of 500 people and 50 requirements has 25,000 cells, too many for a macro each. What does
not depend on the person is made once for all rows that say the same, with gaps for the dates and
for the person's number and name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache, partial
from typing import Any, NamedTuple

from flask import url_for
from markupsafe import Markup, escape

from portal.domain.certification import STATES
from portal.domain.matrix import (
    NAME,
    NUMBER,
    Cells,
    Rows,
    Said,
    Tally,
    date_words,
    picking,
)
from portal.domain.people import ProviderType
from portal.services.matrix import Somebody
from portal.views.matrix.asking import Row, Shown
from portal.views.moments import Moment

_SOMEBODY = 987654321
"""Stands for the number of a person while an address is made."""
_SLUG = "slug-of-a-requirement"
"""Stands for it likewise: making an address costs more than putting in fifty."""


def cell_words(cells: Cells, place: int) -> str:
    """What a cell says, in words: “Valid, to Jan 14, 2027, advisory”."""
    (said,) = cells.said(picking([place]))
    return words_of(said)


def words_of(said: Said) -> str:
    """The same of what it says."""
    letter, advisory, word, day = said
    return in_words(letter, advisory, date_words(word, day))


def in_words(letter: str, advisory: str, date: str) -> str:
    """The same of its parts."""
    words = _STATES[letter][1]
    if date:
        words = f"{words}, {date}"
    return f"{words}, advisory" if advises(letter, advisory) else words


def advises(letter: str, advisory: str) -> bool:
    """Whether a cell says that its requirement only advises."""
    return advisory == "a" and letter != "-"


_STATES = {letter: (f"is-{state}", state.label) for letter, state in STATES.items()}
"""The class and the words of each state, by its letter."""


class Drawer:
    """Draws the rows of what is shown, for one moment."""

    def __init__(self, shown: Shown, moment: Moment, *, choosing: bool = False) -> None:
        """With `choosing`, each cell has a box to tick instead of its link."""
        self.shown = shown
        self._choosing = choosing
        self._asked = {False: moment.asked, True: _as_known_then(moment)}
        self._rows: dict[tuple[bool, bool], Rows] = {}
        self._standings: dict[bool, str] = {}
        self._abouts: dict[tuple[str, tuple[ProviderType, ...]], str] = {}

    def rows(self, rows: Iterable[Row]) -> Markup:
        """Rows of the grid, in one piece: a call of the template for each costs more than it."""
        return Markup("".join(map(self._row, rows)))  # noqa: S704 - what was typed is escaped

    def items(self, row: Row) -> Markup:
        """The cells of a row as items of a list, each after its requirement."""
        name = str(escape(row.somebody.name))
        return Markup(self._cells(row, name, listed=True))  # noqa: S704 - as above

    def name(self, one: Somebody) -> Markup:
        """Somebody's name, which opens everything that is asked of them."""
        return Markup(self._linked(one, str(escape(one.name))))  # noqa: S704 - as above

    def about(self, row: Row) -> Markup:
        """Below the name: how much is in place, the professions, and where else they work."""
        return Markup(self._about(row))  # noqa: S704 - as above

    def _row(self, row: Row) -> str:
        name = str(escape(row.somebody.name))
        head = f'<tr><th scope="row">{self._linked(row.somebody, name)}{self._about(row)}</th>'
        return f"{head}{self._cells(row, name, listed=False)}</tr>\n"

    def _linked(self, one: Somebody, name: str) -> str:
        link = self._standings.get(one.left)
        if link is None:
            address = url_for("readiness.person", person=_SOMEBODY, **self._asked[one.left])
            link = self._standings[one.left] = f'<a href="{_numbered(address)}">{NAME}</a>'
        return link.replace(NUMBER, str(one.person)).replace(NAME, name)

    def _about(self, row: Row) -> str:
        one = row.somebody
        key = (one.cells.letters, one.professions)
        about = self._abouts.get(key)
        if about is None:
            professions = (escape(each.label) for each in one.professions)
            about = " &middot; ".join([f"{self.shown.of(row).words} in place", *professions])
            self._abouts[key] = about
        if len(one.work) > 1:
            also = ", ".join(place.team or place.agency for place in one.work[1:])
            about = f"{about} &middot; also {escape(also)}"
        if one.left:
            about = f"{about} &middot; has left; as known that day"
        return f"<small>{about}</small>"

    def _cells(self, row: Row, name: str, *, listed: bool) -> str:
        one = row.somebody
        rows = self._rows.get((one.left, listed))
        if rows is None:
            rows = self._rows[one.left, listed] = _rows_of(self._look(one.left, listed))
        return rows.row(one.cells, row.places, str(one.person), name)

    def _look(self, left: bool, listed: bool) -> _Look:
        """How cells look to whom these people are shown."""
        asked = self._asked[left]
        address = url_for("readiness.why", person=_SOMEBODY, requirement=_SLUG, **asked)
        columns = tuple((one.slug, one.title) for one in self.shown.matrix.requirements)
        return _Look(_numbered(address), columns, self.shown.places, self._choosing, listed=listed)


class _Look(NamedTuple):
    """All that the HTML of a row of cells hangs on, besides the cells."""

    address: str
    """Of a cell, with gaps for the person and the requirement."""
    columns: tuple[tuple[str, str], ...]
    """The slug and the title of every requirement."""
    places: tuple[int, ...]
    """The columns shown."""
    choosing: bool
    listed: bool


@lru_cache(maxsize=3)
def _rows_of(look: _Look) -> Rows:
    """What writes such rows: kept with what it worked out, for whoever looks at the same next."""
    join = partial(_as_items if look.listed else _as_row, look)
    return Rows(partial(_cell, look), join, most=_MOST_SHAPES)


_MOST_SHAPES = 1024
"""Of 50 requirements, 8 MB."""


def forget() -> None:
    """Let go of all rows that were worked out."""
    _rows_of.cache_clear()


def _cell(look: _Look, place: int, letter: str, advisory: str, date: str) -> str:
    kind, label = _STATES[letter]
    notes = date
    if advises(letter, advisory):
        notes = f"{notes} &middot; advisory" if notes else "advisory"
        kind = f'"{kind} advises"'
    words = f"{label} <small>{notes}</small>" if notes else label
    slug, title = look.columns[place]
    if not look.choosing:
        return f'<td class={kind}><a href="{look.address.replace(_SLUG, slug)}">{words}</a>'
    plain = f"{label} {notes}" if notes else label
    return (
        f"<td class={kind}><label><input type=checkbox name=cell value={NUMBER}.{place} "
        f'aria-label="{NAME}, {escape(title)}: {plain}">{words}</label>'
    )


def _as_row(look: _Look, places: Sequence[int], cells: Sequence[str]) -> str:
    if len(places) == len(look.places):
        return "".join(cells)
    there = dict(zip(places, cells, strict=True))
    return "".join(there.get(place, "<td class=matrix__out>") for place in look.places)


def _as_items(look: _Look, places: Sequence[int], cells: Sequence[str]) -> str:
    items = []
    for place, cell in zip(places, cells, strict=True):
        opening, _, inside = cell.partition(">")
        title = escape(look.columns[place][1])
        kind = opening.removeprefix("<td")
        items.append(f"<li{kind}><span class=matrix__title>{title}</span>{inside}")
    return "".join(items)


def _numbered(address: str) -> str:
    """An address as it stands in a page, with a gap for the number of the person."""
    return str(escape(address)).replace(str(_SOMEBODY), NUMBER)


def _as_known_then(moment: Moment) -> dict[str, Any]:
    """Who has left is shown as was known on the day itself."""
    on = min(moment.as_of, moment.known_on or moment.as_of)
    return {"as_of": moment.as_of.isoformat(), "known_on": on.isoformat()}


def share(tally: Tally) -> Markup:
    """A tally as a strip, with its denominator in words."""
    if not tally.of:
        return Markup("<span>Nobody</span>")
    return Markup(  # noqa: S704 - numbers alone
        f"<progress class=matrix__share aria-hidden=true max={tally.of} value={tally.have}>"
        f"</progress><span>{tally.words}</span>"
    )
