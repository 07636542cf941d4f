"""A person's facts, in bulk: a query for each table, however many people there are."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from portal.domain.curriculum import Catalogue
from portal.domain.dates import civil_date
from portal.domain.facts import Begun, Claim, Completion, Equivalency, PersonFacts, Recorded
from portal.models import Person
from portal.services.certification import statements
from portal.services.certification.statements import KEPT, OUTSIDE, Kept, kept_rows, table_of

Rows = Sequence[Any]
ByPerson = dict[int, list[Any]]


def facts_of(
    session: Session,
    person_ids: Iterable[int] | None,
    catalogue: Catalogue,
    known_at: datetime | None = None,
    *,
    names: bool = True,
) -> dict[int, PersonFacts]:
    """What is known about each of these people, or about everybody (None).

    With `known_at` it is what was known at that moment. Without `names`, facts do not say who
    recorded them, which no state depends on. The number of queries is constant.
    """
    ids = None if person_ids is None else sorted(set(person_ids))
    if ids == []:
        return {}
    return _Load(session, ids, catalogue, known_at, names=names).facts()


def one(
    session: Session, person_id: int, catalogue: Catalogue, known_at: datetime | None = None
) -> PersonFacts:
    """What is known about one person, who is there."""
    return facts_of(session, [person_id], catalogue, known_at)[person_id]


class _Load:
    """One load: all rows first, then the facts made from them."""

    def __init__(
        self,
        session: Session,
        ids: list[int] | None,
        catalogue: Catalogue,
        known_at: datetime | None,
        *,
        names: bool,
    ) -> None:
        self.session = session
        self.catalogue = catalogue
        which = {"some": ids is not None, "then": known_at is not None}
        values = {"ids": ids, "known_at": known_at}
        self.values = {name: value for name, value in values.items() if value is not None}
        self.kept = {field: self._rows(kept_rows(each, **which)) for field, each in KEPT.items()}
        self.outside = self._rows(kept_rows(OUTSIDE, **which))
        self.claims = self._rows(statements.claims(**which)) if self.outside else []
        self.records = self._rows(statements.records(**which))
        self.enrolments = self._rows(statements.enrolments(**which))
        self.people = self._people(ids)
        self.names = self._recorders() if names else {}
        self.editions: dict[tuple[str, int], tuple[bool, date | None]] = {}

    def _rows(self, statement: Select[Any]) -> Rows:
        return self.session.execute(statement, self.values).all()

    def _people(self, ids: list[int] | None) -> dict[int | None, str]:
        person = table_of(Person).c
        statement = select(person.id, person.name_used, person.legal_name).order_by(person.id)
        if ids is not None:
            statement = statement.where(person.id.in_(ids))
        rows = self.session.execute(statement)
        return {row.id: row.name_used or row.legal_name for row in rows}

    def _recorders(self) -> dict[int | None, str]:
        """The names of those who recorded something, where they are not among the people."""
        recorders = {
            row.recorded_by_id for rows in (*self.kept.values(), self.outside) for row in rows
        }
        recorders |= {each for row in self.claims for each in (row.recorded_by_id, row.given_by_id)}
        missing = [each for each in recorders if each is not None and each not in self.people]
        return self.people | (self._people(missing) if missing else {})

    def facts(self) -> dict[int, PersonFacts]:
        """The facts of each person."""
        by_field = {field: self._kept(KEPT[field], rows) for field, rows in self.kept.items()}
        by_field["completions"] = self._completions()
        by_field["begun"] = self._begun()
        return {
            person: PersonFacts(
                person,
                name,
                **{
                    field: tuple(found[person])
                    for field, found in by_field.items()
                    if person in found
                },
            )
            for person, name in self.people.items()
            if person is not None
        }

    def _kept(self, kept: Kept, rows: Rows) -> ByPerson:
        superseded = {row.supersedes_id for row in rows}
        found: ByPerson = defaultdict(list)
        for key, person, at, by, _, *said in rows:
            if key in superseded or (kept.days and _taken_back(kept, said)):
                continue
            fact = Recorded(f"{kept.kind}:{key}", at, self.names.get(by, ""))
            found[person].append(kept.fact(fact, *said))
        return found

    def _completions(self) -> ByPerson:
        found: ByPerson = defaultdict(list)
        for row in self.records:
            counts, superseded_on = self._edition(row.course, row.edition)
            found[row.person_id].append(
                Completion(
                    fact=Recorded(f"training-record:{row.id}", row.completed_at, ""),
                    title=row.course_title,
                    completed_on=row.completed_on,
                    course=row.course,
                    edition=row.edition,
                    still_counts=counts,
                    superseded_on=superseded_on,
                    revoked_on=row.revoked_on,
                    subject="",
                    ce_minutes=0,
                    claims=(),
                )
            )
        for person, completion in self._outside():
            found[person].append(completion)
        return found

    def _edition(self, course: str, edition: int) -> tuple[bool, date | None]:
        """Whether the newest edition accepts this one, and otherwise since when it does not."""
        known = self.editions.get((course, edition))
        if known is None:
            newest = self.catalogue.current(course)
            accepted = newest is None or newest.counts(edition)
            known = (accepted, None if accepted or newest is None else newest.published)
            self.editions[course, edition] = known
        return known

    def _outside(self) -> list[tuple[int, Completion]]:
        """Trainings from elsewhere. Credit belongs to the row it was claimed for."""
        superseded = {row.supersedes_id for row in self.outside}
        given = self._claims()
        return [
            (
                row.person_id,
                Completion(
                    fact=self._recorded("outside-training", row.id, row),
                    title=row.title,
                    completed_on=row.completed_on,
                    course="",
                    edition=0,
                    still_counts=True,
                    superseded_on=None,
                    revoked_on=None,
                    subject=row.subject,
                    ce_minutes=row.ce_minutes,
                    claims=tuple(given[row.id]),
                ),
            )
            for row in self.outside
            if row.id not in superseded and not row.withdrawn
        ]

    def _claims(self) -> defaultdict[int, list[Claim]]:
        found: defaultdict[int, list[Claim]] = defaultdict(list)
        for row in self.claims:
            precedent = Equivalency(
                fact=Recorded(
                    f"equivalency:{row.id}", row.given_at, self.names.get(row.given_by_id, "")
                ),
                requirement=row.requirement,
                starts_on=row.starts_on,
                ends_on=row.ends_on,
                recency_months=row.recency_months,
                revoked_on=row.revoked_on,
                title=row.title,
                reason=row.reason,
            )
            fact = self._recorded("claim", f"{row.training_id}-{row.id}", row)
            found[row.training_id].append(Claim(fact, precedent, row.claimed_on))
        return found

    def _begun(self) -> ByPerson:
        completed = {row.enrolment_id: row.completed_on for row in self.records}
        found: ByPerson = defaultdict(list)
        for row in self.enrolments:
            course = self.catalogue.current(row.course) or self.catalogue.edition(
                row.course, row.edition
            )
            found[row.person_id].append(
                Begun(
                    fact=Recorded(f"enrolment:{row.id}", row.started_at, ""),
                    course=row.course,
                    title=course.title if course else row.course,
                    started_on=civil_date(row.started_at),
                    ended_on=completed.get(row.id),
                )
            )
        return found

    def _recorded(self, kind: str, key: object, row: Row[Any]) -> Recorded:
        return Recorded(f"{kind}:{key}", row.recorded_at, self.names.get(row.recorded_by_id, ""))


def _taken_back(kept: Kept, said: Sequence[Any]) -> bool:
    starts_on = said[kept.columns.index("starts_on")]
    ends_on = said[kept.columns.index("ends_on")]
    return starts_on is not None and ends_on is not None and ends_on < starts_on
