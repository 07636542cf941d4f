"""Could a team answer a call with everybody on it: through all time, and as on each day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from portal.domain.facts import holds
from portal.domain.staffing import (
    Abilities,
    AbilitySpan,
    Able,
    Answer,
    Mode,
    Outcome,
    Present,
    TeamMember,
    TeamSpan,
    judge_together,
    team_spans,
)
from tests.domain.staffing.people import ALL, THERE, able, masks
from tests.domain.staffing.rulebooks import START, TEAM, rulebook, version, with_versions

ONE = timedelta(days=1)
JULY, AUGUST = date(2023, 7, 1), date(2023, 8, 1)
BOOK = rulebook(TEAM)


def always(mask: Able) -> tuple[AbilitySpan, ...]:
    return (AbilitySpan(date.min, None, able(mask)),)


def member(
    person: int,
    spans: tuple[AbilitySpan, ...],
    starts_on: date | None = None,
    ends_on: date | None = None,
    mode: Mode = Mode.ON_SITE,
) -> TeamMember:
    return TeamMember(person, f"Person {person}", starts_on, ends_on, mode, spans)


def test_a_team_without_anybody_is_never_covered() -> None:
    assert team_spans([], BOOK) == (
        TeamSpan(date.min, None, Outcome.NOT_COVERED, "around-the-clock"),
    )


def test_it_changes_with_members_with_what_they_bring_and_with_the_rules() -> None:
    lapses = (
        AbilitySpan(date.min, AUGUST, able(ALL)),
        AbilitySpan(AUGUST, None, able(ALL & ~Able.COUNTS)),
    )
    found = team_spans([member(1, always(ALL)), member(2, lapses, JULY)], BOOK)
    assert found == (
        TeamSpan(date.min, START, Outcome.COVERED, ""),
        TeamSpan(START, JULY, Outcome.NOT_COVERED, "two-members"),
        TeamSpan(JULY, AUGUST, Outcome.COVERED, ""),
        TeamSpan(AUGUST, None, Outcome.NOT_COVERED, "two-members"),
    )


def test_days_hold_through_the_day() -> None:
    two = [member(1, always(ALL)), member(2, always(ALL), JULY, AUGUST)]
    found = team_spans(two, BOOK)
    assert [each.starts for each in found] == [date.min, START, JULY, AUGUST + ONE]


def test_whoever_only_gives_advice_is_on_call_and_all_others_are_on_site() -> None:
    peers = [member(1, always(ALL & ~Able.CLINICIAN)), member(2, always(ALL & ~Able.CLINICIAN))]
    consultant = member(3, always(THERE | Able.CLINICIAN), mode=Mode.ON_CALL)
    assert team_spans(peers, BOOK)[-1].requirement == "clinician"
    assert team_spans([*peers, consultant], BOOK)[-1].outcome is Outcome.COVERED
    remote = [member(number, always(ALL), mode=Mode.REMOTE) for number in (1, 2)]
    assert team_spans(remote, BOOK)[-1].outcome is Outcome.COVERED
    assert team_spans([consultant], BOOK)[-1].requirement == "around-the-clock"


def test_somebody_on_the_team_twice_counts_once() -> None:
    twice = [
        member(1, always(ALL), JULY, AUGUST),
        member(1, always(ALL), JULY + ONE, None, Mode.ON_CALL),
        member(1, always(ALL), AUGUST + 5 * ONE),
        member(2, always(ALL)),
    ]
    found = team_spans(twice, BOOK)
    assert [(each.starts, each.outcome.value) for each in found] == [
        (date.min, "covered"),
        (START, "not covered"),
        (JULY, "covered"),
        (AUGUST + ONE, "not covered"),
        (AUGUST + 5 * ONE, "covered"),
    ]
    gap = [member(1, always(ALL), None, JULY), member(1, always(ALL), AUGUST)]
    assert [each.starts for each in team_spans(gap, rulebook())] == [
        date.min,
        START,
        JULY + ONE,
        AUGUST,
    ]


DAYS = st.dates(date(2023, 6, 1), date(2023, 8, 1))


@st.composite
def members(draw) -> list[TeamMember]:
    of_person = {}
    for person in range(3):
        starts = [date.min, *sorted(draw(st.sets(DAYS, max_size=3)))]
        of_person[person] = tuple(
            AbilitySpan(day, end, Abilities(draw(masks()), draw(masks())))
            for day, end in zip(starts, [*starts[1:], None], strict=True)
        )
    return [
        member(
            person := draw(st.sampled_from(range(3))),
            of_person[person],
            draw(st.none() | DAYS),
            draw(st.none() | DAYS),
            draw(st.sampled_from(Mode)),
        )
        for _ in range(draw(st.integers(0, 4)))
    ]


def on_day(team: list[TeamMember], day: date) -> list[Present]:
    return [
        Present(
            each.person,
            each.name,
            Mode.ON_CALL if each.mode is Mode.ON_CALL else Mode.ON_SITE,
            next(span.able for span in reversed(each.spans) if span.starts <= day),
        )
        for each in team
        if holds(each.starts_on, each.ends_on, day)
    ]


@given(members(), members(), DAYS, DAYS)
def test_days_that_are_known_need_not_be_looked_at(team, others, first, until) -> None:
    """Only on these days there is anybody else."""

    def then(each: TeamMember) -> TeamMember:
        starts_on = max(each.starts_on or first, first)
        return replace(each, starts_on=starts_on, ends_on=min(each.ends_on or until, until) - ONE)

    some = [then(each) for each in others]
    later = [each for each in some if each.starts_on <= each.ends_on]
    known, now = team_spans(team, BOOK), team_spans([*team, *later], BOOK)
    assert team_spans([*team, *later], BOOK, first, max(first, until), known) == now


def said(span: TeamSpan) -> tuple[Outcome, str, Answer | None]:
    return span.outcome, span.requirement, span.answer


@given(members())
def test_spans_tile_time_and_say_the_same_as_each_day(team) -> None:
    book = with_versions(
        BOOK,
        "two-members",
        version("two-members", verified=False),
        version("two-members", verified=True, starts=date(2023, 7, 4)),
    )
    found = team_spans(team, book)
    assert (found[0].starts, found[-1].ends) == (date.min, None)
    for before, after in pairwise(found):
        assert before.ends == after.starts
        assert before.starts < after.starts
        assert said(before) != said(after)
    for day in (date(2023, 5, 25) + number * ONE for number in range(75)):
        span = next(each for each in reversed(found) if each.starts <= day)
        verdict = judge_together(on_day(team, day), book, day)
        deciding = verdict.first_failing
        answer = deciding.answer if deciding and verdict.outcome is Outcome.ADVISORY else None
        assert said(span) == (verdict.outcome, verdict.decides, answer)
