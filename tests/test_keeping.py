"""Where there are too many people to wait for, a change of rules is caught up with afterwards."""

import threading
from contextlib import suppress

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal import keeping
from portal.jobs.readiness import build_rest
from portal.models import EquivalencyRevocation, KeptPerson
from portal.services import readiness, rulebook
from portal.services.once import add_once
from portal.services.readiness import building
from tests import factories, rules, worlds
from tests.factories import KERN
from tests.fresh import maker
from tests.rules import NEW, SECOND
from tests.trainings import catalogue
from tests.worlds import NOW, TODAY

FILES = rules.rulebook()


@pytest.fixture
def world(app, session, time_machine, monkeypatch):
    time_machine.move_to(NOW, tick=False)
    monkeypatch.setattr(building, "FEW", 3)
    app.extensions["portal.regulations"] = FILES
    made = worlds.make(session, seed=5, people=4)
    session.commit()
    readiness.rebuild(session, FILES, catalogue())
    session.commit()
    return made


def verify(session, world):
    rulebook.record(
        session,
        FILES,
        "providers",
        SECOND,
        {},
        source=NEW.key,
        section="II",
        read_on=TODAY,
        starts_on=TODAY,
        by=world.people[0].id,
        at=NOW,
    )
    session.commit()


def differences(session):
    now = rulebook.current(session, FILES)
    return list(readiness.check(session, now, catalogue()))


def test_at_once_nothing_wrong_is_kept(session, world):
    verify(session, world)
    found = differences(session)
    assert found
    assert all(one.kept is None and one.kind != "rules" for one in found)


def test_then_the_rest_is_built(app, session, world, monkeypatch):
    monkeypatch.setattr(app, "testing", False)
    monkeypatch.setattr(keeping, "REST_SECONDS", 0)
    verify(session, world)
    for thread in threading.enumerate():
        if thread.name == "readiness":
            thread.join(120)
    assert differences(session) == []


def test_a_fact_about_very_many_people_is_caught_up_with_afterwards_too(
    app, session, world, monkeypatch
):
    precedent = factories.equivalency(session, "assessment-training")
    for person in world.people:
        training = factories.outside_training(session, person)
        session.commit()
        factories.claim(session, training, precedent)
        session.commit()
    assert differences(session) == []
    revocation = {"revoked_on": TODAY, "reason": "Closed.", "recorded_at": NOW}
    add_once(session, EquivalencyRevocation, equivalency_id=precedent.id, **revocation)
    session.commit()
    found = differences(session)
    assert found
    assert all(one.kept is None and one.kind != "rules" for one in found)
    session.rollback()  # on SQLite, others may write then
    list(build_rest(maker(app), FILES, catalogue()))
    assert differences(session) == []


def test_a_long_list_forgets_only_what_it_is_about(app, session, world):
    before = set(session.scalars(select(KeptPerson.person_id)))
    team = factories.team(session, "New Van", county=KERN)
    session.commit()
    came = [factories.person(session, f"New {number}") for number in range(4)]
    for person in came:
        factories.affiliation(session, person, team=team, county=KERN)
    session.commit()
    assert before
    assert set(session.scalars(select(KeptPerson.person_id))) == before
    found = differences(session)
    assert {one.id for one in found if one.kind == "person"} == {person.id for person in came}
    assert {one.id for one in found if one.kind == "team"} == {team.id}
    assert all(one.kept is None for one in found)
    session.rollback()
    list(build_rest(maker(app), FILES, catalogue()))
    assert differences(session) == []


def test_a_change_of_rules_that_is_rolled_back_builds_nothing(app, session, world, monkeypatch):
    monkeypatch.setattr(app, "testing", False)
    monkeypatch.setattr(keeping, "build_soon", lambda *_: pytest.fail("built for nothing"))
    with maker(app)() as own:
        own.add(factories.person(own))
        own.rollback()
        own.commit()
    assert differences(session) == []


def test_what_is_rolled_back_to_a_savepoint_leaves_what_came_before_it(session, world):
    came = factories.person(session)
    saving = session.begin_nested()
    factories.person(session)
    saving.rollback()
    with suppress(IntegrityError), session.begin_nested():
        factories.affiliation(session, came, "99999")
    session.commit()
    assert came.id in set(session.scalars(select(KeptPerson.person_id)))
    assert differences(session) == []
