"""Trainings taken elsewhere, and their files: only added, once, and corrected by further rows."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from portal.content.uploads import Upload
from portal.domain.errors import Conflict, Invalid, NotFound
from portal.models import AuditEntry, Claim, EvidenceFile, OutsideTraining
from portal.services import evidence
from portal.services.evidence import TrainingFacts
from tests import factories
from tests.factories import AT
from tests.uploads import PDF, PNG

DAY = timedelta(days=1)
FACTS = TrainingFacts("Naloxone basics", "Red Cross", "naloxone", date(2026, 1, 5), 90)
CERTIFICATE = Upload("certificate.pdf", "application/pdf", PDF)
PICTURE = Upload("card.png", "image/png", PNG)


@pytest.fixture
def ana(session):
    return factories.person(session, "Ana Flores")


@pytest.fixture
def trainer(session):
    return factories.person(session, "Tess Trainer")


def add(session, person, facts=FACTS, upload=CERTIFICATE, *, by=None, at=AT):
    return evidence.add(session, person.id, facts, upload, by=(by or person).id, at=at)


def count(session, table):
    return session.scalar(select(func.count()).select_from(table))


def test_a_training_is_added_with_its_file_in_one_go(session, ana):
    row = add(session, ana)
    file = session.get_one(EvidenceFile, row.evidence_id)
    assert (file.person_id, file.name, file.media_type) == (
        ana.id,
        "certificate.pdf",
        "application/pdf",
    )
    assert (file.content, file.size, len(file.sha256)) == (PDF, len(PDF), 64)
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.person_id, entry.detail) == (
        "outside training added",
        ana.id,
        {"entry": row.id},
    )


def test_a_double_click_adds_one_training_and_one_file(session, ana):
    first, second = add(session, ana), add(session, ana, at=AT + timedelta(seconds=2))
    assert first.id == second.id
    assert (count(session, OutsideTraining), count(session, EvidenceFile)) == (1, 1)
    assert count(session, AuditEntry) == 1


def test_the_same_file_serves_two_trainings_of_one_person_and_not_of_two(session, ana, trainer):
    one = add(session, ana)
    other = add(session, ana, replace(FACTS, title="Overdose response"))
    assert one.evidence_id == other.evidence_id
    assert add(session, trainer).evidence_id != one.evidence_id


def test_the_same_training_is_not_counted_twice(session, ana):
    add(session, ana)
    for twin in (
        replace(FACTS, ce_minutes=120),
        replace(FACTS, title="naloxone BASICS", provider="red cross"),
    ):
        with pytest.raises(Invalid, match="Correct that entry instead") as refused:
            add(session, ana, twin)
        assert refused.value.field == "title"
    add(session, ana, replace(FACTS, completed_on=FACTS.completed_on - DAY))
    assert count(session, OutsideTraining) == 2


def test_a_training_in_the_future_is_refused(session, ana):
    add(session, ana, replace(FACTS, completed_on=AT.date()))
    with pytest.raises(Invalid, match="has not come yet") as refused:
        add(session, ana, replace(FACTS, completed_on=AT.date() + DAY))
    assert refused.value.field == "completed_on"


def test_late_evidence_keeps_both_days(session, ana, trainer):
    june = AT + timedelta(days=150)
    row = add(session, ana, by=trainer, at=june)
    listed = evidence.of_person(session, ana.id, None)[0]
    assert (row.completed_on, listed.entry.row.recorded_at) == (date(2026, 1, 5), june)
    assert listed.entry.recorded_by == "Tess Trainer"
    assert evidence.of_person(session, ana.id, AT.date()) == []


def test_a_correction_keeps_the_file_unless_it_is_replaced_or_left_out(session, ana):
    row = add(session, ana)
    kept = row.evidence_id
    for change, without, expected in (
        (replace(FACTS, ce_minutes=60), False, kept),
        (replace(FACTS, ce_minutes=30), True, None),
    ):
        evidence.correct(session, row, change, None, without_file=without, by=ana.id, at=AT)
        row = session.scalars(select(OutsideTraining).order_by(OutsideTraining.id.desc())).first()
        assert row.evidence_id == expected
    evidence.correct(session, row, FACTS, PICTURE, by=ana.id, at=AT)
    entries = [one.entry for one in evidence.of_person(session, ana.id, None)]
    assert [one.superseded for one in entries] == [False, True, True, True]
    files = [
        one.file.name if one.file else None for one in evidence.of_person(session, ana.id, None)
    ]
    assert files == ["card.png", None, "certificate.pdf", "certificate.pdf"]


def test_two_clicks_and_two_tabs_correct_once(session, ana, trainer):
    row = add(session, ana)
    for _ in range(2):
        evidence.correct(session, row, replace(FACTS, ce_minutes=60), None, by=ana.id, at=AT)
    assert count(session, OutsideTraining) == 2
    for by, minutes in ((ana, 45), (trainer, 60)):
        other = replace(FACTS, ce_minutes=minutes)
        with pytest.raises(Conflict, match="replaced by a newer one"):
            evidence.correct(session, row, other, None, by=by.id, at=AT)


def test_a_correction_that_changes_nothing_adds_nothing(session, ana):
    row = add(session, ana)
    evidence.correct(session, row, FACTS, None, by=ana.id, at=AT)
    assert count(session, OutsideTraining) == 1


def test_a_correction_may_not_make_a_twin(session, ana):
    add(session, ana)
    other = add(session, ana, replace(FACTS, title="Overdose response"))
    with pytest.raises(Invalid, match="recorded already"):
        evidence.correct(session, other, replace(FACTS, ce_minutes=1), None, by=ana.id, at=AT)


def test_what_was_entered_by_mistake_is_withdrawn_and_stays_readable(session, ana):
    row = add(session, ana)
    for _ in range(2):
        evidence.withdraw(session, row, by=ana.id, at=AT)
    listed = evidence.of_person(session, ana.id, None)
    assert [(one.entry.row.withdrawn, one.entry.superseded) for one in listed] == [
        (True, False),
        (False, True),
    ]
    with pytest.raises(Conflict, match="add it again"):
        evidence.correct(session, listed[0].entry.row, FACTS, None, by=ana.id, at=AT)
    assert add(session, ana).id not in {one.entry.row.id for one in listed}


CORRECTIONS = [
    ("a correction of the hours carries the credit along", {"ce_minutes": 60}, 1),
    ("and so does one of the subject", {"subject": ""}, 1),
    ("another day needs another decision", {"completed_on": date(2026, 1, 4)}, 0),
    ("so does another title", {"title": "Yoga"}, 0),
    ("and another provider", {"provider": "Somebody"}, 0),
]


@pytest.mark.parametrize(("rule", "change", "kept"), CORRECTIONS)
def test_credit_goes_with_what_was_decided_about(session, ana, rule, change, kept):
    row = add(session, ana)
    factories.claim(session, row, factories.equivalency(session))
    lapsed = evidence.correct(session, row, replace(FACTS, **change), None, by=ana.id, at=AT + DAY)
    newest, before = evidence.of_person(session, ana.id, None)
    assert (len(newest.credits), lapsed) == (kept, 1 - kept), rule
    assert len(before.credits) == 1
    if kept:
        assert newest.credits[0].claim.claimed_on == before.credits[0].claim.claimed_on
        assert newest.credits[0].claim.recorded_at == AT + DAY


def test_credit_ends_with_a_training_that_was_withdrawn(session, ana):
    row = add(session, ana)
    factories.claim(session, row, factories.equivalency(session))
    assert evidence.withdraw(session, row, by=ana.id, at=AT) == 1
    assert count(session, Claim) == 1


def test_a_file_belongs_to_who_has_a_fact_that_rests_on_it(session, ana, trainer):
    row = add(session, ana)
    file = evidence.file_of(session, ana.id, row.evidence_id, None)
    assert file.content == PDF
    designation = evidence.keep(session, PICTURE, person_id=ana.id, by=ana.id, at=AT)
    with pytest.raises(NotFound):
        evidence.file_of(session, ana.id, designation, None)
    factories.designation(session, ana, evidence=designation)
    assert evidence.file_of(session, ana.id, designation, None).name == "card.png"
    for person, number in ((trainer.id, row.evidence_id), (ana.id, 4711), (ana.id, 2**40)):
        with pytest.raises(NotFound, match="no such file"):
            evidence.file_of(session, person, number, None)


def test_a_former_county_reads_the_files_it_knew(session, ana):
    row = add(session, ana)
    assert evidence.file_of(session, ana.id, row.evidence_id, AT.date()).content == PDF
    with pytest.raises(NotFound):
        evidence.file_of(session, ana.id, row.evidence_id, AT.date() - DAY)
