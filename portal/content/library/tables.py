"""What each kind of item says of itself, beside its text. One format: file, row and form."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated

from pydantic import AfterValidator, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from portal.content.files import Slug, Table, Text, WebAddress, Words
from portal.content.library.credit import AskedTable, CreditTable, check_together
from portal.domain.library.items import Audience, Confidence, Kind, Ref


def _ref(value: str) -> str:
    kind, _, slug = value.partition("/")
    if kind not in set(Kind) or not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug):
        raise PydanticCustomError(
            "ours", "Name an item by its kind and its name, such as “notices/bhin-23-025”."
        )
    return value


def _part_of_a_date(value: str) -> str:
    if not re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2]))?", value):
        raise PydanticCustomError("ours", "Write a year or a month, such as “2023” or “2023-07”.")
    return value


def _aware(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise PydanticCustomError(
            "ours", "Write the time with its offset, such as 2026-12-03T10:00:00-08:00."
        )
    return value


Reference = Annotated[str, AfterValidator(_ref)]
Instant = Annotated[datetime, AfterValidator(_aware)]
Sure = Annotated[Confidence, Field(strict=False)]
PartOfADate = Annotated[str, AfterValidator(_part_of_a_date)]


class CiteTable(Table):
    """Where a statement comes from: a notice or a resource, and where in it."""

    source: Reference
    where: Words = ""
    """A section, page or minute, such as “section 2”."""


class ItemTable(Table):
    """What every item has."""

    title: Words
    summary: Words = ""
    """One or two sentences for lists and previews."""
    initiatives: list[Slug] = Field(default_factory=list)
    """What it belongs to."""
    audience: Annotated[Audience, Field(strict=False)] = Audience.EVERYONE
    counties: list[Slug] = Field(default_factory=list, validate_default=True)
    """With the audience “counties”: which."""
    cites: list[CiteTable] = Field(default_factory=list)
    related: list[Reference] = Field(default_factory=list)
    checked_on: date | None = None
    """The last day on which somebody compared it with its sources."""
    owner: Words = ""
    """Who answers for it."""
    sample: bool = False
    """Made up, to show how things look; labelled so wherever it is shown."""

    @field_validator("counties")
    @classmethod
    def _counties_go_with_their_audience(
        cls, counties: list[str], info: ValidationInfo
    ) -> list[str]:
        is_of_counties = info.data.get("audience") is Audience.COUNTIES
        if is_of_counties and not counties:
            raise PydanticCustomError("ours", "Name the counties whose people may read it.")
        if counties and not is_of_counties:
            raise PydanticCustomError(
                "ours",
                "Name no county here unless only people of some counties may read it.",
            )
        return counties

    def references(self) -> list[Ref]:
        """Every item that this one cites or names; in the order of mention, each once."""
        named = [*(cite.source for cite in self.cites), *self.related]
        return list(dict.fromkeys(Ref.parse(name) for name in named))


class StatementTable(Table):
    """One line of a fact sheet."""

    label: Words
    words: Text
    confidence: Sure = Confidence.READ
    cites: list[CiteTable] = Field(default_factory=list)


class MilestoneTable(Table):
    """Something on a timeline. `on`, or `about` where only the month or the year is known."""

    title: Words
    words: Text = ""
    on: date | None = None
    about: PartOfADate | None = None
    revised: bool = False
    """Whether the date was changed at its source."""
    revised_from: date | None = None
    """The date that stood before, where it is known."""
    cites: list[CiteTable] = Field(default_factory=list)


class CountyTable(Table):
    """What is known of one county in an initiative."""

    county: Slug
    words: Text
    confidence: Sure = Confidence.READ
    cites: list[CiteTable] = Field(default_factory=list)


class TopicTable(Table):
    """A heading under which FAQs are grouped, in this order."""

    slug: Slug
    title: Words


class InitiativeTable(ItemTable):
    """A whole programme, with the parts of its page. Its text is what its page says at length."""

    short_title: Words = ""
    timeline_note: Words = ""
    """Said above the timeline, such as that it is subject to change."""
    counties_note: Text = ""
    """Said above the counties, such as that the whole list is not known."""
    source_modified: date | None = None
    """The last-modified date of the state's own page, as it was seen."""
    statement: list[StatementTable] = Field(default_factory=list)
    milestone: list[MilestoneTable] = Field(default_factory=list)
    county: list[CountyTable] = Field(default_factory=list)
    topic: list[TopicTable] = Field(default_factory=list)


class NoticeTable(ItemTable):
    """Guidance that somebody issued, such as a behavioral health information notice."""

    number: Words
    publisher: Words
    issued: date | None = None
    issued_note: Words = ""
    """What is known of the day where the day is not."""
    supersedes: list[Reference] = Field(default_factory=list)
    url: WebAddress | None = None
    note: Text = ""
    """What of it was read, how and when; or that it was not."""


class FaqTable(ItemTable):
    """A question and its short answer; its text is the detail. Its title is the question."""

    answer: Text
    topic: Slug
    confidence: Sure = Confidence.READ
    not_known: Text = ""
    """What nobody could find out."""
    applies_from: date | None = None
    applies_until: date | None = None
    applies_to: list[Slug] = Field(default_factory=list)
    """Counties; none means all."""
    superseded_by: Reference | None = None


class ResourceTable(ItemTable):
    """A document, page or tool of somebody else, or a file of ours."""

    publisher: Words
    form: Words = "Page"
    """What it is, such as “Concept paper”, “Slides” or “Form”."""
    issued: date | None = None
    about: PartOfADate | None = None
    url: WebAddress | None = None
    language: Slug = "en"
    note: Text = ""
    """What of it was read, how and when; or that it was not."""


class PresenterTable(Table):
    """Somebody who speaks in a webinar."""

    name: Words
    role: Words = ""


class RecordingTable(Table):
    """A recording that the portal keeps. `sha256` names its content.

    As files, the recording is `media/<file>`, its captions `media/<slug>.<language>.vtt`, and its
    poster, where it brings one, has its name with the ending `.jpg`.
    """

    file: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]*$")]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class ExternalTable(Table):
    """A recording at another provider, loaded only after the visitor agrees."""

    provider: Annotated[str, Field(pattern=r"^(youtube|vimeo)$")]
    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,40}$")]


class ChapterTable(Table):
    """A part of a recording."""

    seconds: Annotated[int, Field(ge=0)]
    title: Words


class WebinarTable(ItemTable):
    """Something shown live once and kept. Its text says what it is about."""

    series: Words = ""
    topics: list[Words] = Field(default_factory=list)
    for_whom: Words = ""
    presenters: list[PresenterTable] = Field(default_factory=list)
    starts: Instant | None = None
    ends: Instant | None = None
    when_note: Words = ""
    """What is known of the time where the time is not."""
    language: Slug = "en"
    """What is spoken."""
    minutes: Annotated[int, Field(ge=0)] = 0
    """How long it is, where no recording of ours says so; 0 where that is not known."""
    ce_minutes: Annotated[int, Field(ge=0)] = 0
    ce_note: Words = ""
    slides: Reference | None = None
    resources: list[Reference] = Field(default_factory=list)
    chapter: list[ChapterTable] = Field(default_factory=list)
    recording: RecordingTable | None = None
    external: ExternalTable | None = None
    question: list[AskedTable] = Field(default_factory=list)
    """The quiz that opens once enough of the recording was watched."""
    credit: CreditTable | None = Field(None, validate_default=True)
    """When watching counts, and what comes of it; None: it does not."""

    @field_validator("credit")
    @classmethod
    def _rule_and_quiz_go_together(
        cls, credit: CreditTable | None, info: ValidationInfo
    ) -> CreditTable | None:
        if "question" in info.data:
            check_together(info.data["question"], credit)
        return credit


TABLES: dict[Kind, type[ItemTable]] = {
    Kind.INITIATIVE: InitiativeTable,
    Kind.NOTICE: NoticeTable,
    Kind.FAQ: FaqTable,
    Kind.WEBINAR: WebinarTable,
    Kind.RESOURCE: ResourceTable,
}
