"""How many watched and passed: each person once, small counts hidden, queries constant."""

from datetime import timedelta

from portal.services import records
from portal.services import watching as service
from tests import factories, watching
from tests.queries import counted
from tests.trainings import NOW

MANY = 12


def people(session, number):
    return [factories.person(session) for _ in range(number)]


def figures(session, offer):
    return service.figures(session, offer.item_id, offer.recording, offer.length, 80)


def test_each_is_counted_where_they_are(app, session):
    version, kept = watching.offered(app, session)
    offer = watching.offer(session, version, kept)
    for person in people(session, MANY):
        watching.play(session, person, kept, 0, 30)
        watching.play(session, person, kept, 10, 40, key="another-one")
    for person in people(session, MANY + 1):
        watching.play(session, person, kept)
    passed = people(session, MANY + 2)
    for person in passed:
        watching.play(session, person, kept)
        watching.complete(session, offer, person)
    found = figures(session, offer)
    assert (found.begun, found.enough, found.passed) == (MANY, MANY + 1, MANY + 2)
    record = records.of_person(session, passed[0].id, watching.catalogue())[0]
    records.revoke(
        session,
        record.id,
        "A mistake",
        on=record.certificate.completed_on,
        by=passed[0].id,
        at=NOW + timedelta(hours=1),
    )
    found = figures(session, offer)
    assert (found.enough, found.passed) == (MANY + 2, MANY + 1)


def test_few_people_are_not_told(app, session):
    version, kept = watching.offered(app, session)
    offer = watching.offer(session, version, kept)
    for person in people(session, 2):
        watching.play(session, person, kept, 0, 30)
    found = figures(session, offer)
    assert found.begun is None
    assert None in (found.enough, found.passed), "or the total would give it away"


def test_more_people_cost_no_more_queries(app, session):
    version, kept = watching.offered(app, session)
    offer = watching.offer(session, version, kept)
    with counted(app) as few:
        figures(session, offer)
    for person in people(session, MANY):
        watching.play(session, person, kept)
    with counted(app) as many:
        figures(session, offer)
    assert len(many) == len(few) == 2
