"""Addresses from which mail came back: nothing is sent there until that is cleared."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portal.domain.errors import Conflict, NotFound
from portal.models import AddressBounce, Mail, Person
from portal.services import audit
from portal.services.once import add_once

LONGEST = 500


def standing(session: Session, address: str) -> AddressBounce | None:
    """That mail to this address came back, if nobody has cleared it since."""
    return session.scalar(
        select(AddressBounce)
        .where(AddressBounce.address == address.lower(), AddressBounce.cleared_at.is_(None))
        .order_by(AddressBounce.id)
        .limit(1)
    )


def check(session: Session, address: str) -> None:
    """Raise Conflict, with the remedy, when mail to this address came back."""
    if standing(session, address) is not None:
        message = (
            f"Nothing was sent: mail to {address} came back. Correct the address, or say on the "
            "person’s page that it works again."
        )
        raise Conflict(message)


def addresses(session: Session, among: Collection[str]) -> set[str]:
    """Those of these addresses, in lower case, from which mail came back."""
    wanted = {one.lower() for one in among}
    statement = select(AddressBounce.address).where(
        AddressBounce.address.in_(wanted), AddressBounce.cleared_at.is_(None)
    )
    return set(session.scalars(statement))


def note(session: Session, mail: Mail, words: str, *, at: datetime) -> bool:
    """A mail came back. The same again, as from a report that came twice, adds nothing."""
    added = add_once(
        session,
        AddressBounce,
        address=mail.recipient.lower(),
        mail_id=mail.id,
        bounced_at=at,
        words=words[:LONGEST],
    )
    if added:
        session.execute(
            update(Mail)
            .where(Mail.id == mail.id, Mail.bounced_at.is_(None))
            .values(bounced_at=at, next_try_at=None)
        )
    return added


def take(session: Session, message_id: str, words: str, *, at: datetime) -> tuple[Mail, bool]:
    """The mail of this name came back; and whether that was news. Raises NotFound."""
    name = message_id.strip()
    name = name if name.startswith("<") else f"<{name}>"
    mail = session.scalar(select(Mail).where(Mail.message_id == name))
    if mail is None:
        message = f"The portal has sent no mail with the Message-ID {name}."
        raise NotFound(message)
    return mail, note(session, mail, words, at=at)


def clear(session: Session, person: Person, *, by: int, at: datetime) -> None:
    """Somebody says that the person's address works again. Raises Conflict if nothing is wrong."""
    done = session.execute(
        update(AddressBounce)
        .where(
            AddressBounce.address == func.lower(person.email), AddressBounce.cleared_at.is_(None)
        )
        .values(cleared_at=at, cleared_by_id=by)
        .returning(AddressBounce.id)
    ).all()
    if not done:
        message = "No mail to this address has come back."
        raise Conflict(message)
    audit.note(session, "address works again", person_id=person.id, by=by, at=at)
