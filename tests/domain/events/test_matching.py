"""Whom rows of an attendance file mean: two of one name are asked about, never guessed."""

import pytest

from portal.domain.events.matching import OUT, Known, State, match
from portal.domain.events.reports import Row
from tests.events import END, START


def row(name, email="", number=5):
    return Row(number, name, email, START, END)


def known(number, name, *emails, registered=True):
    return Known(number, name, name, frozenset(emails), registered, "")


ANA = known(1, "Ana Flores", "ana@example.org")


def one(people, *rows, choices=None):
    return match(rows, people, choices or {})


def test_the_same_address_is_the_same_person():
    (found,) = one([ANA, known(2, "Ana Flores", "other@example.org")], row("A. F.", ANA_MAIL))
    assert (found.state, found.person) == (State.TAKE, ANA)


ANA_MAIL = "ana@example.org"


def test_the_only_one_of_a_name():
    (found,) = one([ANA, known(2, "Ben Okafor")], row("FLORES ANA"))
    assert (found.state, found.person) == (State.TAKE, ANA)


def test_two_of_one_name_are_put_to_a_person():
    twin = known(2, "Ana Flores", "twin@example.org")
    (found,) = one([ANA, twin], row("Ana Flores"))
    assert found.state is State.ASK
    assert found.proposed == [ANA, twin]
    assert found.person is None


def test_also_when_one_of_them_is_not_registered():
    twin = known(2, "Ana Flores", registered=False)
    (found,) = one([ANA, twin], row("Ana Flores"))
    assert (found.state, found.proposed) == (State.ASK, [ANA, twin])


@pytest.mark.parametrize("email", [ANA_MAIL, ""])
def test_who_is_not_registered_is_proposed(email):
    ana = known(1, "Ana Flores", ANA_MAIL, registered=False)
    (found,) = one([ana], row("Ana Flores", email))
    assert (found.state, found.proposed) == (State.ASK, [ana])


def test_a_name_with_another_address_is_asked_about():
    (found,) = one([ANA], row("Ana Flores", "somebody@example.org"))
    assert found.state is State.ASK


def test_rows_of_one_name_with_several_addresses_are_asked_about():
    ana = known(1, "Ana Flores")
    found = one(
        [ana],
        row("Ana Flores", "a@example.org", 5),
        row("Ana Flores", "b@example.org", 6),
    )
    assert [each.state for each in found] == [State.ASK, State.ASK]


def test_a_name_like_it_is_only_proposed():
    (found,) = one([ANA], row("Anna Flores"))
    assert (found.state, found.proposed) == (State.ASK, [ANA])


@pytest.mark.parametrize("name", ["Annie (Ana Flores)", "Ana Flores (she/her)"])
def test_a_name_that_somebody_changed_in_the_meeting(name):
    (found,) = one([ANA], row(name))
    assert (found.state, found.person) == (State.TAKE, ANA)


def test_two_whom_the_parts_of_a_name_mean_are_asked_about():
    (found,) = one([ANA, known(2, "Ben Okafor")], row("Ben Okafor (Ana Flores)"))
    assert found.state is State.ASK


def test_nobody():
    (found,) = one([ANA], row("iPhone"))
    assert found.state is State.NOBODY


@pytest.mark.parametrize(
    ("choice", "state"), [("1", State.TAKE), (OUT, State.OUT), ("99", State.ASK)]
)
def test_what_somebody_chose_holds_if_they_may_choose_it(choice, state):
    twin = known(2, "Ana Flores")
    (found,) = one([ANA, twin], row("Ana Flores"), choices={5: choice})
    assert found.state is state
