"""A person's training record as a PDF file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portal.documents.typesetting import direction, pdf
from portal.domain.certificates import grouped, hours_text, length_text
from portal.domain.dates import date_text


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One completed training, as it stands on the day of printing."""

    course_title: str
    edition: int
    completed_on: date
    minutes: int
    """The training's length."""
    delivery: str
    code: str
    """The certificate's, in its stored form."""
    standing_text: str
    """In a few words: 'Valid', 'Superseded since May 1, 2027'."""


@dataclass(frozen=True, slots=True)
class BesideLine:
    """What a session or a webinar gave apart from training records: continuing education."""

    title: str
    on: date
    what: str
    """In words: 'Continuing education', 'Attended'."""
    minutes: int
    stated_by: str
    """Who states the continuing education; empty for attendance."""
    standing_text: str


def record_pdf(
    person_name: str,
    rows: Sequence[RecordLine],
    printed_on: date,
    sample: bool,
    beside: Sequence[BesideLine] = (),
) -> bytes:
    """The record as a table in the given order, PDF/UA-1 and PDF/A-2a, on as many pages as needed.

    Column headers repeat on each page, and every page bears its number. Without rows a sentence
    says so. What was given `beside` them stands in a table of its own. `printed_on` is the civil
    date that the standings hold for; `sample` marks a record of made-up data. Characters that no
    font has are written as their codes. Raises ValueError for a negative length.
    """
    return pdf(
        "record.typ",
        {
            "title": f"Training record: {person_name}",
            "name": person_name,
            "direction": direction(person_name),
            "printed_on": date_text(printed_on),
            "sample": sample,
            "rows": [
                {
                    "course_title": row.course_title,
                    "edition": str(row.edition),
                    "completed_on": date_text(row.completed_on),
                    "length": length_text(row.minutes),
                    "delivery": row.delivery,
                    "code": grouped(row.code),
                    "standing": row.standing_text,
                }
                for row in rows
            ],
            "beside": [
                {
                    "title": one.title,
                    "on": date_text(one.on),
                    "what": one.what,
                    "length": hours_text(one.minutes),
                    "stated_by": one.stated_by or "–",
                    "standing": one.standing_text,
                }
                for one in beside
            ],
        },
        dated=printed_on,
    )
