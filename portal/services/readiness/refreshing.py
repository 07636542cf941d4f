"""Bringing kept rows up to date in the transaction of the facts they rest on."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy.orm import Session

from portal.domain.certification import decided_by
from portal.domain.coverage import ALWAYS, FOREVER, AreaTeam, Shift
from portal.domain.curriculum import Catalogue
from portal.domain.facts import PersonFacts
from portal.domain.requirements import Rulebook
from portal.domain.staffing import AbilitySpan
from portal.services import rulebook as rules
from portal.services.readiness import before, building
from portal.services.readiness.areas import AreaFacts, area_gaps, people_of
from portal.services.readiness.building import build_all_if_few, start_over
from portal.services.readiness.changed import Changed
from portal.services.readiness.evidence import correct_evidence, evidence_of, put_evidence
from portal.services.readiness.keeping import forget_people, forget_teams, put_people, put_teams
from portal.services.readiness.members import spans_of
from portal.services.readiness.patching import forget_counties, put_areas, stamp
from portal.services.readiness.people import (
    PersonStretch,
    abilities_of,
    differing,
    person_stretches,
    stretches_anew,
)
from portal.services.readiness.reaching import Reached, about, reach, where
from portal.services.readiness.since import NOTHING
from portal.services.readiness.under import kept_in_turn, rules_under
from portal.services.readiness.world import World
from portal.services.readiness.writing import Writes
from portal.services.touched import Changes


def wait_for_turn(session: Session) -> str | None:
    """Under which rules something is kept, if anything is; nobody else changes it meanwhile.

    One transaction after the other refreshes, and each sees what those before it have committed:
    of two facts about one team, the second to be committed knows both.
    """
    return kept_in_turn(session)


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
        self.writes = Writes()
        self.people_now: dict[int, tuple[PersonStretch, ...]] = {}
        """What those are and bring now whom the new facts are about."""
        self.first, self.until = FOREVER, ALWAYS
        """The days on which rosters or what people bring may be different now."""
        self.counties = set(changes.counties)
        """Those of which pages may say something else now."""
        self.other_teams = bool(changes.teams)
        self.other_areas = bool(changes.areas)
        """Whether any of them says something else now, or may be called something else."""
        self.evidence: dict[str, date] = {}
        """The newest there is in some of them by those whom the new facts are about."""
        self.last: dict[str, date] = {}
        """The newest of all, as it is kept, where they work or worked."""

    def people(self) -> set[int]:
        """Whom the new facts are about."""
        changes = self.changes
        ids = {
            "records": changes.records,
            "trainings": changes.trainings - changes.recorded,
            "precedents": changes.precedents,
        }
        given = {kind: list(known) for kind, known in ids.items() if known}
        if not given:
            return changes.people
        found = self.session.connection().execute(about(tuple(given)), given).scalars().all()
        changes.anything.update(found)
        return changes.people.union(found)

    def run(self, people: set[int]) -> None:
        """All of it."""
        moved = self._people(people)
        if self.changes.rosters_from is not None:
            self._differs(self.changes.rosters_from, FOREVER)
        self._teams_and_areas(moved)
        self._evidence(people)
        itself = bool(self.changes.counties)
        changed = Changed(frozenset(people), self.other_teams, self.other_areas, itself)
        stamp(self.writes, self.counties, changed, self.evidence)
        self.writes.write(self.session)

    def forget(self, people: set[int]) -> None:
        """All of it, for a later build: whatever the new facts may bear on is kept no longer."""
        teams, counties = where(self.session, **self._numbers(people, people))
        forget_counties(self.session, self.counties | counties)
        forget_teams(self.session, teams)
        forget_people(self.session, people)

    def _people(self, ids: set[int]) -> set[int]:
        """Those who bring something else than before, at any time."""
        known = before.people(self.session, ids, self.world.catalogue)
        now = self.people_now = {
            person: self._stretches(facts, known.kept.get(person))
            for person, facts in known.facts.items()
        }
        put_people(self.writes, now, known.kept)
        self.evidence = evidence_of(known.facts.values())
        for worked in known.worked:
            self.counties |= {county for county in (worked.county, worked.county_of_team) if county}
            if worked.last_evidence_on:
                self.last[worked.county] = worked.last_evidence_on
        moved = set()
        for person, found in now.items():
            differs = differing(known.kept.get(person, ()), found)
            if differs is not None:
                moved.add(person)
                self._differs(*differs)
        return moved

    def _stretches(
        self, facts: PersonFacts, before: Sequence[PersonStretch] | None
    ) -> tuple[PersonStretch, ...]:
        """What somebody is and brings now; only what the new facts may bear on is judged anew."""
        rulebook, changes = self.world.rulebook, self.changes
        if before is None or changes.replaced or facts.person in changes.anything:
            return person_stretches(facts, rulebook)
        new = {f"outside-training:{number}" for number in changes.recorded}
        trainings = [each for each in facts.completions if each.fact.key in new]
        slugs = decided_by(trainings, rulebook, licenses=facts.person in changes.licensed)
        return stretches_anew(facts, rulebook, before, slugs)

    def _differs(self, first: int, until: int) -> None:
        self.first, self.until = min(self.first, first), max(self.until, until)

    def _numbers(self, people: set[int], moved: set[int]) -> dict[str, set[int]]:
        """Of what may be something else, now that those who moved are others.

        Pages may say something else wherever people work or worked, and wherever areas may be
        covered otherwise: while the shifts last that changed, or on which somebody moved has a
        place.
        """
        changes = self.changes
        return {
            "people": people | changes.members,
            "teams": changes.teams,
            "areas": changes.areas,
            "rosters": changes.rosters | changes.serving,
            "moved": moved,
            "shifts": changes.shifts,
            "imports": changes.imports,
        }

    def _teams_and_areas(self, moved: set[int]) -> None:
        """What they rest on is read for both at once."""
        rulebook, days = self.world.rulebook, (self.first, self.until)
        whole = bool(self.changes.members or self.changes.teams)
        within = (ALWAYS, FOREVER) if whole else days
        some = reach(self.session, days, within, **self._numbers(moved, moved))
        self.counties.update(some.areas.values(), some.teams.values())
        held = self._held(some)
        first, until = (date.fromordinal(day) for day in within)
        teams = {
            team: spans_of(members, held, rulebook, first, until, some.spans[team])
            for team, members in some.on_teams.items()
            if whole or some.spans[team]  # of which nothing is kept is built later
        }
        if any(found != tuple(some.spans[team]) for team, found in teams.items()):
            self.other_teams = True
            put_teams(self.writes, teams, some.spans, some.teams)
        if some.areas and self.first < self.until:
            gaps = {
                area: area_gaps(
                    AreaFacts(area, serving, _by(serving, some.shifts), held),
                    rulebook,
                    *days,
                    some.slots,
                )
                for area, serving in some.serving.items()
            }
            kept = some.gaps, some.areas
            if put_areas(self.session, self.writes, gaps, *kept, *days, some.slots):
                self.other_areas = True

    def _held(self, some: Reached) -> dict[int, tuple[AbilitySpan, ...]]:
        """What everybody brings: of whom nothing is kept it is worked out.

        What is kept of those whom the new facts are about is not written yet.
        """
        people = {each.person for members in some.on_teams.values() for each in members}
        people |= people_of(some.shifts)
        held = some.held | {
            person: abilities_of(self.people_now[person])
            for person in people & self.people_now.keys()
        }
        missing = people - held.keys()
        return held | self.world.abilities(missing) if missing else held

    def _evidence(self, people: set[int]) -> None:
        """A county has less only where none of these people has any as new as its newest."""
        less = (self.evidence.get(county, date.min) < day for county, day in self.last.items())
        if self.changes.corrected and any(less):
            correct_evidence(self.session, people, self.changes.members)
        put_evidence(self.session, sorted(self.changes.counties))


def _by(serving: Iterable[AreaTeam], shifts: Iterable[Shift]) -> list[Shift]:
    """The shifts of these teams."""
    teams = {each.team for each in serving}
    return [shift for shift in shifts if shift.team in teams]
