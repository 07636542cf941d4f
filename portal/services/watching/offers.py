"""A webinar whose recording may be watched for a training record, in one of its versions."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.content.library import CreditTable, WebinarTable, from_row, quiz
from portal.domain.curriculum import Catalogue, Course
from portal.domain.dates import civil_date
from portal.domain.library.items import Kind
from portal.models import Enrolment, LibraryItem, LibraryVersion, MediaFile
from portal.services.webinars import media


@dataclass(frozen=True, slots=True)
class Offer:
    """What a version of a webinar offers: its rule, its recording and its quiz."""

    item_id: int
    version_id: int
    slug: str
    title: str
    credit: CreditTable
    recording: str
    """The digest of what has to be watched."""
    length: int
    """Of it, in milliseconds."""
    quiz: Course


def offer(
    item_slug: str, version: LibraryVersion, recording: MediaFile | None, catalogue: Catalogue
) -> Offer | None:
    """What a version offers; None where watching it gives nothing, or cannot be counted."""
    facts = from_row(Kind.WEBINAR, version.facts)
    if not isinstance(facts, WebinarTable) or facts.credit is None:
        return None
    training = catalogue.current(facts.credit.training) if facts.credit.training else None
    if facts.credit.training and training is None:
        return None
    if facts.recording is None or recording is None or not recording.length:
        return None
    if facts.recording.sha256 != recording.sha256:
        return None
    return _offer(item_slug, version, facts, facts.credit, recording, training)


def _offer(
    slug: str,
    version: LibraryVersion,
    facts: WebinarTable,
    credit: CreditTable,
    recording: MediaFile,
    training: Course | None,
) -> Offer:
    made = quiz(
        credit,
        facts.question,
        slug=slug,
        edition=version.number,
        published=civil_date(version.recorded_at),
        training=training,
    )
    return Offer(
        version.item_id,
        version.id,
        slug,
        facts.title,
        credit,
        recording.sha256,
        recording.length or 0,
        made,
    )


def shown_offer(
    session: Session, slug: str, version_id: int, recording: MediaFile | None, catalogue: Catalogue
) -> Offer | None:
    """What the version that readers see offers. One query."""
    return offer(slug, session.get_one(LibraryVersion, version_id), recording, catalogue)


def of_enrolment(session: Session, enrolment: Enrolment, catalogue: Catalogue) -> Offer | None:
    """What was offered when somebody began the quiz; None: the training is no longer kept."""
    version, slug = session.execute(
        select(LibraryVersion, LibraryItem.slug)
        .join(LibraryItem, LibraryItem.id == LibraryVersion.item_id)
        .where(LibraryVersion.id == enrolment.webinar_version_id)
    ).one()
    facts = from_row(Kind.WEBINAR, version.facts)
    if not isinstance(facts, WebinarTable) or facts.credit is None or facts.recording is None:
        return None
    recording = media.recording(session, facts.recording.sha256)
    training = None
    if facts.credit.training:
        training = catalogue.edition(enrolment.course, enrolment.edition)
    if recording is None or (facts.credit.training and training is None):
        return None
    return _offer(slug, version, facts, facts.credit, recording, training)


def hindrance(session: Session, facts: WebinarTable, trainings: Collection[str] | None) -> str:
    """What keeps watching from being counted though there is a rule, as a sentence; else empty.

    `trainings` are the names of those that are offered; None: do not check.
    """
    credit = facts.credit
    if credit is None:
        return ""
    if facts.recording is None:
        return (
            "There is a rule for watching, and no recording that is kept here. Upload the "
            "recording, or remove the rule: what is played elsewhere counts for nothing."
        )
    kept = media.recording(session, facts.recording.sha256)
    if kept is not None and not kept.length:
        return (
            "There is a rule for watching, and nobody can tell how long the recording is. Upload "
            "it as MP4, or where ffmpeg is installed."
        )
    if credit.training and trainings is not None and credit.training not in trainings:
        return (
            f"The rule for watching names the training “{credit.training}”, which is not offered. "
            "Correct the name, or leave it out."
        )
    return ""
