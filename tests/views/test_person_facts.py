"""Changing a person's details, and adding facts: affiliations, professions, credentials."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.domain.access import Role
from portal.domain.dates import date_text
from portal.domain.people import ProviderType
from portal.models import Affiliation, AuditEntry, Credential, Person, PersonProviderType
from tests import factories
from tests.factories import AT, FRESNO, KERN
from tests.signing_in import signed_in_as


@pytest.fixture
def trainer(app, session):
    """A browser of Fresno's trainer."""
    person = factories.person(session, "Tess Trainer")
    return signed_in_as(app, session, person, Role.TRAINER, FRESNO)


@pytest.fixture
def ana(session):
    """Somebody of Fresno."""
    return factories.person(session, "Ana Flores", email="ana@example.org")


@pytest.fixture
def work(session, ana):
    """Where Ana works."""
    return factories.affiliation(session, ana, FRESNO, starts_on=AT.date())


def count(session, table):
    return session.scalar(select(func.count()).select_from(table))


# Names and contact


def test_details_are_changed_with_before_and_after(trainer, session, ana, work):
    trainer.get(f"/people/{ana.id}").click("Change name or contact")
    trainer.submit("Save", follow=True, legal_name="Ana Ruiz", name_used=" Anita ")
    assert trainer.h1 == "Anita"
    entry = session.scalars(select(AuditEntry)).one()
    assert entry.action == "person edited"
    assert entry.detail["before"]["legal_name"] == "Ana Flores"
    assert entry.detail["after"]["name_used"] == "Anita"


def test_two_tabs_do_not_overwrite_each_other(trainer, session, ana, work):
    trainer.get(f"/people/{ana.id}/edit")
    ana.phone = "555 0100"
    session.commit()
    trainer.submit("Save", 409, phone="555 0200")
    assert "Somebody else changed these details meanwhile" in trainer.main
    assert "555 0100" in trainer.main
    assert trainer.all(".//input[@name='phone']")[0].get("value") == "555 0200"
    trainer.submit("Save", 303)
    session.refresh(ana)
    assert ana.phone == "555 0200"


def test_two_clicks_change_once(trainer, session, ana, work):
    trainer.get(f"/people/{ana.id}/edit")
    for _ in range(2):
        trainer.submit("Save", 303, phone="555 0200")
    assert count(session, AuditEntry) == 1


def test_wrong_details_are_refused(trainer, session, ana, work):
    trainer.get(f"/people/{ana.id}/edit").submit("Save", 422, legal_name="", email="nonsense")
    assert "Legal name: Enter the name as on a license." in trainer.main
    assert "E-mail address: Enter an e-mail address" in trainer.main


def test_a_new_address_needs_a_new_invitation(trainer, session, ana, work):
    factories.invitation(session, ana)
    trainer.get(f"/people/{ana.id}/edit")
    trainer.submit("Save", follow=True, email="new@example.org")
    assert "The invitation to the old address no longer works." in trainer.main


def test_what_is_typed_is_shown_as_typed(trainer, session, ana, work):
    evil = "<script>alert('x')</script>"
    trainer.get(f"/people/{ana.id}/edit").submit("Save", follow=True, name_used=evil)
    assert trainer.h1 == evil
    assert evil not in trainer.html


# Affiliations


def test_an_affiliation_is_added_once(trainer, session, ana, work):
    trainer.get(f"/people/{ana.id}").click("Add an affiliation")
    fields = {"new_agency": "Second Agency", "position": "Lead", "starts_on": "2026-02-01"}
    trainer.submit("Record this affiliation", **fields)
    trainer.get(f"/people/{ana.id}/affiliations/new")
    trainer.submit("Record this affiliation", **fields)
    trainer.get(f"/people/{ana.id}")
    assert count(session, Affiliation) == 2
    assert "Second Agency" in trainer.main
    assert "since February 1, 2026" in trainer.main


def test_an_affiliation_that_cannot_be_is_refused(trainer, session, ana, work):
    trainer.get(f"/people/{ana.id}/affiliations/new")
    trainer.submit("Record this affiliation", 422)
    assert "Choose the agency" in trainer.main
    trainer.submit(
        "Record this affiliation",
        422,
        agency=work.agency_id,
        starts_on="2026-05-02",
        ends_on="2026-05-01",
    )
    assert "Last day: The last day cannot be before the first one, May 2, 2026." in trainer.main
    url = f"/people/{ana.id}/affiliations/new"
    trainer.post(url, {"county": KERN, "agency": work.agency_id}, 422)
    assert "County: Choose from the list" in trainer.main
    assert count(session, Affiliation) == 1


def test_an_end_is_a_further_row(trainer, session, ana, work):
    url = f"/people/{ana.id}/affiliations/{work.id}/end"
    trainer.get(url).submit("Record the last day", 303, ends_on="2026-06-30")
    trainer.get(f"/people/{ana.id}")
    assert "January 15, 2026 through June 30, 2026" in trainer.main
    assert "Earlier entries, replaced by those above" in trainer.main
    assert count(session, Affiliation) == 2
    session.refresh(work)
    assert work.ends_on is None


def test_an_end_is_recorded_once(trainer, session, ana, work):
    url = f"/people/{ana.id}/affiliations/{work.id}/end"
    trainer.get(url).submit("Record the last day", 422, ends_on="2062-06-30")
    assert "Last day: June 30, 2062 is decades ahead. Correct the year." in trainer.main
    trainer.submit("Record the last day", 303, ends_on="2040-06-30")
    trainer.submit("Record the last day", 409, ends_on="2040-06-30")
    assert "has been replaced by a newer one" in trainer.main
    trainer.get(url, 409)
    assert count(session, Affiliation) == 2


def test_an_end_that_cannot_be_is_refused(trainer, session, ana, work):
    url = f"/people/{ana.id}/affiliations/{work.id}/end"
    trainer.get(url)
    for day, error in [
        ("", "Enter the last day, such as 2026-11-22."),
        ("tomorrow", "Last day: Enter the day, such as 2026-11-22."),
        ("2026-01-14", "cannot be before the first one"),
    ]:
        trainer.submit("Record the last day", 422, ends_on=day)
        assert error in trainer.main
        assert trainer.all(".//input[@name='ends_on']")[0].get("value") == day
    assert count(session, Affiliation) == 1


def test_only_ones_own_counties_affiliations_end(trainer, session, ana, work):
    elsewhere = factories.affiliation(session, ana, KERN)
    other = factories.affiliation(session, factories.person(session), FRESNO)
    trainer.get(f"/people/{ana.id}/affiliations/{elsewhere.id}/end", 403)
    trainer.get(f"/people/{ana.id}/affiliations/{other.id}/end", 404)
    trainer.get(f"/people/{ana.id}/affiliations/99999999999999999999/end", 404)
    trainer.get(f"/people/{ana.id}")
    url = f"/people/{ana.id}/affiliations/{elsewhere.id}/end"
    trainer.post(url, {"ends_on": "2026-06-30"}, 403)


def test_a_wrong_last_day_is_corrected_by_who_recorded_it(trainer, session, ana, work):
    factories.credential(session, ana)  # recorded on the first day of work
    trainer.get(f"/people/{ana.id}").click(
        "Record the last day in Fresno County at Valley Crisis Services"
    )
    assert "From the day after, you no longer see anything new about Ana Flores" in trainer.main
    assert "After that, only TA staff can bring Ana Flores back." in trainer.main
    trainer.submit("Record the last day", follow=True, ends_on="2026-01-15")
    assert "Worked here through January 15, 2026." in trainer.main
    assert "Change name or contact" not in trainer.links()
    trainer.click("Correct the last day in Fresno County at Valley Crisis Services")
    trainer.submit("Record the last day", follow=True, ends_on="2040-01-15")
    assert "Change name or contact" in trainer.links()  # a slip of today
    elsewhere = factories.affiliation(session, ana, KERN, ends_on=AT.date())
    trainer.get(f"/people/{ana.id}/affiliations/{elsewhere.id}/end", 403)


def test_who_left_is_not_brought_back_by_correcting_the_last_day(
    app, trainer, session, ana, work, time_machine
):
    url = f"/people/{ana.id}/affiliations/{work.id}/end"
    trainer.get(url).submit("Record the last day", follow=True, ends_on="2026-02-15")
    trainer.click("Correct the last day in Fresno County at Valley Crisis Services")
    page = trainer.path
    time_machine.move_to(clock.now() + timedelta(days=1), tick=False)
    trainer.get(page).submit("Record the last day", 422, ends_on="2040-01-15")
    assert "ask TA staff to add your county" in trainer.main
    trainer.get(f"/people/{ana.id}/edit", 403)
    staff = signed_in_as(app, session, factories.person(session), Role.TA_STAFF)
    staff.get(page).submit("Record the last day", 303, ends_on="2040-01-15")
    trainer.get(f"/people/{ana.id}/edit")


def test_staff_read_who_will_see_what(app, session, ana, work):
    staff = signed_in_as(app, session, factories.person(session), Role.TA_STAFF)
    staff.get(f"/people/{ana.id}/affiliations/{work.id}/end")
    assert "Fresno County no longer sees anything new about Ana Flores" in staff.main


def test_what_has_not_begun_can_be_withdrawn(trainer, session, ana):
    row = factories.affiliation(session, ana, FRESNO, starts_on=date(2040, 5, 2))
    trainer.get(f"/people/{ana.id}/affiliations/{row.id}/end")
    assert "enter a day before May 2, 2040" in trainer.main
    trainer.submit("Record the last day", follow=True, ends_on="2040-05-01")
    assert "Recorded: the affiliation is withdrawn." in trainer.main
    assert "Was to begin here; that was withdrawn." in trainer.main
    assert "withdrawn; was to begin on May 2, 2040" in trainer.main
    assert "Change name or contact" not in trainer.links()
    trainer.get(f"/people/{ana.id}/edit", 403)
    trainer.get("/people")
    assert "Ana Flores" not in trainer.main
    trainer.get("/people?shown=former")
    assert "withdrawn before it began" in trainer.main
    trainer.get(f"/people/{ana.id}").click(
        "Correct the last day in Fresno County at Valley Crisis Services"
    )
    trainer.submit("Record the last day", follow=True, ends_on="2041-05-01")
    assert "Change name or contact" in trainer.links()


def test_what_a_county_may_not_see_is_not_denied(trainer, session, ana):
    factories.affiliation(session, ana, FRESNO, ends_on=AT.date() - timedelta(days=9))
    factories.credential(session, ana)
    factories.profession(session, ana)
    trainer.get(f"/people/{ana.id}")
    assert "is recorded." not in trainer.main
    said = "Nothing that you may see: what was recorded after January 6, 2026 is not shown."
    assert trainer.main.count(said) == 2


# Professions


def test_a_profession_is_added_and_corrected(trainer, session, ana, work):
    url = f"/people/{ana.id}/professions/new"
    fields = {"provider_type": "amft", "starts_on": "2020-01-01"}
    for _ in range(2):  # a double click
        trainer.get(url).submit("Record this profession", 303, **fields)
    first = session.scalars(select(PersonProviderType)).one()
    trainer.get(url).submit(
        "Record this profession", 303, **fields, ends_on="2024-12-31", corrects=first.id
    )
    trainer.get(f"/people/{ana.id}")
    assert "January 1, 2020 through December 31, 2024" in trainer.main
    assert trainer.main.count("Registered or waivered marriage and family therapist") == 2
    trainer.get(url)
    trainer.post(url, {**fields, "corrects": first.id}, 422)  # it has been replaced


def test_a_profession_that_cannot_be_is_refused(trainer, session, ana, work):
    url = f"/people/{ana.id}/professions/new"
    trainer.get(url).submit("Record this profession", 422)
    assert "Choose the profession." in trainer.main
    fields = {"provider_type": "emt", "starts_on": "2024-01-02", "ends_on": "2024-01-01"}
    trainer.submit("Record this profession", 422, **fields)
    assert "cannot be before the first one" in trainer.main


# Credentials

LICENSE = {
    "title": "Paramedic license",
    "issuer": "EMSA",
    "number": "P 1",
    "expires_on": "2026-01-03",
}


def test_ones_own_credential_is_added_and_corrected(app, session, ana, work):
    member = signed_in_as(app, session, ana, Role.TEAM_MEMBER)
    member.get(f"/people/{ana.id}").click("Add a credential")
    member.submit("Record this credential", 303, **LICENSE)
    member.get(f"/people/{ana.id}/credentials/new").submit("Record this credential", **LICENSE)
    assert count(session, Credential) == 1  # a double click
    member.get(f"/people/{ana.id}")
    assert "Expired January 3, 2026" in member.main
    member.click("Correct Paramedic license P 1")
    assert member.all(".//input[@name='number']")[0].get("value") == "P 1"
    member.submit("Record this credential", follow=True, expires_on="2040-01-03")
    assert "Through January 3, 2040" in member.main
    assert "Earlier entries, replaced by those above" in member.main
    first = session.scalars(select(Credential).order_by(Credential.id)).first()
    member.get(f"/people/{ana.id}/credentials/{first.id}/correct", 409)
    member.post(f"/people/{ana.id}/credentials/{first.id}/correct", LICENSE, 409)


def test_a_credential_says_what_it_licenses_and_from_when(app, session, ana, work):
    member = signed_in_as(app, session, ana, Role.TEAM_MEMBER)
    fields = {**LICENSE, "provider_type": "paramedic", "starts_on": "2024-01-04"}
    member.get(f"/people/{ana.id}/credentials/new").submit("Record this credential", **fields)
    row = session.scalars(select(Credential)).one()
    assert (row.provider_type, row.starts_on) == (ProviderType.PARAMEDIC, date(2024, 1, 4))
    member.get(f"/people/{ana.id}")
    assert "From January 4, 2024" in member.main
    member.click("Correct Paramedic license P 1")
    member.submit("Record this credential", 303, expires_on="2040-01-03")
    member.submit("Record this credential", 303, expires_on="2040-01-03")  # a double click
    rows = session.scalars(select(Credential).order_by(Credential.id)).all()
    assert [(one.provider_type, one.starts_on) for one in rows] == [
        (ProviderType.PARAMEDIC, date(2024, 1, 4))
    ] * 2


def test_a_license_renewed_early_counts_until_it_ends_and_goes_on(app, session, ana, work):
    member = signed_in_as(app, session, ana, Role.TEAM_MEMBER)
    ends = clock.today() + timedelta(days=60)
    begins, again = ends + timedelta(days=1), ends + timedelta(days=731)
    fields = {**LICENSE, "provider_type": "paramedic", "expires_on": str(ends)}
    member.get(f"/people/{ana.id}/credentials/new").submit("Record this credential", **fields)
    member.get(f"/people/{ana.id}").click("Renew Paramedic license P 1")
    said = f"The present one counts through {date_text(ends)}"
    assert said in member.main
    kept = {name: member.all(f".//input[@name='{name}']")[0].get("value") for name in LICENSE}
    assert kept == {**LICENSE, "expires_on": ""}
    member.submit("Record this credential", 422, expires_on=str(ends))
    assert said in member.main
    for _ in range(2):
        member.submit("Record this credential", 303, expires_on=str(again))
    rows = session.scalars(select(Credential).order_by(Credential.id)).all()
    assert [(one.starts_on, one.expires_on, one.supersedes_id) for one in rows] == [
        (None, ends, None),
        (begins, again, None),
    ]
    assert {one.provider_type for one in rows} == {ProviderType.PARAMEDIC}


def test_a_credential_does_not_expire_before_it_begins(trainer, session, ana, work):
    trainer.get(f"/people/{ana.id}/credentials/new")
    fields = {**LICENSE, "starts_on": "2026-01-04"}
    trainer.submit("Record this credential", 422, **fields)
    assert "Expires on: The last day cannot be before the first one" in trainer.main
    assert trainer.all(".//input[@name='starts_on']")[0].get("value") == "2026-01-04"
    assert count(session, Credential) == 0


@pytest.mark.parametrize(
    ("page", "button", "fields"),
    [
        ("credentials", "Record this credential", {"title": "LCSW", "issuer": "BBS"}),
        ("professions", "Record this profession", {"provider_type": "paramedic"}),
        ("affiliations", "Record this affiliation", {}),
    ],
)
def test_a_first_day_decades_ahead_is_a_slip(trainer, ana, work, page, button, fields):
    """Such as 2062 for 1962: it would count for nothing and be noticed by nobody."""
    if page == "affiliations":
        fields = {"agency": work.agency_id}
    trainer.get(f"/people/{ana.id}/{page}/new")
    trainer.submit(button, 422, starts_on="2062-05-01", **fields)
    assert "May 1, 2062 is years ahead. Correct the year." in trainer.main
    assert trainer.all(".//input[@name='starts_on']")[0].get("value") == "2062-05-01"


def test_an_expiry_decades_ahead_is_a_slip(trainer, session, ana, work):
    """Such as 2062 for 2026: the license would be good for as long as the person works."""
    trainer.get(f"/people/{ana.id}/credentials/new")
    trainer.submit("Record this credential", 422, **{**LICENSE, "expires_on": "2062-01-31"})
    assert "Expires on: January 31, 2062 is decades ahead. Correct the year." in trainer.main
    assert count(session, Credential) == 0


def test_the_day_of_the_first_license_is_kept_and_shown(app, session, ana, work):
    member = signed_in_as(app, session, ana, Role.TEAM_MEMBER)
    fields = {**LICENSE, "starts_on": "2026-01-03", "first_licensed_on": "2025-03-09"}
    member.get(f"/people/{ana.id}/credentials/new").submit("Record this credential", **fields)
    member.get(f"/people/{ana.id}")
    assert "First licensed March 9, 2025" in member.main
    [row] = session.scalars(select(Credential))
    assert row.first_licensed_on == date(2025, 3, 9)
    member.get(f"/people/{ana.id}/credentials/{row.id}/correct")
    member.submit("Record this credential", 303, expires_on="2040-01-03")
    newest = session.scalars(select(Credential).order_by(Credential.id.desc())).first()
    assert newest.first_licensed_on == date(2025, 3, 9)


@pytest.mark.parametrize(
    ("first", "error"),
    [
        ("2026-01-04", "cannot be licensed first after the day it is good from, January 3, 2026."),
        ("2041-01-04", "cannot be licensed first after the day it is good from"),
        ("soon", "First licensed on: Enter the day, such as 2026-11-22."),
    ],
)
def test_a_first_license_that_cannot_be_is_refused(trainer, session, ana, work, first, error):
    trainer.get(f"/people/{ana.id}/credentials/new")
    fields = {**LICENSE, "starts_on": "2026-01-03", "first_licensed_on": first}
    trainer.submit("Record this credential", 422, **fields)
    assert error in trainer.main
    assert trainer.all(".//input[@name='first_licensed_on']")[0].get("value") == first
    trainer.submit("Record this credential", 422, starts_on="", expires_on="2025-12-31")
    trainer.submit(
        "Record this credential", 422, starts_on="", expires_on="", first_licensed_on="2040-01-01"
    )
    assert "January 1, 2040 has not come yet." in trainer.main
    assert count(session, Credential) == 0


def test_a_credential_without_a_name_is_refused(trainer, session, ana, work):
    trainer.get(f"/people/{ana.id}/credentials/new")
    trainer.submit("Record this credential", 422, **{**LICENSE, "title": "", "issuer": ""})
    assert "Credential: Enter its name" in trainer.main
    assert "Issued by: Enter who issued it" in trainer.main
    assert trainer.all(".//input[@name='number']")[0].get("value") == "P 1"
    assert count(session, Credential) == 0


def test_credentials_of_others_are_closed(app, session, ana, work):
    ben = factories.person(session, "Ben Hall")
    theirs = factories.credential(session, ben)
    member = signed_in_as(app, session, ana, Role.TEAM_MEMBER)
    for page in ("new", f"{theirs.id}/correct"):
        member.get(f"/people/{ben.id}/credentials/{page}", 403)
        member.get(f"/people/{ana.id}")
        member.post(f"/people/{ben.id}/credentials/{page}", LICENSE, 403)
        member.get(f"/people/{ana.id}")
    member.get(f"/people/{ana.id}/credentials/{theirs.id}/correct", 404)
    assert count(session, Credential) == 1


def test_an_edit_of_nobody_is_not_found(app, session):
    staff = signed_in_as(app, session, factories.person(session), Role.TA_STAFF)
    for page in ("edit", "affiliations/new", "professions/new", "credentials/new"):
        staff.get(f"/people/4711/{page}", 404)
    assert count(session, Person) == 1
