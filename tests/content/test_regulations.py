"""The requirements are read as they were written, and an author is told all that is wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from portal.content.__main__ import REGULATIONS, main, report
from portal.content.curriculum import read_catalogue
from portal.content.files import ContentError
from portal.content.regulations import check, read_rulebook
from portal.domain.requirements import Confidence, Severity, Source, Subject, Tier, Version
from tests.content.courses import EXPECTED, broken_copy

HERE = Path(__file__).parent
GOOD = HERE / "good_regulations"
CASES = sorted((HERE / "broken_regulations").iterdir())


def broken(case: Path, target: Path) -> Path:
    return broken_copy(case, target, GOOD, inside=".")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_an_author_is_told_exactly_what_to_mend(case: Path, tmp_path: Path) -> None:
    root = broken(case, tmp_path / "regulations")
    told = "".join(f"{problem}\n" for problem in check(root))
    assert told == (case / EXPECTED).read_text()
    with pytest.raises(ContentError) as caught:
        read_rulebook(root)
    assert f"{caught.value}\n" == told


def test_an_empty_folder_says_what_is_missing(tmp_path: Path) -> None:
    message = "file: The file is missing. Write it; docs/regulations.md shows its format."
    assert [f"{each}" for each in check(tmp_path)] == [
        f"sources.toml: {message}",
        f"order.toml: {message}",
    ]


def test_the_requirements_of_the_portal_can_be_used() -> None:
    problems = check(REGULATIONS)
    assert not problems, report(problems)


def test_a_requirement_says_what_its_file_says() -> None:
    training = read_rulebook(GOOD).requirements["first-training"]
    assert (training.slug, training.rule, training.title) == (
        "first-training",
        "C-01",
        "First training",
    )
    assert training.statement == "Members complete the first training within 30 days."
    assert (training.subject, training.tier) == (Subject.MEMBER, Tier.CORE)
    assert (training.severity, training.check) == (Severity.BLOCK, "completed")
    settings = {"courses": ("sample-course",), "subjects": (), "required_of": "responders"}
    assert training.versions == (
        Version(
            starts=date(2020, 1, 1),
            ends=date(2021, 2, 1),
            settings={**settings, "deadline": "unknown"},
            source="old-notice",
            section="",
            confidence=Confidence.RECALLED_HIGH,
            verified=None,
        ),
        Version(
            starts=date(2021, 3, 1),
            ends=None,
            settings={**settings, "subjects": ("sample-subject",), "deadline": 30},
            source="new-notice",
            section="2(a)",
            confidence=Confidence.VERIFIED,
            verified=date(2026, 11, 22),
        ),
    )


def test_a_requirement_says_what_other_sources_say() -> None:
    [beside] = read_rulebook(GOOD).requirements["first-training"].beside
    assert (beside.source, beside.section, beside.says) == (
        "old-notice",
        "4",
        "Members are trained.",
    )


def test_tables_days_and_lists_are_settings() -> None:
    requirements = read_rulebook(GOOD).requirements
    assert requirements["sample-license"].versions[0].settings["subjects"] == {"law-and-ethics": 2}
    assert requirements["sample-duty"].versions[0].settings == {
        "due": date(2021, 12, 31),
        "counties": ("06019", "06001"),
    }


def test_a_source_says_what_its_block_says() -> None:
    rulebook = read_rulebook(GOOD)
    new = Source(
        key="new-notice",
        title="New notice",
        publisher="Sample Department",
        issued=date(2021, 3, 1),
        url="https://example.org/new-notice",
        supersedes="old-notice",
        note="Invented for tests; read whole.",
    )
    old = rulebook.sources["old-notice"]
    assert rulebook.sources["new-notice"] == new
    assert (old.issued, old.url, old.supersedes) == (None, "", "")
    assert rulebook.superseded_by("old-notice") == new


def test_the_order_is_that_of_the_list_and_not_of_the_folders() -> None:
    assert list(read_rulebook(GOOD).requirements) == [
        "first-training",
        "sample-license",
        "enough-people",
        "trained-on-site",
        "sample-duty",
    ]


def test_a_version_without_the_day_somebody_read_its_source_advises() -> None:
    training = read_rulebook(GOOD).requirements["first-training"]
    assert [version.is_verified for version in training.versions] == [False, True]
    assert training.on(date(2021, 1, 31)) is training.versions[0]
    assert training.on(date(2021, 2, 1)) is None


def test_a_version_ends_when_the_next_one_starts() -> None:
    """So that nobody who looks at one version alone takes it to go on."""
    for requirement in read_rulebook(REGULATIONS).requirements.values():
        starts = [version.starts for version in requirement.versions]
        ends = [version.ends for version in requirement.versions]
        assert ends == [*starts[1:], None], requirement.slug


def test_reading_twice_gives_the_same() -> None:
    assert read_rulebook(REGULATIONS) == read_rulebook(REGULATIONS)


def test_a_training_that_counts_is_one_of_the_portal() -> None:
    """`courses` are slugs of trainings; one that is misspelt would never be completed."""
    known = {course.slug for course in read_catalogue(REGULATIONS.parents[1] / "curricula").courses}
    named = {
        slug
        for requirement in read_rulebook(REGULATIONS).checked_by("completed")
        for version in requirement.versions
        for slug in version.settings["courses"]  # type: ignore[union-attr]
    }
    assert named
    assert named <= known


def test_the_command_checks_requirements_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([]) == 0
    said = capsys.readouterr().out
    assert said.startswith("training")
    assert "\nrequirements for" in said
    assert main([str(GOOD)]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert lines == [
        ["requirements", "for", "count", "versions", "verified"],
        ["a", "member", "2", "3", "2"],
        ["a", "team", "2", "2", "0"],
        ["a", "county", "1", "1", "0"],
        ["sources", "2"],
    ]
    root = broken(HERE / "broken_regulations" / "never-unknown", tmp_path / "regulations")
    assert main([str(root)]) == 1
    assert capsys.readouterr().out.endswith("\n1 problem to mend.\n")
