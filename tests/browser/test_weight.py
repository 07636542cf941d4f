"""A page weighs little: 100 KB in all on the first visit, 30 KB after that.

The browser itself says what a page has loaded: its entries belong to this page, while an event
of the network may come when the next page is open already.
"""

import pytest

from tests.browser.conftest import PHONE
from tests.browser.hands import Pointer
from tests.browser.journey import person_signs_in

pytestmark = pytest.mark.browser
KB = 1024
LOADED = """() => [...performance.getEntriesByType("navigation"),
                   ...performance.getEntriesByType("resource")]
    .map(entry => [entry.transferSize && entry.encodedBodySize, entry.name])"""


def weigh(page, address: str) -> list[tuple[int, str]]:
    """Open the page: what it loads from the network, not from the cache; the heaviest first."""
    page.goto(address, wait_until="networkidle")
    return sorted(((size, name) for size, name in page.evaluate(LOADED)), reverse=True)


@pytest.mark.short
@pytest.mark.parametrize("path", ["/", "/sign-in", "/trainings", "/check", "/requirements"])
def test_the_first_visit(visitor, path):
    loaded = weigh(visitor(PHONE), path)
    assert len(loaded) > 3
    assert 20 * KB < sum(size for size, _ in loaded) <= 100 * KB, f"The heaviest: {loaded[:5]}"


@pytest.mark.slow
def test_every_page_after_that(visitor, portal):
    page = visitor(PHONE)
    person_signs_in(Pointer(page), "hong@sample.example")
    page.goto("/learning", wait_until="networkidle")  # the letters of this name come once
    for module in portal.course.modules:
        for part in [*(lesson.slug for lesson in module.lessons), "check"]:
            loaded = weigh(page, f"/learning/{portal.course.slug}/{module.slug}/{part}")
            weight = sum(size for size, _ in loaded)
            assert 2 * KB < weight <= 30 * KB, f"The heaviest: {loaded[:5]}"
