"""Captions: saved version by version, exactly once, and only what was reviewed is the word."""

import pytest
from sqlalchemy import func, select

from portal.content.library import WebinarTable
from portal.domain.captions import Cue, State
from portal.domain.errors import Conflict, Invalid, NotFound
from portal.models import CaptionVersion, SearchPassage
from portal.services import library
from portal.services import webinars as service
from portal.services.webinars import captions
from tests import webinars
from tests.factories import AT
from tests.webinars import CUES


@pytest.fixture
def kept(app, session):
    return webinars.recording(app, session)


@pytest.fixture
def version(session, kept):
    return webinars.webinar(session, kept)


def save(session, version, kept, cues=CUES, number=1, state=State.EDITED, language="en"):
    return captions.save(
        session,
        version.item_id,
        language,
        cues,
        number=number,
        recording=kept.sha256,
        state=state,
        length=kept.length,
        change="",
        by=None,
        at=AT,
    )


def spoken(session):
    """What the search knows to be said."""
    wanted = select(SearchPassage).where(SearchPassage.kind == "captions").order_by("id")
    return session.scalars(wanted).all()


def words(session):
    return [passage.body for passage in spoken(session)]


def test_saving_the_same_twice_is_one_version(session, version, kept):
    assert save(session, version, kept).id == save(session, version, kept).id
    assert session.scalar(select(func.count()).select_from(CaptionVersion)) == 1


def test_whoever_saves_second_with_other_words_is_told(session, version, kept):
    save(session, version, kept)
    with pytest.raises(Conflict):
        save(session, version, kept, [Cue(0, 900, "Other words.")])
    assert save(session, version, kept, [Cue(0, 900, "Other words.")], 2).number == 2


def test_no_version_is_left_out(session, version, kept):
    with pytest.raises(NotFound):
        save(session, version, kept, number=3)


@pytest.mark.parametrize(
    ("cues", "language"), [([], "en"), ([Cue(5, 1, "x")], "en"), (CUES, "klingon")]
)
def test_what_cannot_be_is_not_saved(session, version, kept, cues, language):
    with pytest.raises(Invalid):
        save(session, version, kept, cues, language=language)
    assert session.scalar(select(func.count()).select_from(CaptionVersion)) == 0


def test_readers_keep_the_reviewed_words_until_others_are_reviewed(session, version, kept):
    save(session, version, kept, state=State.REVIEWED)
    save(session, version, kept, [Cue(0, 900, "Not checked.")], 2)
    assert words(session) == ["Welcome, everybody. Naloxone comes first.", "Thank you."]
    save(session, version, kept, [Cue(0, 900, "Checked.")], 3, State.REVIEWED)
    assert words(session) == ["Checked."]


def test_lines_for_search_say_where_they_are(session, version, kept):
    save(session, version, kept, state=State.REVIEWED)
    save(session, version, kept, [Cue(1500, 1900, "Hola.")], state=State.EDITED, language="es")
    found = [(passage.marks, passage.body) for passage in spoken(session)]
    assert found == [
        ([[0, 0], [20, 2]], "Welcome, everybody. Naloxone comes first."),
        ([[0, 61]], "Thank you."),
        ([[0, 1]], "Hola."),
    ]
    assert {passage.path for passage in spoken(session)} == {"/webinars/reading-rosters"}


def test_a_recording_nobody_reviewed_has_no_lines(session, version, kept):
    save(session, version, kept)
    assert words(session) == []


def test_what_readers_may_notice_raises_the_stamp(session, version, kept):
    before = library.stamp(session)
    save(session, version, kept, state=State.REVIEWED)
    assert library.stamp(session) > before


def test_what_hinders_publishing_is_named(app, session, version, kept):
    def hindrance():
        facts = WebinarTable(title="x", recording={"file": "r.mp4", "sha256": kept.sha256})
        return service.hindrance(session, version.item_id, facts)

    assert "no captions in English" in hindrance()
    save(session, version, kept, state=State.AUTOMATIC)
    assert "made by a program" in hindrance()
    save(session, version, kept, number=2, state=State.REVIEWED)
    assert hindrance() == ""
    gone = WebinarTable(title="x", recording={"file": "r.mp4", "sha256": "0" * 64})
    assert "is not here" in service.hindrance(session, version.item_id, gone)
    assert service.hindrance(session, version.item_id, WebinarTable(title="x")) == ""


def test_history_is_newest_first_and_stays(session, version, kept):
    save(session, version, kept)
    save(session, version, kept, [Cue(0, 900, "Other words.")], 2)
    found = captions.history(session, version.item_id, "en")
    assert [one.row.number for one in found] == [2, 1]
    assert captions.version(session, version.item_id, "en", 1).cues[0][2] == CUES[0].text
