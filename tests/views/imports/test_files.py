"""Files as they come: workbooks with several sheets, titles, odd encodings; and what is refused."""

import io

import pytest
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from portal.domain.access import Role
from portal.models import EvidenceFile, ImportBatch, ImportFix, Person
from tests import factories, lists
from tests.factories import FRESNO, KERN
from tests.lists import ANA, PEOPLE, lines, workbook
from tests.queries import counted
from tests.signing_in import signed_in_as


def count(session, table):
    return session.scalar(select(func.count()).select_from(table))


def test_a_workbook_asks_for_its_sheet_and_passes_over_the_title(trainer, session, hand_in):
    staff = [
        ["Crisis staff of Fresno", None, None],
        [None, None, None],
        ["First Name", "Last Name", "Hire Date", "Crisis Team"],
        ["Ana", "Flores", [46027], "North"],
        ["Ben", "Okafor", [46028], None],
        ["Cal", "Diaz", 1, "North"],
    ]
    notes = [["Remember"], ["to call Ben"]]
    hand_in(workbook(notes, staff, names=("Notes", "Staff"), merged=("D4:D5",)), name="s.xlsx")
    assert trainer.h1 == "s.xlsx: what the columns mean"
    assert "1 group of cells is merged" in trainer.main
    trainer.submit("Show these columns", sheet="0")
    assert "Row 1: Remember" in trainer.main
    trainer.submit("Show these columns", sheet="1")
    assert "Row 3: First Name · Last Name" in trainer.main
    trainer.submit("Look at the rows", follow=True)
    assert trainer.h1 == "s.xlsx: 1 row waits for you"
    assert "First day: “1” is December 31, 1899" in trainer.main
    trainer.click("Put right row 6").submit("Save the row", follow=True, starts_on="")
    trainer.submit("Take in all of it", follow=True)
    names = session.scalars(select(Person.legal_name).order_by(Person.id)).all()
    assert names[-3:] == ["Ana Flores", "Ben Okafor", "Cal Diaz"]


def test_what_can_be_read_in_two_ways_is_asked_once(trainer, session, hand_in):
    file = lines("Name,Team,Start date", "Ana Flores,North,03/04/25", "Ben Okafor,North,05/06/25")
    hand_in(file).submit("Look at the rows", 422)
    assert "Say whether the month or the day comes first." in trainer.main
    assert "Say which year is meant." not in trainer.main  # 1925 cannot be
    trainer.submit("Look at the rows", follow=True, order_starts_on="month")
    assert trainer.h1 == "staff.csv: ready to be taken in"
    hand_in(file.replace("Ben", "Cal"))
    assert trainer.h1 == "staff.csv: ready to be taken in"


def test_a_year_of_two_digits_is_asked_only_where_it_may_be_either(trainer, hand_in):
    hand_in(lines("Name,Team,Start date", "Ana Flores,North,03/24/45"))
    trainer.submit("Look at the rows", 422)
    assert "Say which year is meant." in trainer.main
    trainer.submit("Look at the rows", follow=True, century_starts_on="1900")
    assert "March 24, 1945" in trainer.main


def test_a_list_needs_names_and_where_people_work(trainer, hand_in):
    hand_in(lines("Colour,Shoe size", "red,9")).submit("Look at the rows", 422)
    assert "Choose the column with the names." in trainer.main
    assert "Choose the column with the agency or with the team" in trainer.main
    trainer.submit(
        "Look at the rows", follow=True, column_name="0", same_agency="Valley Crisis Services"
    )
    assert trainer.h1 == "staff.csv: ready to be taken in"


def test_the_encoding_that_was_taken_is_said(trainer, hand_in):
    hand_in(lines(PEOPLE, ANA.replace("Ana", "José")).encode("cp1252"))
    assert "Read as Windows-1252 text with commas between the columns." in trainer.main
    assert "Look at names with accents" in trainer.main
    assert "José Flores" in trainer.main


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "This file is empty."),
        (b"PK\x03\x04rubbish", "no workbook that can be read"),
        (b"a\r\n" * 100_000, "This file has 99,999 rows"),
    ],
)
def test_what_is_no_list_is_refused_at_its_field(session, hand_in, content, words):
    page = hand_in(content, status=422)
    assert words in page.main
    assert page.all(".//input[@name='file']")[0].get("aria-invalid") == "true"
    assert count(session, EvidenceFile) == count(session, ImportBatch) == 0


def test_a_file_that_is_too_large_is_refused_at_its_field(trainer, session):
    trainer.get("/imports")
    token = trainer.all(".//main//input[@name='csrf_token']")[0].get("value")
    file = FileStorage(io.BytesIO(b"x" * (5 * 1024 * 1024 + 1)), "large.csv")
    values = {"csrf_token": token, "county": FRESNO, "kind": "people", "file": file}
    boundary, body = encode_multipart(values)  # in memory, unlike the client by itself
    response = trainer.client.post(
        "/imports", data=body, content_type=f"multipart/form-data; boundary={boundary}"
    )
    assert response.status_code == 422
    assert "larger than 5 MB" in response.text
    assert count(session, EvidenceFile) == 0


def test_a_file_and_what_it_lists_have_to_be_chosen(trainer):
    trainer.get("/imports").submit("Look at this file", 422)
    assert "Choose a file." in trainer.main
    assert "Choose what the file lists." in trainer.main


@pytest.mark.parametrize("kind", ["people", "trainings", "credentials"])
def test_every_template_can_be_read(trainer, session, team, kind, hand_in):
    team.name = "Night Van"
    session.flush()
    content = trainer.client.get(f"/imports/templates/{kind}.csv").data
    hand_in(content, kind).submit("Look at the rows", follow=True)
    if kind == "people":
        assert trainer.h1 == "staff.csv: ready to be taken in"
    else:
        assert "Nobody called Ana Flores or with this e-mail address works" in trainer.main
    trainer.get("/imports/templates/wizards.csv", 404)


def test_rows_and_columns_that_are_not_there(trainer, session, hand_in):
    hand_in(lines(PEOPLE, ANA))
    page = trainer.path.removesuffix("/columns")
    trainer.get(f"{page}/rows/2", 409)
    trainer.get(f"{page}/columns?sheet=4", 404)
    trainer.get(f"{page}/columns?header=99", 404)
    trainer.get(page, 303)
    trainer.get(f"{page}/columns")
    trainer.submit("Look at the rows", 303)
    trainer.get(f"{page}/rows/99", 404)
    trainer.post(f"{page}/rows", {"act": "nonsense"}, 303)
    trainer.get("/imports/4711", 404)


def test_long_lists_are_paged(trainer, session, hand_in):
    rows = [ANA.replace("ana@", f"a{n}@").replace("Flores", f"Flores{'x' * n}") for n in range(102)]
    hand_in(lines(PEOPLE, *rows)).submit("Look at the rows", follow=True)
    assert len(trainer.all(".//tbody/tr")) == 100
    trainer.get(f"{trainer.path}?page=2")
    assert len(trainer.all(".//tbody/tr")) == 2
    trainer.submit("Take in all of it", follow=True)
    trainer.get(f"{trainer.path}?page=2")
    assert len(trainer.all(".//tbody/tr")) == 2


def test_the_lists_of_another_county_are_closed(app, session, trainer, hand_in):
    hand_in(lines(PEOPLE, ANA)).submit("Look at the rows", follow=True)
    page = trainer.path
    other = signed_in_as(app, session, factories.person(session), Role.TRAINER, KERN)
    for path in ("", "/columns", "/rows/2", "/waiting.csv"):
        other.get(page + path, 403)
    for path in ("", "/columns", "/rows/2", "/rows", "/undo"):
        other.post(page + path, {}, 403)
    other.get("/imports")
    assert "staff.csv" not in other.main


def test_pages_cost_no_more_for_longer_lists(app, session, trainer):
    def cost(rows):
        said = [ANA.replace("ana@", f"a{n}@").replace("LCSW", "Wizard") for n in range(rows)]
        row = lists.batch(session, lines(PEOPLE, *said), name=f"{rows}.csv")
        session.commit()
        page = f"/imports/{row.id}"
        with counted(app) as statements:
            trainer.get(page)
            trainer.get(f"{page}/columns")
            trainer.get(f"{page}/rows/2")
            trainer.client.get(f"{page}/waiting.csv")
            trainer.get("/imports")
            trainer.post(f"{page}/rows", {"act": "leave-out"}, 303)
        return len(statements)

    assert cost(2) == cost(40)


def test_taking_in_and_undoing_cost_no_more_for_longer_lists(app, session, trainer):
    def cost(rows):
        said = [
            ANA.replace("ana@", f"a{rows}x{n}@").replace("Flores", f"Flores{'x' * n}{'y' * rows}")
            for n in range(rows)
        ]
        row = lists.batch(session, lines(PEOPLE, *said), name=f"{rows}.csv")
        session.commit()
        page = f"/imports/{row.id}"
        with counted(app) as statements:
            trainer.post(page, {}, 303)
            trainer.get(page)
            trainer.post(f"{page}/undo", {}, 303)
            trainer.get(page)
        assert trainer.h1.endswith("undone")
        return len(statements)

    cost(3)  # what is held in memory is read
    assert cost(2) == cost(20)


def test_a_list_handed_in_by_mistake_is_dropped_with_its_file(trainer, session, hand_in):
    hand_in(lines(PEOPLE, ANA, ANA.replace("LCSW", "Wizard")), name="wrong.csv")
    trainer.submit("Look at the rows", follow=True)
    trainer.post(f"{trainer.path}/rows", {"act": "leave-out"})
    assert (count(session, ImportFix), count(session, EvidenceFile)) == (1, 1)
    trainer.get(trainer.path).click("Drop this list")
    assert "Nothing of this list was recorded." in trainer.main
    page = trainer.path.removesuffix("/drop")
    trainer.submit("Drop this list", follow=True)
    assert "wrong.csv is dropped, and its file is deleted." in trainer.text
    assert [count(session, one) for one in (ImportBatch, ImportFix, EvidenceFile)] == [0, 0, 0]
    trainer.get(page, 404)
    trainer.post(f"{page}/drop", {}, 404)  # a double click


def test_a_file_that_something_else_rests_on_stays(trainer, session, hand_in):
    file = lines(PEOPLE, ANA)
    hand_in(file)
    trainer.submit("Look at the rows", follow=True)
    trainer.submit("Take in all of it")
    hand_in(file)
    dropped = trainer.path
    trainer.post(f"{dropped}/drop", {})
    trainer.get(dropped, 404)
    (kept,) = session.scalars(select(ImportBatch)).all()
    assert session.get(EvidenceFile, kept.evidence_id) is not None


def test_a_list_that_is_taken_in_is_not_dropped(trainer, session, hand_in):
    hand_in(lines(PEOPLE, ANA))
    trainer.submit("Look at the rows", follow=True)
    page = trainer.path
    trainer.submit("Take in all of it")
    trainer.get(f"{page}/drop", 303)
    trainer.post(f"{page}/drop", {}, 409)
    assert (count(session, ImportBatch), count(session, Person)) == (1, 2)
