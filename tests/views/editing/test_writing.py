"""Writing an item: rows without JavaScript, preview, nothing typed is lost, one version a click."""

import html5lib
import pytest
from sqlalchemy import func, select

from portal.domain.library.items import Kind
from portal.models import LibraryItem, LibraryVersion
from tests import editing
from tests.editing import FACTS

NEW = "/library/faqs/new"
CHOSEN = {"audience": "everyone", "confidence": "read"}
EDIT = "/library/faqs/what-counts/edit"


@pytest.fixture
def priya(app, session):
    """An editor, where there is an initiative and a notice."""
    page = editing.editor(app, session)
    editing.initiative(session)
    editing.notice(session)
    session.commit()
    return page


def count(session, table=LibraryVersion):
    session.expire_all()
    return session.scalar(select(func.count()).select_from(table))


def facts(session, slug="what-counts"):
    session.rollback()
    wanted = select(LibraryVersion).join(LibraryItem, LibraryItem.id == LibraryVersion.item_id)
    wanted = wanted.where(LibraryItem.slug == slug).order_by(LibraryVersion.number.desc())
    return session.scalars(wanted).first().facts


def typed(**more):
    return {
        "title": "What counts?",
        "answer": "Within an hour.",
        "topic": "time",
        "initiatives": ["benefit"],
        **more,
    }


def value(page, name):
    for element in page.all(".//input") + page.all(".//textarea"):
        if element.get("name") == name:
            return element.get("value") or element.text
    return None


def test_a_faq_is_written_and_saved_as_a_draft(priya, session):
    priya.get(NEW).submit("Add a source", status=200, **typed())
    priya.submit("Save", data={"cites-0-source": "notices/one", "cites-0-where": "section 2"})
    assert priya.location == "/library/faqs/what-counts"
    assert facts(session) == {key: FACTS[key] for key in FACTS if key != "owner"}
    priya.get(priya.location)
    assert priya.h1 == "What counts?"
    assert "Draft" in priya.main


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_its_form(priya, kind):
    priya.get(f"/library/{kind}/new")
    priya.submit("Save", status=422, title="", data={})
    assert "Title: Fill this in." in priya.main or "Question: Fill this in." in priya.main


def test_rows_are_added_removed_and_moved_and_everything_typed_stays(priya):
    priya.get(NEW).submit("Add a source", status=200, **typed(text="A long text."))
    priya.submit("Add a source", status=200, data={"cites-0-source": "notices/one"})
    priya.submit(
        "Add a source", status=200, data={"cites-1-source": "notices/two", "cites-1-where": "p. 2"}
    )
    priya.submit("Move up source 2", status=200)
    assert value(priya, "cites-0-source") == "notices/two"
    assert value(priya, "cites-0-where") == "p. 2"
    assert value(priya, "cites-1-source") == "notices/one"
    priya.submit("Remove source 1", status=200)
    assert value(priya, "cites-0-source") == "notices/one"
    assert value(priya, "cites-2-source") is None
    assert value(priya, "text").strip() == "A long text."
    assert value(priya, "title") == "What counts?"


def test_rows_hold_rows(priya, session):
    priya.get("/library/initiatives/new")
    priya.submit("Add a step", status=200, title="Integration", slug="integration")
    priya.submit("Add a source to row milestone-0-cites", status=200)
    priya.submit(
        "Save",
        data={
            "milestone-0-title": "It begins",
            "milestone-0-about": "2027-01",
            "milestone-0-cites-0-source": "notices/one",
        },
    )
    assert facts(session, "integration")["milestone"] == [
        {"title": "It begins", "about": "2027-01", "cites": [{"source": "notices/one"}]}
    ]


@pytest.mark.parametrize("command", ["add:nothing", "remove:cites-9", "up:cites-0", "x", "add:"])
def test_a_command_that_means_nothing_changes_nothing(priya, command):
    priya.get(NEW).submit("Add a source", status=200, **typed())
    sent = {"row": command, "title": "Kept", "cites-0-source": "notices/one"}
    priya.post(NEW, sent, status=200)
    assert value(priya, "title") == "Kept"
    assert value(priya, "cites-0-source") == "notices/one"


def test_what_is_wrong_is_said_at_its_field_and_everything_typed_stays(priya, session):
    priya.get(NEW).submit("Add a source", status=200, **typed())
    before = count(session)
    priya.submit(
        "Save",
        status=422,
        title="**Bold**?",
        audience="counties",
        checked_on="yesterday",
        text="Kept.",
        data={"cites-0-source": "nothing", "cites-0-where": "page 3"},
    )
    assert "Take out “**”" in priya.main
    assert "Counties: Name the counties whose people may read it." in priya.main
    assert "Enter the day, such as 2026-11-22." in priya.main
    assert "Sources 1, Source: Name an item by its kind" in priya.main
    assert value(priya, "text").strip() == "Kept."
    assert value(priya, "cites-0-where") == "page 3"
    assert count(session) == before


def test_the_preview_shows_the_page_and_saves_nothing(priya, session):
    before = count(session)
    priya.get(NEW).submit(
        "Preview", status=200, **typed(text="## How\n\nSee [it](learning/a/b/c).\n\n<b>raw</b>")
    )
    assert "Preview" in priya.texts(".//h2")
    assert "How" in priya.texts(".//h2")
    assert "Detail, line 3: There is no a/b/c to link to." in priya.main
    assert "Detail, line 5: Raw HTML is not used here." in priya.main
    assert count(session) == before


@pytest.mark.parametrize("kind", Kind)
def test_the_preview_is_the_public_page_and_nobody_else_gets_it(priya, session, client, kind):
    ref = f"{kind}/previewed"
    needed = {
        Kind.NOTICE: {"number": "N 1", "publisher": "The state"},
        Kind.RESOURCE: {"publisher": "The state"},
        Kind.FAQ: {"answer": "Yes.", "topic": "time"},
    }
    facts = {"title": "A draft so far", "initiatives": ["benefit"], **needed.get(kind, {})}
    version = editing.save(session, ref, "First words.", **facts)
    session.commit()
    priya.get(f"/library/{ref}/edit").submit("Preview", status=200, text="Words to come.")
    assert "Words to come." in priya.main
    priya.get(f"/library/{ref}/versions/1")
    assert "A draft so far" in priya.texts(".//h2")
    assert "First words." in priya.main
    assert "Who may read it" not in priya.texts(".//main//dt")  # it is no list of its facts
    priya.get(f"/{ref}", status=404)
    assert client.get(f"/{ref}").status_code == 404
    editing.publish(session, version)
    session.commit()
    priya.get(f"/library/{ref}/edit").submit("Preview", status=200, text="Words to come.")
    assert "First words." in client.get(f"/{ref}").get_data(as_text=True)
    priya.get(f"/{ref}")
    assert "Words to come." not in priya.main


def test_a_double_click_is_one_version(priya, session):
    priya.get(NEW)
    form = {"version": "1", "step": "save", **CHOSEN, **typed()}
    priya.post(NEW, form).post(NEW, form)
    assert priya.location == "/library/faqs/what-counts"
    assert facts(session)["answer"] == "Within an hour."
    assert session.scalar(select(func.count()).where(LibraryItem.slug == "what-counts")) == 1
    priya.get(EDIT)
    change = {"version": "2", "step": "save", **CHOSEN, **typed(answer="Within two.")}
    before = count(session)
    priya.post(EDIT, change).post(EDIT, change)
    assert count(session) == before + 1


def test_saving_without_a_change_saves_nothing(priya, session):
    editing.faq(session)
    session.commit()
    before = count(session)
    priya.get(EDIT).submit("Save", follow=True)
    assert "Nothing was different" in priya.text
    assert count(session) == before


@pytest.mark.parametrize(
    ("slug", "told"),
    [
        ("What counts", "Use small letters, digits and single hyphens"),
        ("new", "has another meaning in addresses"),
        ("taken", "Another item has this name."),
        ("x" * 81, "Use 80 characters or fewer."),
    ],
)
def test_a_name_that_cannot_be_is_refused(priya, session, slug, told):
    editing.save(session, "faqs/taken", **{**FACTS, "title": "Other?"})
    session.commit()
    priya.get(NEW).submit("Save", status=422, slug=slug, **typed())
    assert told in priya.main


def test_the_name_is_made_of_the_title_and_stays(priya, session):
    priya.get(NEW).submit("Save", **typed(title="Müssen EMTs — “wirklich” warten?"))
    assert priya.location == "/library/faqs/mussen-emts-wirklich-warten"
    priya.get(priya.location + "/edit").submit("Save", title="Something else?")
    assert priya.location == "/library/faqs/mussen-emts-wirklich-warten"


def test_a_title_written_out_means_its_item(priya, session):
    priya.get(NEW).submit("Add a source", status=200, **typed())
    priya.submit("Save", data={"cites-0-source": "Notice ONE"})
    assert facts(session)["cites"] == [{"source": "notices/one"}]


def test_empty_rows_are_left_out(priya, session):
    priya.get(NEW).submit("Add a source", status=200, **typed())
    priya.submit("Add an item", status=200).submit("Save")
    assert "cites" not in facts(session)
    assert "related" not in facts(session)


def test_what_the_form_does_not_ask_for_is_kept(priya, session):
    recording = {"file": "talk.mp4", "sha256": "0" * 64}
    editing.save(session, "webinars/talk", title="A talk", recording=recording)
    session.commit()
    priya.get("/library/webinars/talk/edit").submit("Add a chapter", status=200)
    priya.submit(
        "Save",
        starts="2026-12-03T10:00",
        data={"chapter-0-seconds": "1:02:30", "chapter-0-title": "Questions"},
    )
    found = facts(session, "talk")
    assert found["recording"] == recording
    assert found["starts"] == "2026-12-03T10:00:00-08:00"
    assert found["chapter"] == [{"seconds": 3750, "title": "Questions"}]


def test_the_address_of_a_recording_elsewhere_may_be_pasted(priya, session):
    priya.get("/library/webinars/new").submit(
        "Save",
        title="A talk",
        data={
            "external-provider": "youtube",
            "external-id": "https://www.youtube.com/watch?v=abc-DEF_123&t=3",
        },
    )
    assert facts(session, "a-talk")["external"] == {"provider": "youtube", "id": "abc-DEF_123"}


# Two editors


def test_two_edits_of_one_version_go_together_and_nothing_is_lost(app, priya, session):
    editing.faq(session)
    sam = editing.editor(app, session, "Sam")
    session.commit()
    priya.get(EDIT)
    sam.get(EDIT).submit("Save", answer="Within two hours.", owner="Sam")
    priya.submit("Preview", status=200)
    assert "Sam has saved version 2 since you began." in priya.main
    priya.submit("Save", status=409, answer="Within three hours.", text="Priya’s text.")
    assert "Sam saved version 2" in priya.main
    assert "You both changed Short answer." in priya.main
    assert value(priya, "answer").strip() == "Within three hours."
    assert value(priya, "owner") == "Sam"
    assert [text for text in priya.texts(".//del") if "two" in text]
    priya.submit("Save")
    assert facts(session)["answer"] == "Within three hours."
    assert facts(session)["owner"] == "Sam"
    session.rollback()
    versions = session.scalars(select(LibraryVersion.facts).order_by(LibraryVersion.id)).all()
    assert versions[-2]["answer"] == "Within two hours."


def test_edits_that_do_not_fit_together_leave_mine_and_show_theirs(app, priya, session):
    editing.faq(session)
    sam = editing.editor(app, session, "Sam")
    session.commit()
    priya.get(EDIT)
    sam.get(EDIT).submit("Save", audience="counties", counties=["alpine"])
    priya.submit("Save", status=409, audience="signed-in")
    priya.submit("Save", status=303)
    assert facts(session)["audience"] == "signed-in"


# What somebody hostile types

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>"
ADDRESS = "[x](javascript:alert(1))"


def test_hostile_texts_are_words_wherever_they_are_shown(priya, session):
    bad = f"{HOSTILE} {ADDRESS}"
    loud = "<SCRIPT>alert(1)</SCRIPT>"
    facts = {"title": loud, "answer": bad, "not_known": bad, "owner": loud, "summary": loud}
    editing.faq(session, text=bad, **facts)
    editing.save(session, "faqs/what-counts", bad + "!", version=2, **{**FACTS, **facts})
    session.commit()
    assert_harmless(priya.client.get("/library").get_data(as_text=True))
    for address in ("", "/retire", "/edit", "/versions/1", "/compare?before=1&after=2", "/publish"):
        answer = priya.client.get(f"/library/faqs/what-counts{address}")
        assert answer.status_code == 200
        assert_harmless(answer.get_data(as_text=True))
    sent = {**CHOSEN, **FACTS, **facts, "text": bad, "step": "preview", "row": ""}
    token = priya.get("/library")._token()
    answer = priya.client.post(EDIT, data={**sent, "csrf_token": token})
    assert "alert(1)" in answer.get_data(as_text=True)
    assert_harmless(answer.get_data(as_text=True))


SVG = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/%3E"


@pytest.mark.parametrize(
    "text",
    [
        f"![x]({SVG})",
        f"[x]({SVG})",
        "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
        "<svg><script>alert(1)</script></svg>",
        '<details open ontoggle="alert(1)">x</details>',
        "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
        "<form action=//example.org><button formaction=javascript:alert(1)>x</button></form>",
        '<a href="java&#10;script:alert(1)">x</a> [y](JaVaScRiPt:alert(1))',
        '<style>@import "//example.org/x.css";</style><meta http-equiv=refresh content=0>',
        "> " * 4000 + "deep",
        "".join("  " * depth + f"- {depth}\n" for depth in range(400)),
        "[" * 400 + "x" + "](y)" * 400,
        "*" * 20_000,
        "<div>" * 5000,
    ],
    ids=lambda text: text[:24],
)
def test_the_preview_of_hostile_text_is_words_and_comes(priya, text):
    """Whatever is in it, and however deep: a page with what was typed, and nothing that runs."""
    priya.get(NEW)
    sent = {**typed(text=text), "step": "preview", "csrf_token": priya._token()}
    answer = priya.client.post(NEW, data=sent)
    assert answer.status_code in (200, 422)
    shown = answer.get_data(as_text=True)
    assert_harmless(shown)
    area = html5lib.parse(shown, namespaceHTMLElements=False).find(".//textarea[@name='text']")
    assert "".join(area.itertext()).strip() == text.strip()


def assert_harmless(html):
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    for element in tree.iter():
        assert element.tag not in {"img", "iframe", "style", "meta", "details"} or is_ours(element)
        assert element.tag != "script" or element.get("src", "").startswith("/static/")
        for name in ("href", "src", "formaction", "action"):
            address = "".join(element.get(name, "").lower().split())
            assert not address.startswith(("javascript:", "data:", "//"))
        assert not [name for name in element.attrib if name.startswith("on")]


def is_ours(element):
    """What the page itself has of these."""
    return element.tag == "details" or (element.tag == "meta" and not element.get("http-equiv"))


@pytest.mark.parametrize("name", ["title", "summary", "owner"])
def test_marks_in_plain_words_are_refused(priya, name):
    priya.get(NEW).submit("Save", status=422, **typed(**{name: "<b>bold</b>"}))
    assert "These are plain words, shown as they stand. Take out “<b”." in priya.main
