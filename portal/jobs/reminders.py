"""Planning the reminders of a moment. A sweep: what a dying one left undone, the next one does.

Who may have to be told something is read first, for everybody at once. Then some people at a time,
each time in a transaction of its own: what is not sent yet and no longer so is withdrawn, and what
is due and not in the ledger is written with its mail. The ledger's keys keep two sweeps at once,
and a sweep after a dead one, from telling anything twice.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from portal.domain.curriculum import Catalogue
from portal.domain.dates import civil_date
from portal.domain.mail import QUIET, MailKind
from portal.domain.requirements import Rulebook
from portal.services import mail, rulebook
from portal.services.mail import Queued, Unsent, Written
from portal.services.reminders import planning, teams
from portal.services.reminders.asking import Asking, unsettled
from portal.services.reminders.planning import Digest
from portal.services.reminders.teams import TeamDigest

AT_ONCE = 100
"""People told in one transaction: few enough that nobody waits for the database."""


@dataclass(frozen=True, slots=True)
class Words:
    """How mails are worded; the templates belong to the views."""

    digest: Callable[[Digest], Written]
    team: Callable[[TeamDigest], Written]
    domain: str
    """The last part of Message-IDs."""


def sweep(
    make_session: Callable[[], Session],
    reading: Callable[[], AbstractContextManager[Session]],
    files: Rulebook,
    catalogue: Catalogue,
    words: Words,
    at: datetime,
) -> int:
    """Write every mail that is to be sent now and is not written yet; how many there were.

    `reading` gives a session that keeps nobody from writing meanwhile.
    """
    if QUIET.is_quiet(at):
        return 0
    with reading() as session:
        people, trainers = planning.waiting(_asking(session, files, catalogue, at))
    written = 0
    for tell, ids in ((_tell_people, people), (_tell_trainers, trainers)):
        for some in _pieces(ids):
            with make_session() as session:
                asking = _asking(session, files, catalogue, at)
                _withdraw(asking, some)
                written += tell(asking, some, words)
                session.commit()
    return written


def write(
    session: Session, files: Rulebook, catalogue: Catalogue, words: Words, at: datetime
) -> int:
    """The same for few people, in the transaction that is open."""
    asking = _asking(session, files, catalogue, at)
    people, trainers = planning.waiting(asking)
    return _tell_people(asking, people, words) + _tell_trainers(asking, trainers, words)


def recheck(
    make_session: Callable[[], Session], files: Rulebook, catalogue: Catalogue, at: datetime
) -> None:
    """Take back what waits to be sent and events have overtaken. Sending comes right after it."""
    if QUIET.is_quiet(at):
        return
    with make_session() as session:
        people = mail.long_unsent(session, at)
        session.rollback()
    for some in _pieces(people):
        with make_session() as session:
            _withdraw(_asking(session, files, catalogue, at), some)
            session.commit()


def _asking(session: Session, files: Rulebook, catalogue: Catalogue, at: datetime) -> Asking:
    return Asking(session, rulebook.current(session, files), catalogue, at)


def _pieces(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]


def _tell_people(asking: Asking, ids: Collection[int], words: Words) -> int:
    mails = [
        Queued(
            MailKind.DIGEST,
            each.key,
            words.digest(each),
            [(line.notice, line.title) for line in each.lines],
            each.person,
        )
        for each in planning.digests(asking, ids)
    ]
    return _queue(asking, mails, words)


def _tell_trainers(asking: Asking, ids: Collection[int], words: Words) -> int:
    mails = [
        Queued(MailKind.TEAM, each.key, words.team(each), each.titled(), each.person)
        for each in teams.digests(asking, ids)
    ]
    return _queue(asking, mails, words)


def _queue(asking: Asking, mails: Sequence[Queued], words: Words) -> int:
    return mail.queue_once(
        asking.session, mails, domain=words.domain, at=asking.at, not_before=asking.at
    )


def _withdraw(asking: Asking, ids: Collection[int]) -> None:
    """Take back what is not sent yet and events have overtaken."""
    waiting = mail.unsent(asking.session, ids)
    if not waiting:
        return
    standing = planning.standing(asking, ids)
    escalated = teams.standing(asking, ids) if _has(waiting, MailKind.TEAM) else set()
    short = unsettled(asking, ids) if _has(waiting, MailKind.NUDGE) else set()
    for each in waiting:
        if each.kind is MailKind.NUDGE:
            holds = any(key[:2] in short for key in each.notices)
        else:
            known = standing if each.kind is MailKind.DIGEST else escalated
            today = civil_date(each.created_at) == asking.today
            holds = today and known.issuperset(each.notices)
        if not holds:
            mail.withdraw(asking.session, each.id, at=asking.at)


def _has(waiting: Collection[Unsent], kind: MailKind) -> bool:
    return any(each.kind is kind for each in waiting)
