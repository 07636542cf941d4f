"""The list of assignments and one of them: numbers, people, reasons, and only what may be seen."""

from datetime import date

import pytest
from sqlalchemy import select

from portal.domain.access import Role
from portal.domain.assignments import Act, Reach
from portal.models import Person
from tests import factories, trainings
from tests.factories import ALAMEDA, KERN
from tests.queries import counted
from tests.signing_in import signed_in_as
from tests.tables import figures, table
from tests.trainings import NOW

APRIL, FEBRUARY = date(2026, 4, 30), date(2026, 2, 1)


def people(page):
    return [row["Person"].text for row in table(page, "People")]


def test_the_list_says_who_asked_for_what_and_how_many_are_done(trainer, county, session, rosa):
    trainings.completed(session, county.ana)
    factories.assignment(session, county.ana, county.ben, county.kit, due_on=FEBRUARY, by=rosa)
    session.commit()
    trainer.get("/assignments")
    assert trainer.h1 == "1 assignment asking people now"
    [row] = table(trainer, "Assignments")
    assert row["By when"].text == "By February 1, 2026"
    assert row["Asked by"].text == "Rosa Alvarez, January 15, 2026"
    for column, count, names in (
        ("Asked", "3", ["Ana Flores", "Ben Okafor", "Kit"]),
        ("Done", "1", ["Ana Flores"]),
        ("Late", "2", ["Ben Okafor", "Kit"]),
    ):
        assert row[column].text.startswith(count)
        trainer.get(row[column].href)
        assert people(trainer) == names


def test_it_is_narrowed_by_who_asked_and_by_what_was_taken_back(trainer, county, session, rosa):
    factories.assignment(session, county.ana, by=rosa)
    factories.assignment(session, county.ana, county=None)
    factories.assignment(session, county.ana, county=KERN)
    factories.assignment(session, county.ana, by=rosa, ended_at=NOW)
    session.commit()
    for query, count in (
        ("", "2 assignments asking people now"),
        ("?by=me", "1 assignment asking people now"),
        ("?shown=ended", "1 assignment taken back"),
        ("?shown=all", "3 assignments"),
    ):
        assert trainer.get(f"/assignments{query}").h1 == count
    trainer.get("/assignments?shown=nonsense", 422)


def test_each_state_of_a_person_is_said_with_its_date(trainer, county, session):
    lee, gone, back, out = (
        factories.person(session, name) for name in ("Lee", "Gone", "Back", "Out")
    )
    for one in (lee, back, out):
        factories.affiliation(session, one, starts_on=date(2026, 2, 20))
    factories.affiliation(session, gone, ends_on=date(2026, 3, 1))
    trainings.completed(session, county.ana)
    made = factories.assignment(
        session, county.ana, county.ben, county.kit, lee, gone, back, reach=Reach.COUNTY,
        note="For the new van.",
    )  # fmt: skip
    factories.ask(session, made, back, Act.TAKE_BACK, reason="By mistake.", at=NOW)
    factories.ask(session, made, out, Act.LEAVE_OUT)
    factories.leave(session, lee, date(2026, 3, 1))
    session.commit()
    trainer.get(f"/assignments/{made.id}")
    assert trainer.h1.endswith("1 of 4 done")
    assert {words: one.number for words, one in figures(trainer).items()} == {
        "late": "1",
        "open, in time": "1",
        "without a date": "1",
        "done": "1",
    }
    said = {row["Person"].text: row["What is asked, and why by then"].text for row in
            table(trainer, "People")}  # fmt: skip
    assert "Done since March 1, 2026" in said["Ana Flores"]
    assert "No date yet" in said["Ben Okafor"]
    assert "Late, due December 31, 2020" in said["Kit"]
    assert "Open, due March 22, 2026" in said["Lee On leave today"]
    assert "For the new van." in trainer.main
    assert "1 person is in the group and not asked" in trainer.main
    trainer.get(f"/assignments/{made.id}?show=over")
    over = {row["Person"].text: row["What is asked, and why by then"].text for row in
            table(trainer, "People")}  # fmt: skip
    assert "Taken back on March 2, 2026. Reason: By mistake." in over["Back"]
    assert "No longer there" in over["Gone"]


def test_what_the_state_asks_shows_a_county_its_own_people_and_cannot_be_changed_there(
    trainer, staff, county, session
):
    made = factories.assignment(session, county.ana, county.kern, county=None, due_on=APRIL)
    session.commit()
    address = f"/assignments/{made.id}"
    assert people(trainer.get(address)) == ["Ana Flores"]
    assert trainer.h1.endswith("0 of 1 done")
    assert "Kern Kim" not in trainer.get("/assignments").main
    assert "Take it back as a whole" not in trainer.get(address).main
    trainer.get(f"{address}/end", 403)
    trainer.post(f"{address}/chosen", {"all": "1"}, 403)
    assert people(staff.get(address)) == ["Ana Flores", "Kern Kim"]


def test_a_county_never_sees_what_another_asks(app, session, trainer, county):
    """Ana works in both; each trainer sees what their own county and the state ask of her."""
    factories.affiliation(session, county.ana, ALAMEDA)
    here = factories.assignment(session, county.ana, note="From Fresno", due_on=APRIL)
    there = factories.assignment(
        session, county.ana, county=ALAMEDA, note="From Alameda", due_on=FEBRUARY
    )
    session.commit()
    other = signed_in_as(app, session, factories.person(session), Role.TRAINER, ALAMEDA)
    own = signed_in_as(app, session, county.ana, Role.TEAM_MEMBER)
    for address in (f"/people/{county.ana.id}", f"/people/{county.ana.id}/standing"):
        assert "From Fresno" in trainer.get(address).main
        assert "From Alameda" not in trainer.main
        assert "April 30, 2026" in trainer.main
        assert "From Fresno" not in other.get(address).main
        assert "From Alameda" in other.main
    trainer.get(f"/assignments/{there.id}", 403)
    other.get(f"/assignments/{here.id}", 403)
    for address in ("/standing", "/learning"):
        assert "From Fresno" in own.get(address).main
        assert "From Alameda" in own.main


def test_who_left_shows_nothing_of_what_is_asked_elsewhere(trainer, county, session):
    gone = factories.person(session, "Gone")
    factories.affiliation(session, gone, ends_on=date(2026, 3, 1))
    factories.assignment(session, gone, due_on=FEBRUARY)
    session.commit()
    assert "Asked for" not in trainer.get(f"/people/{gone.id}").main


def test_the_standing_page_answers_for_any_day(trainer, county, session):
    factories.assignment(session, county.ana, due_on=FEBRUARY)
    session.commit()
    address = f"/people/{county.ana.id}/standing"
    for as_of, state in (("2026-02-01", "Open"), ("2026-02-02", "Late"), ("2026-01-14", None)):
        trainer.get(f"{address}?as_of={as_of}")
        found = table(trainer, "Asked for by assignments")
        assert [row["State"].text for row in found] == ([state] if state else [])


def test_a_number_that_is_none_is_not_found(trainer, county):
    trainer.get("/assignments/999", 404)


@pytest.mark.parametrize("address", ["/assignments", "/assignments/{}"])
def test_many_people_cost_no_more_queries(app, trainer, county, session, address):
    made = factories.assignment(session, due_on=APRIL)
    url = address.format(made.id)
    rosa = session.scalars(select(Person).where(Person.legal_name == "Rosa Alvarez")).one()
    costs = []
    for more in (30, 270):
        for _ in range(more // 30):
            factories.assignment_draft(session, rosa)
        for number in range(more):
            one = factories.person(session, f"Person {more} {number}")
            factories.affiliation(session, one)
            factories.ask(session, made, one)
        session.commit()
        with counted(app) as statements:
            trainer.get(url)
        costs.append(len(statements))
    assert costs[0] == costs[1] <= 25


def test_they_have_an_entry_of_their_own_in_the_navigation(trainer):
    trainer.get("/assignments")
    assert "Assignments" in trainer.texts(".//nav[@aria-label='Main']//a[@aria-current='page']")
