"""Asking people for trainings: one question a page, exceptions settled before anybody is asked."""

from datetime import date

import pytest
from sqlalchemy import func, select

from portal.domain.access import Role
from portal.domain.assignments import Act
from portal.domain.facts import Duty
from portal.models import Affiliation, Assignment, AssignmentAsk, AssignmentDraft
from portal.views.assignments import wizard
from tests import factories, rules, trainings
from tests.factories import FRESNO, KERN
from tests.queries import counted
from tests.signing_in import signed_in_as
from tests.tables import table

COURSE = {"courses": ["sample-course"]}


def begin(page, kind="team", **more):
    page.get("/assignments/new")
    return page.submit("Next", kind=kind, follow=True, **more)


def to_when(page, county, later="now", **asked):
    begin(page)
    page.submit("Next", group=str(county.team.id), later=later, follow=True)
    page.submit("Next", follow=True, **(asked or COURSE))
    assert page.h1 == "By when?"
    return page


def listed(page):
    """(person, last day) of the last page."""
    return [
        (row["Person"].text, row["Last day"].text)
        for row in table(page, "Who is asked for what by when")
    ]


def count(session, model):
    session.expire_all()
    return session.scalar(select(func.count()).select_from(model))


def test_a_team_is_asked_question_by_question(trainer, county, session):
    to_when(trainer, county)
    assert "Everybody on Night Team: 2 people now" in trainer.main  # the live count
    trainer.submit("Next", basis="hire", count="60", follow=True)
    assert trainer.h1 == "What should become of these?"
    assert "No day to count from: 1 person" in trainer.main
    trainer.submit("Next", data={"no-start-choice": "in-days", "no-start-days": "10"}, follow=True)
    assert trainer.h1 == "Check, then ask"
    assert listed(trainer) == [("Ana Flores", "April 1, 2026"), ("Ben Okafor", "March 12, 2026")]
    assert "Rosa Alvarez asked for it on March 2, 2026." in trainer.main  # what they will see
    assert count(session, Assignment) == 0
    trainer.submit("Ask them", note="For the new van.", follow=True)
    assert "2 people are asked." in trainer.text
    assert trainer.h1.endswith("0 of 2 done")
    assert "60 days after January 31, 2026, the first day of working there" in trainer.main
    assert count(session, Assignment) == 1


@pytest.mark.parametrize(
    ("kind", "group", "people"),
    [
        ("agency", "agency", ["Ana Flores", "Ben Okafor", "Kit"]),
        ("duty", "assesses", ["Kit"]),
        ("duty", "responds", ["Ana Flores", "Ben Okafor", "Kit"]),  # the team, and Kit by duty
        ("county", None, ["Ana Flores", "Ben Okafor", "Kit"]),
    ],
)
def test_every_kind_of_group_can_be_asked(trainer, county, session, kind, group, people):
    factories.duty(session, county.kit)
    factories.duty(session, county.kern)
    factories.duty(session, county.kit, Duty.ASSESSES)
    session.commit()
    begin(trainer, kind)
    chosen = {"group": str(county.agency.id) if group == "agency" else group} if group else {}
    trainer.submit("Next", later="now", follow=True, **chosen)
    trainer.submit("Next", follow=True, **COURSE)
    trainer.submit("Next", basis="fixed", on="2026-04-30", follow=True)
    assert trainer.h1 == "Check, then ask"  # nothing has to be settled
    assert [name for name, _ in listed(trainer)] == people


def test_people_are_chosen_by_name_and_stay_ticked_while_others_are_looked_for(trainer, county):
    begin(trainer, "people")
    assert "Kern Kim" not in trainer.main
    trainer.submit("Show these", people=[county.kit.id], q="ana", follow=True)
    assert "1 person is ticked." in trainer.main
    assert "Ben Okafor" not in trainer.main
    trainer.submit("Show these", people=[county.kit.id, county.ana.id], q="", follow=True)
    assert "2 people are ticked." in trainer.main
    trainer.submit("Next", follow=True)
    assert trainer.h1 == "What do you ask for?"
    assert "2 people chosen by name" in trainer.main


def test_going_back_and_coming_again_loses_nothing(trainer, county):
    to_when(trainer, county)
    trainer.submit("Back", basis="hire", count="not a number", follow=True)
    assert trainer.h1 == "What do you ask for?"
    trainer.submit("Next", follow=True)
    assert 'value="not a number"' in trainer.html
    trainer.submit("Next", 422)
    assert "Enter a whole number from 0 to 3,650" in trainer.main
    assert 'value="not a number"' in trainer.html
    trainer.get("/assignments")
    assert "A team, 1 thing" in trainer.main
    trainer.click("Go on with the draft", follow=True)
    assert trainer.h1 == "By when?"
    trainer.submit("Delete this draft", follow=True)
    assert "Not asked yet" not in trainer.main


def test_another_kind_of_group_is_not_answered_by_the_number_of_the_first(trainer, county):
    """Team 1 and agency 1 are two things."""
    to_when(trainer, county)
    address = trainer.path.replace("when", "who")
    trainer.get(address).submit("Next", kind="agency", follow=True)
    assert trainer.h1 == "Which agency?"
    assert not trainer.all(".//input[@name='group'][@checked]")


@pytest.mark.parametrize(
    ("answers", "wrong"),
    [
        ({}, "Choose how the last day is found."),
        ({"basis": "fixed"}, "Enter the last day"),
        ({"basis": "fixed", "on": "2026-02-30"}, "Enter the day, such as"),
        ({"basis": "hire"}, "Enter a whole number from 0"),
        ({"basis": "hire", "count": "-1"}, "Enter a whole number from 0"),
        ({"basis": "duty", "count": "3"}, "Choose the duty"),
    ],
)
def test_what_is_missing_is_said_at_its_field(trainer, county, answers, wrong):
    to_when(trainer, county).submit("Next", 422, **answers)
    assert wrong in trainer.main


def test_those_who_come_later_cannot_be_asked_for_a_fixed_day(trainer, county):
    to_when(trainer, county, "both").submit("Next", 422, basis="fixed", on="2026-04-30")
    assert "a fixed day would be past for some of them" in trainer.main


def test_a_standing_rule_can_ask_only_those_who_come_later(trainer, county, session):
    to_when(trainer, county, "later")
    trainer.submit("Next", basis="team", count="14", follow=True)
    assert trainer.h1 == "Check, then ask"
    assert listed(trainer) == []
    trainer.submit("Ask them", follow=True)
    assert "Nobody is asked today; everybody who comes later is." in trainer.text
    new = factories.person(session, "Nia New")
    factories.affiliation(session, new, team=county.team, starts_on=date(2026, 3, 2))
    session.commit()
    trainer.get(trainer.path)
    assert "Asked: 1 person" in trainer.main
    assert "Due March 16, 2026: 14 days after March 2, 2026" in trainer.main


def test_each_group_of_exceptions_is_settled_by_itself(trainer, county, session):
    trainings.completed(session, county.ana)
    factories.assignment(session, county.kit, due_on=date(2026, 5, 1))
    gus, lee = factories.person(session, "Gus"), factories.person(session, "Lee")
    factories.affiliation(session, gus, starts_on=date(2021, 1, 1))
    factories.affiliation(session, lee, starts_on=date(2026, 3, 1))
    factories.leave(session, lee, date(2026, 3, 1))
    session.commit()
    begin(trainer, "county")
    trainer.submit("Next", later="now", follow=True)
    trainer.submit("Next", follow=True, **COURSE)
    trainer.submit("Next", basis="hire", count="30", follow=True)
    assert [part.partition(":")[0] for part in trainer.texts(".//main//h2")] == [
        "Done or met already",
        "Asked already",
        "No day to count from",
        "The date is past already",
        "On leave today",
    ]
    assert "By assignment" in trainer.main
    trainer.submit("Next", 422, data={"date-past-choice": "in-days"})
    assert "Enter a whole number from 0" in trainer.main
    trainer.submit(
        "Next",
        data={
            "there-already-choice": "keep",
            "asked-already-choice": "skip",
            "no-start-choice": "keep",
            "date-past-choice": "in-days",
            "date-past-days": "30",
            "on-leave-choice": "on-day",
            "on-leave-on": "2026-06-01",
        },
        follow=True,
    )
    assert listed(trainer) == [
        ("Ana Flores", "March 2, 2026"),
        ("Ben Okafor", "No date yet"),
        ("Gus", "April 1, 2026"),
        ("Lee", "June 1, 2026"),
    ]
    assert "1 entry is left out" in trainer.main
    trainer.submit("Ask them", follow=True)
    assert trainer.h1.endswith("1 of 4 done")
    session.expire_all()
    acts = session.scalars(
        select(AssignmentAsk.act)
        .where(AssignmentAsk.person_id == county.kit.id)
        .order_by(AssignmentAsk.id)
    ).all()
    assert acts == [Act.ASK, Act.LEAVE_OUT]  # by the first, and not by this one


def test_the_last_look_says_who_would_be_late_at_once(trainer, county, session):
    factories.assignment(session, county.kit, due_on=date(2026, 5, 1))
    gus = factories.person(session, "Gus")
    factories.affiliation(session, gus, starts_on=date(2021, 1, 1))
    factories.assignment(session, gus, due_on=date(2026, 5, 1))
    trainings.completed(session, county.ana)
    session.commit()
    begin(trainer, "county")
    trainer.submit("Next", later="now", follow=True)
    trainer.submit("Next", follow=True, **COURSE)
    trainer.submit("Next", basis="hire", count="1", follow=True)
    twice = {"asked-already-choice": "keep", "there-already-choice": "keep"}
    trainer.submit("Next", data={**twice, "no-start-choice": "skip"}, follow=True)
    assert ("Gus", "January 2, 2021") in listed(trainer)
    assert "2 people are late at once" in trainer.main, listed(trainer)
    trainer.click("what should become of them")
    trainer.submit("Next", data={"asked-already-choice": "skip"}, follow=True)
    assert "late at once" not in trainer.main


def test_nobody_to_ask_is_said(trainer, county, session):
    trainings.completed(session, county.ana)
    session.commit()
    begin(trainer, "people")
    trainer.submit("Next", people=[county.ana.id], follow=True)
    trainer.submit("Next", follow=True, **COURSE)
    trainer.submit("Next", basis="fixed", on="2026-04-30", follow=True)
    trainer.submit("Next", follow=True)
    trainer.submit("Ask them", 422)
    assert "Nobody would be asked." in trainer.main


def test_what_has_changed_since_it_was_shown_is_shown_anew(trainer, county, session):
    to_when(trainer, county).submit("Next", basis="fixed", on="2026-04-30", follow=True)
    factories.affiliation(session, factories.person(session, "Nia New"), team=county.team)
    session.commit()
    trainer.submit("Ask them", 422, note="Hello")
    assert "something has changed meanwhile" in trainer.main
    assert 'value="Hello"' in trainer.html
    assert len(listed(trainer)) == 3
    trainer.submit("Ask them", follow=True)
    assert trainer.h1.endswith("0 of 3 done")


def test_sent_twice_it_is_asked_once(trainer, county, session):
    to_when(trainer, county).submit("Next", basis="fixed", on="2026-04-30", follow=True)
    path, seen = trainer.path, trainer.all(".//input[@name='seen']")[0].get("value")
    trainer.submit("Ask them")
    first = trainer.location
    trainer.post(path, {"seen": seen, "note": ""})
    assert trainer.location == first
    assert count(session, Assignment) == 1
    trainer.get("/assignments/new")
    key = trainer.all(".//input[@name='form_key']")[0].get("value")
    for _ in range(2):
        trainer.post("/assignments/new", {"form_key": key, "county": FRESNO, "kind": "team"})
    assert count(session, AssignmentDraft) == 2


def test_a_question_before_those_that_are_open_leads_to_them(trainer, county):
    begin(trainer)
    for step in ("what", "when", "exceptions", "confirm"):
        trainer.get(trainer.path.replace("whom", step), follow=True)
        assert trainer.h1 == "Which team?"
    trainer.get(trainer.path.replace("whom", "nonsense"), 404)


def test_people_of_other_counties_cannot_be_asked(trainer, county):
    begin(trainer, "people")
    path = trainer.path
    trainer.post(path, {"people": [county.kern.id]}, 422)
    trainer.get("/assignments/new")
    key = trainer.all(".//input[@name='form_key']")[0].get("value")
    trainer.post("/assignments/new", {"form_key": key, "county": KERN, "kind": "county"}, 422)


def test_who_left_meanwhile_has_to_be_chosen_anew(trainer, county, session):
    begin(trainer, "people")
    trainer.submit("Next", people=[county.ana.id, county.kit.id], follow=True)
    trainer.submit("Next", follow=True, **COURSE)
    trainer.submit("Next", basis="fixed", on="2026-04-30", follow=True)
    [old] = session.scalars(select(Affiliation).where(Affiliation.person_id == county.kit.id))
    factories.affiliation(session, county.kit, ends_on=date(2026, 3, 1), supersedes=old)
    session.commit()
    trainer.get(trainer.path, follow=True)
    assert trainer.h1 == "Which people?"  # choose anew: one cannot be chosen any more


def test_the_state_asks_in_any_county_or_in_all(staff, county):
    begin(staff, "county", county="all")
    assert "4 people work there now or soon." in staff.main
    staff.submit("Next", later="now", follow=True)
    staff.submit("Next", follow=True, **COURSE)
    staff.submit("Next", basis="fixed", on="2026-04-30", follow=True)
    assert [name for name, _ in listed(staff)] == ["Ana Flores", "Ben Okafor", "Kern Kim", "Kit"]
    begin(staff, "team", county="all").submit(
        "Next", group=county.team.id, later="now", follow=True
    )
    assert "Everybody on Night Team: 2 people now" in staff.main


def test_a_trainer_of_two_counties_chooses_one(app, session, county):
    tom = factories.person(session, "Tom")
    factories.grant(session, tom, Role.TRAINER, KERN)
    page = signed_in_as(app, session, tom, Role.TRAINER, FRESNO)
    page.get("/assignments/new").submit("Next", 422, kind="county")
    assert "Choose a county." in page.main
    page.submit("Next", kind="county", county=KERN, follow=True)
    assert "1 person works there now or soon." in page.main


def test_a_team_that_is_no_more_is_asked_for_again(trainer, county, session):
    to_when(trainer, county)
    draft = session.scalars(select(AssignmentDraft)).one()
    draft.answers = draft.answers.replace(f'"{county.team.id}"', '"999"')
    session.commit()
    trainer.get(trainer.path, follow=True)
    assert trainer.h1 == "Which team?"


def test_asking_200_people_costs_no_more_queries_than_asking_20(app, trainer, county, session):
    app.extensions["portal.regulations"] = rules.rulebook()
    costs = []
    for more in (20, 200):
        for number in range(more):
            one = factories.person(session, f"Person {more} {number}")
            factories.affiliation(session, one, team=county.team, starts_on=date(2026, 2, 1))
        factories.duty(session, one, Duty.RESPONDS)
        session.commit()
        to_when(trainer, county, requirements=["crisis-training"], courses=["sample-course"])
        trainer.submit("Next", basis="fixed", on="2026-04-30", follow=True)
        with counted(app) as statements:
            trainer.get(trainer.path)
        shown = len(statements)
        with counted(app) as statements:
            trainer.submit("Ask them", follow=True)
        costs.append((shown, len(statements)))
        session.execute(AssignmentAsk.__table__.delete())
        session.commit()
    assert costs[0][0] == costs[1][0] <= 40
    assert costs[1][1] <= costs[0][1] + 2 <= 80


def test_the_last_look_at_many_people_has_pages_and_asks_all_of_them(
    trainer, county, session, monkeypatch
):
    monkeypatch.setattr(wizard, "PER_PAGE", 1)
    to_when(trainer, county).submit("Next", basis="fixed", on="2026-04-30", follow=True)
    assert trainer.h1 == "Check, then ask"
    assert "2 people are asked" in trainer.main
    assert [name for name, _ in listed(trainer)] == ["Ana Flores"]
    trainer.submit("Next page", note="Before you go out alone.", follow=True)
    assert [name for name, _ in listed(trainer)] == ["Ben Okafor"]
    [note] = trainer.all(".//input[@name='note']")
    assert note.get("value") == "Before you go out alone.", "another page loses nothing"
    trainer.submit("Ask them", follow=True)
    assert "2 people are asked." in trainer.text
