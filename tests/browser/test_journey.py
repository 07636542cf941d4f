"""From the invitation to the certificate, as somebody new walks it: on a phone, without scripts,
and with the keyboard alone."""

import re
from collections.abc import Callable
from itertools import count

import pytest
from playwright.sync_api import Page, expect

from portal.development.sample_learning import Walker, right_answer
from portal.domain.certificates import grouped
from portal.domain.quizzes import Kind, Question
from tests import factories
from tests.browser.conftest import DESK, PHONE
from tests.browser.hands import Hand, Keys, Pointer, give
from tests.browser.journey import (
    Member,
    address_of_certificate,
    administrator_adds_member,
    administrator_invites_member,
    keep_picture,
    member_begins_training,
    member_downloads_certificate,
    member_fails_final,
    member_opens_invitation,
    member_passes_final,
    member_plays_practice,
    member_reads_lesson,
    member_takes_check,
    pause_passes,
    person_signs_in,
    sees_heading,
)

pytestmark = pytest.mark.browser
_numbers = count(1)


def new_member() -> Member:
    """Somebody whom no other test knows."""
    number = next(_numbers)
    return Member(f"Søren Nguyễn-Lozano {number}", f"soren{number}@example.org")


def invited_by_administrator(page: Page) -> Member:
    """A new member, added and invited in the browser."""
    member, hand = new_member(), Pointer(page)
    person_signs_in(hand, "sam@sample.example")
    administrator_adds_member(hand, member)
    administrator_invites_member(hand, member)
    keep_picture(page, "person-invited")
    return member


def prepared_member(portal, prepare: Callable[[Walker], None]) -> Member:
    """A new member with an account, who has already done what `prepare` walks through."""
    member = new_member()
    with portal.session.begin() as session:
        person = factories.person(session, member.legal_name, email=member.email)
        factories.account(session, person)
        prepare(Walker(session, person, portal.course, factories.AT))
    return member


def on_the_last_module(walker: Walker) -> None:
    """All is done but the last lesson, the last practice, the last check, and the final."""
    *earlier, last = walker.course.modules
    for module in earlier:
        walker.read(module)
        walker.play(module)
        walker.check(module)
    walker.read(last, len(last.lessons) - 1)


def certificate_is_good(hand: Hand, visitor, member: Member, course, folder) -> None:
    """Page, PDF, and what a stranger sees who follows the QR code."""
    sees_heading(hand.page, f"Certificate: {course.title}")
    address = address_of_certificate(hand.page)
    words = re.sub(r"\s", "", member_downloads_certificate(hand, folder))
    for wanted in (member.legal_name, course.title, grouped(address.rsplit("/", 1)[1])):
        assert re.sub(r"\s", "", wanted) in words, f"The PDF does not say {wanted!r}: {words}"
    stranger = visitor(PHONE)
    stranger.goto(address)
    sees_heading(stranger, "This certificate is valid")
    expect(stranger.get_by_role("main")).to_contain_text(member.legal_name)
    keep_picture(stranger, "check-valid")


@pytest.mark.parametrize("scripts", [True, False], ids=["phone", "without-scripts"])
def test_a_new_member_comes_to_a_certificate(portal, visitor, tmp_path, scripts):
    course = portal.course
    member = invited_by_administrator(visitor(DESK, java_script_enabled=scripts))
    page = visitor(PHONE, java_script_enabled=scripts)
    hand = Pointer(page)
    kinds: set[Kind] = set()

    def picture(name: str) -> None:
        if scripts:
            keep_picture(page, name)

    def seen(question: Question) -> None:
        if question.kind not in kinds:
            picture(f"question-{question.kind}")
        kinds.add(question.kind)

    member_opens_invitation(hand, portal, member)
    picture("home-nothing-begun")
    member_begins_training(hand, course)
    for number, module in enumerate(course.modules, start=1):
        picture(f"lesson-{number}")
        for lesson in module.lessons:
            member_reads_lesson(hand, lesson)
        if module.scenario:
            picture(f"practice-{number}")
            member_plays_practice(hand, module)
            picture(f"practice-ending-{number}")
            hand.follow("Go on")
        picture(f"check-door-{number}")
        member_takes_check(hand, course, module, seen)
        picture(f"check-result-{number}")
        page.get_by_role("navigation", name="Lessons").get_by_role("link").last.click()
    assert kinds == set(Kind), "The checks no longer have a question of each kind."

    sees_heading(page, "Final assessment")
    picture("final-door")
    member_fails_final(hand, course)
    picture("final-failed")
    hand.follow("Back to the final")
    expect(page.get_by_role("main")).to_contain_text("The next attempt opens at")
    expect(page.get_by_role("button", name="Begin the final")).to_have_count(0)
    picture("final-pause")
    pause_passes(portal, member)
    page.reload()
    member_passes_final(hand, course)
    picture("final-passed")
    hand.follow("See your certificate")
    picture("certificate")
    certificate_is_good(hand, visitor, member, course, tmp_path)
    page.goto("/record")
    picture("record")
    page.goto("/learning")
    picture("home-completed")


@pytest.mark.slow
def test_a_member_comes_to_a_certificate_by_keyboard_alone(portal, visitor, tmp_path):
    course = portal.course
    member = prepared_member(portal, on_the_last_module)
    last = course.modules[-1]
    page = visitor(DESK, reduced_motion="reduce")  # else the page still scrolls when we look
    hand = Keys(page)

    person_signs_in(hand, member.email, factories.PASSWORD)
    skip_link_leads_to_content(page)
    hand.follow("Continue")
    member_reads_lesson(hand, last.lessons[-1])
    member_plays_practice(hand, last)
    hand.follow("Go on")
    member_takes_check(hand, course, last)
    hand.follow("Final assessment")
    member_passes_final(hand, course)
    hand.follow("See your certificate")
    certificate_is_good(hand, visitor, member, course, tmp_path)


def test_every_kind_of_question_can_be_answered_by_keyboard(portal, visitor):
    course = portal.course
    member = prepared_member(portal, on_the_last_module)
    page = visitor(PHONE, reduced_motion="reduce")
    hand = Keys(page)
    person_signs_in(hand, member.email, factories.PASSWORD)
    left = set(Kind)
    for module in course.modules[:-1]:
        page.goto(f"/learning/{course.slug}/{module.slug}/check")
        hand.press("Take it again")
        sees_heading(page, re.compile("^Question 1 of"))
        attempt = page.url.removesuffix("/1")
        for number, question in enumerate(module.check, start=1):
            if question.kind not in left:
                continue
            left.remove(question.kind)
            page.goto(f"{attempt}/{number}")
            give(hand, question, right_answer(question))
            hand.press("Save and go on")
            page.wait_for_url(lambda now, here=f"{attempt}/{number}": now != here)
    assert not left, f"No check of the first modules asks a question of these kinds: {left}"


def skip_link_leads_to_content(page: Page) -> None:
    """It is the first stop of Tab, which then goes on in the content."""
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    Keys(page).see_focus()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
