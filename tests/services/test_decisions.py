"""Waivers and extensions always end; changes and what was taken back are further rows."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from portal.domain.errors import Conflict, Invalid
from portal.domain.facts import DecisionKind
from portal.models import AuditEntry, Decision
from portal.services import decisions, history
from portal.services.decisions import DecisionFacts
from tests import factories
from tests.factories import AT

DAY = timedelta(days=1)
FACTS = DecisionFacts(
    DecisionKind.WAIVER, "harm-reduction", date(2026, 1, 1), date(2026, 3, 31), "On leave."
)


@pytest.fixture
def ana(session):
    return factories.person(session, "Ana Flores")


def decide(session, person, facts=FACTS, **more):
    decisions.decide(session, person.id, facts, **{"by": person.id, "at": AT, **more})


def rows(session):
    return list(session.scalars(select(Decision).order_by(Decision.id)))


def test_two_clicks_decide_once(session, ana):
    for _ in range(2):
        decide(session, ana)
    assert len(rows(session)) == 1
    assert session.scalars(select(AuditEntry.action)).all() == ["waiver granted"]


def test_a_decision_cannot_end_before_it_begins(session, ana):
    with pytest.raises(Invalid) as refused:
        decide(session, ana, replace(FACTS, ends_on=date(2025, 12, 31)))
    assert refused.value.field == "ends_on"
    decide(session, ana, replace(FACTS, ends_on=FACTS.starts_on))
    assert len(rows(session)) == 1


def test_a_decision_begins_and_ends_in_years_that_can_be_meant(session, ana):
    for field, day, said in (
        ("starts_on", date(2062, 1, 1), "years ahead"),
        ("ends_on", date(2062, 1, 31), "decades ahead"),
    ):
        with pytest.raises(Invalid, match=said) as refused:
            decide(session, ana, replace(FACTS, **{"ends_on": date(2062, 1, 31), field: day}))
        assert refused.value.field == field


def test_a_longer_and_a_shorter_end_are_further_rows(session, ana):
    decide(session, ana)
    for ends_on in (date(2026, 6, 30), date(2026, 2, 1)):
        before = rows(session)[-1]
        for _ in range(2):  # a double click
            decide(session, ana, replace(FACTS, ends_on=ends_on), replaces=before)
    assert [row.ends_on for row in rows(session)] == [
        date(2026, 3, 31),
        date(2026, 6, 30),
        date(2026, 2, 1),
    ]
    entries = history.entries(session, Decision, [ana.id], {})[ana.id]
    assert [one.superseded for one in entries] == [False, True, True]


def test_two_tabs_do_not_both_change_a_decision(session, ana):
    decide(session, ana)
    first = rows(session)[0]
    decide(session, ana, replace(FACTS, ends_on=date(2026, 6, 30)), replaces=first)
    with pytest.raises(Conflict, match="replaced by a newer one"):
        decide(session, ana, replace(FACTS, ends_on=date(2026, 7, 31)), replaces=first)
    assert len(rows(session)) == 2


def test_what_is_taken_back_never_held(session, ana):
    decide(session, ana)
    first = rows(session)[0]
    for _ in range(2):
        decisions.take_back(session, first, "Meant for somebody else.", by=ana.id, at=AT)
    back = rows(session)[-1]
    assert len(rows(session)) == 2
    assert (back.starts_on, back.ends_on) == (date(2026, 1, 1), date(2025, 12, 31))
    assert decisions.taken_back(back)
    assert not decisions.taken_back(first)
    assert session.scalars(select(func.max(AuditEntry.action))).one() == "waiver taken back"
    for act in (
        lambda: decide(session, ana, replaces=back),
        lambda: decisions.take_back(session, back, "Again.", by=ana.id, at=AT),
    ):
        with pytest.raises(Conflict, match="Grant a new one"):
            act()
