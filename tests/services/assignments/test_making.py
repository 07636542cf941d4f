"""Asking and taking back: once whatever two tabs do, all of it or nothing, evidence untouched."""

from datetime import date

import pytest
from sqlalchemy import func, select

from portal.domain.assignments import Act, Basis, Choice, Problem, Reach, When, Whom
from portal.domain.assignments.things import Thing
from portal.domain.errors import Conflict, Invalid
from portal.models import Assignment, AssignmentAsk, AuditEntry, Enrolment, TrainingRecord
from portal.services.assignments import due_dates, making, planning
from portal.services.assignments.planning import Settled, Wanted
from tests import factories, rules, trainings
from tests.factories import FRESNO
from tests.trainings import NOW, at_once, catalogue

TODAY = date(2026, 3, 2)
FILES = rules.rulebook()
BOTH = (Thing(course="sample-course"), Thing(requirement="naloxone-training"))


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def rosa(session):
    return factories.person(session, "Rosa")


@pytest.fixture
def ana(session):
    made = factories.person(session, "Ana")
    factories.affiliation(session, made, starts_on=date(2026, 2, 20))
    return made


def wanted(*people, things=BOTH, newcomers=False, reach=Reach.PEOPLE, present=True):
    when = When(Basis.HIRE, None, 30)
    people = frozenset(one.id for one in people)
    return Wanted(Whom(reach, FRESNO), people, present, newcomers, things, when)


def plan(session, what):
    session.flush()
    return planning.plan(session, what, FILES, catalogue(), None, TODAY)


def make(session, what, by, key="form", settled=None):
    outcomes = plan(session, what).outcomes(settled or {}, TODAY)
    return making.make(session, what, outcomes, "", key, by=by, at=NOW)


def count(session, model):
    session.expire_all()
    return session.scalar(select(func.count()).select_from(model))


def due(session):
    return due_dates(session, FILES, catalogue(), TODAY)


def test_the_plan_is_what_is_asked(session, ana, rosa):
    what = wanted(ana)
    said = [(line.thing, line.due, line.words) for line in plan(session, what).lines]
    make(session, what, rosa.id)
    found = {Thing(one.course, one.requirement): one for one in due(session)}
    assert len(said) == len(found) == 2
    for thing, day, words in said:
        assert found[thing].due == day == date(2026, 3, 22)
        assert words in found[thing].why


def test_the_same_form_asks_once(app, session, ana, rosa):
    what, by = wanted(ana), rosa.id
    outcomes = plan(session, what).outcomes({}, TODAY)
    session.commit()

    def work(other):
        row, is_new = making.make(other, what, outcomes, "", "form", by=by, at=NOW)
        number = row.id
        other.commit()
        return number, is_new

    found = at_once(app, work, work)
    assert {number for number, _ in found} == {found[0][0]}
    assert sorted(is_new for _, is_new in found) == [False, True]
    assert (count(session, Assignment), count(session, AssignmentAsk)) == (1, 2)
    assert count(session, AuditEntry) == 1


def test_nothing_is_asked_of_nobody(session, ana, rosa):
    trainings.completed(session, ana)
    what = wanted(ana, things=BOTH[:1])
    with pytest.raises(Invalid, match="Nobody would be asked"):
        make(session, what, rosa.id, settled={Problem.THERE_ALREADY: Settled(Choice.SKIP)})
    assert count(session, Assignment) == 0


def test_each_choice_has_its_date(session, ana, rosa):
    ben = factories.person(session, "Ben")
    factories.affiliation(session, ben, starts_on=date(2020, 1, 1))
    what = wanted(ana, ben, things=BOTH[:1])
    planned = plan(session, what)
    assert list(planned.problems) == [Problem.DATE_PAST]
    for settled, expected in (
        (Settled(Choice.KEEP), date(2020, 1, 31)),
        (Settled(Choice.IN_DAYS, days=0), TODAY),
        (Settled(Choice.ON_DAY, on=date(2026, 6, 1)), date(2026, 6, 1)),
    ):
        outcomes = planned.outcomes({Problem.DATE_PAST: settled}, TODAY)
        assert [(one.act, one.due) for one in outcomes] == [
            (Act.ASK, date(2026, 3, 22)),
            (Act.ASK, expected),
        ]
    left_out = planned.outcomes({}, TODAY)[1]
    assert left_out.act is Act.LEAVE_OUT


def test_an_extension_counts_when_it_is_planned(session, rosa):
    ben = factories.person(session, "Ben")
    factories.affiliation(session, ben, starts_on=date(2026, 1, 1))
    what = wanted(ben, things=BOTH[1:])
    assert list(plan(session, what).problems) == [Problem.DATE_PAST]
    factories.decision(session, ben, kind=factories.DecisionKind.EXTENSION)
    assert not plan(session, what).problems


def test_taking_back_and_asking_again_leaves_what_is_there(session, ana, rosa):
    trainings.completed(session, ana)
    row, _ = make(session, wanted(ana), rosa.id, settled={Problem.THERE_ALREADY: KEEP})
    before = (count(session, TrainingRecord), count(session, Enrolment))
    seen = due(session)
    pairs = [(ana.id, 1), (ana.id, 2)]
    for act in (Act.TAKE_BACK, Act.ASK):
        assert making.change(session, row, pairs, act, reason="x", by=rosa.id, at=NOW) == 2
        assert making.change(session, row, pairs, act, reason="x", by=rosa.id, at=NOW) == 0
        assert bool(due(session)) is (act is Act.ASK)
    assert [(one.progress, one.done_on) for one in due(session)] == [
        (one.progress, one.done_on) for one in seen
    ]
    assert (count(session, TrainingRecord), count(session, Enrolment)) == before


KEEP = Settled(Choice.KEEP)


def test_it_ends_once_and_then_nothing_more_is_said(session, ana, rosa):
    row, _ = make(session, wanted(ana), rosa.id)
    assert making.end(session, row, "A mistake.", by=rosa.id, at=NOW)
    assert not making.end(session, row, "Again.", by=rosa.id, at=NOW)
    with pytest.raises(Conflict, match="taken back as a whole"):
        making.change(session, row, [(ana.id, 1)], Act.ASK, reason="x", by=rosa.id, at=NOW)
    assert due(session) == []


def test_a_standing_rule_writes_down_who_was_there(session, ana, rosa):
    """So that it asks just those who come, or are recorded, later, even on the same day."""
    what = wanted(reach=Reach.COUNTY, newcomers=True, present=False)
    outcomes = [planning.Outcome(line, Act.LEAVE_OUT, None) for line in plan(session, what).lines]
    making.make(session, what, outcomes, "", "form", by=rosa.id, at=NOW)
    assert due(session) == []
    ben = factories.person(session, "Ben")
    factories.affiliation(session, ben, starts_on=TODAY)
    session.flush()
    assert {one.person for one in due(session)} == {ben.id}
