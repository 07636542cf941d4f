"""What pages read: the same with and without what is kept, as of any day, as known on any day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from portal.domain.certification import judged_requirements, standing
from portal.domain.coverage import midnight, occurrences
from portal.domain.coverage.occurrences import together
from portal.domain.facts import holds
from portal.domain.staffing import Mode, Outcome, abilities, outcome, team_rules
from portal.models import Base, ServiceArea, Team
from portal.services import certification, readiness, rulebook
from portal.services.readiness.people import on as stretch_on
from portal.services.readiness.people import states_of
from portal.services.rosters.loading import area_teams, shifts_of
from tests import rules, worlds
from tests.factories import FRESNO, KERN
from tests.trainings import catalogue
from tests.worlds import DAY, NOW, TODAY

FILES = rules.rulebook()
DAYS = [date(2023, 6, 18), date(2025, 9, 1), TODAY - DAY, TODAY, TODAY + DAY, TODAY + 45 * DAY]


@pytest.fixture(autouse=True)
def _now(app, time_machine):
    time_machine.move_to(NOW, tick=False)
    app.extensions["portal.regulations"] = FILES


@pytest.fixture
def world(session):
    made = worlds.make(session, seed=11)
    session.commit()
    return made


def build(session):
    readiness.rebuild(session, FILES, catalogue())
    session.commit()


def everything(session, at, known_at=None, files=FILES):
    """What every reader says."""
    on = at.astimezone(UTC).date() if at == NOW else (at + timedelta(hours=12)).date()
    asked = (rulebook.current(session, files, known_at), catalogue(), known_at)
    known = ServiceArea.recorded_at <= (known_at or NOW + 9 * DAY)
    areas = session.scalars(select(ServiceArea.id).where(known).order_by(ServiceArea.id)).all()
    return {
        "state": readiness.state(session, at, *asked),
        "counties": [readiness.county(session, each, at, *asked) for each in (FRESNO, KERN)],
        "people": [readiness.people(session, each, on, *asked) for each in (FRESNO, KERN)],
        "teams": [
            readiness.team(session, each, on, *asked)
            for each in session.scalars(select(Team.id).order_by(Team.id))
        ],
        "weeks": [readiness.area_week(session, each, at, at + 7 * DAY, *asked) for each in areas],
        "moments": [readiness.on_shift(session, each, at, *asked) for each in areas],
        "covered": [
            readiness.first_not_covered(session, each, on, *asked, days=3)
            for each in (FRESNO, KERN)
        ],
    }


@pytest.mark.parametrize("day", DAYS)
def test_every_reader_says_the_same_without_what_is_kept(session, world, day):
    build(session)
    at = NOW if day == TODAY else midnight(day)
    kept = everything(session, at)
    readiness.drop(session)
    session.commit()
    assert everything(session, at) == kept


def test_every_reader_says_the_same_while_some_is_kept(session, world):
    build(session)
    kept = everything(session, NOW)
    readiness.start(session, FILES, catalogue())
    while readiness.build_some(session, FILES, catalogue()):
        session.commit()
        assert everything(session, NOW) == kept
    session.commit()


def test_every_reader_says_the_same_when_no_job_has_run_for_weeks(session, world):
    build(session)
    later = NOW + 40 * DAY
    kept = everything(session, later)
    readiness.drop(session)
    session.commit()
    assert everything(session, later) == kept


@pytest.mark.parametrize("seed", range(5))
def test_what_was_known_is_said_the_same_from_what_is_kept(app, session, seed):
    """Some facts are recorded after the moment; what they are not about is read as it is kept."""
    world = worlds.make(session, 200 + seed, people=12)
    session.commit()
    before = rows_of(session)
    for _ in range(4):
        world.happen(world.chance.choice([*worlds.KINDS]))
    world.session.commit()
    for table, keys in rows_of(session).items():
        key = list(table.primary_key.columns)
        for one in keys - before[table]:
            where = [column == value for column, value in zip(key, one, strict=True)]
            session.execute(update(table).where(*where).values(recorded_at=NOW + DAY))
    session.commit()
    build(session)
    known_at = NOW + timedelta(hours=2)
    since = readiness.World(session, FILES, catalogue(), known_at).since
    assert since is not None
    kept = everything(session, NOW, known_at)
    readiness.drop(session)
    session.commit()
    assert everything(session, NOW, known_at) == kept


def rows_of(session):
    """The keys of all rows that say when they were recorded."""
    return {
        table: {tuple(row) for row in session.execute(select(*table.primary_key.columns))}
        for table in Base.metadata.sorted_tables
        if "recorded_at" in table.c and table.primary_key.columns
    }


def test_kept_states_and_abilities_are_those_of_the_domain_day_by_day(session, world):
    build(session)
    people = readiness.World(session, FILES, catalogue()).people(each.id for each in world.people)
    facts = certification.facts_of(session, people, catalogue())
    for person, stretches in people.items():
        for number in range(-900, 300, 29):
            day = TODAY + number * DAY
            states = {
                requirement.slug: standing(facts[person], requirement, FILES, day)
                for requirement in judged_requirements(FILES)
            }
            now = stretch_on(stretches, day)
            assert states_of(now, FILES) == states
            assert now.able == abilities(facts[person], FILES, day, states)


def test_kept_teams_are_those_of_the_domain_day_by_day(session, world):
    build(session)
    people = readiness.World(session, FILES, catalogue()).people(each.id for each in world.people)
    teams = readiness.World(session, FILES, catalogue()).teams(each.id for each in world.teams)
    facts = certification.facts_of(session, people, catalogue())
    for team, spans in teams.items():
        for number in range(-700, 200, 23):
            day = TODAY + number * DAY
            present = [
                (Mode.ON_CALL if _only_advises(known, day) else Mode.ON_SITE, people[person])
                for person, known in facts.items()
                if _is_on(known, team, day) and not _only_dispatches(known, day)
            ]
            able = [(mode, stretch_on(stretches, day).able) for mode, stretches in present]
            said = readiness.standing_on(spans, day)
            assert (said.outcome, said.requirement) == outcome(able, team_rules(FILES, day))


def _is_on(facts, team, day):
    return any(
        each.team == team and holds(each.starts_on, each.ends_on, day)
        for each in facts.affiliations
    )


def _duties(facts, day):
    return {each.duty.value for each in facts.duties if holds(each.starts_on, each.ends_on, day)}


def _only_advises(facts, day):
    held = _duties(facts, day)
    return "consults" in held and held <= {"consults", "dispatches"}


def _only_dispatches(facts, day):
    return _duties(facts, day) == {"dispatches"}


def test_kept_gaps_are_those_of_the_domain_at_any_minute(session, world):
    build(session)
    ids = [each.id for each in world.areas]
    gaps = readiness.World(session, FILES, catalogue()).gaps(ids, NOW, NOW + 28 * DAY)
    people = readiness.World(session, FILES, catalogue()).people(each.id for each in world.people)
    serving = area_teams(session, ids)
    shifts = shifts_of(session, None)
    for area in ids:
        for number in range(300):
            at = NOW + timedelta(minutes=world.chance.randrange(28 * 1440))
            day = (at - timedelta(hours=8)).date()  # no change of clocks before March 8 matters
            if at >= datetime(2026, 3, 8, 9, tzinfo=UTC):
                day = (at - timedelta(hours=7)).date()
            found = []
            for team in {each.team for each in serving[area]}:
                if not any(
                    each.team == team and holds(each.starts_on, each.ends_on, day)
                    for each in serving[area]
                ):
                    continue
                places = [
                    place
                    for each in occurrences(shifts.get(team, []), at, at + timedelta(minutes=1))
                    if each.starts_at <= at < each.ends_at
                    for place in each.people
                ]
                able = [
                    (mode, stretch_on(people[person], day).able)
                    for person, mode in together(places)
                ]
                found.append(outcome(able, team_rules(FILES, day))[0])
            best = max(found, key=lambda each: each.rank, default=Outcome.NOT_COVERED)
            kept = [gap.outcome for gap in gaps[area] if gap.starts_at <= at < gap.ends_at]
            assert kept == ([] if best is Outcome.COVERED else [best]), (number, at)
