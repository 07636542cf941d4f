"""Publishing: what changes is shown first, what hinders blocks, a schedule comes true by itself."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from portal.domain.library.items import VISITOR, Ref
from portal.models import LibraryPublication
from portal.services import library
from tests import editing

AT = datetime(2026, 11, 28, 18, tzinfo=UTC)  # 10 a.m. in California
HERE = "/library/faqs/what-counts"
REF = Ref.parse("faqs/what-counts")
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _at_ten(time_machine):
    time_machine.move_to(AT, tick=False)


@pytest.fixture
def priya(app, session):
    """An editor, with a draft that nothing hinders."""
    page = editing.editor(app, session)
    editing.faq(session, checked_on="2026-11-20")
    session.commit()
    return page


def answer(session, at):
    session.rollback()
    found = library.load(session).get(REF, VISITOR, at)
    return found and found.facts.answer


def said(session):
    session.rollback()
    return session.scalar(select(func.count()).where(LibraryPublication.recorded_at == AT))


def test_published_now_it_is_shown_and_twice_is_once(priya, session):
    priya.get(f"{HERE}/publish")
    assert "Readers see nothing of it yet." in priya.main
    priya.submit("Publish")
    assert answer(session, AT) == "Within an hour."
    assert said(session) == 1
    priya.get(f"{HERE}/publish")
    assert "Nothing: readers see these words already." in priya.main
    priya.post(f"{HERE}/publish", {"number": "1", "when": "now"})
    assert said(session) == 1


def test_a_schedule_comes_true_without_anybody(priya, session, time_machine):
    priya.get(f"{HERE}/publish").submit("Publish", when="later", starts_at="2026-11-28T11:00")
    priya.get(HERE)
    assert "Scheduled" in priya.main
    assert "Version 1 is shown from 11:00 a.m. on November 28, 2026 on" in priya.main
    assert answer(session, AT) is None
    assert answer(session, AT + HOUR) == "Within an hour."
    time_machine.move_to(AT + HOUR, tick=False)
    priya.get(HERE)
    assert "Version 1, since 11:00 a.m. on November 28, 2026" in priya.main
    assert "Take back" not in priya.main


def test_what_is_scheduled_is_taken_back(priya, session):
    priya.get(f"{HERE}/publish").submit("Publish", when="later", starts_at="2026-11-28T11:00")
    priya.get(HERE).submit("Take back what is planned for 11:00 a.m. on November 28, 2026")
    assert answer(session, AT + HOUR) is None
    priya.get(HERE)
    assert "Draft" in priya.main


def test_taking_back_after_it_came_true_says_so(priya, session, time_machine):
    priya.get(f"{HERE}/publish").submit("Publish", when="later", starts_at="2026-11-28T11:00")
    priya.get(HERE)
    time_machine.move_to(AT + HOUR, tick=False)
    priya.submit("Take back what is planned for 11:00 a.m. on November 28, 2026", follow=True)
    assert "This is shown already." in priya.text
    assert answer(session, AT + HOUR) == "Within an hour."


def test_nothing_of_another_item_is_taken_back(priya, session):
    other = editing.save(session, "faqs/other", **editing.FACTS)
    planned = editing.publish(session, other, starts_at=AT + HOUR, at=AT)
    session.commit()
    priya.post(f"{HERE}/take-back/{planned.id}", follow=True)
    assert "This is not scheduled for this item." in priya.text
    session.rollback()
    ref = Ref.parse("faqs/other")
    assert library.load(session).get(ref, VISITOR, AT + HOUR) is not None


@pytest.mark.parametrize(("tick", "later"), [(True, "Newer."), (False, "Within an hour.")])
def test_published_now_instead_of_what_is_scheduled(priya, session, tick, later):
    priya.get(f"{HERE}/publish").submit("Publish", when="later", starts_at="2026-11-28T11:00")
    priya.get(f"{HERE}/edit").submit("Save", answer="Newer.")
    priya.get(f"{HERE}/publish")
    assert "Version 1 is shown from 11:00 a.m." in priya.main
    priya.submit("Publish", take_back=tick)
    assert answer(session, AT) == "Newer."
    assert answer(session, AT + HOUR) == later


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("", "Enter the day and the time, such as 2026-12-03 10:00."),
        ("2026-11-28T09:00", "This time is past."),
        ("tomorrow", "Enter the day and the time, such as 2026-12-03 10:00."),
        ("2027-03-14T02:30", "the clocks in California skip from 2:00 to 3:00"),
    ],
)
def test_a_time_that_cannot_be_is_refused(priya, session, written, told):
    priya.get(f"{HERE}/publish").submit("Publish", status=422, when="later", starts_at=written)
    assert told in priya.main
    assert said(session) == 0


def test_of_an_hour_that_comes_twice_the_first_is_meant_and_said(priya, session):
    priya.get(f"{HERE}/publish").submit(
        "Publish", when="later", starts_at="2027-11-07T01:30", follow=True
    )
    assert "from 1:30 a.m. on November 7, 2027 (PDT, the clocks change) on" in priya.text
    assert answer(session, datetime(2027, 11, 7, 8, 30, tzinfo=UTC)) == "Within an hour."
    assert answer(session, datetime(2027, 11, 7, 8, 29, tzinfo=UTC)) is None


def test_a_time_that_is_not_asked_for_does_not_matter(priya, session):
    priya.get(f"{HERE}/publish").submit("Publish", when="now", starts_at="2020-01-01T00:00")
    assert answer(session, AT) == "Within an hour."


def test_what_changes_for_readers_is_shown_first(priya, session):
    priya.get(f"{HERE}/publish").submit("Publish")
    priya.get(f"{HERE}/edit").submit("Save", answer="Within two hours.")
    priya.get(f"{HERE}/publish")
    assert "Short answer" in priya.texts(".//h3")
    assert any("two hours." in words for words in priya.texts(".//ins"))
    assert answer(session, AT) == "Within an hour."


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"cites": [{"source": "notices/none"}]}, "there is no notices/none"),
        ({"related": ["faqs/none"]}, "there is no faqs/none"),
        ({"topic": "other"}, "has the topic “other”"),
        ({"initiatives": []}, "has the topic “Timeliness”"),
        ({"applies_to": ["atlantis"]}, "There is no county “atlantis” in California."),
        ({"answer": "Raw <b>HTML</b>."}, "Short answer, line 1: Raw HTML is not used here."),
    ],
)
def test_what_is_broken_cannot_be_published(priya, session, facts, told):
    editing.save(session, REF, "", version=2, **{**editing.FACTS, **facts})
    session.commit()
    priya.get(f"{HERE}/publish")
    assert told in priya.main
    assert "Publish" not in priya.texts(".//main//button")
    priya.post(f"{HERE}/publish", {"number": "2", "when": "now"}, status=422)
    assert "This cannot be published yet." in priya.main
    assert said(session) == 0


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"cites": []}, "It names no source."),
        ({"checked_on": None}, "It does not say when it was last compared"),
        ({"owner": ""}, "Nobody answers for it"),
        ({"related": ["notices/draft"]}, "“Draft” has not been published"),
        ({"cites": [{"source": "notices/old"}]}, "whose place “Notice new” has taken"),
        ({"confidence": "unknown"}, "“What is not known” is empty"),
    ],
)
def test_what_only_advises_does_not_block(priya, session, facts, told):
    editing.save(session, "notices/draft", title="Draft", number="D", publisher="X")
    editing.notice(session, "old")
    editing.notice(session, "new", supersedes=["notices/old"])
    all_facts = {**editing.FACTS, "checked_on": "2026-11-20", **facts}
    all_facts = {key: value for key, value in all_facts.items() if value not in (None, "")}
    editing.save(session, REF, "", version=2, **all_facts)
    session.commit()
    priya.get(f"{HERE}/publish")
    assert told in priya.main
    priya.submit("Publish")
    assert answer(session, AT) is not None


def test_what_cites_a_notice_is_listed_before_its_successor_is_published(
    priya, session, time_machine
):
    priya.get(f"{HERE}/publish").submit("Publish")
    time_machine.shift(60)
    editing.save(
        session, "notices/two", title="Two", number="2", publisher="X", supersedes=["notices/one"]
    )
    editing.notice(session, "other", supersedes=["notices/one"])  # names it, and does not cite it
    session.commit()
    priya.get("/library/notices/two/publish")
    assert "“Notice one” will be superseded" in priya.main
    assert priya.texts(".//main//ul/li/a") == ["What counts?"]
    priya.submit("Publish")
    priya.get("/citations")
    assert priya.texts(".//main//section//tbody//th/a") == ["What counts?"]


def test_an_audience_takes_effect_when_it_is_published(priya, session):
    priya.get(f"{HERE}/publish").submit("Publish")
    priya.get(f"{HERE}/edit").submit("Save", audience="counties", counties=["fresno"])
    assert answer(session, AT) == "Within an hour."
    priya.get(f"{HERE}/publish")
    assert "People of some counties will be able to read it." in priya.main
    priya.submit("Publish")
    assert answer(session, AT) is None


# Retiring


def test_retired_with_a_reason_and_brought_back(priya, session, time_machine):
    priya.get(f"{HERE}/publish").submit("Publish")
    time_machine.shift(HOUR / 2)
    priya.get(f"{HERE}/retire").submit("Retire", status=422)
    assert "Say why it is retired." in priya.main
    priya.submit("Retire", reason="Asked no more.")
    assert answer(session, AT) == "Within an hour."
    assert answer(session, AT + HOUR) is None
    time_machine.shift(HOUR / 4)
    priya.post(f"{HERE}/retire", {"when": "now", "reason": "Asked no more."})
    session.rollback()
    retired = select(LibraryPublication).where(LibraryPublication.reason == "Asked no more.")
    assert len(session.scalars(retired).all()) == 1
    priya.get(HERE)
    assert "Retired" in priya.main
    priya.click("Bring back version 1").submit("Publish")
    assert answer(session, AT + HOUR) == "Within an hour."


def test_retiring_is_scheduled_and_lists_what_names_the_item(priya, session):
    priya.get("/library/notices/one/retire")
    assert "What counts?" in priya.links()
    priya.submit("Retire", reason="Old.", when="later", starts_at="2026-11-28T11:00")
    priya.get("/library/notices/one")
    assert "It is retired from 11:00 a.m. on November 28, 2026 on" in priya.main
    ref = Ref.parse("notices/one")
    session.rollback()
    assert library.load(session).get(ref, VISITOR, AT) is not None
    assert library.load(session).get(ref, VISITOR, AT + HOUR) is None


@pytest.mark.parametrize(("tick", "later"), [(True, None), (False, "Newer.")])
def test_retired_instead_of_what_is_scheduled(priya, session, time_machine, tick, later):
    priya.get(f"{HERE}/publish").submit("Publish")
    priya.get(f"{HERE}/edit").submit("Save", answer="Newer.")
    priya.get(f"{HERE}/publish").submit("Publish", when="later", starts_at="2026-11-28T11:00")
    time_machine.shift(HOUR / 2)
    priya.get(f"{HERE}/retire")
    assert "Version 2 is shown from 11:00 a.m." in priya.main
    priya.submit("Retire", reason="Old.", take_back=tick)
    assert answer(session, AT + HOUR * 3 / 4) is None
    assert answer(session, AT + HOUR) == later


def test_what_nobody_ever_saw_is_not_retired(priya):
    priya.get(f"{HERE}/retire").submit("Retire", status=422, reason="Old.")
    assert "It was never published, so there is nothing to retire." in priya.main


def test_the_page_says_who_published_and_took_back_what_and_why(priya):
    priya.get(f"{HERE}/publish").submit("Publish", when="later", starts_at="2026-11-28T11:00")
    priya.get(HERE).submit("Take back what is planned for 11:00 a.m. on November 28, 2026")
    priya.get(HERE)
    (taken, said) = priya.texts(".//table[2]/tbody/tr") or priya.texts(".//section[2]//tbody/tr")
    assert "Took back: version 1 shown from 11:00 a.m. on November 28, 2026 on" in taken
    assert "Priya" in taken
    assert "Version 1 shown from 11:00 a.m." in said


def test_every_change_for_readers_moves_the_stamp(priya, session):
    def stamp():
        session.rollback()
        return library.stamp(session)

    first = stamp()
    priya.get(f"{HERE}/edit").submit("Save", answer="Other.")
    assert stamp() == first  # a draft is nobody's
    priya.get(f"{HERE}/publish").submit("Publish")
    second = stamp()
    assert second > first
    priya.get(f"{HERE}/retire").submit("Retire", reason="Old.")
    assert stamp() > second
