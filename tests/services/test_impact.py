"""What a verification would change: nothing less and nothing more than it then does."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from portal.domain.certification import judged_requirements, standing
from portal.domain.certification.answering import Known
from portal.domain.certification.derive import plan_of
from portal.domain.coverage import midnight
from portal.domain.facts import Duty
from portal.domain.requirements import Rulebook
from portal.domain.staffing import Outcome
from portal.services import certification, impact, readiness, rulebook
from portal.services.impact import HORIZON, Changes
from tests import factories, rosters, rules, worlds
from tests.factories import FRESNO, KERN
from tests.queries import counted
from tests.trainings import catalogue
from tests.worlds import DAY, NOW, TODAY

FILES = rules.rulebook()
NIGHT = time(20), time(8)
STEP = timedelta(minutes=30)
"""Every shift here begins and ends on a half hour."""
READY = {Outcome.COVERED, Outcome.ADVISORY}
SETTINGS = {
    "two-members": {"minimum": 2},
    "assessor-on-site": {"training": "assessment-training"},
    "naloxone-on-site": {"training": "naloxone-training"},
    "providers": {},
    "assessment-training": {"required_of": "responders"},
    "clinician": {"types": ("lcsw",)},
    "refresh": {"valid_months": 12, "grace_days": 0},
}


@pytest.fixture(autouse=True)
def _now(app, time_machine):
    time_machine.move_to(NOW, tick=False)
    app.extensions["portal.regulations"] = FILES


@pytest.fixture
def by(session):
    return factories.person(session, "Priya Staff").id


def verify(session, by, slug, starts_on=TODAY, **settings):
    return rulebook.record(
        session,
        FILES,
        slug,
        rules.SECOND,
        SETTINGS.get(slug, {}) | settings,
        source=rules.NEW.key,
        section="1",
        read_on=date(2026, 1, 5),
        starts_on=starts_on,
        by=by,
        at=NOW,
    )


def current(session) -> Rulebook:
    return rulebook.current(session, FILES)


def previewed(session, by, slug, starts_on=TODAY, **settings) -> tuple[Changes, Rulebook, Rulebook]:
    """As the page does it: recorded, looked at, and forgotten."""
    session.commit()
    before = current(session)
    verify(session, by, slug, starts_on, **settings)
    after = current(session)
    changes = impact.of(session, before, after, catalogue(), starts_on, NOW)
    session.rollback()
    return changes, before, after


def states(session, rules_then: Rulebook, people, day):
    """By person and requirement, judged one by one: the state, and whether it advises."""
    facts = certification.facts_of(session, people, catalogue())
    return {
        (person, one.title): standing(known, one, rules_then, day)
        for person, known in facts.items()
        for one in judged_requirements(rules_then)
    }


def outcomes(session, rules_then: Rulebook, areas, start, end):
    """By area and half hour, from whoever is there."""
    found = {}
    for area in areas:
        stretches = readiness.area_week(
            session, area, start, end, rules_then, catalogue()
        ).stretches
        for one in stretches:
            at = one.starts_at
            while at < one.ends_at:
                found[area, at] = one.outcome
                at += STEP
    return found


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    "slug", ["providers", "assessment-training", "naloxone-on-site", "refresh"]
)
@pytest.mark.parametrize("starts_on", [TODAY - 400 * DAY, TODAY, TODAY + 10 * DAY])
def test_it_says_what_is_different_afterwards(session, by, seed, slug, starts_on):
    world = worlds.make(session, seed, people=6)
    factories.affiliation(session, world.people[0], KERN)
    changes, before, after = previewed(session, by, slug, starts_on)
    day = max(starts_on, TODAY)
    assert changes.on == day
    people = [one.id for one in world.people]
    here = working_on(session, before, day)
    was, now = (states(session, each, people, day) for each in (before, after))
    turned = {
        key
        for key in was
        if key[0] in here
        and (
            was[key][0] is not now[key][0]
            or (was[key][1] and not now[key][1] and now[key][0].satisfies is not True)
        )
    }
    said = {(one.person, one.requirement) for one in changes.people}
    assert turned <= said
    ends_otherwise = said - turned
    assert all(was[key][0].holds and now[key][0].holds for key in ends_otherwise)
    facts = certification.facts_of(session, people, catalogue())
    assert ends_otherwise == {
        key
        for key in set(was) - turned
        if key[0] in here
        and good_through(facts, before, key, day) != good_through(facts, after, key, day)
    }
    hours_agree(session, changes, before, after, [one.id for one in world.areas])
    teams_agree(session, changes, before, after, [one.id for one in world.teams])


def working_on(session, rules_then, day):
    """Who works in some county that day."""
    return {
        line.person
        for fips in (FRESNO, KERN)
        for line in readiness.people(session, fips, day, rules_then, catalogue())
    }


def good_through(known, rules_then, key, day):
    """The last day of what somebody holds, looked for day by day as far as it may be."""
    person, title = key
    facts = known[person]
    [one] = [each for each in judged_requirements(rules_then) if each.title == title]
    if not standing(facts, one, rules_then, day)[0].holds:
        return None
    plan = plan_of(one, rules_then)
    case = plan.case(Known(facts))  # as `standing` makes it for a single day
    while (version := plan.number(day)) is not None and case.at(day, version)[0].holds:
        day += DAY
        if day > TODAY + 1500 * DAY:
            return None
    return day - DAY


def hours_agree(session, changes, before, after, areas):
    start = max(NOW, midnight(changes.on))
    was, now = (outcomes(session, each, areas, start, start + HORIZON) for each in (before, after))
    assert was.keys() == now.keys()
    expected: dict[tuple[Outcome, Outcome], int] = {}
    firsts: dict[tuple[Outcome, Outcome], datetime] = {}
    for key, outcome in was.items():
        if outcome is not now[key]:
            turn = outcome, now[key]
            expected[turn] = expected.get(turn, 0) + 30
            firsts[turn] = min(firsts.get(turn, key[1]), key[1])
    said: dict[tuple[Outcome, Outcome], int] = {}
    first_said: dict[tuple[Outcome, Outcome], datetime] = {}
    for one in changes.hours:
        turn = one.before, one.after
        said[turn] = said.get(turn, 0) + one.minutes
        first_said[turn] = min(first_said.get(turn, one.first), one.first)
    assert said == expected
    assert first_said == firsts
    assert changes.minutes_lost == sum(
        minutes for (_, turned), minutes in expected.items() if turned is Outcome.NOT_COVERED
    )
    assert changes.minutes_won == sum(
        minutes
        for (stood, turned), minutes in expected.items()
        if stood not in READY and turned in READY
    )


def teams_agree(session, changes, before, after, teams):
    said = {one.team: (one.before.outcome, one.after.outcome) for one in changes.teams}
    for team in teams:
        was, now = (
            readiness.team(session, team, changes.on, each, catalogue()).standing
            for each in (before, after)
        )
        same = (was.outcome, was.breaks_on, was.well_on) == (
            now.outcome,
            now.breaks_on,
            now.well_on,
        )
        assert (team in said) is not same
        assert same or said[team] == (was.outcome, now.outcome)


# A county by hand


@pytest.fixture
def alone(session):
    """An area whose nights one person answers alone."""
    team = factories.team(session, "Lone Team")
    ana = factories.person(session, "Ana")
    factories.affiliation(session, ana, team=team)
    factories.profession(session, ana)
    factories.outside_training(session, ana, subject="crisis")
    area = rosters.area(session, "Valley")
    rosters.team_area(session, team, area)
    for weekday in range(7):
        row = rosters.shift(session, team, weekday=weekday, starts=NIGHT[0], ends=NIGHT[1])
        rosters.assignment(session, row, ana)
    session.commit()
    return ana


def test_hours_that_are_covered_again_are_said_too(session, by, alone):
    """The files ask for two; who reads one in the notice wins every night."""
    changes, *_ = previewed(session, by, "two-members", minimum=1)
    assert changes.minutes_lost == 0
    [one] = changes.hours
    assert (one.before, one.after) == (Outcome.NOT_COVERED, Outcome.ADVISORY)
    nights = 8 * 7 * 12 * 60 - 60  # the clocks go forward in one of them
    assert one.minutes == changes.minutes_won == nights
    assert one.first == datetime(2026, 3, 3, 4, tzinfo=UTC)
    [team] = changes.teams
    assert not team.before.ready
    assert team.after.ready


def test_what_changes_nothing_says_so(session, by, alone):
    changes, *_ = previewed(session, by, "two-members")
    assert (changes.people, changes.teams, changes.hours) == ([], [], [])
    assert (changes.persons, changes.counties) == (0, 0)


def test_what_begins_later_changes_nothing_before(session, by, alone):
    """The hours counted begin with its first day."""
    later = TODAY + 21 * DAY
    changes, *_ = previewed(session, by, "two-members", later, minimum=1)
    assert changes.on == later
    assert changes.hours[0].first == midnight(later)


def test_looking_keeps_nothing(session, by, alone):
    previewed(session, by, "two-members", minimum=1)
    assert rulebook.verifications(session) == []
    assert current(session).requirements == FILES.requirements


def test_somebody_in_two_counties_is_one_person(session, by, alone):
    factories.affiliation(session, alone, KERN)
    factories.duty(session, alone, Duty.ASSESSES, starts_on=TODAY - 30 * DAY)
    changes, *_ = previewed(session, by, "assessment-training")
    assert [(one.name, one.county) for one in changes.people] == [
        ("Ana", "Fresno"),
        ("Ana", "Kern"),
    ]
    assert changes.persons == 1


def test_the_first_are_named_and_all_are_counted(session, by, alone, monkeypatch):
    factories.affiliation(session, alone, KERN)
    factories.duty(session, alone, Duty.ASSESSES, starts_on=TODAY - 30 * DAY)
    monkeypatch.setattr(impact, "SHOWN", 1)
    changes, *_ = previewed(session, by, "assessment-training")
    assert [one.county for one in changes.people] == ["Fresno"]
    assert (changes.states, changes.persons) == (2, 1)
    changes, *_ = previewed(session, by, "two-members", minimum=1)
    assert changes.standings == len(changes.teams) == 1


@pytest.mark.parametrize("kept", [False, True], ids=["afresh", "kept"])
def test_what_is_kept_makes_no_difference(session, by, kept):
    world = worlds.make(session, 11, people=6)
    if kept:
        readiness.rebuild(session, FILES, catalogue())
    changes, before, after = previewed(session, by, "naloxone-on-site")
    hours_agree(session, changes, before, after, [one.id for one in world.areas])
    teams_agree(session, changes, before, after, [one.id for one in world.teams])


def test_each_county_costs_as_many_queries_whatever_it_holds(app, session, by, alone):
    session.commit()
    before = current(session)

    def ask() -> int:
        with counted(app) as statements:
            impact.of(session, before, FILES, catalogue(), TODAY, NOW)
        return len(statements)

    few = ask()
    for number in range(5):
        person = factories.person(session)
        team = factories.team(session)
        factories.affiliation(session, person, team=team)
        area = rosters.area(session)
        rosters.team_area(session, team, area)
        rosters.assignment(session, rosters.shift(session, team, weekday=number), person)
    session.commit()
    assert ask() == few


def test_somebody_away_wins_nothing(session, by, alone):
    factories.leave(session, alone, TODAY, TODAY + 100 * DAY)
    changes, *_ = previewed(session, by, "two-members", minimum=1)
    assert changes.hours == []
