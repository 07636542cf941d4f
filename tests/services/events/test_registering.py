"""Registering: seats in order, exactly once, and a wait list that moves by itself."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.domain.access import Grant, Role
from portal.domain.errors import Conflict, Invalid
from portal.models import EventRegistration, EventSeatNotice
from portal.services.events import finding, making, registering
from tests import events, factories
from tests.trainings import NOW, at_once


@pytest.fixture
def rosa(session):
    return factories.person(session, "Rosa Delgado")


def members(session, number):
    people = [factories.person(session) for _ in range(number)]
    for person in people:
        factories.affiliation(session, person)
    return people


def places(session, event):
    """The people in order, each with the place on the wait list."""
    seats = events.shown(session, event).version.seats
    order = registering.order(session, event.id)
    return {each.person_id: max(0, n - seats) for n, each in enumerate(order, 1)}


def count(session, table):
    return session.scalar(select(func.count()).select_from(table))


def test_seats_and_then_the_wait_list(session, rosa):
    event = events.make(session, rosa, seats=2, waiting=1)
    people = members(session, 3)
    assert events.register(session, event, people) == [0, 0, 1]
    with pytest.raises(Invalid, match="Every seat is taken"):
        events.register(session, event, members(session, 1))


def test_registering_twice_keeps_the_place(session, rosa):
    event = events.make(session, rosa)
    ana, ben = members(session, 2)
    events.register(session, event, [ana, ben])
    before = places(session, event)
    events.register(session, event, [ana])
    assert places(session, event) == before


def test_a_cancellation_moves_the_next_one_up_and_tells_them_once(session, rosa):
    event = events.make(session, rosa, seats=1, waiting=2)
    ana, ben, cleo = members(session, 3)
    events.register(session, event, [ana, ben, cleo])
    done = registering.withdraw(session, event.id, ana.id, by=ana.id, at=NOW)
    assert done.is_new
    assert [each.person_id for each in done.moved] == [ben.id]
    again = registering.withdraw(session, event.id, ana.id, by=ana.id, at=NOW)
    assert again == registering.Withdrawn(is_new=False, moved=[])
    assert places(session, event) == {ben.id: 0, cleo.id: 1}


def test_who_comes_back_is_at_the_end(session, rosa):
    event = events.make(session, rosa, seats=1, waiting=2)
    ana, ben = members(session, 2)
    events.register(session, event, [ana, ben])
    registering.withdraw(session, event.id, ana.id, by=ana.id, at=NOW)
    assert events.register(session, event, [ana]) == [1]


def test_more_seats_move_everybody_at_once(session, rosa):
    event = events.make(session, rosa, seats=1, waiting=4)
    people = members(session, 4)
    events.register(session, event, people)
    done = making.change(session, event.id, 0, events.terms(seats=3, waiting=4), by=rosa.id, at=NOW)
    assert [each.person_id for each in done.moved_up] == [people[1].id, people[2].id]
    assert count(session, EventSeatNotice) == 2


def test_fewer_seats_take_none_away(session, rosa):
    event = events.make(session, rosa, seats=3)
    events.register(session, event, members(session, 3))
    with pytest.raises(Invalid, match="3 people have a seat") as refused:
        making.change(session, event.id, 0, events.terms(seats=2), by=rosa.id, at=NOW)
    assert refused.value.field == "seats"


def test_all_or_none_of_many(session, rosa):
    event = events.make(session, rosa, seats=2, waiting=1)
    ids = [person.id for person in members(session, 4)]
    with pytest.raises(Invalid, match="4 people, and 3 places are left"):
        registering.register(session, event.id, ids, by=rosa.id, at=NOW, by_trainer=True)
    assert count(session, EventRegistration) == 0


def test_after_registration_closed_only_trainers_register(session, rosa):
    event = events.make(session, rosa, closes_at=NOW)
    (ana,) = members(session, 1)
    with pytest.raises(Conflict, match="Registration closed"):
        events.register(session, event, [ana])
    found = registering.register(session, event.id, [ana.id], by=rosa.id, at=NOW, by_trainer=True)
    assert found[0].is_new


def test_over_is_over(session, rosa):
    event = events.make(session, rosa)
    (ana,) = members(session, 1)
    with pytest.raises(Conflict, match="over"):
        registering.register(session, event.id, [ana.id], by=ana.id, at=events.END)
    by_trainer = registering.register(
        session, event.id, [ana.id], by=rosa.id, at=events.END, by_trainer=True
    )  # for the roster
    assert [place.person_id for place in by_trainer] == [ana.id]


@pytest.mark.parametrize("again", range(3))
def test_two_people_take_the_last_seat_at_once(app, session, rosa, again):
    event = events.make(session, rosa, seats=1, waiting=1).id
    ana, ben = (person.id for person in members(session, 2))
    session.commit()

    def take(person_id):
        return lambda session: (
            registering.register(session, event, [person_id], by=person_id, at=NOW)[0].waiting
        )

    assert sorted(at_once(app, take(ana), take(ben))) == [0, 1]
    order = registering.order(session, event)
    assert len({each.person_id for each in order}) == 2


def test_a_double_click_registers_once(app, session, rosa):
    event = events.make(session, rosa).id
    ana = members(session, 1)[0].id
    session.commit()

    def take(session):
        return registering.register(session, event, [ana], by=ana, at=NOW)[0].waiting

    assert at_once(app, take, take) == [0, 0]
    assert count(session, EventRegistration) == 1


def test_two_cancellations_at_once_tell_two_people_one_time_each(app, session, rosa):
    row = events.make(session, rosa, seats=2, waiting=2)
    people = members(session, 4)
    events.register(session, row, people)
    event, ids = row.id, [person.id for person in people]
    session.commit()

    def leave(person_id):
        return lambda session: [
            each.person_id
            for each in registering.withdraw(session, event, person_id, by=person_id, at=NOW).moved
        ]

    told = at_once(app, leave(ids[0]), leave(ids[1]))
    assert sorted(person for people in told for person in people) == ids[2:]


# What is said about a session


def test_the_same_form_makes_one_session(session, rosa):
    values = {"uid": "a", "form_key": "once", "by": rosa.id, "at": NOW}
    first = making.make(session, None, events.terms(), **values)
    second = making.make(session, None, events.terms(), **values | {"uid": "b"})
    assert first.id == second.id


def test_a_change_is_a_further_version(session, rosa):
    event = events.make(session, rosa)
    later = events.terms(
        starts_at=events.START + timedelta(days=1), ends_at=events.END + timedelta(1)
    )
    done = making.change(session, event.id, 0, later, by=rosa.id, at=NOW)
    assert (done.shown.version.number, done.elsewhere) == (1, True)
    again = making.change(session, event.id, 0, later, by=rosa.id, at=NOW)
    assert again.shown.version.number == 1


def test_a_change_in_another_tab_is_not_overwritten(session, rosa):
    event = events.make(session, rosa)
    making.change(session, event.id, 0, events.terms(seats=40), by=rosa.id, at=NOW)
    with pytest.raises(Conflict, match="was changed at"):
        making.change(session, event.id, 0, events.terms(seats=50), by=rosa.id, at=NOW)


def test_cancelling_twice_changes_nothing(session, rosa):
    event = events.make(session, rosa)
    assert making.cancel(session, event.id, "Ill", by=rosa.id, at=NOW)[1]
    shown, again = making.cancel(session, event.id, "Other", by=rosa.id, at=NOW)
    assert (shown.version.number, shown.version.cancelled_because, again) == (1, "Ill", False)
    with pytest.raises(Conflict, match="cancelled"):
        events.register(session, event, members(session, 1))


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"ends_at": events.START}, "ends"),
        (
            {"starts_at": NOW - timedelta(days=2), "ends_at": NOW - timedelta(days=2, hours=-1)},
            "day",
        ),
        ({"closes_at": events.END + timedelta(minutes=1)}, "closes_day"),
        ({"quiz": True, "subject": "webinar:open-forum"}, "quiz"),
        ({"ce_minutes": 60}, "ce_provider"),
        ({"counties": frozenset()}, "counties"),
    ],
)
def test_what_cannot_be_names_its_field(session, rosa, more, field):
    with pytest.raises(Invalid) as refused:
        events.make(session, rosa, **more)
    assert refused.value.field == field


def test_a_webinar_may_be_the_subject_and_public(session, rosa):
    event = events.make(
        session, rosa, county=None, subject="webinar:open-forum", audience=events.Audience.PUBLIC
    )
    visitor = finding.Viewer(None)
    assert finding.find(session, event.id, visitor, NOW).version.subject == "webinar:open-forum"


@pytest.mark.parametrize("words", ["dang", "ĐẶNG hồng", "hong@"])
def test_whom_to_register_is_found_without_accents_and_strokes(session, rosa, words):
    event = events.make(session, rosa)
    hong = factories.person(session, "Đặng Thị Hồng", email="hong@example.org")
    factories.affiliation(session, hong)
    members(session, 2)
    grants = [Grant(Role.TRAINER, factories.FRESNO)]
    found = registering.offered(session, events.shown(session, event), grants, words, NOW)
    assert [one.id for one in found] == [hong.id]
