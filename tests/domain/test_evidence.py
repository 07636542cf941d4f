"""What outside trainings can be about, and when a precedent credits one."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain import evidence
from portal.domain.dates import months_later
from portal.domain.evidence import Limits
from portal.domain.requirements import (
    UNKNOWN,
    Confidence,
    Requirement,
    Rulebook,
    Severity,
    Subject,
    Tier,
    Version,
)

DAY = timedelta(days=1)


def requirement(slug, *, tier=Tier.CORE, check="completed", subject=Subject.MEMBER, settings=()):
    versions = tuple(
        Version(date(2023 + n, 1, 1), None, each, "", "", Confidence.RECALLED_LOW, None)
        for n, each in enumerate(settings)
    )
    title = slug.capitalize()
    return Requirement(
        slug, slug, title, title, subject, tier, Severity.BLOCK, check, versions=versions
    )


def rulebook(*requirements):
    return Rulebook({}, {each.slug: each for each in requirements})


def test_the_subjects_are_those_that_requirements_name():
    book = rulebook(
        requirement("a", settings=[{"subjects": ("naloxone",)}, {"subjects": UNKNOWN}]),
        requirement(
            "b",
            check="license_renewed",
            settings=[{"subjects": {"law-and-ethics": 6, "hiv-aids": 7}}],
        ),
        requirement("c", settings=[{"courses": ("x",)}]),
    )
    assert evidence.subjects(book) == {
        "hiv-aids": "HIV and AIDS",
        "law-and-ethics": "Law and ethics",
        "naloxone": "Naloxone",
    }
    assert list(evidence.subjects(book)) == ["hiv-aids", "law-and-ethics", "naloxone"]


def test_neither_what_says_how_others_apply_nor_what_boards_decide_is_waived():
    book = rulebook(
        requirement("core"),
        requirement("provider", tier=Tier.PROVIDER, check="qualified_provider"),
        requirement("license", tier=Tier.LICENSE, check="license_renewed"),
        requirement("refresh", tier=Tier.SCOPE, check="refreshed"),
        requirement("enough", tier=Tier.TEAM, subject=Subject.TEAM),
    )
    assert list(evidence.decidable(book)) == ["core", "provider"]
    assert list(evidence.creditable(book)) == ["core"]


LIMITS = Limits(date(2026, 1, 10), date(2026, 12, 31), 24, None)


@pytest.mark.parametrize(
    ("completed_on", "claimed_on", "said"),
    [
        (date(2026, 1, 5), date(2026, 1, 9), "It gives credit from January 10, 2026 on"),
        (date(2026, 1, 5), date(2026, 1, 10), ""),
        (date(2026, 1, 5), date(2026, 12, 31), ""),
        (date(2026, 1, 5), date(2027, 1, 1), "It gave new credit through December 31, 2026."),
        (date(2024, 2, 29), date(2026, 2, 28), ""),
        (date(2024, 2, 29), date(2026, 3, 1), "it could be credited through February 28, 2026."),
        (date(2024, 3, 1), date(2026, 3, 1), ""),
    ],
)
def test_a_precedent_credits_within_its_days_and_up_to_an_age(completed_on, claimed_on, said):
    refusal = LIMITS.refusal(completed_on, claimed_on)
    assert said in refusal
    assert bool(refusal) == bool(said)


def test_a_revoked_precedent_gives_no_new_credit():
    limits = Limits(date(2026, 1, 10), None, None, date(2026, 6, 1))
    said = limits.refusal(date(2026, 1, 5), date(2026, 2, 1))
    assert said == "It is revoked from June 1, 2026 on."


def test_the_age_is_said_in_words():
    limits = Limits(date(2026, 1, 10), None, 1, None)
    said = limits.refusal(date(2026, 1, 31), date(2026, 3, 1))
    assert "completed on January 31, 2026 and may be at most 1 month old" in said


@given(st.dates(date(2000, 1, 1), date(2030, 1, 1)), st.integers(1, 120))
def test_the_last_day_of_the_age_counts_and_the_next_does_not(completed_on, months):
    limits = Limits(date(1990, 1, 1), None, months, None)
    last = months_later(completed_on, months)
    assert limits.refusal(completed_on, last) == ""
    assert limits.refusal(completed_on, last + DAY) != ""
