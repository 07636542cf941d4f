"""What an address of the matrix asks for, and the cells that answer it.

The grid, the list and every export show the same cells, since all of them come from here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from flask import request, url_for

from portal import held
from portal.db import db
from portal.domain.access import Permission
from portal.domain.certification import State
from portal.domain.matrix import SHORT as SHORT_STATES
from portal.domain.matrix import Pick, Tally, Wanted, applies, chosen, picking, tallies, tally
from portal.domain.people import ProviderType
from portal.domain.requirements import Requirement, Tier
from portal.forms.fields import number_of
from portal.forms.matrix import GRID, LIST, SHORT, TRAININGS, FilterForm
from portal.forms.moments import MomentForm
from portal.forms.people import team_choices
from portal.services import matrix, places
from portal.services.matrix import Asked, Matrix, Somebody
from portal.services.places import Counties
from portal.views import moments, subject
from portal.views.moments import Moment

PERMISSION = Permission.SEE_PEOPLE
"""What every page and file of the matrix asks for."""
CARRIED = (
    "county",
    "team",
    "agency",
    "profession",
    "q",
    "group",
    "state",
    "within",
    "all",
    "as_of",
    "known_on",
    "view",
)
"""What makes up a view of the matrix: the parts of its address that are kept."""


class Row(NamedTuple):
    """Somebody, and which of their cells are shown."""

    somebody: Somebody
    places: Sequence[int]


@dataclass(frozen=True)
class Shown:
    """What is shown of a matrix."""

    matrix: Matrix
    places: tuple[int, ...]
    """The columns: places of requirements, group by group."""
    counted: tuple[int, ...]
    """The columns there would be if every cell were meant."""
    rows: list[Row]
    wanted: Wanted

    @cached_property
    def tallies(self) -> list[Tally]:
        """For every requirement, over everybody that the filters for people leave."""
        found = tallies(self.matrix.letters)
        return found or [Tally(0, 0)] * len(self.matrix.requirements)

    @cached_property
    def total(self) -> Tally:
        """Over all those columns and people."""
        found = [self.tallies[place] for place in self.counted]
        return Tally(sum(one.have for one in found), sum(one.of for one in found))

    @cached_property
    def advisory(self) -> int:
        """How many of those only advise."""
        return sum(
            version.is_verified is False and self.tallies[place].of
            for place in self.counted
            if (version := self.matrix.requirements[place].on(self.matrix.day)) is not None
        )

    def of(self, row: Row) -> Tally:
        """How much of what applies to somebody is in place."""
        return tally("".join(self._pick(row.somebody.cells.letters)))

    @cached_property
    def _pick(self) -> Pick:
        """Takes the letters that are counted."""
        return picking(self.counted)

    @property
    def cells(self) -> int:
        """How many cells are shown."""
        return sum(len(row.places) for row in self.rows)

    def groups(self) -> list[tuple[Tier, list[int]]]:
        """The columns by their groups."""
        found: dict[Tier, list[int]] = {}
        for place in self.places:
            found.setdefault(self.matrix.requirements[place].tier, []).append(place)
        return list(found.items())

    def requirement(self, place: int) -> Requirement:
        """The requirement of a column."""
        return self.matrix.requirements[place]


@dataclass(frozen=True)
class Question:
    """An address of the matrix, understood."""

    form: FilterForm
    moment: Moment
    moment_form: MomentForm
    status: int
    counties: Mapping[str, str]
    """The names of those that the visitor answers for."""
    scope: Counties
    shown: Shown | None
    """None: nothing can be shown until the address names a county, or is mended."""
    left_out: list[str]
    """The names of parts of the address that do not go with its county."""

    @property
    def is_list(self) -> bool:
        """Whether it is asked for as a list."""
        return bool(self.form.view.data == LIST)

    @property
    def errors(self) -> list[Any]:
        """The forms whose answers cannot be used."""
        return [form for form in (self.form, self.moment_form) if form.errors]

    @property
    def where(self) -> str:
        """Whose matrix it is, in words."""
        if self.form.team.data:
            return self.form.team.words
        if self.form.county.data:
            return f"{self.counties[self.form.county.data]} County"
        return places.scope_name(dict(self.counties), self.scope)

    @property
    def narrowing(self) -> list[str]:
        """What it is narrowed to, in words."""
        form = self.form
        chosen = (form.team, form.agency, form.profession, form.group, form.state)
        words = [field.words for field in chosen if field.data]
        if form.within.data:
            words.append(f"Lapses within {form.within.data} days")
        if form.q.data:
            words.append(f"“{form.q.data}”")
        return words

    @cached_property
    def carried(self) -> dict[str, str]:
        """The address's parts, for links that change one of them."""
        found = carried(request.args)
        return {name: value for name, value in found.items() if name not in self.left_out}

    def address(self, endpoint: str = "matrix.grid", **changes: Any) -> str:
        """The same with changes; None takes a part out."""
        asked = {**self.carried, **changes}
        return url_for(endpoint, **{name: each for name, each in asked.items() if each})


def carried(asked: Mapping[str, str]) -> dict[str, str]:
    """The parts of an address that make up a view, without empty ones."""
    found = {name: asked.get(name, "").strip() for name in CARRIED}
    if found["view"] == GRID:
        found["view"] = ""
    return {name: value for name, value in found.items() if value}


def question() -> Question:
    """What the address asks. What cannot be used is left unanswered, and the forms say why.

    A team or an agency that is not one of the county chosen is left out, and `left_out` names it.
    """
    moment, moment_form, status = moments.asked()
    scope = subject.scope(PERMISSION)
    counties = places.county_names(db.session, scope)
    form = FilterForm(request.args)
    form.view.data = form.view.data or GRID
    if len(counties) == 1:
        form.county.data = form.county.data or next(iter(counties))
    local = frozenset({form.county.data}) & counties.keys() if form.county.data else scope
    teams, agencies = [], []
    if local is not None:
        teams = places.teams(db.session, local)
        agencies = places.agency_names(db.session, local)
    form.offer(counties, team_choices(counties, teams), agencies, whole_state=scope is None)
    known = {
        "team": {str(one.id) for one in teams},
        "agency": {str(number) for number, _ in agencies},
    }
    left_out = [
        name
        for name, numbers in known.items()
        if form[name].data and form[name].data not in numbers
    ]
    for name in left_out:
        form[name].data = ""
    good = form.validate() and status == 200
    shown = None
    if good and (form.county.data or scope is not None):
        shown = _shown(form, moment, scope)
    return Question(
        form,
        moment,
        moment_form,
        200 if good else 422,
        counties,
        scope,
        shown,
        left_out,
    )


def _shown(form: FilterForm, moment: Moment, scope: Counties) -> Shown:
    asked = Asked(
        form.county.data or None,
        number_of(form.team),
        number_of(form.agency),
        ProviderType(form.profession.data) if form.profession.data else None,
        form.q.data or "",
    )
    found = matrix.read(
        db.session,
        scope,
        moment.as_of,
        held.rulebook(moment.known_at),
        held.catalogue(),
        asked,
        moment.known_at,
        now=moment.now,
    )
    states = _states(form.state.data)
    wanted = Wanted(states, form.within.data)
    return show(found, wanted, _tiers(form.group.data), everything=bool(form.all.data))


def show(found: Matrix, wanted: Wanted, tiers: frozenset[Tier], *, everything: bool) -> Shown:
    """Of a matrix, the cells that are meant, with the rows and columns that have any."""
    number = range(len(found.requirements))
    places = list(number) if everything else applies(found.letters)
    columns = counted = _grouped(
        found, (place for place in places if found.requirements[place].tier in tiers)
    )
    if wanted.is_all:
        rows = [Row(one, columns) for one in found.people]
    else:
        rows = [Row(one, chosen(one.cells, wanted, columns, found.day)) for one in found.people]
        rows = [row for row in rows if row.places]
        there = {place for row in rows for place in row.places}
        columns = tuple(place for place in columns if place in there)
    return Shown(found, columns, counted, rows, wanted)


def _grouped(found: Matrix, places: Iterable[int]) -> tuple[int, ...]:
    """Those of one group together, the groups in the order in which they first come."""
    order: dict[Tier, int] = {}
    for requirement in found.requirements:
        order.setdefault(requirement.tier, len(order))
    return tuple(sorted(places, key=lambda place: (order[found.requirements[place].tier], place)))


def _states(word: str) -> frozenset[State]:
    if word == SHORT:
        return SHORT_STATES
    return frozenset({State(word)}) if word else frozenset()


def _tiers(word: str) -> frozenset[Tier]:
    if word == TRAININGS:
        return frozenset({Tier.CORE, Tier.ENHANCED, Tier.SUPPLEMENTAL})
    return frozenset({Tier(word)}) if word else frozenset(Tier)
