"""Codes find out every slip of the finger; standing and words follow from the dates."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.domain.certificates import (
    ALPHABET,
    LENGTH,
    RANDOM_BITS,
    Standing,
    StandingToday,
    grouped,
    hours_text,
    is_well_formed,
    new_code,
    normalise,
    standing,
    standing_meaning,
    standing_text,
)
from portal.domain.dates import date_text

bits = st.integers(min_value=0, max_value=2**RANDOM_BITS - 1)
codes = bits.map(new_code)


@given(bits)
def test_a_code_is_well_formed_and_keeps_all_its_bits(random_bits: int) -> None:
    code = new_code(random_bits)
    assert len(code) == LENGTH
    assert is_well_formed(code)
    number = 0
    for char in code[:-1]:
        number = number * 32 + ALPHABET.index(char)
    assert number == random_bits


@pytest.mark.parametrize("random_bits", [-1, 2**RANDOM_BITS])
def test_bits_that_do_not_fit_are_refused(random_bits: int) -> None:
    with pytest.raises(ValueError, match="125"):
        new_code(random_bits)


@settings(max_examples=25, deadline=None)
@given(codes)
def test_every_single_wrong_character_is_found_out(code: str) -> None:
    for place, right in enumerate(code):
        for wrong in ALPHABET.replace(right, ""):
            assert not is_well_formed(code[:place] + wrong + code[place + 1 :])


@settings(max_examples=25, deadline=None)
@given(codes)
def test_every_swap_of_two_different_characters_is_found_out(code: str) -> None:
    for first in range(LENGTH):
        for second in range(first + 1, LENGTH):
            swapped = list(code)
            swapped[first], swapped[second] = swapped[second], swapped[first]
            assert is_well_formed("".join(swapped)) == (code[first] == code[second])


@given(codes)
def test_a_code_too_long_or_too_short_is_not_well_formed(code: str) -> None:
    assert not is_well_formed(code[:-1])
    assert not is_well_formed(code[1:])
    assert not is_well_formed(code + "0")
    assert not is_well_formed("0" + code)


@given(codes)
def test_typed_forms_are_forgiven(code: str) -> None:
    typed = " " + grouped(code).lower().replace("0", "o").replace("1", "l").replace("-", " – ")
    assert normalise(typed) == code
    assert normalise(code.replace("1", "i").replace("0", "O")) == code
    assert is_well_formed(typed)


@given(st.text())
def test_any_text_can_be_asked_about(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)
    assert is_well_formed(text) == is_well_formed(normalise(text))


@pytest.mark.parametrize("text", ["", "U" * LENGTH, "é" * LENGTH, "٣" * LENGTH])
def test_other_characters_are_not_well_formed(text: str) -> None:
    assert not is_well_formed(text)


def test_a_code_is_shown_in_groups() -> None:
    code = new_code(2**RANDOM_BITS - 1)
    assert code == "Z" * 25 + code[-1]
    assert grouped(code) == f"ZZZZZ-ZZZZZ-ZZZZZ-ZZZZZ-ZZZZZ{code[-1]}"
    assert grouped(grouped(code)) == grouped(code)


MAY, JUNE = date(2027, 5, 1), date(2027, 6, 9)


def test_a_certificate_is_valid_while_its_edition_counts() -> None:
    today = standing(revoked_on=None, still_counts=True, superseded_on=MAY)
    assert today == StandingToday(Standing.VALID, None, "")
    assert standing_text(today) == "Valid"


def test_a_newer_edition_supersedes_only_when_it_says_so() -> None:
    today = standing(revoked_on=None, still_counts=False, superseded_on=MAY)
    assert (today.standing, today.since) == (Standing.SUPERSEDED, MAY)
    assert "no longer counts" in today.reason
    assert standing_text(today) == "Superseded since May 1, 2027"
    undated = standing(revoked_on=None, still_counts=False, superseded_on=None)
    assert standing_text(undated) == "Superseded"


@pytest.mark.parametrize("still_counts", [True, False])
def test_a_revocation_outweighs_everything(still_counts: bool) -> None:
    today = standing(
        revoked_on=JUNE,
        revoked_because="Wrong person.",
        still_counts=still_counts,
        superseded_on=MAY,
    )
    assert today == StandingToday(Standing.REVOKED, JUNE, "Wrong person.")
    assert standing_text(today) == "Revoked on June 9, 2027"
    unsaid = standing(revoked_on=JUNE, still_counts=still_counts, superseded_on=None)
    assert unsaid.reason == "This certificate was withdrawn."


def test_each_standing_has_a_meaning_of_its_own() -> None:
    meanings = {standing_meaning(each) for each in Standing}
    assert len(meanings) == len(Standing)
    assert all(text.startswith("This portal issued the certificate") for text in meanings)


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        (0, "0 minutes"),
        (1, "1 minute"),
        (59, "59 minutes"),
        (60, "1 hour"),
        (61, "1 hour 1 minute"),
        (120, "2 hours"),
        (160, "2 hours 40 minutes"),
        (1500, "25 hours"),
    ],
)
def test_a_length_in_words(minutes: int, text: str) -> None:
    assert hours_text(minutes) == text


def test_a_negative_length_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        hours_text(-1)


def test_a_date_is_written_out() -> None:
    assert date_text(date(2026, 11, 22)) == "November 22, 2026"
    assert date_text(date(2027, 1, 1)) == "January 1, 2027"
