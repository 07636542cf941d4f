"""The twenty cases that other systems get wrong, as far as they concern one person.

Two of them are decided elsewhere and named at the end.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from portal.domain.certification import State, spans
from portal.domain.dates import civil_date
from portal.domain.facts import PersonFacts
from tests.domain.certification.judged import (
    changes,
    only,
    said,
    state,
    tiles,
    valid_through,
    verdict,
)
from tests.domain.facts import (
    affiliated,
    begun,
    claim,
    completed,
    extension,
    leave,
    outside,
    person,
    precedent,
    responds,
    waiver,
)
from tests.domain.rulebooks import changing, refresh, rulebook, training

YEARLY = rulebook(training(), refresh(12, renew_days=60))
IN_90_DAYS = rulebook(training(deadline=90))


@pytest.mark.parametrize(
    ("again", "through"),
    [
        ("2026-10-01", date(2027, 10, 1)),  # before the window: the later of both ends
        ("2027-02-01", date(2028, 3, 10)),  # in the window: added to the end
        ("2027-03-20", date(2028, 3, 20)),  # after the end: anew
    ],
)
def test_case_1_completing_before_in_and_after_the_window(again: str, through: date) -> None:
    facts = person(responds(), completed("2026-03-10"), completed(again))
    assert valid_through(facts, YEARLY) == through
    end = f"{through:%B} {through.day}, {through.year}"
    assert any(line.endswith(f"good through {end}.") for line in said(facts, YEARLY, again))


def test_case_2_the_last_day_counts_whole_and_the_next_not_at_all() -> None:
    facts = person(responds(), completed("2026-03-10"))
    before_midnight = datetime(2027, 3, 11, 7, 59, 59, tzinfo=UTC)
    days = [civil_date(before_midnight), civil_date(before_midnight + timedelta(seconds=1))]
    assert days == [date(2027, 3, 10), date(2027, 3, 11)]
    assert [state(facts, YEARLY, day) for day in days] == [State.RENEW_NOW, State.EXPIRED]


@pytest.mark.parametrize(
    ("completed_on", "through"),
    [
        ("2028-02-29", date(2029, 2, 28)),
        ("2026-03-08", date(2027, 3, 8)),  # 23 hours long
        ("2026-11-01", date(2027, 11, 1)),  # 25 hours long
    ],
)
def test_case_3_leap_days_month_ends_and_summer_time(completed_on: str, through: date) -> None:
    assert valid_through(person(responds(), completed(completed_on)), YEARLY) == through


def test_case_3_the_31st_and_six_months() -> None:
    half_yearly = rulebook(training(), refresh(6))
    facts = person(responds(), completed("2026-08-31"))
    assert valid_through(facts, half_yearly) == date(2027, 2, 28)


def test_case_4_evidence_from_march_recorded_in_june_counts_from_march() -> None:
    # What was known in May is the caller's to hand over: then, the fact was not among them.
    march = completed("2026-03-10")
    late = replace(march, fact=replace(march.fact, at=datetime(2026, 6, 1, 20, tzinfo=UTC)))
    assert state(person(responds(), late), YEARLY, "2026-05-01") is State.VALID
    assert state(person(responds()), YEARLY, "2026-05-01") is State.MISSING


def test_case_5_a_rule_changed_in_mid_cycle_leaves_the_cycle_as_it_was() -> None:
    book = rulebook(training(), changing(refresh(24), refresh(12, starts=date(2026, 6, 1))))
    before = person(responds(), completed("2026-03-10"))
    after = person(responds(), completed("2026-06-01"))
    assert valid_through(before, book) == date(2028, 3, 10)
    assert valid_through(after, book) == date(2027, 6, 1)


def test_case_6_a_new_edition_says_whether_the_old_one_counts() -> None:
    accepted = person(responds(), completed("2026-03-10"))
    superseded = person(responds(), completed("2026-03-10", superseded="2026-07-01"))
    assert changes(accepted, rulebook(training()))[-1] == ("2026-03-10", State.VALID)
    assert changes(superseded, rulebook(training()))[-1] == ("2026-07-01", State.MISSING)
    assert (
        "Completed on March 10, 2026 (Crisis assessment, edition 1). The newest edition of "
        "July 1, 2026 says that this one no longer counts."
    ) in said(superseded, rulebook(training()), "2026-07-01")


def test_case_7_of_two_reasons_the_earliest_day_is_due_and_both_are_listed() -> None:
    facts = person(responds("2026-01-10"), affiliated("2026-02-01"))
    found = verdict(facts, IN_90_DAYS, "2026-02-15")
    assert (found.state, found.due) == (State.NOT_YET_DUE, date(2026, 4, 10))
    lines = [reason.text for reason in found.reasons]
    assert any("January 10, 2026 that is April 10, 2026" in line for line in lines)
    assert any("would give until May 2, 2026" in line for line in lines)


def test_case_8_leaving_a_team_and_coming_back_touches_no_evidence() -> None:
    facts = person(
        affiliated("2026-01-10", "2026-05-31"), affiliated("2026-09-01"), completed("2026-03-10")
    )
    assert changes(facts, YEARLY) == [
        ("2026-01-10", State.MISSING),
        ("2026-03-10", State.VALID),
        ("2027-01-09", State.RENEW_NOW),
        ("2027-03-11", State.EXPIRED),
    ]


def test_case_9_leave_stops_no_clock_and_is_mentioned() -> None:
    away = leave("2027-01-01", "2027-04-30")
    facts = person(responds(), completed("2026-03-10"))
    on_leave = person(responds(), completed("2026-03-10"), away)
    assert changes(on_leave, YEARLY) == changes(facts, YEARLY)
    assert any(line.startswith("On leave since") for line in said(on_leave, YEARLY, "2027-02-01"))
    assert said(on_leave, YEARLY, "2027-05-01") == said(facts, YEARLY, "2027-05-01")


def test_case_9_who_is_hired_again_after_a_gap_has_the_time_anew() -> None:
    facts = person(responds("2025-01-10", "2025-06-30"), responds("2026-01-10"))
    assert changes(facts, IN_90_DAYS) == [
        ("2025-01-10", State.NOT_YET_DUE),
        ("2025-04-11", State.MISSING),
        ("2025-07-01", State.NOT_REQUIRED),
        ("2026-01-10", State.NOT_YET_DUE),
        ("2026-04-11", State.MISSING),
    ]
    assert any(
        line.startswith("An earlier time ended with June 30, 2025.")
        for line in said(facts, IN_90_DAYS, "2026-02-01")
    )


def test_case_10_the_record_follows_the_person_from_county_to_county() -> None:
    # Who may see it, and for which days, is the services' to say.
    there = affiliated("2026-01-10", "2026-05-31", county="06019")
    here = affiliated("2026-05-01", county="06001", team=2)
    facts = person(there, here, completed("2026-03-10"))
    assert state(facts, YEARLY, "2026-05-15") is state(facts, YEARLY, "2026-12-01") is State.VALID
    # The one county took over from the other without a break, so the clock did not begin anew.
    assert changes(person(there, here), IN_90_DAYS)[-1] == ("2026-04-11", State.MISSING)


def test_case_11_records_of_one_person_that_are_put_together_add_up() -> None:
    # The legal name on a certificate is that of its day: `certificates`.
    one, other = completed("2026-03-10"), completed("2027-02-01")
    together = person(responds(), one, other)
    assert valid_through(together, YEARLY) == date(2028, 3, 10)
    assert valid_through(person(responds(), one), YEARLY) == date(2027, 3, 10)


def test_case_12_a_waiver_and_an_extension_end_by_themselves_and_shift_no_cycle() -> None:
    waived = person(responds(), waiver("2026-02-01", "2026-03-31"))
    assert changes(waived, YEARLY) == [
        ("2026-01-10", State.MISSING),
        ("2026-02-01", State.WAIVED),
        ("2026-04-01", State.MISSING),
    ]
    extended = person(
        responds("2026-03-10"),
        completed("2026-03-10"),
        extension("2027-03-01", "2027-04-30"),
        completed("2027-05-10"),
    )
    assert changes(extended, YEARLY)[-5:] == [
        ("2027-03-11", State.GRACE),
        ("2027-05-01", State.EXPIRED),
        ("2027-05-10", State.VALID),
        ("2028-03-11", State.RENEW_NOW),
        ("2028-05-11", State.EXPIRED),
    ]


def test_case_13_a_revoked_precedent_ends_what_rests_on_it_and_rewrites_nothing() -> None:
    def known(revoked: str | None) -> PersonFacts:
        return person(
            responds(),
            outside("2025-11-01", claim("2026-02-01", precedent(revoked=revoked))),
        )

    book = rulebook(training())
    standing, revoked = known(None), known("2026-07-01")
    assert changes(revoked, book) == [
        ("2026-01-10", State.MISSING),
        ("2026-02-01", State.VALID),
        ("2026-07-01", State.MISSING),
    ]
    assert changes(standing, book) == changes(revoked, book)[:2]
    assert any(
        "The decision that credited it was revoked on July 1, 2026." in line
        for line in said(revoked, book, "2026-07-01")
    )


def test_case_14_a_blank_first_day_is_unknown_and_never_made_up() -> None:
    facts = person(responds(None))
    found = verdict(facts, IN_90_DAYS, "2026-03-01")
    assert (found.state, found.due) == (State.UNKNOWN, None)
    assert found.action == ("Complete “Crisis assessment”, and record the day on which this began.")
    assert any("the day this began is not recorded" in reason.text for reason in found.reasons)
    assert state(person(responds(None)), YEARLY, "2026-03-01") is State.MISSING


def test_case_15_a_day_that_was_past_when_it_was_recorded_is_late_at_once() -> None:
    # That a trainer has to choose before saving is the form's to ask for.
    facts = person(responds("2025-01-10"))
    found = verdict(facts, IN_90_DAYS, "2026-03-01")
    assert (found.state, found.since) == (State.MISSING, date(2025, 4, 11))


def test_case_16_however_long_ago_it_lapsed_there_is_a_next_step() -> None:
    facts = person(responds("2020-01-01"), completed("2023-08-01"))
    found = verdict(facts, YEARLY, "2026-03-01")
    assert (found.state, found.since) == (State.EXPIRED, date(2024, 8, 2))
    assert found.action == "Complete “Crisis assessment” again now."
    again = person(responds("2020-01-01"), completed("2023-08-01"), completed("2026-03-01"))
    assert valid_through(again, YEARLY) == date(2027, 3, 1)


def test_case_17_one_completion_may_meet_two_requirements() -> None:
    book = rulebook(training(), training("safety-planning", rule="C-05"))
    facts = person(responds(), completed("2026-03-10"))
    both = [spans(facts, each, book) for each in book.requirements.values()]
    assert both[0] == both[1]
    assert both[0][-1].state is State.VALID


def test_case_18_what_was_passed_once_stays_passed() -> None:
    # Which attempt passes is the final's to say: `quizzes`. A completion is a fact from then on.
    facts = person(responds(), begun("2026-02-01", "2026-03-10"), completed("2026-03-10"))
    failing_again = replace(facts, begun=(*facts.begun, begun("2026-05-01")))
    assert changes(facts, YEARLY) == [
        ("2026-01-10", State.MISSING),
        ("2026-02-01", State.IN_PROGRESS),
        ("2026-03-10", State.VALID),
        ("2027-01-09", State.RENEW_NOW),
        ("2027-03-11", State.EXPIRED),
    ]
    assert changes(failing_again, YEARLY) == changes(facts, YEARLY)


# Case 19, jobs that stopped for a week: nothing here is stored, so there is nothing that a job
# could leave behind. Kept rows are checked against this derivation in tests/services/readiness,
# and mail in tests/services/test_mail.py.
#
# Case 20, one person who counts for two roles in a team: tests/domain/staffing.


def test_nothing_about_a_person_depends_on_when_it_is_asked() -> None:
    facts = person(responds(), completed("2026-03-10"))
    assert tiles(facts, YEARLY) == spans(facts, only(YEARLY), YEARLY)
