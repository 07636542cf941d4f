"""Mails of the sample world: what its people were sent on the last working day, made up openly."""

from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import held
from portal.domain.dates import CALIFORNIA
from portal.domain.mail import QUIET, MailKind
from portal.jobs import reminders
from portal.models import Mail
from portal.services import bounces
from portal.views.reminder_mails import Writer

MINUTE = timedelta(minutes=1)


def create(app: Flask, session: Session, at: datetime) -> None:
    """Plan as the worker would have, and say that nearly all of it arrived."""
    noon = last_noon(at)
    words = Writer(app).words()
    reminders.write(session, held.regulations(app), held.catalogue(app), words, noon)
    mails = session.scalars(
        select(Mail).where(Mail.kind != MailKind.ACCOUNT, Mail.sent_at.is_(None)).order_by(Mail.id)
    ).all()
    for number, mail in enumerate(mails):
        mail.handed_at, mail.next_try_at, mail.tries = noon + number * MINUTE, None, 1
        mail.sent_at = None if number == 1 else mail.handed_at
    session.flush()
    if len(mails) > 2:
        mails[1].error = "No answer came after it was handed over: timed out"
        bounces.note(session, mails[2], "550 5.1.1 No such user here", at=noon + 9 * MINUTE)


def last_noon(at: datetime) -> datetime:
    """Noon of the last day before this one on which reminders are sent."""
    day = at.astimezone(CALIFORNIA).date() - timedelta(days=1)
    while not QUIET.is_mailing_day(day):
        day -= timedelta(days=1)
    return datetime(day.year, day.month, day.day, 12, tzinfo=CALIFORNIA)
