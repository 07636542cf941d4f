"""Every mail the portal means to send, and what became of it."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.mail import Frequency, MailKind
from portal.models.base import Base
from portal.models.types import stored_enum

_NOT_WITHDRAWN = text("withdrawn_at IS NULL")


class Mail(Base):
    """A mail. It is written with the act that causes it, and sent after that is committed."""

    __tablename__ = "mail"
    __table_args__ = (
        Index("ix_mail_sent_at_next_try_at", "sent_at", "next_try_at"),
        Index("ix_mail_person_id_id", "person_id", "id"),
        Index(
            "uq_mail_key",
            "key",
            unique=True,
            sqlite_where=_NOT_WITHDRAWN,
            postgresql_where=_NOT_WITHDRAWN,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(unique=True)
    """Stable, so that a mail sent twice by a dying process shows as one."""
    kind: Mapped[MailKind] = mapped_column(stored_enum(MailKind), default=MailKind.ACCOUNT)
    key: Mapped[str | None]
    """What there may be one of, such as “digest:12:2026-11-28”; empty for any number."""
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    recipient: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]
    html: Mapped[str]
    stop_url: Mapped[str] = mapped_column(default="")
    """Where one click asks for fewer such mails; empty when there is no such choice."""
    caused_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Who decided that it is sent: a nudge, or once more. Empty when the portal did."""
    resends_id: Mapped[int | None] = mapped_column(ForeignKey("mail.id"), unique=True)
    """The earlier mail that this one sends once more."""
    reason: Mapped[str] = mapped_column(default="")
    """Why it is sent once more."""
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    next_try_at: Mapped[datetime | None]
    """When it may be tried again; empty when it will not be."""
    handed_at: Mapped[datetime | None]
    """Set just before the mail server is told that the mail is complete. From then on it may have
    been taken, so it is never sent again, whatever becomes of the answer."""
    withdrawn_at: Mapped[datetime | None]
    """When events had overtaken it, so that it was not sent."""
    bounced_at: Mapped[datetime | None]
    """When it was known to have come back."""
    tries: Mapped[int]
    error: Mapped[str]
    """What the mail server said last; empty when nothing went wrong."""


class MailNotice(Base):
    """Something that somebody was told, and the mail that told it. Told once: the key is unique."""

    __tablename__ = "mail_notice"
    __table_args__ = (
        Index(
            "uq_mail_notice_person_id_thing_stage_due_on",
            "person_id",
            "thing",
            "stage",
            "due_on",
            unique=True,
            sqlite_where=_NOT_WITHDRAWN,
            postgresql_where=_NOT_WITHDRAWN,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    mail_id: Mapped[int] = mapped_column(ForeignKey("mail.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    thing: Mapped[str]
    stage: Mapped[str]
    due_on: Mapped[date]
    title: Mapped[str]
    """What the mail called it."""
    withdrawn_at: Mapped[datetime | None]
    """Set with the mail's own: nobody was told, so it may be told in another mail."""


class MailChoice(Base):
    """How much somebody wants to be reminded; without a row, daily."""

    __tablename__ = "mail_choice"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    frequency: Mapped[Frequency] = mapped_column(stored_enum(Frequency))
    changed_at: Mapped[datetime]


class AddressBounce(Base):
    """Mail to an address came back. Nothing is sent there until that is cleared or corrected."""

    __tablename__ = "address_bounce"
    __table_args__ = (Index("ix_address_bounce_address", "address"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str]
    """In lower case."""
    mail_id: Mapped[int | None] = mapped_column(ForeignKey("mail.id"), unique=True)
    """The mail that came back; empty when it is not known which."""
    bounced_at: Mapped[datetime]
    words: Mapped[str]
    """What the mail server said."""
    cleared_at: Mapped[datetime | None]
    cleared_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Who said that the address works again."""
