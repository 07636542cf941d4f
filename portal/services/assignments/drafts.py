"""Answers on the way to an assignment, so that nothing typed is lost. A draft asks nobody."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.domain.errors import Conflict, Forbidden, NotFound
from portal.models import AssignmentDraft
from portal.services import history
from portal.services.once import add_once

Answers = Mapping[str, Sequence[str]]
"""What was sent for one question: the values of each field."""
MOST = 20
"""Drafts that somebody may have; the oldest goes when there are more."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft and its answers, question by question."""

    row: AssignmentDraft
    answers: Mapping[str, Answers]

    @property
    def form_key(self) -> str:
        """Names what is made of it, so that it is made once."""
        return f"draft-{self.row.id}"


def begin(
    session: Session, person_id: int, form_key: str, answers: Mapping[str, Answers], at: datetime
) -> Draft:
    """A draft with these answers; sent twice with the same key, it is one."""
    add_once(
        session,
        AssignmentDraft,
        person_id=person_id,
        form_key=form_key,
        answers=json.dumps(answers),
        changed_at=at,
        assignment_id=None,
    )
    row = session.scalars(
        select(AssignmentDraft).filter_by(person_id=person_id, form_key=form_key)
    ).one()
    for old in unfinished(session, person_id)[MOST:]:
        session.delete(old.row)
    session.flush()
    return _draft(row)


def find(session: Session, person_id: int, number: int) -> Draft:
    """A draft of theirs. Raises NotFound, or Forbidden when it is somebody else's."""
    row: AssignmentDraft | None = history.by_id(session, AssignmentDraft, number)
    if row is None:
        message = "There is no such draft any more. Begin anew with “Assign”."
        raise NotFound(message)
    if row.person_id != person_id:
        message = "Somebody else began this draft. Only they can go on with it."
        raise Forbidden(message)
    return _draft(row)


def save(session: Session, draft: Draft, question: str, answers: Answers, at: datetime) -> Draft:
    """Keep the answers to one question. Raises Conflict when it has become an assignment."""
    _check(draft)
    draft.row.answers = json.dumps({**draft.answers, question: answers})
    draft.row.changed_at = at
    session.flush()
    return _draft(draft.row)


def forget(session: Session, draft: Draft, question: str) -> Draft:
    """Let go of the answers to a question that no longer fit."""
    kept = {name: answers for name, answers in draft.answers.items() if name != question}
    draft.row.answers = json.dumps(kept)
    session.flush()
    return _draft(draft.row)


def became(session: Session, draft: Draft, assignment_id: int) -> None:
    """Say which assignment it has become."""
    draft.row.assignment_id = assignment_id
    session.flush()


def unfinished(session: Session, person_id: int) -> list[Draft]:
    """Those on which somebody can go on, newest first."""
    return [_draft(row) for row in session.scalars(_UNFINISHED, {"person": person_id})]


_UNFINISHED = (
    select(AssignmentDraft)
    .where(
        AssignmentDraft.person_id == bindparam("person"),
        AssignmentDraft.assignment_id.is_(None),
    )
    .order_by(AssignmentDraft.changed_at.desc(), AssignmentDraft.id.desc())
)


def discard(session: Session, draft: Draft) -> None:
    """Let go of one that asked nobody. Raises Conflict when it has become an assignment."""
    _check(draft)
    session.delete(draft.row)
    session.flush()


def _check(draft: Draft) -> None:
    if draft.row.assignment_id is not None:
        message = "This draft has become an assignment already. Change it there."
        raise Conflict(message)


def _draft(row: AssignmentDraft) -> Draft:
    return Draft(row, json.loads(row.answers))
