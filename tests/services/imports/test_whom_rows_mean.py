"""Whom rows mean, and that nothing is said of people of other counties."""

from datetime import date

import pytest

from portal.domain.access import Grant, Role
from portal.domain.imports.rows import Fix
from portal.domain.imports.verdicts import State
from portal.services import imports
from portal.services.imports import Reader
from tests import factories, lists
from tests.factories import AT, FRESNO, KERN
from tests.lists import lines

TRAINER = Reader([Grant(Role.TRAINER, FRESNO)], {})
STAFF = Reader([Grant(Role.TA_STAFF)], {})
HEADER = "Name,Email,Team"


@pytest.fixture(autouse=True)
def team(session):
    return factories.team(session, "North")


def look(session, *rows, reader=TRAINER, kind="people", header=HEADER):
    batch = lists.batch(session, lines(header, *rows), kind)
    return imports.look(session, batch, reader, AT).verdicts


def words(verdict):
    said = [verdict.who, *verdict.notes, *(p.reason + p.remedy for p in verdict.problems)]
    return " ".join(said + [f"{one.words} {one.why}" for one in verdict.candidates])


def worker(session, name, email, county=FRESNO, **more):
    person = factories.person(session, name, email=email)
    factories.affiliation(session, person, county, **more)
    return person


def test_the_same_address_is_the_same_person(session, team):
    ana = worker(session, "Ana Flores", "ana@example.org", team=team)
    ben = worker(session, "Ben Okafor", "old@example.org", team=team)
    factories.account(session, ben)
    ben.email = "ben@example.org"
    session.flush()
    rows = look(session, "A. Flores,ANA@example.org,North", "Ben Okafor,old@example.org,North")
    assert [one.person for one in rows] == [ana.id, ben.id]
    assert [one.state for one in rows] == [State.SAME, State.SAME]
    assert "The name stays as it is here; the file says A. Flores." in words(rows[0])


def test_an_address_of_somebody_with_quite_another_name_is_asked(session, team):
    worker(session, "Ana Flores", "crisis@example.org", team=team)
    (row,) = look(session, "Ben Okafor,crisis@example.org,North")
    assert row.state is State.ASK
    assert "is that of Ana Flores; the row says Ben Okafor" in words(row)


def test_an_address_that_two_have_is_asked(session, team):
    for name in ("Ana Flores", "Eva Flores"):
        worker(session, name, "home@example.org", team=team)
    (row,) = look(session, "Ana Flores,home@example.org,North")
    assert row.state is State.ASK
    assert len(row.candidates) == 2


def test_nothing_is_said_of_people_of_other_counties(session):
    worker(session, "Zelda Quartz", "zelda@example.org", KERN)
    worker(session, "Zelda Quartz", "", KERN)
    rows = look(session, "Z. Q.,zelda@example.org,North", "Zelda Quartz,,North")
    assert rows[0].state is State.WRONG
    assert "does not work in Fresno County" in words(rows[0])
    assert "ask TA staff" in words(rows[0])
    assert rows[1].state is State.NEW
    said = words(rows[0]) + words(rows[1])
    assert "Zelda" not in said
    assert "Kern" not in said
    for kind in ("trainings", "credentials"):
        (row,) = look(session, "Zelda Quartz,zelda@example.org", kind=kind, header="Employee,Email")
        assert "Quartz" not in words(row).replace("called Zelda Quartz", "")
        assert row.person is None


def test_staff_of_the_state_see_who_has_an_address(session):
    zelda = worker(session, "Zelda Quartz", "zelda@example.org", KERN)
    (row,) = look(session, "Zelda Quartz,zelda@example.org,North", reader=STAFF)
    assert (row.person, row.state) == (zelda.id, State.ADDS)
    assert "A further place of work: North." in words(row)


def test_who_has_left_is_named_and_not_chosen(session):
    gone = worker(session, "Ana Flores", "ana@example.org", ends_on=date(2025, 5, 3))
    by_name, by_email = look(session, "Ana Flores,,North", "A,ana@example.org,North")
    assert by_name.state is State.ASK
    assert "worked here through May 3, 2025" in words(by_name)
    assert not by_name.candidates[0].may_be_chosen
    assert "ana@example.org" not in words(by_name)
    assert by_email.state is State.WRONG
    assert "ask TA staff" in words(by_email)
    (row,) = look(session, "Ana Flores,ana@example.org,North", reader=STAFF)
    assert row.person == gone.id


def test_rows_of_one_list_may_be_one_person(session):
    factories.team(session, "South")
    rows = look(
        session,
        "Ana Flores,ana@example.org,North",
        "Ana Flores,ana@example.org,South",
        "Ana Flores,ana@example.org,North",
        "Ben Okafor,ana@example.org,North",
        "Flores Ana,,South",
    )
    states = [State.NEW, State.ADDS, State.SAME, State.WRONG, State.ASK]
    assert [one.state for one in rows] == states
    assert rows[1].same_row == 2
    assert "Row 2 has the same e-mail address, for Ana Flores." in words(rows[3])
    assert rows[4].candidates[0].value == "row2"


def test_a_choice_is_only_among_those_who_may_be_meant(session, team):
    zelda = worker(session, "Zelda Quartz", "", KERN)
    ana = worker(session, "Ana Flores", "", team=team)
    batch = lists.batch(session, lines(HEADER, "Ana Flores,,North"))
    for who, state in ((str(zelda.id), State.ASK), ("row9", State.ASK), ("new", State.NEW)):
        decided = {2: imports.Fix(who=who)}
        (row,) = imports.look(session, batch, TRAINER, AT, trying=decided).verdicts
        assert row.state is state
    decided = {2: imports.Fix(who=str(ana.id))}
    (row,) = imports.look(session, batch, TRAINER, AT, trying=decided).verdicts
    assert row.person == ana.id


def test_a_row_may_mean_the_person_of_a_row_that_means_anothers(session):
    rows = ("Name,Team,Position", "Ana Ruiz,North,Clerk", *["Ana Ruiz,North,Peer"] * 2)
    batch = lists.batch(session, lists.lines(*rows))
    decided = {3: Fix(who="row2"), 4: Fix(who="row3")}
    looked = imports.look(session, batch, TRAINER, AT, trying=decided)
    assert [one.state for one in looked.verdicts] == [State.NEW, State.ADDS, State.SAME]
    assert [one.same_row for one in looked.verdicts] == [None, 2, 2]


@pytest.mark.parametrize("text", ["Total: 150", "TOTAL", "Subtotals", "Page 2 of 3"])
def test_a_line_below_the_list_is_not_taken_for_a_person(session, team, text):
    person, footer = look(session, "Ana Flores,,North", f"{text},,")
    assert person.state is State.NEW
    assert footer.state is State.WRONG
    assert f"“{text}” stands alone in its row, and is no name." in words(footer)


@pytest.mark.parametrize(
    "row", ["Robert Brown 3rd,,North", "Ana Total,,", "Unit 3,unit@x.example,"]
)
def test_a_row_that_says_more_or_is_a_name_is_no_line_below_the_list(session, team, row):
    (found,) = look(session, row)
    assert "no name" not in words(found)
