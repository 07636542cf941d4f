"""The cells of the matrix as HTML.

A matrix of 500 people and 50 requirements has 25,000 cells, too many for a macro each. What does
not depend on the person is made once for all cells that say the same, and put around the person's
number.
"""

from collections.abc import Iterable
from typing import Any

from flask import url_for
from markupsafe import Markup, escape

from portal.domain.certification import STATES
from portal.domain.matrix import Cells, Tally, date_words
from portal.services.matrix import Somebody
from portal.views.matrix.asking import Row, Shown
from portal.views.moments import Moment

_NUMBER = 987654321
"""Stands for the number of a person while an address is made."""


def cell_words(cells: Cells, place: int) -> str:
    """What a cell says, in words: “Valid, to Jan 14, 2027, advisory”."""
    letter = cells.letters[place]
    state = STATES[letter]
    words = [state.label, date_words(letter, cells.first[place], cells.ends[place])]
    if advises(cells, place):
        words.append("advisory")
    return ", ".join(word for word in words if word)


def advises(cells: Cells, place: int) -> bool:
    """Whether the cell says that its requirement only advises."""
    return cells.advisory[place] == "a" and cells.letters[place] != "-"


_STATES = {letter: (f"is-{state}", state.label) for letter, state in STATES.items()}
"""The class and the words of each state, by its letter."""


class Drawer:
    """Draws the rows of what is shown, for one moment."""

    def __init__(self, shown: Shown, moment: Moment, *, choosing: bool = False) -> None:
        """With `choosing`, each cell has a box to tick instead of its link."""
        self.shown = shown
        self.choosing = choosing
        self._asked = {False: moment.asked, True: _as_known_then(moment)}
        self._said: dict[tuple[str, str, int, int], tuple[str, str]] = {}
        self._standings: dict[bool, tuple[str, str]] = {}
        self._whys: dict[bool, dict[int, tuple[str, str]]] = {}
        self._empty = "<td class=matrix__out>"

    def row(self, row: Row) -> str:
        """The cells of a row of the grid."""
        places = self.shown.places
        if len(row.places) == len(places):
            return "".join(self._cells(row.somebody, places))
        drawn = dict(zip(row.places, self._cells(row.somebody, row.places), strict=True))
        return "".join(drawn.get(place, self._empty) for place in places)

    def items(self, row: Row) -> str:
        """The cells of a row as items of a list, each after its requirement."""
        items = []
        for place, cell in zip(row.places, self._cells(row.somebody, row.places), strict=True):
            opening, _, inside = cell.partition(">")
            title = escape(self.shown.requirement(place).title)
            kind = opening.removeprefix("<td")
            items.append(f"<li{kind}><span class=matrix__title>{title}</span>{inside}")
        return "".join(items)

    def name(self, one: Somebody) -> str:
        """Somebody's name, which opens everything that is asked of them."""
        known = self._standings.get(one.left)
        if known is None:
            address = url_for("readiness.person", person=_NUMBER, **self._asked[one.left])
            known = self._standings[one.left] = _around(address)
        return f'<a href="{known[0]}{one.person}{known[1]}">{escape(one.name)}</a>'

    def about(self, row: Row) -> str:
        """Below the name: how much is in place, the professions, and where else they work."""
        one = row.somebody
        words = [f"{self.shown.of(row).words} in place", *(each.label for each in one.professions)]
        if len(one.work) > 1:
            also = ", ".join(place.team or place.agency for place in one.work[1:])
            words.append(f"also {also}")
        if one.left:
            words.append("has left; as known that day")
        return f"<small>{escape(' · '.join(words))}</small>"

    def _cells(self, one: Somebody, places: Iterable[int]) -> list[str]:
        if self.choosing:
            return [self._box(one, place) for place in places]
        addresses, number, known = self._addresses(one.left), one.person, self._said
        every = one.cells.said()
        drawn = []
        for place in places:
            said = known.get(every[place])
            if said is None:
                kind, words = _said(one.cells, place)
                said = known[every[place]] = (f'<td class={kind}><a href="', f'">{words}</a>')
            start, end = addresses[place]
            drawn.append(f"{said[0]}{start}{number}{end}{said[1]}")
        return drawn

    def _box(self, one: Somebody, place: int) -> str:
        kind, words = _said(one.cells, place)
        title = escape(self.shown.requirement(place).title)
        return (
            f"<td class={kind}><label><input type=checkbox name=cell value={one.person}.{place} "
            f'aria-label="{escape(one.name)}, {title}: {_plain(words)}">{words}</label>'
        )

    def _addresses(self, left: bool) -> dict[int, tuple[str, str]]:
        """For each column the page that says why, around the number of a person."""
        if left not in self._whys:
            self._whys[left] = {
                place: _around(
                    url_for(
                        "readiness.why",
                        person=_NUMBER,
                        requirement=self.shown.requirement(place).slug,
                        **self._asked[left],
                    )
                )
                for place in self.shown.places
            }
        return self._whys[left]


def _around(address: str) -> tuple[str, str]:
    """What stands before and after the number of a person in an address."""
    start, _, end = str(escape(address)).partition(str(_NUMBER))
    return start, end


def _said(cells: Cells, place: int) -> tuple[str, str]:
    """The class of a cell, as an attribute's value, and its words."""
    letter = cells.letters[place]
    kind, label = _STATES[letter]
    notes = date_words(letter, cells.first[place], cells.ends[place])
    if advises(cells, place):
        notes = f"{notes} · advisory" if notes else "advisory"
        kind = f'"{kind} advises"'
    return kind, f"{label} <small>{notes}</small>" if notes else label


def _plain(words: str) -> str:
    return words.replace("<small>", "").replace("</small>", "")


def _as_known_then(moment: Moment) -> dict[str, Any]:
    """Who has left is shown as was known on the day itself."""
    on = min(moment.as_of, moment.known_on or moment.as_of)
    return {"as_of": moment.as_of.isoformat(), "known_on": on.isoformat()}


def share(tally: Tally) -> Markup:
    """A tally as a strip, with its denominator in words."""
    if not tally.of:
        return Markup("<span>Nobody</span>")
    return Markup(
        "<progress class=matrix__share aria-hidden=true max={of} value={have}></progress>"
        "<span>{have} of {of}</span>"
    ).format(of=tally.of, have=tally.have)
