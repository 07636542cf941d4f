"""What the pages of a list share: the list itself, who looks, and what fields can be."""

from collections.abc import Sequence

from portal import held
from portal.db import db
from portal.domain.evidence import subjects
from portal.domain.imports import rows
from portal.domain.imports.kinds import KINDS, Kind
from portal.domain.imports.rows import Columns
from portal.domain.people import ProviderType
from portal.forms.fields import Choices
from portal.forms.imports import letters
from portal.models import ImportBatch
from portal.services import imports, places
from portal.services.imports import Listed, Reader
from portal.views.access import me


def batch_of(number: int) -> tuple[Listed, Kind]:
    """The list and its kind. Raises NotFound or Forbidden."""
    found = imports.find(db.session, number, me.grants)
    return found, KINDS[found.row.kind]


def reader() -> Reader:
    """Who looks."""
    return Reader(me.grants, subjects(held.rulebook()), me.person_id)


def offered(batch: ImportBatch) -> dict[str, Choices]:
    """The values of fields that are chosen from lists: the words are the values."""
    teams = places.teams(db.session, frozenset({batch.county_fips}))
    professions = {one.label: one.label for one in ProviderType}
    return {
        "team": {team.name: team.name for team in teams},
        "agency": {one.name: one.name for one in places.agencies(db.session)},
        "profession": professions,
        "provider_type": professions,
        "subject": {words: words for words in subjects(held.rulebook()).values()},
    }


def not_taken(grid: Sequence[Sequence[str]], columns: Columns) -> str:
    """Which columns of a sheet nothing is taken from, as spreadsheets name them; empty for none."""
    header = grid[columns.header]
    return " · ".join(
        f"{letters(place)}: {(header[place] if place < len(header) else '') or 'no heading'}"
        for place in rows.not_taken(grid, columns)
    )
