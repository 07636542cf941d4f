"""What waits is listed by how long it has, with what it would meet; and nothing of elsewhere."""

from datetime import date

import pytest

from portal.domain.access import Grant, Role
from portal.domain.reviews import Reason
from portal.models import EvidenceFile
from portal.services import claims, reviews
from portal.services.reviews import Acceptance, Filters
from tests import factories
from tests.factories import ALAMEDA, AT, FRESNO
from tests.queries import counted
from tests.reviews import DAY, document, enter

TODAY = AT.date()
MINE = frozenset({FRESNO})
MEETING = {"naloxone": ("naloxone-training",)}


def waiting(session, counties=MINE, *, but=0, today=TODAY, returned=False, **filters):
    found = reviews.waiting(
        session, counties, today, MEETING, Filters(**filters), but=but, returned=returned
    )
    if not (returned or filters):
        assert reviews.count(session, counties, today, but=but) == len(found)
    return found


def numbers(found):
    return [one.training for one in found]


def test_the_longest_wait_comes_first_and_an_answer_begins_it_anew(session, ana, tess):
    first = enter(session, ana, "One", at=AT)
    second = enter(session, ana, "Two", at=AT + DAY)
    assert numbers(waiting(session)) == [first.id, second.id]
    reviews.hand_back(session, first, Reason.OTHER, "?", seen=0, by=tess.id, at=AT + 2 * DAY)
    assert numbers(waiting(session)) == [second.id]
    assert numbers(waiting(session, returned=True)) == [first.id]
    reviews.answer(session, first, "!", None, at=AT + 3 * DAY)
    found = waiting(session)
    assert numbers(found) == [second.id, first.id]
    assert [one.since for one in found] == [AT + DAY, AT + 3 * DAY]
    assert found[1].days(TODAY + 5 * DAY) == 2


def test_it_says_what_would_be_met(session, ana):
    enter(session, ana)
    factories.equivalency(session, "harm-reduction")
    factories.equivalency(session, "crisis-assessment", recency_months=1)
    factories.equivalency(session, "safety-planning", county=ALAMEDA)
    factories.equivalency(session, "trauma-informed-care", county=FRESNO)
    (one,) = waiting(session, None, today=date(2026, 6, 1))
    assert one.by_subject == ("naloxone-training",)
    assert one.by_precedent == ("harm-reduction", "trauma-informed-care")
    assert one.requirements == ("naloxone-training", "harm-reduction", "trauma-informed-care")


def test_it_can_be_narrowed(session, ana):
    plain = enter(session, ana, "Plain", subject="").id
    known = enter(session, ana, upload=document("x")).id
    factories.equivalency(session, "harm-reduction")
    assert numbers(waiting(session, requirement="harm-reduction")) == [known]
    assert numbers(waiting(session, requirement="naloxone-training")) == [known]
    assert numbers(waiting(session, precedent="yes")) == [known]
    assert numbers(waiting(session, precedent="no")) == [plain]
    assert numbers(waiting(session, document="yes")) == [known]
    assert numbers(waiting(session, document="no")) == [plain]


def test_nothing_of_other_counties_of_those_who_left_or_of_oneself(session, ana):
    mine = enter(session, ana).id
    ben, cora = factories.person(session), factories.person(session)
    factories.affiliation(session, ben, ALAMEDA)
    factories.affiliation(session, cora, FRESNO, ends_on=TODAY - DAY)
    theirs = [enter(session, one).id for one in (ben, cora)]
    assert numbers(waiting(session)) == [mine]
    assert numbers(waiting(session, but=ana.id)) == []
    assert numbers(waiting(session, None)) == [mine, *theirs]


def test_a_person_sees_where_their_own_stand(session, ana, tess):
    back, waits = enter(session, ana, "One"), enter(session, ana, "Two")
    reviews.hand_back(session, back, Reason.NO_DATE, "", seen=0, by=tess.id, at=AT)
    accepted = enter(session, ana, "Three")
    reviews.accept(session, accepted, Acceptance({}), None, seen=0, by=tess.id, at=AT)
    found = reviews.of_person(session, ana.id, TODAY, MEETING)
    assert [numbers(one) for one in found] == [[waits.id], [back.id]]


def test_what_was_decided_lately_is_of_ones_counties(session, ana, tess):
    ben = factories.person(session)
    factories.affiliation(session, ben, ALAMEDA)
    rows = [enter(session, one) for one in (ana, ben)]
    for row in rows:
        reviews.hand_back(session, row, Reason.NO_DATE, "", seen=0, by=tess.id, at=AT)
    found, total = reviews.decided_lately(session, MINE, AT + DAY, but=0)
    assert ([one.person for one in found], total) == ([ana], 1)
    assert found[0].by == "Tess Trainer"
    assert reviews.decided_lately(session, None, AT + DAY, but=ana.id)[1] == 1
    assert reviews.decided_lately(session, None, AT + 31 * DAY, but=0) == ([], 0)


def test_a_long_list_takes_as_many_queries_as_a_short_one(app, session, ana):
    factories.equivalency(session, county=FRESNO)

    def queries():
        session.flush()
        with counted(app) as statements:
            waiting(session)
        return len(statements)

    enter(session, ana)
    few = queries()
    for number in range(9):
        person = factories.person(session)
        factories.affiliation(session, person, FRESNO)
        enter(session, person, at=AT + number * DAY)
    assert queries() == few


# What was decided before


def credited(session, county, given, on):
    person = factories.person(session)
    factories.affiliation(session, person, county)
    row = factories.outside_training(session, person)
    factories.claim(session, row, given, on)
    return row


def test_a_precedent_says_how_often_it_was_used_for_people_of_yours(session, ana):
    given = factories.equivalency(session)
    for county, day in ((FRESNO, 10), (FRESNO, 12), (ALAMEDA, 14)):
        credited(session, county, given, date(2026, 1, day))
    row = enter(session, ana)
    (mine,) = reviews.fitting(session, row, MINE, TODAY)
    assert (mine.times, mine.last_on) == (2, date(2026, 1, 12))
    (all_of_it,) = reviews.fitting(session, row, None, TODAY)
    assert (all_of_it.times, all_of_it.last_on) == (3, date(2026, 1, 14))


def test_a_corrected_training_is_counted_once(session, ana, tess):
    given = factories.equivalency(session)
    before = credited(session, FRESNO, given, date(2026, 1, 10))
    after = factories.outside_training(session, ana, supersedes=before, ce_minutes=30)
    after.person_id = before.person_id
    session.flush()
    claims.carry(session, before, after, by=tess.id, at=AT)
    (found,) = reviews.fitting(session, enter(session, ana, ce_minutes=1), MINE, TODAY)
    assert found.times == 1


@pytest.mark.parametrize(
    ("title", "is_similar"),
    [
        ("Naloxone basics", False),  # the very same is no likeness
        ("Naloxone: the basics", True),
        ("Naloxone basics (online)", True),
        ("Harm reduction", False),
    ],
)
def test_nearly_the_same_name_is_pointed_out(session, ana, title, is_similar):
    factories.equivalency(session, title=title)
    found = reviews.similar(session, enter(session, ana), MINE, TODAY)
    assert bool(found) == is_similar


# The same document elsewhere


def test_a_document_that_others_have_is_noticed(session, ana):
    same = document("Certificate")
    row = enter(session, ana, upload=same)
    for county in (FRESNO, ALAMEDA):
        person = factories.person(session, f"Somebody of {county}")
        factories.affiliation(session, person, county)
        enter(session, person, upload=same)
    file = session.get_one(EvidenceFile, row.evidence_id)
    trainer, staff = [Grant(Role.TRAINER, FRESNO)], [Grant(Role.TA_STAFF)]
    twins, hidden = reviews.same_file(session, file, ana.id, trainer, TODAY)
    assert ([one.person.legal_name for one in twins], hidden) == ([f"Somebody of {FRESNO}"], 1)
    twins, hidden = reviews.same_file(session, file, ana.id, staff, TODAY)
    assert (len(twins), hidden) == (2, 0)
