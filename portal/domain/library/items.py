"""What kinds of items there are, how one is named, and who may read it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What an item of the library is. The value is the name of its folder and of its pages."""

    INITIATIVE = "initiatives"
    NOTICE = "notices"
    FAQ = "faqs"
    WEBINAR = "webinars"
    RESOURCE = "resources"

    @property
    def label(self) -> str:
        """One of them, as people say it."""
        return {
            Kind.INITIATIVE: "Initiative",
            Kind.NOTICE: "Notice",
            Kind.FAQ: "FAQ",
            Kind.WEBINAR: "Webinar",
            Kind.RESOURCE: "Resource",
        }[self]


class Confidence(StrEnum):
    """How sure a statement is. What is only remembered is not published as a statement at all."""

    READ = "read"
    """Read at its publisher."""
    REPORTED = "reported"
    """Read at somebody who reports another's rule."""
    DERIVED = "derived"
    """Worked out here from what was read."""
    UNKNOWN = "unknown"
    """Not known; the text says what is not."""


@dataclass(frozen=True, slots=True, order=True)
class Ref:
    """An item, named for good: its kind and its slug, written “notices/bhin-23-025”."""

    kind: Kind
    slug: str

    def __str__(self) -> str:
        return f"{self.kind.value}/{self.slug}"

    @classmethod
    def parse(cls, text: str) -> Ref:
        """The item that is meant. Raises ValueError when there is no such kind."""
        kind, _, slug = text.partition("/")
        return cls(Kind(kind), slug)


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who asks for a page. `counties` are slugs; None means every county."""

    signed_in: bool = False
    counties: frozenset[str] | None = frozenset()

    @property
    def is_public(self) -> bool:
        """Whether what they get may be kept by a shared cache."""
        return not self.signed_in


VISITOR = Reader()


def county_slug(name: str) -> str:
    """A county as items name it, such as “san-luis-obispo”."""
    return name.lower().replace(" ", "-")


def county_name(slug: str) -> str:
    """The county that is named so, as people write it."""
    return slug.replace("-", " ").title()


class Audience(StrEnum):
    """Who may read an item."""

    EVERYONE = "everyone"
    SIGNED_IN = "signed-in"
    COUNTIES = "counties"
    """Only people of the counties that the item names, and TA staff."""


def may_read(reader: Reader, audience: Audience, counties: Collection[str]) -> bool:
    """Whether an item for this audience may be shown to, or counted for, this reader."""
    if audience is Audience.EVERYONE:
        return True
    if not reader.signed_in:
        return False
    if audience is Audience.SIGNED_IN or reader.counties is None:
        return True
    return not reader.counties.isdisjoint(counties)
