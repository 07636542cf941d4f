"""Who has left is brought back by the state; a mistyped last day is corrected meanwhile."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.domain.dates import civil_date
from portal.domain.errors import Invalid
from portal.models import AuditEntry
from portal.services import affiliations, last_days
from tests import factories
from tests.factories import AT, FRESNO

TODAY = civil_date(AT)
DAY = timedelta(days=1)


def ended(session, days_ago, county=FRESNO):
    """Somebody whose last day there was so long ago."""
    ana = factories.person(session)
    row = factories.affiliation(session, ana, county, ends_on=TODAY - days_ago * DAY)
    return ana, row


def correct(session, row, last_day, counties=frozenset({FRESNO})):
    by = row.person_id
    last_days.check_correction(session, row, last_day, counties, by=by, today=TODAY)
    return affiliations.end(session, row, last_day, by=by, at=AT)


@pytest.mark.parametrize("days", [0, 1, 400])
def test_a_county_never_opens_the_page_of_who_left_again(session, days):
    _, row = ended(session, 1)
    with pytest.raises(Invalid, match="ask TA staff") as refused:
        correct(session, row, TODAY + days * DAY)
    assert refused.value.field == "ends_on"
    assert correct(session, row, TODAY + days * DAY, None).ends_on == TODAY + days * DAY


def test_a_later_day_that_has_passed_can_be_entered_for_a_week(session):
    _, row = ended(session, 7)
    row = correct(session, row, TODAY - DAY)
    assert row.ends_on == TODAY - DAY
    _, late = ended(session, 8)
    with pytest.raises(Invalid, match="for 7 days"):
        correct(session, late, TODAY - DAY)
    assert correct(session, late, TODAY - 9 * DAY).ends_on == TODAY - 9 * DAY
    said = select(AuditEntry.action).order_by(AuditEntry.id)
    assert session.scalars(said).all() == ["last day corrected"] * 2


def test_an_earlier_day_gives_no_second_week(session):
    _, row = ended(session, 6)
    row = correct(session, row, TODAY - 30 * DAY)
    with pytest.raises(Invalid, match="for 7 days"):
        correct(session, row, TODAY - DAY)


def test_a_slip_is_taken_back_today_and_never_gives_more_than_before(session):
    ana = factories.person(session)
    row = factories.affiliation(session, ana, FRESNO, ends_on=TODAY + 30 * DAY)
    slip = correct(session, row, TODAY - 300 * DAY)
    with pytest.raises(Invalid, match="ask TA staff"):
        correct(session, slip, TODAY + 31 * DAY)
    assert correct(session, slip, TODAY + 30 * DAY).ends_on == TODAY + 30 * DAY


def test_who_still_works_there_in_another_way_is_no_secret(session):
    ana, row = ended(session, 90)
    factories.affiliation(session, ana, FRESNO)
    assert correct(session, row, TODAY + DAY).ends_on == TODAY + DAY
