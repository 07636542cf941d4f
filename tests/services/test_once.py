"""A row is added exactly once, whatever two tabs or a double click do."""

from datetime import timedelta, timezone

import pytest
from sqlalchemy import func, select

from portal.domain.access import Role
from portal.domain.people import ProviderType
from portal.models import (
    Agency,
    Enrolment,
    LessonRead,
    PersonProviderType,
    RoleGrant,
    SavedAnswer,
)
from portal.services import quizzes, touched
from portal.services.once import add_many, add_once, one_after_the_other, put
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


def test_many_rows_share_what_all_of_them_say(session):
    people = [factories.person(session).id for _ in range(3)]
    touched.taken(session)
    at = NOW.astimezone(timezone(timedelta(hours=-8)))
    same = {"role": Role.TRAINER, "county_fips": factories.FRESNO, "recorded_at": at}
    numbers = add_many(session, RoleGrant, [{"person_id": each} for each in people], same)
    rows = [session.get_one(RoleGrant, number) for number in numbers]
    assert [row.person_id for row in rows] == people
    assert {(row.role, row.county_fips, row.recorded_at, row.ended_at) for row in rows} == {
        (Role.TRAINER, factories.FRESNO, NOW, None)
    }


def test_what_people_typed_never_becomes_part_of_a_statement(session):
    with pytest.raises(ValueError, match="belongs to the rows"):
        add_many(session, Agency, [{"recorded_at": NOW}], {"name": "x', 1); --"})
    assert session.scalar(select(func.count()).select_from(Agency)) == 0


def test_what_many_rows_share_is_noted(session):
    person = factories.person(session).id
    touched.taken(session)
    rows = [{"provider_type": one} for one in (ProviderType.EMT, ProviderType.OTHER)]
    add_many(session, PersonProviderType, rows, {"person_id": person, "recorded_at": NOW})
    changes = touched.taken(session)
    assert changes is not None
    assert changes.people == {person}


def test_what_is_asked_in_turn_is_answered_whether_there_is_anything_or_not(session):
    asked = select(Agency.name).order_by(Agency.name)
    assert one_after_the_other(session, asked) is None
    add_once(session, Agency, name="Valley", recorded_at=NOW)
    assert one_after_the_other(session, asked) == "Valley"
    assert one_after_the_other(session) is None
