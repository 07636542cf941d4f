"""The front page, what is said about the portal, and whether it is up."""

from sqlalchemy import event

from tests import factories, library
from tests.fresh import close, maker
from tests.queries import counted
from tests.signing_in import signed_in_as


def test_the_front_page_leads_to_the_trainings_and_to_signing_in(page):
    page.get("/")
    assert page.h1
    addresses = set(page.links().values())
    assert {"/trainings", "/check", "/sign-in"} <= addresses


def test_the_front_page_asks_only_whether_the_library_changed(app, page):
    page.get("/")
    with counted(app) as statements:
        page.get("/")
        page.get("/about")
    assert len(statements) == 1
    assert "library_stamp" in statements[0]


def test_the_front_page_has_the_initiatives_and_what_is_new(session, page):
    library.put(session, "initiatives/benefit", title="The benefit")
    library.put(session, "notices/one", title="Notice one")
    page.get("/")
    assert {"The benefit", "Notice one"} <= page.links().keys()


def test_what_is_not_known_is_said(page):
    page.get("/about")
    assert page.h1


def test_the_footer_warns_of_client_data_on_every_page(page):
    for address in ("/", "/about", "/sign-in", "/trainings", "/no-such-page"):
        page.get(address, status=-1)
        assert "never enter anything about a client or a patient" in page.text


def test_the_navigation_is_that_of_whoever_looks(app, page, session):
    assert "People" not in page.get("/").links()
    member = signed_in_as(app, session, factories.person(session))
    assert "My learning" in member.get("/").links()
    assert "People" not in member.links()


def test_health_answers_when_the_database_does(client):
    response = client.get("/health")
    assert (response.status_code, response.text) == (200, "ok")
    assert response.mimetype == "text/plain"


def test_health_is_an_error_when_the_database_is_gone(app):
    app.testing = False
    engine = maker(app).kw["bind"]
    close(app)

    def refuse(*_arguments):
        message = "no database"
        raise OSError(message)

    event.listen(engine, "do_connect", refuse)
    try:
        response = app.test_client().get("/health")
    finally:
        event.remove(engine, "do_connect", refuse)
    assert response.status_code == 500
    assert "Something broke on our side" in response.text
