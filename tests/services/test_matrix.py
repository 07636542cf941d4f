"""Who is in the matrix: the same with and without what is kept, and never more than may be seen."""

from datetime import date

import pytest

from portal.domain.certification import STATES, judged_requirements, spans, standing
from portal.domain.matrix import FOREVER, Line
from portal.domain.people import ProviderType
from portal.services import certification, matrix, readiness
from portal.services.matrix import Asked
from portal.services.matrix.reading import line_of
from portal.services.readiness.staff import people as readiness_people
from tests import factories, rules, worlds
from tests.factories import FRESNO, KERN
from tests.queries import counted
from tests.trainings import catalogue
from tests.worlds import DAY, NOW, TODAY

FILES = rules.rulebook()
DAYS = [date(2025, 9, 1), TODAY - DAY, TODAY, TODAY + 45 * DAY]
BOTH = frozenset({FRESNO, KERN})


@pytest.fixture(autouse=True)
def _now(app, time_machine):
    time_machine.move_to(NOW, tick=False)
    app.extensions["portal.regulations"] = FILES


@pytest.fixture
def world(session):
    made = worlds.make(session, seed=11)
    session.commit()
    return made


def read(session, day=TODAY, scope=BOTH, known_at=None, **asked):
    session.expire_all()
    return matrix.read(session, scope, day, FILES, catalogue(), Asked(**asked), known_at, now=NOW)


def build(session):
    readiness.rebuild(session, FILES, catalogue())
    session.commit()


@pytest.mark.parametrize("day", DAYS)
def test_what_is_kept_shows_what_is_derived(session, world, day):
    build(session)
    kept = read(session, day)
    readiness.drop(session)
    session.commit()
    assert read(session, day) == kept
    facts = certification.facts_of(session, [one.person for one in kept.people], catalogue())
    for one in kept.people:
        if one.left:
            continue
        for place, requirement in enumerate(judged_requirements(FILES)):
            state, advisory = standing(facts[one.person], requirement, FILES, day)
            assert STATES[one.cells.letters[place]] is state
            assert (one.cells.advisory[place] == "a") is advisory
            last = [
                span
                for span in spans(facts[one.person], requirement, FILES)
                if span.ends is not None and span.ends.toordinal() == one.cells.ends[place]
            ]
            assert last or one.cells.ends[place] == FOREVER


@pytest.mark.parametrize("day", DAYS)
def test_it_holds_whom_the_county_has_that_day(session, world, day):
    mine = read(session, day, None, county=FRESNO)
    there = readiness_people(session, FRESNO, day, FILES, catalogue())
    assert {one.person for one in mine.people} == {one.person for one in there}
    assert {one.person: one.cells.letters for one in mine.people} == {
        one.person: one.stretch.states for one in there
    }


def test_by_county_team_and_name_with_those_on_no_team_last(session):
    kern = factories.team(session, "Alpha", KERN)
    late, early = factories.team(session, "late"), factories.team(session, "Early")
    for name, team, county in (
        ("Zoe", early, FRESNO),
        ("ana", early, FRESNO),
        ("Bea", late, FRESNO),
        ("Cy", None, FRESNO),
        ("Abe", kern, KERN),
    ):
        person = factories.person(session, name)
        factories.affiliation(session, person, county, team=team)
    session.commit()
    assert [one.name for one in read(session).people] == ["ana", "Zoe", "Bea", "Cy", "Abe"]


def test_it_is_narrowed_by_who_people_are_and_where(session):
    team, agency = factories.team(session, "Night"), factories.agency(session, "Hills Agency")
    ana, ben, kit = (factories.person(session, name) for name in ("Ana Flores", "Ben", "Kit"))
    factories.affiliation(session, ana, FRESNO, team=team)
    factories.affiliation(session, ben, FRESNO, of=agency)
    factories.affiliation(session, kit, KERN)
    factories.profession(session, ben, ProviderType.EMT)
    gone = factories.profession(
        session, ana, ProviderType.EMT, starts_on=TODAY - 9 * DAY, ends_on=TODAY - DAY
    )
    assert gone.ends_on < TODAY
    session.commit()

    def names(**asked):
        return [one.name for one in read(session, **asked).people]

    assert names() == ["Ana Flores", "Ben", "Kit"]
    assert names(county=KERN) == ["Kit"]
    assert names(team=team.id) == ["Ana Flores"]
    assert names(agency=agency.id) == ["Ben"]
    assert names(profession=ProviderType.EMT) == ["Ben"]
    assert names(words="FLO ana") == ["Ana Flores"]
    assert names(words="%") == []


def test_a_county_beyond_the_scope_is_empty(session):
    factories.affiliation(session, factories.person(session, "Kit"), KERN)
    session.commit()
    assert read(session, scope=frozenset({FRESNO}), county=KERN).people == ()
    assert read(session, scope=frozenset({FRESNO})).people == ()
    assert read(session, scope=frozenset(), county=KERN).people == ()
    assert len(read(session, scope=None, county=KERN).people) == 1
    assert read(session, scope=None).people == ()  # the whole state is too much at once


def trained(session, person, on, at):
    return factories.claim(
        session,
        factories.outside_training(session, person, completed_on=on, at=at),
        factories.equivalency(session, "naloxone-training", starts_on=date(2020, 1, 1)),
        on,
        at=at,
    )


def test_who_has_left_is_shown_as_was_known_that_day(session):
    """A county sees the record of its people while they are there, and later no more of it."""
    person = factories.person(session, "Ana")
    begun = factories.affiliation(session, person, FRESNO, starts_on=TODAY - 90 * DAY)
    factories.affiliation(
        session,
        person,
        FRESNO,
        starts_on=TODAY - 90 * DAY,
        ends_on=TODAY - 30 * DAY,
        supersedes=begun,
    )
    trained(session, person, TODAY - 60 * DAY, NOW)  # told to the county where they are now
    session.commit()
    day = TODAY - 40 * DAY
    mine = read(session, day, frozenset({FRESNO}))
    assert [one.left for one in mine.people] == [True]
    everything = read(session, day, None, county=FRESNO)
    assert [one.left for one in everything.people] == [False]
    assert mine.people[0].cells != everything.people[0].cells
    then = read(session, day, None, NOW - 40 * DAY, county=FRESNO)
    assert mine.people[0].cells == then.people[0].cells
    assert read(session, TODAY, frozenset({FRESNO})).people == ()


def test_who_never_worked_there_as_is_known_now_is_not_shown_as_known_before(session):
    person = factories.person(session, "Ana")
    mistaken = factories.affiliation(session, person, FRESNO, at=NOW - 60 * DAY)
    factories.affiliation(
        session,
        person,
        FRESNO,
        starts_on=TODAY - 90 * DAY,
        ends_on=TODAY - 80 * DAY,
        supersedes=mistaken,
        at=NOW - 2 * DAY,
    )
    session.commit()
    before = NOW - 30 * DAY
    assert read(session, TODAY - 40 * DAY, frozenset({FRESNO}), before).people == ()
    assert len(read(session, TODAY - 40 * DAY, None, before, county=FRESNO).people) == 1
    assert len(read(session, TODAY - 85 * DAY, frozenset({FRESNO}), before).people) == 1


@pytest.mark.parametrize("day", [TODAY - 40 * DAY, TODAY])
@pytest.mark.parametrize("kept", [True, False])
def test_the_number_of_queries_does_not_grow(app, session, world, day, kept):
    counts = []
    for _ in range(3):
        if kept:
            build(session)
        else:
            readiness.drop(session)
            session.commit()
        with counted(app) as statements:
            found = read(session, day)
        counts.append((len(statements), len(found.people)))
        for number in range(9):
            person = factories.person(session)
            factories.profession(session, person)
            team = factories.team(session, county=KERN if number % 2 else FRESNO)
            factories.affiliation(session, person, team.county_fips, team=team)
            factories.affiliation(
                session, factories.person(session), FRESNO, ends_on=TODAY - number * DAY
            )
        session.commit()
    _, (before, few), (after, many) = counts  # at first, nobody has left
    assert many > few
    assert after <= before


def test_kept_stretches_may_come_in_any_order():
    mine = line_of("1 738000 738900", "--vvev")
    assert mine == Line((1, 738000, 738900), "--vvev")
    assert line_of("738900 1 738000", "ev--vv") == mine
