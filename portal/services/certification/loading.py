"""People's facts, in bulk: a fixed number of queries, however many people there are."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.orm import Session

from portal.domain import facts as known
from portal.domain.curriculum import Catalogue
from portal.domain.dates import civil_date
from portal.domain.facts import Claim, Completion, DecisionKind, Duty, PersonFacts, Recorded
from portal.domain.people import ProviderType
from portal.models import Person
from portal.services.certification import statements
from portal.services.certification.statements import CLAIM, Of, Row
from portal.services.long_statements import ask

_EVERYBODY = select(Person.id, Person.called).order_by(Person.id)
_SOME = _EVERYBODY.where(Person.id.in_(bindparam("ids", expanding=True)))


def facts_of(
    session: Session,
    person_ids: Iterable[int] | None,
    catalogue: Catalogue,
    known_at: datetime | None = None,
    *,
    names: bool = True,
) -> dict[int, PersonFacts]:
    """What is known about each of these people, or about everybody (None).

    With `known_at` it is what was known at that moment. Without `names`, nobody is named, neither
    the people nor who recorded facts: no state depends on it. The number of queries is constant.
    """
    ids = None if person_ids is None else sorted(set(person_ids))
    if ids == []:
        return {}
    connection = session.connection()
    of = Of.ALL if ids is None else Of.ONE if len(ids) == 1 else Of.SOME
    asked: dict[str, Any] = {} if known_at is None else {"known_at": known_at}
    if ids is not None:
        asked |= {"id": ids[0]} if of is Of.ONE else {"ids": ids}
    statement = statements.rows(of=of, then=known_at is not None)
    rows = [Row(*row) for row in ask(connection, statement, asked)]
    people: Names = _people(connection, ids) if names or ids is None else dict.fromkeys(ids, "")
    recorders = _recorders(connection, rows, people) if names else {}
    return _Load(rows, people, recorders, catalogue).facts()


def facts_from(
    rows: Iterable[Row], ids: Iterable[int], catalogue: Catalogue
) -> dict[int, PersonFacts]:
    """The same of these people from rows that were read already; nobody is named."""
    return _Load(rows, dict.fromkeys(ids, ""), {}, catalogue).facts()


Names = dict[int | None, str]


def _people(connection: Connection, ids: Iterable[int] | None) -> Names:
    found = (
        connection.execute(_EVERYBODY)
        if ids is None
        else connection.execute(_SOME, {"ids": list(ids)})
    )
    return dict(found.all())


def _recorders(connection: Connection, rows: Iterable[Row], people: Names) -> Names:
    """The names of those who recorded something, where they are not among the people."""
    recorders = {each for row in rows for each in (row.by, row.given_by)}
    missing = [each for each in recorders if each is not None and each not in people]
    return people | (_people(connection, missing) if missing else {})


def one(
    session: Session, person_id: int, catalogue: Catalogue, known_at: datetime | None = None
) -> PersonFacts:
    """What is known about one person, who is there."""
    return facts_of(session, [person_id], catalogue, known_at)[person_id]


class _Load:
    """Facts made from rows of all kinds, and from the names of people and of recorders."""

    def __init__(
        self, rows: Iterable[Row], people: Mapping[Any, str], names: Names, catalogue: Catalogue
    ) -> None:
        self.catalogue, self.people, self.names = catalogue, people, names
        known = sorted(rows, key=lambda row: row.id)
        self.rows = [row for row in known if row.kind != CLAIM]
        self.claims = [row for row in known if row.kind == CLAIM]
        self.completed = {
            row.other: row.starts for row in self.rows if row.kind == "training-record"
        }
        self.credit = self._credit()
        self.editions: dict[tuple[str, int], tuple[bool, date | None]] = {}

    def facts(self) -> dict[int, PersonFacts]:
        """The facts of each person."""
        found: dict[int, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
        for row in self.rows:
            if not _taken_back(row):
                field, make = _MAKERS[row.kind]
                fact = Recorded(f"{row.kind}:{row.id}", row.at, self.names.get(row.by, ""))
                found[row.person][field].append(make(self, fact, row))
        return {
            person: PersonFacts(
                person, name, **{field: tuple(mine) for field, mine in found[person].items()}
            )
            for person, name in self.people.items()
            if person is not None
        }

    def _credit(self) -> dict[int | None, list[Claim]]:
        """The claims of each training from elsewhere. Credit belongs to the row it was given."""
        found: dict[int | None, list[Claim]] = defaultdict(list)
        for row in self.claims:
            given_by = self.names.get(row.given_by, "")
            precedent = known.Equivalency(
                fact=Recorded(f"equivalency:{row.id}", row.given_at, given_by),
                requirement=row.word,
                starts_on=row.starts,
                ends_on=row.ends,
                recency_months=row.number,
                revoked_on=row.revoked_on,
                title=row.second,
                reason=row.third,
            )
            fact = Recorded(f"claim:{row.other}-{row.id}", row.at, self.names.get(row.by, ""))
            found[row.other].append(Claim(fact, precedent, row.first))
        return found

    def edition(self, course: str, edition: int) -> tuple[bool, date | None]:
        """Whether the newest edition accepts this one, and otherwise since when it does not."""
        said = self.editions.get((course, edition))
        if said is None:
            newest = self.catalogue.current(course)
            accepted = newest is None or newest.counts(edition)
            said = (accepted, None if accepted or newest is None else newest.published)
            self.editions[course, edition] = said
        return said

    def title(self, course: str, edition: int) -> str:
        """What a training of the portal is called."""
        found = self.catalogue.current(course) or self.catalogue.edition(course, edition)
        return found.title if found else course


def _taken_back(row: Row) -> bool:
    """Whether a row says that an earlier one was a mistake, or that something never began."""
    if row.kind == "outside-training":
        return bool(row.other)
    if row.kind == "training-record":
        return False
    return row.starts is not None and row.ends is not None and row.ends < row.starts


def _license(_load: _Load, fact: Recorded, row: Row) -> known.LicenseHeld:
    kind = ProviderType(row.second) if row.second else None
    return known.LicenseHeld(fact, row.word, kind, row.starts, row.ends, row.first)


def _decision(_load: _Load, fact: Recorded, row: Row) -> known.Decided:
    kind = DecisionKind(row.word)
    return known.Decided(fact, kind, row.second, row.starts, row.ends, row.third)


def _outside(load: _Load, fact: Recorded, row: Row) -> Completion:
    return Completion(
        fact=fact,
        title=row.word,
        completed_on=row.starts,
        course="",
        edition=0,
        still_counts=True,
        superseded_on=None,
        revoked_on=None,
        subject=row.second,
        ce_minutes=row.number or 0,
        claims=tuple(load.credit.get(row.id, ())),
        confirmed=row.third != "own",
    )


def _record(load: _Load, fact: Recorded, row: Row) -> Completion:
    counts, superseded_on = load.edition(row.word, row.number or 0)
    return Completion(
        fact=fact,
        title=row.second,
        completed_on=row.starts,
        course=row.word,
        edition=row.number or 0,
        still_counts=counts,
        superseded_on=superseded_on,
        revoked_on=row.ends,
        subject=row.third,
        ce_minutes=0,
        claims=(),
        confirmed=True,
    )


def _begun(load: _Load, fact: Recorded, row: Row) -> known.Begun:
    title = load.title(row.word, row.number or 0)
    return known.Begun(fact, row.word, title, civil_date(row.at), load.completed.get(row.id))


_MAKERS: dict[str, tuple[str, Callable[[_Load, Recorded, Row], Any]]] = {
    "affiliation": (
        "affiliations",
        lambda _, fact, row: known.Affiliated(fact, row.word, row.number, row.starts, row.ends),
    ),
    "duty": (
        "duties",
        lambda _, fact, row: known.DutyHeld(fact, Duty(row.word), row.starts, row.ends),
    ),
    "profession": (
        "professions",
        lambda _, fact, row: known.Profession(fact, ProviderType(row.word), row.starts, row.ends),
    ),
    "credential": ("licenses", _license),
    "designation": (
        "designations",
        lambda _, fact, row: known.DesignationHeld(fact, row.word, row.starts, row.ends),
    ),
    "decision": ("decisions", _decision),
    "leave": ("leaves", lambda _, fact, row: known.Leave(fact, row.starts, row.ends)),
    "outside-training": ("completions", _outside),
    "training-record": ("completions", _record),
    "enrolment": ("begun", _begun),
}
"""By kind: the field of `PersonFacts`, and how the fact is made."""
