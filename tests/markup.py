"""What every page of the portal must be: valid, titled, labelled, linked to what exists, CSP-clean.

`faults` lists what is wrong, in words that say how to put it right.
"""

import re
from collections import Counter, OrderedDict
from collections.abc import Hashable, Iterator
from copy import deepcopy
from pathlib import Path
from urllib.parse import urljoin, urlsplit
from weakref import WeakKeyDictionary
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask
from html5lib.constants import E as MESSAGES
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, RequestRedirect

SVG = "{http://www.w3.org/2000/svg}"
KNOWN_QUIRKS = {"template"}
"""Elements html5lib is too old to know; what it says about them is wrong."""
UNLABELLED_INPUTS = {"hidden", "submit", "button", "reset", "image"}
DATA_SCRIPTS = {"application/json", "application/ld+json", "importmap", "speculationrules"}
ADDRESSES = {"href", "src", "poster", "hx-get", "hx-post", "hx-put", "hx-patch", "hx-delete"}
OUTSIDE = {"http", "https", "mailto", "tel", "data"}
BLOCKS = (
    "address article aside blockquote br button caption dd details dialog div dl dt fieldset"
    " figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr label legend li main nav ol"
    " option p pre section select summary table tbody td tfoot th thead tr ul"
)
APART = frozenset(BLOCKS.split())
"""Elements whose words do not run on into their neighbours'."""
OUR_HOSTS = {"", "localhost"}
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
STAND_IN = "the-token-of-this-page"
REMEMBERED = 300
"""So many pages at most."""
SEEN: OrderedDict[tuple[Hashable, ...], tuple[Element, list[str]]] = OrderedDict()
"""What `checked` has found, the newest last."""
REACHED: WeakKeyDictionary[Map, dict[tuple[str, str], str]] = WeakKeyDictionary()
"""What `unreachable` has found of paths and methods: every page has the same header and footer."""


def checked(
    html: str, app: Flask, path: str, *, fragment: bool = False
) -> tuple[Element, list[str]]:
    """The tree of a page that was loaded from this path, and everything wrong with it.

    Tests load the same page again, on the other database too. What is the same but for the token
    of its forms is read and checked once; each who loads it gets a tree of their own.
    """
    found = TOKEN.search(html)
    token = found[1] if found else STAND_IN
    html = html.replace(token, STAND_IN)
    addresses = [(rule.rule, *sorted(rule.methods or ())) for rule in app.url_map.iter_rules()]
    key = html, path, fragment, app.static_folder, *addresses
    if key not in SEEN:
        tree, wrong = parse(html, fragment=fragment)
        SEEN[key] = tree, wrong + faults(tree, app, path, fragment=fragment)
        if len(SEEN) > REMEMBERED:
            SEEN.popitem(last=False)
    SEEN.move_to_end(key)
    tree, wrong = SEEN[key]
    tree = deepcopy(tree)
    for element in tree.iter():
        for name, value in element.items():
            if value == STAND_IN:
                element.set(name, token)
    return tree, list(wrong)


def parse(html: str, *, fragment: bool = False) -> tuple[Element, list[str]]:
    """The tree, and what is wrong with the syntax."""
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
    tree = parser.parseFragment(html) if fragment else parser.parse(html)
    lines = html.splitlines() or [""]
    wrong = []
    for (line, _column), code, values in parser.errors:
        if values.get("name") in KNOWN_QUIRKS:
            continue
        source = lines[min(line, len(lines)) - 1].strip()
        wrong.append(f"not valid HTML: {MESSAGES[code] % values} Line {line}: {source[:120]}")
    return tree, wrong


def text_of(element: Element | None) -> str:
    """The words, as one line."""
    return "" if element is None else " ".join("".join(_pieces(element)).split())


def _pieces(element: Element) -> Iterator[str]:
    apart = " " if element.tag in APART else ""
    yield apart
    if isinstance(element.tag, str):  # and no comment
        yield element.text or ""
        for child in element:
            yield from _pieces(child)
            yield child.tail or ""
    yield apart


def faults(tree: Element, app: Flask, path: str, *, fragment: bool = False) -> list[str]:
    """Everything wrong with a page that was loaded from this path."""
    checks = [_ids, _labels, _groups, _images, _inline, _forms(app, path), _links(app, path)]
    if not fragment:
        checks += [_document, _headings]
    return [fault for check in checks for fault in check(tree)]


def _document(tree: Element) -> Iterator[str]:
    if not tree.get("lang"):
        yield 'the page has no language: <html lang="en">'
    h1s = [text_of(h1) for h1 in tree.iter("h1")]
    title = text_of(tree.find("head/title")).removeprefix("Error: ")
    if len(h1s) != 1:
        yield f"a page has exactly one h1; this one has {len(h1s)}: {h1s}"
    elif not h1s[0] or not title.startswith(h1s[0]):
        yield f"the title must begin with the h1; the title is {title!r}, the h1 {h1s[0]!r}"


def _headings(tree: Element) -> Iterator[str]:
    before = 0
    for element in tree.iter():
        if element.tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            level = int(element.tag[1])
            if before and level > before + 1:
                yield f"heading levels skip from h{before} to {element.tag}: {text_of(element)!r}"
            before = level


def _ids(tree: Element) -> Iterator[str]:
    ids = Counter(element.get("id") for element in tree.iter() if element.get("id") is not None)
    for name, count in ids.items():
        if count > 1 or not name.strip() or " " in name:
            yield f"ids are unique and without blanks; {name!r} occurs {count} times"
    for element in tree.iter():
        for attribute in ("for", "aria-labelledby", "aria-describedby", "aria-controls", "list"):
            for name in (element.get(attribute) or "").split():
                if name not in ids:
                    yield f"{_show(element)} refers to {name!r}, an id that is not on the page"


def _labels(tree: Element) -> Iterator[str]:
    labels = {label.get("for"): text_of(label) for label in tree.iter("label")}
    wrapped = {
        id(inner) for label in tree.iter("label") if text_of(label) for inner in label.iter()
    }
    for element in tree.iter():
        named = element.get("aria-label") or element.get("aria-labelledby")
        if element.tag == "button" and not (text_of(element) or named):
            yield f"{_show(element)} has no words"
        if element.tag not in ("input", "select", "textarea"):
            continue
        if element.tag == "input" and element.get("type", "text") in UNLABELLED_INPUTS:
            continue
        if not (named or labels.get(element.get("id", "")) or id(element) in wrapped):
            yield f"{_show(element)} has no label; use the field component"


def _groups(tree: Element) -> Iterator[str]:
    grouped = {
        id(inner)
        for group in tree.iter("fieldset")
        if text_of(group.find("legend"))
        for inner in group.iter("input")
    }
    for element in tree.iter("input"):
        if element.get("type") == "radio" and id(element) not in grouped:
            yield f"{_show(element)}: radio buttons stand in a fieldset with a legend"


def _images(tree: Element) -> Iterator[str]:
    for image in tree.iter("img"):
        if image.get("alt") is None:
            yield f'{_show(image)} has no alt text; alt="" when it only decorates'
    for drawing in tree.iter(f"{SVG}svg"):
        named = drawing.get("aria-label") or drawing.get("aria-labelledby")
        named = named or text_of(drawing.find(f"{SVG}title"))
        if drawing.get("aria-hidden") != "true" and not (drawing.get("role") == "img" and named):
            yield f'{_show(drawing)} needs aria-hidden="true", or role="img" and a name'
    for frame in tree.iter("iframe"):
        if not frame.get("title"):
            yield f"{_show(frame)} has no title"


def _inline(tree: Element) -> Iterator[str]:
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue  # a comment
        if element.get("style") is not None:
            yield f"{_show(element)} has a style attribute; our policy forbids it, use a class"
        if element.tag in ("style", f"{SVG}style"):
            yield "a <style> element; our policy forbids it, use a stylesheet"
        inline = element.tag == "script" and not element.get("src")
        if inline and element.get("type") not in DATA_SCRIPTS:
            yield "an inline <script>; our policy forbids it, put it under static/js"
        for attribute, value in element.attrib.items():
            if attribute.startswith("on"):
                yield f"{_show(element)} has {attribute}; our policy forbids it"
            if value.strip().lower().startswith("javascript:"):
                yield f"{_show(element)} has a javascript: address"


def _forms(app: Flask, path: str):
    def check(tree: Element) -> Iterator[str]:
        for form in tree.iter("form"):
            method = form.get("method", "").lower()
            tokens = [i for i in form.iter("input") if i.get("name") == "csrf_token"]
            if method not in ("get", "post"):
                yield f'{_show(form)} needs method="get" or method="post"'
                continue
            if method == "post" and not (tokens and tokens[0].get("value")):
                yield f"{_show(form)} is posted without a csrf_token"
            if method == "get" and tokens:
                yield f"{_show(form)} would show its csrf_token in the address"
            actions = [form.get("action", "")]
            actions += [b.get("formaction") for b in form.iter("button") if b.get("formaction")]
            for action in actions:
                if wrong := unreachable(app, path, action, method.upper()):
                    yield f"{_show(form)} leads nowhere: {wrong}"

    return check


def _links(app: Flask, path: str):
    def check(tree: Element) -> Iterator[str]:
        ids = {element.get("id") for element in tree.iter()}
        for element in tree.iter():
            for attribute in ADDRESSES & element.attrib.keys():
                address = element.attrib[attribute]
                if address.startswith("#"):
                    if element.tag == "a" and address[1:] not in ids:
                        yield f"{_show(element)} leads to an id that is not on the page"
                    continue
                method = attribute[3:].upper() if attribute.startswith("hx-") else "GET"
                if wrong := unreachable(app, path, address, method):
                    yield f"{_show(element)} leads nowhere: {wrong}"

    return check


def unreachable(app: Flask, path: str, address: str, method: str) -> str:
    """Why an address of ours is none; empty when it is one, or is not ours."""
    parts = urlsplit(urljoin(f"http://localhost{path}", address))
    if parts.scheme not in OUTSIDE:
        return f"nobody knows what {parts.scheme}: is"
    if parts.scheme not in ("http", "https") or (parts.hostname or "") not in OUR_HOSTS:
        return ""
    reached = REACHED.setdefault(app.url_map, {})
    if (parts.path, method) not in reached:
        reached[parts.path, method] = _no_address(app, parts.path, method)
    return reached[parts.path, method]


def _no_address(app: Flask, path: str, method: str) -> str:
    try:
        endpoint, values = app.url_map.bind("localhost").match(path, method=method)
    except RequestRedirect as redirect:
        return f"{path} only redirects to {redirect.new_url}; link to that"
    except HTTPException as error:
        return f"{method} {path} answers {error.code}; make the address with url_for"
    if endpoint == "static" and not (Path(app.static_folder or "") / values["filename"]).is_file():
        return f"there is no file static/{values['filename']}"
    return ""


def _show(element: Element) -> str:
    """An element as its author wrote it, nearly."""
    tag = str(element.tag).replace(SVG, "")
    names = ("id", "name", "type", "value", "href", "src", "action", "class")
    shown = [f'{name}="{element.get(name)}"' for name in names if element.get(name)]
    return f"<{' '.join([tag, *shown])[:150]}>"
