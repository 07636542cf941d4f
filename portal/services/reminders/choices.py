"""How much each person wants to be reminded."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.mail import Frequency
from portal.models import MailChoice
from portal.services.once import put


def chosen(session: Session, ids: Collection[int] | None = None) -> dict[int, Frequency]:
    """What people have chosen; whoever is not there has chosen nothing, which is daily."""
    statement = select(MailChoice.person_id, MailChoice.frequency)
    if ids is not None:
        statement = statement.where(MailChoice.person_id.in_(ids))
    return {row.person_id: row.frequency for row in session.execute(statement)}


def of_person(session: Session, person_id: int) -> Frequency:
    """What somebody has chosen."""
    row = session.get(MailChoice, person_id)
    return Frequency.DAILY if row is None else row.frequency


def choose(session: Session, person_id: int, frequency: Frequency, *, at: datetime) -> None:
    """Remember it. The same again changes nothing."""
    key, values = {"person_id": person_id}, {"frequency": frequency, "changed_at": at}
    put(session, MailChoice, key, values)
