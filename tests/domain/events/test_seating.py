"""Seats go in the order of the registrations: nobody is overtaken, no seat is given twice."""

from hypothesis import given
from hypothesis import strategies as st

from portal.domain.events.seating import is_full, moved_up, places, seated

SEATS = st.integers(0, 12)


@st.composite
def histories(draw):
    """Registrations, cancellations and other numbers of seats, in any order."""
    return draw(
        st.lists(
            st.one_of(
                st.just(("register", 0)),
                st.tuples(st.just("cancel"), st.integers(0, 40)),
                st.tuples(st.just("seats"), SEATS),
            ),
            max_size=40,
        )
    )


def states(history, seats=3):
    """The order and the seats after each act."""
    order, number = [], 0
    for act, value in history:
        if act == "register":
            number += 1
            order = [*order, number]
        elif act == "cancel" and order:
            gone = order[value % len(order)]
            order = [each for each in order if each != gone]
        elif act == "seats":
            seats = value
        yield order, seats


@given(histories())
def test_never_more_seated_than_seats_and_no_seat_is_empty_while_somebody_waits(history):
    for order, seats in states(history):
        now = places(order, seats)
        sit = [each for each, place in now.items() if place == 0]
        assert len(sit) == min(seats, len(order))
        assert sorted(place for place in now.values() if place) == list(
            range(1, len(order) - len(sit) + 1)
        )


@given(histories())
def test_nobody_is_overtaken(history):
    for order, seats in states(history):
        now = places(order, seats)
        assert [now[each] for each in order] == sorted(now[each] for each in order)


@given(histories())
def test_a_cancellation_or_more_seats_never_cost_anybody_their_place(history):
    before, seats_before = [], 3
    for order, seats in states(history):
        if seats >= seats_before:
            was, now = places(before, seats_before), places(order, seats)
            assert all(now[each] <= was[each] for each in order if each in was)
        before, seats_before = order, seats


@given(histories())
def test_who_moved_up_waited_before_and_sits_now(history):
    before, seats_before = [], 3
    for order, seats in states(history):
        moved = moved_up(before, seats_before, order, seats)
        for each in moved:
            assert each in before
            assert each not in seated(before, seats_before)
            assert each in seated(order, seats)
        kept = set(seated(order, seats)) & set(before)
        assert kept - set(seated(before, seats_before)) == set(moved)
        before, seats_before = order, seats


def test_full_is_full_with_the_wait_list():
    assert not is_full([1, 2], seats=2, waiting=1)
    assert is_full([1, 2, 3], seats=2, waiting=1)
