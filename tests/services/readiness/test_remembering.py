"""What a process remembers of counties is right after every kind of fact, in every process."""

import re
from random import Random

import pytest
from sqlalchemy import select

from portal import held
from portal.db import writing
from portal.models import (
    Affiliation,
    Claim,
    CountyFact,
    EquivalencyRevocation,
    KeptCounty,
    Person,
    ReviewStep,
    Revocation,
    RosterImport,
    RuleVerification,
    RuleWithdrawal,
    ServiceArea,
    Shift,
    ShiftAssignment,
    ShiftEnd,
    ShiftException,
    Team,
    TeamArea,
    TrainingRecord,
)
from portal.services import readiness, rulebook
from portal.services.readiness import Lasting, Memory
from portal.services.readiness.changed import LENGTH, Changed, changed_since
from portal.services.readiness.patching import stamp
from portal.services.readiness.writing import Writes
from portal.services.touched import NOTES, exchanged, touched
from tests import factories, rosters, rules, worlds
from tests.factories import FRESNO, KERN
from tests.queries import counted
from tests.trainings import catalogue
from tests.worlds import DAY, NOW, TODAY

FILES = rules.rulebook()


@pytest.fixture(autouse=True)
def _now(app, time_machine):
    time_machine.move_to(NOW, tick=False)
    app.extensions["portal.regulations"] = FILES


def build(session):
    session.commit()
    readiness.rebuild(session, FILES, catalogue())
    session.commit()


def said(session, memory, at=NOW, known_at=None):
    rules_then = rulebook.current(session, FILES, known_at)
    asked = (at, rules_then, catalogue(), known_at)
    return [
        readiness.state(session, *asked, memory=memory),
        *(readiness.county(session, each, *asked, memory=memory) for each in (FRESNO, KERN)),
    ]


def asked(session):
    return NOW, rulebook.current(session, FILES), catalogue()


def rename(world):
    """Pages show these names; none of them is kept in a row beside the facts."""
    for one in (world.chance.choice(world.people), *world.teams[:1], *world.areas[:1]):
        name = "legal_name" if isinstance(one, Person) else "name"
        setattr(one, name, f"Renamed {world.chance.random()}")


@pytest.mark.parametrize("seed", [3, 4])
def test_every_kind_of_fact_shows_in_what_is_remembered(app, session, seed):
    world = worlds.make(session, seed)
    build(session)
    earlier = [NOW - days * DAY for days in (1, 200)]
    memories = Memory(), Memory()  # of two processes
    seldom = Memory()  # of one that mostly sees several facts at once
    shown = set()
    for number, (kind, happen) in enumerate([*worlds.KINDS.items(), ("rename", rename)]):
        if kind in {"revoke precedent", "credit"}:
            world.happen("decide precedent")
            world.happen("train")
        before, _ = [said(session, memory) for memory in memories]
        happen(world)
        session.commit()
        now = said(session, Memory())
        assert [said(session, memory) for memory in memories] == [now, now], kind
        if number % 4 == 0:
            assert said(session, seldom) == now, kind
        for known_at in earlier:  # the one memory is asked each time, the other only now
            then = said(session, Memory(), known_at=known_at)
            for memory in memories:
                assert said(session, memory, known_at=known_at) == then, (kind, known_at)
        if now != before:
            shown.add(kind)
    assert {"area", "team", "rename"} <= shown


def test_what_is_remembered_answers_for_every_moment_of_the_day(session):
    worlds.make(session, seed=5)
    build(session)
    memory = Memory()
    said(session, memory)
    for minutes in (-719, -61, 0, 1, 300, 719):
        at = NOW + minutes * DAY / 1440
        assert said(session, memory, at) == said(session, Memory(), at)


# Each table of facts gives the counties another stamp that it may bear on


@pytest.fixture
def place(session):
    """Somebody of Fresno on a team with an area, a shift and evidence; and the same of Kern."""
    made = {}
    for county in (FRESNO, KERN):
        one, team = factories.person(session), factories.team(session, county=county)
        area, shift = rosters.area(session, county=county), rosters.shift(session, team)
        factories.affiliation(session, one, county, team=team)
        rosters.team_area(session, team, area, starts_on=TODAY)
        file = rosters.roster_import(session)
        rosters.assignment(session, shift, one, first_on=TODAY, imported=file)
        training = factories.outside_training(session, one)
        precedent = factories.equivalency(session, "crisis-training")
        factories.claim(session, training, precedent, TODAY)
        world = worlds.Made(session, Random(county), people=[one])
        worlds.complete(world)
        record = session.scalars(select(TrainingRecord).filter_by(person_id=one.id)).one()
        made[county] = {
            Person: {"id": one.id},
            Revocation: {"record_id": record.id},
            Claim: {"training_id": training.id},
            ReviewStep: {"training_id": training.id},
            CountyFact: {"county_fips": county},
            EquivalencyRevocation: {"equivalency_id": precedent.id},
            Team: {"id": team.id},
            ServiceArea: {"id": area.id},
            TeamArea: {"area_id": area.id, "team_id": team.id},
            Shift: {"team_id": team.id},
            ShiftEnd: {"shift_id": shift.id},
            ShiftAssignment: {"shift_id": shift.id},
            ShiftException: {"shift_id": shift.id},
            RosterImport: {"id": file.id},
            None: {"person_id": one.id},
        }
    build(session)
    return made[FRESNO]


def stamps(session):
    return dict(session.execute(select(KeptCounty.county_fips, KeptCounty.stamp)).all())


@pytest.mark.parametrize(
    "table", sorted(NOTES.keys() - {RuleVerification, RuleWithdrawal}, key=lambda one: one.__name__)
)
def test_each_fact_gives_its_county_another_stamp(session, place, table):
    before = stamps(session)
    touched(session, table, place.get(table, place[None]))
    session.commit()
    now = stamps(session)
    assert {county for county in before if now[county] != before[county]} == {FRESNO}


def test_another_rulebook_and_a_build_give_every_county_another_stamp(session, place):
    before = stamps(session)
    touched(session, RuleVerification, {})
    session.commit()
    now = stamps(session)
    assert before.keys() == now.keys()
    assert not set(before.values()) & set(now.values())


def test_facts_that_go_to_somebody_else_change_where_both_work(session, place):
    before = stamps(session)
    exchanged(session, [place[Person]["id"]], [KERN])
    session.commit()
    now = stamps(session)
    assert {county for county in before if now[county] != before[county]} == {FRESNO, KERN}


def test_a_county_where_somebody_worked_by_mistake_changes_too(session, place):
    one = session.get_one(Person, place[Person]["id"])
    mistake = session.scalars(select(Affiliation).filter_by(person_id=one.id)).one()
    factories.affiliation(session, one, KERN, starts_on=TODAY, supersedes=mistake)
    before = stamps(session)
    session.commit()
    now = stamps(session)
    assert {county for county in before if now[county] != before[county]} == {FRESNO, KERN}


# What is not remembered


def test_what_was_known_then_is_remembered_apart_from_what_is_known_now(app, session, place):
    memory, before = Memory(), factories.AT - DAY
    asked = (NOW, rulebook.current(session, FILES), catalogue())
    now, then = (
        readiness.state(session, *asked, known_at, None, memory) for known_at in (None, before)
    )
    assert now != then  # nothing was recorded then
    with counted(app) as statements:
        again = readiness.state(session, *asked, before, None, memory)
    assert again == then
    assert len(statements) == 1  # the counties with their stamps


def test_nothing_is_remembered_of_what_is_not_kept(session, place):
    memory = Memory()
    asked = (NOW, rulebook.current(session, FILES), catalogue())
    readiness.drop(session)
    session.commit()
    page = readiness.county(session, FRESNO, *asked, None, memory)
    readiness.state(session, *asked, None, None, memory)
    assert page.lasting is None
    assert memory.each("page", {FRESNO: None}, lambda _: {FRESNO: "made"}) == {FRESNO: "made"}


def test_what_may_still_be_undone_is_not_remembered_for_others(app, session, place):
    with app.app_context():
        before = writing.set(True)
        try:
            assert held.memory() is not held.memory()
        finally:
            writing.reset(before)
        before = writing.set(False)
        try:
            assert held.memory() is held.memory()
        finally:
            writing.reset(before)


def test_a_memory_forgets_what_nobody_has_asked_for_the_longest():
    memory, made = Memory(most=2), []

    def ask(county):
        def make():
            made.append(county)
            return county.upper()

        assert memory.one("page", Lasting(county, "stamp", TODAY), make) == county.upper()

    for county in ("a", "b", "a", "c", "a", "b"):
        ask(county)
    assert made == ["a", "b", "c", "b"]
    assert memory.one("line", Lasting("a", "stamp", TODAY), lambda: 7) == 7
    assert memory.one("page", Lasting("a", "stamp", TODAY + DAY), lambda: 8) == 8
    assert memory.one("page", Lasting("d", "stamp", TODAY), lambda: 9) == 9  # two may have one


def test_under_another_stamp_it_is_made_anew_and_what_was_said_last_is_told():
    memory, first, second = Memory(), Lasting(FRESNO, "a", TODAY), Lasting(FRESNO, "b", TODAY)
    assert memory.last("page", first) is None
    assert memory.one("page", first, lambda: 1) == 1
    assert memory.last("page", second) == ("a", 1)
    assert memory.last("line", second) is None
    assert memory.last("page", second._replace(on=TODAY + DAY)) is None
    assert memory.last("page", second._replace(rules="others")) is None
    assert memory.last("page", second._replace(known_at=NOW)) is None
    assert memory.last("page", None) is None
    assert memory.one("page", second, lambda: 2) == 2
    assert memory.one("page", first, lambda: 3) == 3  # as for one that began earlier


# What is read after a fact


def read(app, session, memory):
    """The tables that are read to say what is said of a county."""
    rules_now = asked(session)
    with counted(app) as statements:
        page = readiness.county(session, FRESNO, *rules_now, None, memory)
    assert page == readiness.county(session, FRESNO, *rules_now)
    return [re.search(r"FROM (\w+)", one)[1] for one in statements]


ALONE = ["county"]
"""Which stamp the county has, and what it got it for."""


def test_after_a_fact_about_somebody_only_they_are_read(app, session, place):
    memory = Memory()
    read(app, session, memory)
    factories.outside_training(session, session.get_one(Person, place[Person]["id"]))
    session.commit()
    assert read(app, session, memory) == [*ALONE, "kept_person"]
    assert read(app, session, memory) == ["county"]


def test_what_comes_out_as_it_was_is_drawn_no_more(app, session, place):
    memory, one = Memory(), session.get_one(Person, place[Person]["id"])
    before = readiness.county(session, FRESNO, *asked(session), None, memory)
    factories.outside_training(session, one)  # it is evidence of nothing
    session.commit()
    after = readiness.county(session, FRESNO, *asked(session), None, memory)
    assert after.lasting != before.lasting
    assert after.stamps == before.stamps


def test_after_a_fact_about_the_county_nothing_else_is_read(app, session, place):
    memory = Memory()
    before = readiness.county(session, FRESNO, *asked(session), None, memory)
    factories.county_fact(session)
    session.commit()
    assert read(app, session, memory) == ALONE
    after = readiness.county(session, FRESNO, *asked(session), None, memory)
    for part in before.stamps._fields[:-1]:
        assert after.lasting_of(part) == before.lasting_of(part)
    assert after.lasting_of("first", "itself") != before.lasting_of("first", "itself")


def test_after_another_name_of_a_team_only_teams_are_read(app, session, place):
    memory = Memory()
    read(app, session, memory)
    session.get_one(Team, place[Team]["id"]).name = "Renamed Team"
    session.commit()
    assert read(app, session, memory) == [*ALONE, "team"]


def test_after_more_changes_than_are_noted_everything_is_read(app, session, place):
    memory, one = Memory(), session.get_one(Person, place[Person]["id"])
    read(app, session, memory)
    for number in range(LENGTH // 30):
        one.legal_name = f"Name {number}"
        session.commit()
    assert len(read(app, session, memory)) > len(ALONE) + 1
    noted = session.scalars(select(KeptCounty.changes).filter_by(county_fips=FRESNO)).one()
    assert len(noted) == LENGTH


def test_all_counties_are_remembered_in_every_kind():
    memory, made = Memory(), []
    counties = [Lasting(f"06{number:03}", "first", TODAY) for number in range(1, 116, 2)]
    for _ in range(2):
        for kind in ("line", "page", "teams", "people", "gaps", "checklist", "waiting", "counted"):
            for one in counties:
                memory.one(kind, one, lambda: made.append(1))
    assert len(made) == 8 * len(counties)


def test_of_a_change_of_more_than_can_be_noted_nothing_before_is_known(session, place):
    def since(before):
        return changed_since(readiness.look(session, FRESNO), FRESNO, before[FRESNO])

    def change(*people, teams=False, areas=False, itself=False):
        changed = Changed(frozenset(people), teams, areas, itself)
        writes = Writes()
        stamp(writes, [FRESNO], changed, {})
        writes.write(session)
        return stamps(session)

    first = stamps(session)
    second = change(7, teams=True)
    third = change(31, 7, itself=True)
    assert since(third) == Changed(frozenset(), False, False, False)
    assert since(second) == Changed(frozenset({7, 31}), False, False, True)
    assert since(first) == Changed(frozenset({7, 31}), True, False, True)
    fourth = change(*range(1000))
    assert [since(each) for each in (first, second, third)] == [None] * 3
    fifth = change(areas=True)
    assert since(fourth) == Changed(frozenset(), False, True, False)
    assert since(fifth) == Changed(frozenset(), False, False, False)
    assert changed_since(readiness.look(session, KERN), FRESNO, fifth[FRESNO]) is None
