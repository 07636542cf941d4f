"""The cells of the matrix as HTML.

A matrix of 500 people and 50 requirements has 25,000 cells, too many for a macro each. What does
not depend on the person is made once for all cells that say the same, and put around the person's
number.
"""

from functools import partial
from typing import Any

from flask import url_for
from markupsafe import Markup, escape

from portal.domain.certification import STATES
from portal.domain.matrix import Cells, Said, Tally, date_words, picking
from portal.services.matrix import Somebody
from portal.views.matrix.asking import Row, Shown
from portal.views.moments import Moment

_NUMBER = 987654321
"""Stands for the number of a person until a row is drawn."""
_SLUG = "slug-of-a-requirement"
"""Stands for it while an address is made: making one costs more than putting in fifty."""
_NAME, _PLAIN = "\0name\0", "\0plain\0"
"""Stand for a person's name, and for what a cell says without marks."""


def cell_words(cells: Cells, place: int) -> str:
    """What a cell says, in words: “Valid, to Jan 14, 2027, advisory”."""
    (said,) = cells.said(picking([place]))
    return words_of(said)


def words_of(said: Said) -> str:
    """The same of what it says."""
    letter, advisory, word, day = said
    words = _STATES[letter][1]
    if date := date_words(word, day):
        words = f"{words}, {date}"
    return f"{words}, advisory" if advises(letter, advisory) else words


def advises(letter: str, advisory: str) -> bool:
    """Whether a cell says that its requirement only advises."""
    return advisory == "a" and letter != "-"


_STATES = {letter: (f"is-{state}", state.label) for letter, state in STATES.items()}
"""The class and the words of each state, by its letter."""


class _Around(dict[Said, tuple[str, str]]):
    """What stands in a cell before and after what is its requirement's, by what it says."""

    def __init__(self, before: str, after: str, end: str) -> None:
        self.before, self.after, self.end = before, after, end

    def __missing__(self, said: Said) -> tuple[str, str]:
        letter, advisory, word, day = said
        kind, label = _STATES[letter]
        notes = date_words(word, day)
        if advises(letter, advisory):
            notes = f"{notes} · advisory" if notes else "advisory"
            kind = f'"{kind} advises"'
        words = f"{label} <small>{notes}</small>" if notes else label
        after = self.after.replace(_PLAIN, f"{label} {notes}" if notes else label)
        found = self[said] = (f"<td class={kind}>{self.before}", f"{after}{words}{self.end}")
        return found


class Drawer:
    """Draws the rows of what is shown, for one moment."""

    def __init__(self, shown: Shown, moment: Moment, *, choosing: bool = False) -> None:
        """With `choosing`, each cell has a box to tick instead of its link."""
        self.shown = shown
        self.choosing = choosing
        self._asked = {False: moment.asked, True: _as_known_then(moment)}
        self._pick = picking(shown.places)
        self._around = _Around(*_BOX if choosing else _LINK)
        self._inside: dict[bool, dict[int, str]] = {}
        self._standings: dict[bool, str] = {}
        self._empty = "<td class=matrix__out>"

    def row(self, row: Row) -> str:
        """The cells of a row of the grid."""
        cells = self._cells(row)
        places = self.shown.places
        if len(row.places) != len(places):
            drawn = dict(zip(row.places, cells, strict=True))
            cells = [drawn.get(place, self._empty) for place in places]
        return self._about(row.somebody, "".join(cells))

    def items(self, row: Row) -> str:
        """The cells of a row as items of a list, each after its requirement."""
        items = []
        for place, cell in zip(row.places, self._cells(row), strict=True):
            opening, _, inside = cell.partition(">")
            title = escape(self.shown.requirement(place).title)
            kind = opening.removeprefix("<td")
            items.append(f"<li{kind}><span class=matrix__title>{title}</span>{inside}")
        return self._about(row.somebody, "".join(items))

    def name(self, one: Somebody) -> str:
        """Somebody's name, which opens everything that is asked of them."""
        link = self._standings.get(one.left)
        if link is None:
            address = url_for("readiness.person", person=_NUMBER, **self._asked[one.left])
            link = self._standings[one.left] = f'<a href="{escape(address)}">{_NAME}</a>'
        return self._about(one, link)

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

    def _about(self, one: Somebody, drawn: str) -> str:
        """What was drawn for anybody, for this person. The name comes last: it is typed."""
        drawn = drawn.replace(str(_NUMBER), str(one.person))
        return drawn.replace(_NAME, str(escape(one.name))) if _NAME in drawn else drawn

    def _cells(self, row: Row) -> list[str]:
        one, places = row
        pick = self._pick if places == self.shown.places else picking(places)
        inside = zip(pick(self._insides(one.left)), one.cells.said(pick), strict=True)
        around = self._around
        return [f"{around[said][0]}{each}{around[said][1]}" for each, said in inside]

    def _insides(self, left: bool) -> dict[int, str]:
        """What is each requirement's; for who has left, links lead to what was known then."""
        found = self._inside.get(left)
        if found is None:
            requirements = {place: self.shown.requirement(place) for place in self.shown.places}
            if self.choosing:
                found = {
                    place: f'{_NUMBER}.{place} aria-label="{_NAME}, {escape(one.title)}: '
                    for place, one in requirements.items()
                }
            else:
                why = partial(url_for, "readiness.why", person=_NUMBER, **self._asked[left])
                address = str(escape(why(requirement=_SLUG)))
                found = {
                    place: address.replace(_SLUG, one.slug) for place, one in requirements.items()
                }
            self._inside[left] = found
        return found


_LINK = ('<a href="', '">', "</a>")
"""Before and after the address, and at the end."""
_BOX = ("<label><input type=checkbox name=cell value=", f'{_PLAIN}">', "</label>")


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
