"""Every template compiles, imports only what it uses, and keeps to the Content-Security-Policy."""

import re

from jinja2 import TemplateSyntaxError, nodes

from tests.house.conftest import ROOT

TEMPLATES = ROOT / "templates"
NAMES = sorted(p.relative_to(TEMPLATES).as_posix() for p in TEMPLATES.rglob("*") if p.is_file())
HTML = [name for name in NAMES if name.endswith(".html") and not name.startswith("email/")]
PARTS = ("layouts/", "components/")
PAGES = [n for n in HTML if not n.startswith(PARTS) and not n.rpartition("/")[2].startswith("_")]
POLICY = {
    r"\sstyle\s*=": "has a style attribute: use a class",
    r"<style\b": "has a <style> element: use a stylesheet under static/css",
    r"<script(?![^>]*\b(src=|type=\"application/json\"))": "has an inline script: use static/js",
    r"\son[a-z]+\s*=\s*[\"']": "has an on… handler: use a module under static/js",
}


def source(name):
    return (TEMPLATES / name).read_text()


def opening_comment(name):
    found = re.match(r"\s*\{#.*?#\}", source(name), flags=re.DOTALL)
    return found[0] if found else ""


def test_every_template_compiles(portal):
    wrong = []
    for name in NAMES:
        try:
            portal.jinja_env.get_template(name)
        except TemplateSyntaxError as error:
            wrong.append(f"templates/{error.name or name}:{error.lineno}: {error.message}")
    assert not wrong, "\n".join(wrong)


def test_no_macro_is_imported_for_nothing(portal):
    wrong = []
    for name in NAMES:
        tree = portal.jinja_env.parse(source(name))
        imported = {
            entry[1] if isinstance(entry, tuple) else entry
            for found in tree.find_all(nodes.FromImport)
            for entry in found.names
        } | {found.target for found in tree.find_all(nodes.Import)}
        used = {found.name for found in tree.find_all(nodes.Name) if found.ctx == "load"}
        wrong += [f"templates/{name} imports {idle}: remove it" for idle in imported - used]
    assert not wrong, "\n".join(wrong)


def test_every_page_has_a_title(portal):
    """A page sets it; when the view gives it, the opening comment says so."""
    wrong = []
    for name in PAGES:
        assigned = portal.jinja_env.parse(source(name)).find_all((nodes.Assign, nodes.AssignBlock))
        sets = {found.target.name for found in assigned if isinstance(found.target, nodes.Name)}
        if "title" not in sets and "title:" not in opening_comment(name):
            wrong.append(f'templates/{name}: {{% set title = "…" %}}, the words of its h1')
    assert not wrong, "\n".join(["These pages have no title:", *wrong])


def test_every_template_keeps_to_the_policy():
    wrong = []
    for name in HTML:
        text = re.sub(r"\{#.*?#\}", "", source(name), flags=re.DOTALL)
        for pattern, remedy in POLICY.items():
            wrong += [
                f"templates/{name} {remedy}: {text[found.start() :][:80].strip()!r}"
                for found in re.finditer(pattern, text)
            ]
    assert not wrong, "\n".join(wrong)


def test_every_component_is_a_macro_named_like_its_file(portal):
    wrong = []
    for name in [name for name in NAMES if name.startswith("components/")]:
        macros = {m.name for m in portal.jinja_env.parse(source(name)).find_all(nodes.Macro)}
        expected = name.removeprefix("components/").removesuffix(".html").replace("-", "_")
        if expected not in macros:
            wrong.append(f"templates/{name} defines no macro {expected!r}")
        if not opening_comment(name):
            wrong.append(f"templates/{name} does not open with a comment: purpose, use, example")
    assert not wrong, "\n".join(wrong)


def test_every_mail_has_plain_words_and_html():
    mails = {name.rpartition(".")[0] for name in NAMES if name.startswith("email/")}
    pairs = {f"{mail}{suffix}" for mail in mails for suffix in (".txt", ".html")}
    layouts = {f"{mail}.html" for mail in mails if mail.rpartition("/")[2].startswith("_")}
    missing = sorted(pairs - set(NAMES) - {name.replace(".html", ".txt") for name in layouts})
    assert not missing, f"Mails lack {missing}."
