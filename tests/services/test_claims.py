"""Crediting an outside training: within the limits of a precedent, once, and taken back."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from portal.domain.errors import Conflict, Forbidden, Invalid, NotFound
from portal.models import AuditEntry, Claim, OutsideTraining
from portal.services import claims, evidence
from tests import factories
from tests.factories import ALAMEDA, AT, FRESNO, KERN

DAY = timedelta(days=1)
TODAY = AT.date()
MINE = frozenset({FRESNO})


@pytest.fixture
def ana(session):
    """Somebody of Fresno, who used to work in Alameda."""
    ana = factories.person(session, "Ana Flores")
    factories.affiliation(session, ana, FRESNO)
    factories.affiliation(session, ana, ALAMEDA, ends_on=TODAY - DAY)
    return ana


@pytest.fixture
def training(session, ana):
    """Completed ten days ago."""
    return factories.outside_training(session, ana, completed_on=TODAY - 10 * DAY)


@pytest.fixture
def tess(session):
    return factories.person(session, "Tess Trainer")


def credit(session, training, row, by, *, on=TODAY, counties=MINE):
    claims.credit(session, training, row.id, on, counties, by=by.id, at=AT)


def count(session, table):
    return session.scalar(select(func.count()).select_from(table))


def test_two_clicks_credit_once(session, training, tess):
    row = factories.equivalency(session)
    for _ in range(2):
        credit(session, training, row, tess)
    claim = session.scalars(select(Claim)).one()
    assert (claim.claimed_on, claim.recorded_by_id) == (TODAY, tess.id)
    entry = session.scalars(select(AuditEntry)).one()
    assert entry.action == "outside training credited"
    assert entry.detail == {"entry": training.id, "equivalency": row.id}


REFUSED = [
    ("too old", {"recency_months": 1}, -40, "The training is too old"),
    ("not yet in force", {"starts_on": TODAY + DAY}, -10, "and not before"),
    ("over", {"ends_on": TODAY - DAY}, -10, "It gave new credit through"),
    ("revoked", {"revoked_on": TODAY + 9 * DAY}, -10, "It is revoked from"),
    ("of another county", {"county": ALAMEDA}, -10, "who work in Alameda County"),
]


@pytest.mark.parametrize(("rule", "limits", "days", "said"), REFUSED)
def test_what_does_not_fit_is_refused_with_the_reason(session, ana, tess, rule, limits, days, said):
    training = factories.outside_training(session, ana, completed_on=TODAY + days * DAY)
    row = factories.equivalency(session, **limits)
    with pytest.raises(Invalid, match=said) as refused:
        credit(session, training, row, tess, counties=None)
    assert refused.value.field == "equivalency", rule
    offered = claims.candidates(session, training, None, TODAY)
    assert [said in one.refusal for one in offered] == [True]
    assert count(session, Claim) == 0


def test_the_day_of_credit_lies_between_the_training_and_today(session, training, tess):
    row = factories.equivalency(session, recency_months=1)
    for on, said in (
        (TODAY + DAY, "has not come yet"),
        (training.completed_on - DAY, "cannot be credited before"),
    ):
        with pytest.raises(Invalid, match=said) as refused:
            credit(session, training, row, tess, on=on)
        assert refused.value.field == "claimed_on"
    credit(session, training, row, tess, on=training.completed_on)


def test_an_old_training_may_be_credited_on_the_day_it_was_young_enough(session, ana, tess):
    training = factories.outside_training(session, ana, completed_on=date(2025, 11, 30))
    row = factories.equivalency(session, recency_months=1)
    with pytest.raises(Invalid, match="could be credited through December 30, 2025"):
        credit(session, training, row, tess)
    credit(session, training, row, tess, on=date(2025, 12, 30))


def test_precedents_of_other_counties_are_out_of_reach(session, training, tess):
    row = factories.equivalency(session, county=KERN)
    with pytest.raises(Forbidden):
        credit(session, training, row, tess)
    assert claims.candidates(session, training, MINE, TODAY) == []


def test_only_decisions_about_this_very_training_are_offered_those_that_fit_first(
    session, training, tess
):
    old = factories.equivalency(session, recency_months=0)
    same = factories.equivalency(session, title="naloxone BASICS", county=FRESNO)
    other = factories.equivalency(session, title="Something else")
    offered = claims.candidates(session, training, MINE, TODAY)
    assert [(one.line.row.id, bool(one.refusal)) for one in offered] == [
        (same.id, False),
        (old.id, True),
    ]
    said = "It is about another training: “Something else”, given by Example Training Center."
    with pytest.raises(Invalid, match=said):
        credit(session, training, other, tess)


def test_what_was_withdrawn_or_replaced_is_not_credited(session, ana, training, tess):
    row = factories.equivalency(session)
    evidence.withdraw(session, training, by=ana.id, at=AT)
    with pytest.raises(Conflict, match="replaced"):
        credit(session, training, row, tess)
    withdrawn = session.scalars(
        select(OutsideTraining).where(OutsideTraining.withdrawn.is_(True))
    ).one()
    with pytest.raises(Conflict, match="entered by mistake"):
        credit(session, withdrawn, row, tess)


def test_credit_given_by_mistake_is_taken_back_and_stays_readable(session, ana, training, tess):
    wrong, right = factories.equivalency(session), factories.equivalency(session, "harm-reduction")
    for row in (wrong, right):
        credit(session, training, row, tess)
    for _ in range(2):  # a double click
        claims.take_back(session, training, wrong.id, by=tess.id, at=AT + DAY)
    newest, before = evidence.of_person(session, ana.id, None)
    assert [one.equivalency.id for one in newest.credits] == [right.id]
    assert [one.equivalency.id for one in before.credits] == [wrong.id, right.id]
    assert newest.credits[0].claim.claimed_on == TODAY
    with pytest.raises(NotFound, match="no such credit"):
        claims.take_back(session, newest.entry.row, wrong.id, by=tess.id, at=AT)


def test_a_former_county_sees_the_credit_it_knew(session, training, tess):
    row = factories.equivalency(session)
    credit(session, training, row, tess)
    assert claims.credits(session, [training.id], TODAY - DAY) == {}
    known = claims.credits(session, [training.id], TODAY)[training.id]
    assert [one.decided_by for one in known] == ["Tess Trainer"]
