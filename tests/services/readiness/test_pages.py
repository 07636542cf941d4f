"""A small county by hand: what each page says, at once after each fact, on both clocks."""

from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import func, select

from portal.domain.certification import State
from portal.domain.coverage import ExceptionKind, midnight
from portal.domain.errors import NotFound
from portal.domain.facts import Duty
from portal.domain.people import ProviderType
from portal.domain.staffing import Answer, Mode, Outcome
from portal.models import PersonProviderType
from portal.services import readiness, rulebook
from tests import factories, rosters, rules
from tests.factories import ALAMEDA, FRESNO
from tests.queries import counted
from tests.rules import SECOND
from tests.trainings import catalogue
from tests.worlds import DAY, NOW, TODAY

FILES = rules.rulebook()
AT = datetime(2025, 1, 1, 18, tzinfo=UTC)
"""When what was there from the beginning was recorded."""
LONG_AGO = date(2024, 1, 1)
NIGHT = time(18), time(6)
BY_DAY = time(6), time(18)
HOUR = timedelta(hours=1)
SUBJECTS = ("crisis", "assessment", "culture", "naloxone")


@pytest.fixture(autouse=True)
def _now(app, time_machine):
    time_machine.move_to(NOW, tick=False)
    app.extensions["portal.regulations"] = FILES


@pytest.fixture(params=[False, True], ids=["afresh", "kept"])
def kept(request):
    return request.param


def responder(session, name, team, *, subjects=SUBJECTS, kind=ProviderType.LCSW):
    """Somebody long on the team with these trainings, who carries naloxone."""
    one = factories.person(session, name, at=AT)
    factories.profession(session, one, kind, starts_on=LONG_AGO)
    factories.affiliation(session, one, team=team, starts_on=LONG_AGO, at=AT)
    factories.duty(session, one, Duty.CARRIES_NALOXONE, starts_on=LONG_AGO, at=AT)
    for subject in subjects:
        train(session, one, subject)
    return one


def train(session, person, subject, completed_on=LONG_AGO, at=AT):
    factories.outside_training(
        session, person, subject.capitalize(), subject=subject, completed_on=completed_on, at=at
    )


@pytest.fixture
def county(session, kept):
    """One team of two, one area, around the clock but for Tuesday nights."""

    team = factories.team(session, "Valley Team")
    made = SimpleNamespace(
        team=team,
        area=rosters.area(session, "Valley"),
        ana=responder(session, "Ana Flores", team),
        ben=responder(session, "Ben Okafor", team, kind=ProviderType.PEER_SUPPORT_SPECIALIST),
        nights=[],
    )
    rosters.team_area(session, made.team, made.area, starts_on=LONG_AGO, at=AT)
    for weekday in range(7):
        for starts, ends in (BY_DAY, NIGHT):
            if (weekday, starts) == (1, NIGHT[0]):
                continue
            row = rosters.shift(
                session,
                made.team,
                weekday=weekday,
                starts=starts,
                ends=ends,
                first_on=LONG_AGO,
                at=AT,
            )
            made.nights.append(row)
            for one in (made.ana, made.ben):
                rosters.assignment(session, row, one, first_on=LONG_AGO, at=AT)
    session.commit()
    if kept:
        readiness.rebuild(session, FILES, catalogue())
        session.commit()
    return made


def asked(session, known_at=None):
    return rulebook.current(session, FILES, known_at), catalogue(), known_at


def line(session, at=NOW, known_at=None):
    (found,) = readiness.state(session, at, *asked(session, known_at), counties=frozenset({FRESNO}))
    return found


def page(session, at=NOW, known_at=None):
    return readiness.county(session, FRESNO, at, *asked(session, known_at))


def test_the_state_says_how_many_teams_are_ready_and_which_minutes_are_not_covered(session, county):
    found = line(session)
    assert (found.teams, found.teams_ready, found.teams_advisory) == (1, 1, 0)
    assert (found.areas, found.uncovered, found.advisory, found.unknown) == (1, 12 * 60, 0, 0)
    assert found.next_break == readiness.Break(
        midnight(date(2026, 3, 3)) + 18 * HOUR, county.area.id, "Valley"
    )
    assert found.last_evidence_on == LONG_AGO
    assert found.advisory_share == 0


def test_a_county_with_nothing_says_so(session, county):
    (found,) = readiness.state(session, NOW, *asked(session), counties=frozenset({ALAMEDA}))
    assert found == readiness.CountyLine(ALAMEDA, "Alameda")
    assert found.advisory_share is None
    everybody = readiness.state(session, NOW, *asked(session))
    assert len(everybody) == 58
    assert [each.name for each in everybody] == sorted(each.name for each in everybody)


def test_a_gap_is_closed_the_moment_the_shift_is_recorded(session, county):
    row = rosters.shift(
        session, county.team, weekday=1, starts=NIGHT[0], ends=NIGHT[1], first_on=TODAY
    )
    for one in (county.ana, county.ben):
        rosters.assignment(session, row, one, first_on=TODAY)
    session.commit()
    assert line(session).uncovered == 0
    assert line(session).next_break is None
    assert page(session).areas[0].gaps == ()
    week = readiness.area_week(session, county.area.id, NOW, NOW + 7 * DAY, *asked(session))
    assert {each.outcome for each in week.stretches} == {Outcome.COVERED}


def test_an_absence_opens_a_gap_at_once(session, county):
    night = county.nights[0]
    monday = date(2026, 3, 9)
    rosters.exception(session, night, monday, ExceptionKind.OFF, county.ben)
    session.commit()
    week = 12 * 60 + 7 * 60  # Tuesday night, and next Monday until 1 p.m., as clocks change
    assert line(session).uncovered == week
    assert line(session, midnight(monday)).uncovered == 24 * 60
    (first, *_) = page(session, midnight(monday)).areas[0].gaps
    assert (first.starts_at, first.ends_at) == (
        midnight(monday) + 6 * HOUR,
        midnight(monday) + 18 * HOUR,
    )
    assert (first.outcome, first.requirement) == (Outcome.NOT_COVERED, "two-members")
    assert (first.team, first.minutes) == (county.team.id, 720)


def test_a_requirement_nobody_verified_only_advises(session, county):
    """Without a clinician, by a rule that nobody verified, the team is still ready."""
    profession = factories.profession(session, county.ana, ProviderType.MHRS, starts_on=LONG_AGO)
    profession.supersedes_id = _first_profession(session, county.ana)
    session.commit()
    found = line(session)
    assert (found.teams_ready, found.teams_advisory) == (1, 1)
    assert (found.uncovered, found.advisory) == (12 * 60, 7 * 24 * 60 - 12 * 60)
    assert found.advisory_share == pytest.approx(13 / 14)
    (team,) = page(session).teams
    assert (team.standing.outcome, team.standing.requirement) == (Outcome.ADVISORY, "clinician")
    assert team.standing.ready


def _first_profession(session, person):
    asked = select(func.min(PersonProviderType.id)).filter_by(person_id=person.id)
    return session.scalar(asked)


def test_a_team_that_is_not_ready_says_when_it_will_be(session, county):
    factories.leave(session, county.ben, date(2026, 2, 1), date(2026, 3, 20))
    session.commit()
    (team,) = page(session).teams
    assert (team.standing.outcome, team.standing.requirement) == (
        Outcome.NOT_COVERED,
        "two-members",
    )
    assert (team.standing.well_on, team.standing.breaks_on) == (date(2026, 3, 21), None)
    (before,) = page(session, midnight(date(2026, 1, 15))).teams
    assert (before.standing.ready, before.standing.breaks_on) == (True, date(2026, 2, 1))
    assert page(session).next_break == NOW


def test_a_county_counts_its_people_by_state_for_each_requirement(session, county):
    factories.person(session, "Somebody of another county")
    cleo = responder(session, "Cleo Diaz", county.team, subjects=("culture",))
    session.commit()
    found = page(session)
    counts = {each.requirement.slug: dict(each.counts) for each in found.requirements}
    assert found.people == 3
    assert counts["crisis-training"] == {State.VALID: 2, State.MISSING: 1}
    assert counts["naloxone-training"] == {State.VALID: 2, State.MISSING: 1}
    advisory = {each.requirement.slug for each in found.requirements if each.advisory}
    assert advisory == {"assessment-training", "culture-training", "providers"}
    people = readiness.people(session, FRESNO, TODAY, *asked(session))
    assert [each.name for each in people] == ["Ana Flores", "Ben Okafor", "Cleo Diaz"]
    assert people[2].person == cleo.id
    assert people[2].states["crisis-training"] == (State.MISSING, False)
    assert people[2].teams == ((county.team.id, "Valley Team"),)


def test_people_stand_in_the_order_of_the_names_that_are_shown(session):
    for legal, used in (("Zoe Adams", "Álvaro"), ("Ana Baker", ""), ("Aaron Cole", "Moss")):
        factories.affiliation(session, factories.person(session, legal, name_used=used))
    session.commit()
    people = readiness.people(session, FRESNO, TODAY, *asked(session))
    assert [each.name for each in people] == ["Álvaro", "Ana Baker", "Moss"]


def test_what_lapses_in_the_coming_months_is_foretold(session, county):
    new = factories.person(session, "Dora New", at=AT)
    factories.affiliation(session, new, team=county.team, starts_on=TODAY - 10 * DAY)
    for number, kind in ((20, "crisis-training"), (80, "naloxone-training")):
        factories.decision(session, new, kind, ends_on=TODAY + number * DAY)
    session.commit()
    lapses = page(session).lapses
    assert [(each.name, each.requirement, each.last_day, each.within) for each in lapses] == [
        ("Dora New", "crisis-training", TODAY + 20 * DAY, 30),
        ("Dora New", "naloxone-training", TODAY + 80 * DAY, 90),
    ]
    assert [(each.before, each.after, each.advisory) for each in lapses] == [
        (State.WAIVED, State.MISSING, False),
        (State.WAIVED, State.MISSING, False),
    ]


def test_a_team_page_says_who_is_on_it_and_what_they_lack(session, county):
    factories.duty(session, county.ben, Duty.CONSULTS, starts_on=TODAY)
    cleo = responder(session, "Cleo Diaz", county.team, subjects=("culture",))
    session.commit()
    found = readiness.team(session, county.team.id, TODAY, *asked(session))
    assert [(each.name, each.mode) for each in found.members] == [
        ("Ana Flores", Mode.ON_SITE),
        ("Ben Okafor", Mode.ON_SITE),  # carries naloxone too: more than advice
        ("Cleo Diaz", Mode.ON_SITE),
    ]
    assert found.members[2].person == cleo.id
    assert found.members[2].lacks == ["crisis-training", "naloxone-training"]
    assert found.verdict.outcome is found.standing.outcome is Outcome.COVERED
    assert found.facts == {}, "nothing has to be mended"
    line_of = {each.requirement.slug: each for each in found.verdict.lines}
    assert line_of["two-members"].answer is Answer.MET
    with pytest.raises(NotFound):
        readiness.team(session, 999, TODAY, *asked(session))


def test_who_is_on_shift_at_a_moment(session, county):
    (team,) = readiness.on_shift(session, county.area.id, NOW, *asked(session))
    assert [each.name for each in team.present] == ["Ana Flores", "Ben Okafor"]
    assert team.verdict.outcome is Outcome.COVERED
    tuesday_night = midnight(date(2026, 3, 3)) + 20 * HOUR
    assert readiness.on_shift(session, county.area.id, tuesday_night, *asked(session)) == []
    with pytest.raises(NotFound):
        readiness.on_shift(session, 999, NOW, *asked(session))


def test_whether_a_county_was_covered_on_a_day(session, county):
    def covered(day, fips=FRESNO):
        return readiness.first_not_covered(session, fips, day, *asked(session), days=1)[1]

    assert covered(TODAY) is True
    assert covered(date(2026, 3, 3)) is False
    assert covered(date(2023, 12, 1)) is None, "nobody was on any shift"
    assert covered(TODAY, ALAMEDA) is None, "there are no areas"


def test_evidence_that_came_late_changes_what_held_and_not_what_was_known(session, county):
    """Found in March: the training was done in January."""
    cleo = responder(session, "Cleo Diaz", county.team, subjects=("culture",))
    session.commit()
    known_at = NOW
    train(session, cleo, "crisis", completed_on=date(2026, 1, 10), at=NOW + 2 * DAY)
    session.commit()
    day = midnight(date(2026, 2, 1))

    def missing(known_at):
        found = page(session, day, known_at).requirements[0]
        return found.requirement.slug, found.counts.get(State.MISSING, 0)

    assert missing(None) == missing(NOW + 2 * DAY) == ("crisis-training", 0)
    assert missing(known_at) == ("crisis-training", 1)


def test_a_roster_is_known_as_it_was(session, county):
    row = rosters.shift(
        session, county.team, weekday=1, starts=NIGHT[0], ends=NIGHT[1], first_on=TODAY, at=NOW
    )
    for one in (county.ana, county.ben):
        rosters.assignment(session, row, one, first_on=TODAY, at=NOW)
    session.commit()
    assert line(session).uncovered == 0
    assert line(session, known_at=NOW - HOUR).uncovered == 12 * 60
    assert line(session, known_at=AT - HOUR).areas == 0


def test_before_and_after_a_notice_other_rules_hold(session, county):
    """Ninety days to complete the training before, thirty after."""
    dora = factories.person(session, "Dora Old")
    factories.affiliation(session, dora, team=county.team, starts_on=date(2023, 4, 10))
    session.commit()

    def state(day):
        people = readiness.people(session, FRESNO, day, *asked(session))
        return next(each.states["crisis-training"] for each in people if each.name == "Dora Old")

    assert state(SECOND - DAY) == (State.NOT_YET_DUE, False)
    assert state(SECOND) == (State.MISSING, False)


def test_the_number_of_queries_does_not_grow(app, session, county, kept):
    def queries():
        found = []
        for read in (
            lambda: line(session),
            lambda: page(session),
            lambda: readiness.people(session, FRESNO, TODAY, *asked(session)),
            lambda: readiness.team(session, county.team.id, TODAY, *asked(session)),
            lambda: readiness.area_week(
                session, county.area.id, NOW, NOW + 7 * DAY, *asked(session)
            ),
            lambda: readiness.on_shift(session, county.area.id, NOW, *asked(session)),
        ):
            session.commit()
            with counted(app) as statements:
                read()
            found.append(len(statements))
        return found

    few = queries()
    for number in range(5):
        team = factories.team(session)
        area = rosters.area(session)
        rosters.team_area(session, team, area, starts_on=LONG_AGO)
        for name in ("Eve", "Flo"):
            one = responder(session, f"{name} {number}", team)
            factories.affiliation(session, one, team=county.team, starts_on=LONG_AGO)
        row = rosters.shift(session, team, first_on=LONG_AGO)
        rosters.assignment(session, row, one, first_on=LONG_AGO)
        rosters.assignment(session, county.nights[0], one, first_on=LONG_AGO)
        rosters.exception(session, row, TODAY, ExceptionKind.CANCELLED)
    session.commit()
    assert queries() == few
