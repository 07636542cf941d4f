"""A trainer's Monday: 200 people from a messy file, nine bad rows put right, taken in, undone."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from portal.models import Person, Team
from tests import factories, lists
from tests.browser.conftest import DESK, PHONE
from tests.browser.hands import Hand, Keys, Pointer
from tests.browser.journey import person_signs_in, sees_heading
from tests.browser.test_accessible import Look, signs_in
from tests.lists import workbook

pytestmark = pytest.mark.browser

TEAM = "North Night Team"
FIRST = ("Ada", "Bo", "Cleo", "Dov", "Esmé", "Farid", "Gita", "Hugo", "Inés", "José")
LAST = (
    "Abara",
    "Bjørk",
    "Castañeda",
    "Dufour",
    "Echeverría",
    "Fong",
    "Gülen",
    "Haas",
    "Ito",
    "Joss",
)
TITLE = ["Crisis staff of Fresno County, as of this Monday"]
HEADER = ["Employee", "Work Email", "Crisis Team", "Job Title", "Discipline", "Hire Date"]
KNOWN = "Marisol Quintanilla"
DAYS = ("3/14/2025", "03/02/2025", "2025-03-04", "Mar 5, 2025", "45722")


@pytest.fixture
def look(visitor) -> Iterator[Look]:
    """What looks; the test fails with everything that it found."""
    look = Look(visitor(DESK))
    yield look
    assert not look.wrong, "\n".join(look.wrong)


def messy(said: str) -> bytes:
    """200 people, the last name first; nine rows cannot be taken in as they are."""
    rows = [
        [
            f"{LAST[n // 10 % 10]}{said}{chr(97 + n // 100)}, {FIRST[n % 10]}",
            f"p{n}.{said}@example.org",
            TEAM,
            "Counselor",
            "LCSW" if n % 2 else "Registered nurse",
            DAYS[n % 5],
            "",
        ]
        for n in range(200)
    ]
    rows[10][1] = "p10 at example.org"
    rows[20][2] = "Nroth Night Team"
    rows[30][4] = rows[31][4] = "LCSW II"
    rows[40][5] = "1/1/1900"
    rows[50][3] = "=cmd()"
    rows[60][0], rows[60][1] = "Quintanila, Marisol", ""
    rows[70][1] = rows[71][1]
    rows[80][5] = "3/14/2055"
    return lists.table([TITLE, [], [*HEADER, f"Notes of {said}"], *rows]).encode("cp1252")


def choose_file(hand: Hand, name: str, content: bytes, what: str = "People") -> None:
    """Hand a file in."""
    hand.page.goto("/imports")
    hand.page.get_by_label("What the file lists").select_option(label=what)
    hand.page.get_by_label("File", exact=True).set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": content}
    )
    hand.press("Look at this file")


@pytest.mark.parametrize(("kind", "size"), [(Pointer, DESK), (Keys, DESK), (Pointer, PHONE)])
def test_a_messy_file_of_200_people(visitor, portal, kind, size):
    said = f"{kind.__name__.lower()}{'wide' if size == DESK else 'slim'}"
    with portal.session.begin() as session:
        team = session.scalars(select(Team).where(Team.name == TEAM)).one()
        known = factories.person(session, f"{KNOWN} {said.title()}", email="")
        factories.affiliation(session, known, team.county_fips, team=team)
        before = session.scalar(select(func.count()).select_from(Person))
    page = visitor(size, java_script_enabled=kind is Pointer, reduced_motion="reduce")
    hand = kind(page)
    person_signs_in(hand, "rosa@sample.example")
    content = messy(said).replace(
        b"Quintanila, Marisol", f"{said.title()}, Marisol Quintanila".encode()
    )
    choose_file(hand, f"{said}.csv", content)
    sees_heading(page, f"{said}.csv: what the columns mean")
    expect(page.get_by_role("main")).to_contain_text("Windows-1252")
    hand.pick(f"Names with a comma, such as “Abara{said}a, Ada”", "The last name comes first")
    hand.press("Look at the rows")
    sees_heading(page, f"{said}.csv: 9 rows wait for you")

    def put_right(row: int) -> None:
        hand.press("Save the row")
        expect(page.get_by_role("main")).to_contain_text(f"Row {row} is put right.")

    hand.follow("Put the first one right")
    sees_heading(page, f"Row 14 of {said}.csv")
    hand.type("E-mail", f"p10.{said}@example.org")
    put_right(14)
    hand.pick("Team", TEAM)
    put_right(24)
    hand.pick("Profession", "Licensed clinical social worker")
    hand.tick(["Do the same in 1 other row that says “LCSW II”"])
    put_right(34)
    hand.type("First day", "2025-03-14")
    put_right(44)
    hand.type("Position", "Counselor")
    put_right(54)
    sees_heading(page, f"Row 75 of {said}.csv")
    hand.tick(["Leave this row out"])
    put_right(75)
    hand.type("First day", "2025-03-14")
    put_right(84)
    sees_heading(page, f"Row 64 of {said}.csv")
    expect(page.get_by_role("main")).to_contain_text("a name like it")
    page.get_by_role("radio", name=re.compile("^Marisol")).check()
    hand.press("Save the row")
    if page.get_by_role("heading", level=1).inner_text().startswith("Row 64"):
        page.get_by_role("radio", name="What the portal says").check()
        put_right(64)
    sees_heading(page, f"{said}.csv: ready to be taken in")
    hand.press("Take in all of it")
    sees_heading(page, f"{said}.csv: taken in")
    expect(page.get_by_role("main")).to_contain_text("198 new people")
    hand.press("Undo the list")
    sees_heading(page, f"{said}.csv: undone")
    with portal.session() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == before + 198


@pytest.mark.slow
def test_pages_of_lists(look, portal):
    hand = Pointer(look.page)
    signs_in(look, "rosa")
    look.at("/imports", "lists")
    hand.press("Look at this file")
    look("lists-empty")
    choose_file(hand, "nothing.csv", b"")
    look("lists-refused")
    choose_file(hand, "looks.csv", messy("looks"))
    look("columns")
    hand.press("Look at the rows")
    look("columns-asked")
    hand.pick("Names with a comma, such as “Abaralooksa, Ada”", "The last name comes first")
    hand.press("Look at the rows")
    look("rows")
    hand.follow("Put the first one right")
    look("row")
    hand.press("Save the row")
    look("row-wrong")
    hand.follow("Back to the list")
    hand.follow("Put right row 34")
    look("row-others")
    hand.follow("Back to the list")
    hand.press("Leave out")
    look("rows-left-out")
    look.at("/imports", "lists-some")
    sheets = [[["Note"], ["Call"]], [HEADER, ["Ana Muster", "ana.muster@example.org", TEAM]]]
    choose_file(hand, "two.xlsx", workbook(*sheets, names=("Notes", "Staff")))
    look("columns-sheets")
    hand.press("Look at the rows")
    look("rows-ready")
    hand.press("Take in all of it")
    look("taken")
    with portal.session.begin() as session:
        person = session.scalars(select(Person).where(Person.legal_name == "Ana Muster")).one()
        factories.account(session, person)
    look.page.reload()
    look("taken-built-on")
    hand.press("Undo the list")
    look("undone")
    person = "Ana Muster,ana.muster@example.org"
    file = lists.lines(
        "Learner,Email,Course,Vendor,Completed,CE Hours",
        f"{person},Naloxone,Red Cross,2025-03-04,1.5",
        f"{person},Naloxone,Red Cross,2025-03-04,2",
    )
    choose_file(hand, "trainings.csv", file.encode(), "Trainings completed elsewhere")
    look("columns-trainings")
    hand.press("Look at the rows")
    look("rows-trainings")
    hand.follow("Drop this list")
    look("list-to-drop")
