"""A page weighs little: 100 KB in all on the first visit, 30 KB after that."""

import pytest

from tests.browser.conftest import PHONE
from tests.browser.hands import Pointer
from tests.browser.journey import person_signs_in

pytestmark = pytest.mark.browser
KB = 1024


@pytest.fixture
def weighed(visitor):
    """A page, and what it has loaded from the network: (bytes, address)."""
    page, loaded = visitor(PHONE), []

    def weigh(request) -> None:
        size = request.sizes()["responseBodySize"]  # below 0 when it comes from the cache
        loaded.append((max(0, size), request.url))

    page.on("requestfinished", weigh)
    return page, loaded


@pytest.mark.short
@pytest.mark.parametrize("path", ["/", "/sign-in", "/trainings", "/check", "/requirements"])
def test_the_first_visit(weighed, path):
    page, loaded = weighed
    page.goto(path, wait_until="networkidle")
    heaviest = sorted(loaded, reverse=True)[:5]
    assert sum(size for size, _ in loaded) <= 100 * KB, f"The heaviest: {heaviest}"


@pytest.mark.slow
def test_every_page_after_that(weighed, portal):
    page, loaded = weighed
    person_signs_in(Pointer(page), "hong@sample.example")
    page.goto("/learning", wait_until="networkidle")  # the letters of this name come once
    too_heavy = []
    for module in portal.course.modules:
        for part in [*(lesson.slug for lesson in module.lessons), "check"]:
            loaded.clear()
            address = f"/learning/{portal.course.slug}/{module.slug}/{part}"
            page.goto(address, wait_until="networkidle")
            if (size := sum(size for size, _ in loaded)) > 30 * KB:
                too_heavy.append((size, page.url))
    assert not too_heavy
