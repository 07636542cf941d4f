"""Any changed byte of a packet fails, in the document, in the signature, before or after."""

import json
import random
from base64 import urlsafe_b64decode, urlsafe_b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from joserfc import jws
from joserfc.jwk import OctKey, OKPKey

from portal.documents.packets.page import packet_html
from portal.documents.packets.signing import END, TYPE, NotGenuine, sign, verify
from tests.packets import a_key, packet

KEY = a_key()
KEYS = {KEY.kid: KEY}
SMALL = b"<!doctype html><title>Small</title></html>\n"
LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def refused(file, keys=KEYS):
    with pytest.raises(NotGenuine) as error:
        verify(file, keys)
    return str(error.value)


def parts(file):
    """The document, and the three parts of the line: what is signed of it, and what surrounds."""
    document, line = file[: file.rindex(b"<!--")], file[file.rindex(b"<!--") :]
    protected, signature = line.split(b" ")[2].split(b"..")
    return document, protected, signature


def line(protected, signature):
    return b"<!-- packet-signature " + protected + b".." + signature + b" -->\n"


def test_what_was_signed_is_valid_and_comes_out_as_it_went_in():
    assert verify(sign(SMALL, KEY), KEYS) == (SMALL, KEY)


def test_the_same_document_and_key_give_the_same_file():
    assert sign(SMALL, KEY) == sign(SMALL, KEY)


def test_every_bit_of_every_byte_matters():
    file = sign(SMALL, KEY)
    for place in range(len(file)):
        for bit in range(8):
            changed = bytearray(file)
            changed[place] ^= 1 << bit
            refused(bytes(changed))


def test_every_letter_that_could_end_the_signature_but_one_is_refused():
    """The last letter of a signature has four bits that say nothing; most programs ignore them."""
    document, protected, signature = parts(sign(SMALL, KEY))
    same_value = [
        letter
        for letter in LETTERS
        if urlsafe_b64decode(signature[:-1] + bytes([letter]) + b"==")
        == urlsafe_b64decode(signature + b"==")
    ]
    assert len(same_value) == 16
    for letter in LETTERS:
        if letter != signature[-1]:
            refused(document + line(protected, signature[:-1] + bytes([letter])))


@pytest.mark.parametrize("place", range(-60, 0))
def test_no_byte_of_the_end_can_go_or_come(place):
    file = sign(SMALL, KEY)
    refused(file[:place] + file[place + 1 or len(file) :])
    for byte in (b"\n", b" ", b"\r", b"A", b"=", b"\0"):
        refused(file[:place] + byte + file[place:])


@pytest.mark.parametrize("more", [b"\n", b" ", b"\r\n", b"\0", b"<!-- -->\n", b"x", SMALL])
def test_nothing_may_stand_before_or_after(more):
    file = sign(SMALL, KEY)
    refused(file + more)
    refused(more + file)
    refused(b"\xef\xbb\xbf" + file)


def test_the_lines_of_another_system_are_refused():
    refused(sign(SMALL, KEY).replace(b"\n", b"\r\n"))


def test_a_full_packet_with_any_byte_changed_added_or_taken_away_is_refused():
    file = sign(packet_html(packet()), KEY)
    assert verify(file, KEYS)[1] is KEY
    dice = random.Random(20260314)
    for _ in range(1500):
        place = dice.randrange(len(file))
        byte = bytes([dice.randrange(256)])
        if byte != file[place : place + 1]:
            refused(file[:place] + byte + file[place + 1 :])
        refused(file[:place] + byte + file[place:])
        refused(file[:place] + file[place + 1 :])


def test_two_stretches_that_change_places_are_refused():
    file = sign(packet_html(packet()), KEY)
    refused(file.replace(b"Ana Mar", b"\0", 1).replace(b"Ben Oka", b"Ana Mar", 1))


def test_the_signature_of_one_packet_does_not_fit_another():
    document, _, _ = parts(sign(SMALL, KEY))
    _, protected, signature = parts(sign(SMALL.replace(b"Small", b"Other"), KEY))
    assert "changed after it was signed" in refused(document + line(protected, signature))


def test_two_signatures_are_no_signature():
    signed = sign(SMALL, KEY)
    _, protected, signature = parts(signed)
    refused(signed + line(protected, signature))
    with pytest.raises(ValueError, match="closing tag"):
        sign(signed, KEY)


def test_a_key_that_is_not_known_is_named():
    stranger = a_key()
    assert stranger.kid in refused(sign(SMALL, stranger))


def test_another_key_under_the_name_of_ours_is_refused():
    stranger = a_key()
    refused(sign(SMALL, stranger), {stranger.kid: KEY})


@pytest.mark.parametrize("file", [b"", b"\n", b"x", SMALL, b"%PDF-1.7", b"<!--", b"\n" * 9])
def test_a_file_that_is_no_packet_is_refused(file):
    assert "no packet" in refused(file)


def forged(header, key=KEY.jwk, algorithms=("Ed25519",)):
    whole = jws.serialize_compact(header, SMALL, key, algorithms=list(algorithms))
    protected, _, signature = whole.encode().split(b".")
    return SMALL + line(protected, signature)


def test_a_signature_by_our_key_over_something_else_is_no_packet():
    assert verify(forged({"alg": "Ed25519", "kid": KEY.kid, "typ": TYPE}), KEYS)
    for header in (
        {"alg": "Ed25519", "kid": KEY.kid, "typ": "JWT"},
        {"alg": "Ed25519", "kid": KEY.kid},
        {"alg": "Ed25519", "kid": KEY.kid, "typ": TYPE, "cty": "x"},
    ):
        assert "not of the kind" in refused(forged(header))


def test_no_other_algorithm_is_believed():
    """Such as one with the public key, which everybody knows, for its secret."""
    header = {"alg": "HS512", "kid": KEY.kid, "typ": TYPE}
    secret = OctKey.import_key(KEY.public()["x"].encode())
    assert "not of the kind" in refused(forged(header, secret, ["HS512"]))
    nothing = urlsafe_b64encode(json.dumps({**header, "alg": "none"}).encode()).rstrip(b"=")
    assert "not of the kind" in refused(SMALL + line(nothing, b"A" * 86))


@pytest.mark.parametrize("header", [b"[]", b'"x"', b"{", b"\xff", b"9" * 300, b"[" * 300])
def test_a_header_that_is_none_is_refused(header):
    refused(SMALL + line(urlsafe_b64encode(header).rstrip(b"="), b"A" * 86))


def test_the_name_of_a_key_is_a_text():
    header = urlsafe_b64encode(
        json.dumps({"alg": "Ed25519", "kid": ["x"], "typ": TYPE}).encode()
    ).rstrip(b"=")
    assert "not among the keys" in refused(SMALL + line(header, b"A" * 86))


def test_any_program_can_check_it_with_the_published_key():
    """As RFC 7515 says: what is signed is header.payload, both in base64url."""
    document, protected, signature = parts(sign(SMALL, KEY))
    assert document == SMALL
    signed = protected + b"." + urlsafe_b64encode(document).rstrip(b"=")
    x = urlsafe_b64decode(KEY.public()["x"] + "=")
    value = urlsafe_b64decode(signature + b"==")
    Ed25519PublicKey.from_public_bytes(x).verify(value, signed)
    assert json.loads(urlsafe_b64decode(protected + b"==")) == {
        "alg": "Ed25519",
        "kid": KEY.kid,
        "typ": TYPE,
    }
    assert OKPKey.import_key(KEY.public()).thumbprint() == KEY.kid


def test_a_large_packet_can_be_signed_and_checked():
    large = b"x" * 3_000_000 + END
    assert verify(sign(large, KEY), KEYS)[0] == large
