"""One box over everything: what is published is found at once, and what is not never is."""

from datetime import timedelta
from importlib import import_module
from urllib.parse import urlencode

import pytest

from portal.content.library import Document, FaqTable
from portal.domain.access import Role
from portal.domain.library.items import Audience, Kind, Ref
from portal.services import library, search
from portal.views.content import catalogue
from portal.views.search import KINDS
from tests import factories
from tests.factories import ALAMEDA, FRESNO
from tests.queries import counted
from tests.signing_in import signed_in_as
from tests.trainings import NOW

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _at_noon(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def save(session):
    def save(slug, title, answer="An answer.", text="", number=1, **facts):
        faq = FaqTable(title=title, answer=answer, topic="time", **facts)
        document = Document(Ref(Kind.FAQ, slug), faq, text)
        return library.save(session, document, number=number, change="", by=None, at=NOW)

    return save


@pytest.fixture
def publish(session, save):
    def publish(*words, starts_at=NOW, **facts):
        version = save(*words, **facts)
        library.publish(session, version, starts_at=starts_at, by=None, at=NOW)
        session.commit()
        return version

    return publish


def found(page, typed, /, **more):
    page.get("/search?" + urlencode({"q": typed, **more}))
    return page.texts(".//h2[@class='results__title']")


def suggested(page, typed):
    answer = page.client.get("/search/suggestions?" + urlencode({"q": typed}))
    return [each["title"] for each in answer.get_json()]


def test_what_is_published_is_found_in_the_same_moment(page, publish):
    assert found(page, "naloxone") == []
    assert "Nothing has these words" in page.main
    publish("kit", "Who carries the kit?", "Somebody with *naloxone*.")
    assert found(page, "naloxone") == ["Who carries the kit?"]
    assert "Somebody with naloxone." in page.main


def test_a_result_opens_at_its_part_of_the_page(page, publish):
    publish(
        "kit", "Who carries the kit?", text="Words.\n\n## In the van\n\nThe kit hangs by the door."
    )
    found(page, "door")
    assert "/faqs/kit#section-in-the-van:~:text=door" in page.links().values()


def test_drafts_and_scheduled_items_are_found_in_no_way(page, session, save, publish, time_machine):
    save("draft", "A plan that is a draft")
    publish("soon", "A plan for later", starts_at=NOW + HOUR)
    assert found(page, "plan") == []
    assert suggested(page, "plan") == []
    time_machine.move_to(NOW + HOUR, tick=False)
    assert found(page, "plan") == ["A plan for later"]
    assert suggested(page, "pla") == ["A plan for later"]


def test_a_retired_item_and_an_earlier_version_are_found_no_more(page, session, save, publish):
    version = publish("plan", "A plan", "It had zebras.")
    newer = save("plan", "A plan", "It has lions.", number=2)
    library.publish(session, newer, starts_at=NOW, by=None, at=NOW)
    session.commit()
    assert (found(page, "zebras"), found(page, "lions")) == ([], ["A plan"])
    library.retire(session, version.item_id, starts_at=NOW, reason="Old.", by=None, at=NOW)
    session.commit()
    assert found(page, "lions") == []


@pytest.mark.parametrize(
    ("role", "county", "titles"),
    [
        (None, None, {"For all"}),
        (Role.TRAINER, FRESNO, {"For all", "For who signs in", "For Fresno"}),
        (Role.TRAINER, ALAMEDA, {"For all", "For who signs in"}),
        (Role.TA_STAFF, None, {"For all", "For who signs in", "For Fresno"}),
    ],
)
def test_everybody_finds_what_they_may_read(app, session, page, publish, role, county, titles):
    publish("all", "For all")
    publish("in", "For who signs in", audience=Audience.SIGNED_IN)
    publish("fresno", "For Fresno", audience=Audience.COUNTIES, counties=["fresno"])
    if role:
        page = signed_in_as(app, session, factories.person(session), role, county)
    assert set(found(page, "answer")) == titles
    assert set(suggested(page, "for")) == titles


def test_lessons_are_for_who_is_signed_in_and_outlines_for_everybody(app, session, page):
    with app.app_context():
        shelf = catalogue()
    search.index_trainings(session, shelf, search.fingerprint(shelf), NOW)
    session.commit()
    assert found(page, "sample training") == ["Sample course"]
    member = signed_in_as(app, session, factories.person(session), Role.TEAM_MEMBER)
    assert "Lesson" in " ".join(found(member, "hello") and [member.main])
    assert "/learning/" not in " ".join(page.links().values())


@pytest.mark.parametrize(
    "typed",
    ["<script>alert(1)</script>", '"', "*", "a AND", "(", "\x00", "' OR 1=1", "%", "𝔘" * 300],
)
def test_whatever_is_typed_is_shown_as_text_and_breaks_nothing(page, publish, typed):
    publish("tag", "A page", "It says script and alert.")
    page.get("/search?" + urlencode({"q": typed}))
    assert "<script>alert" not in page.html


def test_a_filter_keeps_its_kind_and_says_what_others_have(page, publish):
    publish("one", "A plan")
    assert found(page, "plan", kind="faqs") == ["A plan"]
    assert found(page, "plan", kind="notices") == []
    assert "Nothing of this kind" in page.main
    assert found(page, "plan", kind="no-such-kind") == ["A plan"]


def test_where_more_fit_than_are_counted_the_filters_say_so(page, publish, monkeypatch):
    for number in range(4):
        publish(f"n{number}", f"Plan {number}")
    links = ".//nav[@aria-label='Where to look']//a"
    found(page, "plan")
    assert page.texts(links) == ["Everything 4", "FAQs 4"]
    monkeypatch.setattr(import_module("portal.services.search.find"), "MOST_PLACES", 3)
    found(page, "plan")
    others = [label for name, (label, _) in KINDS.items() if name != "faqs"]
    assert page.texts(links) == ["Everything 3+", "FAQs 3+", *others]
    found(page, "plan", kind="notices")
    assert "Notices 0" in page.texts(links)
    assert "Nothing of this kind" in page.main


def test_a_page_after_the_last_is_the_last(page, publish):
    for number in range(11):
        publish(f"n{number:02}", f"Plan {number}")
    last = found(page, "plan", page=2)
    assert len(last) == 1
    assert found(page, "plan", page=99) == last
    assert page.texts(".//*[@aria-current='page']") == ["Page 2of 2"]
    assert found(page, "zebras", page=99) == []
    assert "Nothing has these words" in page.main


def test_quotes_that_somebody_typed_are_not_doubled(page, publish):
    publish("kit", "Who carries the kit?")
    found(page, '"the kit"')
    assert page.texts(".//h1") == ['Search: "the kit"']
    assert page.html.count("<q>") == 0
    found(page, "kit")
    assert "<q>kit</q>" in page.html


def test_queries_do_not_grow_with_what_is_found(app, page, session, publish):
    def queries():
        with counted(app) as seen:
            found(page, "plan")
        return len(seen)

    publish("n0", "Plan 0")
    few = queries()
    for number in range(1, 30):
        publish(f"n{number}", f"Plan {number}")
    assert queries() == few


def test_a_misspelt_word_has_a_suggestion_that_finds(page, publish):
    publish("kit", "Who carries the kit?", "Somebody with naloxone.")
    assert found(page, "nalaxone") == []
    page.click("naloxone")
    assert page.texts(".//h2[@class='results__title']") == ["Who carries the kit?"]
    assert found(page, "nalaxone kit") == ["Who carries the kit?"]
    assert "No page has all of these words." in page.main
    page.click("naloxone kit")
    assert "1 page fits." in page.main
    assert found(page, "zebras") == []
    assert "Did you mean" not in page.main


def test_no_suggestion_tells_of_drafts_schedules_or_other_counties(
    app, session, page, save, publish, time_machine
):
    save("draft", "A plan for Xanadu")
    version = publish("soon", "A plan for Shangrila", starts_at=NOW + HOUR)
    publish("kern", "A plan for Eldorado", audience=Audience.COUNTIES, counties=["kern"])
    fresno = signed_in_as(app, session, factories.person(session), Role.TRAINER, FRESNO)
    staff = signed_in_as(app, session, factories.person(session), Role.TA_STAFF)

    def suggested(browser, typed):
        found(browser, typed)
        return "Did you mean" in browser.main

    for browser in (page, fresno, staff):
        assert not suggested(browser, "xanadoo")
        assert not suggested(browser, "shangrilla")
    assert [suggested(each, "eldoradoo") for each in (page, fresno, staff)] == [False, False, True]
    time_machine.move_to(NOW + HOUR, tick=False)
    assert suggested(page, "shangrilla")
    library.retire(
        session, version.item_id, starts_at=NOW + HOUR, reason="Old.", by=None, at=NOW + HOUR
    )
    session.commit()
    assert not suggested(page, "shangrilla")
