"""The worker is killed again and again in mid-sweep: no mail goes out twice, and none is lost."""

import email
import email.policy
import random
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import create_engine, make_url, select, update
from sqlalchemy.orm import sessionmaker

import portal.db  # noqa: F401 (how SQLite is opened)
from portal.development import mail_catcher
from portal.domain.mail import MailState
from portal.jobs.mail import CLAIM
from portal.models import Mail, MailNotice
from portal.services import ledger
from tests import factories
from tests.crash.sweeping import Sweeper

SEED = 2026
KILLS = {"sqlite": 50, "postgresql": 8}
AT = datetime(2026, 3, 3, 20, tzinfo=UTC)
"""A Tuesday at noon in California."""
PEOPLE = 120
ENOUGH = PEOPLE * 9 // 10
"""How many mails have to arrive. A kill between the last two bytes of one loses it, by intent."""
PATIENCE = 120
"""Seconds to wait for a worker before calling it dead: far more than one needs."""


@pytest.fixture
def sessions(database: str):
    """Sessions on the database, where many people have two licenses that run out."""
    engine = create_engine(database)
    made = sessionmaker(engine)
    with made.begin() as session:
        for _ in range(PEOPLE):
            person = factories.person(session)
            factories.affiliation(session, person)
            for days in (5, 12):
                day = AT.date() + timedelta(days=days)
                factories.credential(session, person, title=f"Card {days}", expires_on=day)
    yield made
    engine.dispose()


@pytest.fixture
def catcher(tmp_path):
    """A mail server, and the folder where it keeps what came."""
    controller = mail_catcher.start(tmp_path / "caught")
    yield controller
    controller.stop()


def caught(catcher):
    """The Message-ID and address of everything that arrived."""
    found = []
    for path in catcher.handler.folder.glob("*.eml"):
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        found.append((str(message["Message-ID"]), str(message["To"])))
    return found


def release(sessions):
    """Time passes: what the killed had claimed may be taken again."""
    with sessions.begin() as session:
        session.execute(
            update(Mail)
            .where(Mail.next_try_at > AT, Mail.handed_at.is_(None))
            .values(next_try_at=AT - CLAIM)
        )


@pytest.mark.full
@pytest.mark.slow
def test_a_worker_killed_in_mid_sweep_mails_nothing_twice_and_loses_nothing(
    database, sessions, catcher
):
    chance = random.Random(SEED)
    kills = KILLS[make_url(database).get_backend_name()]
    worker = Sweeper(database, catcher.port, AT)
    try:
        for number in range(kills):
            worker.start()
            goal = number * ENOUGH // kills
            end = time.monotonic() + PATIENCE
            while len(list(catcher.handler.folder.glob("*.eml"))) < goal:
                assert worker.is_alive(), "The worker has died by itself; see its error."
                assert time.monotonic() < end, "The worker does nothing."
                time.sleep(0.002)
            time.sleep(chance.uniform(0, 0.03))
            worker.kill()
            release(sessions)
        worker.start()
        end = time.monotonic() + PATIENCE
        while (left := unsettled(sessions)) and time.monotonic() < end:
            time.sleep(0.05)
        assert not left, f"{left} mails are still to be sent."
    finally:
        worker.close()
    assert worker.kills == kills
    compare(sessions, catcher, kills)


def unsettled(sessions):
    """How many mails are still to be sent, and people still to be told."""
    with sessions() as session:
        mails = session.scalars(select(Mail)).all()
        waiting = sum(mail.next_try_at is not None for mail in mails)
        return waiting + PEOPLE - len(mails)


def compare(sessions, catcher, kills):
    """What arrived, and what the ledger says."""
    arrived = Counter(name for name, _ in caught(catcher))
    people = Counter(address for _, address in caught(catcher))
    assert max(arrived.values()) == 1, "A mail arrived twice, by its Message-ID."
    assert max(people.values()) == 1, "Somebody got two mails."
    later = AT + timedelta(hours=1)
    with sessions() as session:
        mails = session.scalars(select(Mail)).all()
        keys = Counter(
            (row.person_id, row.thing, row.stage, row.due_on)
            for row in session.scalars(select(MailNotice))
        )
    assert max(keys.values()) == 1, "Somebody was told something twice, by its key."
    assert len(keys) == 2 * PEOPLE
    assert len(mails) == PEOPLE
    for mail in mails:
        state = ledger.state_of(mail, later)
        if state is MailState.SENT:
            assert arrived[mail.message_id] == 1, "The ledger says sent, and it did not arrive."
        else:
            # Handed over, and killed before the answer was written down: never sent again.
            assert state is MailState.UNCONFIRMED, state
    assert sum(arrived.values()) >= ENOUGH
    lost = [mail for mail in mails if not arrived[mail.message_id]]
    assert all(ledger.state_of(mail, later) is MailState.UNCONFIRMED for mail in lost)
    assert len(lost) <= max(2, kills // 10), f"{len(lost)} were lost between the last two bytes."
