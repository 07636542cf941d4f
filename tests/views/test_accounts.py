"""Signing in and out, invitations, passwords: what works, what does not, what is given away."""

import re
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select

from portal.domain.accounts import INVITATION_LIFE, RESET_LIFE, SESSION_LIFE
from portal.models import Account, LinkPurpose, Mail, SignInFailure, SignInSession
from portal.services import accounts
from portal.services.accounts import passwords
from tests import factories
from tests.factories import PASSWORD
from tests.pages import Page
from tests.signing_in import sign_in
from tests.trainings import NOW

NEW = "another calm evening walk"
SECOND = timedelta(seconds=1)
DOES_NOT_FIT = "This address and password do not belong together."


CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""argon2id as well, but fast. What the portal uses is tested with its services."""


@pytest.fixture(autouse=True)
def _at_noon(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture(autouse=True)
def _quick_passwords(monkeypatch):
    monkeypatch.setattr(passwords, "_hasher", CHEAP)
    monkeypatch.setattr(passwords, "_NOBODY", CHEAP.hash("nobody's"))


@pytest.fixture
def ana(session):
    return factories.person(session, "Ana María Flores", name_used="Ana", email="ana@example.org")


@pytest.fixture
def account(session, ana):
    row = factories.account(session, ana)
    row.password_hash = CHEAP.hash(PASSWORD)
    return row


@pytest.fixture
def browser(app):
    """More browsers: browser() is a fresh visitor."""
    return lambda: Page(app.test_client())


def enter(page, password=PASSWORD, email="ana@example.org", status=None, **more):
    return page.get("/sign-in").submit(
        "Sign in", status=status, email=email, password=password, **more
    )


def is_in(page):
    page.get("/account", status=-1)
    return page.status == 200


def link_to(app, session, link):
    session.commit()
    token = accounts.link_token(app.config["SECRET_KEY"], link)
    kind = "invitations" if link.purpose is LinkPurpose.INVITATION else "password/reset"
    return f"/{kind}/{token}"


def invited(app, session, person, at=NOW):
    return link_to(app, session, accounts.invite(session, person, by=None, at=at))


def mailed_link(session):
    """The address in the newest mail."""
    text = session.scalars(select(Mail.text).order_by(Mail.id.desc()).limit(1)).one()
    session.commit()
    return re.search(r"http://localhost(/\S+)", text)[1]


# Signing in


def test_with_address_and_password_one_is_in(page, account):
    enter(page, email=" Ana@Example.org ")
    assert page.location == "/learning"
    assert page.get("/account").h1 == "Your account"
    assert "ana@example.org" in page.main


def test_a_wrong_password_and_an_unknown_address_are_told_the_same(page, account):
    enter(page, "not this one", status=422)
    known = page.main
    assert DOES_NOT_FIT in known
    enter(page, "not this one", "nobody@example.org", status=422)
    assert page.main.replace("nobody@", "ana@") == known
    assert not is_in(page)


def test_what_was_typed_is_kept_but_for_the_password(page, account):
    enter(page, "not this one", status=422)
    assert page.all(".//input[@name='email']")[0].get("value") == "ana@example.org"
    assert "not this one" not in page.html


@pytest.mark.parametrize(
    ("email", "password", "says"),
    [
        ("", "x", "Enter your e-mail address."),
        ("ana", "x", "Enter an e-mail address like name@example.org."),
        ("a" * 300 + "@example.org", "x", "at most 200 characters"),
        ("ana@example.org", "", "Enter your password."),
    ],
)
def test_an_incomplete_form_says_what_is_missing(page, email, password, says):
    enter(page, password, email, status=422)
    assert says in page.main
    assert page.all(".//*[@role='alert']")


def test_the_session_is_renewed_at_sign_in(app, page, account):
    """Whoever planted a cookie in this browser before does not share the session."""
    page.get("/sign-in")
    with page.client.session_transaction() as cookie:
        cookie["planted"] = "by somebody else"
        token = cookie["csrf_token"]
    before = page.client.get_cookie("portal").value
    page.submit("Sign in", email="ana@example.org", password=PASSWORD)
    assert page.client.get_cookie("portal").value != before
    with page.client.session_transaction() as cookie:
        assert "planted" not in cookie
        assert cookie.get("csrf_token") != token
    planted = app.test_client()
    planted.set_cookie("portal", before)
    assert planted.get("/account").status_code == 303


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(page, account):
    enter(page)
    set_cookies = page.response.headers.getlist("Set-Cookie")
    assert {cookie.partition("=")[0] for cookie in set_cookies} == {"portal", "portal_device"}
    for cookie in set_cookies:
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie


def test_a_session_ends_after_two_weeks(page, account, time_machine):
    enter(page)
    time_machine.move_to(NOW + SESSION_LIFE - SECOND, tick=False)
    assert is_in(page)
    time_machine.move_to(NOW + SESSION_LIFE, tick=False)
    assert not is_in(page)


def test_a_cookie_of_ones_own_making_signs_nobody_in(app, page, session, account):
    sign_in(app, page.client, account)
    assert is_in(page)
    forged = page.client.get_cookie("portal").value.split(".")
    page.client.set_cookie("portal", ".".join([forged[0], forged[1], "x" * len(forged[2])]))
    assert not is_in(page)


def test_who_is_signed_in_does_not_see_the_form(app, page, session, account):
    sign_in(app, page.client, account)
    assert page.get("/sign-in", status=303).location == "/learning"
    assert page.get("/sign-in?next=/record", status=303).location == "/record"


# Where signing in leads


@pytest.mark.parametrize(
    "own", ["/record", "/learning/sample-course?x=1", "/check?code=ABC", "/people/1/record"]
)
def test_signing_in_leads_to_the_page_that_was_asked_for(page, account, own):
    page.get("/sign-in", query_string={"next": own})
    page.submit("Sign in", email="ana@example.org", password=PASSWORD)
    assert page.location == own


OTHER_SITES = [
    "//evil.example",
    "///evil.example",
    "https://evil.example",
    "https:evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\t\\evil.example",
    "/\n/evil.example",
    " //evil.example",
    "\x01//evil.example",
    "javascript:alert(1)",
    "http://[",
    "//[",
    "evil.example",
    "",
]


@pytest.mark.parametrize("other", OTHER_SITES)
def test_signing_in_never_leads_to_another_site(app, page, session, account, other):
    sign_in(app, page.client, account)
    response = page.client.get("/sign-in", query_string={"next": other})
    assert response.status_code == 303
    location = response.headers["Location"]
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\"))
    assert not re.search(r"[\t\r\n\\]", location)


def test_what_the_form_carries_is_judged_as_well(page, account):
    page.get("/sign-in").submit(
        "Sign in", email="ana@example.org", password=PASSWORD, next="//evil.example"
    )
    assert page.location == "/learning"


def test_a_page_behind_the_door_is_opened_after_signing_in(page, account):
    page.get("/record?year=2026", status=303)
    assert page.location == "/sign-in?next=/record?year%3D2026"
    page.get(page.location)
    assert "Sign in to open that page." in page.text
    page.submit("Sign in", email="ana@example.org", password=PASSWORD)
    assert page.location == "/record?year=2026"


# The lock


def fail(page, times=5, email="ana@example.org"):
    for _ in range(times):
        enter(page, "not this one", email, status=422)


def test_after_five_failures_the_door_is_closed_even_to_the_right_password(page, account):
    fail(page)
    enter(page, status=429)
    assert "Too many attempts. Try again after 12:15 p.m. on March 2, 2026" in page.main
    assert "Forgotten your password?" in page.main
    assert not is_in(page)


def test_the_lock_says_the_same_for_an_address_that_nobody_has(page, account):
    fail(page)
    enter(page, status=429)
    known = page.main
    fail(page, email="nobody@example.org")
    enter(page, email="nobody@example.org", status=429)
    assert page.main == known


def test_the_lock_ends_by_itself(page, account, time_machine):
    fail(page)
    time_machine.move_to(NOW + timedelta(minutes=15) - SECOND, tick=False)
    enter(page, status=429)
    time_machine.move_to(NOW + timedelta(minutes=15), tick=False)
    enter(page)
    assert is_in(page)


def test_trying_while_it_is_closed_does_not_prolong_it(page, session, account):
    fail(page)
    for _ in range(3):
        enter(page, status=429)
    assert session.scalar(select(func.count()).select_from(SignInFailure)) == 5


def test_a_strangers_failures_do_not_close_the_door_to_a_known_browser(page, browser, account):
    enter(page)
    page.get("/account").submit("Sign out")
    stranger = browser()
    fail(stranger)
    enter(stranger, status=429)
    enter(page)
    assert is_in(page)


def test_a_known_browser_has_a_lock_of_its_own(page, browser, account):
    enter(page)
    page.get("/account").submit("Sign out")
    fail(page)
    enter(page, status=429)
    enter(browser())  # unknown ones are not locked by it


def test_a_browser_known_for_one_address_is_a_stranger_to_another(page, session, account):
    other = factories.account(session, factories.person(session, email="ben@example.org"))
    other.password_hash = account.password_hash
    enter(page)
    page.get("/account").submit("Sign out")
    fail(page, email=other.email)
    enter(page, email=other.email, status=429)
    enter(page)


def test_a_forged_device_cookie_is_ignored(page, account):
    page.client.set_cookie("portal_device", "made.up")
    fail(page)
    enter(page, status=429)


def test_a_failure_names_nobody(page, session, account):
    fail(page, 1)
    assert "ana" not in session.scalars(select(SignInFailure.subject)).one()


# Signing out


def test_signing_out_ends_the_session_itself(app, page, account):
    enter(page)
    stolen = page.client.get_cookie("portal").value
    page.get("/account").submit("Sign out", follow=True)
    assert "You are signed out." in page.text
    assert not is_in(page)
    thief = app.test_client()
    thief.set_cookie("portal", stolen)
    assert thief.get("/account").status_code == 303


def test_signing_out_without_being_in_is_harmless(page):
    assert page.get("/sign-in").post("/sign-out").location == "/"


def test_signing_out_everywhere_ends_other_browsers_at_once(app, page, browser, session, account):
    other = browser()
    for each in (page, other):
        sign_in(app, each.client, account)
    assert is_in(other)
    page.get("/account").submit("Sign out everywhere", follow=True)
    assert page.h1 == "Sign in"
    assert "You are signed out everywhere." in page.text
    assert not is_in(other)
    assert not is_in(page)


def test_the_account_page_lists_this_and_other_browsers(app, page, browser, session, account):
    for each in (page, browser()):
        sign_in(app, each.client, account)
    page.get("/account")
    assert [row.partition(" 12:00")[0] for row in page.texts(".//tbody/tr")].count(
        "a test (this browser)"
    ) == 1
    assert len(page.texts(".//tbody/tr")) == 2


# Invitations


def test_an_invitation_makes_an_account_and_signs_in(app, page, session, ana):
    page.get(invited(app, session, ana))
    assert page.h1 == "Welcome, Ana"
    page.submit(password=PASSWORD, again=PASSWORD)
    assert page.location == "/learning"
    assert is_in(page)
    row = session.scalars(select(Account)).one()
    assert (row.person_id, row.email) == (ana.id, "ana@example.org")
    assert row.password_hash.startswith("$argon2id$")


def test_a_used_invitation_is_gone(app, page, browser, session, ana):
    address = invited(app, session, ana)
    page.get(address).submit(password=PASSWORD, again=PASSWORD)
    late = browser().get(address, status=410)
    assert late.h1 == "This link no longer works"
    assert "This link has been used." in late.main


def test_of_two_tabs_with_one_invitation_the_second_is_told(app, page, browser, session, ana):
    address = invited(app, session, ana)
    other = browser().get(address)
    page.get(address).submit(password=PASSWORD, again=PASSWORD)
    other.submit(password=NEW, again=NEW, status=410)
    assert "has been used" in other.main
    enter(browser())  # the first password holds


def test_an_invitation_ends_at_the_exact_second(app, page, session, ana, time_machine):
    address = invited(app, session, ana)
    time_machine.move_to(NOW + INVITATION_LIFE - SECOND, tick=False)
    page.get(address)
    time_machine.move_to(NOW + INVITATION_LIFE, tick=False)
    page.submit(password=PASSWORD, again=PASSWORD, status=410)
    assert "This link is too old. Ask for a new one." in page.main
    assert session.scalar(select(func.count()).select_from(Account)) == 0


def test_a_newer_invitation_replaces_the_older_one(app, page, session, ana):
    old, new = invited(app, session, ana), invited(app, session, ana, NOW + SECOND)
    page.get(old, status=410)
    assert "A newer mail has replaced this link." in page.main
    page.get(new)


def test_a_tampered_invitation_is_not_found(app, page, session, ana):
    address = invited(app, session, ana)
    head, tail = address[:-6], address[-6:]
    for wrong in (head, head + tail.swapcase(), address + "x", "/invitations/made-up"):
        page.get(wrong, status=404)
        assert "This link is not complete." in page.main


@pytest.mark.parametrize(
    ("password", "again", "says"),
    [
        ("", "", "Choose a password."),
        (PASSWORD, NEW, "The two passwords differ."),
        ("short", "short", "12 characters or more"),
        ("ana@example.org", "ana@example.org", "Leave your e-mail address out"),
    ],
)
def test_a_password_that_will_not_do_is_explained(app, page, session, ana, password, again, says):
    address = invited(app, session, ana)
    page.get(address).submit(password=password, again=again, status=422)
    assert says in page.main
    page.submit(password=PASSWORD, again=PASSWORD)  # and the invitation still works
    assert is_in(page)


# A new password by mail


def ask(page, email="ana@example.org"):
    return page.get("/password/forgotten").submit("Send the link", email=email, status=200)


def test_the_answer_is_the_same_for_an_address_that_nobody_has(page, session, account):
    known = ask(page).main
    assert ask(page, "nobody@example.org").main.replace("nobody@", "ana@") == known
    assert session.scalars(select(Mail.recipient)).all() == ["ana@example.org"]


def test_the_mail_leads_to_a_page_that_sets_the_password(page, session, account):
    ask(page)
    page.get(mailed_link(session)).submit(password=NEW, again=NEW)
    assert is_in(page)
    page.get("/account").submit("Sign out")
    enter(page, status=422)
    enter(page, NEW)


def test_a_new_password_by_mail_works_while_the_door_is_closed(page, session, account):
    fail(page)
    ask(page)
    page.get(mailed_link(session)).submit(password=NEW, again=NEW)
    assert is_in(page)


def test_a_new_password_by_mail_signs_out_everywhere(app, page, browser, session, account):
    thief = browser()
    sign_in(app, thief.client, account)
    ask(page)
    page.get(mailed_link(session)).submit(password=NEW, again=NEW)
    assert not is_in(thief)
    assert is_in(page)


def test_a_link_for_a_password_works_once_and_for_an_hour(
    page, browser, session, account, time_machine
):
    ask(page)
    address = mailed_link(session)
    time_machine.move_to(NOW + RESET_LIFE - SECOND, tick=False)
    page.get(address)
    time_machine.move_to(NOW + RESET_LIFE, tick=False)
    page.get(address, status=410)
    time_machine.move_to(NOW + RESET_LIFE - SECOND, tick=False)
    page.get(address).submit(password=NEW, again=NEW)
    assert "has been used" in browser().get(address, status=410).main


def test_an_invitation_is_no_key_to_a_password(app, page, session, ana):
    token = invited(app, session, ana).rpartition("/")[2]
    page.get(f"/password/reset/{token}", status=404)


def test_the_mail_is_addressed_by_name_and_says_until_when(page, session, account):
    ask(page)
    mail = session.scalars(select(Mail)).one()
    assert "Hello Ana," in mail.text
    assert "until 1:00 p.m. on March 2, 2026" in mail.text
    assert mail.html.count("http://localhost/password/reset/") >= 1
    assert PASSWORD not in mail.text + mail.html


# Changing the password


def change(page, present=PASSWORD, password=NEW, status=None):
    page.get("/account")
    return page.submit(
        "Change the password", present=present, password=password, again=password, status=status
    )


def test_changing_the_password_keeps_this_browser_and_ends_the_others(
    app, page, browser, session, account
):
    other = browser()
    for each in (page, other):
        sign_in(app, each.client, account)
    change(page)
    assert is_in(page)
    assert not is_in(other)
    enter(other, status=422)
    enter(other, NEW)


@pytest.mark.parametrize(
    ("present", "password", "says"),
    [
        ("not this one", NEW, "This is not your present password."),
        (PASSWORD, "short", "12 characters or more"),
        ("", NEW, "Enter your present password."),
    ],
)
def test_a_change_that_is_refused_changes_nothing(
    app, page, session, account, present, password, says
):
    sign_in(app, page.client, account)
    before = account.password_hash
    session.commit()
    change(page, present, password, status=422)
    assert says in page.main
    session.refresh(account)
    assert account.password_hash == before
    assert session.scalar(select(func.count()).select_from(SignInSession)) == 1


# Tokens against forged forms


def test_a_form_without_its_token_is_refused_and_changes_nothing(app, page, session, account):
    sign_in(app, page.client, account)
    for token in (None, "made up"):
        data = {"csrf_token": token} if token else {}
        response = page.client.post("/account/sign-out-everywhere", data=data)
        assert response.status_code == 400
        assert "This form is out of date" in response.text
        assert "Nothing was changed." in response.text
    assert is_in(page)


def test_a_token_of_another_browser_is_refused(app, page, browser, session, account):
    sign_in(app, page.client, account)
    page.get("/account")
    token = page.all(".//input[@name='csrf_token']")[0].get("value")
    other = browser()
    sign_in(app, other.client, account)
    response = other.client.post("/account/sign-out-everywhere", data={"csrf_token": token})
    assert response.status_code == 400
    assert is_in(other)


def test_a_sign_in_form_without_its_token_signs_nobody_in(page, account):
    data = {"email": "ana@example.org", "password": PASSWORD}
    assert page.client.post("/sign-in", data=data).status_code == 400
    assert not is_in(page)


def test_a_form_sent_after_the_session_ended_says_so(app, page, session, account):
    sign_in(app, page.client, account)
    page.get("/account")
    session.query(SignInSession).update({"ended_at": NOW})
    session.commit()
    page.submit("Sign out everywhere", status=401)
    assert "You were signed out before your form arrived, so nothing was changed." in page.main
