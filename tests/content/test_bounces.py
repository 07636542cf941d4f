"""Reports of mail servers are read, whatever way they carry the mail that came back."""

import pytest

from portal.content import bounces

ID = "<abc@portal.example.org>"
WHOLE = f"""Content-Type: message/rfc822

Message-ID: {ID}
Subject: 1 thing is due soon

Hello.
"""
HEADERS = f"""Content-Type: text/rfc822-headers

Message-ID: {ID}
Subject: 1 thing is due soon
"""


def report(original=WHOLE, action="failed", status="5.1.1", **more):
    said = more.get("said", "smtp; 550 5.1.1 <ana@example.org>: no such user\n    here")
    return f"""From: MAILER-DAEMON@mx.example.org
To: portal@example.org
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Sorry.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; Ana@Example.org
Action: {action}
Status: {status}
Diagnostic-Code: {said}

--b
{original}
--b--
""".replace("\n", "\r\n").encode()


@pytest.mark.parametrize("original", [WHOLE, HEADERS])
def test_which_mail_to_whom_and_why(original):
    found = bounces.read(report(original))
    assert found.message_id == ID
    assert found.address == "ana@example.org"
    assert found.words == "550 5.1.1 <ana@example.org>: no such user here"


@pytest.mark.parametrize(
    ("action", "status"), [("delayed", "4.4.1"), ("delivered", "2.0.0"), ("failed", "4.2.2")]
)
def test_a_delay_is_no_failure(action, status):
    assert bounces.read(report(action=action, status=status)) is None


def test_without_words_of_the_server_its_code_stands_for_them():
    assert bounces.read(report(said="")).words == "5.1.1"


@pytest.mark.parametrize("content", [b"", b"Hello", b"\xff\xfe\x00", b"Subject: Hi\r\n\r\nHello."])
def test_what_is_no_report_is_none(content):
    assert bounces.read(content) is None


def test_a_report_without_the_mail_says_so():
    assert bounces.read(report(original="Content-Type: text/plain\n\nGone.\n")).message_id == ""
