"""Training records: one's own, those of people one may see, to take along, and revoked."""

import csv
import io
from datetime import date, timedelta

import pypdf
import pytest
from sqlalchemy import select

from portal.development.sample_learning import Stage
from portal.domain.access import Role
from portal.domain.certificates import grouped
from portal.models import Revocation
from portal.services import learning, records
from tests import events, factories
from tests.factories import FRESNO, KERN
from tests.pages import Page
from tests.queries import counted
from tests.signing_in import sign_in, signed_in_as
from tests.trainings import NOW, SLUG, completed, course, learner

TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _at_noon(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def ana(session):
    """Somebody who works in Fresno."""
    ana = factories.person(session, "Ana María Flores", name_used="Ana")
    factories.affiliation(session, ana, FRESNO)
    return ana


@pytest.fixture
def page(app, session, client, ana):
    """A browser in which Ana is signed in."""
    sign_in(app, client, factories.account(session, ana))
    return Page(client)


@pytest.fixture
def as_(app, session):
    """A browser of somebody with a role."""
    return lambda role, county=None: signed_in_as(
        app, session, factories.person(session), role, county
    )


def again(session, person, at=NOW):
    """A further completion."""
    walker = learner(session, person)
    walker.enrolment = learning.begin(session, person.id, course(), at, again=True)
    walker.at = at - DAY
    return walker.go(Stage.COMPLETED)


def table(page):
    text = page.response.get_data().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def pdf_text(page):
    reader = pypdf.PdfReader(io.BytesIO(page.response.get_data()))
    return " ".join(" ".join(p.extract_text() for p in reader.pages).split())


# One's own


def test_an_empty_record_says_how_to_fill_it(page):
    page.get("/record")
    assert page.h1 == "You have completed no training in this portal yet"
    assert "Trainings you took elsewhere, and what was decided" in page.links()
    assert "Go to my learning" in page.links()


def test_ones_own_record_lists_what_was_completed(page, session, ana):
    record = completed(session, ana)
    page.get("/record")
    assert page.h1 == "You have completed one training"
    [row] = page.texts(".//tbody/tr")
    for words in ("Sample course", "2", "March 1, 2026", "self-paced online", "Valid"):
        assert words in row
    assert f"/certificates/{record.code}" in page.links().values()


def test_the_record_keeps_the_name_of_that_day(page, session, ana):
    completed(session, ana)
    ana.legal_name = "Ana María Flores Ortiz"
    page.get("/record/training-record.csv")
    assert table(page)[1][0] == "Ana María Flores"


def test_filters_leave_what_they_say(page, session, ana):
    completed(session, ana, edition=1, at=NOW - 400 * DAY)
    again(session, ana)
    page.get("/record")
    assert len(page.all(".//tbody/tr")) == 2
    page.submit("Filter", year="2026")
    assert ["March 1, 2026" in row for row in page.texts(".//tbody/tr")] == [True]
    page.submit("Filter", year="", standing="revoked")
    assert "Nothing matches these filters" in page.main
    page.click("Show everything")
    page.submit("Filter", training=SLUG, standing="valid")
    assert len(page.all(".//tbody/tr")) == 2


def test_filters_of_ones_own_making_show_nothing_and_break_nothing(page, session, ana):
    completed(session, ana)
    for query in ("?year=abc", "?training=<b>", "?standing=x&year=2026"):
        page.get(f"/record{query}")
        assert "Nothing matches these filters" in page.main


def test_a_long_record_costs_no_more_queries(app, page, session, ana):
    def cost():
        page.get("/record")
        with counted(app) as statements:
            page.get("/record")
        return len(statements)

    completed(session, ana)
    before = cost()
    for _ in range(4):
        again(session, ana)
    assert cost() == before <= 5


# To take along


def test_the_table_holds_what_the_page_shows(page, session, ana):
    record = completed(session, ana)
    page.get("/record").click("Download as CSV")
    assert page.response.mimetype == "text/csv"
    assert "training-record.csv" in page.response.headers["Content-Disposition"]
    header, row = table(page)
    assert header == [
        "Name",
        "Training",
        "Edition",
        "Completed on",
        "Minutes",
        "Delivery",
        "Standing today",
        "Certificate code",
        "What",
        "Stated by",
    ]
    assert row == [
        "Ana María Flores",
        "Sample course",
        "2",
        "2026-03-01",
        str(record.minutes),
        "self-paced online",
        "Valid",
        grouped(record.code),
        "Training record",
        "",
    ]


def test_the_downloads_hold_what_the_filters_show(page, session, ana):
    completed(session, ana, edition=1, at=NOW - 400 * DAY)
    again(session, ana)
    page.get("/record?year=2026").click("Download as CSV")
    assert [row[3] for row in table(page)[1:]] == ["2026-03-01"]
    page.get("/record?year=2026").click("Download as PDF")
    text = pdf_text(page)
    assert "March 1, 2026" in text
    assert "2025" not in text


@pytest.fixture
def continuing(session, ana, time_machine):
    """Ana has continuing education from a live session, and its training record."""
    rosa = factories.person(session, "Rosa Delgado")
    event = events.make(session, rosa, ce_minutes=60, ce_provider="BRN 12345")
    events.register(session, event, [ana])
    events.was_there(session, event, ana, rosa)
    events.confirm(session, event, rosa, course())
    time_machine.move_to(events.AFTER, tick=False)
    return event


def test_continuing_education_is_taken_along_as_a_fact_of_its_own(page, continuing):
    page.get("/record").click("Download as CSV")
    rows = [dict(zip(table(page)[0], row, strict=True)) for row in table(page)[1:]]
    assert [row["What"] for row in rows] == ["Training record", "Continuing education"]
    ce = rows[1]
    assert (ce["Minutes"], ce["Stated by"], ce["Standing today"]) == ("60", "BRN 12345", "Given")
    assert (ce["Certificate code"], ce["Completed on"]) == ("", "2026-03-10")
    page.get("/record").click("Download as PDF")
    assert "Continuing education 1 hour BRN 12345 Given" in pdf_text(page)


def test_filters_leave_continuing_education_out_of_a_training(page, continuing):
    for query, count in (("training=" + SLUG, 0), ("year=2026", 1), ("standing=revoked", 0)):
        page.get(f"/record/training-record.csv?{query}")
        assert [row[8] for row in table(page)[1:]].count("Continuing education") == count


def test_a_name_cannot_become_a_formula(app, session):
    mallory = factories.person(session, '=HYPERLINK("http://evil.example")')
    completed(session, mallory)
    page = signed_in_as(app, session, mallory).get("/record/training-record.csv")
    assert not table(page)[1][0].startswith(("=", "+", "-", "@"))
    assert "HYPERLINK" in table(page)[1][0]


def test_the_pdf_is_one_and_names_the_person(page, session, ana):
    record = completed(session, ana)
    page.get("/record").click("Download as PDF")
    assert page.response.mimetype == "application/pdf"
    assert page.response.get_data().startswith(b"%PDF-")
    text = pdf_text(page)
    assert "Ana María Flores" in text
    assert grouped(record.code) in text.replace(" ", "")


# Who may see whose


ADDRESSES = ["/record", "/record/training-record.csv", "/record/training-record.pdf"]


@pytest.mark.parametrize("tail", ADDRESSES)
@pytest.mark.parametrize(
    ("role", "county", "status"),
    [
        (Role.TEAM_MEMBER, None, 403),
        (Role.TRAINER, FRESNO, 200),
        (Role.TRAINER, KERN, 403),
        (Role.TA_STAFF, None, 200),
        (Role.ADMINISTRATOR, None, 200),
    ],
)
def test_a_record_is_seen_by_those_who_may_see_the_person(
    as_, session, ana, tail, role, county, status
):
    completed(session, ana)
    as_(role, county).get(f"/people/{ana.id}{tail}", status=status)


def test_the_record_of_a_colleague_is_closed(app, session, ana):
    colleague = factories.person(session)
    factories.affiliation(session, colleague, FRESNO)
    browser = signed_in_as(app, session, colleague, Role.TEAM_MEMBER)
    browser.get(f"/people/{ana.id}/record", status=403)
    assert "Ana" not in browser.main


def test_of_somebody_who_left_the_last_day_counts_and_later_ones_do_not(as_, session):
    left = factories.person(session, "Łukasz Berg")
    factories.affiliation(session, left, FRESNO, ends_on=TODAY - 10 * DAY)
    before = completed(session, left, at=NOW - 9 * DAY)  # on the last day
    assert before.completed_on == TODAY - 10 * DAY
    again(session, left, at=NOW - 8 * DAY)  # on the day after
    trainer = as_(Role.TRAINER, FRESNO).get(f"/people/{left.id}/record")
    assert "has left your county" in trainer.main
    assert len(trainer.all(".//tbody/tr")) == 1
    trainer.click("Download as CSV")
    assert [row[3] for row in table(trainer)[1:]] == [(TODAY - 10 * DAY).isoformat()]
    trainer.get(f"/people/{left.id}/record/training-record.pdf")
    assert "February 20, 2026" in pdf_text(trainer)
    assert "February 21, 2026" not in pdf_text(trainer)
    staff = as_(Role.TA_STAFF).get(f"/people/{left.id}/record")
    assert len(staff.all(".//tbody/tr")) == 2


def test_through_the_last_day_everything_is_seen(as_, session):
    leaving = factories.person(session)
    factories.affiliation(session, leaving, FRESNO, ends_on=TODAY)
    completed(session, leaving)
    trainer = as_(Role.TRAINER, FRESNO).get(f"/people/{leaving.id}/record")
    assert "has left your county" not in trainer.main
    assert len(trainer.all(".//tbody/tr")) == 1


def test_the_record_of_nobody_is_not_found(as_):
    as_(Role.TA_STAFF).get("/people/4711/record", status=404)


# Revoking


def revoke_page(browser, person, record, status=None):
    return browser.get(f"/people/{person.id}/record/{record.id}/revoke", status=status)


def test_ta_staff_revoke_with_a_day_and_a_reason(page, as_, session, ana):
    record = completed(session, ana)
    staff = as_(Role.TA_STAFF).get(f"/people/{ana.id}/record").click("Revoke Sample course")
    assert staff.h1 == "Revoke this certificate"
    staff.submit("Revoke", revoked_on="2026-03-02", reason="Taken by somebody else.")
    assert staff.location == f"/people/{ana.id}/record"
    staff.get(staff.location)
    assert "Revoked on March 2, 2026" in staff.main
    assert "Revoke Sample course" not in staff.links()
    page.get("/record")  # the holder reads why
    assert "Taken by somebody else." in page.main
    assert session.scalars(select(Revocation.record_id)).all() == [record.id]


@pytest.mark.parametrize(
    ("day", "reason", "says"),
    [
        ("", "A reason.", "Enter the day, such as 2026-11-21."),
        ("2026-02-28", "A reason.", "The day cannot be before the training was completed."),
        ("2026-03-02", "", "Say why the certificate is revoked."),
        ("2026-03-02", "   ", "Say why the certificate is revoked."),
        ("2026-03-02", "x" * 1001, "Use 1,000 characters or fewer."),
        ("the day before yesterday", "A reason.", ""),
    ],
)
def test_a_revocation_that_will_not_do_is_explained_and_kept(as_, session, ana, day, reason, says):
    staff = revoke_page(as_(Role.TA_STAFF), ana, completed(session, ana))
    staff.submit("Revoke", revoked_on=day, reason=reason, status=422)
    assert says in staff.main
    assert "".join(staff.all(".//textarea")[0].itertext()).strip() == reason.strip()
    assert session.scalars(select(Revocation.record_id)).all() == []


def test_a_certificate_is_revoked_once(as_, session, ana):
    record = completed(session, ana)
    staff = revoke_page(as_(Role.TA_STAFF), ana, record)
    tab = Page(staff.client).get(staff.path)
    staff.submit("Revoke", reason="The first reason.")
    tab.submit("Revoke", reason="Another reason.", status=409)
    assert session.scalars(select(Revocation.reason)).all() == ["The first reason."]


def test_a_record_of_somebody_else_is_not_revoked_under_this_name(as_, session, ana):
    record = completed(session, factories.person(session))
    staff = revoke_page(as_(Role.TA_STAFF), ana, record, status=404)
    data = {"revoked_on": "2026-03-02", "reason": "A reason."}
    staff.get("/account").post(f"/people/{ana.id}/record/{record.id}/revoke", data, status=404)
    assert session.scalars(select(Revocation.record_id)).all() == []


@pytest.mark.parametrize(
    ("role", "county"),
    [(Role.TEAM_MEMBER, None), (Role.TRAINER, FRESNO), (Role.ADMINISTRATOR, None)],
)
def test_others_do_not_revoke(as_, session, ana, role, county):
    record = completed(session, ana)
    browser = revoke_page(as_(role, county), ana, record, status=403)
    data = {"revoked_on": "2026-03-02", "reason": "A reason."}
    address = f"/people/{ana.id}/record/{record.id}/revoke"
    browser.get("/account").post(address, data, status=403)
    assert session.scalars(select(Revocation.record_id)).all() == []


def test_staff_of_a_county_revoke_only_there(as_, session, ana):
    """A grant of TA staff may be limited to a county, though none is today."""
    record = completed(session, ana)
    revoke_page(as_(Role.TA_STAFF, KERN), ana, record, status=403)
    revoke_page(as_(Role.TA_STAFF, FRESNO), ana, record)
    assert not records.by_code(session, record.code, _world()).standing.reason


def _world():
    from tests.trainings import catalogue

    return catalogue()
