"""Watching that counts, in the page: seen, counted, the quiz opens, the record comes once."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.domain.access import Role
from portal.models import TrainingRecord, WatchedStretch
from portal.services import records
from portal.services.watching import playing
from tests import factories, watching, webinars
from tests.pages import Page
from tests.queries import counted
from tests.signing_in import sign_in, signed_in_as
from tests.trainings import NOW, catalogue
from tests.webinars import SLUG

PAGE = f"/webinars/{SLUG}"
WATCH = f"{PAGE}/watching"
DESK = f"/library/webinars/{SLUG}/recording"
FETCH = {"X-Requested-With": "fetch"}


@pytest.fixture(autouse=True)
def clock(time_machine):
    """Noon, until a test moves it."""
    time_machine.move_to(NOW, tick=False)
    return time_machine


@pytest.fixture
def ana(session):
    return factories.person(session, "Ana Flores")


@pytest.fixture
def page(app, session, client, ana):
    """A browser in which Ana is signed in."""
    sign_in(app, client, factories.account(session, ana))
    return Page(client)


class Player:
    """What static/js/watching.js does."""

    def __init__(self, page, clock, address=PAGE):
        page.get(address)
        section = page.tree.find(".//section[@id='watching']")
        self.page, self.clock = page, clock
        self.sitting, self.token = section.get("data-sitting"), section.get("data-token")

    def say(self, *parts, after=0, key="0123456789ab", **more):
        """So many seconds after the page came: (starts, ends, began ago, ended ago) of each."""
        self.clock.move_to(NOW + timedelta(seconds=after), tick=False)
        data = {"csrf_token": self.token, "sitting": [], "key": [], "starts": [], "ends": []}
        data |= {"began": [], "ended": []}
        for number, (starts, ends, began, ended) in enumerate(parts):
            data["sitting"].append(more.get("sitting", self.sitting))
            data["key"].append(f"{key}{number}")
            for name, value in (
                ("starts", starts), ("ends", ends), ("began", began), ("ended", ended)
            ):  # fmt: skip
                data[name].append(str(value * 1000) if isinstance(value, int) else value)
        return self.page.client.post(WATCH, data=data, headers=FETCH)


def count(session, table=WatchedStretch):
    session.rollback()
    return session.scalar(select(func.count()).select_from(table))


def test_a_visitor_is_asked_to_sign_in_and_nothing_is_counted(app, session, client):
    watching.offered(app, session)
    session.commit()
    found = Page(client).get(PAGE)
    assert "Sign in first, and your watching is counted." in found.text
    assert "data-watching=" not in found.response.text
    assert "watching.js" not in found.response.text
    assert client.post(WATCH, headers=FETCH).status_code in {400, 401}


def test_a_webinar_without_the_rule_says_nothing_of_it(app, session, page):
    webinars.shown(app, session)
    session.commit()
    assert "training record" not in page.get(PAGE).main
    assert page.post(WATCH, status=404).response.status_code == 404


def test_what_is_watched_and_what_is_missing_is_told(app, session, page, clock):
    watching.offered(app, session)
    session.commit()
    player = Player(page, clock)
    assert "Watched: 0:00 of 1:30 minutes" in page.text
    assert "Once you have watched 1:12 in all, the quiz opens." in page.text
    said = player.say((0, 20, 25, 5), (40, 60, 60, 40), after=60)
    assert said.status_code == 200
    assert "Watched: 0:40 of 1:30 minutes" in said.text
    assert re.findall(r"data-seek=\"(\d+)\">([\d:–]+)<", said.text) == [
        ("20", "0:20–0:40"),
        ("60", "1:00–1:30"),
    ]
    page.get(PAGE)
    assert "Watched: 0:40 of 1:30 minutes" in page.text
    assert f'href="{PAGE}?t=20"' in page.response.text


def test_nothing_counts_that_the_clock_does_not_allow(app, session, page, clock):
    watching.offered(app, session)
    session.commit()
    player = Player(page, clock)
    said = player.say((0, 90, 3600, 0), after=10)
    assert "Watched: 0:20 of 1:30 minutes" in said.text, "ten seconds, at twice the speed"
    said = player.say((0, 90, 0, 0), after=600, key="another-key-")
    assert "Watched: 0:20 of" in said.text
    assert "did not count" in said.text
    late = player.say((20, 60, 40, 0), after=0, key="a-third-key-x")
    assert "did not count" in late.text


def test_said_again_it_is_one_row(app, session, page, clock):
    watching.offered(app, session)
    session.commit()
    player = Player(page, clock)
    texts = {player.say((0, 20, 20, 0), after=30).text for _ in range(3)}
    assert len(texts) == 1
    assert count(session) == 1


def test_two_windows_at_once_do_not_count_double(app, session, page, clock):
    watching.offered(app, session)
    session.commit()
    one, other = Player(page, clock), Player(page, clock)
    one.say((0, 30, 30, 0), after=30)
    said = other.say((50, 80, 30, 0), after=30, key="another-key-")
    assert "Watched: 0:30 of" in said.text


@pytest.mark.parametrize(
    "part",
    [
        ("x", 20, 20, 0),
        (0, "-5", 20, 0),
        (0, "9" * 30, 20, 0),
        (0, "", 20, 0),
        (0, "1e3", 20, 0),
    ],
)
def test_nonsense_is_refused_in_words_and_leaves_nothing(app, session, page, clock, part):
    watching.offered(app, session)
    session.commit()
    answer = Player(page, clock).say(part, after=30)
    assert answer.status_code == 422
    assert "Load the page again" in answer.text
    assert count(session) == 0


def test_a_forged_page_is_refused_and_that_of_somebody_else_counts_for_nothing(
    app, session, page, clock
):
    watching.offered(app, session)
    session.commit()
    player = Player(page, clock)
    assert player.say((0, 20, 20, 0), after=30, sitting="forged").status_code == 422
    ben = signed_in_as(app, session, factories.person(session, "Ben Carter"))
    theirs = Player(ben, clock).sitting
    session.commit()
    answer = player.say((0, 20, 20, 0), after=30, sitting=theirs)
    assert answer.status_code == 200
    assert "Watched: 0:00 of" in answer.text
    assert count(session) == 0


def test_too_much_at_once_and_uneven_fields_are_refused(app, session, page, clock):
    watching.offered(app, session)
    session.commit()
    player = Player(page, clock)
    assert player.say(*[(0, 20, 20, 0)] * 51, after=30).status_code == 422
    uneven = {"csrf_token": player.token, "sitting": player.sitting, "key": "a" * 12}
    assert page.client.post(WATCH, data=uneven, headers=FETCH).status_code == 422
    assert page.client.post(WATCH, data={"key": "a" * 12}, headers=FETCH).status_code == 400


def test_from_watching_to_the_record(app, session, page, clock, ana):
    watching.offered(app, session, ce_provider="The county", ce_minutes=45)
    session.commit()
    player = Player(page, clock)
    page.post(f"{PAGE}/quiz", follow=True)
    assert "So far: 0:00 of 1:30 minutes" in page.text
    said = player.say((0, 90, 45, 0), after=60)
    assert "The quiz is open" in said.text
    page.get(PAGE)
    assert "You have watched enough: 1:30 of 1:30 minutes." in page.text
    page.submit("Begin the quiz", follow=True)
    assert page.h1 == "Question 1 of 2"
    assert "Quiz of a recorded webinar. 100 % or more passes." in page.text
    for _ in range(2):
        prompt = re.search(r"What about (\w+)\?", page.main)[1]
        key = re.search(
            rf'value="([0-9a-f]+)"[^>]*>(?:(?!</label>).)*{prompt} 1', page.response.text, re.S
        )
        page.submit(data={"answer": key[1]}, follow=True)
    page.submit(follow=True)
    assert page.h1 == "Passed: 2 of 2 right"
    assert "Your certificate is ready." in page.text
    record = session.scalars(select(TrainingRecord)).one()
    page.post(f"/attempts/{page.path.rpartition('/')[2]}/hand-in")
    assert count(session, TrainingRecord) == 1
    page.get("/record")
    for words in (
        "Reading rosters, watched",
        "Not stated",
        "Recorded webinar",
        "Watched 1:30 of 1:30 minutes of the recording; the rule asks 80 % (1:12).",
        "45 minutes, as The county states",
    ):
        assert words in page.text, words
    assert record.person_id == ana.id
    page.get(PAGE)
    assert "You completed this on" in page.text
    assert "Watched for your training record" in page.text
    assert "data-watching=" not in page.response.text
    assert player.say((0, 20, 20, 0), after=90, key="another-key-").status_code == 205
    page.post(f"{PAGE}/quiz", status=409)


def test_the_certificate_of_a_webinar_can_be_opened_checked_and_printed(
    app, session, page, client, ana
):
    version, kept = watching.offered(app, session)
    watching.play(session, ana, kept)
    watching.complete(session, watching.offer(session, version, kept), ana)
    session.commit()
    page.get("/record")
    page.click("Certificate for Reading rosters, watched")
    assert "Reading rosters, watched" in page.h1
    assert "Not stated" in page.text
    page.click("the public page that shows how the certificate stands today")
    assert page.h1 == "This certificate is valid"
    assert client.get("/record/training-record.csv").status_code == 200


def test_a_failed_quiz_may_be_tried_again_and_then_it_is_watched_again(app, session, page, ana):
    version, kept = watching.offered(app, session)
    offer = watching.offer(session, version, kept)
    watching.play(session, ana, kept)
    attempt = watching.sit(session, offer, ana, right=False)
    session.commit()
    page.get(f"/attempts/{attempt.id}")
    assert page.h1 == "Not passed: 0 of 2 right"
    assert "You may try again now. 1 left." in page.text
    page.click("Back to the webinar")
    assert "Best so far: 0 %." in page.text
    assert "One attempt is left." in page.text
    attempt = watching.sit(session, offer, ana, right=False)
    session.commit()
    page.get(f"/attempts/{attempt.id}")
    assert "Watch the recording again, and the quiz opens anew." in page.text
    page.get(PAGE)
    assert "Watched: 0:00 of 1:30 minutes" in page.text
    assert "used up, best 0 %" in page.text


def test_an_attempt_of_somebody_else_stays_theirs(app, session, page, ana):
    version, kept = watching.offered(app, session)
    ben = factories.person(session, "Ben Carter")
    watching.play(session, ben, kept)
    attempt = watching.sit(session, watching.offer(session, version, kept), ben, right=True)
    session.commit()
    for tail in ("", "/questions/1", "/review"):
        page.get(f"/attempts/{attempt.id}{tail}", status=403)
    assert "Ben" not in page.get(PAGE).text
    assert "Watched: 0:00 of" in page.text


def test_a_webinar_of_another_county_is_none(app, session, page, clock):
    kept = webinars.recording(app, session)
    more = {"audience": "counties", "counties": ["alameda"]}
    version = webinars.webinar(session, kept, **watching.rule(), **more)
    webinars.caption(session, version, kept)
    session.commit()
    page.get(PAGE, status=404)
    page.get("/record")
    page.post(WATCH, status=404)
    page.post(f"{PAGE}/quiz", status=404)


def test_another_recording_is_told(app, session, page, ana):
    version, kept = watching.offered(app, session)
    watching.play(session, ana, kept)
    other = webinars.recording(app, session, webinars.MP4 + b"again")
    webinars.another(session, version, other)
    session.commit()
    page.get(PAGE)
    assert "The recording was replaced since you watched it." in page.text
    assert "Watched: 0:00 of" in page.text


def test_more_parts_ask_the_database_no_more_often(app, session, page, clock, ana):
    _, kept = watching.offered(app, session)
    watching.play(session, ana, kept, 0, 2)
    session.commit()
    player = Player(page, clock)
    page.get(PAGE)
    with counted(app) as few:
        page.get(PAGE)
    with counted(app) as said_few:
        player.say((0, 20, 20, 0), after=30)
    for number in range(30):
        watching.play(session, ana, kept, number, number + 2, key=f"part-{number}")
    session.commit()
    with counted(app) as many:
        page.get(PAGE)
    with counted(app) as said_many:
        player.say((0, 30, 30, 0), after=40, key="another-key-")
    assert len(many) == len(few)
    assert len(said_many) == len(said_few)


def test_staff_see_how_many_watched_and_what_it_meets(app, session, page, ana):
    version, kept = watching.offered(app, session, subject="naloxone")
    offer = watching.offer(session, version, kept)
    for _ in range(12):
        person = factories.person(session)
        watching.play(session, person, kept)
        watching.complete(session, offer, person)
    watching.play(session, ana, kept, 0, 30)
    staff = signed_in_as(app, session, factories.person(session), Role.TA_STAFF)
    staff.get(DESK)
    assert "80 % of the recording and 100 % of a quiz of 2 questions" in staff.text
    assert "It meets: Naloxone" in staff.text
    assert "Not shown" in staff.text, "one person is too few"
    assert "Ana" not in staff.main
    page.get(DESK, status=403)


def test_staff_are_told_why_a_rule_does_not_work(app, session):
    kept = webinars.recording(app, session, length=None)
    version = webinars.webinar(session, kept, **watching.rule(training="not-there"))
    webinars.caption(session, version, kept)
    staff = signed_in_as(app, session, factories.person(session), Role.TA_STAFF)
    staff.get(DESK)
    assert "nobody can tell how long the recording is" in staff.text
    staff.get(f"/library/webinars/{SLUG}")
    assert "nobody can tell how long the recording is" in staff.text
    assert records.of_person(session, 1, catalogue()) == []


def test_a_record_is_renewed_by_watching_again(app, session, page, clock, ana):
    version, kept = watching.offered(app, session)
    session.commit()
    before = Player(page, clock)
    watching.play(session, ana, kept)
    watching.complete(session, watching.offer(session, version, kept), ana)
    session.commit()
    clock.move_to(NOW + timedelta(minutes=1), tick=False)
    assert before.say((0, 30, 30, 0), after=61, key="a-page-of-before").status_code == 205
    assert count(session) == 1, "a page of before the record begins no new turn"
    page.get(PAGE)
    page.click("Watch it again for a new record")
    assert "and it stays" in page.text
    again = Player(page, clock, f"{PAGE}?again=yes")
    said = again.say((0, 90, 45, 0), after=120, key="once-more-")
    assert "The quiz is open" in said.text
    page.get(PAGE)
    assert "The quiz is open" in page.text, "also where the address does not say so"
    watching.complete(
        session, watching.offer(session, version, kept), ana, at=NOW + timedelta(minutes=3)
    )
    session.commit()
    assert count(session, TrainingRecord) == 2
    assert "You completed this on" in page.get(PAGE).text


def test_who_makes_up_parts_without_end_is_told(app, session, page, clock, monkeypatch):
    watching.offered(app, session)
    session.commit()
    monkeypatch.setattr(playing, "MOST_A_DAY", 1)
    player = Player(page, clock)
    said = player.say((0, 20, 40, 20), (20, 40, 20, 0), after=60)
    assert (said.status_code, count(session)) == (429, 0)
    assert "What was counted stays." in said.json["message"]
