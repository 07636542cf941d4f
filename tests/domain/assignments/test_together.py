"""Several reasons for one thing: all shown, the earliest counts, an extension is respected."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.assignments import Act, Ask, Evidence, Progress, asked_of, combined
from portal.domain.assignments.ruled import Ruled
from tests.domain.assignments.people import (
    ASKED,
    DAY,
    MADE,
    assignment,
    counted,
    fixed,
    work,
    worker,
)

TODAY = date(2026, 3, 2)
NOTHING = Evidence()
THERE = worker(work(date(2020, 1, 1)))


def ask(due, evidence=NOTHING, *, number=1, said=ASKED, on=TODAY, person=THERE, **more):
    when = fixed(due) if due else counted()
    made = assignment(when=when, number=number, **more)
    return asked_of(made, person, {1: said} if said else {}, {1: evidence}, on)


def together(*dues, evidence=NOTHING):
    unknown = worker(work())  # since a day that is not known
    asked = [
        one
        for number, due in enumerate(dues, start=1)
        for one in ask(due, evidence, number=number, person=THERE if due else unknown)
    ]
    return combined("Sample", asked)


@pytest.mark.parametrize(
    ("due", "evidence", "expected"),
    [
        (TODAY, NOTHING, Progress.OPEN),  # the last day still counts
        (TODAY - DAY, NOTHING, Progress.LATE),
        (TODAY - DAY, Evidence(done_on=date(2025, 1, 1)), Progress.DONE),  # early work counts
        (TODAY - DAY, Evidence(waived=True), Progress.WAIVED),
        (TODAY - DAY, Evidence(done_on=TODAY, waived=True), Progress.DONE),
        (TODAY - DAY, Evidence(extended=TODAY), Progress.OPEN),
        (TODAY - 9 * DAY, Evidence(extended=TODAY - DAY), Progress.LATE),
        (TODAY - DAY, Evidence(held_until=MADE + DAY), Progress.DONE),  # held when asked, lapsed
        (TODAY - DAY, Evidence(held_until=MADE), Progress.LATE),  # had lapsed before
    ],
)
def test_where_somebody_stands(due, evidence, expected):
    [one] = ask(due, evidence)
    assert one.progress is expected


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"ended_on": TODAY}, Progress.TAKEN_BACK),
        ({"ended_on": TODAY + DAY}, Progress.DONE),
        ({"said": Ask(Act.TAKE_BACK, TODAY, None, "A mistake.")}, Progress.TAKEN_BACK),
        ({"person": worker(work(None, TODAY - DAY))}, Progress.GONE),
    ],
)
def test_what_is_not_asked_any_more_is_neither_done_nor_late(more, expected):
    [one] = ask(TODAY - DAY, Evidence(done_on=MADE), **more)
    assert one.progress is expected


def test_left_out_is_left_out_and_taken_back_says_why():
    assert ask(TODAY, said=Ask(Act.LEAVE_OUT, MADE, None, "")) == []
    [one] = ask(TODAY, said=Ask(Act.TAKE_BACK, TODAY, None, "A mistake."))
    assert one.words == "Taken back on March 2, 2026. Reason: A mistake."


def test_all_reasons_are_shown_the_earliest_first():
    found = together(TODAY + 9 * DAY, None, TODAY)
    assert [one.due for one in found.reasons] == [TODAY, TODAY + 9 * DAY, None]
    assert found.due == TODAY
    assert found.why.count("\n") == 2
    assert all(line.startswith("Rosa asked for it on January 15, 2026.") for line in
               found.why.splitlines())  # fmt: skip


def test_the_words_of_who_asked_stand_beside_the_date():
    found = combined("Sample", ask(TODAY, note="For the new van."))
    assert found.why.endswith("the same day for everybody asked. “For the new van.”")


dues = st.lists(st.none() | st.dates(date(2025, 1, 1), date(2027, 12, 31)), min_size=1, max_size=5)
evidences = st.builds(
    Evidence,
    done_on=st.none() | st.just(MADE),
    waived=st.booleans(),
    extended=st.none() | st.dates(date(2025, 1, 1), date(2027, 12, 31)),
)


@given(dues, st.dates(date(2025, 1, 1), date(2027, 12, 31)), evidences)
def test_another_reason_never_makes_a_date_later(first, more, evidence):
    before, after = together(*first, evidence=evidence), together(*first, more, evidence=evidence)
    assert after.due is not None
    assert before.due is None or after.due <= before.due
    assert len(after.reasons) == len(before.reasons) + 1


@given(dues, evidences)
def test_the_order_of_the_reasons_makes_no_difference(some, evidence):
    def seen(found):
        return found.due, found.progress, [one.due for one in found.reasons]

    assert seen(together(*some, evidence=evidence)) == seen(
        together(*reversed(some), evidence=evidence)
    )


@given(dues, st.dates(date(2025, 1, 1), date(2027, 12, 31)))
def test_an_extension_only_ever_gives_time(some, until):
    plain, longer = together(*some), together(*some, evidence=Evidence(extended=until))
    if plain.due is None:
        assert longer.due is None
    else:
        assert longer.due == max(plain.due, until)
        assert bool(longer.extension) is (until > plain.due)


@given(dues, evidences, st.sampled_from([Act.TAKE_BACK, Act.ASK]))
def test_what_is_there_does_not_hang_on_what_was_said(some, evidence, act):
    """Taking back and asking again leaves what somebody has as it is."""
    for due in some:
        said = Ask(act, TODAY, None, "")
        assert all(one.evidence == evidence for one in ask(due, evidence, said=said))


def test_a_rule_of_its_own_is_a_reason_and_the_earliest_date_counts():
    rule = Ruled(TODAY - DAY, "The rule asks.")
    found = combined("Sample", ask(TODAY + 9 * DAY), ruled=[rule], on=TODAY)
    assert (found.due, found.progress) == (TODAY - DAY, Progress.LATE)
    assert [(one.assignment, one.due) for one in found.reasons] == [
        (None, TODAY - DAY),
        (1, TODAY + 9 * DAY),
    ]
    assert found.why.startswith("The rule asks.")


def test_a_later_rule_is_shown_and_moves_nothing():
    rule = Ruled(TODAY + 20 * DAY, "The rule asks.")
    found = combined("Sample", ask(TODAY + 9 * DAY), ruled=[rule], on=TODAY)
    assert (found.due, found.progress) == (TODAY + 9 * DAY, Progress.OPEN)
    assert len(found.reasons) == 2


def test_where_no_date_could_be_worked_out_a_rule_gives_one():
    asked = ask(None, person=worker(work()))
    found = combined("Sample", asked, ruled=[Ruled(TODAY, "The rule asks.")], on=TODAY)
    assert (found.due, found.progress) == (TODAY, Progress.OPEN)


def test_what_is_there_needs_no_rule():
    there = ask(TODAY, Evidence(done_on=TODAY - DAY))
    found = combined("Sample", there, ruled=[Ruled(TODAY - DAY, "The rule asks.")], on=TODAY)
    assert found.progress is Progress.DONE
    assert [one.assignment for one in found.reasons] == [1]
