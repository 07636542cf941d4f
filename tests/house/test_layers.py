"""Below the edge nothing commits or asks the time, and the domain is plain Python.

Which layer may import which is the work of import-linter: see pyproject.toml, run `lint-imports`.
"""

import ast
import subprocess
import sys

from tests.house.conftest import ROOT

PORTAL = ROOT / "portal"
MODULES = sorted(path.relative_to(ROOT).as_posix() for path in PORTAL.rglob("*.py"))
EDGE = ("portal/views/", "portal/cli", "portal/jobs/", "portal/development/")
CLOCK = {
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "time.time",
    "time.time_ns",
    "time.localtime",
    "time.gmtime",
}
LOOK_TWICE = 300


def calls(name):
    """Every call of a method, as its last two names and its line."""
    for node in ast.walk(ast.parse((ROOT / name).read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            before = getattr(owner, "attr", getattr(owner, "id", ""))
            yield before, node.func.attr, node.lineno


def test_the_domain_loads_neither_flask_nor_sqlalchemy():
    modules = [
        name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        for name in MODULES
        if name.startswith("portal/domain/")
    ]
    code = (
        f"import sys, {', '.join(modules)}\n"
        "print(*sorted({'flask', 'sqlalchemy', 'pydantic', 'markdown'} & set(sys.modules)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.strip() == "", f"Importing portal.domain loads {run.stdout}: keep it plain."


def test_only_the_edge_commits():
    wrong = [
        f"{name}:{line}"
        for name in MODULES
        if not name.startswith(EDGE)
        for _, method, line in calls(name)
        if method == "commit"
    ]
    assert not wrong, (
        f"These commit: {wrong}. Only views, commands and jobs do, in one visible line; a service "
        "flushes at most."
    )


def test_only_the_clock_asks_the_time():
    wrong = [
        f"{name}:{line} asks {before}.{method}"
        for name in MODULES
        if name != "portal/clock.py"
        for before, method, line in calls(name)
        if f"{before}.{method}" in CLOCK
    ]
    assert not wrong, (
        f"{wrong}: at the edge call portal.clock; below it, take the instant as an argument."
    )


def test_no_module_outgrows_a_reader():
    sizes = {name: len((ROOT / name).read_text().splitlines()) for name in MODULES}
    long = {name: lines for name, lines in sizes.items() if lines > LOOK_TWICE}
    assert not long, (
        f"More than {LOOK_TWICE} lines: {long}. Split by subject; a feature that outgrows one file "
        "becomes a package at the same address."
    )
