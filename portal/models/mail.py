"""Every mail the portal means to send, and what became of it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base


class Mail(Base):
    """A mail. It is written with the act that causes it, and sent after that is committed."""

    __tablename__ = "mail"
    __table_args__ = (Index("ix_mail_sent_at_next_try_at", "sent_at", "next_try_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(unique=True)
    """Stable, so that a mail sent twice by a dying process shows as one."""
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    recipient: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]
    html: Mapped[str]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    next_try_at: Mapped[datetime | None]
    """When it may be tried again; empty when it will not be."""
    tries: Mapped[int]
    error: Mapped[str]
    """What the mail server said last; empty when nothing went wrong."""
