"""Two who do the same at the same moment: it is recorded once."""

import pytest
from sqlalchemy import func, select

from portal.domain.access import Grant, Role
from portal.domain.errors import Conflict
from portal.domain.imports.kinds import PEOPLE
from portal.domain.imports.rows import Fix
from portal.models import Affiliation, ImportBatch, Person
from portal.services import imports
from portal.services.imports import Reader
from tests import factories, lists
from tests.factories import AT, FRESNO
from tests.trainings import at_once

READER = Reader([Grant(Role.TRAINER, FRESNO)], {})


@pytest.fixture
def boss(session):
    return factories.person(session).id


@pytest.fixture(autouse=True)
def team(session):
    return factories.team(session, "North")


def count(session, table):
    return session.scalar(select(func.count()).select_from(table))


def test_one_file(app, session, boss):
    content = lists.lines(lists.PEOPLE, lists.ANA).encode()
    session.commit()

    def keep(session):
        return imports.keep(session, FRESNO, PEOPLE, "a.csv", content, by=boss, at=AT).id

    assert len(set(at_once(app, keep, keep))) == 1
    assert count(session, ImportBatch) == 1


def test_taken_in_once_and_undone_once(app, session, boss):
    number = lists.batch(session).id
    session.commit()

    def take(session):
        batch = session.get_one(ImportBatch, number)
        return imports.take_in(session, batch, READER, by=boss, at=AT)

    def undo(session):
        return imports.undo(session, session.get_one(ImportBatch, number), by=boss, at=AT)

    assert sorted(at_once(app, take, take)) == [False, True]
    assert count(session, Affiliation) == 1
    session.commit()
    assert sorted(at_once(app, undo, undo)) == [False, True]
    assert count(session, Affiliation) == 2


def test_two_lists_with_one_new_person(app, session, boss):
    numbers = [
        lists.batch(session, lists.lines(lists.PEOPLE, lists.ANA, other), name=f"{n}.csv").id
        for n, other in enumerate((lists.ANA.replace("ana@", "ben@"), ""))
    ]
    before = count(session, Person)
    session.commit()  # so that the others may write

    def take(number):
        def do(session):
            batch = session.get_one(ImportBatch, number)
            return imports.take_in(session, batch, READER, by=boss, at=AT)

        return do

    at_once(app, *(take(number) for number in numbers))
    same = select(func.count()).where(Person.email == "ana@example.org")
    assert session.scalar(same) == 1
    assert count(session, Person) <= before + 2


def test_a_row_is_not_put_right_after_the_list_is_taken_in(app, session, boss):
    batch = lists.batch(session)
    assert imports.take_in(session, batch, READER, by=boss, at=AT) is True
    with pytest.raises(Conflict):
        imports.fix(session, batch, 2, Fix(left_out=True), by=boss, at=AT)
