"""Macros that remember say what they would have said anyway."""

from datetime import date

import pytest
from flask import Flask
from jinja2 import meta, nodes
from markupsafe import Markup

from portal.config import ROOT
from portal.views.rendering import remembered

TEMPLATES = ROOT / "templates"


def _macro(app: Flask, body: str):
    env = app.jinja_env
    return env.from_string(f"{{% macro say(words) %}}{body}{{% endmacro %}}").module.say


def test_the_same_arguments_are_rendered_once():
    asked = []

    def macro(*args):
        asked.append(args)
        return Markup("said")

    say = remembered(macro)
    assert [say("a", 1), say("a", 1), say("a", date(2026, 1, 1))] == [Markup("said")] * 3
    assert asked == [("a", 1), ("a", date(2026, 1, 1))]


def test_text_is_escaped_although_markup_that_reads_alike_was_not(app):
    say = remembered(_macro(app, "<b>{{ words }}</b>"))
    assert say(Markup("<i>")) == "<b><i></b>"
    assert say("<i>") == "<b>&lt;i&gt;</b>"
    assert say(Markup("<i>")) == "<b><i></b>"


def test_one_is_not_taken_for_true(app):
    say = remembered(_macro(app, "{{ words }}"))
    assert [say(1), say(True), say(1)] == ["1", "True", "1"]


def test_what_may_change_meanwhile_is_rendered_each_time(app):
    say = remembered(_macro(app, "{{ words|join }}"))
    words = ["a"]
    assert say(words) == "a"
    words.append("b")
    assert say(words) == "ab"


def test_a_table_says_the_same_for_the_same_cells(app):
    table = app.jinja_env.get_template("components/table.html").module.table
    columns, rows = ["Who", "<How>", "Many"], [["Ada", "<b>", 1], ("Bo", Markup("<b>"), True)]
    first = table("People", columns, rows, numeric=(2,))
    assert table("People", columns, rows, numeric=(2,)) == first
    assert first.count("&lt;b&gt;") == 1
    assert first.count("<span><b></span>") == 1
    assert first.count('data-label="&lt;How&gt;"') == 2
    assert first.count('class="table__number"') == 3
    assert "<span>1</span>" in first
    assert "<span>True</span>" in first
    short = table("People", columns, [["Ada", "well"]])
    assert short.count("<td ") == 1


def _remembering() -> list[str]:
    return [
        path.relative_to(TEMPLATES).as_posix()
        for path in sorted(TEMPLATES.rglob("*.html"))
        if "= remembered(" in path.read_text()
    ]


@pytest.mark.parametrize("name", _remembering())
def test_only_macros_that_ask_nobody_else_remember(app, name):
    """They use what the file defines and imports, and neither the request nor an address."""
    tree = app.jinja_env.parse((TEMPLATES / name).read_text())
    macros = {each.name: each for each in tree.find_all(nodes.Macro)}
    known = {each.name for each in tree.find_all(nodes.Name) if each.ctx == "store"} | macros.keys()
    for imported in tree.find_all(nodes.FromImport):
        known |= {each if isinstance(each, str) else each[1] for each in imported.names}
    wrapped = [
        call.args[0].name
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name == "remembered"
    ]
    assert wrapped
    for each in wrapped:
        alone = nodes.Template([macros[each]]).set_environment(app.jinja_env)
        free = meta.find_undeclared_variables(alone)
        assert free <= known | {"varargs", "range"}, each
