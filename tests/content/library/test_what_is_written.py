"""The library that the portal begins with keeps to the rules of its guide."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from portal.content.__main__ import ROOT
from portal.content.files import Shelf
from portal.content.library import (
    Document,
    FaqTable,
    InitiativeTable,
    read_library,
    write_library,
)
from portal.content.standards.passages import in_markdown, plain
from portal.content.standards.reading import sentences, words
from portal.content.standards.wording import read_wording
from portal.domain.library.items import Confidence, Kind, Ref

LIBRARY = ROOT / "library"
LONGEST = 30
"""Words in a sentence, as in trainings."""


@cache
def documents() -> dict[Ref, Document]:
    return {document.ref: document for document in read_library(LIBRARY)}


def faqs() -> Iterator[tuple[Ref, FaqTable]]:
    for ref, document in documents().items():
        if isinstance(document.facts, FaqTable):
            yield ref, document.facts


def texts(document: Document) -> Iterator[str]:
    """Everything of an item that people read, but for its title."""
    facts = document.facts.model_dump()
    yield from (found for key, value in facts.items() if key != "title" for found in _said(value))
    yield from (passage.text for passage in in_markdown(Path("text.md"), document.text))


def _said(value: object) -> Iterator[str]:
    if isinstance(value, str) and " " in value:
        yield plain(value)
    elif isinstance(value, dict):
        yield from (said for key, each in value.items() if key != "title" for said in _said(each))
    elif isinstance(value, list):
        yield from (said for each in value for said in _said(each))


def test_no_sentence_is_long():
    long = [
        f"{ref}: {sentence}"
        for ref, document in documents().items()
        for text in texts(document)
        for sentence in sentences(text)
        if len(words(sentence)) > LONGEST
    ]
    assert long == []


def test_no_word_labels_people():
    shelf = Shelf(ROOT)
    wording = read_wording(shelf, ROOT / "words.toml")
    assert wording is not None, shelf.problems
    used = [
        f"{ref}: {use}"
        for ref, document in documents().items()
        for text in (document.facts.title, *texts(document))
        for use in wording.uses(text)
    ]
    assert used == []


def test_an_answer_is_short_cited_owned_and_checked():
    for ref, faq in faqs():
        assert len(sentences(plain(faq.answer))) <= 3, ref
        assert faq.cites, ref
        assert faq.owner, ref
        assert faq.checked_on, ref


def test_what_is_unknown_says_what_is_not_known():
    for ref, faq in faqs():
        if faq.confidence is Confidence.UNKNOWN:
            assert faq.not_known, ref


def test_statements_cite():
    for ref, document in documents().items():
        if isinstance(document.facts, InitiativeTable):
            parts = [*document.facts.statement, *document.facts.milestone, *document.facts.county]
            assert all(part.cites for part in parts), ref
            named = {cite.source for part in parts for cite in part.cites}
            assert named <= {str(known) for known in documents()}, ref


def test_nothing_was_checked_later_than_what_it_cites():
    for ref, document in documents().items():
        for cite in document.facts.cites:
            source = documents()[Ref.parse(cite.source)].facts
            assert source.checked_on, cite.source
            assert document.facts.checked_on, ref
            assert document.facts.checked_on <= source.checked_on, f"{ref} cites {cite.source}"


def test_a_superseded_answer_leads_to_one_that_stands():
    standing = dict(faqs())
    for ref, faq in standing.items():
        if faq.superseded_by:
            assert standing[Ref.parse(faq.superseded_by)].superseded_by is None, ref


def test_every_topic_has_a_question():
    asked = {(slug, faq.topic) for _, faq in faqs() for slug in faq.initiatives}
    for ref, document in documents().items():
        if isinstance(document.facts, InitiativeTable):
            for topic in document.facts.topic:
                assert (ref.slug, topic.slug) in asked, topic.title


def test_what_the_state_names_is_there():
    for ref in (
        Ref(Kind.INITIATIVE, "mobile-crisis-services"),
        Ref(Kind.INITIATIVE, "behavioral-health-administrative-integration"),
        Ref(Kind.NOTICE, "bhin-22-064"),
        Ref(Kind.NOTICE, "bhin-23-025"),
        Ref(Kind.NOTICE, "spa-22-0043"),
    ):
        assert ref in documents()


@pytest.mark.parametrize("ref", documents(), ids=str)
def test_an_export_would_not_change_the_file(ref, tmp_path):
    write_library(tmp_path, [documents()[ref]])
    for written in tmp_path.rglob("*.*"):
        kept = LIBRARY / written.relative_to(tmp_path)
        assert kept.read_text() == written.read_text()
