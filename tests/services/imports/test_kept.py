"""What is kept for speed follows a list and its undoing, in the same transaction."""

import pytest

from portal.domain.access import Grant, Role
from portal.services import imports, readiness, rulebook
from portal.services.imports import Reader
from tests import factories, lists, rules, worlds
from tests.factories import FRESNO
from tests.lists import lines
from tests.trainings import catalogue
from tests.worlds import NOW

FILES = rules.rulebook()
READER = Reader([Grant(Role.TRAINER, FRESNO)], {})


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW, tick=False)


def differences(session):
    rules_now = rulebook.current(session, FILES)
    return [one.words for one in readiness.check(session, rules_now, catalogue())]


def test_what_is_kept_follows_lists(app, session):
    app.extensions["portal.regulations"] = FILES
    worlds.make(session, seed=7)
    team = factories.team(session, "North")
    ana = factories.person(session, "Ana Flores", email="ana@example.org")
    factories.affiliation(session, ana, team=team)
    session.commit()
    readiness.rebuild(session, FILES, catalogue())
    session.commit()
    trainer = factories.person(session)
    session.commit()
    who = "Ana Flores,ana@example.org"
    files = {
        "people": lines(
            "Name,Email,Team,Profession",
            f"{who},North,LCSW",
            "Ben Okafor,ben@example.org,North,RN",
        ),
        "trainings": lines("Name,Email,Course,Vendor,Date", f"{who},Naloxone,ARC,2025-03-04"),
        "credentials": lines("Name,Email,License,Board,Expires", f"{who},LCSW,BBS,2028-01-31"),
    }
    taken = []
    for kind, content in files.items():
        batch = lists.batch(session, content, kind, by=trainer)
        assert imports.take_in(session, batch, READER, by=trainer.id, at=NOW) is True
        session.commit()
        assert differences(session) == []
        taken.append(batch)
    for batch in reversed(taken):
        assert imports.undo(session, batch, by=trainer.id, at=NOW)
        session.commit()
        assert differences(session) == []
