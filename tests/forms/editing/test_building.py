"""Each form has all that its table has, in words; what it shows it reads back unchanged."""

from datetime import UTC, date, datetime

import pytest

from portal.content.library import TABLES, Document, from_row, to_row
from portal.content.library.describing import described
from portal.content.library.labels import LABELS, TEXT, label
from portal.domain.library.items import Kind, Ref
from portal.forms.editing import SECTIONS, edit_form, read
from portal.forms.editing.building import Offered
from portal.forms.editing.reading import carried, slug_from

NOT_ASKED = {Kind.WEBINAR: {"recording"}}  # made by uploading
CITES = [{"source": "notices/one", "where": "section 2"}]
SHARED = {
    "title": "A title",
    "summary": "A summary.",
    "initiatives": ["benefit"],
    "audience": "counties",
    "counties": ["alpine", "del-norte"],
    "cites": CITES,
    "related": ["faqs/one", "notices/two"],
    "checked_on": "2026-11-20",
    "owner": "Ana",
    "sample": True,
}
FULL = {
    Kind.INITIATIVE: {
        "short_title": "Short",
        "timeline_note": "Subject to change.",
        "counties_note": "A **note**.",
        "source_modified": "2026-10-01",
        "statement": [
            {"label": "Who", "words": "All.", "confidence": "reported", "cites": CITES},
            {"label": "When", "words": "Always."},
        ],
        "milestone": [
            {"title": "First", "on": "2027-01-01", "revised": True, "revised_from": "2026-01-01"},
            {"title": "Then", "about": "2027-07", "words": "It goes on.", "cites": CITES},
        ],
        "county": [{"county": "alpine", "words": "Began.", "confidence": "unknown"}],
        "topic": [{"slug": "time", "title": "Time"}, {"slug": "team", "title": "Team"}],
    },
    Kind.NOTICE: {
        "number": "BHIN 1",
        "publisher": "The state",
        "issued": "2023-06-19",
        "issued_note": "June.",
        "supersedes": ["notices/old"],
        "url": "https://example.org/a",
        "note": "Read in part.",
    },
    Kind.FAQ: {
        "answer": "Yes.\n\nAnd no.",
        "topic": "time",
        "confidence": "derived",
        "not_known": "Much.",
        "applies_from": "2026-01-01",
        "applies_until": "2026-12-31",
        "applies_to": ["alpine"],
        "superseded_by": "faqs/new-one",
    },
    Kind.WEBINAR: {
        "series": "A series",
        "topics": ["one", "two"],
        "for_whom": "Managers",
        "presenters": [{"name": "Ana", "role": "Clinician"}, {"name": "Ben"}],
        "starts": "2026-12-03T10:00:00-08:00",
        "ends": "2026-12-03T11:30:00-08:00",
        "when_note": "Soon.",
        "language": "es",
        "minutes": 90,
        "ce_minutes": 60,
        "ce_note": "By nobody.",
        "slides": "resources/slides",
        "resources": ["resources/one"],
        "chapter": [{"seconds": 0, "title": "Start"}, {"seconds": 3725, "title": "End"}],
        "recording": {"file": "a.mp4", "sha256": "0" * 64},
        "external": {"provider": "vimeo", "id": "123"},
        "question": [
            {
                "id": "first",
                "prompt": "What comes first?",
                "choice": [
                    {"text": "Naloxone", "correct": True, "why": "It is on minute 2."},
                    {"text": "A form", "why": "It can wait."},
                    {"text": "A call", "why": "It comes next."},
                ],
            },
            {
                "id": "then",
                "kind": "many",
                "prompt": "What comes then?",
                "choice": [
                    {"text": "A call", "correct": True, "why": "It comes next."},
                    {"text": "A wait", "correct": True, "why": "Help is on its way."},
                    {"text": "A form", "why": "It can wait."},
                ],
            },
        ],
        "credit": {
            "watch_percent": 80,
            "pass_percent": 70,
            "attempts": 3,
            "title": "Naloxone, recorded",
            "minutes": 60,
            "training": "naloxone",
            "subject": "naloxone",
            "ce_provider": "The county",
            "ce_minutes": 50,
        },
    },
    Kind.RESOURCE: {
        "publisher": "Somebody",
        "form": "Slides",
        "issued": "2024-02-03",
        "about": "2024",
        "url": "https://example.org",
        "language": "es",
        "note": "Read.",
    },
}
OFFERED = Offered(initiatives={"benefit": "The benefit"}, topics={"time": "Time"})


def document(kind):
    return Document(Ref(kind, "one"), from_row(kind, SHARED | FULL[kind]), "Text.\n\n## More")


def sent(form):
    """What a browser would send of the form shown."""
    from html.parser import HTMLParser

    from werkzeug.datastructures import MultiDict
    from wtforms import FieldList, FormField

    pairs = []

    class Reader(HTMLParser):
        area = select = None

        def handle_starttag(self, tag, attributes):
            held = dict(attributes)
            if tag == "input" and (held.get("type") != "checkbox" or "checked" in held):
                pairs.append((held["name"], held.get("value", "")))
            if tag == "textarea":
                self.area = [held["name"], ""]
            if tag == "select":
                self.select = held["name"]
            if tag == "option" and "selected" in held:
                pairs.append((self.select, held["value"]))

        def handle_data(self, data):
            if self.area:
                self.area[1] += data

        def handle_endtag(self, tag):
            if tag == "textarea":
                pairs.append((self.area[0], self.area[1].replace("\r\n", "\n").lstrip("\n")))
                self.area = None

    def draw(fields):
        for one in fields:
            if isinstance(one, FormField):
                draw(one.form)
            elif isinstance(one, FieldList):
                draw(one)
            else:
                Reader().feed(str(one()))

    draw(form)
    return MultiDict(pairs)


@pytest.mark.parametrize("kind", Kind)
def test_every_part_of_a_table_is_in_its_form_once(kind):
    asked = [name for _, names in SECTIONS[kind] for name in names]
    assert len(asked) == len(set(asked))
    assert set(asked) == {*TABLES[kind].model_fields, TEXT} - NOT_ASKED.get(kind, set())


@pytest.mark.parametrize("kind", Kind)
def test_every_part_has_words_of_its_own(kind):
    assert set(FULL[kind]) | set(SHARED) == set(TABLES[kind].model_fields)  # this test has it all
    told = [label(kind, key).words for key in (*TABLES[kind].model_fields, TEXT)]
    assert len(set(told)) == len(told)

    def keys(table, prefix=""):
        for name, info in table.model_fields.items():
            yield f"{prefix}{name}"
            inner = next(
                (one for one in (info.annotation, *getattr(info.annotation, "__args__", ()))
                 if isinstance(one, type) and hasattr(one, "model_fields")), None)  # fmt: skip
            if inner:
                yield from keys(inner, f"{prefix}{name}.")

    for key in keys(TABLES[kind]):
        *row, name = key.split(".")
        known = {f"{kind.value}.{key}", name, f"{row[-1]}.{name}" if row else name}
        assert known & LABELS.keys(), f"{kind}: {key} has no label"


@pytest.mark.parametrize("kind", Kind)
def test_what_a_form_shows_it_reads_back_unchanged(app, kind):
    with app.test_request_context(method="POST"):
        app.config["WTF_CSRF_ENABLED"] = False
        before = document(kind)
        shown = edit_form(kind, before)
        shown.offer(OFFERED)
        again = edit_form(kind, None, sent(shown))
        again.offer(OFFERED)
        found = read(again, before.ref, carried(before))
        assert again.errors == {}
        assert to_row(found.facts) == to_row(before.facts)
        assert found == before


@pytest.mark.parametrize("kind", Kind)
def test_everything_an_item_says_is_told_in_comparisons(kind):
    told = described(document(kind))
    names = {"recording"} & set(FULL[kind])
    for key in {*SHARED, *FULL[kind], TEXT} - names:
        assert told[label(kind, key).words]
    assert "None" not in "".join(told.values())


def test_days_and_times_are_told_as_people_say_them():
    told = described(document(Kind.WEBINAR))
    assert told["Begins"] == "10:00 a.m. on December 3, 2026"
    assert told["Chapters"] == "Begins at: 0:00\nTitle: Start\n\nBegins at: 1:02:05\nTitle: End"
    assert told["Counties"] == "Alpine\nDel Norte"
    assert date(2026, 11, 20) == document(Kind.FAQ).facts.checked_on
    assert document(Kind.WEBINAR).facts.starts == datetime(2026, 12, 3, 18, tzinfo=UTC)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("What counts?", "what-counts"),
        ("BHIN 23-025: It’s new", "bhin-23-025-its-new"),
        ("¿Qué?", "que"),
        ("漢字", ""),
        ("word " * 40, "-".join(["word"] * 16)),
        ("x" * 200, "x" * 80),
    ],
)
def test_a_name_is_made_of_the_first_words(title, slug):
    assert slug_from(title) == slug
