"""What the library shows to whom, and how long caches may believe it."""

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

import pytest

from portal import held
from portal.db import db, writing
from portal.domain.access import Role
from portal.domain.library.items import Kind
from portal.services import library as shelves
from tests import factories, library
from tests.factories import AT, FRESNO, KERN
from tests.queries import counted
from tests.signing_in import signed_in_as

NOW = AT + timedelta(days=2)
SECRET = "Xanadu"
HOUR = timedelta(hours=1)
KINDS = ("initiatives", "notices", "faqs", "resources", "webinars")


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to(NOW, tick=False)


def hidden(session, how: str) -> list[str]:
    """One item of every kind that not everybody sees, and what would show it; every address."""
    library.put(session, "initiatives/benefit", topic=[{"slug": "time", "title": "Time"}])
    library.put(session, "notices/old")
    audience = {
        "county": {"audience": "counties", "counties": ["fresno"]},
        "signed-in": {"audience": "signed-in"},
    }.get(how, {})
    names = [f"{kind}/{SECRET.lower()}" for kind in KINDS]
    more = {
        "notices": {"supersedes": ["notices/old"], "number": SECRET},
        "faqs": {"answer": f"{SECRET} so.", "superseded_by": "faqs/plain"},
        "resources": {"form": SECRET},
        "webinars": {"series": SECRET, "topics": [SECRET]},
    }
    for name in names:
        kind = name.partition("/")[0]
        facts = {
            "title": f"{SECRET} {kind}",
            "summary": SECRET,
            **({"initiatives": ["benefit"]} if kind != "initiatives" else {}),
            **audience,
            **more.get(kind, {}),
        }
        write = library.draft if how == "draft" else library.put
        when = {"starts_at": NOW + HOUR} if how == "scheduled" else {}
        write(session, name, f"## {SECRET}", **when, **facts)
    cites = [{"source": f"notices/{SECRET.lower()}"}, {"source": "notices/old"}]
    library.put(session, "faqs/plain", initiatives=["benefit"], cites=cites, related=names)
    library.put(session, "resources/plain", initiatives=["benefit"], cites=cites)
    library.put(session, "webinars/plain", initiatives=["benefit"], cites=cites)
    return [
        "/",
        *(f"/{kind}" for kind in KINDS),
        *(f"/{name}" for name in names),
        "/initiatives/benefit",
        "/notices/old",
        "/faqs/plain",
        "/faqs/plain/ask",
        "/resources/plain",
        "/webinars/plain",
        f"/faqs?words={SECRET}",
        "/updates.atom",
        "/sitemap.xml",
    ]


def browsers(app, session):
    """Browsers by who sits there."""

    def member(county):
        ana = factories.person(session)
        factories.affiliation(session, ana, county)
        return signed_in_as(app, session, ana, Role.TEAM_MEMBER).client

    staff = signed_in_as(app, session, factories.person(session), Role.TA_STAFF).client
    return {
        "visitor": app.test_client(),
        "Fresno": member(FRESNO),
        "Kern": member(KERN),
        "TA staff": staff,
    }


SEES = {
    "draft": set(),
    "scheduled": set(),
    "county": {"Fresno", "TA staff"},
    "signed-in": {"Fresno", "Kern", "TA staff"},
}


@pytest.mark.parametrize("how", SEES)
def test_nothing_leaks_to_who_may_not_see_it(app, session, how):
    addresses = hidden(session, how)
    for who, client in browsers(app, session).items():
        for address in addresses:
            body = client.get(address).get_data(as_text=True)
            body = body.replace(address, "").replace(f"value=&#34;{SECRET}", "")
            body = body.replace(f'value="{SECRET}"', "")  # what was typed into the filter
            machine = address in {"/updates.atom", "/sitemap.xml"}
            allowed = who in SEES[how] and not machine
            if SECRET.lower() in body.lower() and not allowed:
                pytest.fail(f"{address} shows {who} what is {how}")
            if allowed and address == "/initiatives/benefit":
                assert SECRET in body


@pytest.mark.parametrize("how", SEES)
def test_a_page_that_somebody_may_not_see_does_not_exist(app, session, how):
    addresses = [each for each in hidden(session, how) if each.endswith(SECRET.lower())]
    for who, client in browsers(app, session).items():
        for address in addresses:
            assert client.get(address).status_code == (200 if who in SEES[how] else 404)


def test_only_what_a_visitor_without_a_session_gets_may_be_shared(app, session):
    addresses = hidden(session, "county")
    staff = browsers(app, session)["TA staff"]
    visitor = app.test_client()
    for address in addresses:
        if address.endswith("/ask"):
            continue
        private = staff.get(address)
        assert private.headers["Cache-Control"] == "private, no-store"
        assert "ETag" not in private.headers
        shared = visitor.get(address)
        if shared.status_code == 200:
            assert shared.headers["Cache-Control"] == "public, no-cache", address
            assert "Cookie" in shared.headers["Vary"]
            assert "Set-Cookie" not in shared.headers


def test_who_has_a_session_gets_a_page_of_their_own(session, client):
    library.put(session, "initiatives/benefit")
    library.put(session, "faqs/plain", initiatives=["benefit"])
    client.get("/faqs/plain/ask")  # a form, and so a session
    assert client.get("/faqs/plain").headers["Cache-Control"] == "private, no-store"


WALKED = ("/faqs/plain", "/faqs", "/webinars/plain", "/updates.atom", "/sitemap.xml", "/")


def test_what_is_kept_is_right_at_every_moment(app, session, time_machine):
    """A cache that asks each time never shows what was, and is told when nothing changed."""
    kept: dict[str, tuple[str, str, str]] = {}
    soon = NOW + 3 * HOUR

    def walk(at: datetime) -> dict[str, str]:
        time_machine.move_to(at, tick=False)
        found = {}
        for address in WALKED:
            body, etag, modified = kept.get(address, ("", "", ""))
            headers = {"If-None-Match": etag} if etag else {}
            response = app.test_client().get(address, headers=headers)
            fresh = app.test_client().get(address)
            if response.status_code == 304:
                assert response.get_data() == b""
            else:
                body = response.get_data(as_text=True)
                etag = response.headers.get("ETag", "")
                modified = response.headers.get("Last-Modified", "")
            assert body == fresh.get_data(as_text=True), f"{address} at {at} was not fresh"
            if modified:
                assert parsedate_to_datetime(modified) <= at
            kept[address] = (body, etag, modified)
            found[address] = body
        return found

    library.put(session, "initiatives/benefit", at=NOW)
    library.put(session, "webinars/plain", at=NOW, starts=soon, related=["faqs/plain"])
    version = library.put(session, "faqs/plain", at=NOW, initiatives=["benefit"], answer="One.")
    assert "One." in walk(NOW + HOUR)["/faqs/plain"]
    before = {address: etag for address, (_, etag, _) in kept.items()}
    walk(NOW + HOUR + timedelta(minutes=1))
    assert before == {address: etag for address, (_, etag, _) in kept.items()}, "nothing changed"

    library.put(
        session,
        "faqs/plain",
        version=2,
        at=NOW + 2 * HOUR,
        starts_at=soon,
        initiatives=["benefit"],
        answer="Two.",
    )
    found = walk(soon - timedelta(seconds=1))
    assert "Two." not in found["/faqs/plain"]
    assert "When it takes place" in found["/webinars/plain"]
    found = walk(soon)
    assert "Two." in found["/faqs/plain"]
    assert "When it takes place" not in found["/webinars/plain"]
    assert "/faqs/plain" in found["/webinars/plain"]
    assert soon.isoformat() in kept["/updates.atom"][0]

    later = soon + HOUR
    shelves.retire(session, version.item_id, starts_at=later, reason="Old.", by=None, at=soon)
    assert "/faqs/plain" in walk(later - timedelta(seconds=1))["/sitemap.xml"]
    found = walk(later)
    assert "/faqs/plain" not in found["/sitemap.xml"] + found["/updates.atom"] + found["/faqs"]
    assert "not shown any more" in found["/faqs/plain"]
    assert "/faqs/plain" not in found["/webinars/plain"]


def test_asked_by_the_day_of_the_last_change(client, session, time_machine):
    library.put(session, "notices/one", at=NOW)
    time_machine.move_to(NOW + HOUR, tick=False)
    modified = client.get("/updates.atom").headers["Last-Modified"]
    assert parsedate_to_datetime(modified) == NOW
    asked = {"If-Modified-Since": modified}
    assert client.get("/updates.atom", headers=asked).status_code == 304
    library.put(session, "notices/two", at=NOW + HOUR)
    assert client.get("/updates.atom", headers=asked).status_code == 200


def test_a_moment_after_a_change_no_date_is_given(client, session, time_machine):
    """Dates in headers have no parts of a second: two changes in one would look like one."""
    library.put(session, "notices/one", at=NOW)
    time_machine.move_to(NOW + timedelta(milliseconds=300), tick=False)
    assert "Last-Modified" not in client.get("/updates.atom").headers


def test_ten_items_or_two_hundred_cost_the_same_queries(app, session, client):
    def fill(count):
        library.put(session, "initiatives/benefit")
        for number in range(count):
            for kind in ("notices", "resources", "webinars"):
                library.put(session, f"{kind}/item-{number}", initiatives=["benefit"])
            cites = [{"source": "notices/item-0"}]
            library.put(session, f"faqs/faq-{number}", initiatives=["benefit"], cites=cites)

    def queries_of(address):
        with counted(app) as found:
            assert client.get(address).status_code == 200
        return len(found)

    lists = ("/", "/initiatives/benefit", "/faqs", "/faqs/faq-1", "/notices", "/resources")
    addresses = (*lists, "/webinars")
    fill(2)
    queries_of("/")  # the library is read
    assert {address: queries_of(address) for address in addresses} == dict.fromkeys(addresses, 1)
    fill(50)
    assert queries_of("/") <= 6  # it is read again
    assert {address: queries_of(address) for address in addresses} == dict.fromkeys(addresses, 1)


def test_every_kind_has_its_pages(app):
    rules = {rule.rule for rule in app.url_map.iter_rules()}
    for kind in Kind:
        assert f"/{kind}" in rules


def test_what_is_undone_is_never_kept_for_readers(app, client, session):
    """A request that writes sees its own change; when it fails, another may take that stamp."""
    library.put(session, "faqs/one", title="As it was")
    session.commit()
    assert "As it was" in client.get("/faqs/one").text
    with app.test_request_context():
        writing.set(True)
        library.put(db.session, "faqs/one", version=2, at=AT + HOUR, title="Undone")
        held.library()
        db.session.rollback()
    library.put(session, "faqs/one", version=2, at=AT + HOUR, title="As it is")
    session.commit()
    assert "As it is" in client.get("/faqs/one").text
