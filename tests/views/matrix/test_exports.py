"""The matrix as files: the cells of the page, to the byte, and nothing in them that runs."""

import csv
import io
from datetime import date

import pytest

from portal.domain.access import Role
from tests import factories
from tests.factories import FRESNO
from tests.queries import counted
from tests.signing_in import signed_in_as
from tests.views.matrix.test_pages import grid, listed
from tests.workbooks import EVIL, workbook

CORE = "/matrix?group=core"


def read(page, address):
    """The rows of a CSV file."""
    page.get(address)
    assert page.response.mimetype == "text/csv"
    content = page.response.get_data()
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def sheet(page, address):
    """The rows of a workbook, nothing as an empty text."""
    page.get(address)
    rows = workbook(page.response.get_data())
    return [["" if cell is None else cell for cell in row] for row in rows]


def test_the_file_has_the_rows_and_columns_of_the_page(trainer, story):
    for asked in ("", "?group=core", "?state=short", "?q=a&within=90", "?as_of=2023-07-01"):
        trainer.get(f"/matrix{asked}")
        found, shares = grid(trainer)
        header, first, *rows = read(trainer, f"/matrix/matrix.csv{asked}") or [[], []]
        assert header[:5] == ["County", "Team", "Person", "Person number", "Profession"]
        assert dict(zip(header[5:], first[5:], strict=True)) == shares
        said = {row[2]: dict(zip(header[5:], row[5:], strict=True)) for row in rows}
        assert _plain(said) == _plain(found)


def _plain(cells):
    """Without what stands between state, date and “advisory” here and there."""
    away = str.maketrans("", "", ",· ")
    return {
        name: {title: cell.translate(away) for title, cell in row.items()}
        for name, row in cells.items()
    }


def test_to_the_byte(trainer, session):
    team = factories.team(session, "Day Team")
    person = factories.person(session, "Nuñez, Ana")
    factories.affiliation(session, person, team=team, starts_on=date(2026, 1, 5))
    trainer.get("/matrix/matrix.csv?group=core&q=ana")
    assert trainer.response.get_data().decode("utf-8-sig") == (
        "County,Team,Person,Person number,Profession,Crisis intervention and de-escalation,"
        "Harm reduction,Trauma-informed care,Safety planning\r\n"
        ',,"In place, of those to whom it applies",,,0 of 1,0 of 1,0 of 1,0 of 1\r\n'
        f'Fresno,Day Team,"Nuñez, Ana",{person.id},'
        + ',"Missing, since Jan 5, 2026, advisory"' * 4
        + "\r\n"
    )
    said = trainer.response.headers["Content-Disposition"]
    assert said == 'attachment; filename="matrix-2026-03-02.csv"'
    [_, line, *_] = read(trainer, "/matrix/cells.csv?group=core&q=ana")
    number = str(person.id)
    assert line == [
        *("Fresno", "Day Team", "Valley Crisis Services", "Nuñez, Ana", number, "", "C-01"),
        *("Crisis intervention and de-escalation", "crisis-intervention", "Core trainings"),
        *("2023-06-19", "Missing", "2026-01-05", "", "yes", "no-evidence", "2026-03-02", ""),
    ]


def test_a_line_for_each_cell_of_the_list(trainer, story):
    for asked in ("?", "?group=core&", "?state=short&"):
        trainer.get(f"/matrix{asked}view=list")
        shown = listed(trainer)
        header, *rows = read(trainer, f"/matrix/cells.csv{asked}")
        places = [header.index(name) for name in ("Person", "Requirement", "State")]
        found = {}
        for row in rows:
            person, requirement, state = (row[place] for place in places)
            assert shown[person][requirement].startswith(state)
            found.setdefault(person, set()).add(requirement)
        assert found == {name: set(cells) for name, cells in shown.items()}


def test_workbooks_say_what_the_csv_files_say(trainer, story):
    for name in ("matrix", "cells"):
        plain = read(trainer, f"/matrix/{name}.csv?group=trainings")
        rows = sheet(trainer, f"/matrix/{name}.xlsx?group=trainings")
        assert [[_words(cell) for cell in row] for row in rows] == plain
        days = {type(cell) for row in rows for cell in row}
        assert (date in days) is (name == "cells")


def _words(cell):
    if isinstance(cell, date):
        return cell.isoformat()
    return str(int(cell)) if isinstance(cell, float) else cell


@pytest.mark.parametrize("text", [each for each in EVIL if each == each.strip()])
def test_a_name_is_never_run(trainer, session, text):
    """Forms refuse some of these; an import or an earlier version may not have."""
    person = factories.person(session, text)
    factories.affiliation(session, person, position=text)
    for name in ("matrix", "cells"):
        plain = read(trainer, f"/matrix/{name}.csv")
        assert f"'{text}" in {cell for row in plain for cell in row}
        assert text not in {cell for row in plain for cell in row}
        assert text in {cell for row in sheet(trainer, f"/matrix/{name}.xlsx") for cell in row}


def test_what_cannot_be_shown_leads_to_the_page_that_says_why(trainer, staff, story):
    trainer.get("/matrix/matrix.csv?within=x", 303)
    assert trainer.location == "/matrix?within=x"
    staff.get("/matrix/cells.xlsx", 303)
    assert staff.location == "/matrix"
    trainer.get("/matrix/cells.csv?team=4711&group=core", 303)  # not a file of everybody
    assert trainer.location == "/matrix?team=4711&group=core"


def test_members_get_no_file(app, session, story):
    member = signed_in_as(app, session, story.people["Ana"], Role.TEAM_MEMBER)
    for name in ("matrix.csv", "matrix.xlsx", "cells.csv", "cells.xlsx"):
        member.get(f"/matrix/{name}", 403)


def test_who_left_is_said_to_be_known_as_of_the_day(trainer, session):
    person = factories.person(session, "Gone")
    factories.affiliation(
        session, person, FRESNO, starts_on=date(2025, 1, 6), ends_on=date(2026, 2, 1)
    )
    header, *rows = read(trainer, "/matrix/cells.csv?as_of=2026-01-20")
    known = header.index("As known on")
    assert {row[known] for row in rows if "Gone" in row} == {"2026-01-20"}


def test_queries_do_not_grow_and_come_before_the_first_byte(app, trainer, story, session):
    counts = []
    for _ in range(2):
        trainer.get("/matrix/cells.csv")
        with counted(app) as statements:
            trainer.get("/matrix/cells.csv")
        counts.append(len(statements))
        for _ in range(5):
            factories.affiliation(session, factories.person(session), team=story.night_team)
    assert counts[0] == counts[1]
