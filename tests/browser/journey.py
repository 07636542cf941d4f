"""What people do in the portal, one function for each: who does what.

Each takes a hand (tests/browser/hands.py) and goes on from the page that is shown.
"""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Page, expect
from pypdf import PdfReader
from sqlalchemy import select

from portal.config import ROOT
from portal.development import sample
from portal.development.sample_learning import good_path, right_answer, wrong_answer
from portal.domain.curriculum import Course, Lesson, Module
from portal.domain.quizzes import Answer, Question
from portal.models import Attempt, Enrolment, Person
from tests.browser.hands import Hand, give
from tests.browser.served import Portal

PICTURES = ROOT / "instance" / "pictures"
"""Ignored by git; test-results/ would be emptied by each run of pytest, whatever it tests."""
PASSWORD = "seven slow herons wade"


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody new."""

    legal_name: str
    email: str


def keep_picture(page: Page, name: str) -> None:
    """A picture of the whole page, to look at."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)


def sees_heading(page: Page, words: str | re.Pattern[str]) -> None:
    """The page's one h1 says this."""
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


# The administrator


def person_signs_in(hand: Hand, email: str, password: str = sample.PASSWORD) -> None:
    """With an address and a password; who looks after people begins at the workspace."""
    hand.page.goto("/sign-in")
    hand.type("E-mail address", email)
    hand.type("Password", password)
    hand.press("Sign in")
    hand.page.wait_for_url(re.compile(r"/(learning|workspace)$"))


def administrator_adds_member(hand: Hand, member: Member) -> None:
    """To a team of the sample world."""
    hand.page.goto("/people/new")
    hand.type("Legal name", member.legal_name)
    hand.type("E-mail address", member.email)
    hand.pick("Profession", "Licensed clinical social worker")
    hand.pick("County", "Fresno")
    hand.pick("Team, if any", "Fresno: North Night Team")
    hand.press("Add this person")
    sees_heading(hand.page, member.legal_name)


def administrator_invites_member(hand: Hand, member: Member) -> None:
    """From the member's page."""
    hand.press("Invite")
    expect(hand.page.get_by_role("status")).to_contain_text(member.email)


# The member


def member_opens_invitation(hand: Hand, portal: Portal, member: Member) -> None:
    """From the mail, and chooses a password."""
    hand.page.goto(portal.link_in_mail_to(member.email))
    sees_heading(hand.page, f"Welcome, {member.legal_name}")
    hand.type("New password", PASSWORD)
    hand.type("The same password again", PASSWORD)
    hand.press("Start")
    hand.page.wait_for_url("**/learning")


def member_begins_training(hand: Hand, course: Course) -> None:
    """From the home page."""
    hand.follow(course.title)
    sees_heading(hand.page, course.title)
    hand.press("Begin")
    sees_heading(hand.page, course.modules[0].lessons[0].title)


def member_reads_lesson(hand: Hand, lesson: Lesson) -> None:
    """And says so."""
    sees_heading(hand.page, lesson.title)
    hand.press("I have read this: go on")
    hand.page.wait_for_function("title => !document.title.startsWith(title)", arg=lesson.title)


def member_plays_practice(hand: Hand, module: Module) -> None:
    """To a good ending, with one step back on the way."""
    scenario = module.scenario
    step = scenario.steps[scenario.start]
    for number, key in enumerate(good_path(scenario)):
        option = next(option for option in step.options if option.key == key)
        member_says(hand, option.text)
        if number == 0:
            hand.follow("Back one step")
            expect(hand.page.get_by_role("heading", name="You chose")).to_have_count(0)
            member_says(hand, option.text)
        step = scenario.steps[option.leads]
    expect(hand.page.get_by_role("heading", name="How it ended")).to_be_visible()


def member_says(hand: Hand, words: str) -> None:
    """One of the answers offered."""
    hand.choose(words)
    hand.press("Choose")
    chosen = hand.page.get_by_role("region", name="What you chose")
    expect(chosen.get_by_text(words, exact=True)).to_be_visible()


def questions_of(course: Course) -> dict[str, Question]:
    """Every question, by its words."""
    return {
        question.prompt: question
        for module in course.modules
        for question in (*module.check, *module.pool)
    }


def question_shown(page: Page, course: Course) -> Question:
    """The question of this page."""
    words = page.locator(".choices__legend").inner_text().strip()
    return questions_of(course)[words]


Answers = Callable[[Question], Answer]
Seen = Callable[[Question], object]
"""Is told of each question once it is answered."""


def _nothing(_question: Question) -> None:
    pass


def member_answers_all(
    hand: Hand,
    course: Course,
    how: Answers = right_answer,
    seen: Seen = _nothing,
) -> None:
    """Question by question, until the look over the answers."""
    while hand.page.get_by_role("heading", level=1).inner_text().startswith("Question "):
        before = hand.page.url
        question = question_shown(hand.page, course)
        give(hand, question, how(question))
        seen(question)
        hand.press("Save and go on")
        hand.page.wait_for_url(lambda now, before=before: now != before)
    sees_heading(hand.page, "All questions are answered")


def member_hands_in(hand: Hand) -> None:
    """After looking over the answers."""
    hand.press("Hand in")
    sees_heading(hand.page, re.compile("right$"))


def member_takes_check(hand: Hand, course: Course, module: Module, seen: Seen = _nothing) -> None:
    """From its door to its result."""
    sees_heading(hand.page, f"Knowledge check: {module.title}")
    hand.press("Begin the check")
    sees_heading(hand.page, re.compile("^Question 1 of"))
    member_answers_all(hand, course, seen=seen)
    member_hands_in(hand)
    sees_heading(hand.page, f"{len(module.check)} of {len(module.check)} right")


def member_fails_final(hand: Hand, course: Course) -> None:
    """With an answer to every question, all of them wrong."""
    sees_heading(hand.page, "Final assessment")
    hand.press("Begin the final")
    sees_heading(hand.page, re.compile("^Question 1 of"))
    member_answers_all(hand, course, wrong_answer)
    member_hands_in(hand)
    sees_heading(hand.page, re.compile("^Not passed: 0 of"))


def pause_passes(portal: Portal, member: Member) -> None:
    """The pause after a failed final takes an hour, so the hand-in is moved into the past."""
    with portal.session.begin() as session:
        statement = (
            select(Attempt)
            .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
            .join(Person, Person.id == Enrolment.person_id)
            .where(Person.email == member.email, Attempt.module == "")
        )
        for attempt in session.scalars(statement):
            attempt.started_at -= timedelta(hours=2)
            attempt.handed_in_at -= timedelta(hours=2)


def member_passes_final(hand: Hand, course: Course, seen: Seen = _nothing) -> None:
    """With the right answers, as the course's files have them."""
    sees_heading(hand.page, "Final assessment")
    hand.press("Begin the final")
    sees_heading(hand.page, re.compile("^Question 1 of"))
    member_answers_all(hand, course, seen=seen)
    member_hands_in(hand)
    sees_heading(hand.page, re.compile("^Passed: "))


def member_downloads_certificate(hand: Hand, folder: Path) -> str:
    """The words of the PDF."""
    with hand.page.expect_download() as started:
        hand.follow("Download the PDF")
    target = folder / "certificate.pdf"
    started.value.save_as(target)
    reader = PdfReader(io.BytesIO(target.read_bytes()))
    return " ".join(page.extract_text() for page in reader.pages)


def address_of_certificate(page: Page) -> str:
    """Where its QR code leads; the same address stands beside it."""
    return page.locator(".qr + p").inner_text().strip()
