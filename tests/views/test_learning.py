"""Beginning, reading, practising, and the doors of the quizzes, as a learner sees them."""

from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import delete, func, select

from portal.development.sample_learning import Stage, right_answer
from portal.domain.access import Role
from portal.domain.curriculum import Catalogue
from portal.models import Attempt, Enrolment, LessonRead, PracticeStep, TrainingRecord
from portal.services import learning, quizzes, records
from tests import factories, rules
from tests.fresh import maker
from tests.pages import Page
from tests.queries import counted
from tests.signing_in import sign_in, signed_in_as
from tests.trainings import (
    FIRST,
    HOME,
    NOW,
    SECOND,
    SLUG,
    catalogue,
    completed,
    course,
    learner,
)

HELLO = f"{HOME}/{FIRST}/saying-hello"
MORE = f"{HOME}/{FIRST}/hearing-more"
PRACTICE = f"{HOME}/{FIRST}/practice"
READ = "I have read this: go on"


@pytest.fixture(autouse=True)
def _at_noon(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def ana(session):
    return factories.person(session, "Ana María Flores", name_used="Ana")


@pytest.fixture
def page(app, session, client, ana):
    """A browser in which Ana is signed in, who answers calls."""
    factories.grant(session, ana, Role.TEAM_MEMBER)
    sign_in(app, client, factories.account(session, ana))
    return Page(client)


def count(session, table):
    return session.scalar(select(func.count()).select_from(table))


def new_edition(app, **changes):
    """A third edition came out while the portal was running."""
    third = replace(course(), edition=3, **changes)
    app.extensions["portal.catalogue"] = Catalogue(
        (third,), {**catalogue().editions, (SLUG, 3): third}
    )


# Home


def test_home_answers_what_is_due_and_why(page):
    page.get("/learning")
    assert page.h1 == "Nothing is late; here is what to take next"
    assert "Advisory · no deadline confirmed" in page.main
    assert "could not be verified" in page.main


def test_home_leads_to_ones_standing(page):
    page.get("/learning").click("Where you stand with every requirement")
    assert page.response.request.path == "/standing"


def test_home_does_not_send_to_a_training_that_is_credited_from_elsewhere(app, page, session, ana):
    app.extensions["portal.regulations"] = rules.rulebook()
    training = factories.outside_training(session, ana)
    given = factories.equivalency(session, "crisis-training", starts_on=training.completed_on)
    factories.claim(session, training, given)
    page.get("/learning")
    assert page.h1 == "Nothing is due"


def test_home_goes_on_where_one_stopped(page, session, ana):
    learner(session, ana, Stage.BEGUN)
    page.get("/learning")
    assert page.h1 == "Nothing is late; one training is under way"
    assert "2 of 8 parts done" in page.main
    page.click("Continue: Practice: At the sample door Sample course")
    assert page.h1 == "Practice: At the sample door"


def test_home_lists_what_is_completed(page, session, ana):
    record = completed(session, ana)
    page.get("/learning")
    assert page.h1 == "Nothing is due"
    assert "Sample course" in page.texts(".//tbody/tr")[0]
    assert f"/certificates/{record.code}" in page.links().values()


def test_every_stage_has_a_home_and_an_overview(app, session):
    for stage in Stage:
        person = factories.person(session)
        learner(session, person, stage)
        page = signed_in_as(app, session, person, Role.TEAM_MEMBER)
        page.get("/learning")
        page.get(HOME)
        assert page.h1 == "Sample course"


def test_a_long_life_costs_home_no_more_queries(app, page, session, ana):
    def cost():
        with counted(app) as statements:
            page.get("/learning")
        return len(statements)

    learner(session, ana, Stage.BEGUN)
    factories.credential(session, ana, expires_on=NOW.date())
    session.commit()
    cost()
    before = cost()
    for _ in range(3):
        walker = learner(session, ana)
        walker.enrolment = learning.begin(session, ana.id, course(), NOW, again=True)
        walker.go(Stage.COMPLETED)
        factories.credential(session, ana, expires_on=NOW.date())
    session.commit()
    assert cost() <= before <= 8


# Beginning


def test_a_training_is_begun_from_its_page(page, session):
    page.get(HOME)
    assert "You keep edition 2" in page.main
    page.submit("Begin")
    assert page.location == HELLO
    assert session.scalars(select(Enrolment.edition)).one() == 2


def test_beginning_twice_is_one_enrolment_and_goes_on(page, session, ana):
    page.get(HOME)
    page.submit("Begin")
    learning.mark_read(
        session, session.scalars(select(Enrolment)).one(), FIRST, "saying-hello", NOW
    )
    page.get("/account").post(f"{HOME}/begin")
    assert page.location == MORE
    assert count(session, Enrolment) == 1


def test_two_clicks_at_the_same_moment_begin_one_training(app):
    with maker(app)() as session:
        account = factories.account(session, factories.person(session))
        browsers = [app.test_client() for _ in range(3)]
        for browser in browsers:
            sign_in(app, browser, account)
    tokens = []
    for browser in browsers:
        page = browser.get(HOME).text
        tokens.append(page.partition('name="csrf_token" value="')[2].partition('"')[0])
    together, statuses = Barrier(3), []

    def click(browser, token):
        together.wait(60)
        response = browser.post(f"{HOME}/begin", data={"csrf_token": token})
        statuses.append((response.status_code, response.headers["Location"]))

    clicks = [Thread(target=click, args=pair) for pair in zip(browsers, tokens, strict=True)]
    for each in clicks:
        each.start()
    for each in clicks:
        each.join(120)
    assert statuses == [(303, HELLO)] * 3
    with maker(app)() as session:
        assert count(session, Enrolment) == 1


def test_a_training_that_does_not_exist_is_not_found(page):
    for address in ("/learning/no-such-training", "/learning/no-such-training/final"):
        page.get(address, status=404)
        assert "There is no training with this address." in page.main


@pytest.mark.parametrize("part", [HELLO, PRACTICE, f"{HOME}/{FIRST}/check", f"{HOME}/final"])
def test_before_beginning_everything_leads_to_the_beginning(page, part):
    page.get(part, status=303)
    assert page.location == HOME
    page.get(HOME)
    assert "Begin the training first" in page.text


# Lessons


def test_a_lesson_is_read_and_leads_on(page, session, ana):
    learner(session, ana)
    page.get(HELLO).submit(READ)
    assert page.location == MORE
    page.get(MORE).submit(READ)
    assert page.location == PRACTICE
    page.get(HELLO)
    assert READ not in page.main  # it is read


def test_marking_a_lesson_read_twice_is_one_row(page, session, ana):
    learner(session, ana)
    page.get(HELLO).submit(READ)
    page.get(MORE).post(HELLO)
    assert page.location == MORE
    assert count(session, LessonRead) == 1


def test_a_lesson_that_is_not_open_yet_says_what_to_do_first(page, session, ana):
    learner(session, ana)
    page.get(f"{HOME}/{SECOND}/looking-back", status=403)
    assert page.h1 == "This is not open yet"
    assert "“Looking back” is not open yet. Opens after “Saying hello” in module" in page.main
    page.get(HELLO).post(f"{HOME}/{SECOND}/looking-back", status=403)
    assert count(session, LessonRead) == 0


def test_an_unknown_part_is_not_found(page, session, ana):
    learner(session, ana)
    for address in (
        f"{HOME}/{FIRST}/no-such-lesson",
        f"{HOME}/no-such-module/saying-hello",
        f"{HOME}/no-such-module/check",
        f"{HOME}/{SECOND}/practice",
        f"{HOME}/{SECOND}/saying-hello",
    ):
        page.get(address, status=404)


def test_a_draft_is_shown_without_a_link_and_cannot_be_opened(page, session, ana):
    learner(session, ana, Stage.BEFORE_THE_FINAL)
    page.get(HELLO)
    assert "Not written yet" in page.text
    assert not any("not-written-yet" in href for href in page.links().values())
    page.get(f"{HOME}/{SECOND}/not-written-yet", status=404)
    page.get(HELLO).post(f"{HOME}/{SECOND}/not-written-yet", status=404)


def test_the_outline_links_what_is_open_and_nothing_else(page, session, ana):
    learner(session, ana)
    page.get(MORE)
    inside = {href for href in page.links().values() if href.startswith(f"{HOME}/")}
    assert inside == {HELLO, MORE, PRACTICE}


def test_a_learner_reads_the_edition_that_was_begun(page, session, ana):
    learner(session, ana, edition=1)
    page.get(HELLO)
    assert page.h1 == "Saying hello, as it was"
    assert "edition 1" in page.main
    page.get(f"{HOME}/{SECOND}/saying-goodbye", status=404)  # edition 1 has one module


def test_a_newer_edition_leaves_a_learner_where_they_are_and_says_so(app, page, session, ana):
    learner(session, ana, Stage.BEGUN)
    new_edition(app, modules=course().modules[:1], title="Sample course, anew")
    page.get(HOME)
    assert page.h1 == "Sample course"
    assert "You keep edition 2, which you began." in page.main
    page.get(f"{HOME}/{SECOND}/saying-goodbye", status=403)  # still part of it
    other = signed_in_as(app, session, factories.person(session))
    other.get(HOME).submit("Begin")
    assert session.scalars(select(Enrolment.edition).order_by(Enrolment.id)).all() == [2, 3]


def test_a_lesson_costs_the_same_queries_at_every_stage(app, session):
    def cost(stage):
        person = factories.person(session)
        learner(session, person, stage)
        page = signed_in_as(app, session, person)
        page.get(HELLO)
        with counted(app) as statements:
            page.get(HELLO)
        return len(statements)

    assert cost(Stage.BEGUN) == cost(Stage.USED_UP) == cost(Stage.COMPLETED) <= 5


def test_the_overview_costs_the_same_queries_at_every_stage(app, session):
    def cost(stage):
        person = factories.person(session)
        learner(session, person, stage)
        page = signed_in_as(app, session, person)
        page.get(HOME)
        with counted(app) as statements:
            page.get(HOME)
        return len(statements)

    assert cost(Stage.BEGUN) == cost(Stage.USED_UP) == cost(Stage.COMPLETED) <= 5


# Pictures


def test_a_picture_of_a_training_is_served_and_nothing_beside_it(page, session, ana):
    learner(session, ana)
    page.get(f"{HOME}/images/sample.svg", buffered=True)
    assert page.response.mimetype == "image/svg+xml"
    assert "sandbox" in page.response.headers["Content-Security-Policy"]
    for other in ("../course.toml", "..%2fcourse.toml", "no.svg", "%2e%2e/sources.toml"):
        page.get(f"{HOME}/images/{other}", status=404)


def test_pictures_are_those_of_the_edition_that_was_begun(page, session, ana):
    """The first edition of the sample has none."""
    learner(session, ana, edition=1)
    page.get(f"{HOME}/images/sample.svg", status=404)


# Practice


def test_a_practice_is_played_to_an_ending_without_scripts(page, session, ana):
    learner(session, ana, Stage.BEGUN)
    page.get(PRACTICE)
    assert "At the sample door" in page.h1
    page.submit("Choose", choice="1")
    assert page.location == f"{PRACTICE}/1"
    page.get(page.location)
    assert "You chose" in page.main
    assert "Calmer" in page.main
    assert "A name and a greeting helped." in page.main
    page.submit("Choose", choice="1")
    page.get(page.location)
    assert "A good ending" in page.main
    enrolment = session.scalars(select(Enrolment)).one()
    assert learning.facts(session, [enrolment.id])[enrolment.id].practices == {FIRST}


def test_a_hard_ending_counts_as_done_too(page, session, ana):
    learner(session, ana, Stage.BEGUN)
    page.get(PRACTICE).submit("Choose", choice="2", follow=True)
    assert "A hard ending" in page.main
    page.get("/learning")
    assert "3 of 8 parts done" in page.main


def test_why_a_choice_helps_is_not_on_the_page_before_it_is_made(page, session, ana):
    learner(session, ana)
    page.get(PRACTICE)
    for secret in ("A name and a greeting helped.", "The chain goes on.", "calmer", "tenser"):
        assert secret not in page.main
    values = [each.get("value") for each in page.all(".//input[@name='choice']")]
    assert values == ["1", "2"]


def test_the_practice_opens_where_one_left_off(page, session, ana):
    learner(session, ana)
    page.get(PRACTICE).submit("Choose", choice="1")
    page.get(PRACTICE, status=303)
    assert page.location == f"{PRACTICE}/1"


def test_one_can_go_back_and_choose_otherwise(page, session, ana):
    learner(session, ana)
    page.get(PRACTICE).submit("Choose", choice="1", follow=True)
    page.click("Back one step")
    assert page.path == f"{PRACTICE}?start=1"
    page.submit("Choose", choice="2", follow=True)
    assert "A hard ending" in page.main
    page.get(f"{PRACTICE}/1")  # what was reached stays open
    page.click("Back to the start")
    assert count(session, PracticeStep) == 2


@pytest.mark.parametrize("path", ["9", "1-9", "1-1-1", "x", "1"])
def test_a_place_that_was_not_reached_is_not_found(page, session, ana, path):
    learner(session, ana)
    page.get(f"{PRACTICE}/{path}", status=404)


@pytest.mark.parametrize(
    ("path", "choice"),
    [("", "9"), ("9", "1"), ("1-1", "1"), ("-", "1"), ("1--1", "1"), ("", "1-1")],
)
def test_a_made_up_turn_is_refused_and_leaves_nothing(page, session, ana, path, choice):
    learner(session, ana)
    page.get(PRACTICE).post(PRACTICE, {"path": path, "choice": choice}, status=404)
    assert count(session, PracticeStep) == 0


def test_a_blank_choice_keeps_the_place_and_says_so(page, session, ana):
    learner(session, ana)
    page.get(PRACTICE).submit("Choose", follow=True)
    assert "Choose what to say first." in page.text
    page.submit("Choose", choice="1", follow=True)
    page.submit("Choose", follow=True)
    assert page.path == f"{PRACTICE}/1"
    assert count(session, PracticeStep) == 1


def test_playing_the_same_way_twice_adds_nothing(page, session, ana):
    learner(session, ana)
    for _ in range(2):
        page.get(f"{PRACTICE}?start=1").submit("Choose", choice="2")
    assert count(session, PracticeStep) == 1


# Doors of the quizzes


def test_the_check_opens_when_the_lessons_are_read(page, session, ana):
    learner(session, ana)
    page.get(f"{HOME}/{FIRST}/check", status=403)
    assert "Opens when the module's lessons are read." in page.main
    page.get(HELLO).post(f"{HOME}/{FIRST}/check", status=403)
    assert count(session, Attempt) == 0


def test_the_check_is_begun_continued_and_taken_again(page, session, ana):
    learner(session, ana, Stage.BEGUN)
    page.get(f"{HOME}/{FIRST}/check").submit("Begin the check")
    first = page.location
    page.get(f"{HOME}/{FIRST}/check").submit("Continue the check")
    assert page.location == first
    attempt = session.scalars(select(Attempt)).one()
    quizzes.hand_in(session, attempt, quizzes.questions_of(course(), FIRST), NOW)
    page.get(f"{HOME}/{FIRST}/check")
    assert "0 of 2 right, 0 %" in page.main
    page.submit("Take it again")
    assert page.location != first


def test_the_final_stays_closed_until_every_module_is_done(page, session, ana):
    learner(session, ana, Stage.HALF_WAY)
    page.get(f"{HOME}/final", status=403)
    assert "Opens when every module is done. Still to do: “Saying goodbye”" in page.main
    page.get(HELLO).post(f"{HOME}/final", status=403)


def test_the_door_of_the_final_says_what_it_takes(page, session, ana):
    learner(session, ana, Stage.BEFORE_THE_FINAL)
    page.get(f"{HOME}/final")
    for words in ("3, drawn at random", "80 % or more", "3 in all, 3 left", "A pause of 1 hour."):
        assert words in page.main
    page.submit("Begin the final")
    page.get(f"{HOME}/final")
    assert "Continue the final" in page.main
    assert "3 in all, 2 left" in page.main


def test_during_the_pause_the_door_says_when_it_opens(page, session, ana, time_machine):
    learner(session, ana, Stage.FAILED_ONCE, at=NOW + timedelta(days=1))
    handed_in = session.scalars(select(Attempt.handed_in_at).where(Attempt.module == "")).one()
    opens = handed_in + timedelta(hours=1)
    time_machine.move_to(opens - timedelta(seconds=1), tick=False)
    page.get(f"{HOME}/final")
    assert "The next attempt opens at" in page.main
    page.post(f"{HOME}/final", status=403)
    assert "The next attempt opens at" in page.main
    time_machine.move_to(opens, tick=False)
    page.get(f"{HOME}/final").submit("Begin the final")
    assert count(session, Attempt) == 4  # two checks, two finals


def test_used_up_attempts_are_refused_and_the_training_can_be_begun_again(page, session, ana):
    learner(session, ana, Stage.USED_UP)
    page.get(f"{HOME}/final")
    assert "Your attempts are used up" in page.main
    page.post(f"{HOME}/final", status=409)
    assert "Begin the training again to get new ones." in page.main
    page.get(HOME).submit("Begin again")
    assert page.location == HELLO
    assert session.scalars(select(Enrolment.number).order_by(Enrolment.id)).all() == [1, 2]


def test_beginning_again_twice_from_one_page_begins_once(page, session, ana):
    learner(session, ana, Stage.USED_UP)
    page.get(HOME)
    form = page.all(".//form[@action='/learning/sample-course/begin']")[0]
    sent = {each.get("name"): each.get("value") for each in form.iter("input")}
    page.post(f"{HOME}/begin", sent)
    page.client.post(f"{HOME}/begin", data=sent)
    assert session.scalars(select(Enrolment.number).order_by(Enrolment.id)).all() == [1, 2]


def test_a_completed_training_can_be_taken_again(page, session, ana):
    completed(session, ana)
    page.get(HOME)
    assert "Your certificate" in page.main
    page.submit("Begin again")
    assert count(session, Enrolment) == 2
    assert count(session, TrainingRecord) == 1


def test_beginning_what_is_completed_leads_to_its_page(page, session, ana):
    completed(session, ana)
    page.get("/account").post(f"{HOME}/begin")
    assert page.location == HOME
    assert count(session, Enrolment) == 1


@pytest.mark.parametrize("again", ["0", "7", "-1", "x"])
def test_beginning_again_after_an_enrolment_that_is_not_the_latest_goes_on(
    page, session, ana, again
):
    completed(session, ana)
    page.get("/account").post(f"{HOME}/begin", {"again": again})
    assert count(session, Enrolment) == 1


# Completing


def all_but(session, walker, last):
    """Everything done but for this, by the services, which do not mind the doors."""
    first, second = walker.course.modules
    if last != "lesson":
        walker.read(first)
        walker.read(second)
    else:
        walker.read(first, lessons=1)
        walker.read(second)
    if last != "practice":
        walker.play(first)
    walker.check(second)
    if last != "check":
        walker.check(first)
    if last != "final":
        pool = quizzes.questions_of(walker.course, "")
        attempt = quizzes.begin_final(session, walker.enrolment, walker.course, NOW)
        for name in attempt.questions:
            quizzes.save(session, attempt, name, right_answer(pool[name]), NOW)
        quizzes.hand_in(session, attempt, pool, NOW)


def certificate(session):
    record = session.scalars(select(TrainingRecord)).one()
    assert record.completed_at == NOW
    return f"/certificates/{record.code}"


def test_reading_the_last_lesson_completes_the_training(page, session, ana):
    all_but(session, learner(session, ana), "lesson")
    page.get(MORE).submit(READ)
    assert page.location == certificate(session)
    page.get(page.location)
    assert "You have completed Sample course." in page.text


def test_playing_the_last_practice_completes_the_training(page, session, ana):
    all_but(session, learner(session, ana), "practice")
    page.get(PRACTICE).submit("Choose", choice="2", follow=True)
    assert "You have completed the training." in page.text
    page.get(certificate(session))


def test_handing_in_the_last_check_completes_the_training(page, session, ana):
    all_but(session, learner(session, ana), "check")
    page.get(f"{HOME}/{FIRST}/check").submit("Begin the check", follow=True)
    page.click("Look over all answers").submit("Hand in", follow=True)
    page.get(certificate(session))


def test_handing_in_the_last_final_completes_the_training(page, session, ana):
    all_but(session, learner(session, ana), "final")
    pool = quizzes.questions_of(course(), "")
    page.get(f"{HOME}/final").submit("Begin the final", follow=True)
    attempt = session.scalars(select(Attempt).where(Attempt.module == "")).one()
    for name in attempt.questions:
        quizzes.save(session, attempt, name, right_answer(pool[name]), NOW)
    page.click("Look over all answers").submit("Hand in", follow=True)
    assert "You have completed Sample course. Your certificate is ready." in page.text
    page.get(certificate(session))


def test_reading_again_after_completion_leaves_the_record_alone(page, session, ana):
    record = completed(session, ana)
    before = record.code, record.completed_at
    page.get(HELLO).post(HELLO)
    session.refresh(record)
    assert (record.code, record.completed_at) == before
    assert count(session, TrainingRecord) == 1


def test_a_revoked_certificate_is_said_and_leads_to_beginning_again(page, session, ana):
    learner(session, ana, Stage.COMPLETED)
    kept = session.scalars(select(TrainingRecord)).one()
    records.revoke(session, kept.id, "A reason.", on=kept.completed_on, by=ana.id, at=NOW)
    page.get("/learning")
    assert "Certificate revoked on" in page.main
    page.get(f"/learning/{kept.course}")
    assert "A reason." in page.main
    assert "is ready" not in page.main
    page.submit("Begin again", follow=True)
    assert "0 of" in page.main


def test_finals_of_an_earlier_time_can_still_be_read(page, session, ana):
    learner(session, ana, Stage.USED_UP)
    course = session.scalars(select(Enrolment)).one().course
    page.get(f"/learning/{course}").submit("Begin again", follow=True)
    page.get(f"/learning/{course}")
    assert "Finals of earlier times" in page.main
    page.click("See each answer of attempt 1")
    assert page.h1.startswith("Not passed")


def test_a_lesson_that_is_not_read_offers_one_way_on(page, session, ana):
    """Else a reader goes on past the button that counts, and finds nothing ticked."""
    learner(session, ana, Stage.BEGUN)
    session.execute(delete(LessonRead))
    page.get(HELLO)
    ways = page.response.text.count(f'href="{MORE}"')
    page.submit(READ)
    page.get(HELLO)
    assert page.response.text.count(f'href="{MORE}"') == ways + 1
