"""Facts by their keys, put into the words of a packet."""

from collections.abc import Iterable, Mapping

from portal.domain.dates import date_text
from portal.domain.facts import PersonFacts
from portal.domain.packets import Told
from portal.services.certification import Described


def tell(keys: Iterable[str], described: Mapping[str, Described]) -> tuple[Told, ...]:
    """The facts with these keys, by kind and number."""
    found = [(key, described[key]) for key in sorted(keys, key=_by_number) if key in described]
    return tuple(Told(key, each.words, each.recorded_at, each.recorded_by) for key, each in found)


def revocations(facts: PersonFacts) -> dict[str, str]:
    """What is known to have been revoked since, or before, by the key of the fact."""
    revoked = [(each.fact.key, each.revoked_on) for each in facts.completions] + [
        (claim.equivalency.fact.key, claim.equivalency.revoked_on)
        for each in facts.completions
        for claim in each.claims
    ]
    return {key: f" Revoked from {date_text(day)} on." for key, day in revoked if day is not None}


def _by_number(key: str) -> tuple[str, list[int]]:
    kind, _, number = key.partition(":")
    return kind, [int(part) for part in number.split("-") if part.isdecimal()]
