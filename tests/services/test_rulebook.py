"""What people verified makes requirements judge, can be taken back, and is checked first."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from portal.domain.errors import Conflict, Invalid, NotFound
from portal.domain.requirements import UNKNOWN
from portal.models import AuditEntry, RuleVerification
from portal.services import rulebook
from tests import factories, rules
from tests.queries import counted
from tests.rules import NEW, OLD, SECOND
from tests.trainings import at_once

AT = datetime(2026, 3, 2, 20, tzinfo=UTC)
TODAY = date(2026, 3, 2)
FILES = rules.rulebook()
KNOWN = {"valid_months": 24, "grace_days": 30}


@pytest.fixture
def priya(session):
    return factories.person(session, "Priya Raman")


def verify(session, person, slug="refresh", settings=None, **changes):
    said = {
        "version": SECOND,
        "source": NEW.key,
        "section": "III.B",
        "read_on": date(2026, 3, 1),
        "starts_on": date(2026, 4, 1),
        "by": person.id,
        "at": AT,
    } | changes
    version = said.pop("version")
    return rulebook.record(
        session, FILES, slug, version, KNOWN if settings is None else settings, **said
    )


def current(session, known_at=None):
    return rulebook.current(session, FILES, known_at)


def test_without_verifications_the_files_stand(session):
    assert rulebook.verifications(session) == []
    assert current(session).requirements == FILES.requirements


def test_a_verified_requirement_judges_from_its_day_with_what_was_filled_in(session, priya):
    row = verify(session, priya)
    refresh = current(session).requirements["refresh"]
    before, after = refresh.on(date(2026, 3, 31)), refresh.on(date(2026, 4, 1))
    assert (before.is_verified, before.settings["valid_months"]) == (False, UNKNOWN)
    assert (after.verified, after.verified_by, after.section) == (
        date(2026, 3, 1),
        row.id,
        "III.B",
    )
    assert (after.settings["valid_months"], after.settings["renew_days"]) == (24, 60)


def test_days_and_lists_come_back_as_they_went_in(session, priya):
    settings = {"due": date(2027, 1, 1), "counties": ("06019", "06029")}
    verify(session, priya, "crisis-line", settings)
    (found,) = rulebook.verifications(session)
    assert found.settings == settings
    assert (found.recorded_at, found.recorded_by) == (AT, "Priya Raman")


def test_a_withdrawn_verification_advises_again_from_its_day(session, priya):
    row = verify(session, priya)
    rulebook.withdraw(session, row.id, date(2026, 9, 1), "Misread.", by=priya.id, at=AT)
    refresh = current(session).requirements["refresh"]
    assert refresh.on(date(2026, 8, 31)).is_verified
    assert not refresh.on(date(2026, 9, 1)).is_verified
    with pytest.raises(Conflict):
        rulebook.withdraw(session, row.id, date(2026, 9, 1), "Again.", by=priya.id, at=AT)


def test_what_was_known_before_stays_as_it_was(session, priya):
    row = verify(session, priya, at=AT)
    later = AT + timedelta(days=10)
    rulebook.withdraw(session, row.id, date(2026, 4, 1), "Misread.", by=priya.id, at=later)

    def judges(known_at):
        refresh = current(session, known_at).requirements["refresh"]
        return refresh.on(date(2026, 5, 1)).is_verified

    assert not judges(AT - timedelta(seconds=1))
    assert judges(AT)
    assert not judges(later)
    assert not judges(None)


def test_the_same_verifications_give_the_same_rulebook_in_one_query(app, session, priya):
    verify(session, priya)
    session.flush()
    with counted(app) as statements:
        first, second = current(session), current(session)
    assert first is second
    assert len(statements) == 2
    verify(session, priya, section="IV")
    assert current(session) is not first


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"source": "no-notice"}, "source"),
        ({"section": "  "}, "section"),
        ({"read_on": date(2026, 3, 3)}, "read_on"),
        ({"read_on": date(2023, 6, 18)}, "read_on"),
        ({"starts_on": date(2023, 6, 18)}, "starts_on"),
        ({"version": date(2020, 1, 1)}, "version"),
        ({"settings": {"grace_days": 10}}, "setting_valid_months"),
        ({"settings": {"valid_months": UNKNOWN}}, "setting_valid_months"),
        ({"settings": {"valid_months": "soon"}}, "setting_valid_months"),
        ({"settings": {"valid_months": 0}}, "setting_valid_months"),
        ({"settings": KNOWN | {"color": 3}}, "setting_color"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(session, priya, changes, field):
    with pytest.raises(Invalid) as caught:
        verify(session, priya, **changes)
    assert caught.value.field == field
    assert str(caught.value).endswith(".")


def test_what_only_adds_to_the_answer_may_stay_unknown(session, priya):
    assert verify(session, priya, settings={"valid_months": 24}).id


def test_the_older_version_rests_on_the_older_source(session, priya):
    dates = {"read_on": date(2026, 3, 1), "starts_on": date(2023, 6, 18)}
    row = verify(session, priya, "crisis-training", {}, version=OLD.issued, source=OLD.key, **dates)
    versions = current(session).requirements["crisis-training"].versions
    assert [each.verified_by for each in versions] == [None, row.id, None]


def test_unknown_requirements_and_verifications_are_not_found(session, priya):
    with pytest.raises(NotFound):
        verify(session, priya, "no-such-thing")
    with pytest.raises(NotFound):
        rulebook.withdraw(session, 17, TODAY, "Why.", by=priya.id, at=AT)


def test_a_withdrawal_needs_a_reason_and_no_day_before_the_start(session, priya):
    row = verify(session, priya)
    for ends_on, reason, field in [
        (date(2026, 5, 1), " ", "reason"),
        (date(2026, 3, 31), "Misread.", "ends_on"),
    ]:
        with pytest.raises(Invalid) as caught:
            rulebook.withdraw(session, row.id, ends_on, reason, by=priya.id, at=AT)
        assert caught.value.field == field


def test_a_double_click_verifies_once(app, session, priya):
    person = priya.id
    session.commit()

    def work(own):
        return verify(own, own.get(type(priya), person)).id

    first, second = at_once(app, work, work)
    assert first == second
    session.rollback()
    assert session.scalar(select(func.count()).select_from(RuleVerification)) == 1
    assert session.scalar(select(func.count()).select_from(AuditEntry)) == 1


def test_a_double_click_withdraws_once_and_another_reason_is_told_so(app, session, priya):
    row, person = verify(session, priya), priya.id
    number, day = row.id, row.starts_on
    session.commit()

    def work(own):
        rulebook.withdraw(own, number, day, "Misread.", by=person, at=AT)

    assert at_once(app, work, work) == [None, None]
    session.rollback()
    assert session.scalar(select(func.count()).select_from(AuditEntry)) == 2
    with pytest.raises(Conflict):
        rulebook.withdraw(session, number, day, "Another notice.", by=person, at=AT)


def test_after_a_withdrawal_the_same_can_be_verified_anew(session, priya):
    first = verify(session, priya)
    rulebook.withdraw(session, first.id, first.starts_on, "Misread.", by=priya.id, at=AT)
    second = verify(session, priya)
    assert second.id != first.id
    assert current(session).requirements["refresh"].on(date(2026, 5, 1)).verified_by == second.id
