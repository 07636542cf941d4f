"""A list of people: its columns, its rows, taken in once, and undone."""

from datetime import timedelta

from sqlalchemy import func, select

from portal.domain.people import ProviderType
from portal.models import Affiliation, ImportBatch, Person, PersonProviderType, RoleGrant
from portal.services.events import registering
from tests import events, factories
from tests.factories import AT
from tests.lists import ANA, PEOPLE, lines

BEN = "Ben Okafor,ben@example.org,North,Peer,Peer Support Specialist,01/17/2026"


def count(session, table):
    return session.scalar(select(func.count()).select_from(table))


def person(session, name):
    return session.scalars(select(Person).where(Person.legal_name == name)).one()


def test_a_list_is_looked_at_then_taken_in_once(trainer, session, team, hand_in):
    before = count(session, Person)
    hand_in(lines(PEOPLE, ANA, BEN))
    assert trainer.h1 == "staff.csv: what the columns mean"
    trainer.submit("Look at the rows", follow=True)
    assert trainer.h1 == "staff.csv: ready to be taken in"
    assert "2 rows: 2 new" in trainer.main
    assert count(session, Person) == before
    page = trainer.path
    trainer.submit("Take in all of it", 303)
    trainer.post(page, {}, 303)  # a double click
    trainer.get(page)
    assert trainer.h1 == "staff.csv: taken in"
    assert "Nothing was added again." in trainer.main
    assert "2 new people, 2 places of work, 2 professions" in trainer.main
    assert count(session, Person) == before + 2
    ana = person(session, "Ana Flores")
    place = session.scalars(select(Affiliation).filter_by(person_id=ana.id)).one()
    assert (place.team_id, place.agency_id) == (team.id, team.agency_id)
    assert (place.position, str(place.starts_on)) == ("Counselor", "2026-01-05")
    held = session.scalars(select(PersonProviderType).filter_by(person_id=ana.id)).one()
    assert held.provider_type is ProviderType.LCSW
    assert session.scalars(select(RoleGrant).filter_by(person_id=ana.id)).one()
    trainer.click("Ana Flores")
    assert trainer.h1 == "Ana Flores"


def test_a_day_in_another_way_than_ours_is_shown_as_it_was_read(trainer, hand_in):
    hand_in(lines(PEOPLE, ANA, BEN.replace("01/17/2026", "45000")))
    trainer.submit("Look at the rows", follow=True)
    assert "45000, read as March 15, 2023" in trainer.main
    assert "2026-01-05" in trainer.main
    assert "2026-01-05, read as" not in trainer.main


def test_the_same_file_again_brings_nothing(trainer, session, hand_in):
    for _ in range(2):
        hand_in(lines(PEOPLE, ANA))
        if trainer.h1.endswith("what the columns mean"):
            trainer.submit("Look at the rows", follow=True)
        if trainer.h1.endswith("ready to be taken in"):
            trainer.submit("Take in all of it", follow=True)
    assert trainer.h1 == "staff.csv: nothing new"
    assert "1 known already" in trainer.main
    trainer.post(trainer.path, {}, 422)


def test_columns_are_remembered_for_the_same_headings(trainer, session, hand_in):
    hand_in(lines(PEOPLE, ANA)).submit("Look at the rows", follow=True)
    hand_in(lines(PEOPLE.upper(), BEN))
    assert trainer.h1 == "staff.csv: ready to be taken in"
    hand_in(lines(PEOPLE + ",Shoe size", ANA + ",9"))
    assert trainer.h1 == "staff.csv: what the columns mean"


def test_columns_that_no_field_takes_are_named(trainer, hand_in):
    """A column of licenses with an odd heading would be lost without a word."""
    hand_in(lines(f"{PEOPLE},Board status,,Empty", f"{ANA},RN,x,", f"{BEN},,,"))
    words = "G: Board status · H: no heading."
    assert f"No field takes these columns yet: {words}" in trainer.main
    assert trainer.all(".//main//details[@open]"), "what may take them is in sight"
    trainer.submit("Look at the rows", follow=True)
    assert f"Nothing is taken from these columns: {words}" in trainer.main
    hand_in(lines(PEOPLE, ANA))
    assert "No field takes" not in trainer.main


def test_a_double_click_on_the_file_is_one_list(trainer, session, hand_in):
    hand_in(lines(PEOPLE, ANA))
    hand_in(lines(PEOPLE, ANA))
    assert count(session, ImportBatch) == 1


def test_a_row_is_put_right_in_the_browser(trainer, session, hand_in):
    wrong = "Cal Diaz,cal@example,Nroth,,LCSW II,13/13/2026"
    other = "Dee Ruiz,dee@example.org,North,,LCSW II,2026-01-05"
    hand_in(lines(PEOPLE, ANA, wrong, other)).submit("Look at the rows", follow=True)
    assert trainer.h1 == "staff.csv: 2 rows wait for you"
    rows = trainer.texts(".//tbody/tr")
    assert rows[0].startswith("Row 3")
    assert "E-mail: “cal@example” is not an e-mail address." in rows[0]
    assert "One with a name like it is “North”" in rows[0]
    assert "“LCSW II” is no profession that the portal knows." in rows[0]
    assert "There is no such day as “13/13/2026”." in rows[0]
    trainer.post(trainer.path, {}, 422)
    assert count(session, Affiliation) == 0
    trainer.click("Put right row 3")
    trainer.submit("Save the row", 422, email="cal@example.org")
    assert trainer.all(".//input[@name='email']")[0].get("value") == "cal@example.org"
    assert "“Nroth”" in trainer.main
    label = ProviderType.LCSW.label
    trainer.submit(
        "Save the row",
        follow=True,
        team="North",
        profession=label,
        starts_on="2026-01-13",
        also_profession=True,
    )
    assert trainer.h1 == "staff.csv: ready to be taken in"
    trainer.submit("Take in all of it", follow=True)
    assert "3 new people" in trainer.main
    assert person(session, "Cal Diaz").email == "cal@example.org"


def test_rows_are_left_out_together(trainer, session, hand_in):
    hand_in(lines(PEOPLE, ANA, ",,,,,", "No Team,,,,,", "Bad Day,,North,,,1/0/1900"))
    trainer.submit("Look at the rows", follow=True)
    trainer.submit("Leave out 2 rows that cannot be used", follow=True)
    assert "2 left out" in trainer.main
    trainer.submit("Take in all of it", follow=True)
    assert "1 new person, 1 place of work" in trainer.main


def test_what_waits_can_be_put_right_elsewhere(trainer, session, hand_in):
    bad = "=cmd(),eve@example.org,North,,,"
    hand_in(lines(PEOPLE, ANA, bad)).submit("Look at the rows", follow=True)
    link = trainer.links()["Download these rows with the reasons"]
    text = trainer.client.get(link).data.decode("utf-8-sig")
    header, row = text.strip().split("\r\n")
    assert header.split(",")[-1] == "What is wrong"
    assert row.startswith("3,'=cmd(),eve@example.org,North")
    assert "is a formula, not a value" in row


def test_a_list_is_undone_as_a_whole_and_may_come_again(trainer, session, hand_in):
    hand_in(lines(PEOPLE, ANA, BEN)).submit("Look at the rows", follow=True)
    trainer.submit("Take in all of it", follow=True)
    page = trainer.path
    ana = person(session, "Ana Flores").id
    trainer.submit("Undo the list", follow=True)
    assert trainer.h1 == "staff.csv: undone"
    trainer.post(f"{page}/undo", {}, 303)  # a double click
    trainer.get(f"/people/{ana}/edit", 403)
    trainer.get("/people")
    assert "Ana Flores" not in trainer.main
    assert session.scalars(select(RoleGrant).filter_by(person_id=ana)).one().ended_at
    hand_in(lines(PEOPLE, ANA.replace("Flores", "Flores-Diaz"), BEN))
    assert "2 rows: 2 new" in trainer.main
    trainer.submit("Take in all of it", follow=True)
    session.expire_all()
    assert count(session, Person) == 3
    assert session.get(Person, ana).legal_name == "Ana Flores-Diaz"
    trainer.get(f"/people/{ana}/edit")


def test_what_something_was_built_on_stays(app, trainer, session, hand_in):
    hand_in(lines(PEOPLE, ANA, BEN)).submit("Look at the rows", follow=True)
    trainer.submit("Take in all of it", follow=True)
    ana, ben = person(session, "Ana Flores"), person(session, "Ben Okafor")
    factories.account(session, ana)
    waiver = factories.decision(session, ben)
    before = waiver.starts_on - timedelta(days=1)
    trainer.get(trainer.path)
    assert "Row 2, Ana Flores: signs in here" in trainer.main
    assert "Row 3, Ben Okafor: has a waiver or an extension" in trainer.main
    factories.decision(session, ben, ends_on=before, supersedes=waiver)  # taken back
    trainer.get(trainer.path)
    assert "Ben Okafor: has a waiver" not in trainer.main
    trainer.submit("Undo the list", follow=True)
    assert "but for 1 row" in trainer.main
    trainer.get(f"/people/{ana.id}/edit")
    trainer.get(f"/people/{ben.id}/edit", 403)


def test_a_cancelled_registration_keeps_nothing(trainer, tess, session, hand_in):
    hand_in(lines(PEOPLE, ANA)).submit("Look at the rows", follow=True)
    trainer.submit("Take in all of it", follow=True)
    ana = person(session, "Ana Flores")
    event = events.make(session, tess)
    events.register(session, event, [ana])
    trainer.get(trainer.path)
    assert "Row 2, Ana Flores: has registered for a session" in trainer.main
    registering.withdraw(session, event.id, ana.id, by=ana.id, at=AT)
    trainer.submit("Undo the list", follow=True)
    assert trainer.h1 == "staff.csv: undone"
    assert "but for" not in trainer.main


def test_where_list_and_portal_differ_a_person_decides(trainer, session, team, hand_in):
    ana = factories.person(session, "Ana Flores", email="ana@example.org")
    factories.affiliation(session, ana, team=team, position="Clerk")
    hand_in(lines(PEOPLE, ANA)).submit("Look at the rows", follow=True)
    assert "Position: the portal says Clerk; the file says Counselor." in trainer.main
    trainer.click("Put right row 2").submit("Save the row", 422)
    trainer.submit("Save the row", follow=True, differing="file")
    trainer.submit("Take in all of it", follow=True)
    rows = session.scalars(select(Affiliation).order_by(Affiliation.id)).all()
    assert [row.position for row in rows] == ["Clerk", "Counselor"]
    assert rows[1].supersedes_id == rows[0].id
    trainer.submit("Undo the list", follow=True)
    last = session.scalars(select(Affiliation).order_by(Affiliation.id.desc())).first()
    assert (last.position, last.supersedes_id) == ("Clerk", rows[1].id)
    trainer.get(f"/people/{ana.id}")


def test_a_name_alone_is_proposed_and_never_guessed(trainer, session, team, hand_in):
    ana = factories.person(session, "Ana Flores", email="")
    factories.affiliation(session, ana, team=team)
    hand_in(lines("Name,Team", "Anna Flores,North", "Flores Ana,North"))
    trainer.submit("Look at the rows", follow=True)
    assert trainer.h1 == "staff.csv: 2 rows wait for you"
    assert "a name like it" in trainer.texts(".//tbody/tr")[0]
    trainer.submit("Accept the one person of the same name in 1 row", follow=True)
    trainer.click("Put right row 2").submit("Save the row", 422)
    assert "Say who it is, or leave the row out." in trainer.main
    trainer.submit("Save the row", follow=True, who="new")
    assert "1 new, 1 known already" in trainer.main
    trainer.submit("Take in all of it", follow=True)
    assert person(session, "Anna Flores").id != ana.id


def test_one_answer_may_lead_to_the_next_question(trainer, session, team, hand_in):
    ana = factories.person(session, "Ana Flores", email="ana@example.org")
    factories.affiliation(session, ana, team=team, position="Clerk")
    hand_in(lines("Name,E-mail,Team,Position", "Anna Flores,ana@exam ple,North,Counselor"))
    trainer.submit("Look at the rows", follow=True).click("Put right row 2")
    trainer.submit("Save the row", 422, email="")
    assert "Say who it is, or leave the row out." in trainer.main
    trainer.submit("Save the row", 422, who=str(ana.id))
    assert "Say what holds, or leave the row out." in trainer.main
    assert "Position: the portal says Clerk" in trainer.main
    trainer.submit("Save the row", follow=True, differing="file")
    trainer.submit("Take in all of it", follow=True)
    assert "1 place of work" in trainer.main


def test_whom_an_undone_list_brought_never_worked_here(trainer, session, hand_in):
    hand_in(lines("Name,Team", "Ana Flores,North")).submit("Look at the rows", follow=True)
    trainer.submit("Take in all of it", follow=True)
    trainer.submit("Undo the list", follow=True)
    for shown in ("", "?shown=former"):
        trainer.get(f"/people{shown}")
        assert "Ana Flores" not in trainer.main
    trainer.get("/people?shown=all")
    assert "withdrawn before it began" in trainer.main


def test_leaving_out_what_cannot_be_used_keeps_the_rows_that_hung_on_it(trainer, session, hand_in):
    bad = "Ana Flores,ana@example.org,North,Counselor,LCSW,1/0/1900"
    hand_in(lines(PEOPLE, bad, ANA)).submit("Look at the rows", follow=True)
    assert trainer.h1 == "staff.csv: 2 rows wait for you"
    assert "Row 2, which brings this person, cannot be used yet." in trainer.main
    trainer.submit("Leave out 1 row that cannot be used", follow=True)
    assert trainer.h1 == "staff.csv: ready to be taken in"
    assert "1 new, 1 left out" in trainer.main


def test_who_has_the_address_is_not_somebody_new(trainer, session, team, hand_in):
    ana = factories.person(session, "Ana Flores", email="ana@example.org")
    factories.affiliation(session, ana, team=team)
    hand_in(lines("Name,E-mail,Team", "Zoe Quinn,ana@example.org,North"))
    trainer.submit("Look at the rows", follow=True).click("Put right row 2")
    assert "If it is somebody else, correct the address, or leave it empty." in trainer.main
    assert "Somebody new" not in trainer.main
    trainer.submit("Save the row", follow=True, email="zoe@example.org")
    assert "1 new" in trainer.main
