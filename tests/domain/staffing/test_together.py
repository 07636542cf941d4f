"""Those who are there are judged by every team requirement, in sentences that name them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.requirements import UNKNOWN, Confidence, Severity
from portal.domain.staffing import (
    Abilities,
    Able,
    Answer,
    Line,
    Mode,
    Outcome,
    Present,
    TeamVerdict,
    judge_together,
    outcome,
    team_rules,
)
from tests.domain.staffing.people import (
    ALL,
    RESPONDER,
    THERE,
    able,
    masks,
    present,
    rulebooks,
)
from tests.domain.staffing.rulebooks import DAY, START, TEAM, rulebook, version, with_versions

ON_SITE, REMOTE, ON_CALL = Mode.ON_SITE, Mode.REMOTE, Mode.ON_CALL
JUDGED, ADVISING = rulebook(TEAM), rulebook()
RECALLED = " This is advisory; the source could not be read."


def line(slug: str, *people: tuple[Mode, Able], book=JUDGED) -> Line:
    verdict = judge_together(present(*people), book, DAY)
    return next(each for each in verdict.lines if each.requirement.slug == slug)


def read(slug: str, *people: tuple[Mode, Able], book=JUDGED) -> tuple[str, str]:
    found = line(slug, *people, book=book)
    return found.answer, found.because


@st.composite
def teams(draw) -> list[Present]:
    known = st.builds(Abilities, masks(), masks())
    officer = st.just(able(THERE, THERE | Able.EXCLUDED))
    each = st.one_of(known, known, officer, st.just(able(Able(0))))
    return [
        Present(number, f"Person {number}", draw(st.sampled_from(Mode)), draw(each))
        for number in range(draw(st.integers(0, 6)))
    ]


@given(teams(), rulebooks())
def test_the_outcome_is_that_of_the_quick_way(team, book) -> None:
    verdict = judge_together(team, book, DAY)
    quick, slug = outcome([(each.mode, each.able) for each in team], team_rules(book, DAY))
    assert verdict.outcome is quick
    assert (verdict.first_failing.requirement.slug if verdict.first_failing else "") == slug


@given(teams(), rulebooks())
def test_the_outcome_can_be_read_from_the_lines(team, book) -> None:
    verdict = judge_together(team, book, DAY)
    lines = [each for each in verdict.lines if each.requirement.severity is Severity.BLOCK]
    wrong = [each for each in lines if each.answer not in (Answer.MET, Answer.NOT_APPLICABLE)]
    wrong = [each for each in wrong if each.answer is not Answer.NOT_IN_FORCE]
    judging = [each.answer for each in wrong if not each.advisory]
    if verdict.lines[0].requirement.slug == "around-the-clock" or Answer.NOT_MET in judging:
        expected = Outcome.NOT_COVERED
    elif judging:
        expected = Outcome.UNKNOWN
    else:
        expected = Outcome.ADVISORY if wrong else Outcome.COVERED
    assert verdict.outcome is expected


@given(teams(), rulebooks())
def test_every_line_is_a_sentence_and_advice_is_called_so(team, book) -> None:
    verdict = judge_together(team, book, DAY)
    for each in verdict.lines:
        assert each.because.endswith(".")
        assert each.because[0].isupper()
        known = {one.person: one.name for one in team}
        assert all(known[person] in each.because for person in each.people)
        if each.version and not each.version.is_verified and each is not verdict.lines[0]:
            assert each.advisory
        if each.advisory and each.requirement.slug != "around-the-clock":
            assert "advisory" in each.because


def test_lines_stand_in_the_order_of_the_rulebook() -> None:
    verdict = judge_together(present((ON_SITE, ALL), (ON_SITE, ALL)), JUDGED, DAY)
    assert tuple(each.requirement.slug for each in verdict.lines) == TEAM
    assert (verdict.outcome, verdict.first_failing) == (Outcome.COVERED, None)


def test_how_many_are_counted() -> None:
    both = [(ON_SITE, RESPONDER), (REMOTE, RESPONDER)]
    maybe = THERE | Able.MAYBE_COUNTS
    assert read("two-members", *both) == (
        "met",
        "Ana Reyes and Ben Cho are counted; two are needed.",
    )
    assert read("two-members", *both, (ON_SITE, RESPONDER))[1].startswith(
        "Ana Reyes, Ben Cho, and Cy Ode are counted;"
    )
    assert read("two-members", both[0], (ON_CALL, RESPONDER)) == (
        "not met",
        "Only Ana Reyes is counted; two are needed.",
    )
    assert read("two-members", (ON_SITE, THERE)) == (
        "not met",
        "Nobody is counted; two are needed.",
    )
    assert read("two-members", (ON_SITE, maybe)) == (
        "not met",
        "Only Ana Reyes is counted at best; two are needed.",
    )
    assert read("two-members", both[0], (ON_SITE, maybe)) == (
        "no evidence",
        "Ana Reyes is counted, and it is not known whether Ben Cho may be counted; two are needed.",
    )
    assert read("two-members", (ON_SITE, maybe), (ON_SITE, maybe)) == (
        "no evidence",
        "It is not known whether Ana Reyes and Ben Cho may be counted; two are needed.",
    )


def test_who_is_on_site() -> None:
    placed = "one has to be on site, and of the two needed at most one remote."
    assert read("one-on-site", (ON_SITE, RESPONDER), (REMOTE, RESPONDER)) == (
        "met",
        f"Ana Reyes is counted on site; {placed}",
    )
    assert read("one-on-site", (REMOTE, RESPONDER), (REMOTE, RESPONDER)) == (
        "not met",
        f"Nobody is counted on site; {placed}",
    )
    assert read("one-on-site", (ON_SITE, RESPONDER), (REMOTE, THERE | Able.MAYBE_COUNTS)) == (
        "no evidence",
        "Ana Reyes is counted on site, and it is not known whether Ben Cho may be counted; "
        + placed,
    )
    two = rulebook(TEAM, settings={"one-on-site": {"on_site": 2, "remote": 2}})
    assert read("one-on-site", (ON_SITE, RESPONDER), book=two) == (
        "not met",
        "Only Ana Reyes is counted on site; two have to be on site.",
    )


@pytest.mark.parametrize(
    ("slug", "ability", "met", "open_", "unmet"),
    [
        (
            "naloxone",
            Able.NALOXONE,
            "Ana Reyes, on site, is trained in naloxone and carries it.",
            "It is not known whether Ana Reyes, on site, is trained in naloxone.",
            "Nobody on site is trained in naloxone and carries it.",
        ),
        (
            "assessor",
            Able.ASSESSES,
            "Ana Reyes, on site, is trained to assess a crisis.",
            "It is not known whether Ana Reyes, on site, is trained to assess a crisis.",
            "Nobody on site is trained to assess a crisis.",
        ),
        (
            "clinician",
            Able.CLINICIAN,
            "Ana Reyes is of a profession that this asks for.",
            "It is not recorded what Ana Reyes is by profession.",
            "Nobody within reach is of a profession that this asks for, with a license in force.",
        ),
        (
            "peer",
            Able.PEER,
            "Ana Reyes is of a profession that this asks for.",
            "It is not recorded what Ana Reyes is by profession.",
            "Nobody here is of a profession that this asks for, with a license in force.",
        ),
    ],
)
def test_who_brings_what_is_needed(slug, ability, met, open_, unmet) -> None:
    maybe = Able(ability << 8)
    assert read(slug, (ON_SITE, THERE | ability), (ON_SITE, THERE)) == ("met", met)
    assert read(slug, (ON_SITE, THERE | maybe), (ON_SITE, THERE)) == ("no evidence", open_)
    assert read(slug, (ON_SITE, THERE), (ON_SITE, THERE)) == ("not met", unmet)
    assert line(slug, (ON_SITE, THERE | ability), (ON_SITE, THERE)).people == (1,)


def test_two_who_carry_are_two() -> None:
    two = [(ON_SITE, THERE | Able.NALOXONE)] * 2
    assert read("naloxone", *two)[1] == (
        "Ana Reyes and Ben Cho, on site, are trained in naloxone and carry it."
    )


def test_a_peer_who_can_only_be_reached_is_not_on_the_team() -> None:
    peer = THERE | Able.PEER
    assert read("peer", (ON_CALL, peer), (ON_SITE, THERE))[0] == "not met"
    assert read("peer", (REMOTE, peer), (ON_SITE, THERE))[0] == "met"
    clinician = THERE | Able.CLINICIAN
    assert read("clinician", (ON_CALL, clinician), (ON_SITE, THERE))[0] == "met"


def test_one_of_two_peers_is_not_enough() -> None:
    book = rulebook(TEAM, settings={"peer": {"minimum": 2}})
    assert read("peer", (ON_SITE, THERE | Able.PEER), book=book) == (
        "not met",
        "Only Ana Reyes is of a profession that this asks for.",
    )


def test_who_may_be_a_peer_is_not_enough_where_two_are_needed() -> None:
    book = rulebook(TEAM, settings={"peer": {"minimum": 2}})
    assert read("peer", (ON_SITE, THERE | Able.MAYBE_PEER), book=book) == (
        "not met",
        "Only Ana Reyes is of a profession that this asks for at best.",
    )


def test_an_officer_is_named_and_without_one_it_does_not_apply() -> None:
    officer = (ON_SITE, THERE | Able.EXCLUDED)
    assert read("officers", (ON_SITE, ALL), officer) == (
        "met",
        "Ben Cho is not counted, by profession.",
    )
    assert read("officers", (ON_SITE, ALL)) == (
        "not applicable",
        "Nobody here is of a profession that is never counted.",
    )


def test_what_is_only_recalled_is_called_advisory() -> None:
    found = line("two-members", (ON_SITE, RESPONDER), book=ADVISING)
    assert found.because == "Only Ana Reyes is counted; two are needed." + RECALLED
    assert (found.answer, found.advisory) == (Answer.NOT_MET, True)


def test_what_was_read_but_never_verified_is_called_so() -> None:
    unverified = version("two-members", verified=False)
    unverified = replace(unverified, confidence=Confidence.VERIFIED)
    book = with_versions(JUDGED, "two-members", unverified)
    assert read("two-members", (ON_SITE, RESPONDER), book=book)[1].endswith(
        "This is advisory; nobody has verified it yet."
    )


def test_what_only_unverified_requirements_fail_advises_and_says_whom_they_leave_out() -> None:
    team = present((ON_SITE, ALL), (ON_SITE, ALL, ALL & ~Able.COUNTS))
    verdict = judge_together(team, JUDGED, DAY)
    assert verdict.outcome is Outcome.ADVISORY
    failing = verdict.first_failing
    assert (failing.requirement.slug, failing.answer) == ("two-members", Answer.NOT_MET)
    assert failing.because == (
        "Only Ana Reyes is counted; two are needed. "
        "This is advisory: only requirements that nobody has verified leave out Ben Cho."
    )
    assert (failing.advisory, failing.people) == (True, (1, 2))


def test_a_number_that_nobody_verified_is_named_as_the_reason() -> None:
    book = rulebook({"one-on-site"}, settings={"two-members": {"minimum": 3}})
    found = line("one-on-site", (ON_SITE, ALL), (REMOTE, ALL), book=book)
    assert (found.answer, found.advisory) == (Answer.NOT_MET, True)
    assert found.because == (
        "Only Ana Reyes is counted on site; one has to be on site, and of the three needed at "
        "most one remote. This is advisory: it rests on a number that nobody has verified."
    )


@pytest.mark.parametrize(
    ("slug", "setting", "said"),
    [
        ("two-members", "minimum", "How many members are needed is not known."),
        ("one-on-site", "on_site", "How many have to be on site, or may be remote, is not known."),
        ("naloxone", "training", "Which training is needed is not known."),
        ("assessor", "training", "Which training is needed is not known."),
        ("clinician", "types", "Which professions are meant is not known."),
        ("officers", "types", "Which professions are meant is not known."),
        ("peer", "types", "Which professions are meant is not known."),
    ],
)
def test_a_setting_that_nobody_knows_is_an_answer_of_its_own(slug, setting, said) -> None:
    book = rulebook(TEAM, settings={slug: {setting: UNKNOWN}})
    found = line(slug, (ON_SITE, ALL), (ON_SITE, ALL), book=book)
    assert (found.answer, found.because, found.people) == (Answer.UNKNOWN_SETTING, said, ())


def test_what_is_not_in_force_is_an_answer_of_its_own() -> None:
    verdict = judge_together(present((ON_SITE, THERE)), JUDGED, START - timedelta(days=1))
    assert {each.answer for each in verdict.lines} == {Answer.NOT_IN_FORCE}
    assert verdict.lines[0].because == "This was not in force on June 18, 2023."
    assert (verdict.outcome, verdict.lines[0].version) == (Outcome.COVERED, None)


@pytest.mark.parametrize(
    ("people", "because"),
    [
        ([], ""),
        ([(ON_CALL, ALL)], " Ana Reyes can only be reached."),
        ([(ON_SITE, Able(0))], " Ana Reyes is on leave or belongs nowhere that day."),
        (
            [(ON_CALL, ALL), (ON_SITE, Able(0)), (REMOTE, Able(0))],
            " Ana Reyes can only be reached."
            " Ben Cho and Cy Ode are on leave or belong nowhere that day.",
        ),
    ],
)
@pytest.mark.parametrize("book", [JUDGED, ADVISING])
def test_nobody_there_stands_first(book, people, because) -> None:
    verdict = judge_together(present(*people), book, DAY)
    first = verdict.lines[0]
    assert (verdict.outcome, verdict.first_failing) == (Outcome.NOT_COVERED, first)
    assert (first.requirement.slug, first.answer) == ("around-the-clock", Answer.NOT_MET)
    assert first.because == "Nobody is on site or remote." + because


def test_nobody_there_without_a_requirement_to_say_so() -> None:
    verdict = judge_together([], rulebook(only=TEAM), DAY)
    assert (verdict.outcome, verdict.first_failing) == (Outcome.NOT_COVERED, None)


def test_somebody_on_two_shifts_counts_once_where_they_are_closest() -> None:
    (ana,) = present((ON_SITE, ALL))
    twice = [replace(ana, mode=ON_CALL), ana, replace(ana, mode=REMOTE)]
    found = judge_together(twice, JUDGED, DAY).first_failing
    assert found.because == "Only Ana Reyes is counted; two are needed."


def test_two_versions_judge_each_its_own_days() -> None:
    book = with_versions(
        JUDGED,
        "two-members",
        replace(version("two-members", verified=True), ends=date(2026, 1, 1)),
        version("two-members", verified=True, starts=date(2026, 1, 1), minimum=3),
    )
    team = present((ON_SITE, ALL), (ON_SITE, ALL))
    assert judge_together(team, book, date(2025, 12, 31)).outcome is Outcome.COVERED
    assert judge_together(team, book, date(2026, 1, 1)) == TeamVerdict(
        Outcome.NOT_COVERED, judge_together(team, book, date(2026, 1, 1)).lines, "two-members"
    )


def test_each_way_of_taking_part_has_its_words() -> None:
    assert [each.label for each in Mode] == ["On site", "Remote", "On call"]
