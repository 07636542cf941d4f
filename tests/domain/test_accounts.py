"""The door closes for a while after five failures, never for good; passwords are long."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.accounts import (
    FAILURE_WINDOW,
    FAILURES_ALLOWED,
    browser_name,
    check_password,
    locked_until,
    normal_email,
)
from portal.domain.errors import Invalid

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
# From well before the window to a little after the moment asked about.
FAILURES = st.lists(st.integers(-2000, 100).map(lambda s: NOON + s * SECOND), max_size=12)


def failed(*seconds_ago: int) -> list[datetime]:
    return [NOON - seconds * SECOND for seconds in seconds_ago]


def test_four_failures_leave_the_door_open() -> None:
    assert locked_until(failed(1, 2, 3, 4), NOON) is None


def test_the_fifth_failure_closes_it_until_the_first_is_fifteen_minutes_old() -> None:
    assert locked_until(failed(0, 10, 20, 30, 60), NOON) == NOON + timedelta(minutes=14)


def test_it_opens_at_the_exact_second() -> None:
    five = failed(0, 10, 20, 30, 60)
    opens = NOON + timedelta(minutes=14)
    assert locked_until(five, opens - SECOND) == opens
    assert locked_until(five, opens) is None


def test_of_more_failures_the_latest_five_count() -> None:
    assert locked_until(failed(0, 10, 20, 30, 60, 800), NOON) == NOON + timedelta(minutes=14)


def test_failures_that_lie_ahead_do_not_count() -> None:
    assert locked_until(failed(-1, 0, 1, 2, 3), NOON) is None


@given(FAILURES)
def test_nobody_is_locked_out_for_more_than_fifteen_minutes(failures: list[datetime]) -> None:
    until = locked_until(failures, NOON)
    assert until is None or NOON < until <= NOON + timedelta(minutes=15)


@given(FAILURES)
def test_fewer_than_five_in_the_last_fifteen_minutes_never_lock(failures: list[datetime]) -> None:
    recent = [f for f in failures if NOON - FAILURE_WINDOW < f <= NOON]
    assert (locked_until(failures, NOON) is not None) == (len(recent) >= FAILURES_ALLOWED)


@given(FAILURES)
def test_the_lock_ends_by_itself(failures: list[datetime]) -> None:
    until = locked_until([f for f in failures if f <= NOON], NOON)
    if until is not None:
        assert locked_until([f for f in failures if f <= NOON], until) is None


EMAIL = "ana.flores@example.org"


@pytest.mark.parametrize(
    "password",
    [
        "four calm little words",
        "abcdefghijkl",  # exactly twelve
        "пароль и ещё слово",
        "🙂🙃 five little smiles",
    ],
)
def test_length_is_what_counts(password: str) -> None:
    check_password(password, EMAIL)


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("", "12 characters or more"),
        ("elevenchars", "12 characters or more"),
        ("abcde" * 41, "200 characters or fewer"),
        ("aaaaaaaaaaaaaaaa", "more than a few different"),
        ("AaBbAaBbAaBbAaBb", "more than a few different"),
        (EMAIL, "Leave your e-mail address out"),
        (EMAIL.upper(), "Leave your e-mail address out"),
        ("my name is Ana.Flores!", "Leave your e-mail address out"),
    ],
)
def test_a_password_that_is_easy_to_guess_is_refused(password: str, says: str) -> None:
    with pytest.raises(Invalid, match=says) as caught:
        check_password(password, EMAIL)
    assert caught.value.field == "password"


def test_two_hundred_characters_are_accepted() -> None:
    check_password("abcde" * 40, EMAIL)


def test_a_short_name_in_an_address_may_occur_in_a_password() -> None:
    check_password("analogies for everybody", "ana@example.org")


def test_addresses_are_compared_without_case_and_outer_blanks() -> None:
    assert normal_email("  Ana.Flores@Example.ORG ") == EMAIL


WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (f"Mozilla/5.0 (Windows NT 10.0) {WEBKIT} Chrome/150.0 Safari/537.36", "Chrome on Windows"),
        (
            f"Mozilla/5.0 (Windows NT 10.0) {WEBKIT} Chrome/150.0 Safari/537.36 Edg/150.0",
            "Edge on Windows",
        ),
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox on Linux",
        ),
        (f"Mozilla/5.0 (Linux; Android 14) {WEBKIT} Chrome/150.0 Mobile", "Chrome on Android"),
        (f"Mozilla/5.0 (Macintosh; Mac OS X) {WEBKIT} Version/18 Safari/605.1", "Safari on a Mac"),
        (
            f"Mozilla/5.0 (iPhone; like Mac OS X) {WEBKIT} CriOS/150 Safari/604",
            "Chrome on an iPhone",
        ),
        ("curl/8.1", "curl/8.1"),
        ("unknown browser", "unknown browser"),
    ],
)
def test_a_browser_is_called_as_people_call_it(said, name):
    assert browser_name(said) == name
