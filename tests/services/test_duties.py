"""Duties, leave and designations: from a day through a day, corrected by further rows."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.content.uploads import Upload
from portal.domain.errors import Conflict, Forbidden, Invalid
from portal.domain.facts import Duty
from portal.models import AuditEntry, Designation, DutyHeld, Leave
from portal.services import duties, evidence, history
from portal.services.duties import DesignationFacts, DutyFacts, LeaveFacts
from tests import factories
from tests.factories import AT, FRESNO, KERN
from tests.uploads import PDF, PNG

DAY = timedelta(days=1)
FROM, THROUGH = date(2026, 1, 5), date(2026, 3, 31)
MINE = frozenset({FRESNO})


def replacing(session, *, corrects=None, **more):
    return {**more, "replaces": corrects and session.get(Designation, corrects)}


RECORD = {
    DutyHeld: (duties.record_duty, DutyFacts(Duty.RESPONDS, FROM, THROUGH)),
    Leave: (duties.record_leave, LeaveFacts(FROM, THROUGH)),
    Designation: (
        lambda session, person, facts, **more: duties.record_designation(
            session, person, facts, None, MINE, **replacing(session, **more)
        ),
        DesignationFacts(FRESNO, FROM, THROUGH),
    ),
}


@pytest.fixture
def ana(session):
    return factories.person(session, "Ana Flores")


def rows(session, table):
    return list(session.scalars(select(table).order_by(table.id)))


def changed(facts, **values):
    held = {name: getattr(facts, name) for name in facts.__slots__}
    return type(facts)(**{**held, **values})


@pytest.mark.parametrize("table", RECORD)
def test_each_is_recorded_once_corrected_once_and_withdrawn_once(session, ana, table):
    record, facts = RECORD[table]
    for _ in range(2):
        record(session, ana.id, facts, by=ana.id, at=AT)
    first = rows(session, table)[0]
    longer = changed(facts, ends_on=None)
    for _ in range(2):
        record(session, ana.id, longer, corrects=first.id, by=ana.id, at=AT)
    second = rows(session, table)[-1]
    assert (second.supersedes_id, second.ends_on) == (first.id, None)
    with pytest.raises(Conflict, match="replaced by a newer one"):
        record(session, ana.id, changed(facts, ends_on=FROM), corrects=first.id, by=ana.id, at=AT)
    for _ in range(2):
        duties.withdraw(session, second, by=ana.id, at=AT)
    found = history.entries(session, table, [ana.id], {})[ana.id]
    assert [one.superseded for one in found] == [False, True, True]
    assert [duties.withdrawn(one.row) for one in found] == [True, False, False]
    third = found[0].row
    for act in (
        lambda: record(session, ana.id, facts, corrects=third.id, by=ana.id, at=AT),
        lambda: duties.withdraw(session, third, by=ana.id, at=AT),
    ):
        with pytest.raises(Conflict, match="add it again"):
            act()
    record(session, ana.id, facts, by=ana.id, at=AT)
    word = {DutyHeld: "duty", Leave: "leave", Designation: "designation"}[table]
    noted = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert noted == [f"{word} {verb}" for verb in ("added", "corrected", "withdrawn", "added")]


@pytest.mark.parametrize("table", RECORD)
def test_none_ends_before_it_begins(session, ana, table):
    record, facts = RECORD[table]
    with pytest.raises(Invalid) as refused:
        record(session, ana.id, changed(facts, ends_on=FROM - DAY), by=ana.id, at=AT)
    assert refused.value.field == "ends_on"
    record(session, ana.id, changed(facts, ends_on=FROM), by=ana.id, at=AT)


@pytest.mark.parametrize("table", [DutyHeld, Designation])
def test_what_began_on_an_unknown_day_can_be_withdrawn(session, ana, table):
    record, facts = RECORD[table]
    record(session, ana.id, changed(facts, starts_on=None), by=ana.id, at=AT)
    duties.withdraw(session, rows(session, table)[0], by=ana.id, at=AT)
    assert duties.withdrawn(rows(session, table)[-1])


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "overlaps"),
    [
        (FROM - 9 * DAY, FROM - DAY, False),
        (FROM - 9 * DAY, FROM, True),
        (THROUGH, None, True),
        (THROUGH + DAY, None, False),
        (None, FROM, True),
        (None, None, True),
    ],
)
def test_the_same_duty_is_held_once_a_day(session, ana, starts_on, ends_on, overlaps):
    duties.record_duty(session, ana.id, DutyFacts(Duty.RESPONDS, FROM, THROUGH), by=ana.id, at=AT)
    again = DutyFacts(Duty.RESPONDS, starts_on, ends_on)
    other = DutyFacts(Duty.ASSESSES, starts_on, ends_on)
    duties.record_duty(session, ana.id, other, by=ana.id, at=AT)
    if not overlaps:
        duties.record_duty(session, ana.id, again, by=ana.id, at=AT)
        return
    said = "is recorded already since January 5, 2026 through March 31, 2026"
    with pytest.raises(Invalid, match=said) as refused:
        duties.record_duty(session, ana.id, again, by=ana.id, at=AT)
    assert refused.value.field == "starts_on"


def test_a_correction_may_not_make_a_duty_double(session, ana):
    first = factories.duty(session, ana, starts_on=FROM, ends_on=THROUGH)
    second = factories.duty(session, ana, starts_on=THROUGH + DAY)
    for facts in (DutyFacts(Duty.RESPONDS, FROM, None), DutyFacts(Duty.RESPONDS, FROM, THROUGH)):
        with pytest.raises(Invalid, match="recorded already"):
            duties.record_duty(session, ana.id, facts, corrects=second.id, by=ana.id, at=AT)
    shorter = DutyFacts(Duty.RESPONDS, FROM, FROM)
    duties.record_duty(session, ana.id, shorter, corrects=first.id, by=ana.id, at=AT)


def test_a_county_designates_for_itself_only(session, ana):
    theirs = factories.designation(session, ana, KERN)
    with pytest.raises(Forbidden, match="another county"):
        duties.check_county(theirs, MINE)
    duties.check_county(theirs, None)
    facts = DesignationFacts(KERN, FROM, None)
    with pytest.raises(Forbidden):
        duties.record_designation(session, ana.id, facts, None, MINE, by=ana.id, at=AT)
    duties.record_designation(session, ana.id, facts, None, None, by=ana.id, at=AT)


def test_a_designation_keeps_its_letter_until_there_is_another(session, ana):
    letter, card = Upload("letter.pdf", "application/pdf", PDF), Upload("a.png", "image/png", PNG)
    for upload, ends_on in ((letter, THROUGH), (None, None), (card, THROUGH)):
        held = rows(session, Designation)
        facts = DesignationFacts(FRESNO, FROM, ends_on)
        replaces = held[-1] if held else None
        for _ in range(2):  # a double click
            duties.record_designation(
                session, ana.id, facts, upload, MINE, replaces=replaces, by=ana.id, at=AT
            )
    files = evidence.files(session, [row.evidence_id for row in rows(session, Designation)])
    names = [files[row.evidence_id].name for row in rows(session, Designation)]
    assert names == ["letter.pdf", "letter.pdf", "a.png"]
