"""What an editor should know before a version is published, and what keeps it from being.

To add a gate, write a function from `Asked` to hindrances and put it into GATES: the page before
the button lists what it says, and `release` refuses what it blocks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from portal.content.library import Document, FaqTable, NoticeTable, WebinarTable, to_row
from portal.content.library import text as texts
from portal.content.library.labels import TEXT, label
from portal.content.library.text import Known
from portal.domain.editing.hindrances import Hindrance
from portal.domain.editing.references import Named, named
from portal.domain.library.items import Confidence, Kind
from portal.domain.library.publication import Standing
from portal.domain.places import BY_SLUG
from portal.services import watching, webinars
from portal.services.editing.register import Register


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be published, and what there is beside it."""

    document: Document
    register: Register
    known: Known
    """What the links in texts may lead to."""

    @property
    def named(self) -> list[Named]:
        """The items that it names."""
        return named(to_row(self.document.facts))


Gate = Callable[[Session, Asked], Iterable[Hindrance]]


def hindrances(session: Session, asked: Asked) -> list[Hindrance]:
    """All of it, what blocks first."""
    found = [one for gate in GATES for one in gate(session, asked)]
    return sorted(dict.fromkeys(found), key=lambda one: not one.blocks)


def _dead_references(_session: Session, asked: Asked) -> Iterator[Hindrance]:
    for one in asked.named:
        where = label(asked.document.ref.kind, one.key).words
        entry = asked.register.entries.get(one.ref)
        if entry is None:
            yield Hindrance(
                f"{where}: there is no {one.ref}. Write it first, or correct the name.", blocks=True
            )
        elif entry.standing in {Standing.DRAFT, Standing.RETIRED}:
            state = "has not been published" if entry.standing is Standing.DRAFT else "is retired"
            yield Hindrance(f"{where}: “{entry.title}” {state}, so readers cannot open it.")


def _superseded(_session: Session, asked: Asked) -> Iterator[Hindrance]:
    replaced = set(getattr(asked.document.facts, "supersedes", ()))
    for ref in dict.fromkeys(one.ref for one in asked.named):
        successor = asked.register.successor(ref)
        if successor and str(ref) not in replaced and successor.ref != asked.document.ref:
            yield Hindrance(
                f"It names “{asked.register.title(ref)}”, whose place “{successor.title}” has "
                "taken. Compare it with that one."
            )


def _upkeep(_session: Session, asked: Asked) -> Iterator[Hindrance]:
    facts = asked.document.facts
    if not facts.cites and not (isinstance(facts, NoticeTable) and facts.url):
        yield Hindrance("It names no source. What is published here should say what it rests on.")
    if facts.checked_on is None:
        yield Hindrance("It does not say when it was last compared with its sources.")
    if not facts.owner:
        yield Hindrance("Nobody answers for it: the owner is empty.")


def _places(_session: Session, asked: Asked) -> Iterator[Hindrance]:
    row = to_row(asked.document.facts)
    slugs = [*row.get("counties", ()), *row.get("applies_to", ())]
    slugs += [one["county"] for one in row.get("county", ())]
    for slug in dict.fromkeys(slugs):
        if slug not in BY_SLUG:
            yield Hindrance(f"There is no county “{slug}” in California.", blocks=True)


def _faq(_session: Session, asked: Asked) -> Iterator[Hindrance]:
    facts = asked.document.facts
    if not isinstance(facts, FaqTable):
        return
    topics = asked.register.topics()
    if not any(facts.topic in topics.get(slug, ()) for slug in facts.initiatives):
        titles = {slug: title for mine in topics.values() for slug, title in mine.items()}
        topic = titles.get(facts.topic, facts.topic)
        yield Hindrance(
            f"None of the initiatives it belongs to has the topic “{topic}”, so no page "
            "would list it. Choose another topic, or add this one to the initiative.",
            blocks=True,
        )
    if facts.confidence is Confidence.UNKNOWN and not facts.not_known:
        yield Hindrance("The answer is not known, and “What is not known” is empty.")


def _texts(_session: Session, asked: Asked) -> Iterator[Hindrance]:
    for key, fault in texts.faults(asked.document, asked.known):
        yield Hindrance(f"{part(asked.document.ref.kind, key, fault.line)}: {fault.message}", True)


def part(kind: Kind, key: str, line: int) -> str:
    """Where a fault stands, such as “Timeline 2, What happens, line 3”."""
    *rows, name = key.split(".")
    path, words = "", []
    for row in [*rows, name]:
        plain, _, number = row.rstrip("]").partition("[")
        path = f"{path}.{plain}" if path else plain
        words.append(f"{label(kind, path).words}{' ' + number if number else ''}")
    return f"{', '.join(words) if key != TEXT else label(kind, TEXT).words}, line {line}"


def _recording(session: Session, asked: Asked) -> Iterator[Hindrance]:
    """A recording is published with captions that somebody has reviewed, or not at all."""
    facts, entry = asked.document.facts, asked.register.entries.get(asked.document.ref)
    if isinstance(facts, WebinarTable) and entry is not None:
        missing = webinars.hindrance(session, entry.item_id, facts)
        if missing:
            yield Hindrance(missing, blocks=True)


def _watching(session: Session, asked: Asked) -> Iterator[Hindrance]:
    """A rule for watching is published where watching can be counted, or not at all."""
    facts, lessons = asked.document.facts, asked.known.lessons
    if isinstance(facts, WebinarTable):
        trainings = None if lessons is None else {one.partition("/")[0] for one in lessons}
        missing = watching.hindrance(session, facts, trainings)
        if missing:
            yield Hindrance(missing, blocks=True)


GATES: list[Gate] = [
    _dead_references,
    _places,
    _faq,
    _texts,
    _recording,
    _watching,
    _superseded,
    _upkeep,
]
"""Asked in this order."""
