"""What is due for a person is gathered from records, enrolments, credentials and roles."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from portal.development.sample_learning import Stage
from portal.domain.access import Grant, Role
from portal.domain.curriculum import Catalogue, Replacement
from portal.domain.due import Risk
from portal.services import due, learning, readiness, records
from tests import factories, rules
from tests.queries import counted
from tests.trainings import NOW, SLUG, catalogue, completed, course, learner

MEMBER = (Grant(Role.TEAM_MEMBER),)
TODAY = date(2026, 3, 2)


@pytest.fixture
def ana(session):
    return factories.person(session)


def overview(session, person, grants=MEMBER, world=None, book=None):
    session.flush()
    return due.overview(
        session, person.id, grants, world or catalogue(), NOW, lambda: book or rules.rulebook()
    )


def superseding():
    third = replace(course(), edition=3, replaces=(Replacement(2, False, "new law"),))
    return Catalogue((third,), {**catalogue().editions, (SLUG, 3): third})


def test_who_answers_calls_is_advised_to_begin_the_core_trainings(session, ana):
    seen = overview(session, ana)
    assert [(row.risk, row.course) for row in seen.due] == [(Risk.ADVISED, SLUG)]
    assert seen.heading == "Nothing is late; here is what to take next"
    assert (seen.more, seen.in_good_standing) == ([], [])


def test_who_does_not_answer_calls_finds_them_among_the_others(session, ana):
    seen = overview(session, ana, (Grant(Role.TRAINER, factories.FRESNO),))
    assert (seen.due, seen.heading) == ([], "Nothing is due")
    assert [each.slug for each in seen.more] == [SLUG]


def elsewhere(session, person):
    """The core training is met by one that was taken elsewhere."""
    training = factories.outside_training(session, person, completed_on=date(2026, 1, 5))
    given = factories.equivalency(session, "crisis-training", starts_on=date(2026, 1, 1))
    factories.claim(session, training, given)
    return given


def test_who_holds_the_requirement_already_is_not_sent_to_the_training(session, ana):
    elsewhere(session, ana)
    seen = overview(session, ana)
    assert (seen.due, seen.heading) == ([], "Nothing is due")
    assert [each.slug for each in seen.more] == [SLUG]


def test_nor_is_whoever_it_is_waived_for_while_it_is(session, ana):
    factories.affiliation(session, ana, team=factories.team(session))
    waived = factories.decision(session, ana, "crisis-training", ends_on=TODAY)
    assert overview(session, ana).due == []
    ended = TODAY - timedelta(days=1)
    factories.decision(session, ana, "crisis-training", ends_on=ended, supersedes=waived)
    assert [row.course for row in overview(session, ana).due] == [SLUG]


def test_a_training_that_meets_two_requirements_stays_until_both_are_met(session, ana):
    elsewhere(session, ana)
    second = replace(rules.CRISIS, slug="second-training")
    seen = overview(session, ana, book=rules.rulebook(rules.CRISIS, second))
    assert [row.course for row in seen.due] == [SLUG]


def test_a_training_that_no_requirement_names_is_advised(session, ana):
    elsewhere(session, ana)
    seen = overview(session, ana, book=rules.rulebook(rules.NALOXONE))
    assert [row.course for row in seen.due] == [SLUG]


def test_a_kept_standing_answers_with_two_queries_more(app, session, ana):
    elsewhere(session, ana)
    readiness.rebuild(session, rules.rulebook(), catalogue())
    session.commit()
    with counted(app) as statements:
        assert overview(session, ana).due == []
    assert len(statements) <= 7


def test_a_training_under_way_stands_once(session, ana):
    learner(session, ana, Stage.BEGUN)
    seen = overview(session, ana)
    assert [(row.risk, row.state) for row in seen.due] == [(Risk.UNDER_WAY, "In progress")]
    assert seen.more == []


def test_a_training_is_under_way_in_the_edition_that_was_begun(session, ana):
    learner(session, ana, edition=1)
    [row] = overview(session, ana).due
    assert row.progress == (0, 4)  # edition 1: two lessons, a check, the final


def test_a_completed_training_is_in_good_standing_and_not_due(session, ana):
    completed(session, ana)
    seen = overview(session, ana)
    assert (seen.due, seen.more) == ([], [])
    assert [record.course for record in seen.in_good_standing] == [SLUG]
    assert seen.heading == "Nothing is due"


def test_a_superseded_certificate_is_due_until_the_new_edition_is_begun(session, ana):
    completed(session, ana)
    seen = overview(session, ana, world=superseding())
    assert [row.action for row in seen.due] == ["Take edition 3"]
    assert seen.in_good_standing == []
    again = superseding().courses[0]
    learning.begin(session, ana.id, again, NOW, again=True)
    assert [row.state for row in overview(session, ana, world=superseding()).due] == ["In progress"]


def test_a_valid_certificate_outweighs_a_superseded_one(session, ana):
    completed(session, ana, edition=1, at=NOW - timedelta(days=400))
    first_gone = replace(course(), replaces=(Replacement(1, False, "new law"),))
    world = Catalogue((first_gone,), {**catalogue().editions, (SLUG, 2): first_gone})
    walker = learner(session, ana)
    walker.enrolment = learning.begin(session, ana.id, course(), NOW, again=True)
    walker.go(Stage.COMPLETED)
    seen = overview(session, ana, world=world)
    assert seen.due == []
    assert [record.certificate.edition for record in seen.in_good_standing] == [2]


def test_a_revoked_certificate_leaves_the_training_to_be_taken(session, ana):
    record = completed(session, ana)
    records.revoke(session, record.id, "A reason.", on=TODAY, by=ana.id, at=NOW)
    seen = overview(session, ana)
    [row] = seen.due
    assert (row.risk, row.on, row.course) == (Risk.LATE, TODAY, record.course)
    assert row.state.startswith("Certificate revoked on ")
    assert "A reason." in row.why
    assert seen.in_good_standing == []


def test_used_up_attempts_are_pressing(session, ana):
    learner(session, ana, Stage.USED_UP)
    [row] = overview(session, ana).due
    assert (row.risk, row.again) == (Risk.SOON, 1)


def test_a_credential_is_due_and_a_corrected_one_is_not(session, ana):
    old = factories.credential(session, ana, "Old card", expires_on=TODAY - timedelta(days=1))
    factories.credential(session, ana, "No date")
    assert [row.title for row in overview(session, ana, ()).due] == ["Old card"]
    new = TODAY + timedelta(days=700)
    factories.credential(session, ana, "New card", expires_on=new, supersedes=old)
    assert overview(session, ana, ()).due == []


def test_a_credential_that_goes_on_in_a_further_entry_is_not_due(session, ana):
    factories.credential(session, ana, expires_on=TODAY - timedelta(days=1))
    factories.credential(session, ana, number="of another", expires_on=TODAY + timedelta(days=700))
    assert len(overview(session, ana, ()).due) == 1
    renewed = factories.credential(session, ana, expires_on=TODAY + timedelta(days=700))
    assert overview(session, ana, ()).due == []
    slip = factories.credential(session, ana, expires_on=TODAY, supersedes=renewed)
    slip.starts_on = TODAY + timedelta(days=1)  # the renewal was taken back
    assert len(overview(session, ana, ()).due) == 1


def test_a_credential_that_was_taken_back_is_not_due(session, ana):
    row = factories.credential(session, ana, expires_on=TODAY - timedelta(days=1))
    assert [each.title for each in overview(session, ana, ()).due] == [row.title]
    row.starts_on = TODAY  # a last day before the first says that it never held
    assert overview(session, ana, ()).due == []


def test_credentials_of_others_are_not_mine(session, ana):
    factories.credential(session, factories.person(session), expires_on=TODAY)
    assert overview(session, ana, ()).due == []


def test_the_riskiest_stands_first(session, ana):
    learner(session, ana, Stage.BEGUN)
    factories.credential(session, ana, "Soon", expires_on=TODAY + timedelta(days=9))
    factories.credential(session, ana, "Late", expires_on=TODAY - timedelta(days=9))
    seen = overview(session, ana)
    assert [row.title for row in seen.due] == ["Late", "Soon", "Sample course"]
    assert seen.heading == "Two things are due, and one more to take up"


def test_a_long_life_costs_no_more_queries_than_a_short_one(app, session, ana):
    def cost():
        session.commit()
        with counted(app) as statements:
            overview(session, ana)
        return len(statements)

    learner(session, ana, Stage.BEGUN)
    factories.credential(session, ana, expires_on=TODAY)
    before = cost()
    for _ in range(3):
        walker = learner(session, ana)
        walker.enrolment = learning.begin(session, ana.id, course(), NOW, again=True)
        walker.go(Stage.COMPLETED)
        factories.credential(session, ana, expires_on=TODAY)
    learning.begin(session, ana.id, course(), NOW, again=True)
    assert cost() <= before <= 6


def test_what_is_asked_for_stands_with_its_date_and_its_reason(session, ana):
    rosa = factories.person(session, "Rosa")
    factories.affiliation(session, ana)
    factories.assignment(session, ana, due_on=date(2026, 3, 1), by=rosa)
    [row] = overview(session, ana).due
    assert (row.risk, row.on, row.state) == (
        Risk.LATE,
        date(2026, 3, 1),
        "Late · was due March 1, 2026",
    )
    assert row.why.splitlines() == [
        "Rosa asked for it on January 15, 2026. Due March 1, 2026, the same day for everybody "
        "asked.",
        "The state's training center names it among the core topics, too; that is advisory.",
    ]


def test_a_requirement_that_is_asked_for_leads_to_its_training_with_all_reasons(session, ana):
    factories.affiliation(session, ana)
    factories.assignment(session, ana, requirement="crisis-training", due_on=date(2026, 9, 1))
    factories.assignment(session, ana, due_on=date(2026, 6, 1))
    [row] = overview(session, ana, ()).due
    assert (row.course, row.risk, row.on) == (SLUG, Risk.ASKED, date(2026, 6, 1))
    assert "Due June 1, 2026" in row.why.splitlines()[0]
    assert "Due September 1, 2026" in row.why.splitlines()[1]


def test_a_requirement_without_a_training_is_shown_without_a_button(session, ana):
    factories.affiliation(session, ana)
    factories.assignment(session, ana, requirement="culture-training", due_on=TODAY)
    [row] = overview(session, ana, ()).due
    assert (row.title, row.course, row.action) == ("Culture training", "", "")


def test_what_is_under_way_says_by_when_it_is_asked_for(session, ana):
    factories.affiliation(session, ana)
    learner(session, ana, Stage.BEGUN)
    factories.assignment(session, ana, due_on=TODAY)
    [row] = overview(session, ana).due
    assert (row.risk, row.state) == (Risk.SOON, "In progress · due March 2, 2026")
    assert "No deadline" not in row.why
    assert row.why.endswith("You began it on March 1, 2026.")


def test_what_is_done_is_not_asked_for_any_more(session, ana):
    factories.affiliation(session, ana)
    completed(session, ana)
    factories.assignment(session, ana, due_on=date(2026, 1, 1))
    assert overview(session, ana).due == []
