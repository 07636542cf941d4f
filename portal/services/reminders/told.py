"""What the ledger says: who was told what, and whom a mail went to this week."""

from collections.abc import Collection
from datetime import date, datetime, time

from sqlalchemy import select

from portal.domain.dates import CALIFORNIA
from portal.domain.mail import QUIET, MailKind
from portal.domain.reminders import LONG, WINDOWS, Told
from portal.models import Mail, MailNotice
from portal.services.reminders.asking import Asking


def told_before(asking: Asking, ids: Collection[int] | None) -> Told:
    """What the ledger says was told, or is about to be."""
    row = MailNotice
    statement = select(row.person_id, row.thing, row.stage, row.due_on).where(
        row.withdrawn_at.is_(None)
    )
    if ids is None:
        past = date.fromordinal(asking.today.toordinal() - WINDOWS.back)
        statement = statement.where((row.due_on >= past) | (row.due_on == LONG))
    else:
        statement = statement.where(row.person_id.in_(ids))
    rows = asking.session.connection().execute(statement)
    return Told((row[0], row[1], row[2], row[3]) for row in rows)


def mailed_this_week(asking: Asking, kind: MailKind) -> set[int]:
    """Who was sent such a mail since the week began, or soon will be."""
    monday = datetime.combine(QUIET.week_began(asking.today), time(), CALIFORNIA)
    statement = select(Mail.person_id).where(
        Mail.kind == kind, Mail.created_at >= monday, Mail.withdrawn_at.is_(None)
    )
    if asking.ids is not None:
        statement = statement.where(Mail.person_id.in_(asking.ids))
    return {person for person in asking.session.scalars(statement) if person is not None}
