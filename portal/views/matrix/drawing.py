"""The cells of the matrix as HTML.

A matrix of 500 people and 50 requirements has 25,000 cells, too many for a macro each. What does
not depend on the person is made once for all rows that say the same, with gaps for the dates and
for the person's number and name.
"""

from collections.abc import Callable, Sequence
from typing import Any

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

    def row(self, row: Row) -> Markup:
        """A row of the grid."""
        head = f'<tr><th scope="row">{self.name(row.somebody)}{self.about(row)}</th>'
        drawn = f"{head}{self._drawn(row, listed=False)}</tr>"
        return Markup(drawn)  # noqa: S704 - what was typed is escaped in its place

    def items(self, row: Row) -> Markup:
        """The cells of a row as items of a list, each after its requirement."""
        return Markup(self._drawn(row, listed=True))  # noqa: S704 - as above

    def name(self, one: Somebody) -> Markup:
        """Somebody's name, which opens everything that is asked of them."""
        link = self._standings.get(one.left)
        if link is None:
            address = url_for("readiness.person", person=_SOMEBODY, **self._asked[one.left])
            link = self._standings[one.left] = f'<a href="{_numbered(address)}">{NAME}</a>'
        linked = link.replace(NUMBER, str(one.person))
        return Markup(linked.replace(NAME, str(escape(one.name))))  # noqa: S704 - as above

    def about(self, row: Row) -> Markup:
        """Below the name: how much is in place, the professions, and where else they work."""
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
        return Markup(f"<small>{about}</small>")  # noqa: S704 - as above

    def _drawn(self, row: Row, *, listed: bool) -> str:
        one = row.somebody
        rows = self._rows.get((one.left, listed))
        if rows is None:
            join = self._as_items if listed else self._as_row
            rows = self._rows[one.left, listed] = Rows(self._cell(one.left), join)
        return rows.row(one.cells, row.places, str(one.person), str(escape(one.name)))

    def _cell(self, left: bool) -> Callable[[int, str, str, str], str]:
        """Draws a cell; for who has left, links lead to what was known then."""
        asked = self._asked[left]
        address = _numbered(url_for("readiness.why", person=_SOMEBODY, requirement=_SLUG, **asked))

        def cell(place: int, letter: str, advisory: str, date: str) -> str:
            kind, label = _STATES[letter]
            notes = date
            if advises(letter, advisory):
                notes = f"{notes} &middot; advisory" if notes else "advisory"
                kind = f'"{kind} advises"'
            words = f"{label} <small>{notes}</small>" if notes else label
            requirement = self.shown.requirement(place)
            if not self._choosing:
                link = address.replace(_SLUG, requirement.slug)
                return f'<td class={kind}><a href="{link}">{words}</a>'
            plain = f"{label} {notes}" if notes else label
            return (
                f"<td class={kind}><label><input type=checkbox name=cell value={NUMBER}.{place} "
                f'aria-label="{NAME}, {escape(requirement.title)}: {plain}">{words}</label>'
            )

        return cell

    def _as_row(self, places: Sequence[int], cells: Sequence[str]) -> str:
        if len(places) == len(self.shown.places):
            return "".join(cells)
        there = dict(zip(places, cells, strict=True))
        return "".join(there.get(place, "<td class=matrix__out>") for place in self.shown.places)

    def _as_items(self, places: Sequence[int], cells: Sequence[str]) -> str:
        items = []
        for place, cell in zip(places, cells, strict=True):
            opening, _, inside = cell.partition(">")
            title = escape(self.shown.requirement(place).title)
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
