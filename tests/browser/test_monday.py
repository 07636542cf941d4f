"""A county trainer's Monday, from a messy file to the export, in a county of its own.

One journey, since each part stands on the one before. Chromium downloads real files.
"""

import csv
import io
import re
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from portal import clock
from portal.development.sample_learning import Stage, Walker
from portal.domain.access import Role
from portal.domain.dates import civil_date
from portal.domain.mail import MailKind
from portal.models import Mail
from tests import events, factories, lists, workbooks
from tests.browser.conftest import DESK
from tests.browser.hands import Pointer
from tests.browser.journey import person_signs_in, sees_heading
from tests.browser.served import Portal
from tests.reviews import DAY, document, enter

pytestmark = [pytest.mark.browser, pytest.mark.short, pytest.mark.slow]

INYO = "06027"
TEAM, AGENCY = "Owens Valley Team", "Monday Crisis Services"
FILE = "staff-monday.csv"
HEADINGS = ["Staff Member", "E-Mail Address ", "UNIT", "Job Title", "Discipline", "DOH", "Notes"]
FIRST = "Ada Bo Cleo Dov Esmé Farid Gita Hugo Inés José Kim Lea Max Nia Oz Pia Quin Rae Sol Tia"
FAMILIES = "Abara Bjørk Castañeda Dufour Echeverría Fong Gülen Haas Ito Joss"
GROUP = "Quillmarsh"
"""35 of them come to the session; two of them are called Maria."""
TITLE = "De-escalation on a Monday"
LATE = 4
"""So many began so long ago that the core trainings were due already."""


def a_county(portal: Portal) -> SimpleNamespace:
    """Inyo with its trainer, a team, and four people who are known already."""
    now, today = clock.now(), civil_date(clock.now())
    with portal.session.begin() as session:
        agency = factories.agency(session, AGENCY)
        team = factories.team(session, TEAM, INYO, of=agency)
        trainer = factories.person(session, "Mona Dey", email="mona@monday.example")
        factories.account(session, trainer)
        factories.grant(session, trainer, Role.TRAINER, INYO)
        known = {}
        for name in ("Ana Monday", "Ben Monday", "Dora Twice", "Cy Marrow"):
            email = "" if name == "Dora Twice" else f"{name.split()[0].lower()}@monday.example"
            known[name] = factories.person(session, name, email=email)
            starts = today - timedelta(days=20)
            factories.affiliation(session, known[name], INYO, team=team, starts_on=starts)
        ana, ben = known["Ana Monday"], known["Ben Monday"]
        Walker(session, ben, portal.course, now - 5 * DAY).go(Stage.COMPLETED)
        factories.leave(session, ana, today - timedelta(days=2))
        factories.equivalency(session, "harm-reduction", "Reducing harm", county=INYO)
        done = today - timedelta(days=60)
        for title, subject, paper in (
            ("Reducing harm", "", "Reducing harm"),
            ("Naloxone basics", "naloxone", "Naloxone basics"),
            ("Overdose response", "naloxone", "Receipt"),
        ):
            enter(
                session, ana, title, subject=subject, completed_on=done,
                upload=document("Ana Monday", paper), at=now - 3 * DAY,
            )  # fmt: skip
        return SimpleNamespace(trainer=trainer.email, team=team.id, today=today)


def _given() -> list[str]:
    """The first names of those who come to the session, without the two Marias."""
    first = FIRST.split()
    return [f"{first[n % 20]}{'x' * (n // 20)}" for n in range(33)]


def messy(today: date) -> bytes:
    """200 people as a hand-kept list has them; nine of the rows cannot be taken in."""
    first, families = FIRST.split(), FAMILIES.split()
    month = today.replace(day=1) - timedelta(days=1)
    one, two, three, four = (month.replace(day=day) for day in (20, 21, 23, 25))
    days = [
        f"{one.month}/{one.day}/{one.year}",
        f"{two:%m/%d/%Y}",
        three.isoformat(),
        f"{four:%b} {four.day}, {four.year}",
        str((one - date(1899, 12, 30)).days),  # as a spreadsheet counts days
    ]
    rows = []
    for n in range(200):
        given, family = first[n % 20], families[n // 20]
        if n < 35:
            given, family = [*_given(), "Maria", "Maria"][n], GROUP
        job = ("Counselor", "LCSW" if n % 2 else "Registered nurse")
        rows.append([f"{family}, {given}", f"m{n}@monday.example", TEAM, *job, days[n % 5], ""])
    for n in range(100, 100 + LATE):
        rows[n][5] = (today - timedelta(days=400)).isoformat()
    rows[110][5] = ""  # nobody knows since when
    rows[40][1] = "m40 at monday.example"
    rows[50][2] = "Owens Valey Team"
    rows[60][4] = rows[61][4] = "LCSW II"
    rows[70][5] = "1/1/1900"
    rows[80][3] = "=cmd()"
    rows[91][1] = rows[90][1]
    rows[130][0], rows[130][1] = "Twice, Dora", "dora@monday.example"
    title, nothing = ["Crisis staff, as of this Monday"], [""] * 7
    kept = [*rows[:100], nothing, nothing, *rows[100:]]
    return lists.table([title, [], HEADINGS, *kept]).encode("cp1252")


def hands_in(page: Page, name: str, content: bytes) -> None:
    page.get_by_label("File", exact=True).set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": content}
    )
    Pointer(page).press("Look at this file")


def imports_200_people_and_puts_nine_rows_right(page: Page, today: date) -> None:
    hand = Pointer(page)
    page.goto("/workspace")
    hand.follow("Lists")
    hand.pick("What the file lists", "People")
    hands_in(page, FILE, messy(today))
    sees_heading(page, f"{FILE}: what the columns mean")
    hand.pick(f"Names with a comma, such as “{GROUP}, Ada”", "The last name comes first")
    hand.press("Look at the rows")
    sees_heading(page, f"{FILE}: 9 rows wait for you")
    hand.follow("Put the first one right")
    begun = (today - timedelta(days=6)).isoformat()
    for number, put_right in (
        (44, lambda: hand.type("E-mail", "m40@monday.example")),
        (54, lambda: hand.pick("Team", TEAM)),
        (64, lambda: _both_are(hand, "Licensed clinical social worker")),
        (74, lambda: hand.type("First day", begun)),
        (84, lambda: hand.type("Position", "Counselor")),
        (95, lambda: hand.tick(["Leave this row out"])),
        (38, lambda: hand.choose("Somebody new")),  # the other Maria
        (136, lambda: hand.choose("Somebody new")),  # so the trainer thinks
    ):
        sees_heading(page, f"Row {number} of {FILE}")
        put_right()
        hand.press("Save the row")
        expect(page.get_by_role("main")).to_contain_text(f"Row {number} is put right.")
    sees_heading(page, f"{FILE}: ready to be taken in")
    hand.press("Take in all of it")
    sees_heading(page, f"{FILE}: taken in")
    expect(page.get_by_role("main")).to_contain_text("199 new people")


def _both_are(hand: Pointer, profession: str) -> None:
    hand.pick("Profession", profession)
    hand.tick(["Do the same in 1 other row that says “LCSW II”"])


def assigns_the_core_trainings(page: Page) -> str:
    """To all who answer calls; returns the address of the assignment."""
    hand = Pointer(page)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Assignments").click()
    hand.follow("Assign")
    hand.choose("Everybody with a duty, such as answering calls")
    hand.press("Next")
    hand.choose("Answers calls (203 people)")
    hand.choose("Those who are there now, and everybody who comes later")
    hand.press("Next")
    hand.tick(filter(re.compile(r"\(C-0\d\)$").search, page.locator("label").all_inner_texts()))
    expect(page.locator("input[name=courses]:checked")).to_have_count(5)
    hand.press("Next")
    hand.choose("Counted from the first day of a duty")
    hand.type("How many, if it is counted", "90")
    hand.press("Next")
    sees_heading(page, "What should become of these?")
    groups = page.get_by_role("main").get_by_role("heading", level=2)
    expect(groups).to_have_text(
        [
            "Done or met already: 1 person",
            "No day to count from: 1 person",
            f"The date is past already: {LATE} people",
            "On leave today: 1 person",
        ]
    )
    _settle(page, "Done or met already", "Leave them out")
    _settle(page, "No day to count from", "Ask them, due so many days from today", days="90")
    _settle(page, "The date is past already", "Ask them, and show them as late")
    _settle(page, "On leave today", "Ask them, with the date as it is")
    hand.press("Next")
    sees_heading(page, "Check, then ask")
    hand.type("Words to those who are asked", "Before you go out alone.")
    hand.press("Ask them")
    sees_heading(page, re.compile(r": 0 of 203 done$"))
    return page.url


def _settle(page: Page, group: str, choice: str, days: str = "") -> None:
    section = page.get_by_role("region", name=group)
    section.get_by_role("radio", name=choice).check()
    if days:
        section.get_by_role("spinbutton").fill(days)


def nudges_those_who_are_late(page: Page, portal: Portal, assignment: str) -> None:
    hand = Pointer(page)
    page.goto(assignment)
    hand.follow(f"Nudge the {LATE} who are late")
    sees_heading(page, f"Nudge {LATE} people")
    page.get_by_role("button", name=f"Send to {LATE} people").dblclick()
    expect(page.get_by_role("main")).to_contain_text(f"The nudge to {LATE} people is on its way.")
    with portal.session() as session:
        to = select(func.count()).select_from(Mail).where(Mail.kind == MailKind.NUDGE)
        assert session.scalar(to.where(Mail.recipient.endswith("@monday.example"))) == LATE
    hand.follow(f"Nudge the {LATE} who are late")
    sees_heading(page, "Nobody to nudge")
    expect(page.get_by_role("main")).to_contain_text("once a day is enough")


def reviews_two_certificates_and_returns_one(page: Page) -> None:
    hand = Pointer(page)
    page.goto("/workspace")
    hand.follow("Trainings to review")
    sees_heading(page, "3 trainings wait for review")
    hand.follow("Begin with the first")
    earlier = page.get_by_role("group", name="Credit it under an earlier decision")
    expect(earlier.get_by_role("checkbox")).to_be_checked()
    points = page.get_by_role("group", name="What you looked at").get_by_role("checkbox")
    for title in ("Reducing harm", "Naloxone basics"):
        sees_heading(page, f"“{title}” of Ana Monday")
        for point in points.all():
            point.check()
        hand.press("Accept")
    sees_heading(page, "“Overdose response” of Ana Monday")
    hand.pick("Reason", "It is another document")
    hand.type("What you write to the person", "This is the receipt.")
    hand.press("Return to Ana Monday")
    sees_heading(page, "No training waits for review")


def holds_a_session(page: Page, portal: Portal) -> None:
    """For 30, with 5 who wait; one cancels; the day passes; who was there is taken in."""
    hand, main = Pointer(page), page.get_by_role("main")
    day = clock.now() + timedelta(days=9)
    page.goto("/sessions")
    hand.follow("Make a session")
    hand.pick("Training", portal.course.title)
    hand.pick("Where it takes place", "Online")
    for label, words in (
        ("Title", TITLE),
        ("Trainers", "Mona Dey"),
        ("Day", f"{day:%Y-%m-%d}"),
        ("Starts at", "10:00"),
        ("Ends at", "11:30"),
        ("Seats", "30"),
        ("Places on the wait list", "5"),
        ("Least presence, in percent of the minutes", "80"),
    ):
        hand.type(label, words)
    hand.press("Make this session")
    sees_heading(page, TITLE)
    address = page.url
    hand.follow("Register people")
    hand.type("Name or e-mail address", GROUP)
    hand.press("Show")
    for box in page.get_by_role("checkbox").all():
        box.check()
    hand.press("Register those ticked")
    expect(main).to_contain_text("30 with a seat, 5 on the wait list")
    first_waiting = page.get_by_role("row").filter(has_text="Wait list").first
    waited = first_waiting.get_by_role("link").first.inner_text()
    hand.follow(f"Ada {GROUP}")
    hand.follow("Cancel this registration")
    hand.press("Cancel this registration")
    sees_heading(page, "34 people registered")
    expect(page.get_by_role("row").filter(has_text="Wait list")).to_have_count(4)
    moved = page.get_by_role("row").filter(has_text=waited)
    expect(moved).to_contain_text("Seat")

    on = events.the_day_passes(portal.session, TITLE)
    starts, ends = "10:00 AM", "11:30 AM"
    rows = [(f"{name} {GROUP}", "", starts, ends) for name in _given()[1:30]]
    rows += [(f"Maria {GROUP}", "", starts, "10:40 AM"), (f"Maria {GROUP}", "", starts, ends)]
    page.goto(f"{address}/attendance-files")
    hands_in(page, "zoom-monday.csv", events.zoom(*rows, day=on))
    sees_heading(page, "zoom-monday.csv: 2 rows to decide")
    for choice, email in zip(page.get_by_label("Who is row").all(), ("m33@", "m34@"), strict=True):
        value = choice.locator("option", has_text=email).get_attribute("value")
        choice.select_option(value=value)
    hand.press("Keep these choices")
    hand.press("Take in all that is clear")
    sees_heading(page, "30 of 34 people meet the rule")
    hand.press("Confirm who was there")
    expect(main).to_contain_text("30 people get credit")


def exports_the_matrix(page: Page) -> None:
    """As CSV and XLSX, which say what the screen says."""
    page.goto(f"/matrix?group=core&q={GROUP}")
    shown = page.evaluate(
        """() => [...document.querySelectorAll(".matrix tbody tr:not(.matrix__team)")].map(
            row => [row.querySelector("th a").innerText.trim(),
                    ...[...row.querySelectorAll("td")].map(cell => cell.innerText)])"""
    )
    assert len(shown) == 35
    for kind in ("CSV", "Excel"):
        with page.expect_download() as got:
            page.get_by_role("link", name=re.compile(f"^{kind} ?, as shown")).click()
        content = got.value.path().read_bytes()
        header, shares, *rows = (
            workbooks.workbook(content)
            if kind == "Excel"
            else list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        )
        assert header[:5] == ["County", "Team", "Person", "Person number", "Profession"]
        assert "of 35" in shares[5]
        assert [[row[2], *map(_plain, row[5:])] for row in rows] == [
            [row[0], *map(_plain, row[1:])] for row in shown
        ], kind


def _plain(words: str) -> str:
    """A cell without its spaces and dots."""
    return re.sub(r"[\s·,]+", " ", words).strip().casefold()


def waives_and_undoes_it(page: Page) -> None:
    hand = Pointer(page)
    page.get_by_role("link", name="Choose cells").click()
    boxes = page.locator("tbody tr:not(.matrix__team)").first.locator("input[name=cell]")
    boxes.nth(0).click()
    boxes.nth(2).click(modifiers=["Shift"])
    hand.press("Open the chosen cells")
    hand.follow("Waive")
    today = civil_date(clock.now())
    hand.type("First day", today.isoformat())
    hand.type("Last day", (today + timedelta(days=30)).isoformat())
    hand.type("Reason", "The trainer was ill.")
    hand.press("Show what changes")
    hand.press("Confirm")
    sees_heading(page, "3 waivers")
    hand.press("Undo all of it")
    sees_heading(page, "3 waivers, undone")


def merges_and_undoes_it(page: Page) -> None:
    hand = Pointer(page)
    page.goto("/people")
    hand.follow("Duplicates")
    sees_heading(page, "2 pairs may each be one person")  # the two Marias, and Dora
    hand.follow("Dora Twice and Dora Twice")
    page.get_by_role("radio", name=re.compile("dora@monday.example")).check()
    hand.type("How you know that they are one person", "The list had her once more.")
    page.get_by_role("checkbox").check()
    hand.press("Bring them together")
    sees_heading(page, "Dora Twice")
    hand.follow("Duplicates")
    hand.press("Undo this")
    expect(page.get_by_role("main")).to_contain_text("The merge is undone")


def undoes_the_list(page: Page) -> None:
    """What something was built on since stays, and is named."""
    hand = Pointer(page)
    page.goto("/imports")
    hand.follow(FILE)
    expect(page.get_by_role("main")).to_contain_text("has registered for a session")
    hand.press("Undo the list")
    sees_heading(page, f"{FILE}: undone")
    page.goto("/people")
    sees_heading(page, re.compile(r"^38 people in Inyo County"))


def test_a_trainers_monday(visitor: Any, portal: Portal) -> None:
    county = a_county(portal)
    page = visitor(DESK, reduced_motion="reduce", accept_downloads=True)
    person_signs_in(Pointer(page), county.trainer, factories.PASSWORD)
    imports_200_people_and_puts_nine_rows_right(page, county.today)
    assignment = assigns_the_core_trainings(page)
    nudges_those_who_are_late(page, portal, assignment)
    reviews_two_certificates_and_returns_one(page)
    holds_a_session(page, portal)
    exports_the_matrix(page)
    waives_and_undoes_it(page)
    merges_and_undoes_it(page)
    undoes_the_list(page)
