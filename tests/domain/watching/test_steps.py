"""What comes next: watching, the quiz, or nothing."""

from datetime import UTC, datetime

from portal.domain.quizzes import NextSitting, SittingState
from portal.domain.watching.steps import Step, Turn, step

AT = datetime(2026, 3, 2, 20, tzinfo=UTC)


def turn(state=SittingState.BEGIN, *, completed_at=None, stands=False):
    return Turn(NextSitting(state, None, 1, None), AT, completed_at, stands)


def test_the_quiz_opens_once_enough_was_watched():
    assert step(None, enough=False) is Step.WATCH
    assert step(None, enough=True) is Step.QUIZ


def test_who_has_begun_the_quiz_goes_on_with_it_though_the_recording_is_another_now():
    for state in (SittingState.BEGIN, SittingState.CONTINUE, SittingState.WAIT):
        assert step(turn(state), enough=False) is Step.QUIZ


def test_with_a_record_that_stands_there_is_nothing_to_do():
    done = turn(SittingState.PASSED, completed_at=AT, stands=True)
    assert step(done, enough=False) is Step.DONE
    assert step(done, enough=True) is Step.DONE


def test_when_the_record_was_revoked_it_is_watched_again():
    revoked = turn(SittingState.PASSED, completed_at=AT)
    assert step(revoked, enough=False) is Step.WATCH
    assert revoked.over_since == AT


def test_when_the_attempts_are_used_up_it_is_watched_again():
    used = turn(SittingState.USED_UP)
    assert step(used, enough=False) is Step.WATCH
    assert step(used, enough=True) is Step.QUIZ
    assert used.over_since == AT
    assert turn(SittingState.BEGIN).over_since is None


def test_a_record_that_stands_is_renewed_by_watching_again():
    done = turn(SittingState.PASSED, completed_at=AT, stands=True)
    assert step(done, enough=False, again=True) is Step.WATCH
    assert step(done, enough=True, again=True) is Step.QUIZ
    begun = turn(SittingState.CONTINUE)
    assert step(begun, enough=False, again=True) is Step.QUIZ
