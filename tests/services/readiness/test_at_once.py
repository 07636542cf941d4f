"""Two facts about one team at the same moment: whoever is second knows both."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from portal.models import Equivalency, EquivalencyRevocation, Person
from portal.services import history, readiness, rulebook
from portal.services.once import add_once
from tests import factories, rules
from tests.fresh import maker
from tests.trainings import at_once, catalogue
from tests.worlds import DAY, NOW, TODAY

FILES = rules.rulebook()


@pytest.fixture
def team(app, session, time_machine):
    """A team of three, kept."""
    time_machine.move_to(NOW, tick=False)
    app.extensions["portal.regulations"] = FILES
    one = factories.team(session)
    people = []
    for _ in range(3):
        people.append(factories.person(session).id)
        person = session.get_one(Person, people[-1])
        factories.affiliation(session, person, team=one, starts_on=TODAY - 400 * DAY)
        for subject in ("crisis", "naloxone"):
            factories.outside_training(session, person, subject=subject)
    readiness.rebuild(session, FILES, catalogue())
    session.commit()
    return people


def differences(app):
    with maker(app)() as session:
        now = rulebook.current(session, FILES)
        return [one.words for one in readiness.check(session, now, catalogue())]


def go_on_leave(person):
    def work(session):
        factories.leave(session, session.get_one(Person, person), TODAY)

    return work


def test_the_second_waits_for_the_first_and_then_knows_both(app, team, monkeypatch):
    """The first has worked everything out and is about to commit when the second comes."""
    first_is_done, first_may_commit = threading.Event(), threading.Event()
    refresh = readiness.refresh

    def slowly(*arguments):
        done = refresh(*arguments)
        if not first_is_done.is_set():
            first_is_done.set()
            assert first_may_commit.wait(60)
        return done

    monkeypatch.setattr(readiness, "refresh", slowly)

    def work(person):
        with maker(app)() as session:
            go_on_leave(person)(session)
            session.commit()

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(work, team[0])
        assert first_is_done.wait(60)
        second = pool.submit(work, team[1])
        with suppress(TimeoutError):
            second.result(0.5)
        waited = not second.done()
        first_may_commit.set()
        first.result(20)
        second.result(20)
    assert waited, "the second did not wait for the first"
    assert differences(app) == []


def test_many_facts_about_one_team_at_once_leave_nothing_stale(app, team):
    works = [go_on_leave(person) for person in team]
    results = at_once(app, *works)
    assert results == [None] * 3
    assert differences(app) == []


def test_somebody_who_holds_a_person_and_waits_does_not_block_who_is_before_them(
    app, session, team, monkeypatch
):
    """The first is to write what is kept of somebody whom the second has locked already."""
    training = factories.outside_training(session, session.get_one(Person, team[0]))
    precedent = factories.equivalency(session, "assessment-training").id
    factories.claim(session, training, session.get_one(Equivalency, precedent))
    session.commit()
    has_locked, has_its_turn = threading.Event(), threading.Event()
    refresh = readiness.refresh

    def slowly(*arguments):
        if not has_its_turn.is_set():
            has_its_turn.set()
            assert has_locked.wait(60)
        return refresh(*arguments)

    monkeypatch.setattr(readiness, "refresh", slowly)

    def revoke():
        with maker(app)() as own:
            values = {"revoked_on": TODAY, "reason": "Closed.", "recorded_at": NOW}
            add_once(own, EquivalencyRevocation, equivalency_id=precedent, **values)
            own.commit()

    def lock_and_wait():
        with maker(app)() as own:
            history.lock(own, team[0])
            has_locked.set()
            go_on_leave(team[0])(own)
            own.commit()

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(revoke)
        assert has_its_turn.wait(60)
        if session.get_bind().dialect.name == "sqlite":
            has_locked.set()  # there, nobody else gets as far as that
        second = pool.submit(lock_and_wait)
        first.result(20)
        second.result(20)
    assert differences(app) == []
