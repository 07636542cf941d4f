"""The tables of regulation files: their keys and exact types."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from portal.content.files import Slug, Table, WebAddress, Words
from portal.domain.requirements import Confidence, Severity, Subject, Tier


def _two_parts(value: str) -> str:
    parts = value.split("/")
    if len(parts) != 2 or not all(part.replace("-", "").isalnum() for part in parts):
        raise PydanticCustomError(
            "ours", "Write folder and file without .toml, such as “mobile-crisis/on-site”."
        )
    return value


def _numbered(value: str) -> str:
    letter, _, number = value.partition("-")
    if not (letter.isalpha() and letter.isupper() and number[:2].isdigit()):
        raise PydanticCustomError("ours", "Write a capital letter and a number, such as “C-01”.")
    return value


Address = Annotated[str, AfterValidator(_two_parts)]
RuleNumber = Annotated[str, AfterValidator(_numbered)]


class OrderTable(Table):
    """order.toml"""

    requirements: Annotated[list[Address], Field(min_length=1)]


class SourceTable(Table):
    """[[source]]"""

    key: Slug
    title: Words
    publisher: Words
    issued: date | None = None
    url: WebAddress | None = None
    supersedes: Slug | None = None
    note: Words
    notice: Slug | None = None
    """The notice of the library that this source is."""


class VersionTable(Table):
    """[[version]]"""

    starts: date
    ends: date | None = None
    settings: dict[str, Any]
    source: Slug
    section: Words | None = None
    confidence: Annotated[Confidence, Field(strict=False)]
    verified: date | None = None


class BesideTable(Table):
    """[[beside]]"""

    source: Slug
    section: Words | None = None
    says: Words


class RequirementTable(Table):
    """<set>/<slug>.toml"""

    title: Words
    rule: RuleNumber
    statement: Words
    subject: Annotated[Subject, Field(strict=False)]
    tier: Annotated[Tier, Field(strict=False)]
    severity: Annotated[Severity, Field(strict=False)]
    check: str
    version: Annotated[list[VersionTable], Field(min_length=1)]
    beside: list[BesideTable] = Field(default_factory=list)
