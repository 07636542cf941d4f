"""The one statement about all that new facts may bear on, and what is made of its rows."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, union_all
from sqlalchemy.orm import Session

from portal.domain.coverage import (
    ALL_WEEK,
    FOREVER,
    AreaTeam,
    Shift,
    Slots,
    WeeklyGap,
    parts,
    united,
)
from portal.domain.facts import Duty
from portal.domain.staffing import Abilities, AbilitySpan, Answer, Outcome, TeamSpan
from portal.services.long_statements import ask
from portal.services.readiness.members import Membership, memberships_from
from portal.services.readiness.people import ability_spans_of, able
from portal.services.readiness.reaching import areas, teams
from portal.services.readiness.reaching.shape import HEAD, Row, columns, columns_of
from portal.services.readiness.world import team_span
from portal.services.rosters.loading import shifts_from

_WHOLE_WEEK = frozenset({"areas", "rosters"})
"""Kinds of numbers that bear on all that there is of an area."""
_OF_AREAS = _WHOLE_WEEK | {"moved", "shifts", "imports"}
_OF_TEAMS = frozenset({"teams", "people"})

Days = tuple[int, int]
"""A first day, and the first day after."""


@dataclass(slots=True)
class Reached:
    """Areas and teams, and what they rest on."""

    areas: dict[int, str] = field(default_factory=dict)
    """With their counties."""
    teams: dict[int, str] = field(default_factory=dict)
    slots: Slots = field(default_factory=lambda: ALL_WEEK)
    """When in the week what areas lack may be something else."""
    serving: dict[int, list[AreaTeam]] = field(default_factory=dict)
    shifts: list[Shift] = field(default_factory=list)
    """Those of teams that serve the areas, as far as they last in these slots."""
    on_teams: dict[int, list[Membership]] = field(default_factory=dict)
    held: dict[int, tuple[AbilitySpan, ...]] = field(default_factory=dict)
    """What all these people bring on these days, as far as it is kept."""
    spans: dict[int, list[TeamSpan]] = field(default_factory=dict)
    """What is kept of the teams."""
    gaps: dict[int, dict[WeeklyGap, int]] = field(default_factory=dict)
    """What is kept of the areas in these slots at least, with the numbers of the rows."""


def where(session: Session, **ids: Iterable[int]) -> tuple[set[int], set[str]]:
    """Teams, and counties: of these, of areas, and where people work or worked.

    By numbers of the kinds that `reach` knows.
    """
    rows = _read(session, _asked, ids, {})
    return {row.id for row in rows["team"]}, {row.word for some in rows.values() for row in some}


def reach(session: Session, days: Days, within: Days, **ids: Iterable[int]) -> Reached:
    """What facts bear on, on some days. One query.

    `within`: the days of which is read what people bring; all others are a part of these.

    Areas are given (`areas`), or found by the teams that serve, will serve or served them
    (`rosters`), or by `shifts`, by files that brought some (`imports`), or by the places of
    those who have `moved`: then only what lasts at the same time matters. Areas of which nothing
    is kept are left out. `teams` are given, or found by the `people` who ever were on them.
    """
    asked = {"first": days[0], "until": days[1], "since": within[0], "before": within[1]}
    rows = _read(session, _all, ids, asked)
    found = Reached(_counties(rows["area"]), _counties(rows["team"]))
    if _WHOLE_WEEK.isdisjoint(kind for kind, given in ids.items() if given):
        lasts = {(row.weekday, row.begins, row.until) for row in rows["slot"]}
        found.slots = united(piece for each in lasts for piece in parts(*each))
    found.serving = {area: [] for area in found.areas}
    for row in rows["served"]:
        found.serving[row.whose].append(AreaTeam(row.id, row.first_on, row.last_on))
    found.shifts = _shifts(rows)
    found.on_teams = _on_teams(rows, found.teams)
    held: dict[int, list[tuple[int, int, Abilities]]] = defaultdict(list)
    for row in rows["able"]:
        held[row.person].append((row.starts, FOREVER, able(row.more, row.most)))
    found.held = {
        person: ability_spans_of(sorted(mine, key=_starts)) for person, mine in held.items()
    }
    found.spans = {team: [] for team in found.teams}
    for row in sorted(rows["span"], key=lambda row: row.starts):
        found.spans[row.whose].append(team_span(row.starts, row.ends, *_said(row)))
    found.gaps = {area: {} for area in found.areas}
    for row in rows["gap"]:
        times = row.weekday, row.starts, row.ends, row.more, row.most
        found.gaps[row.whose][WeeklyGap(*times, *_said(row), row.person)] = row.id
    return found


def _starts(stretch: tuple[int, int, Abilities]) -> int:
    return stretch[0]


def _read(
    session: Session, statement: Any, ids: Mapping[str, Iterable[int]], days: dict[str, int]
) -> dict[str, list[Row]]:
    """The rows by their kind."""
    given = {kind: sorted(known) for kind, known in ids.items() if known}
    rows: dict[str, list[Row]] = defaultdict(list)
    if given:
        asked: dict[str, Any] = given | days
        for row in ask(session.connection(), statement(tuple(given)), asked):
            rows[row[0]].append(Row._make(row))
    return rows


def _counties(rows: Iterable[Row]) -> dict[int, str]:
    return {row.id: row.word for row in rows}


def _said(row: Row) -> tuple[Outcome, str, Answer | None]:
    return Outcome(row.word), row.second, Answer(row.third) if row.third else None


def _shifts(rows: Mapping[str, list[Row]]) -> list[Shift]:
    shifts = [
        (row.id, row.whose, "", row.weekday, row.begins, row.until, row.first_on, row.last_on)
        for row in rows["shift"]
    ]
    places = sorted(rows["place"], key=lambda row: row.id)
    said = [(r.whose, r.id, r.person, r.word, r.first_on, r.last_on, r.second) for r in places]
    return shifts_from(shifts, said)


def _on_teams(rows: Mapping[str, list[Row]], known: Iterable[int]) -> dict[int, list[Membership]]:
    on_teams = [
        (row.whose, row.person, row.first_on, row.last_on)
        for row in sorted(rows["member"], key=lambda row: row.id)
    ]
    held = [(row.person, Duty(row.word), row.first_on, row.last_on) for row in rows["duty"]]
    return memberships_from(known, on_teams, held)


@lru_cache(maxsize=64)
def _asked(kinds: tuple[str, ...]) -> Any:
    """Areas, teams and counties."""
    found: list[Select[Any]] = []
    if _OF_AREAS.intersection(kinds):
        reached = areas.areas(kinds, areas.changed(kinds))
        found.append(columns("area", id=reached.c.id, word=reached.c.county_fips))
    if _OF_TEAMS.intersection(kinds):
        those = teams.teams(kinds)
        found.append(columns("team", id=those.c.id, word=those.c.county_fips))
    if "people" in kinds:
        found.append(teams.counties())
    return union_all(HEAD, *found)


@lru_cache(maxsize=64)
def _all(kinds: tuple[str, ...]) -> Any:
    """Everything."""
    found: list[Select[Any]] = []
    people = []
    if _OF_AREAS.intersection(kinds):
        changed = areas.changed(kinds)
        reached = areas.areas(kinds, changed)
        if changed is not None:
            found.append(areas.slots(changed))
        some = changed if _WHOLE_WEEK.isdisjoint(kinds) else None
        served = areas.served(reached)
        shifts = areas.shifts(served, some)
        places = areas.places(shifts)
        people.append(places)
        found += [
            columns("area", id=reached.c.id, word=reached.c.county_fips),
            columns_of(served, "served"),
            columns_of(shifts, "shift"),
            columns_of(places, "place"),
            areas.gaps(reached, some),
        ]
    if _OF_TEAMS.intersection(kinds):
        those = teams.teams(kinds)
        members = teams.members(those)
        people.append(members)
        found += [
            columns("team", id=those.c.id, word=those.c.county_fips),
            columns_of(members, "member"),
            teams.duties(members),
            teams.spans(those),
        ]
    return union_all(HEAD, *found, teams.abilities(people))
