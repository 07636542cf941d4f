"""What was decided before about such a training, to be suggested to a reviewer."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, aliased

from portal.models import Claim, OutsideTraining, Person
from portal.services import claims, equivalencies
from portal.services.affiliations import affiliated, not_ended
from portal.services.claims import Candidate
from portal.services.equivalencies import Line
from portal.services.places import Counties

_Later = aliased(OutsideTraining)
_ALIKE = 0.6
"""So much of the words of two names has to be the same for them to be shown as alike."""


@dataclass(frozen=True, slots=True)
class Precedent:
    """A decision about this training of this provider, and how often it was used."""

    candidate: Candidate
    times: int
    """By people whom the reviewer may decide about."""
    last_on: date | None

    @property
    def line(self) -> Line:
        """The decision itself."""
        return self.candidate.line

    @property
    def refusal(self) -> str:
        """Why it does not fit; empty when it does."""
        return self.candidate.refusal


def fitting(
    session: Session, training: OutsideTraining, counties: Counties, today: date
) -> list[Precedent]:
    """The decisions about this very training, those that fit first."""
    found = claims.candidates(session, training, counties, today)
    used = _used(session, [one.line.row.id for one in found], counties, today)
    return [Precedent(one, *used.get(one.line.row.id, (0, None))) for one in found]


def _used(
    session: Session, ids: Sequence[int], counties: Counties, today: date
) -> dict[int, tuple[int, date | None]]:
    """How often each was used, and on which day last, for people of these counties."""
    if not ids:
        return {}
    visible = [] if counties is None else [affiliated(counties, not_ended(today))]
    later = exists().where(_Later.supersedes_id == OutsideTraining.id).correlate(OutsideTraining)
    statement = (
        select(Claim.equivalency_id, func.count(), func.max(Claim.claimed_on))
        .join(OutsideTraining, OutsideTraining.id == Claim.training_id)
        .join(Person, Person.id == OutsideTraining.person_id)
        .where(Claim.equivalency_id.in_(ids), ~later, *visible)
        .group_by(Claim.equivalency_id)
    )
    return {row[0]: (row[1], row[2]) for row in session.execute(statement)}


def similar(
    session: Session, training: OutsideTraining, counties: Counties, today: date
) -> list[Line]:
    """Decisions that hold today about trainings with nearly this name, from nearly this provider.

    They may be about this training, spelled in another way; a person has to say so.
    """
    same = training.title.casefold(), training.provider.casefold()
    return [
        line
        for line in equivalencies.listed(session, counties)
        if (line.row.title.casefold(), line.row.provider.casefold()) != same
        if _alike(line.row.title, training.title)
        if _alike(line.row.provider, training.provider)
        if not line.limits.refusal(training.completed_on, today)
    ]


def _alike(one: str, other: str) -> bool:
    mine, theirs = (set(re.findall(r"\w+", text.casefold())) for text in (one, other))
    return bool(mine and theirs) and len(mine & theirs) / len(mine | theirs) >= _ALIKE
