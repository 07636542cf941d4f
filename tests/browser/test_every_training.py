"""Every training that ships is taken once in a real browser, from its start to a certificate.

That takes a minute or two for each, so it is run by hand when a training is new or has changed:
./dev browser --every-training
"""

import pytest

from portal.config import ROOT
from tests import factories
from tests.browser.conftest import PHONE
from tests.browser.hands import Pointer
from tests.browser.journey import (
    keep_picture,
    member_passes_final,
    member_plays_practice,
    member_reads_lesson,
    member_takes_check,
    person_signs_in,
    sees_heading,
)

pytestmark = pytest.mark.browser
COURSES = ROOT / "curricula" / "courses"
SLUGS = sorted(folder.name for folder in COURSES.iterdir() if folder.is_dir())
"""By their folders: to read all trainings takes seconds, also where these tests are left out."""


@pytest.mark.parametrize("slug", SLUGS)
def test_a_training_leads_to_its_certificate(request, portal, visitor, slug):
    if not request.config.getoption("--every-training"):
        pytest.skip("run by hand: ./dev browser --every-training")
    course = next(one for one in portal.courses if one.slug == slug)
    with portal.session.begin() as session:
        person = factories.person(session)
        factories.account(session, person)
        address = person.email
    page = visitor(PHONE, reduced_motion="reduce")
    hand = Pointer(page)
    person_signs_in(hand, address, factories.PASSWORD)
    page.goto(f"/learning/{slug}")
    hand.press("Begin")
    for module in course.modules:
        for lesson in module.lessons:
            member_reads_lesson(hand, lesson)
        if module.scenario:
            keep_picture(page, f"{slug}-{module.slug}-practice")
            member_plays_practice(hand, module)
            hand.follow("Go on")
        member_takes_check(hand, course, module)
        page.get_by_role("navigation", name="Lessons").get_by_role("link").last.click()
    member_passes_final(hand, course)
    hand.follow("See your certificate")
    sees_heading(page, f"Certificate: {course.title}")
