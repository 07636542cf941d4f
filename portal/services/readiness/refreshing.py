"""Bringing kept rows up to date in the transaction of the facts they rest on."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Integer, bindparam, cast, null, select, union
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
        self._teams(self._teams_with(people, moved))
        if self.changes.rosters_from is not None:
            self._differs(self.changes.rosters_from, FOREVER)
        areas, weekdays = self._areas_with(moved)
        if areas and self.first < self.until:
            self._areas(areas, weekdays)
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
        teams = self._teams_with(people, people)
        self._areas_with(people)
        forget_counties(self.session, self.counties)
        forget_teams(self.session, teams)
        forget_people(self.session, people)

    def _teams_with(self, people: set[int], moved: set[int]) -> set[int]:
        """Teams that may answer otherwise, now that those who moved are others.

        Wherever any of these people work or worked, pages may say something else.
        """
        members = self.changes.members
        rows = self._rows(_places_of, people=people | members, teams=self.changes.teams)
        self.counties |= {each for _, _, *counties in rows for each in counties if each}
        others = moved | members
        return self.changes.teams | {team for person, team, *_ in rows if team and person in others}

    def _areas_with(self, people: set[int]) -> tuple[dict[int, str], set[int]]:
        """Areas that may be covered otherwise, now that these people are others: their counties.

        And on which weekdays: those of their shifts, and where these run over midnight. Areas of
        which nothing is kept are left out.
        """
        changes = self.changes
        rows = self._rows(
            _areas_of,
            areas=changes.areas,
            teams=changes.rosters | changes.serving,
            moved=people,
            shifts=changes.shifts,
            imports=changes.imports,
        )
        areas = {area: county for area, county, _ in rows}
        self.counties |= set(areas.values())
        days = {weekday for *_, weekday in rows}
        weekdays = (
            range(7) if None in days else {(day + more) % 7 for day in days for more in (0, 1)}
        )
        return areas, set(weekdays)

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


@lru_cache(maxsize=4)
def _places_of(kinds: tuple[str, ...]) -> Any:
    """The teams that people are, will be, were, or were by mistake said to be on.

    With the people, and the counties of both. Teams that are given come with their counties alone.
    """
    worked, nobody = Affiliation, cast(null(), Integer)
    asked = {
        "people": select(worked.person_id, worked.team_id, worked.county_fips, Team.county_fips)
        .outerjoin(Team, Team.id == worked.team_id)
        .where(worked.person_id.in_(_ids("people"))),
        "teams": select(nobody, Team.id, Team.county_fips, Team.county_fips).where(
            Team.id.in_(_ids("teams"))
        ),
    }
    return union(*(asked[kind] for kind in kinds))


@lru_cache(maxsize=32)
def _areas_of(kinds: tuple[str, ...]) -> Any:
    """The areas that teams serve, will serve, served, or were by mistake said to serve.

    Each with its county, as far as it is kept, and the weekdays that may be others, None for all.
    Areas or teams are given, or found by what has changed of shifts or who has a place on them.
    """
    all_days = cast(null(), Integer).label("weekday")
    shift = select(TeamArea.area_id, Shift.weekday).join(Shift, Shift.team_id == TeamArea.team_id)
    area = select(ServiceArea.id.label("area_id"), all_days)
    team = select(TeamArea.area_id, all_days)
    asked: dict[str, list[Any]] = {
        "areas": [area.where(ServiceArea.id.in_(_ids("areas")))],
        "teams": [team.where(TeamArea.team_id.in_(_ids("teams")))],
        "shifts": [shift.where(Shift.id.in_(_ids("shifts")))],
        "imports": [shift.where(Shift.import_id.in_(_ids("imports")))],
        "moved": [],
    }
    for table in (ShiftAssignment, ShiftException):
        places = shift.join(table, table.shift_id == Shift.id)
        asked["moved"].append(places.where(table.person_id.in_(_ids("moved"))))
        asked["imports"].append(places.where(table.import_id.in_(_ids("imports"))))
    found = union(*(one for kind in kinds for one in asked[kind])).subquery()
    return (
        select(ServiceArea.id, ServiceArea.county_fips, found.c.weekday)
        .join(found, found.c.area_id == ServiceArea.id)
        .join(KeptCounty, KeptCounty.county_fips == ServiceArea.county_fips)
    )


def _ids(name: str) -> Any:
    return bindparam(name, expanding=True)
