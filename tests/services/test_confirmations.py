"""What people enter themselves waits for somebody else, who confirms it once, with its credit."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from portal.domain.errors import Conflict
from portal.models import AuditEntry, Claim, OutsideTraining
from portal.services import certification, claims, confirmations, evidence, reviews
from portal.services.evidence import TrainingFacts
from portal.services.reviews import Filters
from tests import factories
from tests.factories import ALAMEDA, AT, FRESNO
from tests.trainings import catalogue

DAY = timedelta(days=1)
TODAY = AT.date()
LATER = AT + DAY
FACTS = TrainingFacts("Naloxone basics", "Red Cross", "naloxone", date(2026, 1, 5), 90)


@pytest.fixture
def ana(session):
    ana = factories.person(session, "Ana Flores")
    factories.affiliation(session, ana, FRESNO)
    return ana


@pytest.fixture
def tess(session):
    return factories.person(session, "Tess Trainer")


def enter(session, person, facts=FACTS, *, by=None, at=AT):
    return evidence.add(session, person.id, facts, None, by=(by or person).id, at=at)


def confirm(session, row, by, at=LATER):
    return confirmations.confirm(session, row, by=by.id, at=at)


def rows(session, table=OutsideTraining):
    return session.scalar(select(func.count()).select_from(table))


def is_confirmed(session, person, known_at=None):
    (found,) = certification.one(session, person.id, catalogue(), known_at).completions
    return found.confirmed


def listed(session, counties=None, but=0, today=TODAY):
    found = reviews.waiting(session, counties, today, {}, Filters(), but=but)
    assert reviews.count(session, counties, today, but=but) == len(found)
    return [one.training for one in found]


def test_what_a_person_enters_is_unconfirmed_until_somebody_else_confirms_it(session, ana, tess):
    row = enter(session, ana)
    assert not is_confirmed(session, ana)
    assert confirm(session, row, tess)
    assert is_confirmed(session, ana)
    assert not is_confirmed(session, ana, AT)
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (entry.action, entry.person_id, entry.actor_id) == (
        "outside training confirmed",
        ana.id,
        tess.id,
    )


def test_what_somebody_else_records_needs_no_confirmation(session, ana, tess):
    row = enter(session, ana, by=tess)
    assert is_confirmed(session, ana)
    assert (listed(session), confirm(session, row, tess)) == ([], False)
    assert rows(session) == 1


def test_two_clicks_and_two_trainers_confirm_once(session, ana, tess):
    row, other = enter(session, ana), factories.person(session)
    asked = [(tess, LATER), (tess, LATER), (other, LATER + DAY)]
    assert [confirm(session, row, by, at) for by, at in asked] == [True, False, False]
    assert (rows(session), rows(session, AuditEntry)) == (2, 2)


def test_a_confirmation_keeps_the_credit_with_its_day(session, ana, tess):
    row = enter(session, ana)
    factories.claim(session, row, factories.equivalency(session, "harm-reduction"))
    confirm(session, row, tess)
    now, before = evidence.of_person(session, ana.id, None)
    assert [one.claim.claimed_on for one in now.credits] == [
        one.claim.claimed_on for one in before.credits
    ]
    assert rows(session, Claim) == 2
    (known,) = certification.one(session, ana.id, catalogue(), AT).completions
    assert len(known.claims) == 1


def test_what_was_replaced_or_withdrawn_cannot_be_confirmed(session, ana, tess):
    row = enter(session, ana)
    evidence.correct(session, row, replace(FACTS, ce_minutes=60), None, by=ana.id, at=AT)
    with pytest.raises(Conflict, match="replaced by a newer one"):
        confirm(session, row, tess)
    newest = evidence.of_person(session, ana.id, None)[0].entry.row
    evidence.withdraw(session, newest, by=ana.id, at=AT)
    taken_back = evidence.of_person(session, ana.id, None)[0].entry.row
    with pytest.raises(Conflict, match="entered by mistake"):
        confirm(session, taken_back, tess)


def test_who_corrects_their_own_confirmed_training_has_to_have_it_confirmed_anew(
    session, ana, tess
):
    confirm(session, enter(session, ana), tess)
    confirmed = evidence.of_person(session, ana.id, None)[0].entry.row
    evidence.correct(session, confirmed, replace(FACTS, ce_minutes=60), None, by=ana.id, at=LATER)
    assert not is_confirmed(session, ana)
    assert len(listed(session)) == 1


def test_to_record_for_others_what_they_entered_confirms_it(session, ana, tess):
    enter(session, ana)
    enter(session, ana, by=tess, at=LATER)
    enter(session, ana, by=tess, at=LATER)
    assert is_confirmed(session, ana)
    assert rows(session) == 2


def test_the_page_of_a_person_knows_who_entered_and_who_confirmed(session, ana, tess):
    row = enter(session, ana)
    (one,) = evidence.of_person(session, ana.id, None)
    assert (one.waits, one.entered) == (True, None)
    confirm(session, row, tess)
    now, before = evidence.of_person(session, ana.id, None)
    assert (now.waits, now.entry.recorded_by, now.entered) == (False, "Tess Trainer", before.entry)
    assert (before.waits, before.entered) == (False, None)


def test_a_list_of_what_waits_has_the_oldest_first_and_not_ones_own(session, ana, tess):
    late = enter(session, ana, at=LATER)
    early = enter(session, ana, replace(FACTS, title="Overdose response"), at=AT)
    assert listed(session, frozenset({FRESNO})) == [early.id, late.id]
    assert listed(session, frozenset({ALAMEDA})) == []
    assert listed(session, but=ana.id) == []


def test_what_waits_is_no_more_for_a_county_that_the_person_has_left(session, tess):
    ben = factories.person(session)
    factories.affiliation(session, ben, FRESNO, ends_on=TODAY)
    enter(session, ben)
    assert len(listed(session, frozenset({FRESNO}))) == 1
    assert listed(session, frozenset({FRESNO}), today=TODAY + DAY) == []


def test_without_a_subject_a_decision_is_enough(session, ana, tess):
    plain = enter(session, ana, replace(FACTS, subject=""))
    assert listed(session) == [plain.id]
    given = factories.equivalency(
        session, "harm-reduction", plain.title, starts_on=FACTS.completed_on
    )
    given.provider = plain.provider
    session.flush()
    claims.credit(session, plain, given.id, TODAY, None, by=tess.id, at=AT)
    assert listed(session) == []
    assert not evidence.of_person(session, ana.id, None)[0].waits
    both = enter(session, ana, replace(FACTS, title="Overdose response"))
    factories.claim(session, both, given)
    assert listed(session) == [both.id]


def test_taking_credit_back_confirms_nothing(session, ana, tess):
    """Who takes credit back has decided about the credit, and not stood for the training."""
    row, given = enter(session, ana), factories.equivalency(session, "harm-reduction")
    factories.claim(session, row, given)
    claims.take_back(session, row, given.id, by=tess.id, at=LATER)
    newest, _ = evidence.of_person(session, ana.id, None)
    assert (newest.credits, newest.entered) == ([], None)
    assert newest.entry.recorded_by == "Tess Trainer"
    assert not is_confirmed(session, ana)
    assert listed(session) == [newest.entry.row.id]
    assert confirm(session, newest.entry.row, tess, LATER + DAY)
    assert is_confirmed(session, ana)
    assert listed(session) == []


def test_taking_credit_back_leaves_what_was_confirmed_confirmed(session, ana, tess):
    confirm(session, enter(session, ana), tess)
    row, given = (
        evidence.of_person(session, ana.id, None)[0].entry.row,
        factories.equivalency(session),
    )
    factories.claim(session, row, given)
    claims.take_back(session, row, given.id, by=tess.id, at=LATER + DAY)
    assert is_confirmed(session, ana)
    assert listed(session) == []
