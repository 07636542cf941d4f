"""Links work once and for a time, sessions can be ended, and failures are counted apart."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.domain.access import Grant, Role
from portal.domain.accounts import INVITATION_LIFE, RESET_LIFE, SESSION_LIFE
from portal.domain.errors import Conflict, Expired, Invalid, NotFound
from portal.models import AuditEntry, LinkPurpose, MailedLink, SignInFailure
from portal.services import accounts
from tests import factories
from tests.factories import FRESNO, KERN, PASSWORD
from tests.trainings import NOW

SECRET = "a secret for tests"
HASHED = "$argon2id$not-a-real-one"
INVITATION, RESET = LinkPurpose.INVITATION, LinkPurpose.PASSWORD_RESET
SECOND = timedelta(seconds=1)


@pytest.fixture
def ana(session):
    return factories.person(session, "Ana Flores", email="Ana@Example.org")


def invite(session, person, at=NOW):
    return accounts.invite(session, person, by=None, at=at)


def opened(session, link, at=NOW, purpose=INVITATION, secret=SECRET):
    token = accounts.link_token(SECRET, link)
    return accounts.open_link(session, secret, purpose, token, at)


# Links


def test_an_invitation_opens_until_the_exact_second(session, ana):
    link = invite(session, ana)
    assert opened(session, link, NOW + INVITATION_LIFE - SECOND).id == link.id
    with pytest.raises(Expired, match="too old"):
        opened(session, link, NOW + INVITATION_LIFE)


def test_a_newer_invitation_replaces_an_older_one(session, ana):
    old, new = invite(session, ana), invite(session, ana, NOW + SECOND)
    session.refresh(old)
    with pytest.raises(Expired, match="newer mail has replaced"):
        opened(session, old)
    assert opened(session, new).id == new.id


def test_a_new_link_leaves_those_of_other_people_and_purposes_alone(session, ana):
    other = invite(session, factories.person(session))
    mine = invite(session, ana)
    accounts.issue_link(session, RESET, ana, ana.email, by=None, at=NOW)
    assert opened(session, other).id == other.id
    assert opened(session, mine).id == mine.id


def test_a_link_works_once(session, ana):
    link = invite(session, ana)
    accounts.accept_invitation(session, opened(session, link), HASHED, NOW)
    with pytest.raises(Expired, match="has been used"):
        opened(session, link)


def test_a_link_is_good_for_its_purpose_only(session, ana):
    with pytest.raises(NotFound, match="not complete"):
        opened(session, invite(session, ana), purpose=RESET)


def test_a_link_signed_with_another_secret_is_refused(session, ana):
    with pytest.raises(NotFound):
        opened(session, invite(session, ana), secret="another secret")


@pytest.mark.parametrize("wrong", ["", "x", "1.", "999.AAAA", "WzFd.abc"])
def test_a_made_up_link_is_refused(session, wrong):
    with pytest.raises(NotFound, match="not complete"):
        accounts.open_link(session, SECRET, INVITATION, wrong, NOW)


def test_every_single_changed_character_is_found_out(session, ana):
    token = accounts.link_token(SECRET, invite(session, ana))
    for place, char in enumerate(token[:-1]):  # the last one carries bits that mean nothing
        changed = token[:place] + ("A" if char != "A" else "B") + token[place + 1 :]
        with pytest.raises(NotFound):
            accounts.open_link(session, SECRET, INVITATION, changed, NOW)


def test_a_signed_link_to_nothing_is_not_found(session):
    nowhere = MailedLink(id=4711, purpose=INVITATION)
    with pytest.raises(NotFound, match="not known here"):
        opened(session, nowhere)


def test_a_link_for_a_password_lasts_one_hour(session, ana):
    link = accounts.issue_link(session, RESET, ana, ana.email, by=None, at=NOW)
    assert link.expires_at == NOW + RESET_LIFE == NOW + timedelta(hours=1)


# Invitations and accounts


def test_an_invitation_is_for_the_address_in_lower_case_and_is_written_down(session, ana):
    assert invite(session, ana).email == "ana@example.org"
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.person_id) == ("invited", ana.id)


def test_nobody_is_invited_without_an_address(session):
    with pytest.raises(Invalid, match="Add an e-mail address") as caught:
        invite(session, factories.person(session, email=""))
    assert caught.value.field == "email"


def test_who_has_an_account_is_not_invited(session, ana):
    factories.account(session, ana)
    with pytest.raises(Conflict, match="has an account already"):
        invite(session, ana)
    ana.email = "new@example.org"
    with pytest.raises(Conflict, match="has an account already"):
        invite(session, ana)


def test_two_people_cannot_sign_in_with_one_address(session, ana):
    factories.account(session, ana)
    twin = factories.person(session, email="ANA@example.org")
    with pytest.raises(Conflict, match="Somebody else signs in with this address"):
        invite(session, twin)
    assert session.scalar(select(func.count()).select_from(MailedLink)) == 0


def test_accepting_makes_the_account_for_the_address_of_the_invitation(session, ana):
    link = invite(session, ana)
    ana.email = "changed@example.org"
    account = accounts.accept_invitation(session, link, HASHED, NOW)
    assert (account.person_id, account.email) == (ana.id, "ana@example.org")
    assert accounts.account_by_email(session, " ANA@example.org ") is account


# Passwords


def test_a_password_is_kept_as_argon2id():
    hashed = accounts.hash_password(PASSWORD, "ana@example.org")
    assert hashed.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert PASSWORD not in hashed
    assert accounts.password_matches(hashed, PASSWORD)
    assert not accounts.password_matches(hashed, PASSWORD + " ")


def test_no_account_and_a_broken_hash_match_nothing():
    assert not accounts.password_matches(None, PASSWORD)
    assert not accounts.password_matches("not a hash", PASSWORD)


def test_a_password_that_is_easy_to_guess_is_not_hashed():
    with pytest.raises(Invalid):
        accounts.hash_password("short", "ana@example.org")


# Sessions


def test_a_session_lasts_two_weeks_to_the_second(session, ana):
    account = factories.account(session, ana)
    session_id = accounts.start_session(session, account, "a browser", NOW)
    last = NOW + SESSION_LIFE
    assert accounts.signed_in(session, session_id, last - SECOND).person_id == ana.id
    assert accounts.signed_in(session, session_id, last) is None


def test_who_is_signed_in_has_the_name_used_and_every_role_not_ended(session, ana):
    ana.name_used = "Anita"
    factories.grant(session, ana, Role.TRAINER, FRESNO)
    factories.grant(session, ana, Role.TEAM_MEMBER)
    factories.grant(session, ana, Role.TRAINER, KERN, ended_at=NOW)
    session_id = accounts.start_session(session, factories.account(session, ana), "x", NOW)
    who = accounts.signed_in(session, session_id, NOW)
    assert who.name == "Anita"
    assert set(who.grants) == {Grant(Role.TRAINER, FRESNO), Grant(Role.TEAM_MEMBER)}
    assert who.get_id() == session_id


def test_a_session_that_never_was_signs_nobody_in(session):
    assert accounts.signed_in(session, "made up", NOW) is None


def test_ids_of_sessions_differ_and_are_long(session, ana):
    account = factories.account(session, ana)
    ids = {accounts.start_session(session, account, "x" * 999, NOW) for _ in range(9)}
    assert len(ids) == 9
    assert min(map(len, ids)) >= 32


def test_nobody_ends_the_session_of_somebody_else(session, ana):
    mine = accounts.start_session(session, factories.account(session, ana), "x", NOW)
    other = factories.account(session, factories.person(session))
    accounts.end_session(session, mine, other.id, NOW)
    assert accounts.signed_in(session, mine, NOW)
    accounts.sign_out_everywhere(session, other.id, NOW)
    assert accounts.signed_in(session, mine, NOW)


def test_signing_out_everywhere_ends_all_but_the_one_named(session, ana):
    account = factories.account(session, ana)
    here, there = (accounts.start_session(session, account, "x", NOW) for _ in range(2))
    accounts.sign_out_everywhere(session, account.id, NOW, but=here)
    assert [row.id for row in accounts.open_sessions(session, account.id, NOW)] == [here]
    assert accounts.signed_in(session, there, NOW) is None


def test_a_new_password_by_mail_signs_out_everywhere(session, ana):
    account = factories.account(session, ana)
    there = accounts.start_session(session, account, "x", NOW)
    link = accounts.issue_link(session, RESET, ana, account.email, by=None, at=NOW)
    accounts.reset_password(session, link, HASHED, NOW)
    assert account.password_hash == HASHED
    assert accounts.signed_in(session, there, NOW) is None
    assert "password set" in session.scalars(select(AuditEntry.action)).all()


# Lockout


def fail(session, subject, times, at=NOW):
    for _ in range(times):
        accounts.note_failure(session, subject, at)
    session.flush()


def test_five_failures_close_the_door_for_fifteen_minutes(session):
    fail(session, "s", 5)
    opens = NOW + timedelta(minutes=15)
    assert accounts.door_closed_until(session, "s", NOW) == opens
    assert accounts.door_closed_until(session, "s", opens - SECOND) == opens
    assert accounts.door_closed_until(session, "s", opens) is None


def test_failures_count_for_one_subject_only(session):
    fail(session, "s", 5)
    assert accounts.door_closed_until(session, "other", NOW) is None


def test_a_known_device_is_another_subject_and_addresses_are_not_readable():
    strangers = accounts.failure_subject(SECRET, "ana@example.org", None)
    known = accounts.failure_subject(SECRET, "ana@example.org", "device")
    assert strangers != known
    assert strangers == accounts.failure_subject(SECRET, " ANA@example.org", None)
    assert strangers != accounts.failure_subject("another", "ana@example.org", None)
    assert "ana" not in strangers


def test_old_failures_are_forgotten(session):
    fail(session, "s", 4)
    fail(session, "s", 1, NOW + timedelta(minutes=15))
    assert session.scalar(select(func.count()).select_from(SignInFailure)) == 1
