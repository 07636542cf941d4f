"""The server is killed while a recording is watched: what it acknowledged is there, once."""

import random
import re
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest
from sqlalchemy import create_engine, make_url, select
from sqlalchemy.orm import sessionmaker

import portal.db  # noqa: F401 (how SQLite is opened)
from portal.content.media.probing import Found
from portal.models import Attempt, Enrolment, WatchedStretch
from portal.services.webinars import media
from tests import factories, watching, webinars
from tests.crash.serving import Server
from tests.crash.visitors import Browser, Lost

SEED = 29
KILLS = {"sqlite": 7, "postgresql": 4}
MOST = 30
"""So many at most, until one hits a word that is on its way."""
LENGTH = 4000
"""Of the recording, in milliseconds: watched long before the last kill."""
PAGE = f"/webinars/{webinars.SLUG}"


@pytest.fixture
def sessions(database: str):
    """Sessions on the database, which has a webinar that counts."""
    engine = create_engine(database)
    made = sessionmaker(engine)
    with made.begin() as session:
        found = Found("video/mp4", length=LENGTH)
        kept = media.record(session, "0" * 64, 100, found, None, by=None, at=factories.AT)
        version = webinars.webinar(session, kept, **watching.rule())
        webinars.caption(session, version, kept, cues=webinars.CUES[:2])
    yield made
    engine.dispose()


@pytest.fixture
def server(sessions, database: str):
    """A portal on that database, to be killed."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Server(port, database)
    server.start()
    yield server
    server.close()


@dataclass
class Player:
    """A player that says each word twice at once, as after a lost connection."""

    browser: Browser
    sitting: str
    acknowledged: dict[str, int] = field(default_factory=dict)
    """How far each part was played, by its key, as far as the portal has said yes to."""
    lost: int = 0
    is_enough: bool = False

    def play(self, stop: threading.Event) -> None:
        """Until told to stop, press play; each part grows from word to word."""
        number = 0
        with ThreadPoolExecutor(2) as pool:
            while not stop.is_set():
                number += 1
                key, starts, begun = f"part-{number:05}", number * 500 % 3000, time.monotonic()
                while (elapsed := int((time.monotonic() - begun) * 1000)) < 700:
                    ends = min(starts + 2 * elapsed, LENGTH)
                    words = [
                        pool.submit(self._say, key, starts, ends, begun)
                        for _ in range(2 if ends - starts >= 1000 else 0)
                    ]
                    for word in words:
                        word.result()
                    time.sleep(0.01)

    def _say(self, key: str, starts: int, ends: int, begun: float) -> None:
        ago = int((time.monotonic() - begun) * 1000) + 1
        said = {"key": key, "starts": starts, "ends": ends, "began": ago, "ended": 0}
        try:
            status, _, text = self.browser.ask(
                "POST", f"{PAGE}/watching", script=True, sitting=self.sitting, **said
            )
        except Lost:
            self.lost += 1
            return
        assert status == 200, text[-500:]
        self.is_enough = self.is_enough or 'data-watched="quiz"' in text
        if "did not count" not in text:
            self.acknowledged[key] = max(ends, self.acknowledged.get(key, 0))


@pytest.mark.full
@pytest.mark.slow
def test_what_was_watched_survives_kill_9_and_begins_one_quiz(database, sessions, server):
    chance = random.Random(SEED)
    with sessions.begin() as session:
        person = factories.person(session)
        factories.account(session, person)
        email, number = person.email, person.id
    browser = Browser(server.port)
    browser.insist("GET", "/sign-in", 200)
    fields = {"email": email, "password": factories.PASSWORD, "next": ""}
    browser.insist("POST", "/sign-in", 303, **fields)
    browser.insist("GET", "/account", 200)
    _, page = browser.insist("GET", PAGE, 200)
    player = Player(browser, re.search(r'data-sitting="([^"]+)"', page)[1])
    stop = threading.Event()
    with ThreadPoolExecutor(3) as pool:
        playing = pool.submit(player.play, stop)
        try:
            kills = KILLS[make_url(database).get_backend_name()]
            while server.kills < kills or (not player.lost and server.kills < MOST):
                before, end = len(player.acknowledged), time.monotonic() + 60
                while len(player.acknowledged) == before and time.monotonic() < end:
                    time.sleep(0.01)
                time.sleep(chance.uniform(0, 0.15))  # while more words of this part are said
                server.kill()
                server.start()
            end = time.monotonic() + 120
            while not player.is_enough and time.monotonic() < end:
                time.sleep(0.01)
        finally:
            stop.set()
        playing.result(300)
        begun = [pool.submit(browser.insist, "POST", f"{PAGE}/quiz", 303) for _ in range(2)]
        time.sleep(chance.uniform(0, 0.05))
        server.kill()
        server.start()
        places = {each.result()[0] for each in begun}

    assert len(player.acknowledged) >= server.kills - 1, "Too little was kept to prove anything."
    assert player.lost, "No kill hit a word."
    with sessions() as session:
        rows = session.scalars(select(WatchedStretch)).all()
        kept = {row.key: row.ends for row in rows}
        assert len(kept) == len(rows)
        short = {key: ends for key, ends in player.acknowledged.items() if kept.get(key, 0) < ends}
        assert not short, f"Acknowledged as played until there, and kept until {kept}."
        (enrolment,) = session.scalars(select(Enrolment).where(Enrolment.person_id == number))
        (attempt,) = session.scalars(select(Attempt).where(Attempt.enrolment_id == enrolment.id))
        assert places == {f"/attempts/{attempt.id}/questions/1"}
