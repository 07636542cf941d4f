"""Bringing kept rows up to date in the transaction of the facts they rest on."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select, union
from sqlalchemy.orm import Session

from portal.domain.curriculum import Catalogue
from portal.domain.dates import civil_date
from portal.domain.requirements import Rulebook
from portal.domain.staffing import Abilities, AbilitySpan
from portal.models import (
    Affiliation,
    Claim,
    KeptUnder,
    OutsideTraining,
    Shift,
    ShiftAssignment,
    ShiftException,
    TeamArea,
    TrainingRecord,
)
from portal.services import rulebook as rules
from portal.services.certification import facts_of
from portal.services.once import one_after_the_other
from portal.services.readiness.building import build_all_if_few, start_over
from portal.services.readiness.evidence import add_evidence, put_evidence
from portal.services.readiness.keeping import HORIZON, put_areas, put_people, put_teams, reach
from portal.services.readiness.people import abilities_of, person_stretches
from portal.services.readiness.world import World
from portal.services.touched import Changes


def wait_for_turn(session: Session) -> bool:
    """Whether anything is kept; if so, nobody else changes it until the transaction ends.

    One transaction after the other refreshes, and each sees what those before it have committed:
    of two facts about one team, the second to be committed knows both.
    """
    one_after_the_other(session)
    return session.execute(_KEPT).first() is not None


_KEPT = select(KeptUnder.__table__.c.id)


def refresh(
    session: Session, changes: Changes, files: Rulebook, catalogue: Catalogue, at: datetime
) -> bool:
    """Work out anew what the new facts are about: people, then their teams, then areas.

    To be called after `wait_for_turn`. What is kept under other rules stays as it is, unused.
    False: the rules have changed, and most has to be built later.
    """
    world = World(session, rules.current(session, files), catalogue)
    if changes.rules:
        start_over(session, world.rulebook, catalogue)
        return build_all_if_few(session, files, catalogue, at)
    if world.kept:
        _Refresh(world, changes, at).run()
    return True


class _Refresh:
    """One refresh, step by step."""

    def __init__(self, world: World, changes: Changes, at: datetime) -> None:
        self.world = world
        self.session = world.session
        self.changes = changes
        self.start, self.end = reach(at)
        self.today = civil_date(at)

    def run(self) -> None:
        """All of it."""
        changes = self.changes
        people = changes.people | self._numbers(_people_of(changes))
        moved, soon = self._people(people)
        teams = changes.teams | self._numbers(_teams_of(moved | changes.members))
        put_teams(self.session, self.world.teams_afresh(teams))
        rosters = changes.rosters | changes.serving | self._numbers(_rosters_of(changes, soon))
        areas = changes.areas | self._numbers(_areas_of(rosters))
        if areas:
            gaps = self.world.gaps_afresh(areas, self.start, self.end)
            put_areas(self.session, gaps, self.start, self.end)

    def _numbers(self, asked: list[Select[Any]]) -> set[int]:
        if not asked:
            return set()
        return set(self.session.execute(union(*asked)).scalars())

    def _people(self, ids: set[int]) -> tuple[set[int], set[int]]:
        """Those who bring something else than before, ever; and those who soon do."""
        if not ids:
            return set(), set()
        before = self.world.kept_people(ids)
        facts = facts_of(self.session, ids, self.world.catalogue, names=False)
        now = {
            person: person_stretches(known, self.world.rulebook) for person, known in facts.items()
        }
        put_people(
            self.session,
            {person: found for person, found in now.items() if found != before.get(person)},
        )
        if self.changes.corrected:
            put_evidence(self.session, self._counties(ids))
        else:
            add_evidence(self.session, facts.values())
        brought = {
            person: (abilities_of(before.get(person, ())), abilities_of(found))
            for person, found in now.items()
        }
        moved = {person for person, (old, new) in brought.items() if old != new}
        soon = {person for person in moved if not self._same_soon(*brought[person])}
        return moved, soon

    def _counties(self, people: Iterable[int]) -> list[str]:
        asked = select(Affiliation.county_fips).where(Affiliation.person_id.in_(list(people)))
        return sorted(set(self.session.execute(asked).scalars()))

    def _same_soon(self, old: Iterable[AbilitySpan], new: Iterable[AbilitySpan]) -> bool:
        first, last = self.today, self.today + HORIZON
        return _within(old, first, last) == _within(new, first, last)


def _within(
    spans: Iterable[AbilitySpan], first: date, last: date
) -> list[tuple[date, date, Abilities]]:
    """The abilities from the first day through the last."""
    return [
        (max(span.starts, first), min(span.ends or date.max, last), span.able)
        for span in spans
        if span.starts <= last and (span.ends is None or first < span.ends)
    ]


def _people_of(changes: Changes) -> list[Select[Any]]:
    """Whom facts about something else are about."""
    asked: list[Select[Any]] = []
    if changes.records:
        asked.append(select(TrainingRecord.person_id).where(TrainingRecord.id.in_(changes.records)))
    training = select(OutsideTraining.person_id)
    if changes.trainings:
        asked.append(training.where(OutsideTraining.id.in_(changes.trainings)))
    if changes.precedents:
        asked.append(
            training.join(Claim, Claim.training_id == OutsideTraining.id).where(
                Claim.equivalency_id.in_(changes.precedents)
            )
        )
    return asked


def _teams_of(people: set[int]) -> list[Select[Any]]:
    """The teams that these people are, will be, were, or were by mistake said to be on."""
    if not people:
        return []
    return [
        select(Affiliation.team_id).where(
            Affiliation.person_id.in_(people), Affiliation.team_id.is_not(None)
        )
    ]


def _rosters_of(changes: Changes, people: set[int]) -> list[Select[Any]]:
    """The teams whose shifts have changed, or who has a place on them."""
    places: list[Any] = []
    for table in (ShiftAssignment, ShiftException):
        team = select(Shift.team_id).join(table, table.shift_id == Shift.id)
        if people:
            places.append(team.where(table.person_id.in_(people)))
        if changes.imports:
            places.append(team.where(table.import_id.in_(changes.imports)))
    if changes.shifts:
        places.append(select(Shift.team_id).where(Shift.id.in_(changes.shifts)))
    if changes.imports:
        places.append(select(Shift.team_id).where(Shift.import_id.in_(changes.imports)))
    return places


def _areas_of(teams: set[int]) -> list[Select[Any]]:
    """The areas that these teams serve, will serve, served, or were by mistake said to serve."""
    if not teams:
        return []
    return [select(TeamArea.area_id).where(TeamArea.team_id.in_(teams))]
