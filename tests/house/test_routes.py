"""Every address says who may open it, reads well, and stays."""

import inspect
import re
from pathlib import Path

from portal.domain.access import ROLES, Permission
from tests.house import routes
from tests.house.conftest import ROOT

WORD = re.compile(r"[a-z0-9]+([.-][a-z0-9]+)*|\.well-known")
PARAMETER = re.compile(r"<(?:(?P<type>[^:<>]+):)?(?P<name>[^<>]+)>")


def rules(app):
    return [rule for rule in app.url_map.iter_rules() if not rule.endpoint.endswith("static")]


def where(app, endpoint):
    view = inspect.unwrap(app.view_functions[endpoint])
    return f"{Path(inspect.getfile(view)).name}: {view.__name__}"


def test_every_route_declares_who_may_open_it(portal):
    silent = {
        where(portal, rule.endpoint)
        for rule in rules(portal)
        if getattr(portal.view_functions[rule.endpoint], "access", None) is None
    }
    assert not silent, (
        f"These views do not say who may open them: {sorted(silent)}. Put @public, @signed_in or "
        "@requires(Permission.…) of portal/views/access.py right below the route."
    )


def test_every_permission_is_held_by_some_role():
    held = frozenset[Permission]().union(*ROLES.values())
    idle = sorted(set(Permission) - held)
    assert not idle, f"No role holds {idle}: add them to ROLES in portal/domain/access.py."


def test_every_permission_is_used_by_some_view(portal):
    asked = {
        access.permission
        for view in portal.view_functions.values()
        if (access := getattr(view, "access", None)) is not None
    }
    source = "".join(p.read_text() for p in (ROOT / "portal" / "views").rglob("*.py"))
    idle = [p for p in Permission if p not in asked and f"Permission.{p.name}" not in source]
    assert not idle, f"No view asks for {idle}: remove them from portal/domain/access.py."


def test_addresses_are_kebab_case_with_typed_parameters(portal):
    wrong = []
    for rule in rules(portal):
        for parameter in PARAMETER.finditer(rule.rule):
            if not parameter["type"]:
                wrong.append(f"{rule.rule}: write <int:{parameter['name']}> or <slug:…>")
        plain = PARAMETER.sub("x", rule.rule).strip("/")
        if plain and not all(WORD.fullmatch(part) for part in plain.split("/")):
            wrong.append(f"{rule.rule}: words are in small letters, joined by hyphens")
        if rule.rule != "/" and rule.rule.endswith("/"):
            wrong.append(f"{rule.rule}: addresses do not end with a slash")
    assert not wrong, "\n".join(wrong)


def test_no_address_vanishes_unnoticed(portal):
    listed = set(routes.LIST.read_text().splitlines())
    now = set(routes.of(portal))
    gone = sorted(listed - now)
    assert not gone, (
        f"These addresses are gone: {gone}. People keep links to them: add a redirect. If nobody "
        "can have one yet, renew the list: .venv/bin/python -m tests.house.routes"
    )
    new = sorted(now - listed)
    assert not new, f"New: {new}. Add them to the list: .venv/bin/python -m tests.house.routes"
