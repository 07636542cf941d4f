"""Sweeps of reminders in tests: plain words, a simulated clock, and what arrived.

remind = Reminding(app, rules.rulebook())
remind.plan(at); remind.told()   # {person: [(stage, thing)]}
"""

from __future__ import annotations

from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask
from sqlalchemy import select, update

from portal.domain.requirements import Rulebook
from portal.jobs import reminders
from portal.jobs.reminders import Words
from portal.models import Mail, MailNotice
from portal.services.mail import Written
from tests.fresh import maker
from tests.trainings import catalogue

WORDS = Words(
    lambda digest: Written(digest.recipient, "Due", "Due.", "<p>Due.</p>"),
    lambda digest: Written(digest.recipient, "Late", "Late.", "<p>Late.</p>"),
    "portal.example.org",
)


@dataclass
class Reminding:
    """The sweeps, on the database of an app."""

    app: Flask
    rulebook: Rulebook
    words: Words = WORDS

    @property
    def _sessions(self) -> Any:
        return maker(self.app)

    @contextmanager
    def _reading(self) -> Any:
        with self._sessions() as session:
            yield session

    def plan(self, at: datetime, *, send: bool = True) -> int:
        """How many mails were written; they are sent at once unless it is said otherwise."""
        files = self.rulebook, catalogue()
        written = reminders.sweep(self._sessions, self._reading, *files, self.words, at)
        if send:
            with self._sessions.begin() as session:
                session.execute(
                    update(Mail)
                    .where(Mail.withdrawn_at.is_(None), Mail.sent_at.is_(None))
                    .values(sent_at=at, handed_at=at, next_try_at=None)
                )
        return written

    def recheck(self, at: datetime) -> None:
        """Take back what is no longer so."""
        reminders.recheck(self._sessions, self.rulebook, catalogue(), at)

    def told(self) -> dict[int, list[tuple[str, str]]]:
        """By person: what they were told or are about to be, in its order."""
        found: dict[int, list[tuple[str, str]]] = defaultdict(list)
        with self._sessions() as session:
            rows = session.execute(
                select(MailNotice.person_id, MailNotice.stage, MailNotice.thing)
                .where(MailNotice.withdrawn_at.is_(None))
                .order_by(MailNotice.id)
            )
            for person, stage, thing in rows:
                found[person].append((stage, thing))
        return dict(found)

    def mails(self) -> list[Mail]:
        """Every mail, in its order."""
        with self._sessions() as session:
            return list(session.scalars(select(Mail).order_by(Mail.id)))
