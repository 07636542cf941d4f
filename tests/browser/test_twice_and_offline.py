"""Two tabs, a double click, a lost connection: each acknowledged action is there exactly once."""

import re

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from portal import clock
from portal.development.sample_learning import Stage, Walker, right_answer, wrong_answer
from portal.domain.quizzes import Kind
from portal.models import Attempt, Enrolment, Person, SavedAnswer, TrainingRecord
from portal.services import quizzes
from tests import factories
from tests.browser.conftest import PHONE
from tests.browser.hands import Pointer, give
from tests.browser.journey import person_signs_in, sees_heading
from tests.browser.served import Portal

pytestmark = [pytest.mark.browser, pytest.mark.short]


def before_the_final(portal: Portal) -> str:
    """Somebody who may sit the final; they sign in with this address."""
    with portal.session.begin() as session:
        person = factories.person(session)
        factories.account(session, person)
        Walker(session, person, portal.course, factories.AT).go(Stage.BEFORE_THE_FINAL)
        return person.email


def sits_final(portal: Portal, page: Page) -> str:
    """Somebody new signs in here and begins the final; they sign in with this address."""
    email = before_the_final(portal)
    person_signs_in(Pointer(page), email, factories.PASSWORD)
    page.goto(f"/learning/{portal.course.slug}/final")
    Pointer(page).press("Begin the final")
    sees_heading(page, re.compile("^Question 1 of"))
    return email


def finals(session, email: str) -> list[Attempt]:
    """Their attempts at the final."""
    statement = (
        select(Attempt)
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .join(Person, Person.id == Enrolment.person_id)
        .where(Person.email == email, Attempt.module == "")
    )
    return list(session.scalars(statement))


def answers(session, email: str) -> dict[str, object]:
    """What is saved of the final, by question."""
    [attempt] = finals(session, email)
    rows = session.scalars(select(SavedAnswer).where(SavedAnswer.attempt_id == attempt.id))
    return {row.question: row.answer for row in rows}


def to_a_question_of_one_choice(portal: Portal, page: Page, email: str):
    """Go there; returns the question."""
    questions = quizzes.questions_of(portal.course, "")
    with portal.session() as session:
        [attempt] = finals(session, email)
        number, question = next(
            (number, questions[name])
            for number, name in enumerate(attempt.questions, start=1)
            if questions[name].kind is Kind.ONE
        )
        page.goto(f"/attempts/{attempt.id}/questions/{number}")
    return question


def test_an_old_tab_is_refused_after_the_hand_in(portal, visitor):
    old = visitor(PHONE)
    email = sits_final(portal, old)
    question = to_a_question_of_one_choice(portal, old, email)
    new = old.context.new_page()
    new.goto(old.url.partition("/questions")[0] + "/review")
    Pointer(new).press("Hand in")
    sees_heading(new, re.compile("^Not passed: 0 of"))

    give(Pointer(old), question, right_answer(question))
    status = old.locator("[data-save-status]")
    expect(status).to_contain_text("handed in at")
    expect(status).to_contain_text("this one was not saved")
    Pointer(old).press("Save and go on")
    sees_heading(old, "That cannot be done now")
    expect(old.get_by_role("main")).to_contain_text("this one was not saved")
    with portal.session() as session:
        assert answers(session, email) == {}
        assert [attempt.right for attempt in finals(session, email)] == [0]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_double_click_begins_and_hands_in_once(portal, visitor, scripts):
    email = before_the_final(portal)
    page = visitor(PHONE, java_script_enabled=scripts)
    person_signs_in(Pointer(page), email, factories.PASSWORD)
    page.goto(f"/learning/{portal.course.slug}/final")
    page.get_by_role("button", name="Begin the final").dblclick(no_wait_after=True)
    sees_heading(page, re.compile("^Question 1 of"))
    questions = quizzes.questions_of(portal.course, "")
    with portal.session.begin() as session:
        [attempt] = finals(session, email)
        for name in attempt.questions:
            answer = right_answer(questions[name])
            quizzes.save(session, attempt, name, answer, clock.now())
    page.goto(page.url.partition("/questions")[0] + "/review")
    page.get_by_role("button", name="Hand in").dblclick(no_wait_after=True)
    sees_heading(page, re.compile("^Passed: "))
    with portal.session() as session:
        [attempt] = finals(session, email)
        assert attempt.right == attempt.total
        records = select(func.count()).where(TrainingRecord.enrolment_id == attempt.enrolment_id)
        assert session.scalar(records) == 1


def test_an_answer_given_offline_is_saved_once_when_the_line_is_back(portal, visitor):
    page = visitor(PHONE)
    email = sits_final(portal, page)
    question = to_a_question_of_one_choice(portal, page, email)
    saved: list[int] = []
    page.on("response", lambda had: saved.append(had.status) if had.status == 204 else None)
    status = page.locator("[data-save-status]")

    page.context.set_offline(True)
    give(Pointer(page), question, right_answer(question))
    expect(status).to_have_text("Not saved: no connection. Trying again…")
    give(Pointer(page), question, wrong_answer(question))
    expect(status).to_have_text("Not saved: no connection. Trying again…")
    with portal.session() as session:
        assert answers(session, email) == {}

    page.context.set_offline(False)
    expect(status).to_contain_text(re.compile("^Saved "))
    page.wait_for_timeout(2500)  # longer than the pause after which it would try again
    assert saved == [204]
    with portal.session() as session:
        assert answers(session, email) == {question.id: wrong_answer(question)}


def test_an_answer_whose_acknowledgement_is_lost_is_saved_once(portal, visitor):
    page = visitor(PHONE)
    email = sits_final(portal, page)
    question = to_a_question_of_one_choice(portal, page, email)

    def lose(route) -> None:
        assert route.fetch(max_redirects=0).status == 204
        route.abort()

    page.route("**/questions/*", lose, times=1)
    give(Pointer(page), question, right_answer(question))
    status = page.locator("[data-save-status]")
    expect(status).to_have_text("Not saved: no connection. Trying again…")
    expect(status).to_contain_text(re.compile("^Saved "))
    with portal.session() as session:
        assert answers(session, email) == {question.id: right_answer(question)}
