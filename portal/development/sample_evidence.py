"""The sample world's evidence: what was verified, precedents, and trainings taken elsewhere."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from portal.domain.dates import civil_date
from portal.domain.facts import Duty
from portal.models import Claim, DutyHeld, Equivalency, OutsideTraining, RuleVerification

CENTER = "Sample Training Center"
SAMPLE_SECTION = "made up for the sample: nobody has read the notice"
"""Stands wherever the notice is cited for what the sample verifies."""
BENEFIT = date(2023, 6, 19)
"""The day BHIN 23-025 was issued; the versions that the sample verifies start then."""
CORE = {
    "crisis-intervention": "Crisis intervention and de-escalation",
    "harm-reduction": "Harm reduction",
    "trauma-informed-care": "Trauma-informed care",
    "crisis-assessment": "Crisis assessment",
    "safety-planning": "Safety planning",
}


class Evidence:
    """Recorded long before today, by one person of the TA staff or by nobody in particular."""

    def __init__(self, session: Session, at: datetime, by: int | None) -> None:
        self.session = session
        self.at = at
        self.today = civil_date(at)
        self.by = by
        self.precedents: dict[str, Equivalency] = {}

    def recorded(self, days_ago: int = 420) -> dict[str, Any]:
        """Who and when, for a row."""
        return {"recorded_at": self.at - timedelta(days=days_ago), "recorded_by_id": self.by}

    def verify(self) -> None:
        """Two requirements, openly without anybody having read the notice."""
        for slug, section in (
            ("enough-responders", SAMPLE_SECTION),
            ("assessor-on-site", SAMPLE_SECTION),
        ):
            settings = {"minimum": 2} if slug == "enough-responders" else {}
            self.session.add(
                RuleVerification(
                    requirement=slug,
                    version=BENEFIT,
                    settings=settings,
                    source="bhin-23-025",
                    section=section,
                    read_on=self.today - timedelta(days=420),
                    starts_on=BENEFIT,
                    note="Sample: nobody read the notice for this. It shows how a verified "
                    "requirement judges.",
                    **self.recorded(),
                )
            )

    def give_precedents(self) -> None:
        """One for each core topic."""
        for slug, topic in CORE.items():
            self.precedents[slug] = Equivalency(
                title=f"Sample course: {topic}",
                provider=CENTER,
                requirement=slug,
                starts_on=BENEFIT,
                reason="Sample decision: the course covers the topic.",
                **self.recorded(),
            )
        self.session.add_all(self.precedents.values())
        self.session.flush()

    def train(self, people: Iterable[int], topics: Iterable[str], days_ago: int = 300) -> None:
        """People have taken courses on these topics, and have credit for them."""
        for person in people:
            for slug in topics:
                training = OutsideTraining(
                    person_id=person,
                    title=f"Sample course: {CORE[slug]}",
                    provider=CENTER,
                    subject="",
                    completed_on=self.today - timedelta(days=days_ago),
                    ce_minutes=0,
                    **self.recorded(days_ago - 2),
                )
                self.session.add(training)
                self.session.flush()
                self.session.add(
                    Claim(
                        training_id=training.id,
                        equivalency_id=self.precedents[slug].id,
                        claimed_on=self.today - timedelta(days=days_ago - 2),
                        **self.recorded(days_ago - 2),
                    )
                )

    def equip(self, people: Iterable[int]) -> None:
        """People are trained in naloxone and carry it."""
        for person in people:
            taken = self.today - timedelta(days=200)
            self.session.add(
                OutsideTraining(
                    person_id=person,
                    title="Sample course: giving naloxone",
                    provider=CENTER,
                    subject="naloxone",
                    completed_on=taken,
                    ce_minutes=0,
                    **self.recorded(198),
                )
            )
            self.session.add(
                DutyHeld(
                    person_id=person,
                    duty=Duty.CARRIES_NALOXONE,
                    starts_on=taken,
                    **self.recorded(198),
                )
            )
