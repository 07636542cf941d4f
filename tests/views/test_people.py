"""The list of people and adding one: scope, filters, double clicks, errors."""

import unicodedata
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.domain.access import Role
from portal.models import Affiliation, AuditEntry, Mail, MailedLink, Person, PersonProviderType
from tests import factories
from tests.factories import FRESNO, KERN
from tests.queries import counted
from tests.signing_in import signed_in_as

DAY = timedelta(days=1)


@pytest.fixture
def trainer(app, session):
    """A browser of Fresno's trainer."""
    person = factories.person(session, "Tess Trainer")
    return signed_in_as(app, session, person, Role.TRAINER, FRESNO)


@pytest.fixture
def staff(app, session):
    """A browser of TA staff."""
    return signed_in_as(app, session, factories.person(session, "Stan Staff"), Role.TA_STAFF)


@pytest.fixture
def ana(session):
    """Somebody of Fresno."""
    person = factories.person(session, "Ana Flores", email="ana@example.org")
    factories.affiliation(session, person, FRESNO)
    return person


@pytest.fixture
def ben(session):
    """Somebody who left Fresno yesterday, and works in Kern."""
    person = factories.person(session, "Ben Hall", email="ben@example.org", phone="555 0100")
    factories.affiliation(session, person, FRESNO, ends_on=clock.today() - DAY)
    factories.affiliation(session, person, KERN, position="Lead in Kern")
    return person


def names(page):
    return page.texts(".//tbody/tr/th/a")


# Who may


def test_a_visitor_signs_in_first(page):
    for url in ("/people", "/people/new", "/people/1"):
        page.get(url, 303)
        assert page.location.startswith("/sign-in")


def test_a_team_member_reads_only_their_own_page(app, session, ana, ben):
    member = signed_in_as(app, session, ana, Role.TEAM_MEMBER)
    member.get(f"/people/{ana.id}")
    assert member.h1 == "Ana Flores"
    assert "Change name or contact" not in member.links()
    assert "Invite" not in member.main
    for url in ("/people", "/people/new", f"/people/{ben.id}", f"/people/{ana.id}/edit"):
        member.get(url, 403)
    member.get("/people/4711", 404)


PAGES = ("edit", "professions/new", "affiliations/new", "credentials/new")


def test_a_trainer_manages_who_works_here(trainer, ana):
    trainer.get(f"/people/{ana.id}")
    for page in PAGES:
        trainer.get(f"/people/{ana.id}/{page}")


def test_a_trainer_keeps_out_of_other_counties(trainer, session):
    cal = factories.person(session, "Cal")
    row = factories.affiliation(session, cal, KERN)
    for page in ("", *(f"/{page}" for page in PAGES), f"/affiliations/{row.id}/end"):
        trainer.get(f"/people/{cal.id}{page}", 403)
        assert "does not work in a county of yours" in trainer.main
    trainer.get("/people")
    for page in ("invite", *PAGES, f"affiliations/{row.id}/end"):
        trainer.post(f"/people/{cal.id}/{page}", status=403)
        trainer.get("/people")
    assert session.scalar(select(func.count()).select_from(MailedLink)) == 0


def test_who_left_is_read_through_the_last_day_and_not_changed(trainer, ben, session):
    later = factories.credential(session, ben, "Later license")
    later.recorded_at = clock.now()
    early = factories.credential(session, ben, "Early license")
    trainer.get(f"/people/{ben.id}")
    assert "no longer works in a county of yours" in trainer.main
    assert "Early license" in trainer.main
    for hidden in ("Later license", "Kern", "ben@example.org", "555 0100", "Account", "Roles"):
        assert hidden not in trainer.main
    for page in PAGES:
        trainer.get(f"/people/{ben.id}/{page}", 403)
    trainer.get(f"/people/{ben.id}/credentials/{early.id}/correct", 403)


def test_the_whole_record_shows_other_counties(trainer, ana, session):
    factories.affiliation(session, ana, KERN, team=factories.team(session, "South", KERN))
    trainer.get(f"/people/{ana.id}")
    assert "Kern County" in trainer.main
    assert "South" not in trainer.links()  # its page is another county's


@pytest.mark.parametrize("number", ["4711", "99999999999999999999"])
def test_nobody_has_this_number(staff, number):
    staff.get(f"/people/{number}", 404)
    staff.get(f"/people/{number}/edit", 404)


# The list


def test_the_list_is_of_ones_own_county(trainer, ana, ben):
    trainer.get("/people")
    assert trainer.h1 == "1 person in Fresno County"
    assert names(trainer) == ["Ana Flores"]
    trainer.submit("Find", shown="former")
    assert trainer.h1 == "1 person who left Fresno County"
    assert names(trainer) == ["Ben Hall"]
    assert "Kern" not in trainer.main
    trainer.submit("Find", shown="all")
    assert trainer.h1 == "2 people, now or formerly, in Fresno County"


def test_the_state_filters_by_county_and_team(staff, session, ana, ben):
    night = factories.team(session, "Night Van", FRESNO)
    factories.affiliation(session, ana, FRESNO, team=night)
    staff.get("/people")
    assert staff.h1 == "3 people in California"
    staff.submit("Find", county=KERN)
    assert (staff.h1, names(staff)) == ("1 person in Kern County", ["Ben Hall"])
    staff.get("/people")
    staff.submit("Find", team=night.id, q="ANA@")
    assert staff.h1 == "1 person in Fresno: Night Van for “ANA@”"
    assert "Valley Crisis Services · Night Van" in staff.main


def test_nobody_found_says_what_to_do(staff, trainer):
    trainer.get("/people")
    assert trainer.h1 == "Nobody in Fresno County"
    assert "People appear here once they are added." in trainer.main
    staff.get("/people")
    staff.submit("Find", q="<script>alert(1)</script>")
    assert "Look for another spelling" in staff.main
    staff.click("Clear")


@pytest.mark.parametrize(
    "query", ["county=06029", "county=x", "team=4711", "team=x", "shown=x", "q=" + "x" * 101]
)
def test_odd_filters_get_a_clear_error(trainer, query):
    trainer.get(f"/people?{query}", 422)
    assert "Choose from the list" in trainer.main or "100 characters" in trainer.main


def test_odd_pages_and_characters_do_no_harm(trainer, ana):
    for query in ("page=0", "page=x", "page=" + "9" * 30, "q=%00", "q=%FF", "q=%25_"):
        trainer.get(f"/people?{query}")


def test_long_lists_are_paged_and_keep_their_filters(staff, session):
    for number in range(60):
        person = factories.person(session, f"Kern {number:02}")
        factories.affiliation(session, person, KERN)
    staff.get(f"/people?county={KERN}&q=kern")
    assert len(names(staff)) == 50
    staff.get(staff.links()["Page 2"])
    assert len(names(staff)) == 10
    assert staff.h1 == "60 people in Kern County for “kern”"


def test_the_list_says_who_can_sign_in(trainer, session, ana):
    expires = clock.now() + DAY
    factories.invitation(session, ana, expires_at=expires)
    factories.profession(session, ana)
    trainer.get("/people")
    cells = trainer.texts(".//tbody/tr/td")
    assert cells[:2] == ["Fresno · Valley Crisis Services", "Licensed clinical social worker"]
    assert cells[2].startswith("Invited The link expires at ")


def test_the_list_costs_no_more_for_sixty_people(app, session, trainer):
    def cost(more):
        for number in range(more):
            person = factories.person(session)
            team = factories.team(session)
            factories.affiliation(session, person, FRESNO, team=team)
            factories.profession(session, person)
            if number % 2:
                factories.invitation(session, person)
        session.commit()
        with counted(app) as statements:
            trainer.get("/people")
        return len(statements)

    assert cost(3) == cost(57) <= 10


def test_a_page_costs_no_more_for_a_long_history(app, session, trainer, ana):
    def cost(more):
        for _ in range(more):
            factories.affiliation(session, ana, FRESNO, team=factories.team(session))
            factories.profession(session, ana)
            factories.credential(session, ana)
            factories.invitation(session, ana)
            factories.grant(session, ana, Role.TEAM_MEMBER)
        session.commit()
        with counted(app) as statements:
            trainer.get(f"/people/{ana.id}")
        return len(statements)

    assert cost(2) == cost(20) <= 14


# Adding


def new_person(session, **changes):
    factories.agency(session)
    return {
        "legal_name": "  Cleo   Díaz ",
        "name_used": "Cleo",
        "email": "Cleo@Example.org",
        "profession": "emt",
        "county": FRESNO,
        "agency": factories.agency(session).id,
        **changes,
    }


def test_a_person_is_added_once(trainer, session):
    fields = new_person(session, starts_on="2026-03-01", position="Medic")
    trainer.get("/people").click("Add a person")
    trainer.submit("Add this person", **fields)
    cleo = session.scalars(select(Person).where(Person.email == "cleo@example.org")).one()
    assert (cleo.legal_name, cleo.name_used) == ("Cleo Díaz", "Cleo")
    assert trainer.location == f"/people/{cleo.id}"
    trainer.submit("Add this person", 303, **fields)  # a double click sends the same form
    assert trainer.location == f"/people/{cleo.id}"
    assert session.scalar(select(func.count()).where(Person.legal_name == "Cleo Díaz")) == 1
    assert session.scalar(select(func.count()).select_from(Affiliation)) == 1
    assert session.scalar(select(func.count()).select_from(PersonProviderType)) == 1
    trainer.get(f"/people/{cleo.id}")
    assert "since March 1, 2026" in trainer.main
    assert "Team member" in trainer.main
    assert "whole state" not in trainer.main
    assert "Tess Trainer, " in trainer.main


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"legal_name": " "}, "Legal name: Enter the name as on a license."),
        ({"legal_name": "x" * 121}, "Legal name: Use 120 characters or fewer."),
        ({"legal_name": "Ana\u202eRuiz"}, "after “Ana” that cannot be seen: U+202E, right-to-left"),
        (
            {"legal_name": "\u200bAna"},
            "at the beginning that cannot be seen: U+200B, zero width sp",
        ),
        (
            {"legal_name": "Ana\u200dRuiz"},
            "U+200D, zero width joiner. It is shown as \ufffd: delete",
        ),
        ({"legal_name": "A\x01na"}, "U+0001, control character."),
        ({"legal_name": "A\ue000na"}, "cannot be seen: U+E000"),
        ({"legal_name": "\u3164"}, "cannot be seen: U+3164, hangul filler."),
        ({"legal_name": "12 !"}, "Legal name: There is no letter in this name."),
        ({"name_used": "–"}, "Name used, if different: There is no letter in this name."),
        ({"email": "cl\u200beo@example.org"}, "E-mail address: There is a character after “cl”"),
        ({"email": f"{'x' * 60}@{'y' * 60}.org"}, "E-mail address: Use 120 characters or fewer."),
        ({"email": "cleo@"}, "E-mail address: Enter an e-mail address like name@example.org."),
        ({"profession": ""}, "Profession: Choose the profession."),
        ({"agency": ""}, "Agency: Choose the agency that employs this person"),
        ({"new_agency": "Another"}, "not both."),
        ({"starts_on": "soon"}, "First day: Enter the day, such as 2026-11-22."),
        ({"starts_on": "0026-03-01"}, "The year 26 cannot be right."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(trainer, session, changes, error):
    fields = new_person(session, phone="555 0199")
    trainer.get("/people/new").submit("Add this person", 422, **{**fields, **changes})
    assert error in trainer.main
    assert trainer.all(".//input[@name='phone']")[0].get("value") == "555 0199"
    assert session.scalar(select(func.count()).where(Person.phone == "555 0199")) == 0


@pytest.mark.parametrize(
    "name",
    ["Zoe\u0301", "Nguyễn Thị Ánh", "علی\u200cرضا", "ක්\u200dරිස්ටෝ", "नि\u200dशा", "Ó'Neil-Ruiz"],
)
def test_names_of_the_world_are_taken(trainer, session, name):
    fields = new_person(session, legal_name=name)
    trainer.get("/people/new").submit("Add this person", 303, **fields)
    kept = session.scalars(select(Person.legal_name).order_by(Person.id.desc())).first()
    assert kept == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize("phone", ["call me", "555 0100; DROP", "٥٥٥ ٠١٠٠", "+() -", "555/0100"])
def test_a_phone_has_digits_and_little_else(trainer, session, phone):
    fields = new_person(session, phone=phone)
    trainer.get("/people/new").submit("Add this person", 422, **fields)
    assert "Phone: Use only digits, spaces, + ( ) - . and x or ext" in trainer.main
    trainer.submit("Add this person", 303, phone="+1 (555) 555-0100 Ext. 12")


def test_county_and_team_have_to_be_ones_own(trainer, staff, session):
    south = factories.team(session, "South", KERN)
    trainer.get("/people/new")
    trainer.post("/people/new", new_person(session, county=KERN), 422)
    assert "County: Choose from the list" in trainer.main
    trainer.post("/people/new", new_person(session, team=south.id), 422)
    assert "Team, if any: Choose from the list" in trainer.main
    fields = new_person(session, team=south.id)
    staff.get("/people/new").submit("Add this person", 422, **fields)
    assert "South is a team of another county." in staff.main


def test_a_team_brings_its_agency(trainer, session):
    night = factories.team(session, "Night", FRESNO)
    fields = new_person(session, agency="", team=night.id)
    trainer.get("/people/new").submit("Add this person", **fields)
    assert session.scalars(select(Affiliation)).one().agency_id == night.agency_id


def test_nothing_is_left_behind_by_a_refusal(trainer, session, ana):
    fields = new_person(session, legal_name="ana flores", agency="", new_agency="Brand New")
    trainer.get("/people/new").submit("Add this person", 422, **fields)
    assert "Ana Flores" in trainer.links()
    assert "ana@example.org" in trainer.main
    trainer.get("/people/new")
    assert "Brand New" not in trainer.html
    assert session.scalars(select(AuditEntry)).all() == []


def test_somebody_of_the_same_name_is_added_when_confirmed(trainer, session, ana):
    fields = new_person(session, legal_name="Ana Flores")
    trainer.get("/people/new").submit("Add this person", 422, **fields)
    trainer.submit("Add this person", 303, confirmed=True)
    assert session.scalar(select(func.count()).where(Person.legal_name == "Ana Flores")) == 2


def test_a_namesake_of_another_county_is_not_shown(trainer, session):
    cal = factories.person(session, "Cal Kern", email="private@example.org")
    factories.affiliation(session, cal, KERN)
    fields = new_person(session, email="private@example.org")
    trainer.get("/people/new").submit("Add this person", 422, **fields)
    assert "works in another county" in trainer.main
    assert "Cal Kern" not in trainer.main


# Inviting


def mails(session):
    return session.scalars(select(Mail).order_by(Mail.id)).all()


def test_an_invitation_goes_out_once_and_opens(trainer, page, session, ana):
    trainer.get(f"/people/{ana.id}").submit("Invite", follow=True)
    assert "The invitation is on its way to ana@example.org." in trainer.main
    trainer.submit("Send a new invitation", follow=True)  # a double click
    (mail,) = mails(session)
    assert mail.recipient == "ana@example.org"
    assert "Tess Trainer invites you" in mail.text
    assert "Tess Trainer invites you" in mail.html
    link = next(word for word in mail.text.split() if word.startswith("http://localhost/"))
    page.get(link.removeprefix("http://localhost"))


def test_an_address_is_needed(trainer, session):
    cal = factories.person(session, "Cal", email="")
    factories.affiliation(session, cal, FRESNO)
    trainer.get(f"/people/{cal.id}")
    assert "An invitation needs an e-mail address." in trainer.main
    trainer.post(f"/people/{cal.id}/invite", status=422)
    assert "Add an e-mail address first" in trainer.main


def test_who_has_an_account_is_not_invited(trainer, session, ana):
    factories.account(session, ana)
    trainer.get(f"/people/{ana.id}")
    assert "Signs in with ana@example.org" in trainer.main
    trainer.post(f"/people/{ana.id}/invite", status=303)
    trainer.get(f"/people/{ana.id}")
    assert "Ana Flores has an account already." in trainer.main
    assert mails(session) == []


def test_an_address_somebody_signs_in_with_is_refused_at_its_field(trainer, session, ana):
    cal = factories.person(session, "Cal", email="cal@example.org")
    factories.account(session, cal)
    fields = new_person(session, email="CAL@example.org")
    trainer.get("/people/new").submit("Add this person", 422, **fields)
    assert "E-mail address: Somebody else signs in with this address." in trainer.main
    trainer.get(f"/people/{ana.id}/edit").submit("Save", 422, email="cal@example.org")
    assert "E-mail address: Somebody else signs in with this address." in trainer.main
    ana.email = "cal@example.org"  # recorded before the other account was made
    session.commit()
    trainer.get(f"/people/{ana.id}/edit").submit("Save", 303, phone="555 0100")
    trainer.get(f"/people/{ana.id}").submit("Invite", follow=True)
    assert trainer.h1 == "Ana Flores"
    assert "Nothing was sent: somebody else signs in with cal@example.org." in trainer.main
    assert "enter an address of this person’s own" in trainer.main
    assert mails(session) == []


def test_nobody_is_invited_into_a_role_beyond_ones_own(trainer, session, ana):
    factories.grant(session, ana, Role.ADMINISTRATOR)
    trainer.get(f"/people/{ana.id}").submit("Invite", 403)
    assert "Ask an administrator" in trainer.main
    trainer.get(f"/people/{ana.id}/edit").submit("Save", 403, email="mine@example.org")
    assert mails(session) == []
    session.refresh(ana)
    assert ana.email == "ana@example.org"
