"""Words that put a label in place of a person: words.toml, and where a text uses one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import Field

from portal.content.explain import nearest
from portal.content.files import Shelf, Slug, Table, WebAddress, Words

FILE = "words.toml"
LONGEST_QUOTE = 5
"""Words. A quotation of no more than these is about the word; a longer one uses it."""

_QUOTED = re.compile(r"“([^“”]+)”|\"([^\"]+)\"|(?<!\w)‘([^‘’“”]+)’")


class TermTable(Table):
    """[[term]]"""

    forms: Annotated[list[Words], Field(min_length=1)]
    instead: Words
    why: Words
    source: Slug


class SourceTable(Table):
    """[[source]]"""

    key: Slug
    title: Words
    publisher: Words
    url: WebAddress
    checked: date
    note: Words


class WordsTable(Table):
    """words.toml"""

    names: list[Words] = Field(default_factory=list)
    term: Annotated[list[TermTable], Field(min_length=1)]
    source: list[SourceTable]


@dataclass(frozen=True, slots=True)
class Wording:
    """The words not to use: one pattern that finds any form, and the term of each form."""

    pattern: re.Pattern[str]
    names: re.Pattern[str] | None
    terms: dict[str, TermTable]

    def uses(self, text: str) -> Iterator[Use]:
        """Each word that a text uses; not one in a short quotation or a name."""
        bare = _QUOTED.sub(_without_a_mention, text)
        if self.names:
            bare = self.names.sub(lambda name: " " * len(name.group()), bare)
        quotes = [quote.span() for quote in _QUOTED.finditer(bare)]
        for found in self.pattern.finditer(bare):
            at = found.start()
            quoted = any(begin < at < end for begin, end in quotes)
            yield Use(found.group(), self.terms[folded(found.group())], quoted)


@dataclass(frozen=True, slots=True)
class Use:
    """A word that a text uses. `quoted` means: within a longer quotation."""

    form: str
    term: TermTable
    quoted: bool


def _without_a_mention(quote: re.Match[str]) -> str:
    text = quote.group()
    return " " * len(text) if len(text.split()) <= LONGEST_QUOTE else text


def folded(form: str) -> str:
    """A form as it is compared: small letters, spaces for hyphens."""
    return " ".join(form.casefold().replace("-", " ").split())


def _any_of(forms: list[str]) -> re.Pattern[str]:
    longest_first = sorted((folded(form) for form in forms), key=len, reverse=True)
    either = "|".join(re.escape(form).replace(r"\ ", r"[\s-]+") for form in longest_first)
    return re.compile(rf"(?<![\w-])(?:{either})(?![\w-])", re.IGNORECASE)


def read_wording(shelf: Shelf, path: Path) -> Wording | None:
    """The words of that file; None, with every problem noted, when they cannot be used."""
    before = len(shelf.problems)
    table = shelf.table(path, WordsTable)
    if table is None:
        return None
    keys = {source.key for source in table.source}
    terms: dict[str, TermTable] = {}
    for number, term in enumerate(table.term, start=1):
        if term.source not in keys:
            hint = nearest(term.source, keys) or " Add it there, or correct the key."
            message = f"There is no [[source]] “{term.source}” in this file.{hint}"
            shelf.wrong(path, f"term[{number}].source", message)
        for place, form in enumerate(term.forms, start=1):
            if terms.setdefault(folded(form), term) is not term:
                key = f"term[{number}].forms[{place}]"
                shelf.wrong(path, key, f"“{form}” is there twice. Keep one.")
    if len(shelf.problems) > before:
        return None
    names = _any_of(table.names) if table.names else None
    return Wording(_any_of(list(terms)), names, terms)
