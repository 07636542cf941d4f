"""Facts that are recorded one by one, each in a transaction of its own, as a page would."""

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from bench.readiness_state import State
from portal import clock, held
from portal.db import db, writing
from portal.domain.coverage import WeeklyGap
from portal.domain.staffing import Mode
from portal.models import (
    Affiliation,
    Base,
    Claim,
    Credential,
    Equivalency,
    OutsideTraining,
    Shift,
    ShiftAssignment,
    TeamArea,
)
from portal.services.readiness import World

AT_ONCE = 10
"""Facts to a measurement."""
ENOUGH = 1000
"""So many of a kind are there to be recorded."""
CHECKED = 20
"""So many of the people are compared with a fresh derivation."""
_ASSESSMENT = "crisis-assessment"
Rows = list[Base]


@dataclass
class Kind:
    """A kind of fact: the rows that one of it is, about somebody or something."""

    name: str
    make: Callable[[Session, Any], Rows]
    about: Iterator[Any]
    by_county: Mapping[str, list[Any]]
    """What else there is for it to be about."""


class Recording:
    """Records facts with and without what is kept following them."""

    def __init__(self, state: State) -> None:
        self.state = state
        with state.app.app_context():
            self.kept: sessionmaker[Session] = db.sessionmaker
        self.bare = sessionmaker(state.engine)
        self.people: set[int] = set()
        self.alone: Rows = []
        with self.bare() as session:
            self.precedent = session.scalar(
                select(Equivalency.id).where(Equivalency.requirement == _ASSESSMENT)
            )
            has = (
                select(OutsideTraining.person_id)
                .join(Claim, Claim.training_id == OutsideTraining.id)
                .where(Claim.equivalency_id == self.precedent)
            )
            person = Affiliation.person_id
            lacking = session.execute(select(person).where(person.not_in(has))).all()
            having = session.execute(select(person).where(person.in_(has))).all()
            licenses = session.execute(select(Credential.person_id, Credential.id)).all()
            places = _places(session)
            asked = select(person, Affiliation.county_fips)
            self.county_of: dict[int, str] = dict(session.execute(asked).tuples().all())
        self.kinds = [
            self._kind("a training that makes somebody an assessor", self._training, lacking),
            self._kind("a training that changes nothing", self._training, having),
            self._kind("a license renewed", self._renewed, licenses),
            self._kind("a place on a shift", self._placed, places),
        ]

    def _kind(self, name: str, make: Callable[[Session, Any], Rows], found: Sequence[Any]) -> Kind:
        """`found`: people, each with what it is about. Some from everywhere; each is used once."""
        by_county: dict[str, list[Any]] = defaultdict(list)
        for each in found[1::2]:
            by_county[self.county_of[each[0]]].append(each)
        some = found[::2]
        return Kind(name, make, iter(some[:: max(1, len(some) // ENOUGH)]), by_county)

    def _training(self, session: Session, about: Any) -> Rows:
        (person,) = about
        recorded = {"recorded_at": clock.now(), "recorded_by_id": None}
        training = OutsideTraining(
            person_id=person,
            title="Sample course: crisis-assessment",
            provider="Sample provider",
            subject="",
            completed_on=self._yesterday(),
            ce_minutes=0,
            **recorded,
        )
        session.add(training)
        session.flush()
        return [
            training,
            Claim(
                training_id=training.id,
                equivalency_id=self.precedent,
                claimed_on=self._yesterday(),
                **recorded,
            ),
        ]

    def _renewed(self, session: Session, about: Any) -> Rows:
        person, before = about
        old: Any = session.get(Credential, before)
        kept = ("title", "issuer", "number", "provider_type")
        return [
            Credential(
                person_id=person,
                starts_on=self._yesterday(),
                expires_on=self._yesterday() + timedelta(days=730),
                supersedes_id=before,
                recorded_at=clock.now(),
                **{name: getattr(old, name) for name in kept},
            )
        ]

    def _placed(self, _session: Session, about: Any) -> Rows:
        person, shift = about
        return [
            ShiftAssignment(
                shift_id=shift,
                person_id=person,
                mode=Mode.ON_SITE,
                first_on=self.state.today,
                recorded_at=clock.now(),
            )
        ]

    def _yesterday(self) -> date:
        return self.state.today - timedelta(days=1)

    def record(self, kind: Kind) -> None:
        """Some facts, with every page right after each."""
        for _ in range(AT_ONCE):
            self._record(kind, next(kind.about))

    def record_in_each(self, counties: Iterable[str]) -> None:
        """A fact about somebody of each of these counties, of one kind after the other."""
        kinds = deque(self.kinds)
        for county in counties:
            kinds.rotate()
            kind = next(each for each in kinds if each.by_county[county])
            self._record(kind, kind.by_county[county].pop())

    def _record(self, kind: Kind, about: Any) -> None:
        self._one(self.kept, kind, about)
        self.people.add(about[0])

    def record_alone(self, kind: Kind) -> None:
        """The same inserts alone. What is kept is wrong until they are taken out again."""
        self.alone = [
            row for _ in range(AT_ONCE) for row in self._one(self.bare, kind, next(kind.about))
        ]

    def take_out(self) -> None:
        """Take out what was inserted alone."""
        with self.bare() as session:
            for row in reversed(self.alone):
                session.delete(session.merge(row))
            session.commit()
        self.alone = []

    def _one(self, make: sessionmaker[Session], kind: Kind, about: Any) -> Rows:
        writing.set(True)
        with self.state.app.app_context(), make(expire_on_commit=False) as session:
            rows = kind.make(session, about)
            session.add_all(rows)
            session.commit()
        return rows

    def check(self) -> None:
        """Make sure that what was recorded shows: what is kept equals a fresh derivation."""
        writing.set(False)
        some = sorted(self.people)[:: max(1, len(self.people) // CHECKED)]
        with self.state.app.app_context():
            rulebook, catalogue = held.rulebook(), held.catalogue()
            kept = World(db.session, rulebook, catalogue)
            fresh = World(db.session, rulebook, catalogue, afresh=True)
            asked = select(Affiliation.team_id).where(Affiliation.person_id.in_(some))
            teams = set(db.session.scalars(asked))
            served = select(TeamArea.area_id).where(TeamArea.team_id.in_(teams))
            areas = sorted(set(db.session.scalars(served)))
            if (
                not kept.kept
                or kept.kept_people(some) != fresh.people(some)
                or kept.kept_teams(teams) != fresh.teams_afresh(teams)
                or _sorted(kept.kept_weekly(areas)) != _sorted(fresh.weekly_afresh(areas))
            ):
                message = "What is kept is not what the facts say: the benchmark measures nothing."
                raise RuntimeError(message)


def _sorted(gaps: Mapping[int, Iterable[WeeklyGap]]) -> dict[int, list[WeeklyGap]]:
    return {area: sorted(mine) for area, mine in gaps.items()}


def _places(session: Session) -> Sequence[Any]:
    """For everybody on a team one of its shifts."""
    asked = (
        select(Affiliation.person_id, func.min(Shift.id))
        .join(Affiliation, Affiliation.team_id == Shift.team_id)
        .group_by(Affiliation.person_id)
    )
    return session.execute(asked).all()
