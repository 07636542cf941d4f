"""The keys that sign packets: Ed25519 as JSON Web Keys, each named by its thumbprint.

The private key is a secret of the portal. Public keys are published, old ones too, so that a
packet can be checked for as long as somebody keeps it. Standards: RFC 7517, 7638, 8037, 9864.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

ALGORITHM = "Ed25519"
"""RFC 9864; the older name “EdDSA” does not say which curve."""


class KeyFault(ValueError):
    """A key that cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key, private or public, and what is known about it."""

    jwk: OKPKey
    kid: str
    """Its thumbprint: nobody can give another key the same name."""
    since: datetime | None
    """When it was made."""
    is_development: bool
    """Made by a portal of development: what it signs proves nothing."""

    def public(self) -> dict[str, Any]:
        """The public half as a JSON Web Key."""
        return self._described(self.jwk.as_dict(private=False))

    def private(self) -> str:
        """All of it as a JSON Web Key on one line, for the environment of the portal."""
        return json.dumps(self._described(self.jwk.as_dict(private=True)))

    def _described(self, jwk: dict[str, Any]) -> dict[str, Any]:
        known: dict[str, Any] = {
            name: jwk[name] for name in ("kty", "crv", "x", "d") if name in jwk
        }
        known |= {"kid": self.kid, "use": "sig", "alg": ALGORITHM}
        if self.since is not None:
            known["iat"] = int(self.since.timestamp())
        if self.is_development:
            known["development"] = True
        return known


def new_key(at: datetime, *, is_development: bool = False) -> Key:
    """A key that nobody has seen yet."""
    jwk = OKPKey.generate_key("Ed25519")
    return Key(jwk, jwk.thumbprint(), at.replace(microsecond=0), is_development)


def private_key(text: str) -> Key:
    """The key in the text, such as `new_key` made it. Raises KeyFault."""
    key = _key(_json(text))
    if not key.jwk.is_private:
        message = "the key has no private part, “d”; it is only the public half"
        raise KeyFault(message)
    return key


def public_keys(text: str) -> dict[str, Key]:
    """The keys of a key set, a list of keys, or one key, by name. Raises KeyFault."""
    if not text.strip():
        return {}
    found = _json(text)
    if isinstance(found, dict):
        found = found.get("keys", [found])
    if not isinstance(found, list):
        message = "it is no list of keys"
        raise KeyFault(message)
    return {key.kid: key for key in map(_key, found)}


def key_set(keys: Iterable[Key]) -> dict[str, Any]:
    """What is published: the public halves, and nothing of the private ones."""
    return {"keys": [key.public() for key in {key.kid: key for key in keys}.values()]}


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        message = "it is not JSON"
        raise KeyFault(message) from error


def _key(jwk: Any) -> Key:
    if not isinstance(jwk, dict) or (jwk.get("kty"), jwk.get("crv")) != ("OKP", ALGORITHM):
        message = "a key is not an Ed25519 key as JSON Web Key (“kty”: “OKP”, “crv”: “Ed25519”)"
        raise KeyFault(message)
    bare = {name: jwk[name] for name in ("kty", "crv", "x", "d") if name in jwk}
    try:
        key = OKPKey.import_key(bare)
        written = key.as_dict(private=False)
        derived = OKPKey.import_key(key.public_key).as_dict(private=False)
    except (JoseError, ValueError, TypeError) as error:
        message = "a key is damaged"
        raise KeyFault(message) from error
    if written["x"] != derived["x"]:
        message = "the private and the public half of a key do not belong together"
        raise KeyFault(message)
    kid = key.thumbprint()
    if jwk.get("kid", kid) != kid:
        message = f"a key calls itself {jwk['kid']!r}, but its thumbprint is {kid}"
        raise KeyFault(message)
    return Key(key, kid, _since(jwk.get("iat")), jwk.get("development") is True)


def _since(made: Any) -> datetime | None:
    if made is None:
        return None
    try:
        return datetime.fromtimestamp(made, UTC)
    except (TypeError, ValueError, OverflowError, OSError) as error:
        message = "“iat”, when a key was made, is no number of seconds"
        raise KeyFault(message) from error
