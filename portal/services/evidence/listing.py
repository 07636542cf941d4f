"""What is recorded about a person's trainings from elsewhere."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from portal.domain.reviews import Stand, stand
from portal.models import EvidenceFile, OutsideTraining
from portal.services import claims, confirmations, history, review_steps
from portal.services.claims import Credit
from portal.services.evidence.files import files
from portal.services.history import Entry
from portal.services.review_steps import Done


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry about an outside training, with its file and what it was credited for."""

    entry: Entry[OutsideTraining]
    file: EvidenceFile | None
    credits: list[Credit]
    entered: Entry[OutsideTraining] | None
    """The person's own entry that this one confirms."""
    steps: list[Done]
    """What reviewers, and the person, did with it."""

    @property
    def stand(self) -> Stand:
        """Where it stands, as long as nothing has taken its place."""
        row = self.entry.row
        return stand(
            own=confirmations.is_own(row),
            withdrawn=row.withdrawn,
            credited=bool(self.credits),
            subject=row.subject,
            last=self.steps[-1].kind if self.steps else None,
        )

    @property
    def waits(self) -> bool:
        """Whether it waits for somebody to review what the person entered."""
        return not self.entry.superseded and self.stand is Stand.WAITS

    @property
    def returned(self) -> Done | None:
        """The step that returned it to the person, where it waits for them."""
        is_it = not self.entry.superseded and self.stand is Stand.RETURNED
        return self.steps[-1] if is_it else None


def of_person(session: Session, person_id: int, until: date | None) -> list[Listed]:
    """Every entry about outside trainings of a person, superseded ones too, newest first.

    With `until` it is what was known by the end of that day.
    """
    known = {} if until is None else {person_id: until}
    entries = history.entries(session, OutsideTraining, [person_id], known)[person_id]
    held = files(session, [one.row.evidence_id for one in entries])
    ids = [one.row.id for one in entries]
    credited = claims.credits(session, ids, until)
    done = review_steps.of_trainings(session, ids, until)
    by_id = {one.row.id: one for one in entries}
    return [
        Listed(
            one,
            held.get(one.row.evidence_id or 0),
            credited.get(one.row.id, []),
            _entered(one.row, by_id.get(one.row.supersedes_id or 0)),
            done[one.row.id],
        )
        for one in entries
    ]


def _entered(
    row: OutsideTraining, before: Entry[OutsideTraining] | None
) -> Entry[OutsideTraining] | None:
    confirmed = before is not None and confirmations.confirms(row, before.row)
    return before if confirmed else None
