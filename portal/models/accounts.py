"""Accounts, roles, sessions, and the links and failures around signing in."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.access import Role
from portal.models.base import Base, Recorded
from portal.models.types import stored_enum


class Account(Base):
    """How a person signs in."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    email: Mapped[str] = mapped_column(unique=True)
    """Typed at sign-in; kept in lower case."""
    password_hash: Mapped[str]
    """argon2id, with its parameters."""
    created_at: Mapped[datetime]
    password_set_at: Mapped[datetime]


class RoleGrant(Base, Recorded):
    """A role that a person holds, for one county or for the whole state."""

    __tablename__ = "role_grant"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[Role] = mapped_column(stored_enum(Role))
    county_fips: Mapped[str | None] = mapped_column(ForeignKey("county.fips"))
    """Empty means the whole state."""
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class SignInSession(Base):
    """A browser that is signed in. The cookie holds only its id; ending the row ends it."""

    __tablename__ = "sign_in_session"

    id: Mapped[str] = mapped_column(primary_key=True)
    """Random; never shown."""
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    started_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    browser: Mapped[str]
    """What the browser calls itself, cut short; so that a person can tell sessions apart."""


class LinkPurpose(StrEnum):
    """What a mailed link is for."""

    INVITATION = "invitation"
    PASSWORD_RESET = "password-reset"  # noqa: S105 (a purpose, not a password)


class MailedLink(Base, Recorded):
    """A link sent by mail: signed, for one purpose, once, and for a limited time."""

    __tablename__ = "mailed_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[LinkPurpose] = mapped_column(stored_enum(LinkPurpose))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    email: Mapped[str]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    """Set when a newer link replaces it."""


class SignInFailure(Base):
    """A failed sign-in. Whether the account exists makes no difference here."""

    __tablename__ = "sign_in_failure"
    __table_args__ = (Index("ix_sign_in_failure_subject_at", "subject", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str]
    """A keyed digest of the address typed and of the device if it is a known one."""
    at: Mapped[datetime]
