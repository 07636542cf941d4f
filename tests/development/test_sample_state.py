"""The sample state: as much as was asked for, openly made up, and kept right from the start."""

import pytest
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import sessionmaker

from portal.config import ROOT
from portal.development import sample_state
from portal.development.sample_state import Size
from portal.domain.dates import civil_date
from portal.models import (
    Affiliation,
    Agency,
    Base,
    Claim,
    County,
    Credential,
    DutyHeld,
    Equivalency,
    KeptGap,
    KeptPerson,
    KeptTeam,
    OutsideTraining,
    Person,
    PersonProviderType,
    RuleVerification,
    ServiceArea,
    Shift,
    ShiftAssignment,
    Team,
)
from tests import factories
from tests.fresh import close, maker, new_app
from tests.trainings import NOW

SIZE = Size(people=2, teams=58)
OPTIONS = ("sample-state", "--people", "2", "--teams", "58")
ONCE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
"""What is the same on both databases, as the first test shows."""
FACTS = (Affiliation, Claim, Credential, DutyHeld, OutsideTraining, PersonProviderType)


@pytest.fixture
def developer(settings):
    """The portal as a developer runs it, with the requirements that ship."""
    chosen = {"env": "development", "curricula": ROOT / "curricula"}
    portal = new_app(settings.model_copy(update=chosen))
    yield portal
    close(portal)


@pytest.fixture
def rows(developer):
    with maker(developer)() as session:
        yield session


def run(app, *words):
    result = app.test_cli_runner().invoke(args=list(words))
    return result.exit_code, result.output


def count(session, table, *conditions):
    return session.scalar(select(func.count()).select_from(table).where(*conditions))


@pytest.fixture
def state(session):
    """The rows alone, without what is kept."""
    sample_state.create(session, NOW, SIZE)
    return session


def test_the_command_makes_as_much_as_was_asked_for_and_keeps_it_right(developer, rows):
    status, said = run(developer, *OPTIONS)
    assert status == 0, said
    assert (count(rows, County), count(rows, Person), count(rows, Team)) == (58, 116, 58)
    in_county = select(func.count()).select_from(Affiliation).group_by(Affiliation.county_fips)
    assert rows.scalars(in_county).all() == [2] * 58
    assert (count(rows, Shift), count(rows, ServiceArea)) == (58 * 21, 58)
    facts = sum(count(rows, table) for table in FACTS)
    assert 18 * 116 < facts < 22 * 116
    assert f"all made up: 116 people with {facts:,} facts, 58 teams, 1,218 weekly shifts." in said
    assert count(rows, KeptTeam) >= 58
    assert count(rows, KeptPerson) > 116
    assert count(rows, KeptGap) > 0
    assert run(developer, "readiness", "check") == (0, "Everything kept is right.\n")


def test_more_may_be_recorded_afterwards(state):
    for number in range(2):
        factories.person(state, email=f"{number}@example.org")
    state.commit()
    assert count(state, Person) == 118


@ONCE
def test_every_name_says_sample(state):
    names = (
        Person.legal_name,
        Agency.name,
        Team.name,
        ServiceArea.name,
        Shift.name,
        OutsideTraining.title,
        OutsideTraining.provider,
        Credential.issuer,
        Equivalency.title,
        Equivalency.provider,
        Equivalency.reason,
        RuleVerification.note,
    )
    for name in names:
        found = set(state.scalars(select(name)))
        assert found, name
        assert all(each.startswith("Sample") for each in found), name


@ONCE
def test_rosters_run_around_the_clock_with_people_of_the_team(state):
    a_team = state.scalar(select(func.min(Team.id)))
    shifts = state.scalars(select(Shift).where(Shift.team_id == a_team)).all()
    assert sum((each.ends.hour - each.starts.hour) % 24 for each in shifts) == 7 * 24
    placed = (
        select(ShiftAssignment.person_id)
        .join(Shift, Shift.id == ShiftAssignment.shift_id)
        .where(Shift.team_id == a_team)
    )
    members = select(Affiliation.person_id).where(Affiliation.team_id == a_team)
    assert set(state.scalars(placed)) == set(state.scalars(members))


@ONCE
def test_the_same_seed_and_day_give_the_same_state(state):
    def described(session):
        asked = select(OutsideTraining.title, OutsideTraining.completed_on, Person.legal_name)
        return session.execute(
            asked.join(Person, Person.id == OutsideTraining.person_id).order_by(OutsideTraining.id)
        ).all()

    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with sessionmaker(engine)() as other:
        for county in state.scalars(select(County)):
            other.add(County(fips=county.fips, name=county.name, population=county.population))
        other.flush()
        sample_state.create(other, NOW, SIZE)
        assert described(other) == described(state)
    engine.dispose()


@ONCE
def test_nothing_in_it_was_recorded_or_completed_in_the_future(state):
    assert state.scalar(select(func.max(OutsideTraining.completed_on))) <= civil_date(NOW)
    for table in (*FACTS, Shift, RuleVerification):
        assert state.scalar(select(func.max(table.recorded_at))) <= NOW


@ONCE
def test_a_database_with_people_in_it_is_refused_and_left_alone(developer, rows):
    run(developer, "make-administrator", "sam@example.org", "Sam Ortiz")
    status, said = run(developer, *OPTIONS)
    assert status == 1
    assert "There are people in this database" in said
    assert (count(rows, Person), count(rows, Team)) == (1, 0)


@ONCE
def test_the_command_is_not_there_outside_development(app):
    status, said = run(app, *OPTIONS)
    assert status == 2
    assert "No such command" in said


@ONCE
def test_only_some_nights_have_too_few_people(state):
    asked = select(Shift.name, func.count(ShiftAssignment.id)).join(ShiftAssignment)
    places = state.execute(asked.group_by(Shift.id)).all()
    short = [name for name, people in places if people < 2]
    assert set(short) == {"Sample night"}
    assert 0.05 < len(short) / (58 * 7) < 0.3
