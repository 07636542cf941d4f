"""The rule for watching, and its quiz, in the form of a webinar: written, refused, gated."""

import pytest
from sqlalchemy import select

from portal.models import LibraryItem, LibraryVersion
from tests import editing, watching, webinars

EDIT = f"/library/webinars/{webinars.SLUG}/edit"
RULE = {
    "credit-watch_percent": "80",
    "credit-pass_percent": "70",
    "credit-attempts": "3",
    "credit-title": "Rosters, watched",
}
QUESTION = {
    "question-0-id": "first",
    "question-0-prompt": "What comes first?",
    "question-0-choice-0-text": "This",
    "question-0-choice-0-correct": "y",
    "question-0-choice-0-why": "It does.",
    "question-0-choice-1-text": "That",
    "question-0-choice-1-why": "It does not.",
    "question-0-choice-2-text": "Those",
    "question-0-choice-2-why": "They do not.",
}


@pytest.fixture
def priya(app, session):
    """An editor, and a webinar with a recording that is shown."""
    page = editing.editor(app, session)
    webinars.shown(app, session)
    session.commit()
    return page


def facts(session):
    session.rollback()
    wanted = select(LibraryVersion).join(LibraryItem, LibraryItem.id == LibraryVersion.item_id)
    rows = session.scalars(wanted.order_by(LibraryVersion.number.desc()))
    return rows.first().facts


def with_rows(page):
    """The form with a question and its three choices added, as buttons do it."""
    page.get(EDIT).submit("Add a question", status=200)
    for _ in range(3):
        page.submit("Add a choice to row question-0-choice", status=200)
    return page


def test_a_rule_and_its_quiz_are_written_without_a_script(priya, session):
    with_rows(priya).submit("Save", data={**RULE, **QUESTION})
    found = facts(session)
    assert found["credit"] == {
        "watch_percent": 80,
        "pass_percent": 70,
        "attempts": 3,
        "title": "Rosters, watched",
    }
    (question,) = found["question"]
    assert [choice.get("correct", False) for choice in question["choice"]] == [True, False, False]
    priya.get(priya.location)
    assert "Nobody" not in priya.h1


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"credit-watch_percent": "100"}, "Enter a number of at most 95."),
        ({"credit-watch_percent": "0"}, "Enter a number of at least 1."),
        ({"credit-attempts": "ten"}, "Enter a whole number"),
        ({"credit-title": ""}, "Fill this in."),
        ({"credit-training": "Not A Slug"}, "small letters"),
        ({"credit-ce_minutes": "50"}, "Say how many minutes and who states them, or neither."),
        ({"credit-ce_provider": "We"}, "Say how many minutes and who states them, or neither."),
        ({"question-0-choice-0-correct": None}, "Mark exactly one"),
        ({"question-0-choice-1-text": "This"}, "This says the same as"),
        ({"question-0-kind": "many"}, "two or more are correct"),
    ],
)
def test_what_is_wrong_is_said_and_everything_typed_stays(priya, session, changed, told):
    sent = {key: value for key, value in (RULE | QUESTION | changed).items() if value is not None}
    with_rows(priya).submit("Save", data=sent, status=422)
    assert told in priya.main
    assert "Rosters, watched" in priya.response.text or "credit-title" in changed
    assert "credit" not in facts(session)


def test_a_rule_without_questions_and_questions_without_a_rule_are_refused(priya):
    told = "A rule for watching needs at least one question, and questions need the rule."
    priya.get(EDIT).submit("Save", data=RULE, status=422)
    assert told in priya.main
    with_rows(priya).submit("Save", data=QUESTION, status=422)
    assert told in priya.main


def test_it_is_not_published_where_it_could_not_be_counted(app, session):
    page = editing.editor(app, session)
    webinars.webinar(session, **watching.rule(training="not-there"), starts_at=None)
    session.commit()
    page.get(f"/library/webinars/{webinars.SLUG}")
    assert "no recording that is kept here" in page.main
    kept = webinars.recording(app, session)
    version = session.scalars(select(LibraryVersion)).one()
    webinars.another(session, version, kept)
    session.commit()
    page.get(f"/library/webinars/{webinars.SLUG}")
    assert "names the training “not-there”, which is not offered" in page.main
