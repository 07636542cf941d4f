"""Those who are there cover a moment exactly when some choice of them meets every requirement."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.domain.requirements import UNKNOWN
from portal.domain.staffing import (
    Able,
    Mode,
    Outcome,
    outcome,
    outcome_of,
    team_rules,
    weight,
)
from tests.domain.staffing.people import (
    ALL,
    RESPONDER,
    THERE,
    able,
    plain_outcome,
    rulebooks,
    someone,
)
from tests.domain.staffing.rulebooks import DAY, START, TEAM, rulebook, version, with_versions

ON_SITE, REMOTE, ON_CALL = Mode.ON_SITE, Mode.REMOTE, Mode.ON_CALL
JUDGED = team_rules(rulebook(TEAM), DAY)
ADVISED = team_rules(rulebook(), DAY)
FIELD = Able.NALOXONE | Able.ASSESSES
"""What somebody on site has to bring besides being counted."""


def found(*people: tuple[Mode, Able], rules=JUDGED) -> tuple[Outcome, str]:
    return outcome([(mode, able(mask)) for mode, mask in people], rules)


COVERED = (Outcome.COVERED, "")


@settings(max_examples=80, deadline=None)
@given(st.lists(someone(), max_size=12), rulebooks())
def test_the_outcome_equals_trying_every_choice_of_people(people, book) -> None:
    assert outcome(people, team_rules(book, DAY))[0] is plain_outcome(people, book, DAY)


@settings(max_examples=20, deadline=None)
@given(st.lists(someone(), min_size=12, max_size=12), rulebooks())
def test_and_so_for_twelve_people(people, book) -> None:
    assert outcome(people, team_rules(book, DAY))[0] is plain_outcome(people, book, DAY)


@given(st.lists(someone(), max_size=8), rulebooks(), st.sampled_from(Mode))
def test_one_more_person_never_makes_it_worse(people, book, mode) -> None:
    rules = team_rules(book, DAY)
    before, _ = outcome(people, rules)
    after, _ = outcome([*people, (mode, able(ALL))], rules)
    assert after.rank >= before.rank


@given(st.lists(someone(), min_size=1), rulebooks())
def test_what_nobody_verified_never_blocks(people, book) -> None:
    advising = rulebook(only=book.requirements)
    found, _ = outcome([*people, (ON_SITE, able(THERE))], team_rules(advising, DAY))
    assert found in (Outcome.COVERED, Outcome.ADVISORY)


@given(st.lists(someone()), rulebooks())
def test_the_one_that_decides_is_named_unless_covered(people, book) -> None:
    found, slug = outcome(people, team_rules(book, DAY))
    assert (slug == "") is (found is Outcome.COVERED)
    assert slug == "" or slug in book.requirements


def test_one_person_may_meet_all_but_the_number_of_heads() -> None:
    assert found((ON_SITE, ALL)) == (Outcome.NOT_COVERED, "two-members")
    assert found((ON_SITE, ALL), (ON_SITE, RESPONDER)) == COVERED


def test_two_peers_with_a_clinician_on_call_may_answer() -> None:
    peers = [(ON_SITE, RESPONDER | FIELD | Able.PEER), (ON_SITE, RESPONDER | Able.PEER)]
    assert found(*peers) == (Outcome.NOT_COVERED, "clinician")
    assert found(*peers, (ON_CALL, THERE | Able.CLINICIAN)) == COVERED


def test_a_clinician_and_an_officer_may_not_but_with_an_emt_may() -> None:
    clinician = (ON_SITE, RESPONDER | FIELD | Able.CLINICIAN)
    officer = (ON_SITE, THERE | Able.EXCLUDED)
    assert found(clinician, officer) == (Outcome.NOT_COVERED, "two-members")
    assert found(clinician, (ON_SITE, RESPONDER)) == COVERED


def test_a_remote_member_serves_as_clinician_and_never_on_site() -> None:
    on_site = (ON_SITE, RESPONDER | FIELD)
    assert found(on_site, (REMOTE, ALL)) == COVERED
    assert found((ON_SITE, RESPONDER | Able.ASSESSES), (REMOTE, ALL))[1] == "naloxone"
    assert found((ON_SITE, RESPONDER | Able.NALOXONE), (REMOTE, ALL))[1] == "assessor"


def test_of_the_two_needed_at_most_one_is_remote() -> None:
    on_call = (ON_CALL, ALL)
    assert found((REMOTE, ALL), (REMOTE, ALL), on_call)[1] == "one-on-site"
    assert found((ON_SITE, THERE | FIELD), (REMOTE, ALL), (REMOTE, ALL))[1] == "one-on-site"
    assert found((ON_SITE, ALL), (REMOTE, ALL), (REMOTE, ALL)) == COVERED
    three = team_rules(rulebook(TEAM, settings={"two-members": {"minimum": 3}}), DAY)
    assert found((ON_SITE, ALL), (REMOTE, ALL), (REMOTE, ALL), rules=three) == (
        Outcome.NOT_COVERED,
        "one-on-site",
    )


def test_a_number_that_nobody_verified_does_not_make_a_verified_rule_stricter() -> None:
    three = rulebook({"one-on-site"}, settings={"two-members": {"minimum": 3}})
    assert found((ON_SITE, ALL), (REMOTE, ALL), rules=team_rules(three, DAY)) == (
        Outcome.ADVISORY,
        "two-members",
    )


@pytest.mark.parametrize("rules", [JUDGED, ADVISED])
def test_nobody_there_is_not_covered_whatever_was_verified(rules) -> None:
    nobody = (Outcome.NOT_COVERED, "around-the-clock")
    assert found(rules=rules) == nobody
    assert found((ON_CALL, ALL), (ON_CALL, ALL), rules=rules) == nobody
    assert found((ON_SITE, Able(0)), (REMOTE, Able(0)), rules=rules) == nobody


def test_nobody_there_is_not_covered_even_if_no_requirement_says_so() -> None:
    rules = team_rules(rulebook(only=TEAM), DAY)
    assert found(rules=rules) == (Outcome.NOT_COVERED, "")


def test_what_is_not_known_is_neither_met_nor_failed() -> None:
    maybe = (ON_SITE, ALL & ~Able.COUNTS | Able.MAYBE_COUNTS)
    assert found((ON_SITE, ALL), maybe) == (Outcome.UNKNOWN, "two-members")
    assert found((ON_SITE, ALL), maybe, rules=ADVISED) == (Outcome.ADVISORY, "two-members")
    assert found(maybe, (ON_SITE, THERE))[0] is Outcome.NOT_COVERED


@pytest.mark.parametrize(("verified", "says"), [(TEAM, "unknown"), ((), "advisory")])
@pytest.mark.parametrize(
    ("slug", "setting"),
    [
        ("two-members", "minimum"),
        ("one-on-site", "remote"),
        ("naloxone", "training"),
        ("clinician", "types"),
        ("officers", "types"),
    ],
)
def test_a_setting_that_nobody_knows_leaves_it_open(verified, says, slug, setting) -> None:
    rules = team_rules(rulebook(verified, settings={slug: {setting: UNKNOWN}}), DAY)
    assert found((ON_SITE, ALL), (ON_SITE, ALL), rules=rules) == (Outcome(says), slug)


def test_a_verified_requirement_that_only_unverified_ones_fail_is_advisory() -> None:
    doubtful = (ON_SITE, able(ALL, ALL & ~Able.COUNTS))
    assert outcome([(ON_SITE, able(ALL)), doubtful], JUDGED) == (
        Outcome.ADVISORY,
        "two-members",
    )


def test_the_worst_decides_and_of_equals_the_first() -> None:
    only_last = rulebook({"clinician"})
    alone = (ON_SITE, RESPONDER)
    assert found(alone, rules=team_rules(only_last, DAY)) == (Outcome.NOT_COVERED, "clinician")
    assert found(alone, rules=ADVISED) == (Outcome.ADVISORY, "two-members")


def test_what_is_only_good_to_know_never_matters() -> None:
    rules = team_rules(rulebook(TEAM, settings={"peer": {"types": UNKNOWN}}), DAY)
    two = [(ON_SITE, ALL & ~Able.PEER)] * 2
    assert found(*two) == found(*two, rules=rules) == COVERED


def test_rules_are_those_of_the_day() -> None:
    later = START + timedelta(days=400)
    book = with_versions(
        rulebook(TEAM),
        "two-members",
        version("two-members", verified=True),
        version("two-members", verified=False, starts=later, minimum=3),
    )
    two = [(ON_SITE, ALL)] * 2
    before = team_rules(book, START - timedelta(days=1))
    assert found(*two, rules=before) == COVERED  # nothing in force, and somebody is there
    assert before.rules == ()
    assert found(*two, rules=team_rules(book, later - timedelta(days=1))) == COVERED
    assert found(*two, rules=team_rules(book, later)) == (Outcome.ADVISORY, "two-members")


def test_rules_are_the_same_object_while_the_same_versions_hold() -> None:
    book, twin = rulebook(TEAM), rulebook(TEAM)
    assert team_rules(book, DAY) is team_rules(book, date(2030, 1, 1))
    assert team_rules(book, DAY) == team_rules(twin, DAY)
    assert hash(team_rules(book, DAY)) == hash(team_rules(twin, DAY))
    assert team_rules(book, DAY) is not team_rules(twin, DAY)


@given(st.lists(someone(), max_size=6), rulebooks())
def test_a_sum_of_weights_says_the_same(people, book) -> None:
    rules = team_rules(book, DAY)
    tally = sum(weight(mode, able) for mode, able in reversed(people))
    assert outcome_of(tally, rules) == outcome(people, rules)
