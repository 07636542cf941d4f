"""The states: their words, their letters in kept rows, and what they let somebody do."""

from __future__ import annotations

import pytest

from portal.domain.certification import STATES, State


def test_every_state_has_a_letter_of_its_own_that_leads_back_to_it() -> None:
    assert {state.letter: state for state in State} == STATES
    assert all(len(letter) == 1 for letter in STATES)


def test_states_are_said_as_people_read_them() -> None:
    assert [state.label for state in State] == [
        "Not required",
        "Not yet due",
        "In progress",
        "Valid",
        "Renew now",
        "Grace",
        "Expired",
        "Missing",
        "Waived",
        "Unknown",
    ]


@pytest.mark.parametrize(
    ("satisfies", "states"),
    [
        (True, "not-required not-yet-due valid renew-now grace waived"),
        (False, "in-progress expired missing"),
        (None, "unknown"),
    ],
)
def test_who_may_be_counted(satisfies: bool | None, states: str) -> None:
    assert {state.value for state in State if state.satisfies is satisfies} == set(states.split())
    assert {state.value for state in State if state.holds} == {"valid", "renew-now", "grace"}
