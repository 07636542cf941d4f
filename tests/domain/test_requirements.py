"""The rulebook with what people have verified: which version judges when, and with what."""

from __future__ import annotations

from datetime import UTC, date, datetime

from portal.domain.requirements import Rulebook, Setting, Verification, with_verifications
from tests.domain.rulebooks import START, changing, rulebook, training

FIRST, SECOND = date(2026, 1, 10), date(2026, 3, 1)
FILES = rulebook(training(verified=False, deadline="unknown"))


def verified(
    number: int,
    starts: date,
    ends: date | None = None,
    version: date = START,
    slug: str = "crisis-assessment",
    **settings: Setting,
) -> Verification:
    """Somebody read the source; who did so later has the larger number."""
    at = datetime(2026, 1, 5, 20, tzinfo=UTC)
    return Verification(
        number, slug, version, settings, "notice", "II", FIRST, starts, ends, at, "Rosa"
    )


def said(book: Rulebook) -> list[tuple[date, date | None, int | None, Setting]]:
    """Each version: from when until when, by which verification, and its deadline."""
    versions = book.requirements["crisis-assessment"].versions
    return [(one.starts, one.ends, one.verified_by, one.settings["deadline"]) for one in versions]


def test_it_judges_from_the_day_that_was_chosen_and_advises_before_it() -> None:
    book = with_verifications(FILES, [verified(1, FIRST, deadline=90)])
    assert said(book) == [(START, FIRST, None, "unknown"), (FIRST, None, 1, 90)]


def test_of_two_that_cover_a_day_the_one_recorded_later_counts() -> None:
    both = [verified(2, SECOND, deadline=30), verified(1, FIRST, deadline=90)]
    assert said(with_verifications(FILES, both))[1:] == [
        (FIRST, SECOND, 1, 90),
        (SECOND, None, 2, 30),
    ]
    earlier = [verified(1, SECOND, deadline=30), verified(2, FIRST, deadline=90)]
    assert said(with_verifications(FILES, earlier))[1:] == [(FIRST, None, 2, 90)]


def test_from_the_day_of_its_withdrawal_another_counts_again_or_none() -> None:
    withdrawn = verified(2, FIRST, SECOND, deadline=30)
    assert said(with_verifications(FILES, [withdrawn]))[1:] == [
        (FIRST, SECOND, 2, 30),
        (SECOND, None, None, "unknown"),
    ]
    again = with_verifications(FILES, [withdrawn, verified(1, FIRST, deadline=90)])
    assert said(again)[1:] == [(FIRST, SECOND, 2, 30), (SECOND, None, 1, 90)]
    undone = with_verifications(FILES, [verified(1, FIRST, FIRST, deadline=90)])
    assert said(undone) == said(FILES)


def test_it_confirms_one_version_and_ends_with_it() -> None:
    later = training(verified=False, deadline=10, starts=SECOND)
    files = rulebook(changing(training(verified=False), later))
    assert said(with_verifications(files, [verified(1, FIRST)])) == [
        (START, FIRST, None, "before"),
        (FIRST, SECOND, 1, "before"),
        (SECOND, None, None, 10),
    ]


def test_what_the_files_no_longer_have_is_left_out() -> None:
    gone = [verified(1, FIRST, version=SECOND), verified(2, FIRST, slug="another")]
    assert said(with_verifications(FILES, gone)) == said(FILES)
