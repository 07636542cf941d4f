"""What is done for many cells at once: all of it or nothing, once, and undone together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.content.uploads import Upload
from portal.domain.curriculum import Catalogue
from portal.domain.dates import civil_date
from portal.domain.errors import Invalid
from portal.domain.facts import DecisionKind
from portal.domain.matrix import Act, Cells, advisory_on, cells_on
from portal.domain.requirements import Rulebook
from portal.models import Affiliation, MatrixBatch, MatrixBatchEntry, Person
from portal.services import claims, decisions, evidence
from portal.services.affiliations import not_ended, stands, within
from portal.services.decisions import DecisionFacts
from portal.services.evidence import TrainingFacts
from portal.services.matrix.chosen import Cell
from portal.services.matrix.reading import lines_of
from portal.services.places import Counties
from portal.services.readiness import World
from portal.services.shared_trainings import lock_all, record_all


@dataclass(frozen=True, slots=True)
class Decided:
    """A waiver or an extension, for every cell."""

    kind: DecisionKind
    starts_on: date
    ends_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class Trained:
    """A training that everybody took, perhaps credited under a precedent."""

    facts: TrainingFacts
    precedent: int | None
    requirement: str
    """The slug of what the precedent credits; empty for none."""
    counties: Counties
    """Whose precedents may be used."""
    files_for: Mapping[int, str]
    """For whom a file is kept: people to the county that keeps it."""


@dataclass(frozen=True, slots=True)
class Change:
    """A cell before and after."""

    name: str
    person: int
    place: int
    before: Cells
    after: Cells
    chosen: bool
    """Whether the cell was chosen, rather than changing along with those that were."""

    @property
    def is_one(self) -> bool:
        """Whether anything is different afterwards."""
        return _said(self.before, self.place) != _said(self.after, self.place)


def _said(cells: Cells, place: int) -> tuple[str, int, int]:
    return cells.letters[place], cells.first[place], cells.ends[place]


# Doing it


def decide(
    session: Session, chosen: Sequence[Cell], what: Decided, form_key: str, *, by: int, at: datetime
) -> tuple[MatrixBatch, bool]:
    """Grant all of these cells a waiver or an extension; what is there already is not added again.

    Gives the batch, and whether it is new: sent again with the same key, it is the one there is.
    Raises Invalid, naming the field, or Conflict.
    """
    lock_all(session, [by, *(one.person.id for one in chosen)])
    batch, is_new = _batch(session, Act(what.kind.value), form_key, by, at)
    number = 0
    for one in chosen if is_new else ():
        facts = DecisionFacts(
            what.kind, one.requirement.slug, what.starts_on, what.ends_on, what.reason
        )
        row, added = decisions.decide(session, one.person.id, facts, by=by, at=at)
        if added:
            number += 1
            session.add(
                MatrixBatchEntry(
                    batch_id=batch.id,
                    number=number,
                    person_id=one.person.id,
                    requirement=one.requirement.slug,
                    decision_id=row.id,
                )
            )
    session.flush()
    return batch, is_new


def train(
    session: Session,
    people: Sequence[Person],
    what: Trained,
    upload: Upload | None,
    form_key: str,
    *,
    by: int,
    at: datetime,
) -> tuple[MatrixBatch, bool]:
    """Record a training for all of these people, and credit it if a precedent is named.

    As `decide` otherwise. The file is kept once for each county.
    """
    lock_all(session, [by, *(one.id for one in people)])
    batch, is_new = _batch(session, Act.TRAINING, form_key, by, at)
    if not is_new:
        return batch, False
    nowhere = [one.called for one in people if one.id not in what.files_for]
    if nowhere:
        message = f"{', '.join(nowhere)} works nowhere now. Add the training on their own page."
        raise Invalid(message)
    files = {
        county: evidence.keep(session, upload, county=county, by=by, at=at)
        for county in sorted(set(what.files_for.values()))
    }
    number = 0
    for county, file in files.items():
        mine = [one for one in people if what.files_for[one.id] == county]
        rows = record_all(session, mine, what.facts, file, by=by, at=at)
        for row, added in rows:
            if what.precedent is not None:
                day = civil_date(at)
                claims.credit(session, row, what.precedent, day, what.counties, by=by, at=at)
            if added:
                number += 1
                session.add(
                    MatrixBatchEntry(
                        batch_id=batch.id,
                        number=number,
                        person_id=row.person_id,
                        requirement=what.requirement,
                        training_id=row.id,
                    )
                )
    session.flush()
    return batch, is_new


def counties_of(
    session: Session, people: Sequence[Person], scope: Counties, today: date
) -> dict[int, str]:
    """For each of these people a county of the scope where they work now or soon."""
    statement = (
        select(Affiliation.person_id, func.min(Affiliation.county_fips))
        .where(
            Affiliation.person_id.in_([one.id for one in people]),
            stands(),
            not_ended(today),
            *within(scope),
        )
        .group_by(Affiliation.person_id)
    )
    return {row[0]: row[1] for row in session.execute(statement)}


def _batch(
    session: Session, act: Act, form_key: str, by: int, at: datetime
) -> tuple[MatrixBatch, bool]:
    """The batch of this key, and whether it is new. Whoever asks is locked."""
    same = select(MatrixBatch).filter_by(recorded_by_id=by, form_key=form_key)
    known = session.scalar(same)
    if known is not None:
        return known, False
    batch = MatrixBatch(
        act=act, form_key=form_key, recorded_at=at, recorded_by_id=by, undone_at=None
    )
    session.add(batch)
    session.flush()
    return batch, True


# What it changes


def cells_of(
    session: Session,
    people: Iterable[int],
    rulebook: Rulebook,
    catalogue: Catalogue,
    today: date,
) -> dict[int, Cells]:
    """What the cells of these people say by the facts of this moment, kept or not."""
    world = World(session, rulebook, catalogue, afresh=True)
    lines, advisory = lines_of(world, people), advisory_on(rulebook, today)
    return {person: cells_on(mine, today, advisory) for person, mine in lines.items()}


def changes(
    chosen: Sequence[Cell], before: Mapping[int, Cells], after: Mapping[int, Cells]
) -> list[Change]:
    """Every chosen cell, and every other that changes along with them; changed ones first."""
    names = {one.person.id: one.name for one in chosen}
    wanted = {(one.person.id, one.place) for one in chosen}
    found = [
        Change(name, person, place, before[person], after[person], (person, place) in wanted)
        for person, name in names.items()
        for place in range(len(before[person].letters))
    ]
    return sorted(
        (one for one in found if one.chosen or one.is_one),
        key=lambda one: (not one.is_one, not one.chosen),
    )
