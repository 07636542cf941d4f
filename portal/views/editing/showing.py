"""An item as readers will see it, before they do."""

from dataclasses import dataclass

from markupsafe import Markup

from portal.content.library import Document, FaqTable
from portal.content.library import text as texts
from portal.content.library.describing import described
from portal.content.library.labels import TEXT, label
from portal.content.library.text import Known
from portal.db import db
from portal.domain.editing.hindrances import Hindrance
from portal.services import editing
from portal.services.editing import Asked, Register

_ELSEWHERE = ("title", "summary", "answer", TEXT)


@dataclass(frozen=True, slots=True)
class Preview:
    """An item, drawn; or only its text, while something else about it is wrong."""

    document: Document | None
    html: Markup
    """The text."""
    hindrances: list[Hindrance]
    """What stands in the way of publishing it."""

    @property
    def short(self) -> Markup:
        """The short answer of a FAQ."""
        facts = self.document.facts if self.document else None
        return sentences(facts.answer) if isinstance(facts, FaqTable) else Markup()

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What else it says, by label."""
        if self.document is None:
            return []
        kind = self.document.ref.kind
        apart = {label(kind, key).words for key in _ELSEWHERE}
        return [
            (name, told) for name, told in described(self.document).items() if name not in apart
        ]


def preview(document: Document | None, text: str, found: Register, known: Known) -> Preview:
    """What readers would see."""
    return Preview(document, markdown(text), asked(document, found, known) if document else [])


def asked(document: Document, found: Register, known: Known) -> list[Hindrance]:
    """What an editor should know before this is published."""
    return editing.hindrances(db.session, Asked(document, found, known))


def markdown(text: str) -> Markup:
    """A text as a page shows it: clean, whatever was typed."""
    return Markup(texts.page(text).html)  # noqa: S704 (passed the allow-list)


def sentences(text: str) -> Markup:
    """A few sentences as a page shows them: clean, whatever was typed."""
    return Markup(texts.fragment(text).html)  # noqa: S704 (passed the allow-list)
