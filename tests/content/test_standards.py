"""What a training keeps to beyond being readable: each check catches its broken example."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

import pytest

from portal.content.__main__ import REPORT, ROOT, main, report
from portal.content.curriculum import Survey, survey
from portal.content.files import Problem
from portal.content.standards.claims import claims
from portal.content.standards.figures import page
from portal.content.standards.judging import judge
from portal.content.standards.reading import grade, sentences, syllables
from tests.content.courses import EXPECTED, GOOD, HERE, broken_copy

CASES = sorted(path for path in (HERE / "broken_standards").iterdir() if path.is_dir())


@cache
def trainings() -> Survey:
    """Those of the portal."""
    return survey(ROOT)


def problems(root: Path) -> list[Problem]:
    read = trainings() if root == ROOT else survey(root)
    assert not read.problems, report(read.problems)
    return judge(root, read.sound())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_an_author_is_told_exactly_what_to_improve(case: Path, tmp_path: Path) -> None:
    root = broken_copy(case, tmp_path / "curricula")
    told = "".join(f"{problem}\n" for problem in problems(root))
    assert told == (case / EXPECTED).read_text()


def test_the_trainings_of_the_portal_keep_to_the_standards() -> None:
    found = problems(ROOT)
    assert not found, report(found)


def test_the_sample_training_keeps_to_its_own() -> None:
    assert problems(GOOD) == []


def test_the_command_says_it_beside_what_cannot_be_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = broken_copy(HERE / "broken_standards" / "pool-size", tmp_path / "curricula")
    shutil.copytree(GOOD / "courses" / "sample-course", root / "courses" / "unlisted")
    assert main([str(root)]) == 1
    told = capsys.readouterr().out
    assert "courses/unlisted\n  folder: courses.toml does not list this training." in told
    assert "objective[1]: The pools hold 2 for “greet”; at least 3, 3 times what is drawn." in told
    assert told.endswith("\n4 problems to mend.\n")


def test_a_training_that_cannot_be_read_is_not_judged(tmp_path: Path) -> None:
    root = broken_copy(HERE / "broken" / "question-one", tmp_path / "curricula")
    read = survey(root)
    assert read.problems
    assert read.sound() == []


@pytest.mark.parametrize(
    ("word", "count"),
    [
        *(("a", 1), ("make", 1), ("named", 1), ("needed", 2), ("table", 2), ("houses", 2)),
        *(("safely", 2), ("settlement", 3), ("crisis", 2), ("client", 2), ("situation", 4)),
        *(("behavior", 3), ("someone", 2), ("isn't", 2), ("de-escalation", 5), ("988", 1)),
        *(("suicide", 3), ("people's", 2), ("naloxone", 3), ("clinician", 3), ("create", 2)),
    ],
)
def test_syllables_are_counted(word: str, count: int) -> None:
    assert syllables(word) == count


def test_sentences_end_where_they_end() -> None:
    text = (
        "Dr. Lee asks: “Are you safe?” and waits. “Yes.” / She is. (b) It was 7.30 in the U.S. "
        "capital … Then 3 of them left! No stop"
    )
    assert sentences(text) == [
        "Dr. Lee asks: “Are you safe?” and waits.",
        "“Yes.” /",
        "She is.",
        "(b) It was 7.30 in the U.S. capital …",
        "Then 3 of them left!",
        "No stop",
    ]


def test_hard_words_and_long_sentences_raise_the_grade() -> None:
    assert grade(["The cat sat on the mat."]) == pytest.approx(-1.45)
    assert grade([]) == 0
    easy, long = grade(["Ask him. Wait."]), grade(["Ask him what he wants and then wait for it."])
    assert easy < long < grade(["Interrogate individuals regarding preferences immediately."])


@pytest.mark.parametrize(
    "text",
    [
        *("12% fell.", "0.5 percent", "two out of three", "1 in 4", "twice as likely"),
        *("0.4 mg of it", "36 studies", "two small trials", "§ 1", "sections 5150 and 5250"),
        *("the Penal Code", "SB 43", "42 CFR", "42 U.S.C.", "Title 9", "BHIN 23-025", "APL 24-001"),
        *("It costs $40.", "in 2024.", "since 1998", "1,200 people", "two million"),
    ],
)
def test_law_and_numbers_want_a_source(text: str) -> None:
    assert len(list(claims(text, case=False))) == 1


@pytest.mark.parametrize(
    "text",
    [
        *("two people", "step 3", "at 7:30", "20 minutes", "call 988", "one in the room"),
        *("a 5150 hold", "thousands of people", "age 19", "three reasons"),
        *("in the section on sleep", "a share of it", "twice a day", "Denise is 34."),
    ],
)
def test_everyday_numbers_want_none(text: str) -> None:
    assert list(claims(text, case=False)) == []


def test_a_made_up_case_may_invent_money_and_years_but_no_law() -> None:
    invented = "She pays $900, moved in 2019 and read two studies. “45 percent, proven”, he says."
    assert list(claims(invented, case=True)) == []
    assert list(claims("She says 45 percent.", case=True)) == [("a share", "45 percent")]


def test_the_page_of_figures_is_what_the_files_say() -> None:
    assert REPORT.read_text() == page(ROOT, trainings().sound()), "Run ./dev content --report"


def test_figures_count_what_is_there() -> None:
    told = page(GOOD, survey(GOOD).sound())
    assert "| Sample course | 2 | 2 | 4 | 1 | 261 | 15 | 4.3 | 4.3 |" in told
    assert "| Sample course | 3 | 6 | 3 | 3 | 2 | 1 | 2 | 1 |" in told
    assert "| Sample course | 2 | 0% | 0% | +0% | 2 · 0 · 0 | – |" in told
    assert "| Sample course | 2 | 2026-01-02 |" in told
