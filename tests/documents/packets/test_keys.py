"""Keys are named by their thumbprint; what is published never holds a secret."""

import json
from datetime import UTC, datetime

import pytest

from portal.documents.packets.keys import KeyFault, key_set, new_key, private_key, public_keys
from tests.packets import a_key

AT = datetime(2026, 1, 1, 20, tzinfo=UTC)


def changed(key, **more):
    return json.dumps(json.loads(key.private()) | more)


def test_a_key_comes_back_as_it_was_made():
    key = new_key(AT)
    again = private_key(key.private())
    assert (again.kid, again.since, again.is_development) == (key.kid, AT, False)
    assert again.private() == key.private()


def test_a_key_of_development_says_so_wherever_it_goes():
    key = a_key(is_development=True)
    assert private_key(key.private()).is_development
    assert key.public()["development"] is True
    assert "development" not in a_key().public()


def test_what_is_published_holds_no_secret_even_of_old_keys_given_whole():
    new, old = a_key(), a_key()
    listed = public_keys(json.dumps([json.loads(old.private())]))
    published = json.dumps(key_set([new, *listed.values()]))
    for key in (new, old):
        assert json.loads(key.private())["d"] not in published
    assert [each["kid"] for each in json.loads(published)["keys"]] == [new.kid, old.kid]
    assert all("d" not in each for each in json.loads(published)["keys"])


def test_a_key_is_published_once():
    key = a_key()
    assert len(key_set([key, key])["keys"]) == 1


def test_keys_are_read_from_a_set_a_list_or_one_alone():
    key = a_key()
    for text in (key_set([key]), [key.public()], key.public()):
        (found,) = public_keys(json.dumps(text)).values()
        assert (found.kid, found.since) == (key.kid, AT)
    assert public_keys("") == public_keys(" ") == {}


def test_a_key_may_lack_its_name_and_its_day():
    key = a_key()
    bare = {name: key.public()[name] for name in ("kty", "crv", "x")}
    (found,) = public_keys(json.dumps(bare)).values()
    assert (found.kid, found.since) == (key.kid, None)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not JSON"),
        ("secret", "not JSON"),
        ("[]", "not an Ed25519 key"),
        ("{}", "not an Ed25519 key"),
        ('{"kty": "RSA"}', "not an Ed25519 key"),
        ('{"kty": "OKP", "crv": "Ed25519"}', "damaged"),
        ('{"kty": "OKP", "crv": "Ed25519", "x": "short"}', "damaged"),
        ('{"kty": "OKP", "crv": "Ed25519", "x": 7}', "damaged"),
    ],
)
def test_what_is_no_key_is_refused(text, said):
    with pytest.raises(KeyFault, match=said):
        private_key(text)


def test_the_public_half_cannot_sign():
    with pytest.raises(KeyFault, match="no private part"):
        private_key(json.dumps(a_key().public()))


def test_halves_of_two_keys_are_refused():
    with pytest.raises(KeyFault, match="do not belong together"):
        private_key(changed(a_key(), x=a_key().public()["x"]))


def test_a_key_under_another_name_is_refused():
    with pytest.raises(KeyFault, match="thumbprint"):
        private_key(changed(a_key(), kid=a_key().kid))


@pytest.mark.parametrize("made", ["yesterday", 1e300, []])
def test_a_day_that_is_none_is_refused(made):
    with pytest.raises(KeyFault, match="iat"):
        private_key(changed(a_key(), iat=made))


@pytest.mark.parametrize("text", ["7", '"x"', '{"keys": 7}', '{"keys": ["x"]}'])
def test_what_is_no_list_of_keys_is_refused(text):
    with pytest.raises(KeyFault):
        public_keys(text)
