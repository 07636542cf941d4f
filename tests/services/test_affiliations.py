"""Affiliations, professions and credentials: facts that are only added."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.domain.dates import civil_date
from portal.domain.errors import Conflict, Forbidden, Invalid, NotFound
from portal.domain.people import ProviderType
from portal.models import Affiliation, Credential, Person
from portal.services import affiliations, credentials, history, places
from portal.services.credentials import CredentialFacts, ProfessionFacts
from tests import factories
from tests.factories import ALAMEDA, AT, FRESNO, KERN

TODAY = civil_date(AT)
DAY = timedelta(days=1)


def test_an_affiliation_ends_by_a_further_row(session):
    ana = factories.person(session)
    row = factories.affiliation(session, ana, FRESNO, starts_on=TODAY - 9 * DAY)
    found = affiliations.to_end(session, ana.id, row.id, frozenset({FRESNO}))
    affiliations.end(session, found, TODAY - DAY, by=ana.id, at=AT)
    lines = affiliations.of_people(session, [ana.id], None)[ana.id]
    assert [(line.row.ends_on, line.superseded_by is None) for line in lines] == [
        (TODAY - DAY, True),
        (None, False),
    ]
    with pytest.raises(Conflict):
        affiliations.to_end(session, ana.id, row.id, None)


def test_an_affiliation_of_another_county_or_person_is_not_ended(session):
    ana, ben = factories.person(session), factories.person(session)
    row = factories.affiliation(session, ana, KERN)
    with pytest.raises(Forbidden):
        affiliations.to_end(session, ana.id, row.id, frozenset({FRESNO}))
    with pytest.raises(NotFound):
        affiliations.to_end(session, ben.id, row.id, None)
    with pytest.raises(NotFound):
        affiliations.to_end(session, ana.id, 10**30, None)


def test_an_end_before_the_start_is_refused(session):
    ana = factories.person(session)
    row = factories.affiliation(session, ana, FRESNO, starts_on=TODAY)
    with pytest.raises(Invalid, match="before the first one") as refused:
        affiliations.end(session, row, TODAY - DAY, by=ana.id, at=AT)
    assert refused.value.field == "ends_on"


def test_only_what_has_not_begun_is_withdrawn(session):
    ana = factories.person(session)
    row = factories.affiliation(session, ana, FRESNO, starts_on=TODAY + 9 * DAY)
    for last_day in (TODAY + 8 * DAY, TODAY - DAY):
        row = affiliations.end(session, row, last_day, by=ana.id, at=AT)
        assert affiliations.withdrawn(row)
        assert affiliations.over(row, TODAY) == min(last_day, TODAY)
        here = select(Person).where(affiliations.affiliated(None, affiliations.not_ended(TODAY)))
        assert session.scalars(here).all() == []
    with pytest.raises(Invalid, match="before the first one"):
        affiliations.end(session, row, TODAY, by=ana.id, at=AT + 10 * DAY)


def test_the_same_affiliation_twice_is_one(session):
    ana = factories.person(session)
    place = places.Place(ALAMEDA, factories.agency(session).id)
    for _ in range(2):
        affiliations.add(session, ana.id, place, position="", starts_on=None, by=ana.id, at=AT)
    assert len(session.scalars(select(Affiliation)).all()) == 1


def test_a_place_has_to_fit_together(session):
    night = factories.team(session, "Night", KERN)
    by = factories.person(session).id

    def place(county, agency, new, team):
        return places.place(session, county, agency, new, team, by=by, at=AT)

    for arguments, field in [
        ((FRESNO, None, "", night.id), "team"),
        ((FRESNO, None, "", None), "agency"),
        ((FRESNO, night.agency_id, "New", None), "new_agency"),
    ]:
        with pytest.raises(Invalid) as refused:
            place(*arguments)
        assert refused.value.field == field
    assert place(KERN, None, "", night.id).agency_id == night.agency_id
    new = place(KERN, None, "New Agency", None).agency_id
    assert place(FRESNO, None, "new agency", None).agency_id == new


FACTS = CredentialFacts("Licensed clinical social worker", "BBS", "1", TODAY)


def test_a_credential_is_corrected_by_a_further_row(session):
    ana = factories.person(session)
    for _ in range(2):  # a double click
        credentials.record_credential(session, ana.id, FACTS, by=ana.id, at=AT)
    first = session.scalars(select(Credential)).one()
    newer = CredentialFacts("Licensed clinical social worker", "BBS", "2", None)
    credentials.record_credential(session, ana.id, newer, corrects=first.id, by=ana.id, at=AT + DAY)
    entries = history.entries(session, Credential, [ana.id], {})[ana.id]
    assert [(one.row.number, one.superseded) for one in entries] == [("2", False), ("1", True)]
    with pytest.raises(Conflict):
        credentials.record_credential(session, ana.id, FACTS, corrects=first.id, by=ana.id, at=AT)
    known = history.entries(session, Credential, [ana.id], {ana.id: TODAY})[ana.id]
    assert [(one.row.number, one.superseded) for one in known] == [("1", False)]


def test_nobody_corrects_the_credential_of_somebody_else(session):
    ana, ben = factories.person(session), factories.person(session)
    theirs = factories.credential(session, ben)
    with pytest.raises(NotFound):
        credentials.record_credential(session, ana.id, FACTS, corrects=theirs.id, by=ana.id, at=AT)


def test_a_profession_cannot_end_before_it_began(session):
    ana = factories.person(session)
    facts = ProfessionFacts(ProviderType.EMT, TODAY, TODAY - DAY)
    with pytest.raises(Invalid):
        credentials.record_profession(session, ana.id, facts, by=ana.id, at=AT)
