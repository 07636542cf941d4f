"""The commands that are run without a browser."""

import json
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select, update

from portal.config import Settings
from portal.documents.packets.keys import key_set, private_key
from portal.documents.packets.page import packet_html
from portal.documents.packets.signing import sign
from portal.domain.access import Role
from portal.models import (
    Account,
    AddressBounce,
    KeptPerson,
    KeptUnder,
    Mail,
    MailedLink,
    Person,
    RoleGrant,
)
from tests import factories, worlds
from tests.content.test_bounces import ID, report
from tests.fresh import close, new_app
from tests.packets import SIGNING_KEY, a_key, packet


def run(app, *words):
    result = app.test_cli_runner().invoke(args=list(words))
    assert result.exception is None, result.output
    return result.output


def count(session, table):
    session.rollback()
    return session.scalar(select(func.count()).select_from(table))


def test_the_first_administrator_gets_an_invitation(app, session):
    output = run(app, "make-administrator", "Sam@Example.org", "Sam Ortiz")
    assert "/invitations/" in output
    person = session.scalars(select(Person)).one()
    assert (person.email, person.legal_name) == ("sam@example.org", "Sam Ortiz")
    assert session.scalars(select(RoleGrant.role)).all() == [Role.ADMINISTRATOR]


def test_making_an_administrator_twice_makes_one_and_renews_the_invitation(app, session):
    first = run(app, "make-administrator", "sam@example.org", "Sam Ortiz")
    second = run(app, "make-administrator", "SAM@example.org", "Sam Ortiz")
    assert first != second
    assert (count(session, Person), count(session, RoleGrant)) == (1, 1)
    open_links = select(MailedLink).where(MailedLink.withdrawn_at.is_(None))
    assert len(session.scalars(open_links).all()) == 1


def test_somebody_with_an_account_becomes_an_administrator_at_once(app, session):
    factories.account(session, factories.person(session, email="ana@example.org"))
    session.commit()
    output = run(app, "make-administrator", "ana@example.org", "Ana")
    assert "is an administrator now" in output
    assert (count(session, Account), count(session, RoleGrant)) == (1, 1)


def test_sending_mail_says_how_many(app, session):
    assert session is not None
    assert "0 sent, 0 failed." in run(app, "send-mail")


def run_to_the_end(app, *words):
    result = app.test_cli_runner().invoke(args=list(words))
    return result.exit_code, result.stdout


def test_a_packet_of_this_portal_is_checked_with_its_own_keys(app, tmp_path):
    file = tmp_path / "packet.html"
    file.write_bytes(sign(packet_html(packet()), SIGNING_KEY))
    status, said = run_to_the_end(app, "packet", "verify", str(file))
    assert (status, said[:6]) == (0, "VALID.")
    assert "It is about Night team, Fresno County, on March 14, 2026" in said
    file.write_bytes(file.read_bytes() + b"\n")
    status, said = run_to_the_end(app, "packet", "verify", str(file))
    assert (status, said[:10]) == (1, "NOT VALID.")


def test_a_packet_of_another_portal_is_checked_with_the_keys_it_publishes(app, tmp_path):
    key = a_key()
    file, keys = tmp_path / "packet.html", tmp_path / "keys.json"
    file.write_bytes(sign(packet_html(packet()), key))
    keys.write_text(json.dumps(key_set([key])))
    assert run_to_the_end(app, "packet", "verify", str(file))[0] == 1
    assert run_to_the_end(app, "packet", "verify", str(file), "--key", str(keys))[0] == 0
    keys.write_text("nonsense")
    status, said = run_to_the_end(app, "packet", "verify", str(file), "--key", str(keys))
    assert (status, said[:12]) == (1, "NOT CHECKED.")


def test_a_new_key_is_a_key_of_production(app):
    status, said = run_to_the_end(app, "packet", "new-key")
    assert status == 0
    assert not private_key(said).is_development


def test_development_makes_a_key_for_itself_and_keeps_it(tmp_path):
    file = tmp_path / "instance" / "signing-key.json"
    settings = Settings(
        env="development", database_url=f"sqlite:///{tmp_path / 'p.db'}", signing_key_file=file
    )
    made = []
    for _ in range(2):
        app = new_app(settings)
        made.append(app.test_client().get("/.well-known/jwks.json").json)
        close(app)
    assert made[0] == made[1]
    assert made[0]["keys"][0]["development"] is True
    assert private_key(file.read_text()).is_development
    assert [path.name for path in file.parent.iterdir()] == ["signing-key.json"]
    assert file.stat().st_mode & 0o077 == 0


def fail(app, *words):
    result = app.test_cli_runner().invoke(args=list(words))
    assert result.exit_code == 1, result.output
    return result.output


@pytest.fixture
def small_rules(app):
    worlds.use_rules(app)


def test_readiness_is_built_checked_and_dropped(app, session, small_rules):
    worlds.make(session, seed=3, people=4)
    session.commit()
    assert "Nothing is kept" in fail(app, "readiness", "check")
    assert "pieces are built." in run(app, "readiness", "rebuild")
    assert "Everything kept is right." in run(app, "readiness", "check")
    assert "0 pieces are built." in run(app, "readiness", "rebuild", "--missing")
    assert run(app, "readiness", "drop") == "Nothing is kept any more.\n"
    assert count(session, KeptPerson) == count(session, KeptUnder) == 0


def test_the_check_names_what_is_wrong_in_a_process_of_its_own(app, session, small_rules):
    person = factories.person(session).id
    session.commit()
    run(app, "readiness", "rebuild")
    session.execute(update(KeptPerson).values(judged=1))
    session.commit()
    output = fail(app, "readiness", "check")
    assert output.startswith(f"person {person}: kept as PersonStretch(")
    assert output.endswith("1 difference.\n")


# Mail


def test_a_mail_is_said_to_have_come_back_once(app, session):
    row = factories.mail(session, factories.person(session, email="ana@example.org"))
    session.commit()
    assert "Mail to ana@example.org came back." in run(app, "mail", "bounced", row.message_id)
    assert "That was known." in run(app, "mail", "bounced", row.message_id)
    assert count(session, AddressBounce) == 1
    assert "has sent no mail" in fail(app, "mail", "bounced", "<nothing@example.org>")


def test_a_report_of_a_mail_server_is_read_from_a_pipe(app, session):
    row = factories.mail(session, factories.person(session, email="ana@example.org"))
    session.commit()
    content = report().replace(ID.encode(), row.message_id.encode())
    runner = app.test_cli_runner()
    result = runner.invoke(args=["mail", "take-bounce"], input=content)
    assert "Mail to ana@example.org came back." in result.output
    result = runner.invoke(args=["mail", "take-bounce"], input=b"Subject: Out of office")
    assert "does not report" in result.output
    assert result.exit_code == 0


def test_reminders_can_be_planned_by_hand(app, session, time_machine):
    time_machine.move_to(datetime(2026, 3, 3, 20, tzinfo=UTC), tick=False)  # noon of a Tuesday
    person = factories.person(session)
    factories.affiliation(session, person)
    factories.credential(session, person, expires_on=date(2026, 3, 5))
    session.commit()
    assert "1 mail is written." in run(app, "mail", "plan")
    assert "0 mails are written." in run(app, "mail", "plan")
    session.rollback()
    row = session.scalars(select(Mail)).one()
    assert "Licensed clinical social worker: in 2 days, on March 5, 2026." in row.text
    assert f"http://localhost/people/{person.id}#credentials" in row.html
    assert row.stop_url.startswith("http://localhost/reminders/fewer/")
