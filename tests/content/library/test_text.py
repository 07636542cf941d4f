"""What TA staff type becomes clean HTML, and what cannot be used is told with its line."""

import html5lib
import pytest

from portal.content.library import Document, FaqTable, InitiativeTable
from portal.content.library.text import Known, faults, fragment, page
from portal.domain.library.items import Kind, Ref

KNOWN = Known(frozenset({"notices/one", "webinars/first"}), frozenset({"course/module/lesson"}))


@pytest.mark.parametrize(
    ("href", "address"),
    [
        ("notices/one", "/notices/one"),
        ("/notices/one#part", "/notices/one#section-part"),
        ("webinars/first#12:30", "/webinars/first?t=750"),
        ("webinars/first#1:00:01", "/webinars/first?t=3601"),
        ("webinars/first#slides", "/webinars/first#section-slides"),
        ("learning/course/module/lesson", "/learning/course/module/lesson"),
        ("trainings/course", "/trainings/course"),
        ("requirements/on-site", "/requirements/on-site"),
        ("https://example.org/a", "https://example.org/a"),
    ],
)
def test_links_lead_to_items_minutes_lessons_and_the_web(href, address):
    found = page(f"See [it]({href}).", KNOWN)
    assert found.faults == ()
    assert f'href="{address}"' in found.html


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("One.\n\n[x](notices/oen)", 3, "Did you mean “notices/one”?"),
        ("[x](learning/course/module/other)", 1, "There is no course/module/other"),
        ("[x](trainings/other)", 1, "There is no other"),
        ("a\n\n[x](javascript:alert(1))", 3, "leads nowhere"),
        ("[x](../../etc/passwd)", 1, "leads nowhere"),
        ("[x](//evil.example)", 1, "leads nowhere"),
        ("One\n\n<script>alert(1)</script>", 3, "Raw HTML"),
        ("![seen](https://example.org/x.png)", 1, "Images are not used"),
        ("Said.[^book]", 1, "Sources are not cited so"),
        ("/// try-it\nx\n///", 1, "Use note or caution"),
        ("# Title", 1, "Only the first line is a title"),
    ],
)
def test_what_cannot_be_used_is_told_with_its_line(text, line, told):
    found = page(text, KNOWN)
    assert [fault.line for fault in found.faults] == [line]
    assert told in found.faults[0].message


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x]: javascript:alert(1)\n\n[x]",
    "![x](javascript:alert(1))",
    '![x](https://example.org/x.svg "onload=alert(1)")',
    "<svg onload=alert(1)>",
    '[x](https://example.org/"onmouseover="alert(1))',
    '<https://example.org/"><script>alert(1)</script>>',
    "<style>body{display:none}</style>",
    "/// note | <script>alert(1)</script>\nx\n///",
    "|<script>|\n|---|\n|<b onclick=x>|",
    "## <script>alert(1)</script>",
    "`</code><script>alert(1)</script>`",
    "\x02klzzwxh:0000\x03 \x02wzxhzdk:0\x03",
    "> " * 3000 + "deep",
    "- " * 3000 + "deep",
    "*_" * 3000,
    "[" * 3000,
    "`" * 5001 + "x" + "`" * 5000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_hostile_is_left(text):
    for found in (page(text), fragment(text)):
        tree = html5lib.parseFragment(found.html, namespaceHTMLElements=False)
        for element in tree.iter():
            assert element.tag not in {"script", "style", "img", "svg", "iframe", "form"}
            assert not [name for name in element.attrib if name.startswith(("on", "style"))]
            address = element.get("href", "#")
            assert address.startswith(("/", "#", "https://example.org/"))
            assert not address.startswith("//")


def test_headings_have_addresses_and_notes_their_labels():
    found = page("## A day\n\n/// caution\nMind.\n///\n\n[up](#a-day)")
    assert found.faults == ()
    assert '<h2 id="section-a-day">' in found.html
    assert '<aside class="caution" role="note">' in found.html


def test_faults_of_an_item_name_the_key():
    facts = InitiativeTable.model_validate(
        {
            "title": "One",
            "milestone": [{"title": "a"}, {"title": "b", "words": "See [x](nothing)."}],
            "counties_note": "<b>x</b>",
        }
    )
    document = Document(Ref(Kind.INITIATIVE, "one"), facts, "Fine.\n\n<i>x</i>")
    assert [(key, fault.line) for key, fault in faults(document)] == [
        ("text", 3),
        ("counties_note", 1),
        ("milestone[2].words", 1),
    ]
    fine = FaqTable(title="Why?", answer="So: [one](notices/one).", topic="time")
    assert faults(Document(Ref(Kind.FAQ, "why"), fine, ""), KNOWN) == []


def test_guesses_are_made_for_the_first_links_that_lead_nowhere():
    """To compare hundreds of them with all that is known would take minutes."""
    text = "\n".join(f"[a](notices/ona{number})" for number in range(99))
    hints = ["Did you mean" in fault.message for fault in page(text, KNOWN).faults]
    assert hints == [True] * 30 + [False] * 69


def test_headings_that_read_alike_and_marks_that_repeat_are_counted_on():
    found = page("\n\n".join(["## A", "x[^a]"] * 3))
    assert [f'id="section-{name}"' in found.html for name in ("a", "a-2", "a-3")] == [True] * 3
    assert [fault.line for fault in found.faults] == [3, 7, 11]
