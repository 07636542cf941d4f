"""Sitting a quiz through its forms: answers are kept, graded once, and not given away before."""

import re
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select

from portal.development.sample_learning import Stage, right_answer, wrong_answer
from portal.domain.quizzes import Kind
from portal.models import Attempt, SavedAnswer, TrainingRecord
from portal.services import quizzes
from tests import factories
from tests.fresh import maker
from tests.markup import text_of
from tests.pages import Page
from tests.queries import counted
from tests.signing_in import sign_in, signed_in_as
from tests.trainings import FIRST, HOME, NOW, course, fields, learner

POOL = quizzes.questions_of(course(), "")
KINDS = {question.kind: name for name, question in sorted(POOL.items())}
"""A question of each kind."""
FETCH = {"X-Requested-With": "fetch"}


@pytest.fixture(autouse=True)
def _at_noon(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def ana(session):
    return factories.person(session, "Ana María Flores")


@pytest.fixture
def page(app, session, client, ana):
    """A browser in which Ana is signed in."""
    sign_in(app, client, factories.account(session, ana))
    return Page(client)


@pytest.fixture
def walker(session, ana):
    """Ana's way, up to the door of the final."""
    return learner(session, ana, Stage.BEFORE_THE_FINAL)


def begin(session, walker, *names):
    """An open final with these questions, or with those that were drawn; returns its address."""
    attempt = quizzes.begin_final(session, walker.enrolment, walker.course, NOW)
    if names:
        attempt.questions = list(names)
        attempt.total = len(names)
    session.commit()
    return f"/attempts/{attempt.id}"


def answered(session):
    found = session.execute(select(SavedAnswer.question, SavedAnswer.answer)).all()
    return {row.question: row.answer for row in found if row.question in POOL}


def at(session):
    return session.scalars(select(Attempt).where(Attempt.module == "")).one()


# Answering


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("give", [right_answer, wrong_answer])
def test_an_answer_is_saved_as_given_and_shown_again(page, session, walker, kind, give):
    question = POOL[KINDS[kind]]
    url = begin(session, walker, question.id, "pool-greet-one")
    answer = give(question)
    page.get(f"{url}/questions/1").submit(data=fields(question, answer))
    assert page.location == f"{url}/questions/2"
    assert answered(session) == {question.id: answer}
    page.get(f"{url}/questions/1")
    assert shown(page) == as_shown(fields(question, answer))
    page.submit()  # sending it once more as it is shown changes nothing
    assert answered(session) == {question.id: answer}


def as_shown(given):
    return {
        name: sorted(value) if isinstance(value, list) else [value] for name, value in given.items()
    }


def shown(page):
    """What the fields of the question hold: ticked boxes, chosen options, typed text."""
    held = {}
    form = page.all(".//main//form")[0]
    for each in form.iter():
        name = each.get("name")
        if not name or name == "csrf_token":
            continue
        if each.tag == "select":
            chosen = [o.get("value") for o in each.iter("option") if o.get("selected") is not None]
            held.setdefault(name, []).extend(chosen)
        elif each.get("type") not in ("radio", "checkbox") or each.get("checked") is not None:
            held.setdefault(name, []).append(each.get("value"))
    return {name: sorted(values) for name, values in held.items()}


def test_the_five_kinds_are_all_in_the_sample():
    assert set(KINDS) == set(Kind)


def test_a_quiz_is_taken_from_the_door_to_the_result_without_scripts(page, session, walker):
    page.get(f"{HOME}/final").submit("Begin the final", follow=True)
    names = at(session).questions
    for number, name in enumerate(names, start=1):
        assert page.h1 == f"Question {number} of 3"
        assert POOL[name].prompt in page.main
        page.submit(data=fields(POOL[name], right_answer(POOL[name])), follow=True)
    assert page.h1 == "All questions are answered"
    page.submit("Hand in", follow=True)
    assert page.h1 == "Passed: 3 of 3 right"


def test_a_later_answer_takes_the_place_of_an_earlier_one(page, session, walker):
    question = POOL[KINDS[Kind.ONE]]
    url = begin(session, walker, question.id)
    for give in (right_answer, wrong_answer):
        page.get(f"{url}/questions/1").submit(data=fields(question, give(question)))
    assert answered(session) == {question.id: wrong_answer(question)}


@pytest.mark.parametrize(
    ("kind", "typed", "says"),
    [
        (Kind.ONE, {}, "Choose an answer, or skip this question for now."),
        (Kind.MANY, {}, "Choose an answer, or skip this question for now."),
        (Kind.MATCH, {}, "Choose an answer, or skip this question for now."),
        (Kind.ORDER, {}, "Choose an answer, or skip this question for now."),
        (Kind.NUMBER, {"answer": ""}, "Type a number, or skip this question for now."),
        (Kind.NUMBER, {"answer": "two"}, "Write a number in digits, such as 2 or 1.5."),
        (Kind.ONE, {"answer": "made-up"}, "That answer does not belong to this question."),
    ],
)
def test_an_answer_that_cannot_be_used_is_explained_and_kept(
    page, session, walker, kind, typed, says
):
    url = begin(session, walker, KINDS[kind])
    page.get(f"{url}/questions/1").post(f"{url}/questions/1", typed, status=422)
    assert says in page.main
    assert answered(session) == {}
    if kind is Kind.NUMBER:
        assert page.all(".//main//input[@name='answer']")[0].get("value") == typed["answer"]


def test_half_a_match_says_what_is_missing_and_keeps_the_rest(page, session, walker):
    question = POOL[KINDS[Kind.MATCH]]
    url = begin(session, walker, question.id)
    first = question.pairs[0]
    given = {f"match-{first.left_key}": first.right_key}
    page.get(f"{url}/questions/1").submit(data=given, status=422)
    assert f"Choose what belongs to “{question.pairs[1].left}”." in page.main
    assert shown(page)[f"match-{first.left_key}"] == [first.right_key]


def test_a_place_given_twice_is_explained_and_kept(page, session, walker):
    question = POOL[KINDS[Kind.ORDER]]
    url = begin(session, walker, question.id)
    given = {f"order-{step.key}": "1" for step in question.choices}
    page.get(f"{url}/questions/1").submit(data=given, status=422)
    assert "Two steps have place 1." in page.main
    assert shown(page) == {name: ["1"] for name in given}


def test_what_was_typed_is_escaped(page, session, walker):
    url = begin(session, walker, KINDS[Kind.NUMBER])
    page.get(f"{url}/questions/1").submit(answer='"><script>alert(1)</script>', status=422)
    assert "<script>alert" not in page.html


# Nothing is given away


def test_a_question_shows_no_explanation_before_it_is_handed_in(page, session, walker):
    names = sorted(POOL)
    url = begin(session, walker, *names)
    for number, name in enumerate(names, start=1):
        page.get(f"{url}/questions/{number}")
        question = POOL[name]
        whys = [question.why, *(c.why for c in question.choices), *(p.why for p in question.pairs)]
        for why in filter(None, whys):
            assert why not in page.html


@pytest.mark.parametrize("kind", [Kind.ONE, Kind.MANY])
def test_choosing_right_or_wrong_makes_no_difference_that_can_be_seen(page, session, walker, kind):
    """But for which is ticked, the pages are the same, letter by letter."""
    question = POOL[KINDS[kind]]
    url = begin(session, walker, question.id)

    def seen(key):
        page.get(f"{url}/questions/1").submit(answer=key if kind is Kind.ONE else [key])
        page.get(f"{url}/questions/1")
        html = re.sub(r'name="csrf_token" value="[^"]+"', "", page.html)
        assert html.count(" checked") == 1
        return html.replace(" checked", "")

    assert len({seen(choice.key) for choice in question.choices}) == 1


@pytest.mark.parametrize("kind", [Kind.ONE, Kind.MANY])
def test_right_and_wrong_choices_are_built_alike(page, session, walker, kind):
    question = POOL[KINDS[kind]]
    page.get(f"{begin(session, walker, question.id)}/questions/1")
    labels = page.all(".//label[@class='choices__choice']")
    assert len(labels) == len(question.choices)
    bare = {re.sub(r'(id|value)="[^"]*"', "", _source(label, text_of(label))) for label in labels}
    assert len(bare) == 1
    assert all(re.fullmatch(r"[0-9a-f]+", choice.key) for choice in question.choices)
    assert len({len(choice.key) for choice in question.choices}) == 1


def _source(element, text):
    from xml.etree.ElementTree import tostring

    return tostring(element, encoding="unicode", method="html").replace(text, "…").strip()


def test_pairs_and_steps_are_not_shown_in_their_right_order(page, session, walker):
    question = POOL[KINDS[Kind.ORDER]]
    page.get(f"{begin(session, walker, question.id)}/questions/1")
    order = [select.get("name").removeprefix("order-") for select in page.all(".//main//select")]
    assert order != right_answer(question)
    assert sorted(order) == sorted(right_answer(question))


def test_keys_of_lefts_and_rights_do_not_tell_what_belongs_together():
    for pair in POOL[KINDS[Kind.MATCH]].pairs:
        assert pair.left_key != pair.right_key


def test_looking_over_says_what_is_answered_and_not_whether_it_is_right(page, session, walker):
    names = ["pool-greet-one", "pool-close-number"]
    url = begin(session, walker, *names)

    def review(give):
        for number, name in enumerate(names, start=1):
            page.get(f"{url}/questions/{number}").submit(data=fields(POOL[name], give(POOL[name])))
        return re.sub(r'value="[^"]+"', "", page.get(f"{url}/review").html)

    assert review(right_answer) == review(wrong_answer)


# Saving by script


@pytest.fixture
def token(page):
    page.get("/account")
    return page.all(".//input[@name='csrf_token']")[0].get("value")


def autosave(page, url, token, **given):
    return page.client.post(url, data={"csrf_token": token, **given}, headers=FETCH)


def test_saving_by_script_answers_without_a_page(page, session, walker, token):
    question = POOL[KINDS[Kind.ONE]]
    url = begin(session, walker, question.id)
    response = autosave(page, f"{url}/questions/1", token, answer=right_answer(question))
    assert (response.status_code, response.data) == (204, b"")
    assert answered(session) == {question.id: right_answer(question)}


@pytest.mark.parametrize("typed", ["", "made-up"])
def test_saving_by_script_what_cannot_be_used_says_why(page, session, walker, token, typed):
    url = begin(session, walker, KINDS[Kind.ONE])
    response = autosave(page, f"{url}/questions/1", token, answer=typed)
    assert response.status_code == 422
    assert response.json["message"]
    assert answered(session) == {}


def test_saving_by_script_after_handing_in_is_refused(page, session, walker, token):
    question = POOL[KINDS[Kind.ONE]]
    url = begin(session, walker, question.id)
    page.post(f"{url}/hand-in")
    response = autosave(page, f"{url}/questions/1", token, answer=right_answer(question))
    assert response.status_code == 409
    assert "was handed in at 12:00 p.m. on March 2, 2026" in response.json["message"]
    assert answered(session) == {}


def test_saving_by_script_says_so_when_one_is_signed_out_or_the_page_is_old(app, page, token):
    response = autosave(Page(app.test_client()), "/attempts/1/questions/1", token, answer="x")
    assert response.status_code == 401
    assert "Sign in again." in response.json["message"]
    response = autosave(page, "/attempts/1/questions/1", "old")
    assert response.status_code == 400
    assert "Nothing was changed." in response.json["message"]


# Whose it is, and what there is


def test_an_attempt_of_somebody_else_is_closed_whoever_asks(app, session, walker):
    from portal.domain.access import Role

    question = POOL[KINDS[Kind.ONE]]
    url = begin(session, walker, question.id)
    for role in (Role.TEAM_MEMBER, Role.TA_STAFF, Role.ADMINISTRATOR):
        other = signed_in_as(app, session, factories.person(session), role)
        for path in ("", "/questions/1", "/review"):
            other.get(url + path, status=403)
        assert "This attempt belongs to somebody else." in other.main
        other.get("/account")
        answer = fields(question, right_answer(question))
        other.post(f"{url}/questions/1", answer, status=403)
        other.get("/account")
        other.post(f"{url}/hand-in", status=403)
    assert answered(session) == {}
    assert at(session).handed_in_at is None


@pytest.mark.parametrize("number", ["0", "4", "999999999999"])
def test_a_question_that_is_not_asked_is_not_found(page, session, walker, number):
    url = begin(session, walker)
    page.get(f"{url}/questions/{number}", status=404)
    answer = {"answer": "x"}
    page.get("/account").post(f"{url}/questions/{number}", answer, status=-1)
    assert page.status in (404, 405)
    assert answered(session) == {}


@pytest.mark.parametrize("number", ["4711", str(2**31), str(2**70)])
def test_an_attempt_of_a_made_up_number_is_not_found(page, number):
    for path in ("", "/questions/1", "/review"):
        page.get(f"/attempts/{number}{path}", status=404)
    page.get("/account").post(f"/attempts/{number}/hand-in", status=404)


def test_the_address_of_an_open_attempt_leads_to_the_first_question_without_an_answer(
    page, session, walker
):
    names = ["pool-greet-one", "pool-close-one"]
    url = begin(session, walker, *names)
    assert page.get(url, status=303).location == f"{url}/questions/1"
    for number, name in enumerate(names, start=1):
        page.get(f"{url}/questions/{number}").submit(answer=right_answer(POOL[name]))
    assert page.get(url, status=303).location == f"{url}/review"


# Handing in


def test_what_has_no_answer_is_said_before_handing_in(page, session, walker):
    url = begin(session, walker)
    page.get(f"{url}/review")
    assert page.h1 == "3 questions have no answer yet"
    assert "A question without an answer counts as not right." in page.main
    page.submit("Hand in", follow=True)
    assert page.h1 == "Not passed: 0 of 3 right"
    assert page.main.count("(no answer)") == 3


def test_after_handing_in_every_page_of_the_attempt_leads_to_the_result(page, session, walker):
    url = begin(session, walker)
    page.get(f"{url}/review").submit("Hand in")
    for path in ("/questions/1", "/review"):
        assert page.get(url + path, status=303).location == url


def test_after_handing_in_an_answer_from_another_tab_is_refused(page, session, walker):
    question = POOL[KINDS[Kind.ONE]]
    url = begin(session, walker, question.id)
    tab = Page(page.client).get(f"{url}/questions/1")
    page.get(f"{url}/review").submit("Hand in")
    tab.submit(answer=right_answer(question), status=409)
    assert "Its answers stand; this one was not saved." in tab.main
    assert answered(session) == {}


def test_handing_in_twice_gives_the_same_result_and_one_record(page, session, walker, time_machine):
    url = begin(session, walker)
    for number, name in enumerate(at(session).questions, start=1):
        page.get(f"{url}/questions/{number}").submit(
            data=fields(POOL[name], right_answer(POOL[name]))
        )
    page.get(f"{url}/review")
    tab = Page(page.client).get(f"{url}/review")
    page.submit("Hand in", follow=True)
    time_machine.move_to(NOW + timedelta(minutes=5), tick=False)
    tab.submit("Hand in", follow=True)
    assert tab.h1 == page.h1 == "Passed: 3 of 3 right"
    assert session.scalar(select(func.count()).select_from(TrainingRecord)) == 1
    assert at(session).handed_in_at == NOW


def test_a_failed_final_says_when_the_next_opens_and_how_many_are_left(page, session, walker):
    page.get(f"{begin(session, walker)}/review").submit("Hand in", follow=True)
    assert "0 % this time; 80 % passes" in page.main
    assert "The next attempt opens at 1:00 p.m. on March 2, 2026. 2 left." in page.main


def test_a_knowledge_check_has_no_pass_mark(page, session, walker):
    page.get(f"{HOME}/{FIRST}/check").submit("Take it again", follow=True)
    page.click("Look over all answers").submit("Hand in", follow=True)
    assert page.h1 == "0 of 2 right"
    assert "passes" not in page.main.partition("1. ")[2]


# The result


@pytest.mark.parametrize("give", [right_answer, wrong_answer])
def test_the_result_explains_every_question_of_every_kind(page, session, walker, give):
    names = list(KINDS.values())
    url = begin(session, walker, *names)
    for number, name in enumerate(names, start=1):
        page.get(f"{url}/questions/{number}").submit(data=fields(POOL[name], give(POOL[name])))
    page.get(f"{url}/review").submit("Hand in", follow=True)
    items = page.texts(".//article")
    assert len(items) == len(names)
    for item, name in zip(items, names, strict=True):
        question = POOL[name]
        assert question.prompt in item
        assert item.startswith("Right" if give is right_answer else "Not right")
        whys = [question.why, *(c.why for c in question.choices), *(p.why for p in question.pairs)]
        for why in filter(None, whys):
            assert why in item
        assert ("Your answer, right" in item) or give is wrong_answer
        if give is wrong_answer and question.kind is not Kind.ORDER:
            assert "Your answer, not right" in item


def test_the_result_of_steps_says_where_one_had_put_them(page, session, walker):
    question = POOL[KINDS[Kind.ORDER]]
    url = begin(session, walker, question.id)
    page.get(f"{url}/questions/1").submit(data=fields(question, wrong_answer(question)))
    page.get(f"{url}/review").submit("Hand in", follow=True)
    assert "1. First step (you put it at 3)" in page.main
    assert "2. Second step" in page.main


def test_the_result_costs_no_more_queries_with_more_questions(app, page, session, walker):
    def cost(*names):
        url = begin(session, walker, *names)
        for number, name in enumerate(names, start=1):
            page.get(f"{url}/questions/{number}").submit(
                data=fields(POOL[name], wrong_answer(POOL[name]))
            )
        page.get(f"{url}/review").submit("Hand in", follow=True)
        with counted(app) as statements:
            page.get(url)
        attempt = session.get(Attempt, int(url.rpartition("/")[2]))
        attempt.handed_in_at -= timedelta(hours=2)
        session.commit()
        return len(statements)

    assert cost("pool-greet-one") == cost(*sorted(POOL)) <= 6


# At the same moment


def browsers(app, account, number):
    """So many browsers of one person, each with its token."""
    found = []
    for _ in range(number):
        client = app.test_client()
        sign_in(app, client, account)
        html = client.get("/account").text
        found.append((client, re.search(r'name="csrf_token" value="([^"]+)"', html)[1]))
    return found


def together(*works):
    """Do it all at the same moment."""
    barrier, answers = Barrier(len(works)), [None] * len(works)

    def run(place, work):
        barrier.wait(60)
        answers[place] = work()

    threads = [Thread(target=run, args=each) for each in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return answers


def test_two_clicks_at_the_same_moment_begin_one_final(app):
    with maker(app)() as session:
        ana = factories.person(session)
        learner(session, ana, Stage.BEFORE_THE_FINAL)
        clients = browsers(app, factories.account(session, ana), 3)

    def click(client, token):
        return lambda: client.post(f"{HOME}/final", data={"csrf_token": token}).headers["Location"]

    assert len(set(together(*(click(*each) for each in clients)))) == 1
    with maker(app)() as session:
        assert session.scalar(select(func.count()).where(Attempt.module == "")) == 1


def test_an_answer_sent_while_handing_in_is_graded_or_refused(app):
    """The page never acknowledges an answer that does not count."""
    with maker(app)() as session:
        ana = factories.person(session)
        learner(session, ana, Stage.BEFORE_THE_FINAL)
        clients = browsers(app, factories.account(session, ana), 2)
    (one, token), (other, other_token) = clients
    module = course().module(FIRST)
    question = module.check[0]
    for _ in range(4):
        url = one.post(f"{HOME}/{FIRST}/check", data={"csrf_token": token}).headers["Location"]
        attempt = url.split("/")[2]
        sent = {"csrf_token": token, "answer": right_answer(question)}
        saved, handed_in = together(
            lambda url=url, sent=sent: one.post(url, data=sent, headers=FETCH).status_code,
            lambda attempt=attempt: (
                other.post(
                    f"/attempts/{attempt}/hand-in", data={"csrf_token": other_token}
                ).status_code
            ),
        )
        assert handed_in == 303
        assert saved in (204, 409)
        with maker(app)() as session:
            row = session.get_one(Attempt, int(attempt))
            assert row.right == (1 if saved == 204 else 0)
            assert len(quizzes.saved_answers(session, row)) == row.right
