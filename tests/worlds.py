"""Small random worlds: people with evidence, teams, areas and rosters; and facts to come.

world = worlds.make(session, seed)         # by the rules of tests.rules; the test commits
world.happen(kind)                         # one more fact of this kind, by chance
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from flask import Flask
from sqlalchemy.orm import Session

from portal.domain.certificates import new_code
from portal.domain.coverage import ExceptionKind
from portal.domain.facts import DecisionKind, Duty
from portal.domain.people import ProviderType
from portal.domain.staffing import Mode
from portal.models import (
    Affiliation,
    DutyHeld,
    Enrolment,
    Equivalency,
    EquivalencyRevocation,
    OutsideTraining,
    Person,
    ServiceArea,
    Shift,
    ShiftAssignment,
    Team,
    TeamArea,
    TrainingRecord,
)
from portal.services import records
from portal.services.once import add_once
from tests import factories, rosters, rules
from tests.factories import FRESNO, KERN

NOW = datetime(2026, 3, 2, 20, tzinfo=UTC)
"""Noon in California, a Monday; for `time_machine.move_to`."""
TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)
SUBJECTS = ("crisis", "assessment", "culture", "naloxone", "", "law-and-ethics")
TYPES = (
    ProviderType.LCSW,
    ProviderType.MHRS,
    ProviderType.PEER_SUPPORT_SPECIALIST,
    ProviderType.PEACE_OFFICER,
    ProviderType.OTHER,
)
SHIFTS = ((time(6), time(18)), (time(18), time(6)), (time(0), time(0)), (time(22, 30), time(2)))


def use_rules(app: Flask) -> None:
    """Judge by the small rulebook, whatever the files say."""
    app.extensions["portal.regulations"] = rules.rulebook()


@dataclass
class Made:
    """A world, and chance."""

    session: Session
    chance: random.Random
    people: list[Person] = field(default_factory=list)
    teams: list[Team] = field(default_factory=list)
    areas: list[ServiceArea] = field(default_factory=list)
    affiliations: list[Affiliation] = field(default_factory=list)
    trainings: list[OutsideTraining] = field(default_factory=list)
    precedents: list[Equivalency] = field(default_factory=list)
    duties: list[DutyHeld] = field(default_factory=list)
    shifts: list[Shift] = field(default_factory=list)
    places: list[ShiftAssignment] = field(default_factory=list)
    serving: list[TeamArea] = field(default_factory=list)

    def day(self, first: int = -900, last: int = 120) -> date:
        """Somewhere around today."""
        return TODAY + self.chance.randint(first, last) * DAY

    def maybe(self, first: int = -900, last: int = 120) -> date | None:
        """A day, or none."""
        return self.day(first, last) if self.chance.random() < 0.7 else None

    def happen(self, kind: str) -> None:
        """One more fact."""
        KINDS[kind](self)


def person(world: Made) -> None:
    """Somebody new, with a profession."""
    one = factories.person(world.session)
    world.people.append(one)
    factories.profession(
        world.session, one, world.chance.choice(TYPES), starts_on=world.maybe(-900, -300)
    )


def team(world: Made) -> None:
    world.teams.append(
        factories.team(world.session, county=world.chance.choice((FRESNO, FRESNO, KERN)))
    )


def area(world: Made) -> None:
    county = world.chance.choice(world.teams).county_fips
    world.areas.append(rosters.area(world.session, county=county))


def serve(world: Made) -> None:
    one, where = world.chance.choice(world.teams), world.chance.choice(world.areas)
    world.serving.append(
        rosters.team_area(
            world.session, one, where, starts_on=world.day(-400, 10), ends_on=world.maybe(10, 80)
        )
    )


def serve_no_more(world: Made) -> None:
    row = world.serving.pop(world.chance.randrange(len(world.serving)))
    rosters.team_area(
        world.session,
        world.session.get_one(Team, row.team_id),
        world.session.get_one(ServiceArea, row.area_id),
        starts_on=row.starts_on,
        ends_on=row.starts_on + world.chance.choice((-1, 450)) * DAY,
        supersedes=row,
    )


def join(world: Made) -> None:
    of = world.chance.choice([*world.teams, None])
    world.affiliations.append(
        factories.affiliation(
            world.session,
            world.chance.choice(world.people),
            of.county_fips if of else FRESNO,
            team=of,
            starts_on=world.maybe(-700, 20),
            ends_on=world.maybe(20, 90),
        )
    )


def leave_team(world: Made) -> None:
    """An affiliation ends, is moved to another team, or never began."""
    row = world.affiliations.pop(world.chance.randrange(len(world.affiliations)))
    other = world.chance.choice(world.teams) if world.chance.random() < 0.3 else None
    starts_on = row.starts_on or TODAY - 200 * DAY
    world.affiliations.append(
        factories.affiliation(
            world.session,
            world.session.get_one(Person, row.person_id),
            other.county_fips if other else row.county_fips,
            team=other or (world.session.get(Team, row.team_id) if row.team_id else None),
            starts_on=starts_on,
            ends_on=starts_on + world.chance.choice((-1, 100, 300, 800)) * DAY,
            supersedes=row,
        )
    )


def take_on(world: Made) -> None:
    world.duties.append(
        factories.duty(
            world.session,
            world.chance.choice(world.people),
            world.chance.choice(list(Duty)),
            starts_on=world.maybe(-600, 20),
            ends_on=world.maybe(20, 60),
        )
    )


def lay_down(world: Made) -> None:
    row = world.duties.pop(world.chance.randrange(len(world.duties)))
    starts_on = row.starts_on or TODAY - 100 * DAY
    factories.duty(
        world.session,
        world.session.get_one(Person, row.person_id),
        row.duty,
        starts_on=starts_on,
        ends_on=starts_on + world.chance.choice((-1, 90, 150)) * DAY,
        supersedes=row,
    )


def train(world: Made) -> None:
    world.trainings.append(
        factories.outside_training(
            world.session,
            world.chance.choice(world.people),
            subject=world.chance.choice(SUBJECTS),
            completed_on=world.day(-800, 0),
        )
    )


def correct_training(world: Made) -> None:
    row = world.trainings.pop(world.chance.randrange(len(world.trainings)))
    factories.outside_training(
        world.session,
        world.session.get_one(Person, row.person_id),
        subject=row.subject,
        completed_on=world.day(-800, 0),
        supersedes=row,
        withdrawn=world.chance.random() < 0.5,
    )


def complete(world: Made) -> None:
    """A training of the portal is begun and completed, by single statements as services do."""
    one = world.chance.choice(world.people)
    number = len(records.of_person(world.session, one.id, NO_COURSES)) + 1
    at = NOW - world.chance.randint(1, 700) * DAY
    add_once(
        world.session,
        Enrolment,
        person_id=one.id,
        course="sample-course",
        number=number,
        edition=2,
        started_at=at,
    )
    begun = world.session.query(Enrolment).filter_by(person_id=one.id, number=number).one()
    add_once(
        world.session,
        TrainingRecord,
        enrolment_id=begun.id,
        person_id=one.id,
        code=new_code(world.chance.getrandbits(125)),
        name=one.legal_name,
        course="sample-course",
        course_title="Sample course",
        edition=world.chance.choice((1, 2)),
        completed_on=at.date(),
        completed_at=at,
        minutes=60,
        delivery="Online",
        percent=90,
    )


def revoke(world: Made) -> None:
    for row in world.session.query(TrainingRecord):
        known = records.of_person(world.session, row.person_id, NO_COURSES)
        if any(each.id == row.id and not each.standing.reason for each in known):
            records.revoke(
                world.session,
                row.id,
                "Copied.",
                on=row.completed_on + 20 * DAY,
                by=world.people[0].id,
                at=NOW,
            )
            return


def decide_precedent(world: Made) -> None:
    world.precedents.append(
        factories.equivalency(
            world.session,
            world.chance.choice(("crisis-training", "naloxone-training", "assessment-training")),
            recency_months=world.chance.choice((None, 12)),
        )
    )


def credit(world: Made) -> None:
    row = world.trainings.pop()
    precedent = world.chance.choice(world.precedents)
    factories.claim(world.session, row, precedent, max(row.completed_on, precedent.starts_on))


def revoke_precedent(world: Made) -> None:
    row = world.precedents.pop()
    add_once(
        world.session,
        EquivalencyRevocation,
        equivalency_id=row.id,
        revoked_on=world.day(-300, 30),
        reason="Closed.",
        recorded_at=NOW,
        recorded_by_id=None,
    )


def decide(world: Made) -> None:
    factories.decision(
        world.session,
        world.chance.choice(world.people),
        world.chance.choice(("crisis-training", "naloxone-training", "providers")),
        kind=world.chance.choice(list(DecisionKind)),
        starts_on=world.day(-100, 0),
        ends_on=world.day(1, 100),
    )


def go_on_leave(world: Made) -> None:
    factories.leave(
        world.session, world.chance.choice(world.people), world.day(-30, 30), world.maybe(31, 60)
    )


def license_(world: Made) -> None:
    factories.credential(
        world.session, world.chance.choice(world.people), expires_on=world.day(-100, 200)
    )


def designate(world: Made) -> None:
    factories.designation(
        world.session, world.chance.choice(world.people), FRESNO, starts_on=world.maybe()
    )


def roster(world: Made) -> None:
    """A shift with people on it."""
    starts, ends = world.chance.choice(SHIFTS)
    row = rosters.shift(
        world.session,
        world.chance.choice(world.teams),
        weekday=world.chance.randrange(7),
        starts=starts,
        ends=ends,
        first_on=world.day(-60, 10),
    )
    world.shifts.append(row)
    for one in world.chance.sample(world.people, 2):
        _place(world, row, one)


def _place(world: Made, row: Shift, one: Person) -> None:
    world.places.append(
        rosters.assignment(
            world.session,
            row,
            one,
            world.chance.choice((Mode.ON_SITE, Mode.ON_SITE, Mode.REMOTE, Mode.ON_CALL)),
            first_on=row.first_on,
            last_on=world.maybe(5, 70),
        )
    )


def assign(world: Made) -> None:
    _place(world, world.chance.choice(world.shifts), world.chance.choice(world.people))


def unassign(world: Made) -> None:
    row = world.places.pop(world.chance.randrange(len(world.places)))
    rosters.assignment(
        world.session,
        world.session.get_one(Shift, row.shift_id),
        world.session.get_one(Person, row.person_id),
        row.mode,
        first_on=row.first_on,
        last_on=row.first_on + world.chance.choice((-1, 80)) * DAY,
        supersedes=row,
    )


def end_shift(world: Made) -> None:
    rosters.shift_end(world.session, world.chance.choice(world.shifts), world.maybe(0, 40))


def differ(world: Made) -> None:
    row = world.chance.choice(world.shifts)
    on = world.day(0, 30)
    on += (row.weekday - on.weekday()) % 7 * DAY
    kind = world.chance.choice(list(ExceptionKind))
    who = None if kind is ExceptionKind.CANCELLED else world.chance.choice(world.people)
    rosters.exception(world.session, row, on, kind, who)


def take_file_in_and_back(world: Made) -> None:
    """A file of shifts, and then not."""
    file = rosters.roster_import(world.session)
    row = rosters.shift(world.session, world.chance.choice(world.teams), imported=file)
    rosters.assignment(world.session, row, world.chance.choice(world.people), imported=file)
    world.session.commit()
    file.undone_at = NOW
    world.session.flush()


class _NoCourses:
    """A catalogue in which nothing is newer."""

    courses = ()

    def current(self, _slug: str) -> None:
        return None


NO_COURSES = _NoCourses()
KINDS: dict[str, Callable[[Made], None]] = {
    each.__name__.strip("_").replace("_", " "): each
    for each in (
        person,
        team,
        area,
        serve,
        serve_no_more,
        join,
        leave_team,
        take_on,
        lay_down,
        train,
        correct_training,
        complete,
        revoke,
        decide_precedent,
        credit,
        revoke_precedent,
        decide,
        go_on_leave,
        license_,
        designate,
        roster,
        assign,
        unassign,
        end_shift,
        differ,
        take_file_in_and_back,
    )
}


def make(session: Session, seed: int, people: int = 8) -> Made:
    """A world of two counties, a few teams and areas, and rosters."""
    world = Made(session, random.Random(seed))
    for _ in range(people):
        person(world)
    for kind, number in (
        (team, 4),
        (area, 4),
        (serve, 6),
        (join, people * 3 // 2),
        (take_on, people),
        (train, people * 3),
        (complete, people // 2),
        (decide_precedent, 2),
        (credit, 4),
        (revoke, 1),
        (decide, 3),
        (go_on_leave, 2),
        (license_, 3),
        (designate, 1),
        (roster, 14),
        (differ, 4),
        (end_shift, 2),
        (leave_team, 2),
        (lay_down, 1),
        (correct_training, 2),
        (unassign, 2),
    ):
        for _ in range(number):
            kind(world)
    return world
