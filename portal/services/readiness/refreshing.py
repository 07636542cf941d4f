"""Bringing kept rows up to date in the transaction of the facts they rest on."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from portal.domain.coverage import ALL_WEEK, ALWAYS, FOREVER, Slots, parts, united
from portal.domain.curriculum import Catalogue
from portal.domain.requirements import Rulebook
from portal.domain.staffing import AbilitySpan
from portal.services import rulebook as rules
from portal.services.certification import facts_of
from portal.services.once import one_after_the_other
from portal.services.readiness import building
from portal.services.readiness.areas import AreaFacts, area_gaps, people_of
from portal.services.readiness.building import build_all_if_few, start_over
from portal.services.readiness.changed import Changed
from portal.services.readiness.evidence import correct_evidence, evidence_of, put_evidence
from portal.services.readiness.keeping import forget_people, forget_teams, put_people, put_teams
from portal.services.readiness.members import Membership, memberships, spans_of
from portal.services.readiness.patching import forget_counties, put_areas, stamp
from portal.services.readiness.people import abilities_of, differing, person_stretches
from portal.services.readiness.reaching import Reached, about, reached_by
from portal.services.readiness.since import NOTHING
from portal.services.readiness.under import kept_under, rules_under
from portal.services.readiness.world import World
from portal.services.rosters.lasting import shifts_in
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


class _Where(NamedTuple):
    """Where the new facts may change something."""

    teams: set[int]
    """Those with the same people, of whom some bring something else."""
    others: set[int]
    """Those that may have other people."""
    areas: dict[int, str]
    """With their counties."""
    slots: Slots
    """When in the week what they lack may be something else."""


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
        self.other_teams = bool(changes.teams)
        self.other_areas = bool(changes.areas)
        """Whether any of them says something else now, or may be called something else."""
        self.evidence: dict[str, date] = {}
        """The newest there is in some of them by those whom the new facts are about."""
        self.last: dict[str, date] = {}
        """The newest of all, as it is kept, where they work or worked."""
        self.brought: dict[int, tuple[AbilitySpan, ...]] = {}
        """What those who moved brought before, as it was kept."""

    def people(self) -> set[int]:
        """Whom the new facts are about."""
        changes = self.changes
        return changes.people | self._numbers(
            about,
            records=changes.records,
            trainings=changes.trainings - changes.recorded,
            precedents=changes.precedents,
        )

    def run(self, people: set[int]) -> None:
        """All of it."""
        moved = self._people(people)
        where = self._where(people, moved)
        self._evidence(people)
        if self.changes.rosters_from is not None:
            self._differs(self.changes.rosters_from, FOREVER)
        self._teams_and_areas(where)
        itself = bool(self.changes.counties)
        changed = Changed(frozenset(people), self.other_teams, self.other_areas, itself)
        stamp(self.session, self.counties, changed, self.evidence)

    def _evidence(self, people: set[int]) -> None:
        """A county has less only where none of these people has any as new as its newest."""
        less = (self.evidence.get(county, date.min) < day for county, day in self.last.items())
        if self.changes.corrected and any(less):
            correct_evidence(self.session, people, self.changes.members)
        put_evidence(self.session, sorted(self.changes.counties))

    def _teams_and_areas(self, where: _Where) -> None:
        """What they rest on is read for both at once."""
        world, session = self.world, self.session
        areas = where.areas if self.first < self.until else {}
        lasting = shifts_in(session, areas, where.slots) if areas else {}
        on_teams = memberships(session, where.teams | where.others)
        people = {each.person for found in on_teams.values() for each in found}
        held = world.abilities(people.union(*(people_of(each.shifts) for each in lasting.values())))
        self._teams(on_teams, held, where.others)
        if areas:
            days = self.first, self.until
            gaps = {
                area: area_gaps(AreaFacts(area, *found, held), world.rulebook, *days, where.slots)
                for area, found in lasting.items()
            }
            if put_areas(session, gaps, areas, *days, where.slots):
                self.other_areas = True

    def _teams(
        self,
        on_teams: Mapping[int, Iterable[Membership]],
        held: Mapping[int, tuple[AbilitySpan, ...]],
        others: set[int],
    ) -> None:
        """A team with the same people says what it said as long as these bring the same to it."""
        rulebook, before = self.world.rulebook, self.world.kept_teams(others)
        held_before = {**held, **self.brought}
        changed = {}
        for team, found in on_teams.items():
            now = spans_of(found, held, rulebook)
            known = before.get(team) if team in others else spans_of(found, held_before, rulebook)
            if now != known:
                changed[team] = now
        if changed:
            self.other_teams = True
            put_teams(self.session, changed)

    def _differs(self, first: int, until: int) -> None:
        self.first, self.until = min(self.first, first), max(self.until, until)

    def forget(self, people: set[int]) -> None:
        """All of it, for a later build: whatever the new facts may bear on is kept no longer."""
        where = self._where(people, people)
        forget_counties(self.session, self.counties)
        forget_teams(self.session, where.teams | where.others)
        forget_people(self.session, people)

    def _where(self, people: set[int], moved: set[int]) -> _Where:
        """Teams and areas that may be others, now that those who moved are others.

        Teams: those that these people are, will be, were, or were by mistake said to be on. Pages
        may say something else wherever they work or worked, and wherever areas may be covered
        otherwise: while the shifts last that changed, or on which somebody moved has a place.
        """
        changes = self.changes
        rows = self._rows(
            reached_by,
            people=people | changes.members,
            teams=changes.teams,
            areas=changes.areas,
            rosters=changes.rosters | changes.serving,
            moved=moved,
            shifts=changes.shifts,
            imports=changes.imports,
        )
        where = _Where(set(), set(changes.teams), {}, ALL_WEEK)
        shifts: set[tuple[Any, ...]] = set()
        for row in rows:
            reached = Reached(*row)
            self.counties |= {county for county in reached[:2] if county}
            if reached.last_evidence_on:
                self.last[reached.county] = reached.last_evidence_on
            if reached.area is not None:
                where.areas[reached.area] = reached.county
                shifts.add((reached.weekday, reached.starts, reached.ends))
            elif reached.team and reached.person in moved | changes.members:
                same = reached.person in self.brought.keys() - changes.members
                (where.teams if same else where.others).add(reached.team)
        if any(weekday is None for weekday, *_ in shifts):
            return where
        return where._replace(slots=united(piece for each in shifts for piece in parts(*each)))

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
        self.world.know(now)
        moved = set()
        for person, found in now.items():
            differs = differing(before.get(person, ()), found)
            if differs is not None:
                moved.add(person)
                if person in before:
                    self.brought[person] = abilities_of(before[person])
                self._differs(*differs)
        return moved
