"""The portal starts from wsgi.py as in production, and not at all without its secrets."""

import os
import subprocess
import sys
from inspect import iscoroutinefunction

import pytest
from pydantic import ValidationError

from portal.config import Settings
from tests.house.conftest import ROOT
from tests.packets import a_key

PRODUCTION = {
    "PORTAL_ENV": "production",
    "PORTAL_SECRET_KEY": "a secret that is long enough for production",
    "PORTAL_PUBLIC_URL": "https://training.example.org",
    "PORTAL_MAIL_FROM": "portal@example.org",
    "PORTAL_SMTP_HOST": "mail.example.org",
    "PORTAL_SIGNING_KEY": a_key().private(),
}
NEEDED = [*sorted(PRODUCTION.keys() - {"PORTAL_ENV"}), "PORTAL_DATABASE_URL"]


def start(code, settings):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**kept, **settings},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def production(tmp_path):
    return {**PRODUCTION, "PORTAL_DATABASE_URL": f"sqlite:///{tmp_path / 'portal.db'}"}


def test_it_starts_with_the_settings_of_production(production):
    run = start("from wsgi import app; print(*app.url_map.iter_rules(), sep='\\n')", production)
    assert run.returncode == 0, run.stderr
    assert "/static/<path:filename>" in run.stdout
    assert "/dev/" not in run.stdout, "Production serves a page of development."


def test_it_does_not_need_the_packages_of_development(production):
    run = start(
        "import sys; from wsgi import app\n"
        "print({'aiosmtpd', 'pytest', 'portal.development.run'} & set(sys.modules))",
        production,
    )
    assert run.stdout.strip() == "set()", run.stdout + run.stderr


@pytest.mark.parametrize("name", NEEDED)
def test_it_refuses_settings_without(production, name, monkeypatch):
    for known, value in production.items():
        monkeypatch.setenv(known, value)
    monkeypatch.delenv(name)
    with pytest.raises(ValidationError, match=name):
        Settings()


def test_a_short_secret_is_none(production, monkeypatch):
    for known, value in {**production, "PORTAL_SECRET_KEY": "too short"}.items():
        monkeypatch.setenv(known, value)
    with pytest.raises(ValidationError, match="PORTAL_SECRET_KEY"):
        Settings()


def test_a_key_of_development_signs_nothing_in_production(production, monkeypatch):
    key = a_key(is_development=True).private()
    for known, value in {**production, "PORTAL_SIGNING_KEY": key}.items():
        monkeypatch.setenv(known, value)
    with pytest.raises(ValidationError, match="it is a key of development"):
        Settings()


@pytest.mark.parametrize("name", ["PORTAL_SIGNING_KEY", "PORTAL_OLD_SIGNING_KEYS"])
def test_a_key_that_does_not_fit_is_refused_without_telling_it(production, name, monkeypatch):
    key = a_key().private().replace('"x": "', '"x": "A')
    for known, value in {**production, name: key}.items():
        monkeypatch.setenv(known, value)
    with pytest.raises(ValidationError, match=f"{name}.*do not belong together") as error:
        Settings()
    assert key[:60] not in str(error.value)
    assert '"d"' not in str(error.value)


def test_it_names_everything_that_is_missing_at_once():
    run = start("import wsgi", {})
    assert run.returncode != 0
    for name in NEEDED:
        assert name in run.stderr


def test_a_misspelt_setting_is_refused_in_code():
    with pytest.raises(ValidationError, match="databse_url"):
        Settings(env="test", databse_url="x")


def test_no_request_starts_an_event_loop(app):
    """Closing asynchronous sessions that nobody opened cost every page a fifth of its time."""
    assert not [close for close in app.teardown_appcontext_funcs if iscoroutinefunction(close)], (
        "portal/db.py takes the coroutine out of teardown_appcontext_funcs; see why it is back."
    )
