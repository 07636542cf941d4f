"""The samples of the repository are taken in whole, with or without ffmpeg, and come back out."""

import shutil
import tomllib

import pytest
from sqlalchemy import func, select

from portal.config import ROOT
from portal.content.files import ContentError
from portal.content.library import read_library
from portal.content.media import probing
from portal.content.media.store import Folder
from portal.domain.captions import State
from portal.domain.library.items import Kind
from portal.models import CaptionVersion, LibraryItem, MediaFile
from portal.services import library, webinars
from portal.services.library.captions import missing, of_recording
from tests.factories import AT

LIBRARY = ROOT / "curricula" / "library"


@pytest.fixture
def store(tmp_path):
    return Folder(tmp_path / "store", tmp_path / "staging")


@pytest.fixture
def samples():
    return [
        one for one in read_library(LIBRARY) if one.ref.kind is Kind.WEBINAR and one.facts.sample
    ]


def take_in(session, store, documents, root=LIBRARY):
    library.fill(session, documents, by=None, at=AT)
    return webinars.take_in(session, store, root, documents, by=None, at=AT)


def count(session, table):
    return session.scalar(select(func.count()).select_from(table))


@pytest.mark.parametrize("has_ffmpeg", [True, False])
def test_every_sample_has_its_recording_and_reviewed_captions(
    session, store, samples, monkeypatch, has_ffmpeg
):
    if not has_ffmpeg:
        monkeypatch.setattr(probing.shutil, "which", lambda _name: None)
    assert len(samples) >= 3
    assert len(take_in(session, store, samples)) == len(samples)
    for sample in samples:
        item_id = session.scalar(select(LibraryItem.id).where(LibraryItem.slug == sample.ref.slug))
        sha256 = sample.facts.recording.sha256
        kept = webinars.recording(session, sha256)
        assert kept.media_type == "video/mp4"
        assert store.size(sha256) == kept.size <= 1_500_000
        assert store.has(kept.poster)
        assert missing(session, item_id, sha256) == ""
        spoken = of_recording(session, item_id, sha256)
        assert spoken[0].state is State.REVIEWED
        assert "sample" in spoken[0].cues[0].text
        if kept.length:
            assert 60_000 <= kept.length <= 120_000
            assert spoken[0].cues[-1].end <= kept.length
    assert not any(store.staging.iterdir())


def test_taking_them_in_again_changes_nothing(session, store, samples):
    take_in(session, store, samples)
    before = count(session, CaptionVersion), count(session, MediaFile)
    take_in(session, store, samples)
    assert (count(session, CaptionVersion), count(session, MediaFile)) == before


def test_what_goes_out_comes_in_the_same(session, store, samples, tmp_path):
    take_in(session, store, samples)
    out = tmp_path / "out"
    assert webinars.write_out(session, store, out, samples) == len(samples)
    written = {path.name for path in (out / "webinars/media").iterdir()}
    assert written == {
        path.name for path in (LIBRARY / "webinars/media").iterdir() if path.suffix != ".toml"
    }
    for name in written:
        files = [folder / "webinars/media" / name for folder in (out, LIBRARY)]
        assert files[0].read_bytes() == files[1].read_bytes(), name


def test_another_file_than_the_webinar_names_is_refused(session, store, samples, tmp_path):
    shutil.copytree(LIBRARY / "webinars", tmp_path / "in/webinars")
    name = samples[0].facts.recording.file
    (tmp_path / "in/webinars/media" / name).write_bytes(b"PK\x03\x04 no recording")
    with pytest.raises(ContentError, match="another file"):
        take_in(session, store, samples, tmp_path / "in")
    assert webinars.recording(session, samples[0].facts.recording.sha256) is None
    assert not any(store.staging.iterdir())


def test_captions_that_cannot_be_read_name_the_file_and_the_line(session, store, samples, tmp_path):
    shutil.copytree(LIBRARY / "webinars", tmp_path / "in/webinars")
    path = tmp_path / f"in/webinars/media/{samples[0].ref.slug}.en.vtt"
    path.write_text("WEBVTT\n\n00:01.000 --> 00:00.000\nx\n")
    with pytest.raises(ContentError) as refused:
        take_in(session, store, samples, tmp_path / "in")
    assert f"webinars/media/{path.name}" in str(refused.value)
    assert "Line 3" in str(refused.value)


def test_the_scripts_of_the_samples_say_the_same_facts(samples):
    for sample in samples:
        path = LIBRARY / "webinars/media" / f"{sample.ref.slug}.toml"
        script = tomllib.loads(path.read_text())
        assert script["text"].strip() == sample.text
        assert script["facts"]["title"] == sample.facts.title
        assert script["facts"]["summary"] == sample.facts.summary
        assert [one["chapter"] for one in script["slide"]] == [
            one.title for one in sample.facts.chapter
        ]
