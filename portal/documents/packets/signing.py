"""A packet's signature: a detached JSON Web Signature over the exact bytes of the document.

It is the last line of the file, an HTML comment. There is one way to write that line, so a file
in which any byte differs, even one that does not change the signature's value, is refused.
Standards: RFC 7515 with appendix F, RFC 9864. To check with another program: the payload is every
byte before the last line; put its base64url between the two dots.
"""

from __future__ import annotations

import binascii
import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError

from portal.documents.packets.keys import ALGORITHM, Key

TYPE = "auditor-packet+jws"
LARGEST = 32 * 1024 * 1024
"""No packet comes near it; a longer file is not read."""
END = b"</html>\n"
_LINE = re.compile(rb"<!-- packet-signature ([A-Za-z0-9_-]{1,500})\.\.([A-Za-z0-9_-]{86}) -->\n")


class NotGenuine(Exception):
    """The file does not prove anything; the message says why, in a sentence."""


class _Registry(jws.JWSRegistry):
    """Ed25519 alone, and room for a whole packet."""

    max_payload_length = LARGEST * 4 // 3 + 4


_REGISTRY = _Registry(algorithms=[ALGORITHM])


def sign(document: bytes, key: Key) -> bytes:
    """The document with its signature as the last line. The same bytes and key give the same."""
    if not document.endswith(END):
        message = "a document to be signed ends with its closing tag and one line break"
        raise ValueError(message)
    header = {"alg": ALGORITHM, "kid": key.kid, "typ": TYPE}
    whole = jws.serialize_compact(header, document, key.jwk, registry=_REGISTRY)
    protected, _, signature = whole.split(".")
    return document + f"<!-- packet-signature {protected}..{signature} -->\n".encode()


def verify(file: bytes, keys: Mapping[str, Key]) -> tuple[bytes, Key]:
    """The document as it was signed, and the key that signed it. Raises NotGenuine."""
    document, protected, signature = _parts(file)
    header = _header(protected)
    if set(header) != {"alg", "kid", "typ"} or (header["alg"], header["typ"]) != (ALGORITHM, TYPE):
        message = "Its signature is not of the kind that packets have."
        raise NotGenuine(message)
    key = keys.get(header["kid"]) if isinstance(header["kid"], str) else None
    if key is None:
        message = (
            f"It names the key {header['kid']}, which is not among the keys given. Either they are "
            "not the keys of the portal it comes from, or the file was made by somebody else."
        )
        raise NotGenuine(message)
    whole = b".".join((protected, _encoded(document), signature))
    try:
        jws.deserialize_compact(whole, key.jwk, registry=_REGISTRY)
    except (JoseError, ValueError) as error:
        message = (
            f"It was changed after it was signed, or it was never signed with the key {key.kid}."
        )
        raise NotGenuine(message) from error
    return document, key


def _parts(file: bytes) -> tuple[bytes, bytes, bytes]:
    """Document, protected header and signature."""
    if len(file) > LARGEST:
        message = "It is larger than any packet."
        raise NotGenuine(message)
    cut = file.rfind(b"\n", 0, max(len(file) - 1, 0)) + 1
    found = _LINE.fullmatch(file, cut)
    if found is None or not file[:cut].endswith(END):
        message = (
            "Its last line is not exactly what the signature of a packet looks like. It is no "
            "packet, it is not complete, or a program has changed it, such as by saving it anew."
        )
        raise NotGenuine(message)
    protected, signature = found.groups()
    if _encoded(_decoded(signature)) != signature:  # the last letter has bits that say nothing
        message = "Its signature was changed."
        raise NotGenuine(message)
    return file[:cut], protected, signature


def _header(protected: bytes) -> dict[str, Any]:
    try:
        header = json.loads(_decoded(protected))
    except (ValueError, RecursionError) as error:
        message = "The beginning of its signature was changed."
        raise NotGenuine(message) from error
    return header if isinstance(header, dict) else {}


def _encoded(data: bytes) -> bytes:
    return urlsafe_b64encode(data).rstrip(b"=")


def _decoded(text: bytes) -> bytes:
    try:
        return urlsafe_b64decode(text + b"=" * (-len(text) % 4))
    except binascii.Error:
        return b""
