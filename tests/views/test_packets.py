"""Anybody may have the public keys."""

import json

from portal.documents.packets.keys import key_set
from tests.fresh import close, new_app
from tests.packets import SIGNING_KEY, a_key


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
