"""A lesson's Markdown becomes clean HTML that everyone can read."""

from __future__ import annotations

from datetime import date

import html5lib
import pytest

from portal.content import markdown
from portal.content.markdown import CoursePlace, Page, Writer
from portal.domain.curriculum import Source

BOOK = Source("book", "A & B *book*", "House", 2020, "https://example.org/?a=1&b=2", date.min, "n")
TALK = Source("talk", "Talk", "Hall", None, None, date.min, "n")
PLACE = CoursePlace(
    course="sample",
    lessons={"first": {"hello": True, "draft": False}, "second": {"bye": True}},
    images=frozenset({"bar.svg"}),
    sources={"book": BOOK, "talk": TALK},
)


def lesson(text: str) -> Page:
    return Writer(PLACE).lesson("first", f"# Title\n\n{text}")


def test_the_title_stands_apart() -> None:
    page = lesson("Some words here.")
    assert (page.title, page.html, page.words) == ("Title", "<p>Some words here.</p>", 3)
    assert page.faults == ()


def test_sections_have_addresses_of_their_own() -> None:
    page = lesson("## A *fine* day\n\n### Part\n\n## A fine day\n\n[Up](#a-fine-day)")
    assert '<h2 id="section-a-fine-day">A <em>fine</em> day</h2>' in page.html
    assert '<h2 id="section-a-fine-day-2">' in page.html
    assert '<a href="#section-a-fine-day">Up</a>' in page.html


def test_a_section_called_sources_does_not_collide_with_the_sources() -> None:
    page = lesson("## Sources\n\nOf light.[^book]")
    assert page.html.count('id="section-sources"') == 1
    assert 'id="section-sources-2"' in page.html


@pytest.mark.parametrize(
    ("word", "label"), [("note", "Note"), ("caution", "Caution"), ("try-it", "Try it")]
)
def test_a_block_is_labelled_in_words(word: str, label: str) -> None:
    page = lesson(f"Before.\n/// {word}\nInside, **bold**.\n\n- a\n///\nAfter.")
    assert page.faults == ()
    assert (
        f'<aside class="{word}" role="note">\n<p class="block-label">{label}</p>\n'
        "<p>Inside, <strong>bold</strong>.</p>\n<ul>\n<li>a</li>\n</ul>\n</aside>"
    ) in page.html


def test_an_answer_is_hidden_until_opened() -> None:
    page = lesson("/// try-it\nTry.\n///\n\n/// answer\nSo.\n///")
    answer = '<details class="answer">\n<summary>Answer</summary>\n<p>So.</p>\n</details>'
    assert answer in page.html


def test_sources_are_numbered_as_they_are_read() -> None:
    page = lesson("- One.[^talk]\n- Two.[^book]\n\nThree.[^talk]")
    mark = (
        '<sup class="footnote-ref" id="cite-{0}-{1}">'
        '<a aria-label="Source {2}" href="#source-{0}">{2}</a></sup>'
    )
    assert f"One.{mark.format('talk', 1, 1)}" in page.html
    assert f"Two.{mark.format('book', 1, 2)}" in page.html
    assert f"Three.{mark.format('talk', 2, 1)}" in page.html
    assert page.html.endswith(
        '<div class="footnotes">\n<h2 id="section-sources">Sources</h2>\n<ol>\n'
        '<li id="source-talk"><cite>Talk</cite>. Hall. <a class="footnote-backref" '
        'href="#cite-talk-1" aria-label="Back to the first mention of source 1">↩</a></li>\n'
        '<li id="source-book"><a href="https://example.org/?a=1&amp;b=2" rel="noopener">'
        '<cite>A &amp; B *book*</cite></a>. House, 2020. <a class="footnote-backref" '
        'href="#cite-book-1" aria-label="Back to the first mention of source 2">↩</a></li>\n'
        "</ol>\n</div>"
    )


def test_sources_do_not_count_as_reading() -> None:
    assert lesson("Two words.[^book]").words == 2


def test_a_fragment_names_its_sources_where_they_stand() -> None:
    page = Writer(PLACE).fragment("first", "So.[^book] And.[^talk]")
    assert page.html == (
        '<p>So.<cite> (<a href="https://example.org/?a=1&amp;b=2" rel="noopener">House, 2020</a>)'
        "</cite> And.<cite> (Talk, Hall)</cite></p>"
    )


@pytest.mark.parametrize(
    "text", ["She looks at you.", "“A < B”? 'No' & so on.", "A-b, c. 3 of 4!", "It’s + and ="]
)
def test_plain_fragments_need_no_markdown_and_look_the_same(text: str) -> None:
    writer = Writer(PLACE)
    quick = writer.fragment("first", text)
    assert quick.html == writer.notes("first", text).html
    assert quick.words == writer.notes("first", text).words


@pytest.mark.parametrize("text", ["- a list", "1. a list", "+ a list"])
def test_a_list_in_a_fragment_is_a_list(text: str) -> None:
    assert "<li>a list</li>" in Writer(PLACE).fragment("first", text).html


def test_tables_say_what_heads_what_and_scroll_by_keyboard() -> None:
    page = lesson("| | A | B |\n|---|:-:|--:|\n| x | 1 | 2 |\n\n| C |\n|---|\n| y |\n")
    frame = '<div aria-label="Table {}" class="table-scroll" role="region" tabindex="0">'
    assert frame.format("1: A, B") in page.html
    assert frame.format("2: C") in page.html
    assert '<td></td>\n<th class="align-center" scope="col">A</th>' in page.html
    assert '<th scope="row">x</th>\n<td class="align-center">1</td>' in page.html
    assert '<th scope="col">C</th>' in page.html
    assert "style" not in page.html


def test_links_and_images_lead_where_the_portal_serves_them() -> None:
    page = lesson(
        "[a](hello.md) [b](../second/bye.md) [c](https://example.org) <https://example.org> "
        "[d](mailto:a@example.org) [e](tel:988) ![A bar](../images/bar.svg)"
    )
    assert page.faults == ()
    for part in (
        '<a href="/learning/sample/first/hello">a</a>',
        '<a href="/learning/sample/second/bye">b</a>',
        '<a href="https://example.org" rel="noopener">c</a>',
        '<a href="https://example.org" rel="noopener">https://example.org</a>',
        '<a href="mailto:a@example.org" rel="noopener">d</a>',
        '<a href="tel:988" rel="noopener">e</a>',
        '<img alt="A bar" loading="lazy" src="/learning/sample/images/bar.svg">',
    ):
        assert part in page.html
    assert markdown.LESSON_URL == "/learning/{course}/{module}/{lesson}"
    assert markdown.IMAGE_URL == "/learning/{course}/images/{file}"


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<div\nonclick='x'>",
        "[x](javascript:alert(1))",
        "![x](data:image/svg+xml,x)",
        "<!-- hidden -->",
    ],
)
def test_what_could_do_harm_is_told_and_does_nothing(text: str) -> None:
    page = lesson(text)
    assert page.faults
    tree = html5lib.parseFragment(page.html, namespaceHTMLElements=False)
    for element in tree.iter():
        assert element.tag not in ("script", "div")
        assert not {"onclick", "onerror"} & set(element.attrib)
        assert "javascript" not in element.get("href", "")
        assert "data:" not in element.get("src", "")


def test_less_than_and_code_are_no_html() -> None:
    page = lesson("5 < 6 and `<b>` and \\<i>.")
    assert page.faults == ()
    assert page.html == "<p>5 &lt; 6 and <code>&lt;b&gt;</code> and &lt;i&gt;.</p>"


def test_an_indented_line_is_no_code_and_underlines_make_no_title() -> None:
    assert "<pre" not in lesson("    Indented.").html
    assert "<h" not in lesson("Text\n====\n").html


def test_unreadable_sources_are_not_blamed_on_the_lesson() -> None:
    place = CoursePlace("sample", PLACE.lessons, PLACE.images, None)
    assert Writer(place).lesson("first", "# Title\n\nSo.[^any]").faults == ()


def test_what_was_rendered_is_kept_but_not_forever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markdown, "_MOST_KEPT", 1)
    first = lesson("Some *words*.")
    assert lesson("Other *words*.") != first
    assert lesson("Some *words*.") == first


def test_ids_are_unique_in_everything_at_once() -> None:
    page = lesson("## A\n\nx[^book] y[^book] z[^talk]\n\n## A\n\n| A |\n|---|\n| [^book] |\n")
    tree = html5lib.parseFragment(page.html, namespaceHTMLElements=False)
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    assert len(ids) == len(set(ids)) == 9
    targets = {element.get("href") for element in tree.iter("a")} - {BOOK.url}
    assert {str(target).removeprefix("#") for target in targets} <= set(ids)
