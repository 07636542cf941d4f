"""A row is added exactly once, whatever two tabs or a double click do."""

from sqlalchemy import func, select

from portal.models import Agency, Enrolment, LessonRead, SavedAnswer
from portal.services import quizzes
from portal.services.once import add_once, put
from tests import factories
from tests.trainings import NOW, at_once, learner


def test_the_first_call_adds_and_says_so(session):
    values = {"name": "Valley", "recorded_at": NOW}
    assert add_once(session, Agency, **values) is True
    assert add_once(session, Agency, **values) is False
    assert session.scalar(select(func.count()).select_from(Agency)) == 1


def test_the_first_values_stand(session):
    enrolment = learner(session, factories.person(session)).enrolment
    key = {"enrolment_id": enrolment.id, "module": "m", "lesson": "l"}
    add_once(session, LessonRead, **key, read_at=NOW)
    add_once(session, LessonRead, **key, read_at=NOW.replace(year=2030))
    assert session.scalars(select(LessonRead.read_at)).all() == [NOW]


def test_a_row_that_differs_is_added(session):
    person = factories.person(session)
    values = {"person_id": person.id, "course": "a", "edition": 1, "started_at": NOW}
    assert add_once(session, Enrolment, **values, number=1)
    assert add_once(session, Enrolment, **values, number=2)


def test_of_two_at_the_same_moment_one_adds(app):
    def add(session):
        return add_once(session, Agency, name="Valley", recorded_at=NOW)

    assert sorted(at_once(app, *[add] * 4)) == [False, False, False, True]


def test_putting_again_replaces_the_values_and_nothing_else(session):
    walker = learner(session, factories.person(session))
    for module in walker.course.modules[:1]:
        walker.read(module)
    attempt = quizzes.begin_check(session, walker.enrolment, walker.course.modules[0], NOW)
    for question, answer in (("one", "a"), ("two", "b"), ("one", "c")):
        key = {"attempt_id": attempt.id, "question": question}
        put(session, SavedAnswer, key, {"answer": answer, "saved_at": NOW})
    rows = session.execute(select(SavedAnswer.question, SavedAnswer.answer)).all()
    assert dict(rows) == {"one": "c", "two": "b"}
