"""A packet is asked for with two days and comes as a signed file; anybody may have the keys."""

import json
from datetime import UTC, date, datetime

import pytest

from portal.documents.packets.keys import key_set, public_keys
from portal.documents.packets.reading import about
from portal.documents.packets.signing import NotGenuine, verify
from portal.domain.access import Role
from tests import factories
from tests.factories import FRESNO
from tests.fresh import close, new_app
from tests.packets import SIGNING_KEY, a_key
from tests.signing_in import signed_in_as
from tests.trainings import NOW


@pytest.fixture(autouse=True)
def _at_noon(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def team(session):
    team = factories.team(session, "Night team")
    ana = factories.person(session, "Ana Flores")
    factories.affiliation(session, ana, team=team, starts_on=date(2026, 1, 5))
    session.commit()
    return team


@pytest.fixture
def trainer(app, session, team):
    return signed_in_as(app, session, factories.person(session, "Tara Ong"), Role.TRAINER, FRESNO)


def facts(page):
    return dict(zip(page.texts(".//dl//dt"), page.texts(".//dl//dd"), strict=True))


def download(page, url):
    answer = page.client.get(url)
    assert answer.status_code == 200
    return answer


def test_the_page_answers_for_today_as_known_now_unless_asked(trainer, team):
    trainer.get(f"/teams/{team.id}/packet")
    assert trainer.h1 == "Auditor’s packet: Night team on March 2, 2026"
    assert facts(trainer) == {
        "Team": "Night team, Fresno County",
        "As of": "March 2, 2026",
        "As known": "12:00 p.m. on March 2, 2026",
    }
    assert trainer.links()["Download the packet"] == f"/teams/{team.id}/packet/packet.html"


def test_both_days_go_along_with_the_link(trainer, team):
    trainer.get(f"/teams/{team.id}/packet")
    trainer.submit("Show", as_of="2026-02-14", known_on="2026-02-20")
    assert trainer.h1 == "Auditor’s packet: Night team on February 14, 2026"
    assert facts(trainer)["As known"] == "11:59 p.m. on February 20, 2026"
    link = trainer.links()["Download the packet"]
    assert link.endswith("/packet.html?as_of=2026-02-14&known_on=2026-02-20")
    document, _ = verify(
        download(trainer, link).data, public_keys(json.dumps(key_set([SIGNING_KEY])))
    )
    found = about(document)
    assert (found.team, found.county, found.day) == ("Night team", "Fresno", date(2026, 2, 14))
    assert found.known_at.astimezone(UTC) == datetime(2026, 2, 21, 7, 59, 59, 999999, tzinfo=UTC)


@pytest.mark.parametrize("where", ["packet", "packet/packet.html"])
@pytest.mark.parametrize(
    ("asked", "said"),
    [("as_of=yesterday", "Enter the day"), ("known_on=2026-03-03", "This day is still to come")],
)
def test_a_day_that_cannot_be_used_is_said_and_gives_no_file(trainer, team, where, asked, said):
    trainer.get(f"/teams/{team.id}/{where}?{asked}", 422)
    assert said in trainer.main
    assert "Download the packet" not in trainer.links()


def test_the_file_is_to_be_kept_and_is_genuine(client, trainer, team):
    answer = download(trainer, f"/teams/{team.id}/packet/packet.html")
    assert answer.mimetype == "text/html"
    assert (
        answer.headers["Content-Disposition"]
        == f'attachment; filename="packet-team-{team.id}-2026-03-02.html"'
    )
    assert answer.headers["Cache-Control"] == "no-store"
    published = client.get("/.well-known/jwks.json").text
    document, key = verify(answer.data, public_keys(published))
    assert key.kid == SIGNING_KEY.kid
    assert "Made" in document.decode()
    assert "by Tara Ong, with the portal at http://localhost" in document.decode()
    assert "Ana Flores" in document.decode()
    with pytest.raises(NotGenuine):
        verify(answer.data.replace(b"Ana Flores", b"Ben Flores"), public_keys(published))


def test_asking_again_at_the_same_moment_gives_the_same_bytes(trainer, team):
    url = f"/teams/{team.id}/packet/packet.html"
    assert download(trainer, url).data == download(trainer, url).data


def test_somebody_recorded_later_is_not_in_a_packet_of_before(trainer, session, team):
    late = factories.person(session, "Late Member", at=NOW)
    factories.affiliation(session, late, team=team, starts_on=date(2026, 1, 5), at=NOW)
    session.commit()
    url = f"/teams/{team.id}/packet/packet.html?as_of=2026-02-14"
    assert b"Late Member" in download(trainer, url).data
    assert b"Late Member" not in download(trainer, url + "&known_on=2026-03-01").data


def test_a_sample_world_and_a_key_of_development_are_called_so(trainer, settings, team):
    settings.sample_world = True
    data = download(trainer, f"/teams/{team.id}/packet/packet.html").data
    assert b"They are sample data." in data
    assert "key of development" not in trainer.get(f"/teams/{team.id}/packet").main
    settings.signing_key = type(settings.signing_key)(a_key(is_development=True).private())
    assert "key of development" in trainer.get(f"/teams/{team.id}/packet").main
    data = download(trainer, f"/teams/{team.id}/packet/packet.html").data
    assert b"signed with a key of development" in data


def test_the_public_keys_are_published_and_nothing_secret(client):
    answer = client.get("/.well-known/jwks.json")
    assert answer.status_code == 200
    assert answer.mimetype == "application/jwk-set+json"
    assert answer.headers["Cache-Control"] == "public, max-age=3600"
    assert answer.json == key_set([SIGNING_KEY])
    assert json.loads(SIGNING_KEY.private())["d"] not in answer.text


def test_old_keys_stay_published_after_the_new_one(settings):
    old = [a_key(), a_key()]
    settings.old_signing_keys = json.dumps(key_set(old))
    app = new_app(settings)
    found = app.test_client().get("/.well-known/jwks.json").json["keys"]
    close(app)
    assert [key["kid"] for key in found] == [key.kid for key in (SIGNING_KEY, *old)]
