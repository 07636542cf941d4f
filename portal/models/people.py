"""People: not accounts. A person may be known to the portal without ever signing in."""

from datetime import date

from sqlalchemy import ColumnElement, ForeignKey, Index, func, literal_column
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.people import ProviderType
from portal.models.base import Base, Recorded
from portal.models.types import stored_enum


class Person(Base, Recorded):
    """Somebody who takes, teaches or oversees trainings."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    legal_name: Mapped[str]
    """As on a license; what certificates carry from now on. Old ones keep the old name."""
    name_used: Mapped[str]
    """How the person is called on pages; empty means the legal name."""
    email: Mapped[str]
    """Where the portal writes to; empty when unknown."""
    phone: Mapped[str]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Who this person is, where two rows were one person; follows from `person_merge`."""

    @hybrid_property
    def called(self) -> str:
        """What pages call the person: the name used, else the legal name."""
        return self.name_used or self.legal_name

    @called.inplace.expression
    @classmethod
    def _called(cls) -> ColumnElement[str]:
        return func.coalesce(func.nullif(cls.name_used, literal_column("''")), cls.legal_name)


class PersonProviderType(Base, Recorded):
    """What a person is by profession, from a day on."""

    __tablename__ = "person_provider_type"
    __table_args__ = (Index("ix_person_provider_type_supersedes_id", "supersedes_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    provider_type: Mapped[ProviderType] = mapped_column(stored_enum(ProviderType))
    starts_on: Mapped[date | None]
    """Empty when the day is not known."""
    ends_on: Mapped[date | None]
    """Held through this day; empty while it is held."""
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("person_provider_type.id"))
    """The earlier row that this one corrects."""


class Credential(Base, Recorded):
    """A license, registration or certification, as the person or a trainer entered it."""

    __tablename__ = "credential"
    __table_args__ = (Index("ix_credential_supersedes_id", "supersedes_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    title: Mapped[str]
    """Its name, such as “Licensed marriage and family therapist”."""
    issuer: Mapped[str]
    number: Mapped[str]
    provider_type: Mapped[ProviderType | None] = mapped_column(stored_enum(ProviderType))
    """The profession that it licenses; empty when it was not said."""
    starts_on: Mapped[date | None] = mapped_column(index=True)
    """Good from this day; empty when not known."""
    expires_on: Mapped[date | None]
    """Good through this day; empty when it does not expire or the day is unknown."""
    first_licensed_on: Mapped[date | None]
    """Issued for the first time on this day; empty when not known."""
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("credential.id"))
    """The earlier row that this one corrects or renews."""
