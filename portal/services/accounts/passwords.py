"""Hashing and comparing passwords."""

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from portal.domain.accounts import check_password

_hasher = PasswordHasher()  # argon2id with the parameters of RFC 9106's second choice
_NOBODY = _hasher.hash(secrets.token_hex(16))
"""Verified when there is no account, so that the answer takes as long."""


def hash_password(password: str, email: str) -> str:
    """The argon2id hash of an acceptable password. Slow on purpose: call it outside a transaction.

    Raises Invalid for a password that is easy to guess.
    """
    check_password(password, email)
    return _hasher.hash(password)


def password_matches(password_hash: str | None, password: str) -> bool:
    """Whether it is the password. Takes as long when there is no account. Slow on purpose."""
    try:
        _hasher.verify(password_hash or _NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None
