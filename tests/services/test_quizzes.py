"""An attempt is begun once, saved until it is handed in, and graded as its answers stood."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.development.sample_learning import Stage, right_answer, wrong_answer
from portal.domain.errors import Conflict, NotFound, NotOpenYet
from portal.models import Attempt, SavedAnswer
from portal.services import quizzes
from tests import factories
from tests.fresh import maker
from tests.trainings import FIRST, NOW, SECOND, at_once, course, learner

SECOND_LONG = timedelta(seconds=1)
POOL = quizzes.questions_of(course(), "")


@pytest.fixture
def walker(session):
    """Somebody before the final; the clock of the walk stands at `walker.at`."""
    return learner(session, factories.person(session), Stage.BEFORE_THE_FINAL)


def sit(session, walker, at, *, right):
    """Take the final with so many right, and hand it in at that moment."""
    attempt = quizzes.begin_final(session, walker.enrolment, walker.course, at)
    for place, name in enumerate(attempt.questions):
        give = right_answer if place < right else wrong_answer
        quizzes.save(session, attempt, name, give(POOL[name]), at)
    quizzes.hand_in(session, attempt, POOL, at)
    return attempt


# Questions


def test_a_check_asks_the_questions_of_its_module_and_the_final_those_of_every_pool():
    assert list(quizzes.questions_of(course(), FIRST)) == ["check-greet", "check-order"]
    assert quizzes.questions_of(course(), "no-such-module") == {}
    assert {name.split("-")[1] for name in POOL} == {"greet", "listen", "close"}


# Knowledge checks


def test_a_check_is_begun_once_while_it_is_open_and_anew_after(session, walker):
    module = course().module(FIRST)
    second = quizzes.begin_check(session, walker.enrolment, module, NOW)
    assert second.number == 2  # the walker took it once
    assert quizzes.begin_check(session, walker.enrolment, module, NOW).id == second.id
    quizzes.hand_in(session, second, quizzes.questions_of(course(), FIRST), NOW)
    assert quizzes.begin_check(session, walker.enrolment, module, NOW).number == 3
    numbers = [each.number for each in quizzes.attempts(session, walker.enrolment, FIRST)]
    assert numbers == [1, 2, 3]


def test_the_checks_of_two_modules_are_apart(session, walker):
    first = quizzes.begin_check(session, walker.enrolment, course().module(FIRST), NOW)
    second = quizzes.begin_check(session, walker.enrolment, course().module(SECOND), NOW)
    assert first.id != second.id
    assert quizzes.open_attempt(session, walker.enrolment, SECOND).id == second.id
    assert quizzes.open_attempt(session, walker.enrolment, "") is None


# The final: beginning


def test_the_final_draws_so_many_of_each_objective(session, walker):
    attempt = quizzes.begin_final(session, walker.enrolment, walker.course, NOW)
    assert sorted(POOL[name].objective for name in attempt.questions) == [
        "close",
        "greet",
        "listen",
    ]
    assert (attempt.total, attempt.handed_in_at, attempt.right) == (3, None, None)


def test_beginning_twice_goes_on_with_the_open_attempt(session, walker):
    first = quizzes.begin_final(session, walker.enrolment, walker.course, NOW)
    again = quizzes.begin_final(session, walker.enrolment, walker.course, NOW)
    assert (again.id, again.questions) == (first.id, first.questions)


def test_two_clicks_at_the_same_moment_begin_one_attempt(app):
    with maker(app)() as session:
        walker = learner(session, factories.person(session), Stage.BEFORE_THE_FINAL)
        enrolment = walker.enrolment
        session.commit()
        session.refresh(enrolment)
        session.expunge_all()

    def begin(session):
        attempt = quizzes.begin_final(session, enrolment, course(), NOW)
        return attempt.id, tuple(attempt.questions)

    assert len(set(at_once(app, *[begin] * 4))) == 1
    with maker(app)() as session:
        finals = select(func.count()).select_from(Attempt).where(Attempt.module == "")
        assert session.scalar(finals) == 1


def test_the_pause_lasts_until_the_exact_second(session, walker):
    sit(session, walker, NOW, right=2)
    opens = NOW + timedelta(hours=1)
    with pytest.raises(NotOpenYet, match=r"opens at 1:00 p\.m\. on March 2, 2026"):
        quizzes.begin_final(session, walker.enrolment, walker.course, opens - SECOND_LONG)
    attempt = quizzes.begin_final(session, walker.enrolment, walker.course, opens)
    assert attempt.number == 2


def test_used_up_attempts_are_used_up(session, walker):
    for hours in range(3):
        sit(session, walker, NOW + timedelta(hours=hours), right=0)
    with pytest.raises(Conflict, match="used up"):
        quizzes.begin_final(session, walker.enrolment, walker.course, NOW + timedelta(days=99))


def test_a_passed_final_cannot_be_taken_again(session, walker):
    sit(session, walker, NOW, right=3)
    with pytest.raises(Conflict, match="have passed"):
        quizzes.begin_final(session, walker.enrolment, walker.course, NOW)


# Saving


def test_the_last_answer_given_to_a_question_stands(session, walker):
    attempt = quizzes.begin_final(session, walker.enrolment, walker.course, NOW)
    name = attempt.questions[0]
    quizzes.save(session, attempt, name, wrong_answer(POOL[name]), NOW)
    quizzes.save(session, attempt, name, right_answer(POOL[name]), NOW + SECOND_LONG)
    saved = quizzes.saved_answers(session, attempt)
    assert saved.keys() == {name}
    assert saved[name].answer == right_answer(POOL[name])
    assert saved[name].saved_at == NOW + SECOND_LONG
    assert (attempt.right, attempt.graded) == (None, None)


def test_after_handing_in_nothing_is_saved(session, walker):
    attempt = sit(session, walker, NOW, right=3)
    before = quizzes.saved_answers(session, attempt)[attempt.questions[0]].answer
    with pytest.raises(Conflict, match=r"handed in at 12:00 p\.m\. on March 2, 2026"):
        quizzes.save(session, attempt, attempt.questions[0], "other", NOW + SECOND_LONG)
    assert quizzes.saved_answers(session, attempt)[attempt.questions[0]].answer == before


# Handing in


@pytest.mark.parametrize(("right", "result"), [(0, 0), (1, 33), (2, 66), (3, 100)])
def test_the_result_is_the_share_of_right_answers(session, walker, right, result):
    attempt = sit(session, walker, NOW, right=right)
    assert attempt.right == right
    assert quizzes.hand_in(session, attempt, POOL, NOW) == result


def test_a_question_without_an_answer_is_not_right(session, walker):
    attempt = quizzes.begin_final(session, walker.enrolment, walker.course, NOW)
    name = attempt.questions[0]
    quizzes.save(session, attempt, name, right_answer(POOL[name]), NOW)
    assert quizzes.hand_in(session, attempt, POOL, NOW) == 33


def test_handing_in_twice_changes_nothing(session, walker):
    attempt = sit(session, walker, NOW, right=2)
    assert quizzes.hand_in(session, attempt, POOL, NOW + timedelta(hours=1)) == 66
    assert attempt.handed_in_at == NOW


def test_each_answer_keeps_the_words_that_were_read(session, walker):
    attempt = sit(session, walker, NOW, right=3)
    assert {row["question"] for row in attempt.graded} == set(attempt.questions)
    for row in attempt.graded:
        words = quizzes.wording(POOL[row["question"]], right_answer(POOL[row["question"]]))
        assert row == {"question": row["question"], "right": True, **words}


@pytest.mark.parametrize(
    ("question", "given"),
    [
        ("pool-greet-one", "Sample A"),
        ("pool-greet-many", ["Sample A", "Sample B"]),
        ("pool-listen-match", {"Left one": "Right one", "Left two": "Right two"}),
        ("pool-listen-order", ["First step", "Second step", "Third step"]),
        ("pool-close-number", "2"),
    ],
)
def test_the_words_of_each_kind_explain_themselves(question, given):
    words = quizzes.wording(POOL[question], right_answer(POOL[question]))
    if isinstance(given, list) and POOL[question].kind == "many":
        words["answer"].sort()
    assert words == {"prompt": POOL[question].prompt, "answer": given}


# At the same moment


def begun(app):
    """An open final, and its id, in the database."""
    with maker(app)() as session:
        walker = learner(session, factories.person(session), Stage.BEFORE_THE_FINAL)
        attempt = quizzes.begin_final(session, walker.enrolment, walker.course, NOW)
        session.commit()
        return attempt.id, list(attempt.questions)


def test_an_answer_is_in_before_the_grading_or_refused_after_it(app):
    """Never saved but not graded: what the page acknowledged is what counts."""
    for _ in range(5):
        attempt_id, names = begun(app)
        name = names[0]

        def save(session, attempt_id=attempt_id, name=name):
            attempt, _enrolment = quizzes.find(session, attempt_id, lock="share")
            quizzes.save(session, attempt, name, right_answer(POOL[name]), NOW)
            return "saved"

        def hand_in(session, attempt_id=attempt_id):
            attempt, _enrolment = quizzes.find(session, attempt_id, lock="update")
            return quizzes.hand_in(session, attempt, POOL, NOW)

        saved, result = at_once(app, save, hand_in)
        with maker(app)() as session:
            kept = [row["right"] for row in session.get_one(Attempt, attempt_id).graded]
        if saved == "saved":
            assert (result, kept) == (33, [True])
        else:
            assert isinstance(saved, Conflict)
            assert (result, kept) == (0, [])


def test_two_answers_to_one_question_at_once_leave_one(app):
    attempt_id, names = begun(app)

    def save_as(give):
        def save(session):
            attempt, _enrolment = quizzes.find(session, attempt_id, lock="share")
            quizzes.save(session, attempt, names[0], give(POOL[names[0]]), NOW)

        return save

    assert at_once(app, save_as(right_answer), save_as(wrong_answer)) == [None, None]
    with maker(app)() as session:
        assert (
            session.scalar(
                select(func.count())
                .select_from(SavedAnswer)
                .where(SavedAnswer.attempt_id == attempt_id)
            )
            == 1
        )


def test_there_is_no_attempt_of_a_made_up_number(session):
    for lock in ("", "share", "update"):
        with pytest.raises(NotFound):
            quizzes.find(session, 4711, lock=lock)
