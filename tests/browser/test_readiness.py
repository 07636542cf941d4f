"""A night that nobody may answer, from the state to its cause and to the fix: in a real browser.

The clock is today's. If it is Tuesday night just now, the gap begins now and another one follows.
No job runs beside the server: what a page says follows each fact by itself.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from portal import clock
from tests.browser.conftest import DESK, PHONE
from tests.browser.hands import Hand, Keys, Pointer
from tests.browser.journey import keep_picture, person_signs_in, sees_heading

pytestmark = pytest.mark.browser

AREA, TEAM, TOPIC = "Fresno and Clovis", "North Night Team", "Crisis assessment"
CAUSE = "Not met: Somebody on site may assess"
WAYS = {
    "desk": (DESK, True),
    "phone": (PHONE, True),
    "phone-without-scripts": (PHONE, False),
}
Visit = Callable[[], Page]


@pytest.fixture(params=WAYS)
def visit(request, open_page) -> Visit:
    """Makes visitors, each way in turn."""
    size, scripts = WAYS[request.param]
    return lambda: visitor(open_page, size, scripts)


def visitor(open_page: Callable[..., Page], size: ViewportSize, scripts: bool) -> Page:
    """Somebody with a page of this size."""
    if scripts:
        return open_page(size)
    return open_page(size, java_script_enabled=False)


@dataclass(frozen=True, slots=True)
class Night:
    """The night as the pages tell it."""

    address: str
    """Of the page of its first hour."""
    begins_on: date
    """The Tuesday."""
    fixes: list[str]


def gaps(page: Page) -> Locator:
    """The lines of the gaps that nobody on site may assess."""
    return page.locator("#gaps tbody tr").filter(has_text=CAUSE)


def staff_finds_the_night(hand: Hand) -> Night:
    """From the state to the hour, its cause and the smallest fixes."""
    page = hand.page
    page.goto("/readiness")
    sees_heading(page, re.compile("without a qualified team"))
    row = page.locator("#counties tbody tr").filter(has_text="Fresno")
    expect(row).to_contain_text(re.compile(r"[1-9]\d* h.* not covered in Fresno"))
    hand.follow("Fresno")
    sees_heading(page, re.compile(rf"^\d+ \w+ in {AREA} ha\w+ no qualified team"))
    first = gaps(page).first
    expect(first).to_contain_text(re.compile("Tuesday|Wednesday"))
    expect(first).to_contain_text("Not covered")
    hand.follow(first.get_by_role("link").inner_text())
    sees_heading(page, re.compile("is not covered$"))
    main = page.get_by_role("main")
    expect(main).to_contain_text("Nobody on site is trained to assess a crisis.")
    expect(main).to_contain_text("BHIN 23-025")
    lines = main.locator(".alert").filter(has_text="every verified requirement").locator("li")
    return Night(page.url, the_tuesday(page), [line.strip() for line in lines.all_inner_texts()])


def the_tuesday(page: Page) -> date:
    """Whose night it is: an hour of Wednesday morning belongs to the day before."""
    written = re.search(r"(\d{4}-\d\d-\d\d)t(\d\d)-(\d\d)z$", page.url)
    assert written, page.url
    day = date.fromisoformat(written[1])  # in UTC; the night begins at 3 or 4 in the morning there
    return next(day - timedelta(n) for n in range(3) if (day - timedelta(n)).weekday() == 1)


def named_to_come(night: Night) -> str:
    """The first whom a fix puts on site."""
    found = [re.match(r"Put (.+?) on site\.", line) for line in night.fixes]
    return next(one[1] for one in found if one)


def named_to_learn(night: Night) -> str:
    """The first who would fix it by finishing the training."""
    found = [re.match(rf"(.+?) finishes “{TOPIC}”\.", line) for line in night.fixes]
    return next(one[1] for one in found if one)


def trainer_opens(page: Page, hand: Hand, night: Night) -> Locator:
    """The county's trainer signs in and opens the hour; the fixes as they see them."""
    person_signs_in(hand, "rosa@sample.example")
    page.goto(night.address)
    sees_heading(page, re.compile("is not covered$"))
    return page.locator(".alert li")


def trainer_puts_on(hand: Hand, name: str, night: Night) -> None:
    """Onto Tuesday's night shift, by the form that the fix leads to, which is filled in."""
    page = hand.page
    sees_heading(page, re.compile("^Put somebody on Night, "))
    up = page.get_by_role("navigation", name="You are here")
    expect(up.get_by_role("link", name=TEAM)).to_be_visible()
    expect(chosen(page, "Person")).to_have_text(name)
    expect(chosen(page, "How they take part")).to_have_text("On site")
    expect(page.get_by_role("checkbox", name="Tuesday")).to_be_checked()
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(1)
    expect(page.get_by_label("First date")).to_have_value(night.begins_on.isoformat())
    hand.press("Put on the shift")
    expect(page.get_by_role("status")).to_contain_text(f"{name} is on Night.")
    main = page.get_by_role("main")
    expect(main.locator(".alert").nth(1)).to_contain_text(
        re.compile("Tuesdays, .*: all 4 shifts are covered")
    )
    expect(main).not_to_contain_text("Not covered")


def chosen(page: Page, label: str) -> Locator:
    """What stands chosen in a list."""
    return page.get_by_label(label, exact=True).locator("option:checked")


def trainer_records_training(hand: Hand, name: str, night: Night) -> None:
    """Taken elsewhere, and credits it under the decision that stands; in time for the night."""
    page, day = hand.page, min(clock.today(), night.begins_on).isoformat()
    sees_heading(page, re.compile(f"Add a training that {re.escape(name)} took elsewhere"))
    expect(page.get_by_label("Training", exact=True)).to_have_value(f"Sample course: {TOPIC}")
    expect(page.get_by_label("Given by")).to_have_value("Sample Training Center")
    hand.type("Completed on", day)
    hand.press("Record this training")
    hand.follow(f"Credit Sample course: {TOPIC}")
    sees_heading(page, re.compile("^Credit “Sample course"))
    hand.type("Credited on", day)
    hand.press("Look again")
    hand.choose(f"It counts toward {TOPIC} in the whole state")
    hand.press("Credit this training")
    expect(page.get_by_role("status")).to_contain_text("is credited")


def everybody_sees_it_covered(hand: Hand, night: Night) -> None:
    """The hour, and from there up to the state; nothing is waited for."""
    page = hand.page
    page.goto(night.address)
    sees_heading(page, re.compile("is covered"))
    up = page.get_by_role("navigation", name="You are here")
    up.get_by_role("link", name=AREA).click()
    sees_heading(page, re.compile("covered in|No hour in"))
    expect(gaps(page)).to_have_count(0)
    keep_picture(page, f"area-covered-{page.viewport_size['width']}")
    up.get_by_role("link", name="Fresno County").click()
    sees_heading(page, re.compile("^(Every|Nothing)"))
    expect(gaps(page)).to_have_count(0)
    up.get_by_role("link", name="Readiness").click()
    row = page.locator("#counties tbody tr").filter(has_text="Fresno")
    expect(row).to_contain_text(re.compile(r"(?<!\d)0 h not covered in Fresno"))


def yesterday_it_was_not_known(hand: Hand, night: Night) -> None:
    """Evidence recorded today changes the answer, and not what was known before."""
    page = hand.page
    page.goto(night.address)
    sees_heading(page, re.compile("is covered"))
    asks(page, "As known on", clock.today() - timedelta(days=1))
    sees_heading(page, re.compile("is not covered$"))
    expect(page.get_by_role("main")).to_contain_text(
        "Nobody on site is trained to assess a crisis."
    )


def the_notice_changes_the_answer(hand: Hand, night: Night) -> None:
    """The same week, the same people: before BHIN 23-025 and after."""
    page = hand.page
    area = night.address.partition("/hours/")[0]
    for day, heading in (
        (date(2023, 6, 12), f"^No hour in {AREA} is plainly uncovered"),
        (date(2023, 6, 19), "^168 hours from Monday, June 19, 2023"),
    ):
        page.goto(area)
        asks(page, "As of", day)
        sees_heading(page, re.compile(heading))
    for tuesday, notice in (("2023-06-14t03-00z", "22-064"), ("2023-06-21t03-00z", "23-025")):
        page.goto(f"{area}/hours/{tuesday}")
        expect(page.get_by_role("main")).to_contain_text(f"BHIN {notice}")
    sees_heading(page, re.compile("^Tuesday, June 20, 2023, 8:00 p.m. is not covered$"))


def asks(page: Page, field: str, day: date) -> None:
    """For another day, at the top of a page."""
    bar = page.locator(".as_of")
    bar.locator("summary").click()
    bar.get_by_label(field).fill(day.isoformat())
    bar.get_by_role("button", name="Show").click()


def test_putting_the_named_person_on_shift_covers_the_night_at_once(visit):
    staff, trainer = Pointer(visit()), Pointer(visit())
    person_signs_in(staff, "priya@sample.example")
    night = staff_finds_the_night(staff)
    name = named_to_come(night)
    line = trainer_opens(trainer.page, trainer, night).filter(has_text=f"Put {name} on site.")
    line.first.get_by_role("link", name="Every Tuesday").click()
    trainer_puts_on(trainer, name, night)
    everybody_sees_it_covered(staff, night)
    everybody_sees_it_covered(trainer, night)


def test_crediting_a_training_covers_the_night_at_once(visit):
    staff, trainer = Pointer(visit()), Pointer(visit())
    person_signs_in(staff, "priya@sample.example")
    night = staff_finds_the_night(staff)
    name = named_to_learn(night)
    line = trainer_opens(trainer.page, trainer, night).filter(has_text=f"{name} finishes “{TOPIC}”")
    line.first.get_by_role("link", name="Record the training").click()
    trainer_records_training(trainer, name, night)
    everybody_sees_it_covered(staff, night)
    yesterday_it_was_not_known(staff, night)
    the_notice_changes_the_answer(staff, night)


@pytest.mark.short
def test_the_keyboard_alone_leads_to_the_fix(open_page):
    staff = Keys(open_page(DESK, reduced_motion="reduce"))
    person_signs_in(staff, "priya@sample.example")
    night = staff_finds_the_night(staff)
    assert named_to_come(night)
    assert named_to_learn(night)
