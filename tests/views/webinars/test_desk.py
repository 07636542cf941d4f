"""Recordings and captions come in through the browser, with and without a script."""

import shutil
from datetime import UTC, datetime
from io import BytesIO

import pytest
from sqlalchemy import func, select

from portal import held
from portal.content.media import probing
from portal.domain.access import Role
from portal.domain.captions import Cue, State
from portal.models import CaptionVersion, LibraryVersion, MediaFile, MediaUpload
from portal.services.webinars import captions
from tests import factories, webinars
from tests.pages import Page
from tests.signing_in import signed_in_as
from tests.webinars import CUES, MP4, SLUG

NOW = datetime(2026, 3, 2, 20, tzinfo=UTC)
DESK = f"/library/webinars/{SLUG}/recording"
UPLOADS = f"/library/webinars/{SLUG}/uploads"
ENGLISH = f"/library/webinars/{SLUG}/captions/en"
VTT = b"WEBVTT\n\n00:00.500 --> 00:02.000\nWelcome.\n"
ZIP = b"PK\x03\x04" + b"\0" * 500


@pytest.fixture(autouse=True)
def _at_noon(app, time_machine, monkeypatch):
    shutil.rmtree(held.media(app).staging, ignore_errors=True)  # what other tests left half-way
    time_machine.move_to(NOW, tick=False)
    monkeypatch.setattr(probing.shutil, "which", lambda _name: None)


@pytest.fixture
def staff(app, session):
    return signed_in_as(app, session, factories.person(session), Role.TA_STAFF)


def count(session, table):
    session.rollback()
    found = session.scalar(select(func.count()).select_from(table))
    session.rollback()
    return found


def staged(app):
    folder = held.media(app).staging
    return [path.name for path in folder.iterdir()] if folder.is_dir() else []


class Script:
    """What static/js/recording-upload.js does."""

    def __init__(self, page):
        page.get(DESK)
        self.client = page.client
        token = page.tree.find(".//input[@name='csrf_token']").get("value")
        self.headers = {"X-CSRFToken": token, "X-Requested-With": "fetch"}

    def begin(self, size=None, name="talk.mp4"):
        data = {"name": name, "size": str(len(MP4) if size is None else size)}
        return self.client.post(UPLOADS, data=data, headers=self.headers)

    def send(self, address, content, offset):
        headers = self.headers | {"Upload-Offset": str(offset)}
        return self.client.patch(
            address,
            data=content,
            headers=headers,
            content_type="application/offset+octet-stream",
            environ_overrides={"wsgi.input_terminated": True},  # as granian says it
        )


def test_a_recording_comes_in_pieces_and_waits_for_its_captions(app, session, staff):
    webinars.webinar(session, starts_at=None)
    session.commit()
    script = Script(staff)
    begun = script.begin()
    assert (begun.status_code, begun.json["offset"]) == (201, 0)
    first = script.send(begun.json["address"], MP4[:4000], 0)
    assert (first.status_code, first.json["offset"]) == (200, 4000)
    twice = script.send(begun.json["address"], MP4[:4000], 0)
    assert twice.status_code == 409
    assert script.client.get(begun.json["address"]).json["offset"] == 4000
    again = script.begin()  # after a closed tab
    assert (again.json["address"], again.json["offset"]) == (begun.json["address"], 4000)
    last = script.send(begun.json["address"], MP4[4000:], 4000)
    assert last.json["done"] == DESK
    assert staged(app) == []
    assert count(session, MediaFile) == 1
    assert count(session, LibraryVersion) == 2
    page = staff.get(DESK)
    assert "It has no captions in English" in page.text
    assert "Its length is not known: ffmpeg is not installed here" in page.text
    assert script.client.get(f"/webinars/{SLUG}").status_code == 404


@pytest.mark.parametrize(
    ("content", "words"),
    [(ZIP, "It looks like an archive"), (b"<svg onload=alert(1)>" + b" " * 99, "no MP4 or WebM")],
)
def test_what_is_no_recording_is_refused_and_leaves_nothing(app, session, staff, content, words):
    webinars.webinar(session, starts_at=None)
    session.commit()
    script = Script(staff)
    begun = script.begin(size=10_000, name="../../talk.mp4")
    refused = script.send(begun.json["address"], content, 0)
    assert refused.status_code == 422
    assert words in refused.json["message"]
    assert staged(app) == []
    assert count(session, MediaUpload) == count(session, MediaFile) == 0


@pytest.mark.parametrize("size", ["", "-5", "1e9", "99999999999999999999", "٣"])
def test_a_size_that_is_none_is_refused(session, staff, size):
    webinars.webinar(session, starts_at=None)
    session.commit()
    assert Script(staff).begin(size=size).status_code == 422


def test_too_large_is_said_before_a_byte_comes(session, staff):
    webinars.webinar(session, starts_at=None)
    session.commit()
    refused = Script(staff).begin(size=17 * 1024**3)
    assert refused.status_code == 422
    assert "larger than 16 GB" in refused.json["message"]


def test_a_piece_is_not_larger_than_agreed(session, staff, monkeypatch):
    webinars.webinar(session, starts_at=None)
    session.commit()
    script = Script(staff)
    begun = script.begin(size=20 * 1024**2)
    assert begun.json["piece"] == 8 * 1024**2
    assert script.send(begun.json["address"], MP4 + bytes(8 * 1024**2), 0).status_code == 413


def test_a_piece_may_be_as_large_as_agreed(session, staff):
    webinars.webinar(session, starts_at=None)
    session.commit()
    script = Script(staff)
    begun = script.begin(size=20 * 1024**2)
    piece = MP4 + bytes(begun.json["piece"] - len(MP4))
    come = script.send(begun.json["address"], piece, 0)
    assert (come.status_code, come.json["offset"]) == (200, len(piece))


def test_an_upload_is_stopped(app, session, staff):
    webinars.webinar(session, starts_at=None)
    session.commit()
    script = Script(staff)
    begun = script.begin()
    script.send(begun.json["address"], MP4[:100], 0)
    assert script.client.post(begun.json["stop"], headers=script.headers).status_code == 200
    assert staged(app) == []
    assert script.send(begun.json["address"], MP4[100:], 100).status_code == 404


def test_what_came_half_way_is_said_and_can_be_forgotten_without_a_script(app, session, staff):
    webinars.webinar(session, starts_at=None)
    session.commit()
    script = Script(staff)
    begun = script.begin(size=12_345_678_901)
    script.send(begun.json["address"], MP4[:100], 0)
    staff.get(DESK)
    assert "0.0 MB of 12.3 GB have come." in staff.main
    staff.submit("Forget what has come of talk.mp4", follow=True)
    assert "Nothing of it was kept." in staff.text
    assert "have come" not in staff.main
    assert staged(app) == []


def test_without_a_token_nothing_is_taken(session, staff):
    webinars.webinar(session, starts_at=None)
    session.commit()
    script = Script(staff)
    begun = script.begin()
    script.headers.pop("X-CSRFToken")
    assert script.send(begun.json["address"], MP4, 0).status_code == 400


def test_without_a_script_the_form_sends_it_whole(app, session, staff):
    webinars.webinar(session, starts_at=None)
    staff.get(DESK)
    staff.submit("Upload the recording", file=(BytesIO(MP4), "My talk.mp4"))
    page = staff.get(DESK)
    assert "“my-talk.mp4”" in page.text
    assert count(session, MediaFile) == 1
    assert staged(app) == []


def test_a_zip_in_the_form_is_refused_and_leaves_nothing(app, session, staff):
    webinars.webinar(session, starts_at=None)
    staff.get(DESK)
    staff.submit("Upload the recording", 422, file=(BytesIO(ZIP), "talk.mp4"))
    assert "It looks like an archive" in staff.text
    staff.get(DESK)
    staff.submit("Upload the recording", 422)
    assert "Choose the recording." in staff.text
    assert staged(app) == []
    assert count(session, MediaUpload) == 0


def test_a_file_of_captions_is_taken_or_says_which_line(app, session, staff):
    kept = webinars.recording(app, session)
    webinars.webinar(session, kept, starts_at=None)
    staff.get(DESK)
    bad = VTT + b"\n00:01.000 --> 00:03.000\nToo early.\n"
    filled = {"language": "es", "state": "automatic"}
    staff.submit("Upload the captions", 422, captions=(BytesIO(bad), "a.vtt"), **filled)
    assert "Line 6: It begins at 0:01.000, while the cue above it goes on" in staff.text
    staff.get(DESK)
    staff.submit("Upload the captions", captions=(BytesIO(VTT), "a.vtt"), **filled)
    session.rollback()
    row = session.scalars(select(CaptionVersion)).one()
    assert (row.language, row.state, row.recording) == ("es", State.AUTOMATIC, kept.sha256)
    assert "Made by a program, not reviewed" in staff.get(DESK).text


def test_drafts_are_for_editors_only(app, session, staff, client):
    kept = webinars.recording(app, session)
    webinars.webinar(session, kept, starts_at=None)
    other = webinars.recording(app, session, MP4 + b"of no webinar")
    session.commit()
    for name in (kept.sha256, kept.poster):
        answer = staff.client.get(f"{DESK}/{name}")
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert client.get(f"{DESK}/{name}").status_code == 303
    assert staff.client.get(f"{DESK}/{other.sha256}").status_code == 404


# The editor


@pytest.fixture
def kept(app, session):
    found = webinars.recording(app, session)
    version = webinars.webinar(session, found, starts_at=None)
    webinars.caption(session, version, found, State.AUTOMATIC)
    session.commit()
    return found


def saved(session, number=None):
    session.rollback()
    rows = session.scalars(select(CaptionVersion).order_by(CaptionVersion.number)).all()
    row = rows[-1] if number is None else rows[number - 1]
    found = row.number, row.state, [Cue(*cue) for cue in row.cues]
    session.rollback()
    return found


def test_words_and_times_are_corrected_and_reviewed(session, staff, kept):
    staff.get(ENGLISH)
    staff.submit(
        "Save the captions", data={"cues-1-text": "Narcan comes first.", "cues-1-end": "0:03.5"}
    )
    number, state, cues = saved(session)
    assert (number, state) == (2, State.EDITED)
    assert cues == [CUES[0], Cue(2000, 3500, "Narcan comes first."), CUES[2]]
    staff.get(ENGLISH)
    staff.submit("Mark as reviewed", 422)
    assert "Tick this when you have compared them" in staff.text
    staff.get(ENGLISH)
    staff.submit("Mark as reviewed", compared=True)
    assert saved(session)[:2] == (3, State.REVIEWED)
    assert "The recording may be published" in staff.get(DESK).text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"cues-1-start": "soon"}, "Write the time as minutes and seconds"),
        ({"cues-1-start": "0:01"}, "Cues may not overlap"),
        ({"cues-1-end": "0:01"}, "ends at 0:01.000, but begins at 0:02.000"),
        ({"cues-1-text": ""}, "It says nothing"),
        ({"cues-1-text": "x" * 401}, "Use 400 characters or fewer"),
        ({"cues-2-end": "9:00"}, "after the recording does"),
    ],
)
def test_what_cannot_be_is_said_at_its_cue_and_kept(session, staff, kept, typed, words):
    staff.get(ENGLISH)
    staff.submit("Save the captions", 422, data={"cues-0-text": "Typed words.", **typed})
    assert words in staff.text
    assert "Typed words." in staff.response.text
    assert saved(session)[0] == 1


def test_cues_are_cut_and_joined_before_they_are_saved(session, staff, kept):
    staff.get(ENGLISH)
    token = staff.tree.find(".//input[@name='csrf_token']").get("value")

    def form(act, cues):
        data = {"csrf_token": token, "number": "1", "first": "0", "act": act}
        for place, (start, end, text) in enumerate(cues):
            data |= {f"cues-{place}-start": start, f"cues-{place}-end": end}
            data[f"cues-{place}-text"] = text
        return data

    typed = [("0:00.5", "0:02", "Welcome, everybody."), ("0:02", "0:04", "Naloxone comes first.")]
    for act, count_ in (("split-0", 3), ("join-0", 1), ("add-1", 3), ("drop-0", 1), ("join-9", 2)):
        answer = staff.client.post(ENGLISH, data=form(act, typed))
        assert answer.status_code == 200
        assert "Nothing of this is saved yet." in answer.text
        assert answer.text.count("data-cue ") + answer.text.count("data-cue>") == count_, act
    assert saved(session)[0] == 1


def long(session, kept):
    """Sixty cues, which are two pages of the editor."""
    cues = [Cue(n * 1000, n * 1000 + 900, f"Line {n}") for n in range(60)]
    session.rollback()
    row = session.scalars(select(CaptionVersion)).one()
    captions.save(
        session,
        row.item_id,
        "en",
        cues,
        number=2,
        recording=kept.sha256,
        state=State.EDITED,
        length=kept.length,
        change="",
        by=None,
        at=NOW,
    )
    session.commit()


def test_going_to_another_page_of_cues_saves_this_one_first(session, staff, kept):
    long(session, kept)
    staff.get(ENGLISH).submit("51–60", follow=True, data={"cues-0-text": "Typed and not saved"})
    assert "The captions are saved." in staff.main
    assert "Line 50" in staff.main
    number, _, cues = saved(session)
    assert (number, cues[0].text, len(cues)) == (3, "Typed and not saved", 60)
    staff.submit("1–50", follow=True)
    assert "Typed and not saved" in staff.main
    assert saved(session)[0] == 3, "nothing was changed, so nothing is saved again"


def test_what_is_wrong_keeps_its_page_of_cues(session, staff, kept):
    long(session, kept)
    staff.get(ENGLISH).submit("51–60", 422, data={"cues-0-end": "0:09"})
    assert "Cues may not overlap" in staff.main
    assert "Line 0" in staff.main


def test_what_is_wrong_names_the_cue_by_its_place_among_all(session, staff, kept):
    long(session, kept)
    staff.get(f"{ENGLISH}?first=50")
    staff.submit("Save the captions", 422, data={"cues-1-end": "soon"})
    assert "Cue 52, Until: Write the time as minutes and seconds" in staff.main


def test_two_people_on_different_cues_lose_nothing(app, session, staff, kept):
    other = signed_in_as(app, session, factories.person(session), Role.TA_STAFF)
    long(session, kept)
    staff.get(ENGLISH)
    other.get(f"{ENGLISH}?first=50")
    staff.submit("Save the captions", data={"cues-0-text": "Mine"})
    other.submit("Save the captions", data={"cues-0-text": "Theirs"})
    number, _, cues = saved(session)
    assert number == 4
    assert (cues[0].text, cues[50].text, len(cues)) == ("Mine", "Theirs", 60)


def test_two_people_on_the_same_cue_are_told_and_keep_what_they_typed(app, session, staff, kept):
    other = signed_in_as(app, session, factories.person(session), Role.TA_STAFF)
    staff.get(ENGLISH)
    other.get(ENGLISH)
    staff.submit("Save the captions", data={"cues-0-text": "Mine"})
    other.submit("Save the captions", 409, data={"cues-0-text": "Theirs"})
    assert "Somebody else changed this part meanwhile" in other.text
    assert "Mine" in other.text
    assert "Theirs" in other.response.text
    assert saved(session)[2][0].text == "Mine"
    other.submit("Save the captions", over=True)
    number, _, cues = saved(session)
    assert (number, cues[0].text, len(cues)) == (3, "Theirs", 3)


def test_a_double_click_is_one_version(session, staff, kept):
    twin = Page(staff.client)
    for tab in (staff, twin):
        tab.get(ENGLISH)
    for tab in (staff, twin):
        tab.submit("Save the captions", data={"cues-0-text": "Once"})
    assert saved(session)[0] == 2


def test_an_earlier_version_is_restored_as_a_further_one(session, staff, kept):
    staff.get(ENGLISH)
    staff.submit("Save the captions", data={"cues-0-text": "Worse"})
    staff.get(ENGLISH)
    staff.submit("Restore version 1")
    number, state, cues = saved(session)
    assert (number, state, cues) == (3, State.EDITED, CUES)


def test_captions_begin_empty(app, session, staff):
    kept = webinars.recording(app, session)
    webinars.webinar(session, kept, starts_at=None)
    staff.get(ENGLISH)
    staff.submit("Save the captions", data={"cues-0-text": "Hello."})
    assert saved(session)[2] == [Cue(0, 2000, "Hello.")]


def test_a_language_nobody_speaks_has_no_editor(session, staff, kept):
    assert staff.client.get(f"/library/webinars/{SLUG}/captions/klingon").status_code == 404


def test_publishing_is_refused_until_the_captions_are_reviewed(session, staff, kept):
    page = staff.get(f"/library/webinars/{SLUG}/publish")
    assert "made by a program, not reviewed" in page.text
    staff.get(ENGLISH)
    staff.submit("Mark as reviewed", compared=True)
    assert "made by a program" not in staff.get(f"/library/webinars/{SLUG}/publish").text
