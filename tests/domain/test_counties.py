"""What counties owe."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from itertools import count

import pytest

from portal.domain.counties import CountyVerdict, judge_county
from portal.domain.facts import CountyFact, Recorded
from portal.domain.requirements import (
    UNKNOWN,
    Confidence,
    Requirement,
    Setting,
    Severity,
    Subject,
    Tier,
    Version,
)
from portal.domain.staffing import Answer

FRESNO, SIERRA = "06019", "06091"
STARTS = date(2023, 6, 19)
DUE = date(2023, 12, 31)
_numbers = count(1)


def requirement(
    check: str = "done_by",
    slug: str = "crisis-line",
    verified: date | None = None,
    **settings: Setting,
) -> Requirement:
    if check == "done_by":
        settings = {"due": DUE, "counties": "all", **settings}
    version = Version(STARTS, None, settings, "notice", "", Confidence.VERIFIED, verified)
    return Requirement(
        slug, "K-05", "It", "It.", Subject.COUNTY, Tier.COUNTY, Severity.DUE, check, (version,)
    )


def fact(
    done_on: date, ends_on: date | None = None, about: str = "crisis-line", note: str = ""
) -> CountyFact:
    recorded = Recorded(f"county-fact:{next(_numbers)}", datetime(2024, 1, 2, tzinfo=UTC), "Rosa")
    return CountyFact(recorded, about, done_on, ends_on, note)


def judge(
    asked: Requirement,
    *facts: CountyFact,
    on: date = date(2024, 6, 1),
    covered: bool | None = None,
    county: str = FRESNO,
) -> CountyVerdict:
    return judge_county(county, facts, asked, on, covered)


def test_done_is_met_from_the_day_on_and_names_the_fact() -> None:
    done = fact(date(2023, 12, 1))
    verdict = judge(requirement(), done, on=date(2023, 12, 1))
    assert verdict.answer is Answer.MET
    assert verdict.fact == done.fact.key
    assert verdict.due == DUE
    assert verdict.because == "Done since December 1, 2023; it was due by December 31, 2023."


def test_what_is_recorded_for_a_later_day_is_not_done_before() -> None:
    verdict = judge(requirement(), fact(date(2023, 12, 1)), on=date(2023, 11, 30))
    assert verdict.answer is Answer.NO_EVIDENCE
    assert verdict.because == (
        "It is recorded as beginning on December 1, 2023. It is due by December 31, 2023."
    )


def test_late_is_done_and_says_that_it_was_late() -> None:
    verdict = judge(requirement(), fact(date(2024, 1, 1)))
    assert verdict.answer is Answer.MET
    assert verdict.because == (
        "Done since January 1, 2024, later than it was due: December 31, 2023."
    )


@pytest.mark.parametrize(("on", "said"), [(DUE, "is"), (date(2024, 1, 1), "was")])
def test_nothing_recorded_is_no_evidence_also_after_it_was_due(on: date, said: str) -> None:
    verdict = judge(requirement(), on=on)
    assert verdict.answer is Answer.NO_EVIDENCE
    assert verdict.because == f"Nothing is recorded yet. It {said} due by December 31, 2023."
    assert verdict.fact == ""


def test_what_has_ended_is_not_met_from_the_day_after() -> None:
    held = fact(date(2023, 12, 1), date(2024, 5, 31))
    assert judge(requirement(), held, on=date(2024, 5, 31)).answer is Answer.MET
    verdict = judge(requirement(), held, on=date(2024, 6, 1))
    assert verdict.answer is Answer.NOT_MET
    assert verdict.because == "It held from December 1, 2023 through May 31, 2024."
    assert verdict.fact == held.fact.key


def test_begun_again_is_met_and_rests_on_the_later_fact() -> None:
    ended, again = fact(date(2023, 12, 1), date(2024, 1, 31)), fact(date(2024, 3, 1))
    assert judge(requirement(), again, ended).fact == again.fact.key
    between = judge(requirement(), again, ended, on=date(2024, 2, 15))
    assert (between.answer, between.fact) == (Answer.NOT_MET, ended.fact.key)


def test_facts_about_other_requirements_do_not_count() -> None:
    assert judge(requirement(), fact(DUE, about="dispatch-tool")).answer is Answer.NO_EVIDENCE


def test_an_unknown_day_is_an_unknown_parameter_until_it_is_done() -> None:
    asked = requirement(due=UNKNOWN)
    verdict = judge(asked)
    assert verdict.answer is Answer.UNKNOWN_SETTING
    assert verdict.because == "Nothing is recorded yet. By when it is due is not known."
    done = judge(asked, fact(DUE))
    assert (done.answer, done.because) == (Answer.MET, "Done since December 31, 2023.")


def test_an_unknown_list_of_counties_is_an_unknown_parameter() -> None:
    verdict = judge(requirement(counties=UNKNOWN))
    assert verdict.answer is Answer.UNKNOWN_SETTING
    assert verdict.because == "Nothing is recorded yet. Which counties it concerns is not known."


def test_a_list_of_counties_concerns_only_those() -> None:
    asked = requirement(counties=(SIERRA,))
    assert judge(asked).answer is Answer.NOT_APPLICABLE
    assert judge(asked, county=SIERRA).answer is Answer.NO_EVIDENCE


def test_a_list_that_the_state_keeps_concerns_those_of_whom_something_is_recorded() -> None:
    asked = requirement(counties="listed")
    assert judge(asked).answer is Answer.NOT_APPLICABLE
    assert judge(asked, fact(date(2024, 7, 1))).answer is Answer.NO_EVIDENCE


def test_go_live_is_due_when_the_benefit_begins() -> None:
    asked = requirement(due="go-live")
    verdict = judge(asked)
    assert (verdict.answer, verdict.due) == (Answer.NO_EVIDENCE, None)
    assert verdict.because == (
        "Nothing is recorded yet. It is due when the benefit begins, and that day is not recorded."
    )
    live = fact(date(2024, 7, 1), about="benefit-live")
    assert judge(asked, live).due == date(2024, 7, 1)


def test_before_its_first_version_it_is_not_in_force() -> None:
    verdict = judge(requirement(), on=date(2023, 6, 18))
    assert (verdict.answer, verdict.version) == (Answer.NOT_IN_FORCE, None)
    assert verdict.because == "It is in force from June 19, 2023."
    assert judge(requirement(), on=STARTS).answer is Answer.NO_EVIDENCE


def test_after_its_repeal_it_is_not_in_force() -> None:
    asked = requirement()
    first = asked.versions[0]
    repealed = Requirement(
        asked.slug,
        asked.rule,
        asked.title,
        asked.statement,
        asked.subject,
        asked.tier,
        asked.severity,
        asked.check,
        (
            Version(
                first.starts, date(2024, 6, 1), first.settings, "notice", "", first.confidence, None
            ),
        ),
    )
    verdict = judge(repealed)
    assert verdict.answer is Answer.NOT_IN_FORCE
    assert verdict.because == "It is not in force on June 1, 2024."
    assert not verdict.advisory


def test_an_unverified_version_advises() -> None:
    assert judge(requirement()).advisory
    assert not judge(requirement(verified=date(2026, 11, 22))).advisory


@pytest.mark.parametrize(
    ("covered", "answer"),
    [(True, Answer.MET), (False, Answer.NOT_MET), (None, Answer.NO_EVIDENCE)],
)
def test_around_the_clock_is_told_by_the_rosters(covered: bool | None, answer: Answer) -> None:
    asked = requirement("covered_around_the_clock")
    assert judge(asked, covered=covered).answer is answer


def test_around_the_clock_does_not_apply_before_the_benefit_begins() -> None:
    asked = requirement("covered_around_the_clock")
    live = fact(date(2024, 7, 1), about="benefit-live")
    before = judge(asked, live, on=date(2024, 6, 30), covered=False)
    assert before.answer is Answer.NOT_APPLICABLE
    assert before.because == "The benefit begins in the county on July 1, 2024."
    assert judge(asked, live, on=date(2024, 7, 1), covered=False).answer is Answer.NOT_MET


def test_what_is_noted_last_counts() -> None:
    asked = requirement("noted", slug="benefit-optional")
    assert judge(asked).answer is Answer.NO_EVIDENCE
    first = fact(date(2024, 1, 2), about="benefit-optional", note="The board will decide in May.")
    last = fact(date(2024, 5, 2), about="benefit-optional", note="The county keeps it.")
    verdict = judge(asked, last, first)
    assert verdict.answer is Answer.MET
    assert verdict.because == "Noted for May 2, 2024: The county keeps it."
    assert judge(asked, last, first, on=date(2024, 5, 1)).fact == first.fact.key


def test_a_check_of_something_else_is_a_mistake_of_the_caller() -> None:
    asked: Mapping[str, Setting] = {"minimum": 2}
    with pytest.raises(ValueError, match="members_at_least does not judge a county"):
        judge(requirement("members_at_least", **asked))
