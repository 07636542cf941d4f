"""Attempts and ways become figures: the newest, first attempts, and only what is noted."""

from datetime import timedelta

import pytest

from portal.development.sample_learning import Stage
from portal.domain.items import analyse
from portal.services import items, quizzes
from tests import factories
from tests.items import GREET, ORDER, crowd, sit
from tests.queries import counted
from tests.trainings import FIRST, NOW, SLUG, catalogue, completed, course, learner

KNOWN = {SLUG: items.known_questions(catalogue(), SLUG)}


def sheets(session, *, first_only=True):
    return items.sheets(session, KNOWN, first_only=first_only)[SLUG]


def test_the_questions_of_every_edition_are_known_as_they_read_last():
    current = {question.id for module in course().modules for question in module.check}
    assert current < KNOWN[SLUG].keys()
    assert KNOWN[SLUG][GREET] == course().module(FIRST).check[0]
    earlier = {question.id for module in course(1).modules for question in module.pool}
    assert earlier <= KNOWN[SLUG].keys()


def test_what_the_pages_hand_in_is_what_is_analysed(session):
    """Not rows of our own making: the services of the learner's pages write, and this reads."""
    completed(session, factories.person(session))
    found = sheets(session)
    assert {len(sheet.drawn) for sheet in found} >= {
        2,
        sum(d.questions for d in course().final.draws),
    }
    check = next(sheet for sheet in found if GREET in sheet.drawn)
    assert check.responses[GREET].right
    assert check.responses[GREET].words == ("Sample A",)
    assert not check.responses[ORDER].right
    assert check.responses[ORDER].words == ("Third step, then Second step, then First step",)


def test_an_open_attempt_and_other_trainings_do_not_count(session):
    walker = learner(session, factories.person(session), Stage.BEGUN)
    quizzes.begin_check(session, walker.enrolment, course().module(FIRST), NOW)
    assert sheets(session) == []
    crowd(session, 1)
    assert items.sheets(session, {"another": {}}, first_only=True) == {"another": []}


def test_first_attempts_are_told_from_later_ones(session):
    enrolment = crowd(session, 1)[0]
    sit(session, enrolment, knows=True, number=2)
    session.flush()
    assert [sheet.is_first for sheet in sheets(session)] == [True]
    assert sorted(sheet.is_first for sheet in sheets(session, first_only=False)) == [False, True]


def test_only_the_newest_attempts_of_a_quiz_count(session, monkeypatch):
    crowd(session, 4, began=NOW - timedelta(days=400), answer="Sample C")
    newest = {each.person_id for each in crowd(session, 3)}
    monkeypatch.setattr(items, "NEWEST_ATTEMPTS", 3)
    assert {sheet.who for sheet in sheets(session)} == newest


def test_the_figures_of_a_crowd(session):
    crowd(session, 30)
    found = analyse(sheets(session), KNOWN[SLUG])[GREET]
    assert (found.people, found.right) == (30, pytest.approx(2 / 3))
    assert found.discrimination == pytest.approx(1)


def test_places_are_the_outline_with_a_start_and_a_final_that_was_tried():
    places = items.places(course(), NOW)
    assert places[0] == "Just begun"
    assert places[-1] == "Final assessment, tried but not passed"
    assert "Knowledge check, First sample module" in places


@pytest.mark.parametrize(
    ("stage", "place"),
    [(Stage.BEFORE_THE_FINAL, -2), (Stage.FAILED_ONCE, -1), (Stage.USED_UP, -1)],
)
def test_how_far_people_came(session, stage, place):
    learner(session, factories.person(session), stage)
    ways, _ = items.ways(session, course(), NOW)
    names = items.places(course(), NOW)
    assert [(names[way.place], way.is_finished) for way in ways] == [(names[place], False)]


def test_who_has_a_record_has_finished_and_who_begins_again_counts_once(session):
    ana = factories.person(session)
    completed(session, ana)
    learner(session, factories.person(session), edition=1)  # another edition, another outline
    assert [way.is_finished for way in items.ways(session, course(), NOW)[0]] == [True]
    walker = learner(session, ana)
    items.learning.begin(session, ana.id, walker.course, NOW, again=True)
    ways, _ = items.ways(session, course(), NOW)
    assert [(way.place, way.is_finished, way.last_at) for way in ways] == [(0, False, NOW)]


def test_the_last_thing_noted_and_the_time_before_each_lesson(session):
    enrolment = crowd(session, 1)[0]
    ways, gaps = items.ways(session, course(), NOW)
    assert ways[0].last_at == enrolment.started_at + timedelta(minutes=13)
    assert gaps == {
        (FIRST, "saying-hello"): [timedelta(minutes=5)],
        (FIRST, "hearing-more"): [timedelta(minutes=5)],
    }


def test_a_crowd_costs_no_more_queries(app, session):
    def asked():
        session.commit()
        with counted(app) as statements:
            sheets(session)
            items.ways(session, course(), NOW)
        return len(statements)

    crowd(session, 1)
    few = asked()
    crowd(session, 20)
    assert asked() == few
