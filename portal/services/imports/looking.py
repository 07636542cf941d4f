"""A look at a list: what would become of every row. Nothing is recorded."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from portal.domain.access import Grant, Permission, counties
from portal.domain.imports import facts, people, rows
from portal.domain.imports.cells import Lists
from portal.domain.imports.headings import plain
from portal.domain.imports.kinds import KINDS, Kind
from portal.domain.imports.rows import Columns, Fix
from portal.domain.imports.verdicts import Looked
from portal.models import ImportBatch
from portal.services.imports import known
from portal.services.imports.batches import sheet_of
from portal.services.imports.fixing import fixes_of


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks: what is proposed depends on whom they may see."""

    grants: Sequence[Grant]
    subjects: Mapping[str, str]
    """The subjects that requirements name, with their words."""
    person: int = 0
    """Their number."""

    @property
    def sees_all(self) -> bool:
        """Whether they manage people in the whole state."""
        return counties(self.grants, Permission.MANAGE_PEOPLE) is None


def kind_of(batch: ImportBatch) -> Kind:
    """The kind of list."""
    return KINDS[batch.kind]


def lists_of(here: known.Here, reader: Reader) -> Lists:
    """What cells can name."""
    subjects = {plain(words): slug for slug, words in reader.subjects.items()}
    subjects |= {plain(slug): slug for slug in reader.subjects}
    return Lists(
        here.today,
        here.name,
        {name.casefold(): number for number, name in here.teams.items()},
        {name.casefold(): number for number, name in here.agencies.items()},
        subjects,
    )


def look(
    session: Session,
    batch: ImportBatch,
    reader: Reader,
    at: datetime,
    trying: Mapping[int, Fix] | None = None,
    tell: Callable[[int], None] | None = None,
) -> Looked:
    """Every row of a list whose columns are confirmed, judged; as if `trying` were decided.

    After each row `tell` is given how many there were.
    """
    kind, columns = kind_of(batch), Columns(**batch.columns)
    here = known.county(session, batch.county_fips, at)
    sheet = sheet_of(batch, columns.sheet)["rows"]
    fixes = fixes_of(session, batch) | dict(trying or {})
    read = rows.read(kind, sheet, columns, fixes, lists_of(here, reader))
    emails = {row.email for row in read if row.email}
    directory = known.directory(
        session, here, emails, sees_all=reader.sees_all, adds_people=kind.adds_people
    )
    if kind.adds_people:
        return people.look(read, directory, known.work(session, here), tell)
    entries = known.entries(session, here, kind.slug, reader.person)
    return facts.look(kind, read, directory, entries, tell)
