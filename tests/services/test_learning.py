"""A training is begun once, in an edition that is kept; facts are added once and read in one go."""

from datetime import timedelta

from sqlalchemy import func, select

from portal.development.sample_learning import Stage, good_path
from portal.domain.progress import Facts
from portal.models import Enrolment, LessonRead, Person, PracticeStep
from portal.services import learning
from tests import factories
from tests.fresh import maker
from tests.queries import counted
from tests.trainings import FIRST, NOW, SECOND, SLUG, at_once, course, learner

LATER = NOW + timedelta(hours=1)


def count(session, table):
    return session.scalar(select(func.count()).select_from(table))


def facts_of(session, enrolment):
    return learning.facts(session, [enrolment.id])[enrolment.id]


# Beginning


def test_beginning_takes_the_edition_given_and_says_when(session):
    ana = factories.person(session)
    enrolment = learning.begin(session, ana.id, course(), NOW)
    assert (enrolment.course, enrolment.number, enrolment.edition) == (SLUG, 1, 2)
    assert enrolment.started_at == NOW


def test_beginning_twice_is_one_enrolment(session):
    ana = factories.person(session)
    first = learning.begin(session, ana.id, course(), NOW)
    assert learning.begin(session, ana.id, course(), LATER).id == first.id
    assert count(session, Enrolment) == 1


def test_a_learner_keeps_the_edition_that_was_begun(session):
    ana = factories.person(session)
    learning.begin(session, ana.id, course(edition=1), NOW)
    assert learning.begin(session, ana.id, course(edition=2), LATER).edition == 1


def test_beginning_again_is_a_further_enrolment_in_the_current_edition(session):
    ana = factories.person(session)
    first = learning.begin(session, ana.id, course(edition=1), NOW)
    second = learning.begin(session, ana.id, course(), LATER, again=True)
    assert (second.number, second.edition) == (2, 2)
    assert second.id != first.id
    assert learning.latest_enrolment(session, ana.id, SLUG).id == second.id
    assert [each.id for each in learning.latest_enrolments(session, ana.id)] == [second.id]


def test_two_clicks_at_the_same_moment_begin_one_training(app):
    with maker(app)() as session:
        ana = factories.person(session).id
        session.commit()

    def begin(session):
        return learning.begin(session, ana, course(), NOW).id

    begun = at_once(app, *[begin] * 4)
    assert len(set(begun)) == 1
    with maker(app)() as session:
        assert count(session, Enrolment) == 1
        first = session.scalars(select(Enrolment)).one()
        assert (first.number, first.id) == (1, begun[0])


def test_enrolments_of_others_are_not_mine(session):
    learner(session, factories.person(session))
    ana = factories.person(session)
    assert learning.latest_enrolment(session, ana.id, SLUG) is None
    assert learning.latest_enrolments(session, ana.id) == []


# Facts


def test_at_first_there_are_no_facts(session):
    assert facts_of(session, learner(session, factories.person(session)).enrolment) == Facts()
    assert learning.facts(session, []) == {}


def test_reading_twice_is_one_fact_and_the_first_time_stands(session):
    enrolment = learner(session, factories.person(session)).enrolment
    for at in (NOW, LATER):
        learning.mark_read(session, enrolment, FIRST, "saying-hello", at)
    assert session.scalars(select(LessonRead.read_at)).all() == [NOW]
    assert facts_of(session, enrolment).lessons == {(FIRST, "saying-hello")}


def test_a_practice_counts_once_an_ending_is_reached(session):
    enrolment = learner(session, factories.person(session)).enrolment
    learning.reach(session, enrolment, FIRST, "1", is_ending=False, at=NOW)
    assert facts_of(session, enrolment).practices == frozenset()
    learning.reach(session, enrolment, FIRST, "1-1", is_ending=True, at=LATER)
    learning.reach(session, enrolment, FIRST, "1-1", is_ending=True, at=LATER)
    assert facts_of(session, enrolment).practices == {FIRST}
    assert [step.path for step in learning.places(session, enrolment, FIRST)] == ["1", "1-1"]
    assert learning.places(session, enrolment, SECOND) == []
    assert count(session, PracticeStep) == 2


def test_an_open_check_is_no_fact_and_a_handed_in_one_is(session):
    walker = learner(session, factories.person(session), Stage.HALF_WAY)
    assert facts_of(session, walker.enrolment).checks == {FIRST}
    assert facts_of(session, walker.enrolment).sittings == ()


def test_attempts_at_the_final_are_in_order_with_their_results(session):
    walker = learner(session, factories.person(session), Stage.USED_UP)
    sittings = facts_of(session, walker.enrolment).sittings
    assert [(sitting.number, sitting.percent) for sitting in sittings] == [
        (1, 66),
        (2, 66),
        (3, 66),
    ]
    assert all(sitting.handed_in_at > sitting.started_at for sitting in sittings)
    assert {sitting.handed_in_at.utcoffset() for sitting in sittings} == {timedelta(0)}


def test_facts_of_one_enrolment_are_not_those_of_another(session):
    done = learner(session, factories.person(session), Stage.BEFORE_THE_FINAL).enrolment
    empty = learner(session, factories.person(session)).enrolment
    found = learning.facts(session, [done.id, empty.id])
    assert found[empty.id] == Facts()
    assert len(found[done.id].lessons) == 4


def test_facts_of_many_enrolments_cost_one_query(app, session):
    ids = [
        learner(session, factories.person(session), stage).enrolment.id
        for stage in (Stage.BEGUN, Stage.USED_UP, Stage.COMPLETED)
    ]
    session.commit()
    with counted(app) as statements:
        learning.facts(session, ids)
    assert len(statements) == 1


def test_a_completed_enrolment_knows_its_record(session):
    walker = learner(session, factories.person(session))
    assert learning.completed(session, walker.enrolment) is None
    record = walker.go(Stage.COMPLETED)
    assert learning.completed(session, walker.enrolment) is record
    assert record.person_id == session.scalars(select(Person.id)).one()


def test_the_good_way_through_a_practice_is_the_shortest():
    assert good_path(course().module(FIRST).scenario) == ["1", "1"]
