"""Looks at pages: axe finds nothing of any weight, in light and in dark, on a phone and at a desk;
each page has one h1; none scrolls sideways from 320 pixels on.

PICTURES=1 keeps a picture of each page in instance/pictures/.
"""

import json
import os
import re
from pathlib import Path

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.browser.journey import keep_picture

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SCRIPT = AXE_SCRIPT + Path(__file__).with_name("axe.js").read_text()
ASK = "([tags, scheme]) => askAxe(tags, scheme)"
"""Every rule in light. Dark changes nothing but colors, so there the rules about colors are asked
again, and the others, on the very same page, are not."""
RIGHT: set[str] = set()
"""The groups of texts, as axe.js names them, of which one was found right on any page so far."""
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
WAYS = (((320, 640), ()), ((390, 844), ("light", "dark")), ((1280, 800), ("dark", "light")))
"""Each size, and the schemes in the order that changes least."""


class Look:
    """Looks at the page shown, and remembers everything that is wrong."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.wrong: list[str] = []

    def at(self, url: str, name: str = "", *, status: int = 200) -> None:
        """Open a page and look at it."""
        answer = self.page.goto(url)
        if answer is None or answer.status != status:
            self.wrong.append(f"{url} answered {answer and answer.status}, not {status}")
        self(name or url)

    def __call__(self, name: str) -> None:
        """Look at the page as it is now."""
        page = self.page
        heading = page.get_by_role("heading", level=1)
        heading.first.wait_for()  # a page that is still on its way has none yet
        if heading.count() != 1:
            self.wrong.append(f"{name} has {heading.count()} h1")
        page.evaluate(SCRIPT)
        page.evaluate("passBefore", list(RIGHT))
        shown = ""
        for (width, height), schemes in WAYS:
            page.set_viewport_size({"width": width, "height": height})
            if page.evaluate(TOO_WIDE):
                self.wrong.append(f"{name} scrolls sideways at {width} pixels")
            for scheme in schemes:
                if scheme != shown:
                    page.emulate_media(color_scheme=scheme)
                    shown = scheme
                said = page.evaluate(ASK, [RULES, scheme])
                RIGHT.update(said["right"])
                self.wrong += [
                    f"{name} at {width} pixels in {scheme}: {json.dumps(fault, indent=2)}"
                    for fault in said["wrong"]
                ]
                if os.environ.get("PICTURES"):
                    words = re.sub(r"\W+", "-", name).strip("-")
                    keep_picture(page, f"{words}-{width}-{scheme}")
