"""The page of a webinar in caches: kept by all, and never a moment behind what it shows."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.content.library.tables import ExternalTable
from portal.domain.access import Role
from portal.domain.captions import Cue, State
from tests import events, factories, webinars
from tests.queries import counted
from tests.signing_in import signed_in_as
from tests.webinars import SLUG

NOW = datetime(2026, 3, 2, 20, tzinfo=UTC)
PAGE = f"/webinars/{SLUG}"


@pytest.fixture(autouse=True)
def _at_noon(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def asks(app):
    """A cache that keeps the page, asks each time whether it still holds, and gives it out."""
    kept: dict[str, tuple[str, str]] = {}

    def ask(address: str = PAGE) -> tuple[int, str]:
        etag, _ = kept.get(address, ("", ""))
        headers = {"If-None-Match": etag} if etag else {}
        response = app.test_client().get(address, headers=headers)
        if response.status_code != 304:
            kept[address] = response.headers["ETag"], response.text
        return response.status_code, kept[address][1]

    return ask


def test_it_may_be_kept_by_all_and_is_not_made_again(app, session, client):
    webinars.shown(app, session)
    session.commit()
    first = client.get(PAGE)
    assert first.headers["Cache-Control"] == "public, no-cache"
    assert "Cookie" in first.headers["Vary"]
    assert "Set-Cookie" not in first.headers
    with counted(app) as asked:
        again = client.get(PAGE, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert len(asked) == 2, "the state of the library, and the sessions about it"


def test_captions_and_sessions_show_at_once(app, session, asks, time_machine):
    kept = webinars.recording(app, session)
    version = webinars.webinar(session, kept)
    webinars.caption(session, version, kept, State.EDITED)
    session.commit()
    status, text = asks()
    assert (status, "will be shown here once its captions" in text) == (200, True)
    assert asks()[0] == 304

    webinars.caption(session, version, kept, number=2)
    session.commit()
    status, text = asks()
    assert (status, "Naloxone comes first." in text) == (200, True)

    changed = [Cue(0, 900, "Other words.")]
    webinars.caption(session, version, kept, cues=changed, number=3)
    session.commit()
    assert "Other words." in asks()[1]
    assert asks()[0] == 304

    by = factories.person(session)
    starts = NOW + timedelta(hours=2)
    events.make(
        session,
        by,
        subject=f"webinar:{SLUG}",
        county=None,
        audience=events.Audience.PUBLIC,
        starts_at=starts,
        ends_at=starts + timedelta(hours=1),
    )
    session.commit()
    assert "Register for the session" in asks()[1]
    assert asks()[0] == 304

    time_machine.move_to(starts + timedelta(hours=1), tick=False)
    status, text = asks()
    assert (status, "Register for the session" in text) == (200, False)


def test_a_recording_that_comes_later_shows_at_once(app, session, asks):
    """A file beside the library's own may be taken in after its webinar was published."""
    kept = webinars.shown(app, session)
    session.delete(kept)
    session.commit()
    assert "<video" not in asks()[1]
    webinars.recording(app, session)
    session.commit()
    status, text = asks()
    assert (status, "<video" in text) == (200, True)


def test_no_date_is_given_for_what_has_none(app, session, client, time_machine):
    """Sessions come and go without the library's knowing when."""
    webinars.shown(app, session)
    session.commit()
    time_machine.move_to(NOW + timedelta(days=1), tick=False)
    assert "Last-Modified" not in client.get(PAGE).headers


def test_whoever_is_signed_in_gets_a_page_of_their_own(app, session):
    webinars.shown(app, session)
    ana = signed_in_as(app, session, factories.person(session), Role.TEAM_MEMBER)
    response = ana.client.get(PAGE)
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "ETag" not in response.headers


def test_a_kept_page_keeps_the_frame_that_was_agreed_to(session, client):
    webinars.webinar(session, external=ExternalTable(provider="youtube", id="abc_DEF-123"))
    session.commit()
    agreed = f"{PAGE}?player=youtube"
    first = client.get(agreed)
    again = client.get(agreed, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert "frame-src https://www.youtube-nocookie.com" in again.headers["Content-Security-Policy"]
