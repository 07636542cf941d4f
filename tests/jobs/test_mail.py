"""Mail goes out by a real SMTP conversation, once, and is tried again when that fails."""

import email
import email.policy
import socket
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import select

from portal.development import mail_catcher
from portal.jobs import mail as job
from portal.jobs.mail import CLAIM, MOST_TRIES, MailServer, send_due
from portal.models import Mail
from portal.services import mail
from tests.fresh import maker
from tests.trainings import NOW

SECOND = timedelta(seconds=1)


@pytest.fixture
def catcher(tmp_path):
    """A mail server on this machine, and the folder where it keeps what came."""
    controller = mail_catcher.start(tmp_path / "caught")
    yield controller
    controller.stop()


@pytest.fixture
def server(catcher):
    return MailServer("127.0.0.1", catcher.port, "portal@example.org")


@pytest.fixture
def nobody():
    """A port where nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return MailServer("127.0.0.1", probe.getsockname()[1], "portal@example.org")


@pytest.fixture(autouse=True)
def _at_noon(time_machine):
    time_machine.move_to(NOW, tick=False)


def look(session, row):
    """The row as it is now, without keeping the database waiting."""
    found = session.execute(select(Mail.__table__).where(Mail.id == row)).one()
    session.commit()
    return found


def write(session, recipient="ana@example.org", **more):
    words = {
        "subject": "Hồng, set a password",
        "text": "Hello Hồng.",
        "html": "<p>Hello Hồng.</p>",
        "at": NOW,
    }
    row = mail.queue(
        session, recipient=recipient, person_id=None, domain="x.example", **words | more
    )
    session.flush()
    number = row.id
    session.commit()
    return number


def caught(catcher):
    paths = sorted(catcher.handler.folder.glob("*.eml"))
    return [
        email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in paths
    ]


def test_a_mail_arrives_as_text_and_html_and_is_marked_sent(app, session, catcher, server):
    row = write(session)
    assert send_due(maker(app), server) == (1, 0)
    [message] = caught(catcher)
    assert message["To"] == "ana@example.org"
    assert message["From"] == "portal@example.org"
    assert message["Subject"] == "Hồng, set a password"
    assert message["Message-ID"] == look(session, row).message_id
    assert message["Date"].datetime == NOW
    assert message.get_body(("plain",)).get_content().strip() == "Hello Hồng."
    assert message.get_body(("html",)).get_content().strip() == "<p>Hello Hồng.</p>"
    row = look(session, row)
    assert (row.sent_at, row.next_try_at, row.error, row.tries) == (NOW, None, "", 1)


def test_what_is_sent_is_not_sent_again(app, session, catcher, server):
    write(session)
    send_due(maker(app), server)
    assert send_due(maker(app), server) == (0, 0)
    assert len(caught(catcher)) == 1


def test_everything_due_is_sent_in_one_sweep(app, session, catcher, server):
    for number in range(25):
        write(session, f"person{number}@example.org", at=NOW - number * SECOND)
    assert send_due(maker(app), server) == (25, 0)
    arrived = {m["To"] for m in caught(catcher)}
    assert arrived == {f"person{number}@example.org" for number in range(25)}


def test_what_is_not_due_yet_waits(app, session, server, time_machine):
    write(session, at=NOW + SECOND)
    assert send_due(maker(app), server) == (0, 0)
    time_machine.move_to(NOW + SECOND, tick=False)
    assert send_due(maker(app), server) == (1, 0)


def test_a_failure_keeps_the_mail_and_waits_longer_each_time(app, session, nobody, time_machine):
    row = write(session)
    now, waits = NOW, []
    for tries in range(1, MOST_TRIES):
        assert send_due(maker(app), nobody) == (0, 1)
        found = look(session, row)
        assert (found.sent_at, found.tries) == (None, tries)
        assert "refused" in found.error
        waits.append(found.next_try_at - now)
        assert send_due(maker(app), nobody) == (0, 0)  # not before its time
        now = found.next_try_at
        time_machine.move_to(now, tick=False)
    assert waits == [timedelta(minutes=2**tries) for tries in range(1, MOST_TRIES)]
    assert send_due(maker(app), nobody) == (0, 1)
    found = look(session, row)
    assert (found.tries, found.next_try_at, found.sent_at) == (MOST_TRIES, None, None)


def test_a_mail_that_failed_is_sent_when_the_server_is_back(
    app, session, nobody, catcher, server, time_machine
):
    row = write(session)
    send_due(maker(app), nobody)
    time_machine.move_to(NOW + timedelta(minutes=2), tick=False)
    assert send_due(maker(app), server) == (1, 0)
    found = look(session, row)
    assert (found.error, found.tries, len(caught(catcher))) == ("", 2, 1)


def test_one_address_that_is_refused_does_not_hold_up_the_others(app, session, catcher, server):
    async def refuse(_server, _session, envelope, address, _options):
        if address.startswith("gone@"):
            return "550 No such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    catcher.handler.handle_RCPT = refuse  # looked up when a conversation begins
    bad, good = write(session, "gone@example.org"), write(session)
    assert send_due(maker(app), server) == (1, 1)
    assert "550" in look(session, bad).error
    assert (look(session, bad).sent_at, look(session, good).sent_at) == (None, NOW)


def test_two_sweeps_at_once_send_each_mail_once(app, session, catcher, server):
    for number in range(12):
        write(session, f"person{number}@example.org")
    together, outcomes = Barrier(3), []

    def sweep():
        together.wait(60)
        outcomes.append(send_due(maker(app), server))

    threads = [Thread(target=sweep) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert sum(sent for sent, _ in outcomes) == 12
    assert sum(failed for _, failed in outcomes) == 0
    assert sorted(m["To"] for m in caught(catcher)) == sorted(
        f"person{number}@example.org" for number in range(12)
    )


def test_what_a_dying_process_had_taken_is_due_again_after_two_minutes(
    app, session, catcher, server, time_machine
):
    row = write(session)
    with maker(app)() as dying:
        assert job._claim(dying).id == row  # and then it dies
    assert send_due(maker(app), server) == (0, 0)
    time_machine.move_to(NOW + CLAIM, tick=False)
    assert send_due(maker(app), server) == (1, 0)
    assert caught(catcher)[0]["Message-ID"] == look(session, row).message_id


def test_a_name_and_password_are_given_only_when_there_are_any(app, session, catcher):
    write(session)
    signing_in = MailServer("127.0.0.1", catcher.port, "portal@example.org", "user", "secret")
    assert send_due(maker(app), signing_in) == (0, 1)  # this server offers no signing in
    assert "AUTH" in session.scalars(select(Mail.error)).one()


def test_starttls_is_insisted_on_when_it_is_asked_for(app, session, catcher):
    write(session)
    secure = MailServer("127.0.0.1", catcher.port, "portal@example.org", starttls=True)
    assert send_due(maker(app), secure) == (0, 1)
    assert caught(catcher) == []


@pytest.mark.parametrize(
    "broken", [{"subject": "Hello\r\nBcc: all@example.org"}, {"recipient": "a@example.org\nx"}]
)
def test_a_mail_that_cannot_be_written_fails_alone(app, session, catcher, server, broken):
    """No header is smuggled in, and whatever stands behind it in the queue still goes out."""
    bad, good = write(session, **broken), write(session)
    assert send_due(maker(app), server) == (1, 1)
    assert "linefeed" in look(session, bad).error
    assert (look(session, bad).sent_at, look(session, good).sent_at) == (None, NOW)
    assert [(m["To"], m["Bcc"]) for m in caught(catcher)] == [("ana@example.org", None)]
