"""Bringing kept rows up to date in the transaction of the facts they rest on."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Integer, bindparam, cast, null, select, union, union_all
from sqlalchemy.orm import Session

from portal.domain.coverage import ALWAYS, FOREVER
from portal.domain.curriculum import Catalogue
from portal.domain.requirements import Rulebook
from portal.models import (
    Affiliation,
    Claim,
    KeptCounty,
    OutsideTraining,
    ServiceArea,
    Shift,
    ShiftAssignment,
    ShiftException,
    Team,
    TeamArea,
    TrainingRecord,
)
from portal.services import rulebook as rules
from portal.services.certification import facts_of
from portal.services.once import one_after_the_other
from portal.services.readiness import building
from portal.services.readiness.building import build_all_if_few, start_over
from portal.services.readiness.evidence import correct_evidence, evidence_of, put_evidence
from portal.services.readiness.keeping import forget_people, forget_teams, put_people, put_teams
from portal.services.readiness.patching import forget_counties, put_areas, stamp
from portal.services.readiness.people import differing, person_stretches
from portal.services.readiness.since import NOTHING
from portal.services.readiness.under import kept_under, rules_under
from portal.services.readiness.world import World
from portal.services.touched import Changes


def wait_for_turn(session: Session) -> str | None:
    """Under which rules something is kept, if anything is; nobody else changes it meanwhile.

    One transaction after the other refreshes, and each sees what those before it have committed:
    of two facts about one team, the second to be committed knows both.
    """
    one_after_the_other(session)
    return kept_under(session)


def refresh(
    session: Session,
    changes: Changes,
    under: str,
    files: Rulebook,
    catalogue: Catalogue,
) -> bool:
    """Work out anew what the new facts are about: people, then their teams, then areas.

    `under` is what `wait_for_turn` said. What is kept under other rules stays as it is, unused.
    False: the rules have changed, or facts about very many people, as by a long list; what rests on
    them has to be built later, and until then it is not kept. All else stays.
    """
    if changes.rules:
        start_over(session, rules.current(session, files), catalogue)
        return build_all_if_few(session, files, catalogue)
    rulebook = rules_under(session, under, files, catalogue)
    if rulebook is None:
        return True
    world = World(session, rulebook, catalogue)
    world.since = NOTHING  # it was just made sure of
    this = _Refresh(world, changes)
    people = this.people()
    if len(people) > building.FEW:
        this.forget(people)
        return False
    this.run(people)
    return True


class _Reached(NamedTuple):
    """Where the new facts may change something."""

    teams: set[int]
    areas: dict[int, str]
    """With their counties."""
    weekdays: set[int]


class _Refresh:
    """One refresh, step by step."""

    def __init__(self, world: World, changes: Changes) -> None:
        self.world = world
        self.session = world.session
        self.changes = changes
        self.first, self.until = FOREVER, ALWAYS
        """The days on which rosters or what people bring may be different now."""
        self.counties = set(changes.counties)
        """Those of which pages may say something else now."""
        self.evidence: dict[str, date] = {}
        """The newest there is in some of them by those whom the new facts are about."""

    def people(self) -> set[int]:
        """Whom the new facts are about."""
        changes = self.changes
        return changes.people | self._numbers(
            _people_of,
            records=changes.records,
            trainings=changes.trainings - changes.recorded,
            precedents=changes.precedents,
        )

    def run(self, people: set[int]) -> None:
        """All of it."""
        moved = self._people(people)
        reached = self._reached(people, moved)
        self._teams(reached.teams)
        if self.changes.rosters_from is not None:
            self._differs(self.changes.rosters_from, FOREVER)
        if reached.areas and self.first < self.until:
            self._areas(reached.areas, reached.weekdays)
        stamp(self.session, self.counties, self.evidence)

    def _teams(self, ids: set[int]) -> None:
        before, now = self.world.kept_teams(ids), self.world.teams_afresh(ids)
        put_teams(
            self.session, {team: mine for team, mine in now.items() if mine != before.get(team)}
        )

    def _areas(self, counties: dict[int, str], weekdays: set[int]) -> None:
        found = self.world.weekly_afresh(counties.keys(), self.first, self.until, weekdays)
        put_areas(self.session, found, counties, self.first, self.until, weekdays)

    def _differs(self, first: int, until: int) -> None:
        self.first, self.until = min(self.first, first), max(self.until, until)

    def forget(self, people: set[int]) -> None:
        """All of it, for a later build: whatever the new facts may bear on is kept no longer."""
        teams = self._reached(people, people).teams
        forget_counties(self.session, self.counties)
        forget_teams(self.session, teams)
        forget_people(self.session, people)

    def _reached(self, people: set[int], moved: set[int]) -> _Reached:
        """Teams and areas that may be others, now that those who moved are others.

        Teams: those that these people are, will be, were, or were by mistake said to be on. Pages
        may say something else wherever they work or worked, and wherever areas may be covered
        otherwise: on the weekdays of their shifts, and where these run over midnight.
        """
        changes = self.changes
        rows = self._rows(
            _reached_by,
            people=people | changes.members,
            teams=changes.teams,
            areas=changes.areas,
            rosters=changes.rosters | changes.serving,
            moved=moved,
            shifts=changes.shifts,
            imports=changes.imports,
        )
        found = _Reached(set(changes.teams), {}, set())
        others = moved | changes.members
        days: set[int | None] = set()
        for person, team, area, weekday, *counties in rows:
            self.counties |= {county for county in counties if county}
            if area is not None:
                found.areas[area] = counties[0]
                days.add(weekday)
            elif team and person in others:
                found.teams.add(team)
        found.weekdays.update(
            range(7)
            if None in days
            else {(day + more) % 7 for day in days if day is not None for more in (0, 1)}
        )
        return found

    def _numbers(self, statement: Callable[[tuple[str, ...]], Any], **ids: set[int]) -> set[int]:
        """The numbers that a statement finds."""
        return {number for (number,) in self._rows(statement, **ids)}

    def _rows(self, statement: Callable[[tuple[str, ...]], Any], **ids: set[int]) -> Sequence[Any]:
        """What a statement finds for the kinds of numbers of which there are any."""
        given = {kind: list(known) for kind, known in ids.items() if known}
        if not given:
            return ()
        return self.session.connection().execute(statement(tuple(given)), given).all()

    def _people(self, ids: set[int]) -> set[int]:
        """Those who bring something else than before, at any time."""
        if not ids:
            return set()
        before = self.world.kept_people(ids)
        facts = facts_of(self.session, ids, self.world.catalogue, names=False)
        now = {
            person: person_stretches(known, self.world.rulebook) for person, known in facts.items()
        }
        put_people(
            self.session,
            {person: found for person, found in now.items() if found != before.get(person)},
            before,
        )
        self.evidence = evidence_of(facts.values())
        if self.changes.corrected:
            correct_evidence(self.session, ids, self.changes.members)
        put_evidence(self.session, sorted(self.changes.counties))
        moved = set()
        for person, found in now.items():
            differs = differing(before.get(person, ()), found)
            if differs is not None:
                moved.add(person)
                self._differs(*differs)
        return moved


@lru_cache(maxsize=16)
def _people_of(kinds: tuple[str, ...]) -> Any:
    """Whom facts about something else are about."""
    training = select(OutsideTraining.person_id)
    asked = {
        "records": select(TrainingRecord.person_id).where(TrainingRecord.id.in_(_ids("records"))),
        "trainings": training.where(OutsideTraining.id.in_(_ids("trainings"))),
        "precedents": training.join(Claim, Claim.training_id == OutsideTraining.id).where(
            Claim.equivalency_id.in_(_ids("precedents"))
        ),
    }
    return union(*(asked[kind] for kind in kinds))


@lru_cache(maxsize=64)
def _reached_by(kinds: tuple[str, ...]) -> Any:
    """People with their teams, then areas with weekdays, None for all; each with its counties.

    Teams that are given come with their counties alone. Areas are given, or found by the teams that
    serve, will serve or served them, or by what has changed of shifts or who has a place on them.
    Those of which nothing is kept are left out.
    """
    nothing = cast(null(), Integer)
    worked, area = Affiliation, ServiceArea
    places = {
        "people": select(worked.person_id, worked.team_id, nothing, nothing)
        .add_columns(worked.county_fips, Team.county_fips)
        .outerjoin(Team, Team.id == worked.team_id)
        .where(worked.person_id.in_(_ids("people"))),
        "teams": select(nothing, Team.id, nothing, nothing)
        .add_columns(Team.county_fips, Team.county_fips)
        .where(Team.id.in_(_ids("teams"))),
    }
    found = [places[kind] for kind in kinds if kind in places]
    of_areas = [one for kind in kinds for one in _areas_of().get(kind, ())]
    if of_areas:
        days = union(*of_areas).subquery()
        found.append(
            select(nothing, nothing, area.id, days.c.weekday, area.county_fips, area.county_fips)
            .join(days, days.c.area_id == area.id)
            .join(KeptCounty, KeptCounty.county_fips == area.county_fips)
        )
    return union_all(*found)


def _areas_of() -> dict[str, list[Any]]:
    """Areas with the weekdays that may be others, by the kind of numbers they are found by."""
    all_days = cast(null(), Integer).label("weekday")
    shift = select(TeamArea.area_id, Shift.weekday).join(Shift, Shift.team_id == TeamArea.team_id)
    area = select(ServiceArea.id.label("area_id"), all_days)
    team = select(TeamArea.area_id, all_days)
    asked: dict[str, list[Any]] = {
        "areas": [area.where(ServiceArea.id.in_(_ids("areas")))],
        "rosters": [team.where(TeamArea.team_id.in_(_ids("rosters")))],
        "shifts": [shift.where(Shift.id.in_(_ids("shifts")))],
        "imports": [shift.where(Shift.import_id.in_(_ids("imports")))],
        "moved": [],
    }
    for table in (ShiftAssignment, ShiftException):
        on_shifts = shift.join(table, table.shift_id == Shift.id)
        asked["moved"].append(on_shifts.where(table.person_id.in_(_ids("moved"))))
        asked["imports"].append(on_shifts.where(table.import_id.in_(_ids("imports"))))
    return asked


def _ids(name: str) -> Any:
    return bindparam(name, expanding=True)
