"""A browser for tests. It checks every page that it loads, so that each view test tests access too.

    page.get("/sign-in")
    page.submit("Sign in", email="ana@example.org", password="…")   # fills the form shown
    page.click("My trainings")                                      # follows a link by its words
    assert page.h1 == "My trainings"

See `tests/markup.py` for what is checked.
"""

from typing import Any, Self
from urllib.parse import urlencode, urljoin, urlsplit
from xml.etree.ElementTree import Element

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests import markup
from tests.markup import text_of

ANY = -1
META = ".//meta[@name='csrf-token']"
REDIRECTS = (301, 302, 303, 307, 308)


class Page:
    """The page shown now, in a client that keeps its cookies. Each `Page` is one visitor."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.path = "/"
        """Where the page shown now came from, with its query."""
        self.response: TestResponse | None = None
        self.tree: Element | None = None
        """The page shown now, or None when it was no HTML."""

    # What is asked of the portal

    # Unless `status` says otherwise, a GET and whatever is followed answers 200, a POST 303.

    def get(
        self, url: str, status: int | None = None, *, follow: bool = False, **more: Any
    ) -> Self:
        """Load a page. `more` goes to the client, such as headers or query_string."""
        return self._load("GET", url, status, follow, more)

    def post(
        self,
        url: str,
        data: dict[str, Any] | None = None,
        status: int | None = None,
        *,
        follow: bool = False,
        **more: Any,
    ) -> Self:
        """Post what no form offers, with the token of the page shown (or of the page at `url`)."""
        token = self._token()
        if token is None:
            self._load("GET", url, ANY, follow=True, more={})
            token = self._token()
        data = {"csrf_token": token, **(data or {})} if token else data or {}
        return self._load("POST", url, status, follow, {"data": data, **more})

    def submit(
        self,
        form: str = "",
        /,
        status: int | None = None,
        *,
        follow: bool = False,
        data: dict[str, Any] | None = None,
        **fields: Any,
    ) -> Self:
        """Fill in and send a form of the page, as a browser would: with all it holds already.

        `form` is the words of its button, its id or its action; needless when main has only one.
        Boxes take True and False, or the list of values to tick; `data` is for names with hyphens.
        """
        element, button = self._find_form(form)
        values = _filled(element, {**fields, **(data or {})}, button)
        action = (button.get("formaction") if button is not None else "") or element.get("action")
        url = urljoin(self.path, action or "")
        if element.get("method", "get").lower() == "post":
            return self._load("POST", url, status, follow, {"data": values})
        pairs = [(name, value) for name, held in values.items() for value in held]
        return self.get(f"{url.partition('?')[0]}?{urlencode(pairs)}", status, follow=follow)

    def click(self, words: str, status: int | None = None, *, follow: bool = False) -> Self:
        """Follow the link with these words."""
        links = self.links()
        if words not in links:
            pytest.fail(f"{self.path} has no link {words!r}; it has: {', '.join(sorted(links))}")
        return self.get(urljoin(self.path, links[words]), status, follow=follow)

    # What is seen

    @property
    def h1(self) -> str:
        """The heading."""
        return text_of(next(self._shown().iter("h1"), None))

    @property
    def text(self) -> str:
        """The words of the body, as one line."""
        return text_of(self._shown().find("body"))

    @property
    def main(self) -> str:
        """The words of the main part, without header and navigation."""
        return text_of(self._shown().find(".//main"))

    @property
    def html(self) -> str:
        """The answer as it came."""
        return self.response.get_data(as_text=True) if self.response else ""

    @property
    def status(self) -> int:
        """The status of the last answer."""
        return self.response.status_code if self.response else 0

    @property
    def location(self) -> str:
        """Where the last answer redirects to, without the host."""
        parts = urlsplit(self.response.location or "" if self.response else "")
        return parts.path + (f"?{parts.query}" if parts.query else "")

    def links(self) -> dict[str, str]:
        """The addresses of the links, by their words."""
        return {
            link.get("aria-label") or text_of(link): link.get("href", "")
            for link in self._shown().iter("a")
        }

    def all(self, path: str) -> list[Element]:
        """Elements of the page by ElementTree's paths, such as ".//tr" or ".//p[@class='lead']"."""
        return self._shown().findall(path)

    def texts(self, path: str) -> list[str]:
        """The words of those elements."""
        return [text_of(element) for element in self.all(path)]

    # How it is done

    def _load(
        self, method: str, url: str, status: int | None, follow: bool, more: dict[str, Any]
    ) -> Self:
        if method == "POST":  # as a browser says which page it was sent from
            own = {"Origin": "http://localhost", "Referer": urljoin("http://localhost", self.path)}
            more = {**more, "headers": {**own, **dict(more.get("headers") or {})}}
        response = self.client.open(url, method=method, **more)
        path = urljoin(self.path, url)
        while follow and response.status_code in REDIRECTS:
            assert response.location, f"{path} redirects without saying where to"
            path = urljoin(path, response.location)
            response = self.client.get(path)
        parts = urlsplit(path)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        self.response = response
        if response.status_code not in REDIRECTS:
            self.path = path
            fragment = "HX-Request" in (more.get("headers") or {})
            self._check(response, f"{method} {path}", fragment)
        expected = status or (303 if method == "POST" and not follow else 200)
        if response.status_code != expected and status != ANY:
            seen = f"redirects to {self.location}" if self.location else self._excerpt()
            pytest.fail(
                f"{method} {path} answered {response.status_code} instead of {expected}; {seen}"
            )
        return self

    def _check(self, response: TestResponse, where: str, fragment: bool) -> None:
        self.tree = None
        if response.mimetype != "text/html":
            return
        app = self.client.application
        self.tree, wrong = markup.checked(self.html, app, self.path, fragment=fragment)
        if wrong:
            pytest.fail("\n - ".join([f"{where} ({response.status_code}) is not right:", *wrong]))

    def _shown(self) -> Element:
        if self.tree is None:
            pytest.fail(f"No page is shown: the answer was {self.response!r}")
        return self.tree

    def _excerpt(self) -> str:
        return f"it says: {self.text[:400]}" if self.tree is not None else self.html[:400]

    def _token(self) -> str | None:
        if self.tree is None:
            return None
        for path, name in ((".//input[@name='csrf_token']", "value"), (META, "content")):
            for element in self.tree.findall(path):
                return element.get(name)
        return None

    def _find_form(self, wanted: str) -> tuple[Element, Element | None]:
        """The form, and the button that is pressed."""
        found = []
        scope = self._shown() if wanted else self._shown().find(".//main")
        for form in scope.iter("form") if scope is not None else ():
            buttons = [button for button in form.iter() if _submits(button)]
            pressed = [button for button in buttons if wanted and _words(button) == wanted]
            if pressed or not wanted or wanted in (form.get("id"), form.get("action")):
                found.append((form, next(iter(pressed or buttons), None)))
        if len(found) != 1:
            known = [_words(b) for b in self._shown().iter() if _submits(b)]
            pytest.fail(f"{self.path} has {len(found)} forms {wanted!r}; its buttons are {known}")
        return found[0]


def _submits(element: Element) -> bool:
    if element.tag == "button":
        return element.get("type", "submit") == "submit"
    return element.tag == "input" and element.get("type") == "submit"


def _words(button: Element) -> str:
    return button.get("aria-label") or text_of(button) or button.get("value", "")


def _filled(form: Element, fields: dict[str, Any], button: Element | None) -> dict[str, list[Any]]:
    """What a browser would send: name → values."""
    sent: dict[str, list[Any]] = {}
    controls = [c for c in form.iter() if c.tag in ("input", "select", "textarea")]
    names = {control.get("name") for control in controls} - {None}
    if unknown := fields.keys() - names:
        pytest.fail(f"The form has no field {sorted(unknown)}; it has {sorted(names)}")
    disabled = {
        id(c) for f in form.iter("fieldset") if f.get("disabled") is not None for c in f.iter()
    }
    for control in controls:
        name = control.get("name")
        if not name or control.get("disabled") is not None or id(control) in disabled:
            continue
        sent.setdefault(name, []).extend(_values(control, name in fields, fields.get(name)))
    for name in fields:
        _must_be_offered(name, fields[name], controls)
    if button is not None and button.get("name"):
        sent.setdefault(button.get("name", ""), []).append(button.get("value", ""))
    return {name: values for name, values in sent.items() if values}


def _values(control: Element, given: bool, value: Any) -> list[Any]:
    kind = control.get("type", "text")
    own = control.get("value", "on")
    if kind in ("submit", "button", "reset", "image") and control.tag == "input":
        return []
    if control.tag == "select":
        options = [
            (option.get("value", text_of(option)), option) for option in control.iter("option")
        ]
        if given:
            chosen = value if isinstance(value, list | tuple | set) else [value]
            return [own for own, _ in options if own in {str(one) for one in chosen}]
        marked = [own for own, option in options if option.get("selected") is not None]
        return marked or ([options[0][0]] if options and control.get("multiple") is None else [])
    if kind in ("checkbox", "radio"):
        if not given:
            return [own] if control.get("checked") is not None else []
        ticked = value if isinstance(value, list | tuple | set) else [value]
        return [own] if value is True or own in {str(one) for one in ticked} else []
    if given:
        return value if isinstance(value, list) else [value]
    if kind == "file":
        return []
    return [text_of_area(control) if control.tag == "textarea" else control.get("value", "")]


def text_of_area(control: Element) -> str:
    """What a text area holds, line ends and all."""
    return "".join(control.itertext())


def _must_be_offered(name: str, value: Any, controls: list[Element]) -> None:
    """Nobody can choose in a browser what the page does not offer."""
    offered = set()
    for control in controls:
        if control.get("name") != name:
            continue
        if control.tag == "select":
            offered |= {o.get("value", text_of(o)) for o in control.iter("option")}
        elif control.get("type") in ("radio", "checkbox"):
            offered.add(control.get("value", "on"))
        else:
            return
    chosen = value if isinstance(value, list | tuple | set) else [value]
    missing = {str(one) for one in chosen if not isinstance(one, bool)} - offered
    if missing:
        pytest.fail(f"{name!r} offers {sorted(offered)}, not {sorted(missing)}")
