"""A training that many took together: for all of them or nobody, once, with one file."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from portal.content.uploads import Upload
from portal.domain.errors import Invalid
from portal.models import EvidenceFile, OutsideTraining
from portal.services import evidence, shared_trainings
from portal.services.evidence import TrainingFacts
from tests import factories
from tests.factories import AT, FRESNO, KERN
from tests.uploads import PDF

DAY = timedelta(days=1)
FACTS = TrainingFacts("Naloxone basics", "Red Cross", "naloxone", date(2026, 1, 5), 90)
SHEET = Upload("sign-in.pdf", "application/pdf", PDF)


@pytest.fixture
def tess(session):
    return factories.person(session, "Tess Trainer")


def add(session, people, by, facts=FACTS, upload=SHEET):
    return shared_trainings.add(session, FRESNO, people, facts, upload, by=by.id, at=AT)


def count(session, table):
    return session.scalar(select(func.count()).select_from(table))


def test_everybody_gets_it_once_and_the_file_is_kept_once(session, tess):
    people = [factories.person(session) for _ in range(3)]
    assert [add(session, people, tess) for _ in range(2)] == [3, 0]
    assert count(session, OutsideTraining) == 3
    file = session.scalars(select(EvidenceFile)).one()
    assert (file.county_fips, file.person_id) == (FRESNO, None)
    for person in people:
        assert evidence.file_of(session, person.id, file.id, None).content == PDF
    assert add(session, [*people, tess], tess) == 1


def test_whoever_has_it_in_other_words_is_named(session, tess):
    ana, ben = factories.person(session, "Ana"), factories.person(session, "Ben")
    own = TrainingFacts("NALOXONE basics", "Red Cross", "", date(2026, 1, 5), 0)
    evidence.add(session, ben.id, own, None, by=ben.id, at=AT)
    with pytest.raises(Invalid, match=r"in other words, for Ben\.") as refused:
        add(session, [ana, ben], tess)
    assert refused.value.field == "people"


def test_a_day_to_come_is_refused_at_its_field(session, tess):
    facts = TrainingFacts("Naloxone basics", "Red Cross", "", AT.date() + DAY, 0)
    with pytest.raises(Invalid) as refused:
        add(session, [factories.person(session)], tess, facts)
    assert refused.value.field == "completed_on"


def test_those_who_work_in_the_county_are_offered_by_name(session):
    night = factories.team(session)
    for name, county, team, ends_on in (
        ("cy", FRESNO, None, None),
        ("Bo", FRESNO, night, None),
        ("Al", FRESNO, None, AT.date()),
        ("Left", FRESNO, None, AT.date() - DAY),
        ("Kern", KERN, None, None),
    ):
        person = factories.person(session, name)
        factories.affiliation(session, person, county, team=team, ends_on=ends_on)

    def names(team):
        return [one.legal_name for one in shared_trainings.people(session, FRESNO, team, AT)]

    assert names(None) == ["Al", "Bo", "cy"]
    assert names(night.id) == ["Bo"]
