"""The command that checks a packet says in plain words what it is, or why it is none."""

import json
import subprocess
import sys
from base64 import urlsafe_b64encode

import pytest

from portal.documents.packets.__main__ import main
from portal.documents.packets.keys import key_set
from portal.documents.packets.page import packet_html
from portal.documents.packets.reading import report
from portal.documents.packets.signing import TYPE, sign
from tests.house.conftest import ROOT
from tests.packets import a_key, packet

KEY = a_key()
KEYS = {KEY.kid: KEY}


@pytest.fixture
def files(tmp_path):
    """A packet and the keys of the portal it comes from."""
    (tmp_path / "packet.html").write_bytes(sign(packet_html(packet(key=KEY.kid)), KEY))
    (tmp_path / "keys.json").write_text(json.dumps(key_set([KEY])))
    return tmp_path


def verify(files, capsys, keys="keys.json"):
    status = main(["verify", str(files / "packet.html"), "--key", str(files / keys)])
    return status, capsys.readouterr().out


def test_a_valid_packet_is_named_with_its_key_team_and_day(files, capsys):
    status, said = verify(files, capsys)
    assert status == 0
    assert said.splitlines() == [
        "VALID. No byte of this file has changed since it was signed.",
        f"Signed with the key {KEY.kid}, in use since January 1, 2026.",
        "It is about Night team, Fresno County, on March 14, 2026,",
        "as known at 10:00 a.m. on March 20, 2026, by the portal at https://training.example.org.",
        "Its answer: No.",
    ]


def test_a_changed_packet_is_refused_with_the_reason(files, capsys):
    file = files / "packet.html"
    file.write_bytes(file.read_bytes().replace(b"? No<", b"? So<"))
    status, said = verify(files, capsys)
    assert status == 1
    assert said.startswith("NOT VALID. Do not rely on this file.")
    assert "changed after it was signed" in said


def test_the_keys_of_another_portal_do_not_do(files, capsys):
    (files / "keys.json").write_text(json.dumps(key_set([a_key()])))
    status, said = verify(files, capsys)
    assert status == 1
    assert f"It names the key {KEY.kid}" in said


def test_an_old_key_that_stays_listed_still_proves_its_packets(files, capsys):
    (files / "keys.json").write_text(json.dumps(key_set([a_key(), KEY])))
    assert verify(files, capsys)[0] == 0


@pytest.mark.parametrize("text", ["", "[]", '{"keys": []}'])
def test_no_keys_prove_nothing(files, capsys, text):
    (files / "keys.json").write_text(text)
    assert verify(files, capsys)[0] == 1


@pytest.mark.parametrize("content", [b"nonsense", b"\xff\xfe", b"{}"])
def test_a_file_of_keys_that_is_none_is_named(files, capsys, content):
    (files / "keys.json").write_bytes(content)
    status, said = verify(files, capsys)
    assert status == 1
    assert said.startswith("NOT CHECKED. The file of keys cannot be used")


def test_files_that_are_not_there_are_named(files, capsys):
    status, said = verify(files, capsys, "elsewhere.json")
    assert (status, said[:40]) == (1, "NOT CHECKED. The file of keys cannot be ")
    (files / "packet.html").unlink()
    status, said = verify(files, capsys)
    assert (status, said) == (
        1,
        "NOT CHECKED. The file cannot be read: No such file or directory.\n",
    )


def test_what_our_key_signed_but_is_no_packet_is_refused():
    assert "is no packet" in report(sign(b"<p>Hello</p></html>\n", KEY), KEYS)[1]
    other = packet_html(packet()).replace(b"auditor-packet/1", b"auditor-packet/2")
    assert "of another kind" in report(sign(other, KEY), KEYS)[1]


def test_development_and_sample_data_are_said_aloud():
    key = a_key(is_development=True)
    valid, said = report(sign(packet_html(packet(is_sample=True)), key), {key.kid: key})
    assert valid
    assert "DEVELOPMENT key" in said
    assert "MADE-UP SAMPLE DATA" in said


def test_names_cannot_steer_the_terminal():
    valid, said = report(sign(packet_html(packet(team="Night\x1b[2Jteam\x9b")), KEY), KEYS)
    assert valid
    assert "\x1b" not in said
    header = json.dumps({"alg": "Ed25519", "kid": "\x1b[2J", "typ": TYPE}).encode()
    line = b"<!-- packet-signature " + urlsafe_b64encode(header).rstrip(b"=")
    valid, said = report(b"</html>\n" + line + b".." + b"A" * 86 + b" -->\n", KEYS)
    assert not valid
    assert "It names the key \ufffd[2J" in said


def test_it_needs_neither_the_web_nor_the_database(files):
    """In a process of its own, where importing any of them fails."""
    code = (
        "import sys\n"
        "for name in ('flask', 'sqlalchemy', 'jinja2', 'pydantic', 'wtforms', 'portal.config'):\n"
        "    sys.modules[name] = None\n"
        "from portal.documents.packets.__main__ import main\n"
        "sys.exit(main(sys.argv[1:]))"
    )
    words = ["verify", str(files / "packet.html"), "--key", str(files / "keys.json")]
    run = subprocess.run(
        [sys.executable, "-c", code, *words], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith("VALID.")


def test_it_runs_by_the_name_that_the_packet_says(files):
    packet_says = "python -m portal.documents.packets verify packet.html --key keys.json"
    assert packet_says in (files / "packet.html").read_text()
    run = subprocess.run(
        [sys.executable, *packet_says.split()[1:]],
        cwd=files,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.startswith("VALID.")


def test_a_mistyped_command_says_how_to_use_it(capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["verify"])
    assert stopped.value.code == 2
    assert "--key" in capsys.readouterr().err
