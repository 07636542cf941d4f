"""Certificates: their codes, what they say, and where they stand today.

A code is 125 random bits and one check character, so that a code that was mistyped can be told
from one that this portal never gave out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.domain.dates import date_text

RANDOM_BITS = 125
"""How many random bits a code carries: `secrets.randbits(RANDOM_BITS)`."""

# Crockford's base 32: no I, L, O or U, which are misread or spell words.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 26
"""Characters in a code: 25 random ones and the check character."""

_GROUP = 5
_FORGIVEN = str.maketrans("OIL", "011")


def new_code(random_bits: int) -> str:
    """A certificate code in its stored form: 26 characters, capitals, no hyphens.

    `random_bits` is an integer of 125 random bits, from `secrets.randbits(RANDOM_BITS)`; the same
    bits give the same code. Raises ValueError when it does not fit in 125 bits.
    """
    if not 0 <= random_bits < 1 << RANDOM_BITS:
        raise ValueError("a certificate code takes 0 to 2**125 - 1")
    body = "".join(ALPHABET[random_bits >> shift & 31] for shift in range(RANDOM_BITS - 5, -1, -5))
    return body + ALPHABET[_sum(body)]


def normalise(text: str) -> str:
    """The stored form of a code as somebody typed it.

    Forgives lower case, spaces, hyphens and dashes, O for 0, and I or L for 1. Anything else
    stays, so that `is_well_formed` can refuse it. Never raises.
    """
    kept = "".join(
        char for char in text if not char.isspace() and char not in "-‐‑‒–—−_.\u200b\u00ad"
    )
    return kept.upper().translate(_FORGIVEN)


def is_well_formed(text: str) -> bool:
    """Whether this could be a code. False: it was mistyped. True: it may still be unknown.

    Typed forms are forgiven as in `normalise`. Every single wrong character and every swap of
    two different characters, neighbours or not, is found out.
    """
    code = normalise(text)
    return (
        len(code) == LENGTH
        and all(char in ALPHABET for char in code)
        and ALPHABET[_sum(code[:-1])] == code[-1]
    )


def grouped(code: str) -> str:
    """The code as it is shown: `XXXXX-XXXXX-XXXXX-XXXXX-XXXXXX`, five groups, the last of six."""
    code = normalise(code)
    starts = range(0, LENGTH - _GROUP - 1, _GROUP)
    return "-".join([*(code[at : at + _GROUP] for at in starts), code[LENGTH - _GROUP - 1 :]])


def _sum(body: str) -> int:
    """The check value: a sum over the field of 32 elements, each place with its own weight.

    Weights are the powers of 2, which runs through all 31 non-zero elements; the check character
    has weight 1. As no weight is zero, one wrong character changes the sum; as no two are equal,
    so does a swap.
    """
    total = 0
    for char in body:
        total = _doubled(total ^ ALPHABET.index(char))
    return total


def _doubled(element: int) -> int:
    """The element times 2 in GF(32), with x^5 + x^2 + 1."""
    element <<= 1
    return element ^ 0b100101 if element & 32 else element


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a certificate says, as it was on the day of completion."""

    code: str
    """In its stored form; `grouped` shows it."""
    name: str
    """The legal name that day, in any script."""
    course_title: str
    edition: int
    completed_on: date
    """The civil date in California."""
    minutes: int
    """The training's length; 0 where nobody has said it."""
    delivery: str
    """How it was taught, in words: 'Online, self-paced'."""


class Standing(StrEnum):
    """Where a certificate stands on a day."""

    VALID = "valid"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class StandingToday:
    """A certificate's standing, since when, and why."""

    standing: Standing
    since: date | None
    """The day it changed; None while it is valid."""
    reason: str
    """A sentence for the reader; empty while it is valid."""


def standing(
    *,
    revoked_on: date | None,
    still_counts: bool,
    superseded_on: date | None,
    revoked_because: str = "",
) -> StandingToday:
    """Where a certificate stands. A revocation outweighs a newer edition.

    `still_counts` is what the newest edition says of the certificate's edition, and
    `superseded_on` that newest edition's day of publication, which is ignored while the edition
    still counts. The caller leaves out what lies after the day asked about.
    """
    if revoked_on is not None:
        return StandingToday(
            Standing.REVOKED, revoked_on, revoked_because or "This certificate was withdrawn."
        )
    if not still_counts:
        return StandingToday(
            Standing.SUPERSEDED,
            superseded_on,
            "The newest edition of this training says that this edition no longer counts.",
        )
    return StandingToday(Standing.VALID, None, "")


def standing_text(today: StandingToday) -> str:
    """The standing in a few words: 'Valid', 'Superseded since May 1, 2027'."""
    if today.standing is Standing.VALID:
        return "Valid"
    joint = "on" if today.standing is Standing.REVOKED else "since"
    word = today.standing.value.capitalize()
    return word if today.since is None else f"{word} {joint} {date_text(today.since)}"


def standing_meaning(today: Standing) -> str:
    """What a standing means, in a sentence for whoever checks a certificate."""
    match today:
        case Standing.VALID:
            return "This portal issued the certificate, and it stands today."
        case Standing.SUPERSEDED:
            return (
                "This portal issued the certificate, and the training was completed. "
                "A newer edition has taken its place, so it no longer counts as current."
            )
        case Standing.REVOKED:
            return "This portal issued the certificate and has since withdrawn it."


def hours_text(minutes: int) -> str:
    """A length in words: '2 hours 40 minutes'. Raises ValueError below 0 minutes."""
    if minutes < 0:
        raise ValueError("a length is not negative")
    hours, rest = divmod(minutes, 60)
    parts = [_count(hours, "hour")] if hours else []
    if rest or not hours:
        parts.append(_count(rest, "minute"))
    return " ".join(parts)


def length_text(minutes: int) -> str:
    """A training's length in words; 0 minutes means that nobody has said how long it is."""
    return hours_text(minutes) if minutes else "Not stated"


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
