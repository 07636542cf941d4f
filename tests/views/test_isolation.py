"""A trainer sees nothing of people elsewhere: every address is walked for words that betray them.

Addresses come from the application itself, so a new one is walked without anybody's doing.
"""

from urllib.parse import urlencode

import pytest
from sqlalchemy import update

from portal.domain.access import Role
from portal.models import (
    Account,
    Credential,
    Decision,
    EvidenceFile,
    Leave,
    OutsideTraining,
    Person,
    Team,
)
from tests import factories
from tests.factories import FRESNO, KERN
from tests.signing_in import sign_in
from tests.trainings import NOW
from tests.views.test_access_matrix import address, make, rules

MARK = "zyxwvut"
"""Stands in everything that is about the person elsewhere, and nowhere else."""
ASKED = (
    {},
    {"q": "zyx", "county": KERN, "team": "all", "all": "1", "shown": "all"},
    {"county": "kern", "who": "all", "group": "trainings", "known": "2026-01-01"},
)
"""What a curious trainer adds to an address."""
SECRET = {"accounts.invitation", "accounts.reset"}
"""Addresses that only whoever got them by mail knows; they may say whose they are."""

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # pages, not queries


@pytest.fixture(autouse=True)
def _at_noon(time_machine):
    time_machine.move_to(NOW, tick=False)


def marked(session, subject):
    """Let everything about them bear the mark."""
    person = subject.person.id
    name = {"legal_name": f"Zoe {MARK}", "name_used": MARK, "phone": MARK}
    email = f"{MARK}@example.org"
    session.execute(update(Person).where(Person.id == person).values(email=email, **name))
    session.execute(update(Account).where(Account.person_id == person).values(email=email))
    for table, column in (
        (Credential, "title"),
        (Credential, "number"),
        (Decision, "reason"),
        (EvidenceFile, "name"),
        (Leave, "reason"),
        (OutsideTraining, "title"),
        (OutsideTraining, "provider"),
    ):
        if hasattr(table, column):
            session.execute(update(table).where(table.person_id == person).values({column: MARK}))
    team = subject.arguments["team"]
    session.execute(update(Team).where(Team.id == team).values(name=f"Team {MARK}"))


def words_of(response):
    """Everything that an answer gives away: its body and its headers."""
    body = response.get_data()
    response.close()
    return body.lower() + str(response.headers).lower().encode()


def walk(app, client, subjects):
    """Every address about each subject, with what a curious trainer adds; those that betray."""
    adapter = app.url_map.bind("localhost")
    betrayed, walked = [], 0
    for rule in rules(app):
        if "GET" not in rule.methods or rule.endpoint in SECRET:
            continue
        for subject in subjects:
            url = address(adapter, rule, subject)
            for asked in ASKED:
                where = f"{url}?{urlencode(asked)}" if asked else url
                response = client.get(where, buffered=True)
                walked += 1
                if MARK.encode() in words_of(response):
                    betrayed.append(f"{rule.endpoint}: GET {where} ({response.status_code})")
    return betrayed, walked


def test_a_trainer_learns_nothing_of_people_elsewhere(app, session, client):
    trainer = make(app, session, FRESNO, works=False)
    factories.grant(session, trainer.person, Role.TRAINER, FRESNO)
    here, other = make(app, session, FRESNO), make(app, session, KERN)
    marked(session, other)
    session.commit()
    sign_in(app, client, trainer.account)
    betrayed, walked = walk(app, client, [here, other])
    assert walked > 600
    assert not betrayed, "\n".join(sorted(set(betrayed)))


def test_the_walk_would_find_a_leak(app, session, client):
    """The same walk as somebody who may see Kern finds the person on many pages."""
    staff = make(app, session, FRESNO, works=False)
    factories.grant(session, staff.person, Role.TA_STAFF)
    other = make(app, session, KERN)
    marked(session, other)
    session.commit()
    sign_in(app, client, staff.account)
    betrayed, _ = walk(app, client, [other])
    assert len({line.partition(":")[0] for line in betrayed}) > 30
