"""A fact by its key, in words: for the pages that say why."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from portal.domain.requirements import Rulebook
from portal.services.certification.words import KINDS


@dataclass(frozen=True, slots=True)
class Described:
    """A fact as pages say it, and what is needed to link to it."""

    kind: str
    """The first part of its key, such as “outside-training”."""
    id: int
    """Its number; for a claim, the training's."""
    words: str
    recorded_at: datetime
    recorded_by: str
    """Empty when the portal itself recorded it."""
    person: int | None
    """Whom it is about."""
    county: str | None
    """The county it is about, by code."""
    team: int | None
    evidence: int | None
    """The number of its document."""


_LINKS = ("person_id", "county_fips", "team_id", "evidence_id")


def describe(session: Session, rulebook: Rulebook, keys: Iterable[str]) -> dict[str, Described]:
    """The facts with these keys, superseded ones too; a query for each kind of fact.

    Keys that name nothing are left out.
    """
    wanted: dict[str, set[str]] = defaultdict(set)
    for key in keys:
        kind, _, number = key.partition(":")
        if kind in KINDS and number.replace("-", "").isdecimal():
            wanted[kind].add(number)
    found = {}
    for kind, numbers in wanted.items():
        statement, words = KINDS[kind]
        ids = {int(number.partition("-")[0]) for number in numbers}
        for row in session.execute(statement.where(statement.selected_columns["id"].in_(ids))):
            number = f"{row.id}-{row.second}" if kind == "claim" else str(row.id)
            if number in numbers:
                links = (getattr(row, name, None) for name in _LINKS)
                by = row.recorder or ""
                said = words(row, rulebook)
                found[f"{kind}:{number}"] = Described(kind, row.id, said, row.at, by, *links)
    return found
