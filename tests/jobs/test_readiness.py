"""Everything kept is built in short transactions; what is there already is left as it is."""

import pytest
from sqlalchemy import delete, select

from portal.jobs.readiness import build_rest, rebuild
from portal.models import KeptPerson, KeptTeam
from portal.services import readiness, rulebook
from tests import rules, worlds
from tests.fresh import maker
from tests.trainings import catalogue
from tests.worlds import NOW

FILES = rules.rulebook()


@pytest.fixture
def world(app, session, time_machine):
    time_machine.move_to(NOW, tick=False)
    app.extensions["portal.regulations"] = FILES
    made = worlds.make(session, seed=5, people=4)
    session.commit()
    return made


def differences(session):
    now = rulebook.current(session, FILES)
    return list(readiness.check(session, now, catalogue()))


def test_it_is_built_piece_by_piece(app, session, world):
    pieces = list(rebuild(maker(app), FILES, catalogue()))
    assert pieces[-1] == pieces[-2] >= 4
    assert differences(session) == []


def test_what_is_missing_is_built_and_no_more(app, session, world):
    list(rebuild(maker(app), FILES, catalogue()))
    assert list(build_rest(maker(app), FILES, catalogue())) == [0]
    one = world.people[0].id
    session.execute(delete(KeptPerson).where(KeptPerson.person_id == one))
    session.execute(delete(KeptTeam))
    session.commit()
    assert list(build_rest(maker(app), FILES, catalogue())) == [1, 2, 2]
    assert session.scalars(select(KeptPerson).where(KeptPerson.person_id == one)).first()
    assert differences(session) == []


def test_where_nothing_is_kept_nothing_is_missing(app, session, world):
    assert list(build_rest(maker(app), FILES, catalogue())) == [0]
    assert session.scalars(select(KeptPerson)).first() is None
