"""Facts of a county: exactly once, whoever clicks how often, and corrections supersede."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from portal.content.uploads import Upload, read
from portal.domain.access import Grant, Permission, Role
from portal.domain.errors import Conflict, Forbidden, Invalid, NotFound
from portal.models import AuditEntry, CountyFact, EvidenceFile
from portal.services import counties
from tests import factories
from tests.factories import ALAMEDA, FRESNO, KERN
from tests.trainings import at_once
from tests.uploads import PDF

NOW = datetime(2026, 3, 2, 20, tzinfo=UTC)
HOUR = timedelta(hours=1)
LIVE = {"done_on": date(2023, 12, 15), "ends_on": None, "note": "Open."}


@pytest.fixture
def by(session):
    return factories.person(session, "Rosa Trainer").id


def document() -> Upload:
    return read("board.pdf", PDF)


def record(session, by, *, at=NOW, **changes):
    values = {**LIVE, "upload": None, **changes}
    return counties.record(session, FRESNO, "benefit-live", **values, by=by, at=at)


def count(session, table=CountyFact):
    return session.scalar(select(func.count()).select_from(table))


def test_the_very_same_again_adds_nothing_at_any_time(session, by):
    first = record(session, by)
    assert record(session, by, at=NOW + 24 * HOUR).id == first.id
    assert count(session) == 1
    assert count(session, AuditEntry) == 1


def test_another_day_note_or_document_is_another_entry(session, by):
    record(session, by)
    record(session, by, done_on=date(2023, 12, 16))
    record(session, by, note="Open again.")
    record(session, by, upload=document())
    assert count(session) == 4


def test_the_same_document_is_kept_once(session, by):
    for _ in range(2):
        record(session, by, upload=document())
    assert (count(session), count(session, EvidenceFile)) == (1, 1)


def test_an_end_before_the_day_is_refused_and_nothing_kept(session, by):
    with pytest.raises(Invalid, match="cannot end before it was done") as caught:
        record(session, by, ends_on=date(2023, 12, 14), upload=document())
    assert caught.value.field == "ends_on"
    assert (count(session), count(session, EvidenceFile)) == (0, 0)
    assert record(session, by, ends_on=date(2023, 12, 15)).ends_on == date(2023, 12, 15)


def test_a_correction_keeps_the_document_unless_another_comes(session, by):
    first = record(session, by, upload=document())
    second = record(session, by, corrects=first.id, note="Opened.")
    assert second.evidence_id == first.evidence_id
    lines = counties.lines(session, FRESNO)
    assert [(line.row.id, line.superseded) for line in lines] == [
        (second.id, False),
        (first.id, True),
    ]
    assert [fact.note for fact in counties.facts(lines)] == ["Opened."]


def test_an_entry_is_replaced_once(session, by):
    first = record(session, by)
    second = record(session, by, corrects=first.id, note="Opened.")
    assert record(session, by, corrects=first.id, note="Opened.").id == second.id
    with pytest.raises(Conflict):
        record(session, by, corrects=first.id, note="Otherwise.")
    with pytest.raises(Conflict):
        counties.take_back(session, FRESNO, first.id, "No.", by=by, at=NOW)


def test_taken_back_it_counts_no_more_and_is_read_as_what_it_was(session, by):
    first = record(session, by)
    counties.take_back(session, FRESNO, first.id, "It was Kern’s.", by=by, at=NOW + HOUR)
    lines = counties.lines(session, FRESNO)
    assert [line.taken_back for line in lines] == [True, False]
    assert counties.facts(lines) == []
    known = counties.lines(session, FRESNO, NOW)
    assert [fact.note for fact in counties.facts(known)] == ["Open."]


def test_a_double_click_takes_back_once_and_another_reason_is_told_what_holds(app, session, by):
    number = record(session, by).id
    session.commit()

    def click(other):
        counties.take_back(other, FRESNO, number, "By mistake.", by=by, at=NOW)

    assert at_once(app, click, click) == [None, None]
    assert count(session) == 2
    with pytest.raises(Conflict):
        counties.take_back(session, FRESNO, number, "Another reason.", by=by, at=NOW)


def test_once_taken_back_it_can_be_recorded_anew(session, by):
    first = record(session, by)
    counties.take_back(session, FRESNO, first.id, "By mistake.", by=by, at=NOW)
    again = record(session, by, at=NOW + HOUR)
    assert again.id != first.id
    assert [fact.note for fact in counties.facts(counties.lines(session, FRESNO))] == ["Open."]


def test_an_entry_of_another_county_is_not_found(session, by):
    row = factories.county_fact(session, KERN)
    for number in (row.id, 4040, 2**40):
        with pytest.raises(NotFound):
            record(session, by, corrects=number, note="Opened.")
        with pytest.raises(NotFound):
            counties.take_back(session, FRESNO, number, "No.", by=by, at=NOW)


@pytest.mark.parametrize("upload", [False, True], ids=["without-document", "with-document"])
def test_a_double_click_records_once(app, session, by, upload):
    session.commit()

    def click(other):
        return record(other, by, upload=document() if upload else None).id

    first, second = at_once(app, click, click)
    assert first == second
    assert count(session) == 1
    assert count(session, EvidenceFile) == upload


def test_a_double_click_corrects_once(app, session, by):
    number = record(session, by).id
    session.commit()

    def click(other):
        return record(other, by, corrects=number, note="Opened.").id

    first, second = at_once(app, click, click)
    assert first == second
    assert count(session) == 2


def test_a_correction_and_taking_back_at_once_leave_one_of_them(app, session, by):
    number = record(session, by).id
    session.commit()
    found = at_once(
        app,
        lambda other: record(other, by, corrects=number, note="Opened.").id,
        lambda other: counties.take_back(other, FRESNO, number, "No.", by=by, at=NOW),
    )
    assert sum(isinstance(one, Conflict) for one in found) == 1
    assert count(session) == 2


def test_a_county_is_found_by_who_may_do_it_there(session):
    trainer = [Grant(Role.TRAINER, FRESNO)]
    found = counties.find(session, FRESNO, trainer, Permission.MANAGE_COUNTIES)
    assert found.name == "Fresno"
    with pytest.raises(Forbidden, match="Alameda County is not yours"):
        counties.find(session, ALAMEDA, trainer, Permission.SEE_READINESS)
    with pytest.raises(NotFound):
        counties.find(session, "99999", trainer, Permission.SEE_READINESS)
    staff = [Grant(Role.TA_STAFF)]
    assert counties.find(session, ALAMEDA, staff, Permission.SEE_READINESS).name == "Alameda"
