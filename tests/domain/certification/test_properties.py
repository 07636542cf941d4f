"""What holds for whatever is known of anybody, under any rules, on every single day."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.domain.certification import (
    State,
    all_spans,
    decided_by,
    judge,
    judged_requirements,
    spans,
    standing,
)
from portal.domain.facts import Begun, Completion, DutyHeld, LicenseHeld, PersonFacts
from portal.domain.requirements import UNKNOWN, Requirement, Rulebook, Severity
from tests.domain.certification.made_up import (
    DAYS,
    EVERY_DAY,
    MAYBE_DAYS,
    Case,
    cases,
    completions,
    education,
    exemptions,
    in_training,
    refreshes,
    trainees,
    trainings,
)
from tests.domain.facts import begun, licensed, person, profession, responds, waiver
from tests.domain.rulebooks import designation, license_rule, qualified, rulebook, training

ANY_DAY = st.one_of(st.sampled_from(EVERY_DAY), st.dates(), st.just(date.max))
AFTER = EVERY_DAY[-1] + timedelta(days=1)
MANY = settings(max_examples=80, deadline=None)
SOME = settings(deadline=None)
DAY_BY_DAY = settings(max_examples=30, deadline=None)


def first(book: Rulebook) -> Requirement:
    return judged_requirements(book)[0]


def daily(facts: PersonFacts, book: Rulebook) -> list[State]:
    """The state on every day, by the spans, which a test below asks day by day."""
    found: list[State] = []
    tiles = spans(facts, first(book), book)
    for tile in tiles:
        ends = min(tile.ends or AFTER, AFTER)
        found += [tile.state] * max(0, (ends - EVERY_DAY[0]).days - len(found))
    return found


@MANY
@given(cases())
def test_spans_tile_time_without_gap_or_overlap(case: Case) -> None:
    facts, book = case
    tiles = spans(facts, first(book), book)
    assert tiles[0].starts == date.min
    assert tiles[-1].ends is None
    for one, following in pairwise(tiles):
        assert one.ends == following.starts
        assert one.starts < following.starts
        assert (one.state, one.advisory) != (following.state, following.advisory)


@MANY
@given(cases())
def test_a_new_fact_leaves_alone_what_it_does_not_decide(case: Case) -> None:
    facts, book = case

    def decided_otherwise(before: PersonFacts) -> set[str]:
        now, then = all_spans(facts, book), all_spans(before, book)
        return {slug for slug, tiles in now.items() if tiles != then[slug]}

    for number, new in enumerate(facts.completions):
        others = facts.completions[:number] + facts.completions[number + 1 :]
        named = decided_by([new], book, licenses=False)
        assert decided_otherwise(replace(facts, completions=others)) <= set(named)
    for number in range(len(facts.licenses)):
        kept = facts.licenses[:number] + facts.licenses[number + 1 :]
        named = decided_by([], book, licenses=True)
        assert decided_otherwise(replace(facts, licenses=kept)) <= set(named)


@DAY_BY_DAY
@given(cases(), ANY_DAY)
def test_the_state_of_every_day_is_that_of_the_span_that_covers_it(
    case: Case, any_day: date
) -> None:
    facts, book = case
    tiles = spans(facts, first(book), book)
    for day in [*EVERY_DAY, any_day, *(tile.starts for tile in tiles)]:
        state, advisory = standing(facts, first(book), book, day)
        tile = tiles[bisect_right(tiles, day, key=lambda each: each.starts) - 1]
        assert (tile.state, tile.advisory) == (state, advisory)


@SOME
@given(
    trainees(),
    st.builds(
        rulebook,
        trainings(),
        refreshes(),
        exemptions(),
        st.just(qualified("lcsw")),
        st.just(license_rule()),
        st.just(designation()),
    ),
)
def test_all_requirements_at_once_are_each_by_itself(facts: PersonFacts, book: Rulebook) -> None:
    each = {one.slug: spans(facts, one, book) for one in judged_requirements(book)}
    assert all_spans(facts, book) == each


@SOME
@given(trainees(), trainings(), refreshes(), trainings(), refreshes(), DAYS)
def test_a_later_rule_never_changes_a_past_state(
    facts: PersonFacts,
    asked: Requirement,
    repeated: Requirement,
    asked_later: Requirement,
    repeated_later: Requirement,
    day: date,
) -> None:
    """From the day on other versions are in force; before it, everything is as it was."""
    before = daily(facts, rulebook(asked, repeated))
    after = daily(
        facts, rulebook(until(asked, asked_later, day), until(repeated, repeated_later, day))
    )
    days = (day - EVERY_DAY[0]).days
    assert before[:days] == after[:days]


def until(before: Requirement, after: Requirement, day: date) -> Requirement:
    """The versions of the one up to a day, and of the other from it on."""
    kept = [
        replace(version, ends=min(version.ends or day, day))
        for version in before.versions
        if version.starts < day
    ]
    following = [version for version in after.versions if version.starts >= day]
    return replace(before, versions=(*kept, *following))


RANK = {
    **dict.fromkeys(State, 1),
    State.EXPIRED: 0,
    State.MISSING: 0,
    State.IN_PROGRESS: 0,
    State.VALID: 2,
    State.RENEW_NOW: 2,
    State.GRACE: 2,
}
"""Held is better than being counted, or perhaps being counted, and that than falling short."""


@MANY
@given(cases(), completions())
def test_one_more_training_never_makes_anybody_less_qualified(case: Case, more: Completion) -> None:
    """Who was never trained may have an unknown time left, and who was trained long ago has
    outlived it for sure. Before it counts, nothing changes at all.
    """
    facts, book = case
    before = daily(facts, book)
    after = daily(replace(facts, completions=(*facts.completions, more)), book)
    for day, was, now in zip(EVERY_DAY, before, after, strict=True):
        if day < more.completed_on:
            assert now is was
        elif (was, now) != (State.UNKNOWN, State.EXPIRED):
            assert RANK[now] >= RANK[was]


SEVERITIES = st.sampled_from(Severity)


@MANY
@given(
    st.builds(responds, DAYS),
    st.builds(begun, DAYS, MAYBE_DAYS),
    st.builds(
        training,
        deadline=st.sampled_from(["before", 90, 400, UNKNOWN]),
        severity=SEVERITIES,
        verified=st.booleans(),
    ),
)
def test_beginning_a_training_costs_nobody_the_time_they_have(
    answering: DutyHeld, more: Begun, asked: Requirement
) -> None:
    book = rulebook(asked)
    before, after = daily(person(answering), book), daily(person(answering, more), book)
    for was, now in zip(before, after, strict=True):
        assert now is was or (was is State.MISSING and now is State.IN_PROGRESS)


@MANY
@given(
    st.builds(licensed, DAYS),
    st.lists(education(), max_size=2),
    education(),
    st.builds(license_rule, subjects=st.sampled_from([{}, UNKNOWN]), severity=SEVERITIES),
)
def test_hours_cost_nobody_who_holds_a_license_anything(
    held: LicenseHeld, earned: list[Completion], more: Completion, asked: Requirement
) -> None:
    book = rulebook(asked)
    before = daily(person(profession(), held, *earned), book)
    after = daily(person(profession(), held, *earned, more), book)
    for was, now in zip(before, after, strict=True):
        assert RANK[now] >= RANK[was]


@SOME
@given(cases(), completions(), DAYS)
def test_a_revocation_never_changes_an_earlier_day(
    case: Case, one: Completion, revoked_on: date
) -> None:
    facts, book = case
    stands = replace(one, revoked_on=None)
    revoked = replace(one, revoked_on=revoked_on)
    before = daily(replace(facts, completions=(*facts.completions, stands)), book)
    after = daily(replace(facts, completions=(*facts.completions, revoked)), book)
    without = daily(facts, book)
    days = (revoked_on - EVERY_DAY[0]).days
    assert after == before[:days] + without[days:]


@SOME
@given(cases(), DAYS, DAYS)
def test_a_waiver_helps_between_its_days_and_leaves_no_trace(
    case: Case, starts: date, ends: date
) -> None:
    facts, book = case
    plain = replace(facts, decisions=())
    waived = replace(facts, decisions=(waiver(starts, ends, first(book).slug),))
    for day, was, now in zip(EVERY_DAY, daily(plain, book), daily(waived, book), strict=True):
        needs_it = was is not State.NOT_REQUIRED and not was.holds
        assert now is (State.WAIVED if starts <= day <= ends and needs_it else was)


@SOME
@given(cases())
def test_a_decision_never_makes_anybody_less_qualified(case: Case) -> None:
    facts, book = case
    with_it, without = daily(facts, book), daily(replace(facts, decisions=()), book)
    assert all(RANK[now] >= RANK[was] for now, was in zip(with_it, without, strict=True))


@SOME
@given(in_training())
def test_beginning_a_training_never_costs_anybody_their_place(case: Case) -> None:
    facts, book = case
    with_it, without = daily(facts, book), daily(replace(facts, begun=()), book)
    for now, was in zip(with_it, without, strict=True):
        if was.satisfies is not False:
            assert now is was


@MANY
@given(cases(), ANY_DAY)
def test_a_verdict_says_what_the_span_says_and_why(case: Case, day: date) -> None:
    facts, book = case
    found = judge(facts, first(book), book, day)
    assert (found.state, found.advisory) == standing(facts, first(book), book, day)
    assert (found.since or date.min) <= day <= (found.through or date.max)
    assert found.due is None or found.due >= day
    assert found.reasons
    for line in [*(reason.text for reason in found.reasons), found.action or "Nothing."]:
        assert line[-1] in ".!?"
        assert "None" not in line
    for edge in (found.since, found.through):
        if edge is not None:
            assert standing(facts, first(book), book, edge)[0] is found.state
    keys = {reason.fact for reason in found.reasons if reason.fact}
    assert keys <= known_keys(facts)


def known_keys(facts: PersonFacts) -> set[str]:
    held = (
        facts.affiliations,
        facts.duties,
        facts.professions,
        facts.licenses,
        facts.designations,
        facts.completions,
        facts.begun,
        facts.decisions,
        facts.leaves,
    )
    keys = {each.fact.key for place in held for each in place}
    for completion in facts.completions:
        for claimed in completion.claims:
            keys |= {claimed.fact.key, claimed.equivalency.fact.key}
    return keys
