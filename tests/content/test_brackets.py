"""Links are what they were; brackets that nobody closes are given up soon."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown
from markdown.inlinepatterns import LinkInlineProcessor

from portal.content import brackets
from portal.content.brackets import DEEPEST, LONGEST_ADDRESS, bound
from portal.content.library.text import page
from portal.content.prose import too_many

MANY = 1_900


def ours() -> Markdown:
    markdown = Markdown()
    bound(markdown)
    return markdown


@given(st.text(alphabet='[]()<>!"a1 \n', max_size=30))
def test_links_and_images_are_read_as_markdown_reads_them(text: str) -> None:
    text += "\n\n[a]: https://example.org"
    assert ours().convert(text) == Markdown().convert(text)


def test_the_words_of_a_link_may_hold_some_brackets_and_no_more() -> None:
    for depth, is_link in ((DEEPEST - 1, True), (DEEPEST, False)):
        html = ours().convert(f"[{'[' * depth}x{']' * depth}](/address)")
        assert ('<a href="/address">' in html) == is_link


class Counted:
    """The brackets that are looked at."""

    def __init__(self) -> None:
        self.pattern, self.seen = brackets._BRACKET, 0

    def finditer(self, *where: Any) -> Any:
        for found in self.pattern.finditer(*where):
            self.seen += 1
            yield found


@pytest.mark.parametrize("start", ["[", "![", "[a][", "[a](", "[[a]", "[ "])
def test_each_bracket_is_looked_at_a_few_times(monkeypatch: pytest.MonkeyPatch, start: str) -> None:
    """However many there are: six processors, each as deep as words may be."""
    counted, letters = Counted(), []
    theirs = LinkInlineProcessor.getLink
    monkeypatch.setattr(brackets, "_BRACKET", counted)
    monkeypatch.setattr(
        LinkInlineProcessor,
        "getLink",
        lambda self, data, at: letters.append(len(data) - at) or theirs(self, data, at),
    )
    text = start * (MANY // len(start.replace("a", "")))
    found = page(text)
    assert text.strip() in found.html
    marks = text.count("[") + text.count("]")
    assert counted.seen <= 6 * (DEEPEST + 1) * marks
    assert all(length <= LONGEST_ADDRESS for length in letters)


@pytest.mark.parametrize(
    ("mark", "most", "words"),
    [
        ("`a` ", 100, "backticks"),
        ("---\n", 200, "lines across the page"),
        ("# a\n", 200, "headings"),
        ("[", 4_000, "square brackets"),
        ("*a", 10_000, "asterisks and underscores"),
    ],
)
def test_more_marks_than_anybody_means_are_refused_where_they_begin(
    mark: str, most: int, words: str
) -> None:
    assert too_many(f"Fine.\n{mark * most}") is None
    text = f"Fine.\n{mark * most}\n{mark * 9}<b>"
    found = page(text)
    (fault,) = found.faults
    assert fault.message.endswith(f"{words}. Take out those from here on.")
    assert fault.line == 2 + (mark * most).count("\n") + 1
    assert "<b>" not in found.html
