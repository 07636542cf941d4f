"""Who may be counted by profession, and through when a license lets them."""

from __future__ import annotations

import pytest

from portal.domain.certification import State
from portal.domain.people import ProviderType
from portal.domain.requirements import UNKNOWN
from tests.domain.certification.judged import changes, state
from tests.domain.facts import extension, licensed, person, profession, waiver
from tests.domain.rulebooks import qualified, rulebook

DAY = "2026-03-01"
BOOK = rulebook(qualified("lcsw", "peer-support-specialist"))
PEER = ProviderType.PEER_SUPPORT_SPECIALIST
OFFICER = ProviderType.PEACE_OFFICER
SLUG = "qualified-provider"


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ([], State.UNKNOWN),
        ([profession(PEER)], State.VALID),
        ([profession(PEER, "2026-03-02")], State.UNKNOWN),
        ([profession(PEER, None, "2026-02-28")], State.UNKNOWN),
        ([profession(OFFICER)], State.MISSING),
        ([profession(ProviderType.PHARMACIST)], State.MISSING),
        ([profession(OFFICER), profession(PEER)], State.MISSING),
        ([profession(OFFICER, None, "2026-02-28"), profession(PEER)], State.VALID),
        ([profession(PEER), licensed("2026-03-01")], State.VALID),
        ([profession(PEER), licensed("2026-02-28")], State.EXPIRED),
        ([profession(PEER), licensed("2026-02-28"), licensed("2027-02-28")], State.VALID),
        ([profession(PEER), licensed(None)], State.VALID),
        ([profession(PEER), licensed("2026-02-28", ProviderType.LCSW)], State.VALID),
        ([profession(PEER), licensed("2026-02-28", None)], State.VALID),
        ([profession(PEER), licensed("2026-02-28", starts="2026-03-02")], State.VALID),
        (
            [profession(PEER), profession(ProviderType.LCSW), licensed("2026-02-28")],
            State.VALID,
        ),
    ],
)
def test_who_may_be_counted(facts: list[object], expected: State) -> None:
    assert state(person(*facts), BOOK, DAY) is expected


@pytest.mark.parametrize(("which", "expected"), [(PEER, State.UNKNOWN), (OFFICER, State.MISSING)])
def test_an_unknown_list_says_nothing_but_of_those_who_are_never_counted(
    which: ProviderType, expected: State
) -> None:
    book = rulebook(qualified(known=False))
    assert state(person(profession(which)), book, DAY) is expected


def test_with_both_lists_unknown_nothing_is_said_of_anybody() -> None:
    book = rulebook(qualified(known=False, never=UNKNOWN))
    assert state(person(profession(OFFICER)), book, DAY) is State.UNKNOWN


def test_a_license_counts_through_the_day_it_expires() -> None:
    known = person(profession(PEER, "2025-01-01"), licensed("2026-03-31", starts="2025-02-01"))
    assert changes(known, BOOK) == [
        ("2023-06-19", State.UNKNOWN),
        ("2025-01-01", State.VALID),
        ("2026-04-01", State.EXPIRED),
    ]


def test_a_waiver_helps_whoever_is_not_on_the_list_and_an_extension_a_license_that_expired() -> (
    None
):
    officer = person(profession(OFFICER), waiver("2026-02-01", "2026-03-31", SLUG))
    assert state(officer, BOOK, DAY) is State.WAIVED
    assert state(officer, BOOK, "2026-04-01") is State.MISSING
    lapsed = person(
        profession(PEER), licensed("2026-02-28"), extension("2026-02-01", "2026-03-31", SLUG)
    )
    assert changes(lapsed, BOOK)[-3:] == [
        ("2023-06-19", State.VALID),
        ("2026-03-01", State.GRACE),
        ("2026-04-01", State.EXPIRED),
    ]
    valid = person(profession(PEER), waiver("2026-02-01", "2026-03-31", SLUG))
    assert state(valid, BOOK, DAY) is State.VALID
