"""A recording comes in pieces: each once, whatever is cut off; of a failure nothing stays."""

import errno
import fcntl
import os
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import func, select

from portal import held
from portal.config import ROOT
from portal.content.media import probing
from portal.domain.errors import Conflict, Forbidden, Invalid, NoRoom, NotFound
from portal.models import MediaFile, MediaUpload
from portal.services.webinars import desk, uploads
from tests import factories, webinars
from tests.factories import AT
from tests.webinars import MP4, SLUG

GIB = 1024**3


@pytest.fixture(autouse=True)
def _without_ffmpeg(monkeypatch):
    monkeypatch.setattr(probing.shutil, "which", lambda _name: None)


@pytest.fixture
def store(app):
    return held.media(app)


@pytest.fixture
def ana(session):
    webinars.webinar(session, starts_at=None)
    return factories.person(session)


def send(store, row, content, offset=0):
    return uploads.append(store, row.token, row.size, offset, BytesIO(content).read)


def begin(session, store, by, name="a.mp4", size=None, largest=16 * GIB):
    item = desk.desk(session, SLUG).item
    return uploads.begin(
        session,
        store,
        item,
        name,
        len(MP4) if size is None else size,
        largest=largest,
        by=by.id,
        at=AT,
    )


def part(store, row):
    return uploads.file_of(store, row.token)


def test_it_comes_in_pieces_and_is_kept(app, session, store, ana):
    row = webinars.upload(app, session, ana)
    assert send(store, row, MP4[:1000]).offset == 1000
    come = send(store, row, MP4[1000:], 1000)
    assert come.is_whole
    kept = uploads.keep(store, row.token, row.size)
    found = uploads.finish(session, store, row, kept, by=ana.id, at=AT)
    assert store.read(found.sha256, 0, len(MP4)) == MP4
    assert (found.media_type, found.size, found.length) == ("video/mp4", len(MP4), None)
    assert not part(store, row).exists()
    assert session.scalar(select(func.count()).select_from(MediaUpload)) == 0


def test_each_piece_is_taken_once(app, session, store, ana):
    row = webinars.upload(app, session, ana)
    send(store, row, MP4[:1000])
    for offset in (0, 500, 2000):
        with pytest.raises(Conflict, match="byte 1000"):
            send(store, row, MP4[offset : offset + 1000], offset)
    assert part(store, row).read_bytes() == MP4[:1000]


def test_a_second_tab_is_kept_out(app, session, store, ana):
    row = webinars.upload(app, session, ana)
    with part(store, row).open("ab") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(Conflict, match="another tab"):
            send(store, row, MP4[:10])


def test_a_line_that_breaks_leaves_what_came(app, session, store, ana):
    row = webinars.upload(app, session, ana)
    pieces = iter([MP4[:300]])

    def broken(_size):
        try:
            return next(pieces)
        except StopIteration:
            raise ConnectionResetError(errno.ECONNRESET, "gone") from None

    with pytest.raises(ConnectionResetError):
        uploads.append(store, row.token, row.size, 0, broken)
    assert uploads.progress(store, row.token, row.size).offset == 300
    assert send(store, row, MP4[300:], 300).is_whole


def test_the_same_file_goes_on_after_a_closed_tab(session, store, ana):
    first = begin(session, store, ana)
    assert begin(session, store, ana).token == first.token
    assert begin(session, store, ana, size=5).token != first.token
    assert begin(session, store, factories.person(session)).token != first.token


def test_ten_gigabytes_that_stop_half_way_take_what_came_and_are_swept(session, store, ana):
    row = begin(session, store, ana, size=10 * GIB) if _has_room(store) else None
    if row is None:
        pytest.skip("this disk has no 10 GB")
    send(store, row, MP4)
    with pytest.raises(Conflict, match="Not all"):
        uploads.keep(store, row.token, row.size)
    assert part(store, row).stat().st_size == len(MP4)
    assert uploads.sweep(session, store, AT) == 0
    long_ago = (AT - timedelta(days=3)).timestamp()
    os.utime(part(store, row), (long_ago, long_ago))
    assert uploads.sweep(session, store, AT) == 1
    assert not part(store, row).exists()
    assert session.scalar(select(func.count()).select_from(MediaUpload)) == 0


def _has_room(store):
    from portal.content.media.store import room

    return room(store.staging) > 11 * GIB


def test_what_nobody_knows_of_is_swept_too(session, store, ana):
    store.staging.mkdir(parents=True, exist_ok=True)
    stray = store.staging / "0123.part"
    stray.write_bytes(b"x")
    os.utime(stray, (1, 1))
    folder = store.staging / "0123-taken-in.part"  # of an import that was ended from outside
    folder.mkdir()
    (folder / "copy").write_bytes(b"x")
    os.utime(folder, (1, 1))
    other = store.staging / "not-ours"
    other.write_bytes(b"x")
    os.utime(other, (1, 1))
    assert uploads.sweep(session, store, AT) == 2
    assert not stray.exists()
    assert not folder.exists()
    assert other.exists()
    other.unlink()


@pytest.mark.parametrize(
    ("size", "words"), [(0, "empty"), (17 * GIB, "larger than 16 GB"), (2**60, "larger than")]
)
def test_what_cannot_be_taken_is_said_before_a_byte_comes(session, store, ana, size, words):
    with pytest.raises(Invalid, match=words):
        begin(session, store, ana, size=size)


def test_a_disk_without_room_is_said_before_a_byte_comes(session, store, ana, monkeypatch):
    monkeypatch.setattr(uploads, "room", lambda _folder: GIB)
    with pytest.raises(Invalid, match="no room"):
        begin(session, store, ana, size=GIB)


def test_a_disk_that_fills_up_keeps_what_was_there_before(app, session, store, ana, monkeypatch):
    row = webinars.upload(app, session, ana)
    send(store, row, MP4[:1000])

    def full(_descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(uploads, "make_durable", full)
    with pytest.raises(NoRoom):
        send(store, row, MP4[1000:], 1000)
    assert part(store, row).read_bytes() == MP4[:1000]


def test_more_than_was_announced_is_refused(app, session, store, ana):
    row = webinars.upload(app, session, ana, size=100)
    with pytest.raises(Invalid, match="more than"):
        send(store, row, MP4)
    assert part(store, row).stat().st_size == 0


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04" + b"\0" * 200, "archive"),
        (b"<!doctype html><script>alert(1)</script>" + b" " * 100, "web page"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>' + b" " * 50, "no MP4"),
        (b"\0" * 200, "no MP4"),
    ],
)
def test_what_is_no_recording_is_refused_with_its_first_piece(
    app, session, store, ana, content, words
):
    row = webinars.upload(app, session, ana)
    with pytest.raises(Invalid, match=words):
        send(store, row, content)


def test_half_of_a_recording_is_no_recording(app, session, store, ana):
    """A download that stopped: its header, which comes first, says the length of the whole."""
    whole = (ROOT / "curricula/library/webinars/media/sample-voice-and-distance.mp4").read_bytes()
    half = whole[: len(whole) // 2]
    row = webinars.upload(app, session, ana, size=len(half))
    send(store, row, half)
    with pytest.raises(Invalid, match="only a part of it"):
        uploads.keep(store, row.token, row.size)


@pytest.mark.parametrize(
    ("name", "label", "file"),
    [
        ("../../etc/passwd.mp4", "passwd.mp4", "passwd.mp4"),
        ("C:\\Users\\me\\My Talk (1).MP4", "My Talk (1).MP4", "my-talk-1.mp4"),
        ("..", "..", "recording.mp4"),
        ("", "file", "file.mp4"),
        ("会议.mp4", "会议.mp4", "recording.mp4"),
        ("a" * 500 + ".mp4", "a" * 120, "a" * 60 + ".mp4"),
    ],
)
def test_a_name_is_only_a_label(session, store, ana, name, label, file):
    row = begin(session, store, ana, name)
    assert row.name == label
    assert part(store, row).parent == store.staging
    assert uploads.file_name(row.name, "video/mp4") == file


def test_nobody_goes_on_with_what_somebody_else_began(app, session, store, ana):
    row = webinars.upload(app, session, ana)
    with pytest.raises(Forbidden):
        uploads.find(session, row.token, factories.person(session).id)
    with pytest.raises(NotFound):
        uploads.find(session, "0" * 32, ana.id)


def test_the_same_recording_again_is_kept_once(app, session, store, ana):
    for _ in range(2):
        row = webinars.upload(app, session, ana)
        send(store, row, MP4)
        kept = uploads.keep(store, row.token, row.size)
        uploads.finish(session, store, row, kept, by=ana.id, at=AT)
    assert session.scalar(select(func.count()).select_from(MediaFile)) == 1
