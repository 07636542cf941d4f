"""Two ways to use a page: with a pointer, and with nothing but the keys of the keyboard.

Both have the same methods, so that one journey is walked either way.
"""

import re
from collections.abc import Iterable, Sequence

from playwright.sync_api import ElementHandle, Locator, Page

from portal.domain.quizzes import Answer, Kind, Question

FARTHEST = 120
"""So many presses of Tab; more than any page needs."""

FOCUS = """
(wanted) => {
  const focused = document.activeElement;
  if (focused === document.body) return { seen: true, there: false };
  const outlined = (element, part) => {
    const style = getComputedStyle(element, part);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  };
  const box = focused.getBoundingClientRect();
  const seen = box.width > 0 && box.bottom > 0 && box.right > 0
    && box.top < innerHeight && box.left < innerWidth;
  const frame = focused.closest("label") ?? focused;
  return {
    seen: seen && (outlined(focused) || outlined(focused, "::after") || outlined(frame)),
    there: wanted.includes(focused),
    element: focused.outerHTML.slice(0, 300),
  };
}
"""
"""Whether one sees where the focus is, and whether it is on one of these elements.

Behind the last stop, where the browser's own controls are, there is nothing to see."""


class Pointer:
    """Clicks, and fills in fields."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, name: str) -> None:
        """Press a button of the page's main part."""
        self.page.get_by_role("main").get_by_role("button", name=name).click()

    def follow(self, name: str) -> None:
        """Follow a link of the page's main part."""
        self.page.get_by_role("main").get_by_role("link", name=name).first.click()

    def type(self, label: str, words: str) -> None:
        """Type into a field."""
        _field(self.page, label).fill(words)

    def pick(self, label: str, option: str) -> None:
        """Choose from a list."""
        _field(self.page, label).select_option(label=option)

    def choose(self, option: str) -> None:
        """Choose one of several."""
        self.page.get_by_role("radio", name=option, exact=True).check()

    def tick(self, options: Iterable[str]) -> None:
        """Tick these boxes, and no others."""
        wanted = set(options)
        for box in self.page.get_by_role("checkbox").all():
            box.set_checked(_label(box) in wanted)


class Keys:
    """Tab, Space, Enter, the arrows and letters. The focus must be seen wherever it goes."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, name: str) -> None:
        """Press a button of the page's main part."""
        self.go_to(self.page.get_by_role("main").get_by_role("button", name=name))
        self.page.keyboard.press("Space")

    def follow(self, name: str) -> None:
        """Follow a link of the page's main part."""
        self.go_to(self.page.get_by_role("main").get_by_role("link", name=name).first)
        self.page.keyboard.press("Enter")

    def type(self, label: str, words: str) -> None:
        """Type into a field, over whatever it holds."""
        self.go_to(_field(self.page, label))
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(words)

    def pick(self, label: str, option: str) -> None:
        """Choose from a list, with the arrows."""
        field = _field(self.page, label)
        self.go_to(field)
        self.page.keyboard.press("Home")
        for _ in range(FARTHEST):
            if field.evaluate("field => field.selectedOptions[0].label") == option:
                return
            self.page.keyboard.press("ArrowDown")
        message = f"“{label}” does not offer “{option}”."
        raise AssertionError(message)

    def choose(self, option: str) -> None:
        """Choose one of several, with the arrows; Tab comes to the group only once."""
        group = self.page.get_by_role("radio")
        self.go_to(group)
        self.page.keyboard.press("Space")
        wanted = self.page.get_by_role("radio", name=option, exact=True)
        for _ in range(group.count()):
            if wanted.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
            self.see_focus()
        message = f"The arrows do not come to “{option}”."
        raise AssertionError(message)

    def tick(self, options: Iterable[str]) -> None:
        """Tick these boxes, and no others."""
        wanted = set(options)
        for box in self.page.get_by_role("checkbox").all():
            if box.is_checked() != (_label(box) in wanted):
                self.go_to(box)
                self.page.keyboard.press("Space")

    def go_to(self, target: Locator) -> None:
        """Press Tab until the focus is there; every stop on the way must show it."""
        target.first.wait_for()
        self.page.wait_for_load_state()
        wanted = target.element_handles()
        for _ in range(FARTHEST):
            self.page.keyboard.press("Tab")
            if self.see_focus(wanted):
                return
        message = f"{self.page.url}: Tab does not come to {target}."
        raise AssertionError(message)

    def see_focus(self, wanted: Sequence[ElementHandle] = ()) -> bool:
        """Fail unless one sees where the focus is. Returns whether it is on one of these."""
        focus = self.page.evaluate(FOCUS, list(wanted))
        assert focus["seen"], f"{self.page.url}: the focus is not seen on {focus['element']}"
        return focus["there"]


Hand = Pointer | Keys


def _field(page: Page, label: str) -> Locator:
    return page.get_by_label(re.compile(rf"^\s*{re.escape(label)}(\s+\(optional\))?\s*$"))


def _label(control: Locator) -> str:
    return control.evaluate("control => control.labels[0].innerText.trim()")


def give(hand: Hand, question: Question, answer: Answer) -> None:
    """Give this answer to the question shown."""
    texts = {choice.key: choice.text for choice in question.choices}
    match question.kind:
        case Kind.ONE:
            hand.choose(texts[answer])
        case Kind.MANY:
            hand.tick(texts[key] for key in answer)
        case Kind.MATCH:
            rights = {pair.right_key: pair.right for pair in question.pairs}
            for pair in question.pairs:
                hand.pick(pair.left, rights[answer[pair.left_key]])
        case Kind.ORDER:
            for place, key in enumerate(answer, start=1):
                hand.pick(texts[key], str(place))
        case Kind.NUMBER:
            hand.type(question.prompt, answer)
