"""Lists that were handed in: what was read, what was decided about rows, and what they brought."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, deferred, mapped_column
from sqlalchemy.types import JSON

from portal.models.base import Base, Recorded


class ImportBatch(Base, Recorded):
    """A list of people, trainings or credentials: taken in as a whole, and undone as a whole."""

    __tablename__ = "import_batch"

    id: Mapped[int] = mapped_column(primary_key=True)
    county_fips: Mapped[str] = mapped_column(ForeignKey("county.fips"), index=True)
    kind: Mapped[str]
    """The slug of the kind of list."""
    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence_file.id"))
    """The file as it was handed in."""
    name: Mapped[str]
    """The file's name, for people."""
    read_as: Mapped[str]
    """How the file was read, in words, such as its encoding."""
    sheets: Mapped[Any] = deferred(mapped_column(JSON, nullable=False))
    """What was read: of each sheet its name, its rows of text, and notes."""
    columns: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
    """Which column is which field; empty until somebody has confirmed it."""
    asked_at: Mapped[datetime | None]
    """When somebody asked for a long list to be taken in beside the page; empty again when that
    could not be done."""
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    looked_at_rows: Mapped[int | None]
    """How many rows were looked at since then: how far it is."""
    taken_at: Mapped[datetime | None]
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    undo_asked_at: Mapped[datetime | None]
    """When somebody asked for a long list to be undone beside the page; empty again when that
    could not be done."""
    undo_asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class ImportFix(Base, Recorded):
    """What somebody has decided about a row before the list is taken in."""

    __tablename__ = "import_fix"

    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    """The row, as spreadsheets count."""
    texts: Mapped[Any] = mapped_column(JSON)
    """By field: what is to stand there instead of the file's words."""
    who: Mapped[str]
    """“new”, the number of a person, or “row” and the number of another row; empty: not said."""
    differing: Mapped[str]
    """“file” or “portal”: whose words hold where they differ; empty: not said."""
    left_out: Mapped[bool]


class ImportedRow(Base):
    """What a row brought. The facts stand in their own tables; undoing supersedes them there."""

    __tablename__ = "imported_row"
    __table_args__ = (Index("ix_imported_row_person_id", "person_id"),)

    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    is_new: Mapped[bool]
    """Whether the row brought the person."""
    grant_id: Mapped[int | None] = mapped_column(ForeignKey("role_grant.id"))
    affiliation_id: Mapped[int | None] = mapped_column(ForeignKey("affiliation.id"))
    profession_id: Mapped[int | None] = mapped_column(ForeignKey("person_provider_type.id"))
    training_id: Mapped[int | None] = mapped_column(ForeignKey("outside_training.id"))
    credential_id: Mapped[int | None] = mapped_column(ForeignKey("credential.id"))
    stays: Mapped[str]
    """Why the row stayed when the list was undone, in words; empty when it did not."""


class ImportColumns(Base, Recorded):
    """How a county's files with certain headings are read, as somebody confirmed it last."""

    __tablename__ = "import_columns"

    county_fips: Mapped[str] = mapped_column(ForeignKey("county.fips"), primary_key=True)
    headings: Mapped[str] = mapped_column(primary_key=True)
    """A digest of the kind of list and the headings in their order."""
    columns: Mapped[Any] = mapped_column(JSON)
