"""A decision is taken once, by one reviewer, on what they saw; and can be taken back."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import func, select

from portal.domain.errors import Conflict, Forbidden, Invalid
from portal.domain.reviews import Reason, Stand
from portal.models import AuditEntry, Claim, Equivalency, OutsideTraining, ReviewStep
from portal.services import certification, equivalencies, evidence, reviews
from portal.services.equivalencies import EquivalencyFacts
from portal.services.reviews import Acceptance
from tests import factories
from tests.factories import ALAMEDA, AT, FRESNO
from tests.reviews import DAY, document, enter
from tests.trainings import at_once, catalogue

LATER = AT + DAY
CHECKS = {"name": "It is made out to Ana Flores."}
MINE = frozenset({FRESNO})


def accept(session, row, by, what=None, *, seen=0, at=LATER, counties=MINE):
    what = what or Acceptance(CHECKS)
    return reviews.accept(session, row, what, counties, seen=seen, by=by.id, at=at)


def hand_back(session, row, by, reason=Reason.UNREADABLE, words="", *, seen=0, at=LATER):
    return reviews.hand_back(session, row, reason, words, seen=seen, by=by.id, at=at)


def reopen(session, row, by, *, seen=0, at=LATER + DAY, words="I looked at another one."):
    return reviews.reopen(session, row, words, seen=seen, by=by.id, at=at)


def told(session, person, row):
    return reviews.story(session, person.id, row.id)


def rows(session, table):
    return session.scalar(select(func.count()).select_from(table))


def completion(session, person, known_at=None):
    (found,) = certification.one(session, person.id, catalogue(), known_at).completions
    return found


def decision(person=None, county=FRESNO, months=None):
    return EquivalencyFacts(
        "Naloxone basics",
        "Example Training Center",
        "harm-reduction",
        county,
        LATER.date(),
        None,
        months,
        "The outline covers it.",
        person.id if person else None,
    )


# Accepting


def test_to_accept_is_to_stand_for_it_with_what_was_looked_at(session, ana, tess):
    row = enter(session, ana)
    accepted, added = accept(session, row, tess)
    assert (added, accepted.supersedes_id, accepted.recorded_by_id) == (True, row.id, tess.id)
    assert completion(session, ana).confirmed
    assert not completion(session, ana, AT).confirmed
    story = told(session, ana, row)
    assert (story.stand, story.may_reopen) == (Stand.SETTLED, True)
    first, _ = story.events()
    assert (first.by, first.what, first.checks) == (
        "Tess Trainer",
        "accepted it",
        (*CHECKS.values(),),
    )


def test_credit_under_a_precedent_is_given_with_it(session, ana, tess):
    given = factories.equivalency(session, "harm-reduction")
    row = enter(session, ana, subject="")
    accept(session, row, tess, Acceptance(CHECKS, (given.id,)))
    (claim,) = completion(session, ana).claims
    assert (claim.equivalency.requirement, claim.claimed_on) == ("harm-reduction", LATER.date())


def test_credit_may_be_given_from_an_earlier_day(session, ana, tess):
    """Who was looked at late need not lose the days until then."""
    given = factories.equivalency(session, "harm-reduction")
    row = enter(session, ana, subject="")
    what = Acceptance(CHECKS, (given.id,), claimed_on=row.completed_on)
    accept(session, row, tess, what)
    (claim,) = completion(session, ana).claims
    assert claim.claimed_on == row.completed_on


def test_a_new_precedent_holds_for_the_next_as_well(session, ana, tess):
    row = enter(session, ana, subject="")
    accept(session, row, tess, Acceptance(CHECKS, decision=decision(months=12)))
    ben = factories.person(session)
    factories.affiliation(session, ben, FRESNO)
    (found,) = reviews.fitting(session, enter(session, ben), MINE, LATER.date())
    assert (found.line.row.recency_months, found.times, found.refusal) == (12, 1, "")


def test_a_decision_about_one_person_is_no_precedent(session, ana, tess):
    row = enter(session, ana, subject="")
    accept(session, row, tess, Acceptance(CHECKS, decision=decision(ana)))
    assert len(completion(session, ana).claims) == 1
    ben = factories.person(session)
    factories.affiliation(session, ben, FRESNO)
    other = enter(session, ben)
    assert reviews.fitting(session, other, MINE, LATER.date()) == []
    only = session.scalars(select(Equivalency.id)).one()
    with pytest.raises(Invalid, match="one other person only"):
        accept(session, other, tess, Acceptance(CHECKS, (only,)))


def test_what_does_not_fit_accepts_nothing(app, session, ana, tess):
    old = factories.equivalency(session, recency_months=1)
    row = enter(session, ana, completed_on=date(2025, 1, 5))
    session.commit()
    with pytest.raises(Invalid, match="too old") as caught:
        accept(session, row, tess, Acceptance(CHECKS, (old.id,)))
    assert caught.value.field == "equivalency"
    session.rollback()
    assert (rows(session, OutsideTraining), rows(session, ReviewStep), rows(session, Claim)) == (
        1,
        0,
        0,
    )


# Once


def test_two_clicks_accept_once(session, ana, tess):
    row = enter(session, ana)
    first, _ = accept(session, row, tess)
    assert accept(session, row, tess) == (first, False)
    assert reviews.accepted_before(session, row, seen=0, by=tess.id, at=LATER)
    assert (rows(session, OutsideTraining), rows(session, ReviewStep)) == (2, 1)


def test_the_second_reviewer_hears_that_it_was_decided(session, ana, tess, rosa):
    row = enter(session, ana)
    accept(session, row, tess)
    for decide in (accept, hand_back):
        with pytest.raises(Conflict, match="Tess Trainer accepted this on January 16, 2026"):
            decide(session, row, rosa)
    assert (rows(session, OutsideTraining), rows(session, ReviewStep)) == (2, 1)


def test_what_was_returned_is_not_accepted_by_who_saw_it_before(session, ana, tess, rosa):
    row = enter(session, ana)
    assert hand_back(session, row, tess)
    assert not hand_back(session, row, tess)
    for decide in (accept, hand_back):
        with pytest.raises(Conflict, match="Tess Trainer returned this"):
            decide(session, row, rosa)
    with pytest.raises(Conflict, match="waits for no reviewer"):
        accept(session, row, rosa, seen=1)
    assert rows(session, ReviewStep) == 1


def test_what_the_person_changed_meanwhile_is_looked_at_again(session, ana, tess):
    row = enter(session, ana)
    reviews.answer(session, row, "", document("Ana Flores"), at=LATER)
    for decide in (accept, hand_back):
        with pytest.raises(Conflict, match="Ana Flores changed this"):
            decide(session, row, tess)
    answered = told(session, ana, row).row
    reviews.answer(session, answered, "It is my name of before.", None, at=LATER)
    with pytest.raises(Conflict, match="Ana Flores answered about this"):
        accept(session, answered, tess, seen=0)
    assert accept(session, answered, tess, seen=1)[1]


def test_two_reviewers_at_the_same_moment_decide_once(app, session, ana, tess, rosa):
    number = enter(session, ana).id
    deciders = [SimpleNamespace(id=one.id) for one in (tess, rosa)]
    session.commit()

    def take(decide, by):
        def do(session):
            row = session.get_one(OutsideTraining, number)
            try:
                decide(session, row, by)
            except Conflict:
                return False
            return True

        return do

    assert sorted(at_once(app, *map(take, (accept, hand_back), deciders))) == [False, True]
    assert rows(session, ReviewStep) == 1


# Returning, and answering


def test_what_is_returned_waits_for_the_person_until_they_answer(session, ana, tess):
    row = enter(session, ana)
    hand_back(session, row, tess, Reason.WRONG_PERSON, "It says Flora.")
    story = told(session, ana, row)
    assert story.stand is Stand.RETURNED
    assert (story.returned.step.reason, story.returned.by) == (Reason.WRONG_PERSON, "Tess Trainer")
    assert reviews.answer(session, row, "That was my name.", None, at=LATER + DAY) is row
    reviews.answer(session, row, "That was my name.", None, at=LATER + DAY)
    story = told(session, ana, row)
    assert (story.stand, story.seen, story.since) == (Stand.WAITS, 2, LATER + DAY)
    assert [one.what for one in story.events()] == ["answered", "returned it", "entered it"]


def test_another_document_leaves_the_old_one_where_it_was(session, ana, tess):
    row = enter(session, ana, upload=document("Receipt"))
    hand_back(session, row, tess)
    new = reviews.answer(session, row, "Here it is.", document("Certificate"), at=LATER)
    again = reviews.answer(session, row, "Here it is.", document("Certificate"), at=LATER)
    assert again is new
    story = told(session, ana, row)
    assert (story.stand, story.row) == (Stand.WAITS, new)
    assert [one.file.id for one in story.rows] == [new.evidence_id, row.evidence_id]
    for file in (new.evidence_id, row.evidence_id):
        assert evidence.file_of(session, ana.id, file, None)
    assert rows(session, ReviewStep) == 2


def test_the_same_document_or_nothing_is_no_answer(session, ana):
    row = enter(session, ana, upload=document("Receipt"))
    with pytest.raises(Invalid, match="attached already"):
        reviews.answer(session, row, "", document("Receipt"), at=LATER)
    with pytest.raises(Invalid, match="write an answer"):
        reviews.answer(session, row, "", None, at=LATER)


def test_what_is_accepted_needs_no_answer(session, ana, tess):
    row, _ = accept(session, enter(session, ana), tess)
    with pytest.raises(Conflict, match="waits for no answer"):
        reviews.answer(session, row, "Thank you.", None, at=LATER)


# Taking back


def test_an_acceptance_taken_back_leaves_the_persons_word_and_waits(session, ana, tess, rosa):
    kept = factories.equivalency(session, "crisis-assessment")
    row = enter(session, ana)
    factories.claim(session, row, kept)
    given = factories.equivalency(session, "harm-reduction")
    accepted, _ = accept(session, row, tess, Acceptance(CHECKS, (given.id,)))
    assert len(completion(session, ana).claims) == 2
    waits, added = reopen(session, accepted, rosa)
    assert (added, reopen(session, accepted, rosa)) == (True, (waits, False))
    now = completion(session, ana)
    assert not now.confirmed
    assert [one.equivalency.requirement for one in now.claims] == ["crisis-assessment"]
    assert completion(session, ana, LATER).confirmed
    story = told(session, ana, row)
    assert (story.stand, story.seen) == (Stand.WAITS, 1)
    assert [(one.by, one.what) for one in story.events()] == [
        ("Rosa Reviewer", "took the decision back"),
        ("Tess Trainer", "accepted it"),
        ("Ana Flores", "entered it"),
    ]
    assert accept(session, waits, tess, seen=1, at=LATER + 3 * DAY)[1]
    assert completion(session, ana).confirmed


def test_a_return_taken_back_waits_again(session, ana, tess, rosa):
    row = enter(session, ana)
    hand_back(session, row, tess)
    assert reopen(session, row, rosa, seen=1) == (row, True)
    assert reopen(session, row, rosa, seen=1) == (row, False)
    assert told(session, ana, row).stand is Stand.WAITS
    assert rows(session, ReviewStep) == 2


def test_there_is_nothing_to_take_back_of_what_nobody_decided(session, ana, tess):
    with pytest.raises(Conflict, match="Nothing was decided"):
        reopen(session, enter(session, ana), tess)
    row = factories.outside_training(session, ana, by=tess)
    with pytest.raises(Conflict, match="Nothing was decided"):
        reopen(session, row, tess)


def test_a_decision_is_taken_back_as_it_was_seen(session, ana, tess, rosa):
    row = enter(session, ana)
    hand_back(session, row, tess)
    reviews.answer(session, row, "That was my name.", None, at=LATER)
    with pytest.raises(Conflict, match="Ana Flores answered"):
        reopen(session, row, rosa, seen=1)
    accepted, _ = accept(session, row, tess, seen=2)
    reopen(session, accepted, tess)
    with pytest.raises(Conflict, match="changed this"):
        reopen(session, accepted, rosa, at=LATER + timedelta(days=9))


def test_who_did_what_is_written_down(session, ana, tess):
    accepted, _ = accept(session, enter(session, ana), tess)
    reopen(session, accepted, tess)
    actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions == [
        "outside training added",
        "outside training confirmed",
        "acceptance taken back",
    ]


def test_a_decision_about_one_person_is_shut_to_other_counties(session, ana, tess):
    accept(
        session,
        enter(session, ana),
        tess,
        Acceptance(CHECKS, decision=decision(ana, None)),
        counties=None,
    )
    only = session.scalars(select(Equivalency.id)).one()
    assert equivalencies.find(session, only, MINE)
    assert equivalencies.find(session, only, None)
    with pytest.raises(Forbidden, match="does not work in a county of yours"):
        equivalencies.find(session, only, frozenset({ALAMEDA}))
    assert equivalencies.listed(session, None) == []
