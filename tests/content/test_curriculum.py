"""The trainings are read as they were written, and an author is told all that is wrong."""

from __future__ import annotations

import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import FrozenInstanceError, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from portal.content import markdown
from portal.content.__main__ import ROOT, main, report
from portal.content.curriculum import read_catalogue, survey
from portal.content.files import ContentError, Problem
from portal.content.links import Task
from portal.content.markdown import Page, Writer
from portal.domain.curriculum import Course, Replacement, Source, Tier, minutes
from portal.domain.quizzes import Draw, FinalRules, Kind, draw
from portal.domain.scenarios import Effect, Ending
from tests.content.courses import BROKEN, EXPECTED, GOOD, broken_copy

CASES = sorted(BROKEN.iterdir())


@pytest.fixture(scope="module")
def course() -> Course:
    found = read_catalogue(GOOD).current("sample-course")
    assert found is not None
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_an_author_is_told_exactly_what_to_mend(case: Path, tmp_path: Path) -> None:
    root = broken_copy(case, tmp_path / "curricula")
    told = "".join(f"{problem}\n" for problem in survey(root).problems)
    assert told == (case / EXPECTED).read_text()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_portal_starts_in_spite_of_what_is_wrong_within_a_text(
    case: Path, tmp_path: Path
) -> None:
    root = broken_copy(case, tmp_path / "curricula")
    known = survey(root).problems
    hindering: tuple[Problem, ...] = ()
    try:
        read_catalogue(root)
    except ContentError as error:
        hindering = error.problems
    assert set(hindering) <= set(known)
    for problem in set(known) - set(hindering):
        assert problem.file.endswith(".md")
        assert problem.key.startswith("line")


def test_pages_are_rendered_when_they_are_first_read(monkeypatch: pytest.MonkeyPatch) -> None:
    rendered: list[str] = []
    render_anew = Writer._render_anew

    def watched(writer: Writer, task: Task) -> Page:
        rendered.append(task.text)
        return render_anew(writer, task)

    monkeypatch.setattr(markdown, "_RENDERED", {})
    monkeypatch.setattr(Writer, "_render_anew", watched)
    course = read_catalogue(GOOD).courses[0]
    assert not any("This is sample text" in text for text in rendered)
    lesson = course.modules[0].lessons[0]
    assert lesson.page is not None
    rendered.clear()
    with ThreadPoolExecutor(8) as pool:
        pages = set(pool.map(lambda _: lesson.page and lesson.page.html, range(40)))
    assert pages == {lesson.page.html}
    rendered.clear()
    assert "This is sample text" in lesson.page.html
    assert rendered == []


def test_a_folder_with_nothing_in_it_says_what_is_missing(tmp_path: Path) -> None:
    message = "The file is missing. Write it; README.md shows its format."
    assert survey(tmp_path).problems == [Problem("courses/courses.toml", "file", message)]


def test_a_folder_where_a_file_belongs_cannot_be_opened(tmp_path: Path) -> None:
    (tmp_path / "courses" / "courses.toml").mkdir(parents=True)
    message = "This cannot be opened. It must be a file you may read."
    assert survey(tmp_path).problems[0] == Problem("courses/courses.toml", "file", message)


def test_the_trainings_of_the_portal_can_be_used() -> None:
    problems = survey(ROOT).problems
    assert not problems, report(problems)


def test_every_edition_is_read_and_one_is_current() -> None:
    catalogue = read_catalogue(GOOD)
    assert [(course.slug, course.edition) for course in catalogue.courses] == [("sample-course", 2)]
    assert set(catalogue.editions) == {("sample-course", 1), ("sample-course", 2)}
    first = catalogue.edition("sample-course", 1)
    assert first is not None
    assert [module.slug for module in first.modules] == ["first-module"]


def test_reading_twice_gives_the_same() -> None:
    assert read_catalogue(GOOD) == read_catalogue(GOOD)


def test_a_course_says_what_its_file_says(course: Course) -> None:
    assert (course.title, course.published) == ("Sample course", date(2026, 1, 5))
    assert course.tier is Tier.CORE
    draws = (Draw("greet", 1), Draw("listen", 1), Draw("close", 1))
    assert course.final == FinalRules(80, 3, 1, draws)
    reason = "The second module is new; what was tested before is tested still."
    assert course.replaces == (Replacement(1, True, reason),)
    note = "Invented for tests; it has neither a year nor an address."
    talk = Source("sample-talk", "A sample talk", "Sample Hall", None, None, date(2026, 1, 2), note)
    assert replace(course.sources[1], notice=None) == talk
    assert minutes(course) == 15
    with pytest.raises(FrozenInstanceError):
        course.title = "Another"  # type: ignore[misc]


def test_modules_and_lessons_keep_their_order(course: Course) -> None:
    first, second = course.modules
    assert [lesson.slug for lesson in first.lessons] == ["saying-hello", "hearing-more"]
    assert [objective.id for objective in first.objectives] == ["greet", "listen"]
    assert [lesson.title for lesson in second.lessons] == [
        "Saying goodbye",
        "Looking back",
        "Not written yet",
    ]


def test_a_listed_lesson_without_a_file_is_a_draft(course: Course) -> None:
    drafts = [
        (lesson.slug, lesson.words)
        for module in course.modules
        for lesson in module.lessons
        if lesson.page is None
    ]
    assert drafts == [("not-written-yet", 0)]


def test_trainer_notes_are_for_trainers_and_optional(course: Course) -> None:
    first, second = course.modules
    assert first.trainer_notes is not None
    assert "<h1" not in first.trainer_notes.html
    assert second.trainer_notes is None


def test_every_kind_of_question_is_read(course: Course) -> None:
    questions = {question.kind: question for module in course.modules for question in module.pool}
    assert set(questions) == set(Kind)
    assert [choice.correct for choice in questions[Kind.MANY].choices] == [True, True, False]
    assert questions[Kind.ORDER].choices[0].text == "First step"
    assert [(pair.left, pair.right) for pair in questions[Kind.MATCH].pairs] == [
        ("Left one", "Right one"),
        ("Left two", "Right two"),
    ]
    number = questions[Kind.NUMBER]
    assert (number.number, number.unit, number.tolerance) == (Decimal(2), "people", Decimal(0))
    assert number.why == "Two, in this sample."
    assert course.modules[0].check[0].sources == ("sample-book",)
    assert course.modules[1].pool[1].replaces == "pool-close-old"


def test_keys_survive_a_reordering_and_give_nothing_away(course: Course) -> None:
    question = course.modules[0].pool[0]
    # The digest is part of what is saved: another one would orphan every answer.
    assert [choice.key for choice in question.choices] == ["12777143", "a47fa004", "91d1ded5"]
    pairs = course.modules[0].pool[2].pairs
    keys = {key for pair in pairs for key in (pair.left_key, pair.right_key)}
    assert len(keys) == 4


def test_the_final_can_be_drawn(course: Course) -> None:
    pool = [question for module in course.modules for question in module.pool]
    assert len(pool) == 6
    assert len(draw(pool, course.final, "seed")) == 3


def test_a_scenario_is_read(course: Course) -> None:
    scenario = course.modules[0].scenario
    assert scenario is not None
    assert scenario.setting_html == "<p>A <em>sample</em> door, closed.</p>"
    door = scenario.steps[scenario.start]
    assert (door.says, door.who, door.ending) == ("Who is it?", "Sam", None)
    assert [option.key for option in door.options] == ["1", "2"]
    assert door.options[1].effect is Effect.TENSER
    assert door.options[1].result_html == "<p>The chain goes on.</p>"
    end = scenario.steps["talking"]
    assert (end.ending, end.options, end.ask) == (Ending.GOOD, (), "")
    assert "Sample House, 2020" in end.debrief_html
    assert course.modules[1].scenario is None


def test_the_command_sums_up_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(GOOD)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].split() == ["sample-course", "(edition", "2)", "2", "4", "261", "9", "15"]
    assert lines[3].split() == ["1", "current", "2", "4", "261", "9", "15"]
    assert lines[6].split() == ["initiatives", "1"]


def test_the_command_lists_problems_by_file_and_fails(tmp_path: Path) -> None:
    root = broken_copy(BROKEN / "everything-at-once", tmp_path / "curricula")
    command = [sys.executable, "-m", "portal.content", str(root)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT.parent, check=False)
    assert done.returncode == 1
    assert done.stdout.startswith("courses/courses.toml\n  course: This key is not known.")
    assert done.stdout.endswith("\n4 problems to mend.\n")


def test_one_problem_is_one_problem() -> None:
    assert (
        report([Problem("a.md", "line 1", "No.")]) == "a.md\n  line 1: No.\n\n1 problem to mend.\n"
    )


def test_hidden_files_are_left_alone(tmp_path: Path) -> None:
    root = tmp_path / "curricula"
    shutil.copytree(GOOD, root)
    (root / "courses" / "sample-course" / "first-module" / ".DS_Store").touch()
    assert survey(root).problems == []
