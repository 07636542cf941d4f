"""A recording goes out by ranges of bytes, to whoever may see it, and never as something to run."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st
from sqlalchemy import event

from portal.config import Settings
from portal.domain.access import Role
from portal.domain.captions import State
from portal.domain.library.items import Audience
from portal.services import library
from tests import factories, webinars
from tests.factories import ALAMEDA, FRESNO
from tests.fresh import maker
from tests.queries import counted
from tests.signing_in import signed_in_as
from tests.webinars import JPEG, MP4, SLUG

NOW = datetime(2026, 3, 2, 20, tzinfo=UTC)
PAGE = f"/webinars/{SLUG}"


@pytest.fixture(autouse=True)
def _at_noon(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def kept(app, session):
    """A recording that everybody may see."""
    found = webinars.shown(app, session)
    session.commit()
    return found


def address(kept):
    return f"{PAGE}/recording/{kept.sha256}"


def addresses(kept):
    return [
        PAGE,
        address(kept),
        f"{PAGE}/poster/{kept.poster}",
        f"{PAGE}/captions/en.vtt",
        f"{PAGE}/transcript/en.txt",
    ]


def ask(client, url, **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.get(url, headers=named, buffered=True)


def test_the_whole_recording(client, kept):
    answer = ask(client, address(kept))
    assert (answer.status_code, answer.data) == (200, MP4)
    assert answer.content_type == "video/mp4"
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["Content-Length"] == str(len(MP4))
    assert answer.headers["ETag"] == f'"{kept.sha256}"'


def test_no_browser_takes_it_for_a_page(client, kept):
    for url in addresses(kept)[1:]:
        answer = ask(client, url)
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert ask(client, f"{PAGE}/poster/{kept.poster}").data == JPEG


@hypothesis(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(0, len(MP4) + 10), st.integers(0, len(MP4) + 10))
def test_any_range_is_that_part_of_the_file(client, kept, first, last):
    answer = ask(client, address(kept), Range=f"bytes={first}-{last}")
    if first >= len(MP4) and last >= first:
        assert answer.status_code == 416
        assert answer.headers["Content-Range"] == f"bytes */{len(MP4)}"
    elif last < first:
        assert (answer.status_code, answer.data) == (200, MP4)  # no range at all: passed over
    else:
        part = MP4[first : last + 1]
        assert (answer.status_code, answer.data) == (206, part)
        end = first + len(part) - 1
        assert answer.headers["Content-Range"] == f"bytes {first}-{end}/{len(MP4)}"
        assert answer.headers["Content-Length"] == str(len(part))


def test_the_end_of_it_and_several_parts(client, kept):
    assert ask(client, address(kept), Range="bytes=-10").data == MP4[-10:]
    several = ask(client, address(kept), Range="bytes=0-1,5-6")
    assert several.status_code == 416
    assert not several.data


def test_a_range_holds_only_for_the_file_that_is_meant(client, kept):
    url, stale = address(kept), '"another"'
    etag = f'"{kept.sha256}"'
    modified = ask(client, url).headers["Last-Modified"]
    for condition, status in ((etag, 206), (stale, 200), (modified, 206), ("W/" + etag, 200)):
        answer = ask(client, url, Range="bytes=0-9", If_Range=condition)
        assert answer.status_code == status, condition
    assert ask(client, url, If_None_Match=etag).status_code == 304
    assert ask(client, url, If_None_Match=stale).status_code == 200
    assert ask(client, url, If_Modified_Since=modified).status_code == 304


def test_head_says_the_same_without_a_byte(client, kept):
    for headers, status, length in (({}, 200, len(MP4)), ({"Range": "bytes=5-9"}, 206, 5)):
        answer = client.head(address(kept), headers=headers, buffered=True)
        assert (answer.status_code, answer.data) == (status, b"")
        assert answer.headers["Content-Length"] == str(length)


def test_an_open_end_is_answered_in_parts(app, session, client, monkeypatch):
    monkeypatch.setattr("portal.domain.ranges.MOST", 1000)
    monkeypatch.setattr("portal.domain.ranges.part.__defaults__", (1000,))
    kept = webinars.shown(app, session)
    session.commit()
    answer = ask(client, address(kept), Range="bytes=0-")
    assert (answer.status_code, answer.data) == (206, MP4[:1000])
    assert answer.headers["Content-Range"] == f"bytes 0-999/{len(MP4)}"


def test_with_nginx_in_front_the_file_is_its_business(app, client, kept, settings: Settings):
    whole = ask(client, address(kept))
    settings.media_accel = "/kept-media/"
    answer = ask(client, address(kept), Range="bytes=0-9")
    assert answer.headers["X-Accel-Redirect"] == f"/kept-media/{kept.sha256[:2]}/{kept.sha256}"
    assert not answer.data
    # Which state of the file it is, and which part of it, only nginx says: it would pass on
    # neither, and answers by its own whoever has the file already.
    known = ask(client, address(kept), If_None_Match=f'"{kept.sha256}"')
    assert known.status_code == 200
    assert known.headers["X-Accel-Redirect"]
    assert not {"ETag", "Last-Modified", "Accept-Ranges"} & set(known.headers.keys())
    for rule in ("Content-Type", "Cache-Control", "Content-Security-Policy"):
        assert known.headers[rule] == whole.headers[rule]
    assert ask(client, address(kept) + "0").status_code == 404
    settings.media_accel = ""


def test_a_lost_file_is_not_found(app, client, kept):
    from portal import held

    held.media(app).path(kept.sha256).unlink()
    assert ask(client, address(kept), Range="bytes=0-9").status_code == 404
    assert ask(client, address(kept)).status_code == 404


# Who gets it


def test_what_everybody_may_see_may_be_kept_and_is_asked_for_again(app, session, client, kept):
    ana = factories.person(session)
    browser = signed_in_as(app, session, ana).client
    for url in addresses(kept)[1:]:
        assert ask(client, url).headers["Cache-Control"] == "public, no-cache"
        assert ask(browser, url).headers["Cache-Control"] == "public, no-cache"


@pytest.mark.parametrize(
    "facts",
    [
        {"starts_at": None},
        {"starts_at": NOW + timedelta(seconds=1), "at": NOW},
        {"audience": Audience.COUNTIES, "counties": ["alameda"]},
    ],
    ids=["draft", "scheduled", "of another county"],
)
def test_what_is_not_shown_has_no_address(app, session, client, facts):
    kept = webinars.shown(app, session, **facts)
    ana = factories.person(session)
    factories.affiliation(session, ana, FRESNO)
    member = signed_in_as(app, session, ana).client
    trainer = signed_in_as(app, session, factories.person(session), Role.TRAINER, FRESNO).client
    session.commit()
    for browser in (client, member, trainer):
        for url in addresses(kept):
            for method in ("GET", "HEAD"):
                answer = browser.open(url, method=method, headers={"Range": "bytes=0-9"})
                assert answer.status_code == 404, url
                assert "public" not in answer.headers["Cache-Control"]


def test_what_is_for_a_county_is_private(app, session, client):
    kept = webinars.shown(app, session, audience=Audience.COUNTIES, counties=["alameda"])
    ana = factories.person(session)
    factories.affiliation(session, ana, ALAMEDA)
    member = signed_in_as(app, session, ana).client
    for url in addresses(kept)[1:]:
        answer = ask(member, url)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "private, no-cache"


def test_who_has_it_already_does_not_get_to_see_it_either(app, session, client):
    kept = webinars.shown(app, session, audience=Audience.SIGNED_IN)
    session.commit()
    answer = ask(client, address(kept), If_None_Match=f'"{kept.sha256}"')
    assert answer.status_code == 404


def test_a_part_of_it_asks_one_thing_of_the_database_and_begins_no_transaction(app, client, kept):
    url, begun = address(kept), []
    ask(client, url, Range="bytes=0-9")
    event.listen(maker(app).kw["bind"], "begin", begun.append)
    with counted(app) as asked:
        assert ask(client, url, Range="bytes=10-19").data == MP4[10:20]
    (only,) = asked
    assert "library_stamp" in only
    assert begun == []


def test_each_part_is_judged_anew(app, session, client):
    """Shown to fewer, and then withdrawn: at the very next part."""
    kept = webinars.recording(app, session)
    version = webinars.webinar(session, kept)
    webinars.caption(session, version, kept)
    member = signed_in_as(app, session, factories.person(session)).client

    def parts():
        return [ask(one, address(kept), Range="bytes=0-9").status_code for one in (client, member)]

    assert parts() == [206, 206]
    webinars.another(session, version, kept, audience=Audience.SIGNED_IN)
    session.commit()
    assert parts() == [404, 206]
    library.retire(session, version.item_id, starts_at=NOW, reason="Old.", by=None, at=NOW)
    session.commit()
    assert parts() == [404, 404]


def test_once_it_is_retired_it_is_gone(app, session, client, kept):
    item_id = library.load(session).items
    (shown,) = next(iter(item_id.values()))
    library.retire(session, shown.item_id, starts_at=NOW, reason="Old.", by=None, at=NOW)
    session.commit()
    for url in addresses(kept):
        assert ask(client, url).status_code == 404


def test_the_recording_of_another_webinar_is_not_at_this_address(app, session, client, kept):
    other = webinars.recording(app, session, MP4 + b"other")
    webinars.webinar(session, other, slug="another", starts_at=None)
    session.commit()
    assert ask(client, f"{PAGE}/recording/{other.sha256}").status_code == 404
    assert ask(client, f"{PAGE}/recording/{kept.poster}").status_code == 404
    assert ask(client, f"{PAGE}/poster/{kept.sha256}").status_code == 404


@pytest.mark.parametrize("state", [None, State.AUTOMATIC, State.EDITED])
def test_without_reviewed_captions_there_is_no_recording(app, session, client, page, state):
    kept = webinars.recording(app, session)
    version = webinars.webinar(session, kept)
    if state is not None:
        webinars.caption(session, version, kept, state)
    session.commit()
    for url in addresses(kept)[1:]:
        assert ask(client, url).status_code == 404
    assert "once its captions have been reviewed" in page.get(PAGE).text
