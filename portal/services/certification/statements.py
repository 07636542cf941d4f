"""What is asked for people's facts: one statement for all kinds of facts, built once."""

from enum import Enum
from functools import cache, lru_cache
from typing import Any, NamedTuple, cast

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    SelectLabelStyle,
    String,
    Table,
    and_,
    bindparam,
    case,
    exists,
    false,
    func,
    literal_column,
    null,
    select,
    type_coerce,
    union,
    union_all,
)
from sqlalchemy import cast as as_type

from portal.models import (
    Affiliation,
    Base,
    Claim,
    Credential,
    Decision,
    Designation,
    DutyHeld,
    Enrolment,
    Equivalency,
    EquivalencyRevocation,
    Leave,
    OutsideTraining,
    PersonProviderType,
    Revocation,
    TrainingRecord,
)


def table_of(model: type[Base]) -> Table:
    """The table itself: asking it costs less than asking the mapped class."""
    return cast(Table, model.__table__)


class Of(Enum):
    """Whose facts are asked for: everybody's, those of the people `ids`, or of the person `id`."""

    ALL = 0
    SOME = 1
    ONE = 2


class Row(NamedTuple):
    """A fact of any kind; what a kind lacks is empty."""

    kind: str
    """The first part of the fact's key."""
    id: int
    person: int
    at: Any
    by: int | None
    word: str
    second: str
    third: str
    number: int | None
    other: int | None
    starts: Any
    ends: Any
    first: Any
    """The day of a license's first issue; of a claim, the day on which it was made."""
    revoked_on: Any
    """Of a claim, when its precedent was revoked; `other` is its training, `id` the precedent."""
    given_at: Any
    given_by: int | None


_TYPES: dict[str, Any] = dict.fromkeys(("kind", "word", "second", "third"), String)
_TYPES |= dict.fromkeys(("starts", "ends", "first", "revoked_on"), Date)
_TYPES |= dict.fromkeys(("at", "given_at"), table_of(Equivalency).c.recorded_at.type)
_TYPED = {name: as_type(null(), _TYPES.get(name, Integer)).label(name) for name in Row._fields}
_HEAD = select(*_TYPED.values()).where(false())
"""Before all others: it says of what types the columns are, so that the others need not."""
_NOTHING: Any = literal_column("NULL")
_NO_WORD: Any = literal_column("''")
_EMPTY: dict[str, Any] = dict.fromkeys(Row._fields, _NOTHING)
_EMPTY |= dict.fromkeys(("word", "second", "third"), _NO_WORD)


def columns(kind: str, **said: Any) -> Select[Any]:
    """What a kind says, in the shape of all, and nothing for what it lacks."""
    given = {**_EMPTY, "kind": literal_column(f"'{kind}'"), **said}
    chosen = select(*given.values())
    return chosen.set_label_style(SelectLabelStyle.LABEL_STYLE_NONE)


CLAIM = "claim"


class _Kind:
    """How one table's rows are given the shape of all."""

    def __init__(self, name: str, model: type[Base], at: str = "recorded_at", **said: Any) -> None:
        self.table = table_of(model)
        column = self.table.c
        self.at = column[at]
        given: dict[str, Any] = {"id": column.id, "person": column.person_id, "at": self.at}
        if "recorded_by_id" in column:
            given["by"] = column["recorded_by_id"]
        given |= {field: self._column(source) for field, source in said.items()}
        self.columns = columns(name, **given)

    def _column(self, source: Any) -> Any:
        column = self.table.c[source] if isinstance(source, str) else source
        return type_coerce(column, String) if isinstance(column.type, String) else column

    def rows(self, *, of: Of, then: bool) -> Select[Any]:
        """The statement for this table alone."""
        statement = _limited(self.columns, self.table.c.person_id, self.at, of, then)
        if "supersedes_id" in self.table.c:
            statement = statement.where(_stands(self.table, then=then))
        if self.table is not table_of(TrainingRecord):
            return statement
        revoked = table_of(Revocation)
        by_then = [revoked.c.recorded_at <= bindparam("known_at")] if then else []
        on = and_(revoked.c.record_id == self.table.c.id, *by_then)
        return statement.select_from(self.table.outerjoin(revoked, on))


_SAID_BY = func.coalesce(
    table_of(OutsideTraining).c.said_by_id, table_of(OutsideTraining).c.recorded_by_id
)
_STRETCH = {"starts": "starts_on", "ends": "ends_on"}
_KINDS = (
    _Kind("affiliation", Affiliation, word="county_fips", number="team_id", **_STRETCH),
    _Kind("duty", DutyHeld, word="duty", **_STRETCH),
    _Kind("profession", PersonProviderType, word="provider_type", **_STRETCH),
    _Kind(
        "credential",
        Credential,
        word="title",
        second="provider_type",
        starts="starts_on",
        ends="expires_on",
        first="first_licensed_on",
    ),
    _Kind("designation", Designation, word="county_fips", **_STRETCH),
    _Kind("decision", Decision, word="kind", second="requirement", third="reason", **_STRETCH),
    _Kind("leave", Leave, **_STRETCH),
    _Kind(
        "outside-training",
        OutsideTraining,
        word="title",
        second="subject",
        third=case((table_of(OutsideTraining).c.person_id == _SAID_BY, "own"), else_=""),
        number="ce_minutes",
        other=as_type(table_of(OutsideTraining).c.withdrawn, Integer),
        starts="completed_on",
    ),
    _Kind(
        "training-record",
        TrainingRecord,
        "completed_at",
        word="course",
        second="course_title",
        third=func.coalesce(table_of(TrainingRecord).c.subject, ""),
        number="edition",
        other="enrolment_id",
        starts="completed_on",
        ends=table_of(Revocation).c.revoked_on,
    ),
    _Kind("enrolment", Enrolment, "started_at", word="course", number="edition"),
)


def _limited(
    statement: Select[Any], person_id: Any, recorded_at: Any, of: Of, then: bool
) -> Select[Any]:
    """Of some people or one only; recorded by a moment only."""
    if of is Of.ONE:  # lists are written into a statement anew each time
        statement = statement.where(person_id == bindparam("id"))
    if of is Of.SOME:
        statement = statement.where(person_id.in_(bindparam("ids", expanding=True)))
    if then:
        statement = statement.where(recorded_at <= bindparam("known_at"))
    return statement


def _stands(table: Table, *, then: bool) -> ColumnElement[bool]:
    """Nothing supersedes the row. What is superseded stays in the database: years of it."""
    later = table.alias()
    by_then = [later.c.recorded_at <= bindparam("known_at")] if then else []
    return ~exists().where(later.c.supersedes_id == table.c.id, *by_then)


@lru_cache(maxsize=6)
def rows(*, of: Of, then: bool) -> Any:
    """Every fact of some people or of all that stands, as rows of one shape."""
    return union_all(*by_kind(of=of, then=then))


def by_kind(*, of: Of, then: bool) -> list[Select[Any]]:
    """The same as a statement for each kind: for whoever asks for more of the same shape."""
    kinds = [kind.rows(of=of, then=then) for kind in _KINDS]
    return [_HEAD, *kinds, _claims(of=of, then=then)]


@cache
def later() -> Any:
    """Whom facts are about that were recorded after a moment, the `known_at` of the statement."""
    claim, training = table_of(Claim), table_of(OutsideTraining)
    record, revoked = table_of(TrainingRecord), table_of(Revocation)
    precedent = table_of(EquivalencyRevocation)
    at: Any = bindparam("known_at")
    credited = select(training.c.person_id).join(claim, claim.c.training_id == training.c.id)
    withdrawn = credited.join(
        precedent, precedent.c.equivalency_id == claim.c.equivalency_id
    ).where(precedent.c.recorded_at > at)
    taken_back = (
        select(record.c.person_id)
        .join(revoked, revoked.c.record_id == record.c.id)
        .where(revoked.c.recorded_at > at)
    )
    own = (select(kind.table.c.person_id).where(kind.at > at) for kind in _KINDS)
    return union(*own, credited.where(claim.c.recorded_at > at), withdrawn, taken_back)


def _claims(*, of: Of, then: bool) -> Select[Any]:
    """The credit given to trainings from elsewhere that stand, each with its precedent."""
    claim, given = table_of(Claim).c, table_of(Equivalency).c
    training, revoked = table_of(OutsideTraining).c, table_of(EquivalencyRevocation).c
    by_then = [revoked.recorded_at <= bindparam("known_at")] if then else []
    joined = (
        table_of(Claim)
        .join(table_of(OutsideTraining), training.id == claim.training_id)
        .join(table_of(Equivalency), given.id == claim.equivalency_id)
        .outerjoin(
            table_of(EquivalencyRevocation), and_(revoked.equivalency_id == given.id, *by_then)
        )
    )
    said: dict[str, Any] = {
        "id": given.id,
        "person": training.person_id,
        "at": claim.recorded_at,
        "by": claim.recorded_by_id,
        "word": given.requirement,
        "second": given.title,
        "third": given.reason,
        "number": given.recency_months,
        "other": claim.training_id,
        "starts": given.starts_on,
        "ends": given.ends_on,
        "first": claim.claimed_on,
        "revoked_on": revoked.revoked_on,
        "given_at": given.recorded_at,
        "given_by": given.recorded_by_id,
    }
    statement = (
        columns(CLAIM, **said)
        .select_from(joined)
        .where(_stands(table_of(OutsideTraining), then=then))
    )
    return _limited(statement, training.person_id, claim.recorded_at, of, then)
